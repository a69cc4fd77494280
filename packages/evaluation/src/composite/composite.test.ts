import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aggregateTree, powerMean, scoreTree, type Aggregation } from './aggregate.ts'
import { bandOf } from '../standing/bands.ts'
import { cronbachAlpha, principalComponents, standardisedAlpha } from './coherence.ts'
import { decompose } from './decompose.ts'
import { criticWeights, entropyWeights } from './dispersion.ts'
import { compileFramework, effectiveWeights, type FrameworkNode } from './framework.ts'
import { availability, imputeGroupMean } from './missing.ts'
import { goalposts, minMax, officialScore, percentileRank } from './normalise.ts'
import { copelandScores, outrankingMatrix } from './outranking.ts'
import { equivalenceGroups, rankDown } from './ranking.ts'
import { regenerator, variantOf } from './regenerate.ts'
import { saltelliDesign, sensitivityIndices, sensitivityIntervals } from './sensitivity.ts'
import { treatOutliers } from './treat.ts'
import { summarise, uncertainty, type LeafPosterior } from './uncertainty.ts'
import { leafValueFor, slopes } from './whatif.ts'

const TREE: FrameworkNode[] = [
  { code: 'index', parent: null, weight: 1 },
  { code: 'market', parent: 'index', weight: 60 },
  { code: 'quality', parent: 'index', weight: 40 },
  { code: 'growth', parent: 'market', weight: 2 },
  { code: 'share', parent: 'market', weight: 1 },
  { code: 'returns', parent: 'quality', weight: 1, direction: -1 },
]
const tree = compileFramework(TREE)
const HOW: Aggregation = { exponents: [1, 0] }
const scores = fc.double({ min: 1, max: 100, noNaN: true })

test('a framework with a lost parent, two roots, a double code or a cycle is refused', () => {
  for (const bad of [
    [...TREE, { code: 'x', parent: 'nowhere', weight: 1 }],
    [...TREE, { code: 'second', parent: null, weight: 1 }],
    [...TREE, TREE[1]!],
    [...TREE, { code: 'p', parent: 'q', weight: 1 }, { code: 'q', parent: 'p', weight: 1 }],
    [...TREE, { code: 'x', parent: 'market', weight: NaN }],
  ]) assert.throws(() => compileFramework(bad), RangeError)
})

test('effective weights of the leaves sum to one', () => {
  const w = effectiveWeights(tree)
  assert.ok(Math.abs(w[tree.indexOf.get('growth')!]! - 0.4) < 1e-15)
  assert.ok(Math.abs(w.subarray(0, 3).reduce((a, b) => a + b, 0) - 1) < 1e-12)
})

test('a power mean lies between its smallest and largest number and grows with the exponent', () => {
  fc.assert(fc.property(fc.array(scores, { minLength: 1, maxLength: 6 }), (x) => {
    const w = x.map((_, i) => i + 1)
    let last = Math.min(...x) - 1e-9
    for (const p of [-3, -1, 0, 0.5, 1, 2, 4]) {
      const m = powerMean(x, w, p)
      assert.ok(m >= last - 1e-9 && m <= Math.max(...x) + 1e-9)
      last = m
    }
  }))
})

test('a parent is missing when more than a third of its weight is missing, otherwise the rest is renormalised', () => {
  const leaf = (growth: number, share: number, returns: number): Float64Array[] =>
    tree.codes.slice(0, tree.leaves).map((c) => Float64Array.of({ growth, share, returns }[c]!))
  const at = (x: Float64Array[], code: string): number => scoreTree(tree, x, HOW)[tree.indexOf.get(code)!]!
  assert.equal(at(leaf(60, NaN, 50), 'market'), 60)
  assert.ok(Number.isNaN(at(leaf(NaN, 60, 50), 'market')))
  assert.ok(Number.isNaN(at(leaf(60, 60, NaN), 'index')))
})

test('the decomposition sums to the difference exactly, in points and in logarithms, for any exponents', () => {
  fc.assert(fc.property(fc.array(scores, { minLength: 6, maxLength: 6 }), fc.constantFrom(1, 0, -1, -2, 3),
    fc.constantFrom(1, 0, -1), (x, p, q) => {
      const how = { exponents: [p, q] }
      const node = (v: number[]): Float64Array => scoreTree(tree, v.map((n) => Float64Array.of(n)), how)
      const s = node(x.slice(0, 3))
      const r = node(x.slice(3))
      const d = decompose(tree, s, r, how)
      const sum = (a: Float64Array): number => a.subarray(0, 3).reduce((m, n) => m + n, 0)
      assert.ok(Math.abs(sum(d.points) - (s[5]! - r[5]!)) < 1e-9)
      assert.ok(Math.abs(sum(d.logs) - Math.log(s[5]! / r[5]!)) < 1e-9)
    }))
})

