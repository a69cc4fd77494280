import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stream, type Stream } from '../numeric/philox.ts'
import { gaussLegendre } from '../numeric/quadrature.ts'
import { attackCost } from './attack.ts'
import { areaUnderCurve, averagePrecision, reviewerAnomaly } from './consensus.ts'
import { cusum, cusumRunLength, ewma, ewmaRunLength, twoSidedRunLength } from './charts.ts'
import { falseDiscovery } from './discovery.ts'
import { CellWeigher } from './evidence-cells.ts'
import { evidenceWeights, USUAL_EVIDENCE, weightedMean, type Observation } from './evidence.ts'
import { fitFayHerriot, shrink } from './fay-herriot.ts'
import { clopperPearson, jeffreys, upperWhenNone, wilson } from './intervals.ts'
import { betaBinomialLogLikelihood, fitBetaPrior, fitGammaPrior, gammaPoissonLogLikelihood, probabilityBelow, rateOf,
  shareOf } from './rates.ts'

const near = (a: number, b: number, relative = 1e-9): void =>
  assert.ok(Math.abs(a - b) <= relative * Math.max(1, Math.abs(b)), `${a} ≠ ${b}`)

test('a small sample is pulled to the category, a large one keeps its mean', () => {
  const y = [90, 70, 75, 65, 80]
  const v = [100, 1, 1, 1, 1]
  const fit = fitFayHerriot(y, v)
  const s = shrink(y, v, fit)
  assert.ok(s[0]!.value < 80 && Math.abs(s[1]!.value - 70) < 0.5)
  for (const one of s) assert.ok(one.mse > one.error ** 2 && one.low < one.value && one.value < one.high)
})

test('without more spread than the errors explain, everything goes to the mean', () => {
  for (const method of ['DL', 'REML', 'PM'] as const) {
    const fit = fitFayHerriot([10, 10.1, 9.9, 10.05], [4, 4, 4, 4], method)
    assert.equal(fit.tau2, 0)
    shrink([10, 10.1, 9.9, 10.05], [4, 4, 4, 4], fit).forEach((s) => near(s.value, 10.0125))
  }
})

test('with equal variances all three estimators of tau² agree with the sample variance', () => {
  const y = [1, 4, 9, 16, 25]
  for (const method of ['DL', 'REML', 'PM'] as const) near(fitFayHerriot(y, [2, 2, 2, 2, 2], method).tau2, 93.5 - 2)
  assert.throws(() => fitFayHerriot(y, [1, 1, 0, 1, 1]), RangeError)
  assert.throws(() => fitFayHerriot([1], [1]), RangeError)
  assert.throws(() => fitFayHerriot(y, [1, 1, 1, 1, 1], 'REML', y.map(() => [1, 1])), RangeError)
})

test('the beta prior is at the top of the likelihood, and posterior bounds hold their mass', () => {
  const x = [8, 18, 45, 3, 95, 20]
  const n = [10, 20, 50, 5, 100, 30]
  const { a, b, logLikelihood } = fitBetaPrior(x, n)
  for (const [da, db] of [[1.02, 1], [0.98, 1], [1, 1.02], [1, 0.98]]) {
    assert.ok(betaBinomialLogLikelihood(x, n, a * da!, b * db!) < logLikelihood)
  }
  const one = shareOf(8, 10, { a, b })
  assert.ok(one.mean > 0.8 && one.low < one.mean && one.mean < one.high)
  near(probabilityBelow(one.low, 8, 10, { a, b }), 0.025, 1e-9)
})

test('the gamma prior is at the top of the likelihood', () => {
  const x = [0, 3, 10, 1, 30, 2]
  const e = [1, 2, 5, 3, 10, 4]
  const prior = fitGammaPrior(x, e)
  for (const [ds, dr] of [[1.02, 1], [0.98, 1], [1, 1.02], [1, 0.98]]) {
    assert.ok(gammaPoissonLogLikelihood(x, e, prior.shape * ds!, prior.rate * dr!) < prior.logLikelihood)
  }
  const none = rateOf(0, 1, prior)
  assert.ok(none.mean > 0 && none.high > none.mean)
})

