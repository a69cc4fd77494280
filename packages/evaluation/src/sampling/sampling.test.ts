import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { singlePlan } from './aql.ts'
import {
  acceptance,
  detectionSize,
  findPlan,
  findVariablesPlan,
  multipleAcceptance,
  variablesAcceptance,
} from './characteristic.ts'
import {
  hajekMean,
  horvitzThompson,
  inclusionProbabilities,
  neymanAllocation,
  sequentialPoisson,
  shifted,
  systematicSample,
  wholeAllocation,
} from './inclusion.ts'
import { AQLS, codeLetter, CODE_LETTERS, LEVELS } from './letters.ts'
import { afterLot, passesStricter, resume, SWITCHING_START, type LotOutcome, type SwitchingState } from './switching.ts'

test('cells of the standard that are often wrong: arrows lead to the plan they point at', () => {
  for (const [lot, level, aql, inspection, plan] of [
    [1000, 'II', 1, 'normal', '80/2/3'],
    [1000, 'II', 0.65, 'normal', '80/1/2'],
    [1000, 'II', 0.4, 'normal', '125/1/2'],
    [1000, 'II', 0.25, 'normal', '50/0/1'],
    [20, 'II', 1, 'normal', '13/0/1'],
    [1000, 'II', 1, 'tightened', '80/1/2'],
    [1000, 'II', 1, 'reduced', '32/1/3'],
    [500001, 'II', 6.5, 'normal', '200/21/22'],
    [2, 'S-1', 0.01, 'normal', '1250/0/1'],
    [500001, 'III', 0.01, 'tightened', '2000/0/1'],
    [500001, 'III', 0.025, 'tightened', '3150/1/2'],
    [25, 'I', 1000, 'normal', '3/44/45'],
  ] as const) {
    const { n, ac, re } = singlePlan(lot, level, aql, inspection)
    assert.equal(`${n}/${ac}/${re}`, plan, `${lot} ${level} ${aql} ${inspection}`)
  }
  assert.equal(CODE_LETTERS[codeLetter(1000, 'II')], 'J')
  assert.throws(() => codeLetter(1, 'II'), RangeError)
  assert.throws(() => singlePlan(100, 'II', 0.7), RangeError)
})

test('a plan always ends, and tightened is never kinder than normal at the limit', () => {
  for (const aql of AQLS)
    for (const level of LEVELS)
      for (const lot of [2, 20, 200, 2000, 20000, 600000]) {
        const normal = singlePlan(lot, level, aql, 'normal')
        const tightened = singlePlan(lot, level, aql, 'tightened')
        const reduced = singlePlan(lot, level, aql, 'reduced')
        assert.ok(reduced.ac < reduced.re && normal.re === normal.ac + 1)
        if (aql > 10) continue
        const model = { type: 'binomial' } as const
        assert.ok(
          acceptance(model, tightened.n, tightened.ac, aql / 100) <=
            acceptance(model, normal.n, normal.ac, aql / 100) + 0.02,
        )
      }
})

const outcome = (accepted: boolean, more: Partial<LotOutcome> = {}): LotOutcome => ({
  accepted,
  ac: 3,
  stricter: true,
  ...more,
})
const play = (lots: LotOutcome[], start: SwitchingState = SWITCHING_START): SwitchingState =>
  lots.reduce(afterLot, start)

test('two of five lots refused: tightened; five accepted in a row: normal again', () => {
  const good = outcome(true)
  const bad = outcome(false)
  assert.equal(play([bad, good, good, good, bad]).inspection, 'tightened')
  assert.equal(play([bad, good, good, good, good, bad]).inspection, 'normal')
  const tight = play([bad, bad])
  assert.equal(play([good, good, good, good], tight).inspection, 'tightened')
  assert.deepEqual(play([good, good, good, good, good], tight), SWITCHING_START)
})

test('five refused on tightened inspection: discontinued, until production is put right', () => {
  const good = outcome(true)
  const bad = outcome(false)
  const end = play([bad, bad, bad, good, bad, good, bad, bad, good, bad])
  assert.equal(end.inspection, 'discontinued')
  assert.equal(play([good, good, good, good, good], end).inspection, 'discontinued')
  assert.equal(resume().inspection, 'tightened')
})

test('reduced inspection needs a score of 30 and the authority’s agreement, and ends at once', () => {
  const ten = Array.from({ length: 10 }, () => outcome(true, { mayReduce: true }))
  assert.equal(play(ten.slice(1)).inspection, 'normal')
  const reduced = play(ten)
  assert.equal(reduced.inspection, 'reduced')
  assert.equal(play(ten.map((l) => ({ ...l, mayReduce: false }))).inspection, 'normal')
  assert.equal(play(Array.from({ length: 15 }, () => outcome(true, { ac: 1, mayReduce: true }))).inspection, 'reduced')
  assert.equal(play([...ten.slice(1), outcome(true, { stricter: false, mayReduce: true })]).score, 0)
  for (const end of [outcome(false), outcome(true, { inGap: true }), outcome(true, { mustBeNormal: true })]) {
    assert.deepEqual(afterLot(reduced, end), SWITCHING_START)
  }
  assert.ok(passesStricter(1000, 'II', 1, 1) && !passesStricter(1000, 'II', 1, 2))
})