test('slopes are the derivatives, and the leaf value that reaches a target reaches it', () => {
  const x = [40, 70, 55]
  const at = (v: number[]): Float64Array => scoreTree(tree, v.map((n) => Float64Array.of(n)), HOW)
  const slope = slopes(tree, at(x), HOW)
  x.forEach((_, i) => {
    const up = at(x.map((v, k) => (k === i ? v + 1e-5 : v)))[5]!
    const down = at(x.map((v, k) => (k === i ? v - 1e-5 : v)))[5]!
    assert.ok(Math.abs(slope[i]! - (up - down) / 2e-5) < 1e-6)
  })
  const needed = leafValueFor(tree, x, 0, at(x)[5]! + 3, 100, HOW)!
  assert.ok(Math.abs(at([needed, 70, 55])[5]! - at(x)[5]! - 3) < 1e-8)
  assert.equal(leafValueFor(tree, x, 0, 99, 100, HOW), undefined)
})

test('fixed goalposts do not move anybody when a newcomer arrives; min-max does', () => {
  const before = officialScore(Float64Array.of(10, 20, 30), 0, 40)
  const after = officialScore(Float64Array.of(10, 20, 30, 500), 0, 40)
  assert.deepEqual([...after.subarray(0, 3)], [...before])
  assert.notDeepEqual(
    [...minMax(Float64Array.of(10, 20, 30, 500)).subarray(0, 3)],
    [...minMax(Float64Array.of(10, 20, 30))],
  )
  assert.deepEqual([...goalposts(Float64Array.of(1, 5, 9), 8, 2)], [1, 0.5, 0])
  assert.deepEqual([...percentileRank(Float64Array.of(5, 1, 5))], [0.5, 0, 0.5])
})

test('an outlier is winsorised to the next value, one that stays extreme is logged, order is kept', () => {
  const calm = Float64Array.from({ length: 40 }, (_, i) => i)
  assert.equal(treatOutliers(calm).how, 'none')
  const one = Float64Array.of(...calm, 4000)
  const treated = treatOutliers(one)
  assert.deepEqual([treated.how, treated.winsorised, treated.values[40]], ['winsorised', 1, 39])
  const wild = Float64Array.from({ length: 200 }, (_, i) => Math.exp(i / 20))
  const logged = treatOutliers(wild)
  assert.equal(logged.how, 'log')
  assert.deepEqual([...rankDown(logged.values)], [...rankDown(wild)])
  const below = treatOutliers(wild.map((v) => -v))
  assert.deepEqual([...rankDown(below.values)], [...rankDown(wild.map((v) => -v))])
})

test('a gap is filled with the mean of its group, and of all when the group is empty', () => {
  assert.deepEqual([...imputeGroupMean(Float64Array.of(1, NaN, 5, NaN), ['a', 'a', 'b', 'c'])], [1, 1, 5, 3])
  assert.deepEqual([...availability([Float64Array.of(1, NaN), Float64Array.of(2, 2)])], [1, 0.5])
})

test('Copeland counts contests won minus lost', () => {
  const m = outrankingMatrix([Float64Array.of(3, 2, 1), Float64Array.of(3, 1, 2)], [2, 1])
  assert.deepEqual([...copelandScores(m, 3)], [2, 0, -2])
})

test('units with overlapping intervals are grouped, equal scores share the better rank', () => {
  const unit = (score: number, w: number) => ({ score, low: score - w, high: score + w })
  assert.deepEqual(equivalenceGroups([unit(90, 1), unit(50, 3), unit(88, 2), unit(48, 1)]), [1, 2, 1, 2])
  assert.deepEqual([...rankDown([5, NaN, 7, 5])], [2, NaN, 1, 2])
  const many = Float64Array.from({ length: 100 }, (_, i) => (i * 37) % 100)
  assert.equal(rankDown(many)[0], 100)
})

test('entropy gives nothing to a constant indicator; alpha of copies is one, of opponents negative', () => {
  const x = Float64Array.of(1, 2, 3, 4)
  const w = entropyWeights([x, Float64Array.of(2, 2, 2, 2)])
  assert.ok(Math.abs(w[0]! - 1) < 1e-12)
  assert.ok(Math.abs(criticWeights([x, x.map((v) => -v)]).reduce((a, b) => a + b) - 1) < 1e-12)
  assert.ok(Math.abs(cronbachAlpha([x, x]) - 1) < 1e-12)
  assert.ok(cronbachAlpha([x, Float64Array.of(4, 3, 2, 1.5)]) < 0)
  assert.ok(Math.abs(standardisedAlpha([x, x]) - 1) < 1e-12)
  assert.equal(principalComponents([x, Float64Array.of(4, 3, 2, 1.5)]).negative, true)
})

