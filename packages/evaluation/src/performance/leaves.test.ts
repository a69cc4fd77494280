import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stream } from '../numeric/philox.ts'
import { normalVariate } from '../numeric/variates.ts'
import { evenness, growthAgainstCategory, marketShare, pricePremia } from './leaves.ts'

test('a brand that grows with its category has no growth of its own', () => {
  const leaf = growthAgainstCategory(
    { before: 10, now: 20, relativeError: 0.03 },
    { before: 100, now: 200, relativeError: 0.04 },
  )
  assert.equal(leaf.value, 0)
  assert.ok(Math.abs(leaf.error - Math.SQRT2 * 0.05) < 1e-12)
})

test('evenness is one for equal channels and zero for a single one', () => {
  assert.ok(Math.abs(evenness([5, 5, 5], 100).value - 1) < 1e-12)
  assert.equal(evenness([5, 0, 0], 100).value, 0)
  assert.deepEqual(marketShare(20, 100, 400), { value: 0.2, error: 0.02 })
})

test('the premium is found behind what the products are like, and premia sum to zero', () => {
  const random = stream([71, 72])
  const truth = { a: 0.2, b: 0, c: -0.2 }
  const prices = Array.from({ length: 600 }, (_, i) => {
    const brand = (['a', 'b', 'c'] as const)[i % 3]!
    // Brand a sells larger packs: the raw mean would overstate its premium.
    const size = 1 + random.uniform() + (brand === 'a' ? 1 : 0)
    return { brand, attributes: [size], price: Math.exp(3 + 0.5 * size + truth[brand] + 0.1 * normalVariate(random)) }
  })
  const premia = pricePremia(prices)
  for (const [brand, value] of Object.entries(truth)) {
    const leaf = premia.get(brand)!
    assert.ok(Math.abs(leaf.value - value) < 4 * leaf.error && leaf.error < 0.03)
  }
  assert.ok(Math.abs([...premia.values()].reduce((s, l) => s + l.value, 0)) < 1e-9)
  assert.throws(() => pricePremia(prices.map((p) => ({ ...p, attributes: [1] }))), RangeError)
  assert.throws(() => pricePremia(prices.slice(0, 3)), RangeError)
})
