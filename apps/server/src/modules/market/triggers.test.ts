import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResultValue } from './engine/port.ts'
import { Tallies } from './tally.ts'
import { complaintSeries, probabilityBelowFloor, risesToRaise, triggersFor } from './triggers.ts'

const result = (score: number, half: number) =>
  ({ result: 'reputation', score, low: score - half, high: score + half }) as unknown as ResultValue
const FACTS = { tally: undefined, results: [], earlier: [], level: 0.9, exitFloor: 50, stopped: false }
const rules = (change: object) => triggersFor({ ...FACTS, ...change }).map(({ rule }) => rule)
const months = (complaints: number[], units = 1000) => ({ tested: 0, passed: 0,
  months: Object.fromEntries(complaints.map((n, i) => [`2025-${String(i + 1).padStart(2, '0')}`,
    { complaints: n, units }])) })

test('the probability below the floor follows the interval', () => {
  assert.ok(Math.abs(probabilityBelowFloor({ score: 50, low: 45, high: 55 }, 0.9, 50) - 0.5) < 1e-6)
  // At the upper end of a 90 % interval lie 95 %.
  assert.ok(Math.abs(probabilityBelowFloor({ score: 45, low: 40, high: 50 }, 0.9, 50) - 0.95) < 1e-5)
  assert.equal(probabilityBelowFloor({ score: 49, low: 49, high: 49 }, 0.9, 50), 1)
})

test('one bad period alarms nobody, two do', () => {
  assert.deepEqual(rules({ results: [result(30, 2)] }), [])
  assert.deepEqual(rules({ results: [result(30, 2)], earlier: [[result(31, 2)]] }), ['below-floor'])
  assert.deepEqual(rules({ results: [result(30, 2)], earlier: [[result(70, 2)]] }), [])
})

test('inspections alarm by their probability, not by their share', () => {
  assert.deepEqual(rules({ tally: { tested: 2, passed: 1, months: {} } }), [], 'half of two says little')
  assert.deepEqual(rules({ tally: { tested: 40, passed: 20, months: {} } }), ['pass-rate'])
  assert.deepEqual(rules({ tally: { tested: 40, passed: 40, months: {} } }), [])
})

test('complaints that rise alarm, those that are many but steady do not', () => {
  assert.deepEqual(rules({ tally: months([5, 5, 5, 5, 5, 5, 5, 5, 5]) }), [])
  assert.deepEqual(rules({ tally: months([5, 5, 5, 5, 5, 5, 30, 30, 30]) }), ['complaints-rise'])
  assert.deepEqual(rules({ tally: months([1, 0, 0, 1, 0, 0, 2, 0, 0, 1]) }), [], 'a few rare events are no rise')
  assert.equal(complaintSeries(months([1, 2, 3])), undefined, 'three months tell nothing')
})

test('a certificate that was stopped is a fact by itself', () => {
  assert.deepEqual(rules({ stopped: true }), ['certificate-stopped'])
})

test('counts are of products and of the period alone', () => {
  const tallies = new Tallies('2025-01-01', '2025-12-31')
  tallies.add([1, 'product:p', 'inspection-pass', 1, false, '2025-05-01', '', null])
  tallies.add([2, 'product:p', 'inspection-pass', 0, false, '2025-05-01', '', null])
  tallies.add([3, 'product:p', 'inspection-pass', 0, false, '2026-01-01', '', null])
  tallies.add([4, 'organisation:o', 'inspection-pass', 0, false, '2025-05-01', '', null])
  tallies.add([5, 'product:p', 'complaint', 2, false, '2025-05-01', '', null])
  assert.deepEqual([...tallies.byProduct], [['p', { tested: 2, passed: 1,
    months: { '2025-05': { complaints: 2, units: 0 } } }]])
})

test('among many products a rise is raised only where chance alone does not explain it', () => {
  const steady = months([5, 5, 5, 5, 5, 5, 5, 6, 5])
  const slight = months([5, 5, 5, 5, 5, 5, 12, 12, 11])
  const strong = months([5, 5, 5, 5, 5, 5, 60, 60, 60])
  assert.deepEqual([...risesToRaise(new Map([['slight', slight]]))], ['slight'], 'alone it is told')
  const many = new Map(Array.from({ length: 400 }, (_, i) => [`p${i}`, steady] as const))
  assert.deepEqual([...risesToRaise(new Map([...many, ['slight', slight], ['strong', strong]]))], ['strong'])
  assert.deepEqual([...risesToRaise(new Map([['short', months([1, 2])]]))], [])
})