test('exact intervals of known cases; none of 60 bad means at most 4.87 %', () => {
  near(clopperPearson(0, 10).high, 1 - 0.025 ** 0.1, 1e-12)
  near(wilson(8, 10).low, 0.4901625, 1e-6)
  near(wilson(8, 10).high, 0.9433178, 1e-6)
  assert.equal(jeffreys(0, 10).low, 0)
  near(upperWhenNone(60), 0.0487034, 1e-5)
  fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), (x) => {
    const exact = clopperPearson(x, 40)
    const bayes = jeffreys(x, 40)
    assert.ok(exact.low <= bayes.low + 1e-12 && bayes.high <= exact.high + 1e-12)
  }))
})

test('run lengths are the published ones', () => {
  near(cusumRunLength(0.5, 5, 0), 930.9, 1e-3)
  near(cusumRunLength(0.5, 5, 1), 10.38, 1e-3)
  near(cusumRunLength(0.5, 4, 0), 335.4, 1e-3)
  near(ewmaRunLength(0.2, 2.86, 0), 371, 5e-3)
  near(ewmaRunLength(0.2, 2.86, 1), 9.8, 5e-3)
  near(ewmaRunLength(0.2, 2.86, 0, 60), ewmaRunLength(0.2, 2.86, 0, 90), 1e-9)
  assert.equal(twoSidedRunLength(930, 930), 465)
})

test('a lasting fall raises the alarm, a quiet series does not', () => {
  const quiet = Float64Array.from({ length: 50 }, (_, i) => Math.sin(i))
  assert.ok(!ewma(quiet).alarm.includes(true) && !cusum(quiet).alarm.includes(true))
  const fallen = quiet.map((v, i) => (i > 20 ? v - 2 : v))
  assert.ok(ewma(fallen).alarm.indexOf(true) > 20 && cusum(fallen).alarm.indexOf(true) > 20)
  assert.ok(ewma(Float64Array.of(2), { lambda: 0.2, limit: 1.9 }, 'exact').alarm[0])
})

test('Benjamini and Hochberg: the adjusted values keep order and q bounds the rejected', () => {
  const { rejected, adjusted } = falseDiscovery([0.01, 0.04, 0.03, 0.5], 0.06)
  adjusted.forEach((v, i) => near(v, [0.04, 0.16 / 3, 0.16 / 3, 0.5][i]!))
  assert.deepEqual(rejected, [true, true, true, false])
})

const review = (day: number, actor: string, more: Partial<Observation> = {}): Observation =>
  ({ day, actor, tier: 1, ...more })

test('weights halve in a year, fall with the tier, and nothing after the day counts', () => {
  const { weight } = evidenceWeights(
    [review(0, 'a'), review(365, 'b'), review(365, 'c', { tier: 3 }), review(400, 'd')],
    365,
  )
  assert.deepEqual([...weight], [0.5, 1, 0.25, 0])
})

test('one actor counts once in 180 days, and again after', () => {
  const { weight } = evidenceWeights([review(0, 'a'), review(1, 'a'), review(181, 'a')], 181, {
    ...USUAL_EVIDENCE,
    halfLifeDays: Infinity,
  })
  assert.deepEqual([...weight], [1, 0, 1])
})

test('a cluster carries at most two percent of the brand', () => {
  const all = [...Array.from({ length: 98 }, (_, i) => review(i * 3, `p${i}`)),
    ...Array.from({ length: 60 }, (_, i) => review(i * 5, `f${i}`, { cluster: 'farm' })),
    ...Array.from({ length: 30 }, (_, i) => review(i * 7, `g${i}`, { cluster: 'house' }))]
  const { weight, actor } = evidenceWeights(all, 300)
  const total = weight.reduce((a, b) => a + b, 0)
  for (const cluster of ['farm', 'house']) {
    const own = all.reduce((s, o, i) => s + (o.cluster === cluster ? weight[i]! : 0), 0)
    near(own / total, 0.02, 1e-9)
  }
  assert.ok(actor.every((f) => f > 0 && f <= 1))
})

