import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { complete, concentrationOf, consistencyRatio, groupJudgements, judgements, normalisedColumnMean, priorities,
  rowGeometricMean } from './ahp.ts'

test('consistent judgements give back their weights with ratio 0', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 3, maxLength: 7 }), (w) => {
      const pairs = w.flatMap((a, i) => w.slice(i + 1).map((b, k) => [i, i + 1 + k, a / b] as const))
      const p = priorities(judgements(w.length, pairs))
      const total = w.reduce((a, b) => a + b)
      p.weights.forEach((v, i) => assert.ok(Math.abs(v - w[i]! / total) < 1e-10))
      assert.ok(p.ratio < 1e-9)
      rowGeometricMean({ n: w.length, a: p.completed }).forEach((v, i) =>
        assert.ok(Math.abs(v - w[i]! / total) < 1e-10),
      )
    }),
    { numRuns: 30 },
  )
})

test('the approximations agree on consistent judgements and differ a little otherwise', () => {
  const odd = judgements(3, [[0, 1, 3], [1, 2, 2], [0, 2, 4]])
  const exact = priorities(odd).weights
  for (const w of [normalisedColumnMean(odd), rowGeometricMean(odd)]) {
    w.forEach((v, i) => assert.ok(Math.abs(v - exact[i]!) < 0.01))
    assert.ok(Math.abs(consistencyRatio(odd, w) - priorities(odd).ratio) < 0.005)
  }
})

test('a skipped pair is completed from the others when they connect all elements, refused when not', () => {
  const chain = judgements(3, [[0, 1, 2], [1, 2, 3]])
  assert.ok(Math.abs(complete(chain)[2]! - 6) < 1e-9)
  assert.throws(() => complete(judgements(4, [[0, 1, 2], [2, 3, 3]])), RangeError)
})

test('a pair answered twice, or not positive, is refused', () => {
  assert.throws(() => judgements(3, [[0, 1, 2], [1, 0, 2]]), RangeError)
  assert.throws(() => judgements(3, [[0, 1, 0]]), RangeError)
})

test('judges are joined by the geometric mean, over those who answered', () => {
  const joined = groupJudgements([judgements(2, [[0, 1, 2]]), judgements(2, [[0, 1, 8]]), judgements(2, [])])
  assert.ok(Math.abs(joined.a[1]! - 4) < 1e-12)
  assert.ok(Math.abs(joined.a[2]! - 0.25) < 1e-12)
})

test('judges who agree more have the larger concentration', () => {
  const near = concentrationOf([Float64Array.of(0.5, 0.5), Float64Array.of(0.52, 0.48), Float64Array.of(0.48, 0.52)])
  const far = concentrationOf([Float64Array.of(0.5, 0.5), Float64Array.of(0.8, 0.2), Float64Array.of(0.2, 0.8)])
  assert.ok(near > 10 * far)
})
