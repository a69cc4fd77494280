import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alarmsToRaise, triggersOf } from './triggers.ts'

const NONE = { hard: [], process: [] } as const
const rules = (facts: Parameters<typeof triggersOf>[0]): string[] => triggersOf(facts).map((t) => t.rule)

test('nothing known sets off nothing', () => {
  assert.deepEqual(rules(NONE), [])
})

test('a hard fact is proposed at once, before what statistics and process say', () => {
  const facts = { ...NONE, hard: ['class-1-recall'], process: ['surveillance-missed'], belowFloor: [0.9, 0.9] } as const
  assert.deepEqual(rules(facts), ['class-1-recall', 'below-floor', 'surveillance-missed'])
})

test('five of ten passed is enough at a neutral prior, nine of ten is not', () => {
  const prior = { a: 1, b: 1 }
  assert.deepEqual(rules({ ...NONE, samples: { passed: 5, tested: 10, prior } }), ['pass-rate'])
  assert.deepEqual(rules({ ...NONE, samples: { passed: 9, tested: 10, prior } }), [])
})

test('below the floor counts after two periods in a row', () => {
  assert.deepEqual(rules({ ...NONE, belowFloor: [0.9] }), [])
  assert.deepEqual(rules({ ...NONE, belowFloor: [0.9, 0.5, 0.9] }), [])
  assert.deepEqual(rules({ ...NONE, belowFloor: [0.1, 0.8, 0.8] }), ['below-floor'])
})

test('satisfaction needs both the alarm and a drop that matters; fewer complaints raise no alarm', () => {
  const fallen = [0, 0, -3, -3, -3]
  assert.deepEqual(rules({ ...NONE, satisfaction: { series: fallen, drop: 6 } }), ['satisfaction-falls'])
  assert.deepEqual(rules({ ...NONE, satisfaction: { series: fallen, drop: 4 } }), [])
  assert.deepEqual(rules({ ...NONE, complaints: [0, 3, 3, 3] }), ['complaints-rise'])
  assert.deepEqual(rules({ ...NONE, complaints: [0, -3, -3, -3] }), [])
})

test('of two thousand quiet brands few are bothered', () => {
  const quiet = Array.from({ length: 2000 }, (_, i) => ({ brand: `b${i}`, p: (i + 0.5) / 2000 }))
  assert.deepEqual(alarmsToRaise(quiet), [])
  assert.deepEqual(alarmsToRaise([...quiet, { brand: 'loud', p: 1e-6 }]), ['loud'])
})
