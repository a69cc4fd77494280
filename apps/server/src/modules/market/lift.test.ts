import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lifted } from './lift.ts'
import type { PartRow } from './parts.ts'

const ROW: PartRow = [7, 'product:p', 'rating', 5, true, '2026-01-01', '', null]
const KNOWN = { product: 'p', brand: 'b', enterprise: 'e', region: '510502', industry: 'C1512' }

test('an observation of a product counts for all that stand behind it', () => {
  const rows = lifted('i', 's', 3, ROW, KNOWN, 3)
  assert.deepEqual(rows.map(({ subjectKind, subject, industry }) => [subjectKind, subject, industry]), [
    ['product', 'p', 'C1512'], ['brand', 'b', 'C1512'], ['enterprise', 'e', 'C1512'], ['region', '510500', ''],
    ['industry', 'C15', '']])
  assert.ok(rows.every(({ value, region }) => value === 5 && region === '510502'))
})

test('rows of one batch never share a number, and stand in order', () => {
  const numbers = [0, 1, 2].flatMap((position) => lifted('i', 's', position, ROW, KNOWN, 3).map(({ row }) => row))
  assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b))
  assert.equal(new Set(numbers).size, numbers.length)
})

test('an observation of an enterprise has no product, and without industry none', () => {
  const rows = lifted('i', 's', 0, [1, 'organisation:e', 'complaint', 1, false, '2026-01-01', '510100', null],
    { enterprise: 'e', region: '510502', industry: '' }, 3)
  assert.deepEqual(rows.map(({ subjectKind }) => subjectKind), ['enterprise', 'region'])
  assert.equal(rows[0]!.region, '510100', 'where it happened, when the file says so')
})
