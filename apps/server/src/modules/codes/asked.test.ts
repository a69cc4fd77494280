import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAsked } from './asked.ts'

const GTIN = '06901234567892'
const SERIAL = '0ABCDEFGHJKMNPQRSTVW'

const READ: [text: string, expected: object, why: string][] = [
  [`https://example.cn/01/${GTIN}/21/${SERIAL}`, { gtin: GTIN, serial: SERIAL }, 'the link in the QR code'],
  [
    `https://example.cn/01/${GTIN}/10/L1/21/${SERIAL}?x=1`, { gtin: GTIN, serial: SERIAL, lot: 'L1' },
    'a link with a lot',
  ],
  [`${GTIN}.${SERIAL}`, { gtin: GTIN, serial: SERIAL }, 'the short form'],
  [` 6901234567892.${SERIAL.toLowerCase()} `, { gtin: GTIN, serial: SERIAL }, 'thirteen digits, small letters, blanks'],
  [`${GTIN}.0ABC-DEFG-HJKM-NPQR-STVW`, { gtin: GTIN, serial: SERIAL }, 'groups with dashes'],
  [`${GTIN}．${SERIAL}`, { gtin: GTIN, serial: SERIAL }, 'a full-width stop'],
  [`https://example.cn/v/${GTIN}.${SERIAL}`, { gtin: GTIN, serial: SERIAL }, 'the address of the page'],
  ['tfq 012026-00001x', { number: 'TFQ012026-00001X' }, 'a number with blanks; its dash may belong to it'],
  ['https://example.cn/c/TFQ01202600001X', { number: 'TFQ01202600001X' }, 'the address of a certificate'],
]
for (const [text, expected, why] of READ) {
  test(`reads ${why}`, () => { assert.deepEqual(readAsked(text), { ok: true, asked: expected }) })
}

const BROKEN: [text: string, rule: string][] = [
  ['', 'code-form'], ['   ', 'code-form'], ['x'.repeat(500), 'code-form'],
  [`6901234567891.${SERIAL}`, 'gs1-check-digit'], [`69012345678.${SERIAL}`, 'gtin-length'],
  [`${GTIN}.ABC`, 'serial-form'], [`${GTIN}.UUUUUUUUUUUUUUUUUUUU`, 'serial-form'],
  [
    `https://example.cn/01/1234/21/${SERIAL}`, 'link-gtin-length',
  ], ["'; drop table scan; --", 'number-form'], ['<script>', 'number-form'],
]
for (const [text, rule] of BROKEN) {
  test(`says which rule “${text.slice(0, 40)}” breaks: ${rule}`, () => {
    const reading = readAsked(text)
    assert.equal(reading.ok, false)
    assert.equal(!reading.ok && reading.problem.rule, rule)
  })
}

test('never throws on any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => { readAsked(text) }))
})
