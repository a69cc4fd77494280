import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normalVariate } from '../numeric/variates.ts'
import { stream } from '../numeric/philox.ts'
import { bootstrapPaths } from './bootstrap.ts'
import { latentIndices } from './index-score.ts'
import { CCSI_LATENT, CCSI_PATHS, causalOrder, compileModel, type PathModel } from './model.ts'
import { momentsOf, selectAnswers, type Answers } from './moments.ts'
import { fitPls } from './pls.ts'
import { CCSI_MODEL, CCSI_QUESTIONS } from './questionnaire.ts'
import { totalEffects } from './structural.ts'
import { designEffect, effectiveSize, netPromoter, rake, sizeForMean, sizeForShare } from './survey.ts'
import {
  adjustedRSquared,
  consistent,
  effectSizes,
  goodnessOfFit,
  htmt,
  reliability,
  unidimensionality,
} from './validity.ts'

const MODEL: PathModel = {
  latent: [
    { name: 'quality', items: ['q1', 'q2', 'q3'] },
    { name: 'satisfaction', items: ['s1', 's2', 's3'] },
    { name: 'loyalty', items: ['l1'] },
  ],
  paths: [['quality', 'satisfaction'], ['satisfaction', 'loyalty']],
}
const model = compileModel(MODEL)

/** Answers from a known model: quality → satisfaction 0.7, satisfaction → loyalty 0.6. */
function simulated(n: number, noise: number): Answers {
  const random = stream([11, 12])
  const x = new Float64Array(n * 7)
  for (let r = 0; r < n; r++) {
    const q = normalVariate(random)
    const s = 0.7 * q + Math.sqrt(1 - 0.49) * normalVariate(random)
    const l = 0.6 * s + 0.8 * normalVariate(random)
    for (let i = 0; i < 3; i++) {
      x[r * 7 + i] = 5 + q + noise * normalVariate(random)
      x[r * 7 + 3 + i] = 5 + s + noise * normalVariate(random)
    }
    x[r * 7 + 6] = 5 + l
  }
  return { n, items: model.items, x }
}

test('a model with a cycle, an unknown name or an empty block is refused', () => {
  const bad: PathModel[] = [
    { ...MODEL, paths: [['quality', 'satisfaction'], ['satisfaction', 'quality']] },
    { ...MODEL, paths: [['quality', 'nobody']] },
    { latent: [{ name: 'a', items: [] }], paths: [] },
    { latent: [{ name: 'a', items: ['x'] }, { name: 'b', items: ['x'] }], paths: [] },
  ]
  for (const each of bad) assert.throws(() => compileModel(each), RangeError)
})

test('the Chinese index has six latent variables and eleven relations without a cycle', () => {
  assert.equal(CCSI_PATHS.length, 11)
  const chinese = compileModel({
    latent: CCSI_LATENT.map(({ name }) => ({ name, items: [`${name}1`] })),
    paths: CCSI_PATHS,
  })
  assert.equal(causalOrder(chinese.predecessors)[5], 5)
})

test('the questionnaire measures every latent variable, in both languages, without two codes alike', () => {
  const own = compileModel(CCSI_MODEL)
  assert.equal(own.items.length, CCSI_QUESTIONS.length)
  for (const q of CCSI_QUESTIONS) assert.ok(q.zh && q.en && q.low.zh && q.high.en && own.names.includes(q.latent))
})

test('nearly noiseless answers give back the paths; noisy ones do after the consistent correction', () => {
  const exact = fitPls(model, momentsOf(simulated(4000, 0.05)).correlation, { scheme: 'path' })
  assert.ok(Math.abs(exact.paths[1]! - 0.7) < 0.02)
  assert.ok(Math.abs(exact.paths[5]! - 0.6) < 0.02)
  const r = momentsOf(simulated(4000, 1)).correlation
  const noisy = fitPls(model, r, { scheme: 'path' })
  assert.ok(noisy.paths[1]! < 0.6)
  assert.ok(Math.abs(consistent(noisy, r).paths[1]! - 0.7) < 0.03)
})

test('every score has variance one and loads positively, whatever scheme or mode', () => {
  const r = momentsOf(simulated(300, 0.7)).correlation
  for (const scheme of ['centroid', 'factorial', 'path'] as const) {
    for (const mode of ['A', 'B'] as const) {
      const m = compileModel({ ...MODEL, latent: MODEL.latent.map((v) => ({ ...v, mode })) })
      const fit = fitPls(m, r, { scheme })
      assert.ok(fit.converged)
      for (let j = 0; j < 3; j++) assert.ok(Math.abs(fit.correlations[j * 3 + j]! - 1) < 1e-9)
      assert.ok(fit.loadings.every((l) => l > 0))
      assert.ok(Math.abs(totalEffects(fit.paths, 3)[2]! - fit.paths[1]! * fit.paths[5]!) < 1e-12)
    }
  }
})

