import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { itemLink, readItemLink } from './index.ts'

const gtin = '06901234567892'

test('item links are read as paths and as addresses', () => {
  const table: [string, unknown][] = [
    [`/01/${gtin}/21/ATQV6MFJHZMKNQW80PCH`, { gtin, serial: 'ATQV6MFJHZMKNQW80PCH' }],
    [`https://tianfu.example/01/${gtin}`, { gtin }],
    [`https://tianfu.example/01/${gtin}/`, { gtin }],
    [`https://tianfu.example/x/01/${gtin}/10/L%2F1?linkType=all#x`, { gtin, lot: 'L/1' }],
    [`/01/${gtin}/22/2A/10/A/21/B`, { gtin, variant: '2A', lot: 'A', serial: 'B' }],
    [`/01/${gtin}/21/B/10/A`, 'not-a-link'],
    ['/01/6901234567892', 'gtin-length'],
    ['/01/06901234567893', 'gtin-check-digit'],
    [`/01/${gtin}/21/%E0%A4%A`, 'bad-escape'],
    [`/01/${gtin}/21/%20`, 'bad-value'],
    [`/01/${gtin}/21/${'A'.repeat(21)}`, 'bad-value'],
    [`/01/${gtin}/21`, 'not-a-link'],
    [`/01/${'/'.repeat(1e5)}`, 'not-a-link'],
    ['', 'not-a-link'],
  ]
  for (const [text, expected] of table) {
    const reading = readItemLink(text)
    assert.deepEqual(reading.ok ? reading.link : reading.why, expected, text.slice(0, 80))
  }
})

test('a generated link reads back, whatever its lot and serial', () => {
  const value = fc.stringMatching(/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/)
  fc.assert(fc.property(fc.option(value, { nil: undefined }), fc.option(value, { nil: undefined }), (lot, serial) => {
    const link = { gtin, ...(lot && { lot }), ...(serial && { serial }) }
    assert.deepEqual(readItemLink(itemLink('https://a.example', link)), { ok: true, link })
  }))
})

test('no text makes the reader throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string().map((s) => `/01/${gtin}/21/${s}`)), (text) => {
    assert.equal(typeof readItemLink(text).ok, 'boolean')
  }))
})