test('a burst is capped, a confirmed promotion is not', () => {
  const usual = Array.from({ length: 392 }, (_, i) => review(Math.floor(i / 2), `u${i}`))
  const burst = Array.from({ length: 100 }, (_, i) => review(196, `b${i}`))
  const capped = evidenceWeights([...usual, ...burst], 196)
  near(capped.burst[400]!, 4 / 100)
  const promoted = evidenceWeights([...usual, ...burst.map((o) => ({ ...o, confirmed: true }))], 196)
  assert.equal(promoted.burst[400], 1)
  // Kept up for three weeks it does not become the new usual: twice fourteen a week.
  const siege = Array.from({ length: 2100 }, (_, i) => review(196 + (i % 21), `s${i}`))
  const { weight } = evidenceWeights([...usual, ...siege], 216)
  const kept = weight.subarray(392).reduce((a, v) => a + v, 0)
  assert.ok(kept > 60 && kept <= 84, String(kept))
})

test('a steady brand loses nothing to the caps, from its first day', () => {
  const steady = Array.from({ length: 2000 }, (_, i) => review(Math.floor(i / 10), `u${i}`))
  assert.ok(evidenceWeights(steady, 199).burst.every((f) => f === 1))
})

test('bought purchases are confirmed too: no four weeks carry more than their share', () => {
  const usual = Array.from({ length: 200 }, (_, i) => review(i * 2, `u${i}`, { confirmed: true }))
  const bought = Array.from({ length: 3000 }, (_, i) => review(372 + (i % 28), `b${i}`, { confirmed: true }))
  const { weight, stretch } = evidenceWeights([...usual, ...bought], 399)
  const total = weight.reduce((a, v) => a + v, 0)
  const recent = [...usual, ...bought].reduce((a, o, i) => a + (o.day >= 372 ? weight[i]! : 0), 0)
  assert.ok(recent <= 0.45 * (total + 10) + 1e-6 && stretch.at(-1)! < 0.1)
  const promotion = Array.from({ length: 28 }, (_, i) => review(372 + i, `p${i}`, { confirmed: true }))
  assert.ok(evidenceWeights([...usual, ...promotion], 399).stretch.every((f) => f === 1))
})

test('the weighted mean of equal weights has the variance s²/n', () => {
  const m = weightedMean([1, 2, 3, 4], [2, 2, 2, 2])
  near(m.mean, 2.5)
  near(m.variance, 5 / 3 / 4)
  near(m.effective, 4)
})

test('the attack cost is the least number that lifts the mean over the threshold', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 1, max: 4.4, noNaN: true }), (n, mean) => {
    const p = { n, mean, category: 4, k: 10, threshold: 4.5 }
    const x = attackCost(p)
    const lifted = (x0: number): number => (n * mean + 5 * x0 + 10 * 4) / (n + x0 + 10)
    assert.ok(lifted(x) >= 4.5 - 1e-7 && (x === 0 || lifted(x - 1) < 4.5 + 1e-7))
  }))
  assert.equal(attackCost({ n: 1, mean: 3, category: 3, k: 1, threshold: 5 }), Infinity)
})

test('the likelihoods are those of the mixed distributions', () => {
  // One share and one count, integrated numerically against the prior.
  const share = gaussLegendre((p) => 10 * p ** 3 * (1 - p) ** 2 * 12 * p * (1 - p) ** 2, 0, 1, 40)
  near(betaBinomialLogLikelihood([3], [5], 2, 3), Math.log(share), 1e-9)
  const count = gaussLegendre(
    (r) => ((Math.exp(-2 * r) * (2 * r) ** 3) / 6) * (27 / 2) * r * r * Math.exp(-3 * r),
    0,
    20,
    90,
  )
  near(gammaPoissonLogLikelihood([3], [2], 3, 3), Math.log(count), 1e-7)
})