test('a question that everyone answers alike is named, not fitted', () => {
  const answers = simulated(50, 0.5)
  const same = { ...answers, x: answers.x.map((v, i) => (i % 7 === 1 ? 5 : v)) }
  assert.throws(() => fitPls(model, momentsOf(same).correlation, { scheme: 'centroid' }), /q2/)
})

test('counting each respondent twice by weight changes no moment but the divisor', () => {
  const answers = simulated(50, 0.5)
  const weighted = momentsOf(answers, new Float64Array(50).fill(2))
  const plain = momentsOf(answers)
  weighted.correlation.forEach((v, i) => assert.ok(Math.abs(v - plain.correlation[i]!) < 1e-12))
  weighted.deviation.forEach((v, i) => assert.ok(Math.abs(v - plain.deviation[i]!) < 1e-12))
})

test('the bootstrap repeats bit for bit and covers the estimate', () => {
  const answers = simulated(200, 0.5)
  const fit = fitPls(model, momentsOf(answers).correlation, { scheme: 'path' })
  const one = bootstrapPaths(model, answers, fit, { scheme: 'path' }, 200, [1, 2])
  assert.deepEqual(one, bootstrapPaths(model, answers, fit, { scheme: 'path' }, 200, [1, 2]))
  for (const p of one) assert.ok(p.low < p.estimate && p.estimate < p.high)
})

test('equal answers of 1 and 10 are the ends of the index', () => {
  const answers = simulated(100, 0.5)
  const moments = momentsOf(answers)
  const fit = fitPls(model, moments.correlation, { scheme: 'path' })
  for (const [answer, index] of [[1, 0], [10, 100], [5.5, 50]] as const) {
    const same = { ...answers, x: answers.x.map(() => answer) }
    for (const c of ['acsi', 'standardised', 'equal'] as const) {
      for (const one of latentIndices(fit, moments, same, c)) assert.ok(Math.abs(one.mean - index) < 1e-9)
    }
  }
})

test('reliability of copies is one, HTMT of a block with itself too, f² and GoF follow R²', () => {
  const answers = simulated(200, 0.001)
  const r = momentsOf(answers).correlation
  const fit = fitPls(model, r, { scheme: 'path' })
  const [quality, , loyalty] = reliability(fit, r)
  const [block] = unidimensionality(model, r)
  assert.ok(block!.rho > 0.999 && block!.eigenvalues[0]! > 2.99)
  assert.ok(quality!.alpha > 0.999 && quality!.rhoA > 0.999 && loyalty!.ave === 1)
  assert.ok(Math.abs(htmt(model, r)[3]! - fit.correlations[3]!) < 0.01)
  assert.ok(Math.abs(effectSizes(fit)[1]! - fit.rSquared[1]! / (1 - fit.rSquared[1]!)) < 1e-9)
  assert.ok(goodnessOfFit(fit) > 0 && goodnessOfFit(fit) < 1)
  assert.equal(adjustedRSquared(0.5, 101, 0), 0.5)
})

test('raking meets both margins; margins without respondents or out of reach are refused', () => {
  const sex = ['f', 'f', 'm', 'm', 'm']
  const city = ['a', 'b', 'a', 'b', 'b']
  const w = rake(5, [{ cell: sex, target: { f: 0.5, m: 0.5 } }, { cell: city, target: { a: 0.3, b: 0.7 } }])
  assert.ok(Math.abs(w[0]! + w[1]! - 2.5) < 1e-8)
  assert.ok(Math.abs(w[0]! + w[2]! - 1.5) < 1e-8)
  assert.throws(() => rake(5, [{ cell: sex, target: { f: 0.5, x: 0.5 } }]), RangeError)
  assert.throws(() => rake(5, [{ cell: sex, target: { f: 0.99, m: 0.01 } }], undefined, 1.5), RangeError)
})

test('sizes of samples are the tabulated ones', () => {
  assert.equal(sizeForShare(0.5, 0.05), 385)
  assert.equal(sizeForShare(0.5, 0.05, 0.95, 1000), 278)
  assert.equal(sizeForMean(20, 2), 385)
  assert.equal(effectiveSize([1, 1, 1, 1]), 4)
  assert.ok(Math.abs(designEffect([1, 3]) - 1.25) < 1e-12)
  assert.ok(Math.abs(netPromoter([10, 9, 8, 0]).score - 25) < 1e-12)
})

test('questions are taken in the order asked for, and a missing one is named', () => {
  const columns = new Map([['a', Float64Array.of(1, 2)], ['b', Float64Array.of(3, 4)]])
  assert.deepEqual([...selectAnswers(columns, ['b', 'a']).x], [3, 1, 4, 2])
  assert.throws(() => selectAnswers(columns, ['a', 'c']), /c/)
})
