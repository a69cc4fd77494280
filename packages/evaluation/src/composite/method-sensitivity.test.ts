import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileFramework } from './framework.ts'
import { methodSensitivity, weightSets } from './method-sensitivity.ts'
import { variantOf } from './regenerate.ts'

const tree = compileFramework([
  { code: 'index', parent: null, weight: 1 },
  { code: 'a', parent: 'index', weight: 3 },
  { code: 'b', parent: 'index', weight: 1 },
])
const even = Float64Array.of(20, 40, 60, 80)
const plain = variantOf([even, even])
// Two units that are good at one thing each: weights and compensation decide between them.
const split = variantOf([Float64Array.of(90, 20, 50, 60), Float64Array.of(10, 95, 50, 40)])

test('sets of weights keep each parent’s sum and lie around the nominal ones', () => {
  const sets = weightSets(tree, 200, 500, [1, 2])
  for (const w of sets) assert.ok(Math.abs(w[0]! + w[1]! - 1) < 1e-12)
  const mean = sets.reduce((s, w) => s + w[tree.indexOf.get('a')!]!, 0) / 500
  assert.ok(Math.abs(mean - 0.75) < 0.01)
})

test('where both indicators agree no choice moves anything but by its scale', () => {
  const space = { concentration: 50, aggregations: [{ exponents: [1] }], variants: [plain] }
  const one = methodSensitivity(tree, space, 64, [1, 1])
  assert.ok(one.units.every((u) => u.variance < 1e-20))
})

test('weights move a lopsided unit, and aggregation too when it may change', () => {
  const space = { concentration: 20, aggregations: [{ exponents: [1] }, { exponents: [0] }], variants: [split] }
  const both = methodSensitivity(tree, space, 512, [3, 4])
  const [weights, aggregation, variant] = both.units[0]!.total
  assert.ok(weights! > 0.1 && aggregation! > 0.3 && Math.abs(variant!) < 1e-12)
  const onlyWeights = methodSensitivity(tree, { ...space, aggregations: [{ exponents: [1] }] }, 512, [3, 4])
  assert.ok(Math.abs(onlyWeights.units[0]!.total[0]! - 1) < 0.05)
  assert.deepEqual(methodSensitivity(tree, space, 64, [3, 4]), methodSensitivity(tree, space, 64, [3, 4]))
})