test('a reviewer who keeps away from the consensus scores higher, and ranks by area under the curve', () => {
  const links = Array.from({ length: 200 }, (_, i) => ({
    reviewer: i % 10,
    product: Math.floor(i / 10),
    rating: i % 10 === 3 ? 1 : 4 + (i % 2) / 2,
  }))
  for (const settings of [{}, { credibility: false }, { passes: 1 }]) {
    const { scores } = reviewerAnomaly(links, 10, 20, settings)
    assert.equal(scores.indexOf(Math.max(...scores)), 3)
    assert.equal(areaUnderCurve(scores, scores.map((_, i) => Number(i === 3))), 1)
    assert.equal(averagePrecision(scores, scores.map((_, i) => Number(i === 3))), 1)
  }
  assert.equal(areaUnderCurve([1, 1, 1, 1], [1, 0, 1, 0]), 0.5)
})

test('one actor counts once however many things one cell holds', () => {
  const others = Array.from({ length: 6000 }, (_, i) => review(i % 300, `p${i}`, { confirmed: true }))
  const flood: Observation = { day: 300, actor: 'f', cluster: 'f', tier: 1, count: 90, design: 90 }
  near(evidenceWeights([...others, flood], 300).weight[6000]!, 1)
})

/** Cells of one subject: usual days, bursts, a source that floods, those who come back, some after the last day. */
function invented(random: Stream, round: number): Observation[] {
  const n = 1 + Math.floor(random.uniform() * (round % 5 === 0 ? 12 : 400))
  const people = 1 + Math.floor(random.uniform() * 30)
  const apart = round % 6 === 5 ? 60 : 1
  const cell = (day: number, more: Partial<Observation> = {}): Observation => {
    const count = 1 + Math.floor(random.uniform() ** 4 * 30)
    const who = random.uniform() < 0.3 ? `a${Math.floor(random.uniform() * people)}` : undefined
    return {
      day: 20180 + (day - 180) * apart, tier: (1 + Math.floor(random.uniform() * 3)) as 1 | 2 | 3,
      confirmed: random.uniform() < 0.4, count, design: count * (0.5 + random.uniform()),
      ...(who && { actor: who, cluster: who }), ...more,
    }
  }
  const all = Array.from({ length: n }, () => cell(Math.floor(random.uniform() * 200)))
  if (round % 3 === 0) for (let d = 150; d < 170; d++) all.push(cell(d, { confirmed: false, count: 80, design: 80 }))
  if (round % 4 === 0) for (let d = 0; d < 60; d++) all.push(cell(100 + d, { actor: 'flood', cluster: 'flood' }))
  return all
}

test('cells in typed arrays weigh what the same cells weigh as observations', () => {
  const random = stream([5, 5])
  for (const rule of [USUAL_EVIDENCE, { ...USUAL_EVIDENCE, clusterFloor: 1, actorWindowDays: 20 }]) {
    // One weigher for all: what a subject leaves behind must not reach the next.
    const weigher = new CellWeigher(20180, rule)
    for (let round = 0; round < 120; round++) {
      const all = invented(random, round)
      const n = all.length
      const names = [...new Set(all.map((o) => o.cluster))].filter((c) => c !== undefined)
      const found = evidenceWeights(all, 20180, rule)
      const out = { weight: new Float64Array(n), full: new Float64Array(n) }
      weigher.weigh({
        length: n, day: Int32Array.from(all, (o) => o.day), tier: Uint8Array.from(all, (o) => o.tier),
        confirmed: Uint8Array.from(all, (o) => (o.confirmed ? 1 : 0)), count: Int32Array.from(all, (o) => o.count!),
        design: Float64Array.from(all, (o) => o.design!),
        // Every other time so far apart that, over many days, the order cannot be packed into one number.
        cluster: Int32Array.from(all, (o) =>
          (o.cluster === undefined ? 0 : 1 + names.indexOf(o.cluster) * (round % 2 === 0 ? 1 : 60_000_000))),
      }, out)
      found.weight.forEach((w, i) => {
        assert.ok(Math.abs(w - out.weight[i]!) <= 1e-12 * Math.max(1, w), `${round}: ${w} ${out.weight[i]}`)
        const full = found.verified[i]! * found.age[i]! * all[i]!.design!
        assert.ok(Math.abs(full - out.full[i]!) <= 1e-12 * Math.max(1, full))
      })
    }
  }
})
