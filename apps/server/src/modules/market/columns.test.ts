import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LocalDate } from '@tianfu/kernel'
import { dayOf, mappingOf, numberOf, observationsOf } from './columns.ts'
import type { Subjects } from './columns.ts'
import { delimiterOf, encodingOf } from './sheets.ts'

const SUBJECTS: Subjects = {
  product: () => 'p', organisation: () => 'o', region: (code) => code === '510500', today: '2026-03-02' as LocalDate,
}
const GTIN = '6901234000016'

for (const [text, day] of [
  ['2026-03-01', '2026-03-01'], ['2026/3/1', '2026-03-01'], ['20260301', '2026-03-01'], ['2026年3月1日', '2026-03-01'],
  ['2026-03-01 12:30:00', '2026-03-01'], ['２０２６-03-01', '2026-03-01'], ['2026-02-29', undefined],
  ['2026-13-01', undefined], ['01/03/2026', undefined], ['46082', undefined], ['', undefined],
] as const) test(`the day of “${text}” is ${day}`, () => assert.equal(dayOf(text), day))

for (const [text, value] of [
  ['12', 12], ['-0.5', -0.5], ['1,234,567.8', 1_234_567.8], ['１２', 12], ['1,23', undefined], ['12元', undefined],
  ['1e9', undefined], ['NaN', undefined], ['', undefined], ['0x10', undefined],
] as const) test(`the number of “${text}” is ${value}`, () => assert.equal(numberOf(text), value))

test('a row of sales says units and yuan', () => {
  const made = observationsOf('sales',
    { subject: GTIN, day: '2026-03-01', quantity: '3', amount: '1.2', unit: '万元' }, SUBJECTS)
  assert.ok(made.ok)
  assert.deepEqual(made.observations.map(({ indicator, value }) => [indicator, value]),
    [['sales-units', 3], ['sales-amount', 12_000]])
})

test('whatever a row holds, it is taken or told, never a fault', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom(GTIN, '2026-03-01', '5', '是', '', '1e999', '-1'))
  fc.assert(fc.property(
    fc.constantFrom('ratings', 'reviews', 'sales', 'prices', 'returns', 'complaints', 'inspections', 'media' as const),
    fc.record({ subject: cell, day: cell, score: cell, favourable: cell, quantity: cell, amount: cell, unit: cell,
      price: cell, reference: cell, passed: cell, tone: cell, region: cell, confirmed: cell, who: cell }),
    (kind, row) => {
      const made = observationsOf(kind as 'ratings', row, SUBJECTS)
      if (made.ok) assert.ok(made.observations.every(({ value }) => Number.isFinite(value)))
      else assert.ok(made.error.zh && made.error.en)
    }))
})

test('headings are found without case, blanks and brackets; what must be there is named', () => {
  const found = mappingOf('ratings', ['评价日期', 'GTIN', ' Stars ', '其他'])
  assert.deepEqual(found, { ok: true, mapping: { day: '评价日期', subject: 'GTIN', score: ' Stars ' } })
  const missing = mappingOf('ratings', ['日期'])
  assert.ok(!missing.ok && missing.en.includes('GTIN') && missing.en.includes('Score'))
})

test('a heading line tells its delimiter outside quotes', () => {
  assert.equal(delimiterOf('a;b;"c,d,e,f"\n1,2,3'), ';')
  assert.equal(delimiterOf('a\tb'), '\t')
  assert.equal(delimiterOf('评分'), undefined)
})

test('GBK is told from UTF-8', async () => {
  assert.equal(await encodingOf(Buffer.from('c6c0b7d6', 'hex')), 'gb18030')
  assert.equal(await encodingOf(new TextEncoder().encode('评分')), 'utf-8')
  // A character that stands across two slices of a megabyte.
  assert.equal(await encodingOf(new TextEncoder().encode(`${'a'.repeat((1 << 20) - 1)}评`)), 'utf-8')
})
