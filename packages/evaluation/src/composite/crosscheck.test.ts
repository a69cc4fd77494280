import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { preferenceDegree, prometheeNetFlow, topsis } from './crosscheck.ts'

test('TOPSIS: a unit that is best everywhere is at 1, one worst everywhere at 0', () => {
  const c = topsis([Float64Array.of(9, 5, 1), Float64Array.of(1, 2, 3)], [0.5, 0.5], [1, -1])
  assert.equal(c[0], 1)
  assert.equal(c[2], 0)
  // Distances worked out by hand for the middle one.
  const [a, b] = [Math.sqrt(107), Math.sqrt(14)]
  const best = Math.hypot((0.5 * 4) / a, (0.5 * 1) / b)
  const worst = Math.hypot((0.5 * 4) / a, (0.5 * 1) / b)
  assert.ok(Math.abs(c[1]! - worst / (best + worst)) < 1e-12)
})

test('the six preference functions at their turning points', () => {
  const p = { q: 1, p: 3, s: 2 }
  for (const [shape, d, degree] of [
    ['t1', 0, 0],
    ['t1', 0.1, 1],
    ['t2', 1, 0],
    ['t2', 1.1, 1],
    ['t3', 1.5, 0.5],
    ['t3', 4, 1],
    ['t4', 2, 0.5],
    ['t4', 3.1, 1],
    ['t5', 1, 0],
    ['t5', 2, 0.5],
    ['t5', 3, 1],
    ['t6', 2, 1 - Math.exp(-0.5)],
    ['t6', -1, 0],
  ] as const)
    assert.ok(Math.abs(preferenceDegree(d, { shape, ...p }) - degree) < 1e-12, `${shape} at ${d}`)
})

test('net flows sum to zero and favour the better unit', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 6, maxLength: 6 }), (x) => {
    const flow = prometheeNetFlow([Float64Array.from(x)], [3], [{ shape: 't5', q: 0.5, p: 2 }])
    assert.ok(Math.abs(flow.reduce((a, b) => a + b, 0)) < 1e-12)
    const order = [...x.keys()].sort((i, j) => x[i]! - x[j]!)
    assert.ok(flow[order[5]!]! >= flow[order[0]!]!)
    const turned = prometheeNetFlow([Float64Array.from(x)], [3], [{ shape: 't5', q: 0.5, p: 2 }], [-1])
    turned.forEach((v, i) => assert.ok(Math.abs(v + flow[i]!) < 1e-12))
  }))
})