test('the sensitivity of the Ishigami function is found to 0.02 with 1,024 Sobol rows', () => {
  const f = (x: ArrayLike<number>, at: number): number => {
    const [a, b, c] = [0, 1, 2].map((i) => (2 * x[at + i]! - 1) * Math.PI) as [number, number, number]
    return Math.sin(a) + 7 * Math.sin(b) ** 2 + 0.1 * c ** 4 * Math.sin(a)
  }
  const exact = { first: [0.3139, 0.4424, 0], total: [0.5576, 0.4424, 0.2437] }
  let squared = 0
  let squaredTotal = 0
  for (let seed = 0; seed < 8; seed++) {
    const design = saltelliDesign(1024, 3, [seed, 1])
    const y = Float64Array.from({ length: 1024 * 5 }, (_, r) => f(design, r * 3))
    const s = sensitivityIndices(y, 1024, 3)
    for (let i = 0; i < 3; i++) {
      squared += (s.first[i]! - exact.first[i]!) ** 2 / 24
      squaredTotal += (s.total[i]! - exact.total[i]!) ** 2 / 24
    }
    if (seed === 0) {
      const bounds = sensitivityIntervals(y, 1024, 3, 200, [1, 1])
      assert.ok(bounds.total[0]![0] < s.total[0]! && s.total[0]! < bounds.total[0]![1])
    }
  }
  assert.ok(Math.sqrt(squared) < 0.02, String(Math.sqrt(squared)))
  assert.ok(Math.sqrt(squaredTotal) < 0.012, String(Math.sqrt(squaredTotal)))
})

test('the method layer never narrows the interval, and the same seed gives the same bits', () => {
  const leaf = (mean: number, variance: number): LeafPosterior => ({ kind: 'normal', mean, variance })
  const posts = [{ low: 0, high: 100 }, { low: 0, high: 100 }, { low: 0, high: 100 }]
  const leaves = [[leaf(70, 9), leaf(40, 9)], [leaf(60, 9), leaf(45, 9)], [leaf(80, 9), leaf(50, 9)]]
  const run = () => uncertainty(tree, leaves, HOW,
    { concentration: 50, aggregations: [HOW, { exponents: [1] }], goalposts: [posts] }, 2000, [1, 2])
  const one = run()
  assert.deepEqual(one, run())
  const a = summarise(one.sampling)
  const b = summarise(one.total)
  assert.ok(b[0]!.high - b[0]!.low > a[0]!.high - a[0]!.low)
  assert.deepEqual([a[0]!.rankLow, a[0]!.rankHigh], [1, 1])
})

test('a unit keeps its draws when another joins the list', () => {
  const leaf: LeafPosterior = { kind: 'beta', a: 20, b: 5 }
  const posts = [{ low: 0, high: 1 }, { low: 0, high: 1 }, { low: 0, high: 1 }]
  const choices = { concentration: Infinity, aggregations: [HOW], goalposts: [posts] }
  const alone = uncertainty(tree, [[leaf], [leaf], [leaf]], HOW, choices, 20, [3, 4]).sampling.scores
  const both = uncertainty(tree, [[leaf, leaf], [leaf, leaf], [leaf, leaf]], HOW, choices, 20, [3, 4]).sampling.scores
  assert.deepEqual(alone, both.slice(0, 20))
})

test('a band needs 80 % certainty, and at the boundary last period’s band is kept', () => {
  const draws = (above: number): number[] => Array.from({ length: 100 }, (_, i) => (i < above ? 81 : 79))
  assert.equal(bandOf(draws(80)).band, 'A')
  assert.deepEqual(bandOf(draws(50)), { band: 'B', boundary: true, reaches: [0.5, 1, 1, 1] })
  assert.equal(bandOf(draws(50), undefined, 'A').band, 'A')
  assert.equal(bandOf(draws(10), undefined, 'A').band, 'B')
  assert.throws(() => bandOf([]), RangeError)
  assert.throws(() => bandOf([90, NaN]), RangeError)
  assert.equal(bandOf([10], [{ code: 'only', floor: 50 }]).band, 'only')
})

test('regenerating gives the same scores as the plain tree', () => {
  const columns = [Float64Array.of(10, 50, 90), Float64Array.of(20, 40, 60), Float64Array.of(5, 6, 7)]
  const g = regenerator(tree, 3)
  g.run(variantOf(columns), tree.weight, HOW)
  assert.deepEqual([...g.scores], [...scoreTree(tree, columns, HOW).subarray(15)])
  assert.deepEqual([...g.ranks], [3, 2, 1])
  const one = new Float64Array(6).fill(50)
  aggregateTree(tree, one, 1, tree.weight, HOW)
  assert.ok(Math.abs(one[5]! - 50) < 1e-12)
})