test('plans for given risks meet both points, and one unit less does not', () => {
  for (const type of ['binomial', 'poisson'] as const) {
    const producer = { p: 0.02, accept: 0.95 }
    const consumer = { p: 0.08, accept: 0.1 }
    const { n, c } = findPlan(producer, consumer, { type })
    assert.ok(acceptance({ type }, n, c, 0.02) >= 0.95 && acceptance({ type }, n, c, 0.08) <= 0.1)
    assert.ok(acceptance({ type }, n - 1, c, 0.08) > 0.1)
  }
  assert.deepEqual(findPlan({ p: 0.01, accept: 0.95 }, { p: 0.05, accept: 0.1 }), { n: 132, c: 3 })
  assert.throws(() => findPlan({ p: 0.1, accept: 0.9 }, { p: 0.05, accept: 0.1 }), RangeError)
})

test('variables plans: known deviation by formula, unknown by the noncentral t', () => {
  const p = { p: 0.05, accept: 0.95 }
  const c = { p: 0.15, accept: 0.2 }
  const known = findVariablesPlan(p, c, 'known')
  assert.deepEqual([known.n, known.k.toFixed(4)], [17, '1.2459'])
  const unknown = findVariablesPlan(p, c, 'unknown')
  assert.deepEqual([unknown.n, unknown.k.toFixed(4)], [31, '1.2554'])
  assert.ok(Math.abs(variablesAcceptance(31, unknown.k, 0.05, 'unknown') - 0.95) < 1e-9)
})

test('a double plan whose second stage cannot be reached is the single plan', () => {
  for (const model of [{ type: 'binomial' }, { type: 'poisson' }, { type: 'hypergeometric', lot: 500 }] as const) {
    const single = acceptance(model, 50, 2, 0.04)
    assert.ok(Math.abs(multipleAcceptance(model, [{ n: 50, ac: 2, re: 3 }], 0.04) - single) < 1e-12)
    const double = multipleAcceptance(model, [{ n: 50, ac: 1, re: 4 }, { n: 50, ac: 4, re: 5 }], 0.04)
    assert.ok(double > 0 && double < 1)
  }
})

test('one defective of fifty is found with 95 % certainty only by looking at 48', () => {
  assert.equal(detectionSize(50, 1), 48)
  assert.equal(detectionSize(10000, 30), 949)
})

test('inclusion probabilities sum to n, respect 1 and the floor, and follow size between', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 5, maxLength: 40 }),
    fc.integer({ min: 1, max: 4 }), (size, n) => {
      const floor = 0.01
      const pi = inclusionProbabilities(size, n, floor)
      assert.ok(Math.abs(pi.reduce((a, b) => a + b, 0) - n) < 1e-9)
      assert.ok(pi.every((v) => v >= floor - 1e-12 && v <= 1))
      assert.equal(systematicSample(pi, 0.3).length, n)
      assert.equal(new Set(sequentialPoisson(pi, size.map((_, i) => ((i + 1) * 0.618) % 1)).slice(0, n)).size, n)
    }))
  assert.throws(() => inclusionProbabilities([1, 1], 3), RangeError)
})

test('certain units come first, shifted numbers avoid the units of another campaign', () => {
  const u = Array.from({ length: 100 }, (_, i) => (i * 0.37) % 1)
  const pi = new Float64Array(100).fill(0.1)
  pi[7] = 1
  const first = sequentialPoisson(pi, u).slice(0, 10)
  assert.equal(first[0], 7)
  const other = sequentialPoisson(pi, shifted(u, 0.5)).slice(0, 10)
  assert.deepEqual(first.filter((i) => other.includes(i)), [7])
})

test('Horvitz–Thompson is unbiased over all starts of a systematic draw', () => {
  const y = [3, 1, 4, 1, 5, 9, 2, 6]
  const pi = inclusionProbabilities([1, 2, 3, 1, 2, 3, 1, 2], 3)
  let total = 0
  for (let k = 0; k < 2000; k++) total += horvitzThompson(y, pi, systematicSample(pi, (k + 0.5) / 2000)) / 2000
  assert.ok(Math.abs(total - 31) < 0.05, String(total))
  const { mean, variance } = hajekMean(y, pi, [1, 4, 5])
  assert.ok(mean > 1 && mean < 9 && variance > 0)
})

test('whole allocations keep the total, the least and the size of a stratum', () => {
  const whole = wholeAllocation([4000, 2500, 800, 120, 3], [0.0995, 0.17, 0.27, 0.43, 0.5], 400)
  assert.equal(whole.reduce((a, b) => a + b, 0), 400)
  assert.ok(whole.every((v) => v >= 2) && whole[4]! <= 3)
  assert.ok(Math.abs(neymanAllocation([1, 1], [1, 3], 8)[1]! - 6) < 1e-12)
  assert.throws(() => wholeAllocation([10, 10, 10], [1, 1, 1], 5), RangeError)
})
