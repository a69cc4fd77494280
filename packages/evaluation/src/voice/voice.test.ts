import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stream } from '../numeric/philox.ts'
import { betaVariate } from '../numeric/variates.ts'
import { aspectPolarity, aspectsOf } from './aspects.ts'
import { brierScore, plattScaling, reliabilityBins } from './calibration.ts'
import { explainText, probabilityPositive, scoreText, trainClassifier, type LabelledText } from './classifier.ts'
import { labelReport } from './labelling.ts'
import { minimise } from './lbfgs.ts'
import { bucketOf, countNgrams, normaliseText } from './ngrams.ts'
import { predictionPoweredShare } from './prediction-powered.ts'
import { crossValidate, stratifiedFolds, trainCalibrated } from './validation.ts'

const SMALL = { ngrams: { shortest: 1, longest: 3, bits: 14 }, cost: 3, leastTexts: 1 }

// Written for this test; no corpus is shipped.
const GOOD = [
  '茶香很浓，包装也好',
  '味道不错，下次再买',
  '物流快，质量好，满意',
  '正品，扫码能查，放心',
  '口感醇厚，值得推荐',
  '客服耐心，态度好',
]
const BAD = [
  '茶叶有霉味，很失望',
  '发货太慢，包装破损',
  '假货，扫码查不到',
  '态度差，不退款',
  '质量太差，再也不买',
  '味道发苦，后悔买了',
]
const texts: LabelledText[] = [
  ...GOOD.map((text) => ({ text, label: 1 as const })),
  ...BAD.map((text) => ({ text, label: 0 as const })),
]
const model = trainClassifier(texts, SMALL)

test('full-width forms and case do not matter; runs of one mark are shortened', () => {
  assert.equal(normaliseText('ＡＢＣ１２  好！！！！！！'), 'abc12 好!!!')
  assert.deepEqual([...countNgrams('好好', SMALL.ngrams).values()], [2, 1])
  assert.ok(bucketOf('质量', 0, 2, 14) < 2 ** 14)
})

test('training twice gives the same bits, and needs both labels', () => {
  assert.deepEqual(trainClassifier(texts, SMALL), model)
  assert.throws(() => trainClassifier(texts.slice(0, 6), SMALL), RangeError)
})

test('what was learnt is applied to new texts', () => {
  assert.ok(probabilityPositive(model, '口感不错，质量好') > 0.6)
  assert.ok(probabilityPositive(model, '包装破损，太差了') < 0.4)
  assert.equal(scoreText(model, ''), model.bias)
})

test('the reasons and the bias sum to the score of any text', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...'味道不错差假货好，！ a1'), { maxLength: 40 }), (chars) => {
    const text = chars.join('')
    const { bias, reasons, score } = explainText(model, text, 1000)
    assert.ok(Math.abs(bias + reasons.reduce((s, r) => s + r.contribution, 0) - scoreText(model, text)) < 1e-6)
    assert.ok(Math.abs(score - scoreText(model, text)) < 1e-6)
  }))
  assert.equal(explainText(model, '客服好，假货').reasons.some((r) => r.text.includes('假货') && r.contribution < 0), true)
})

test('a text of weight two counts like two copies', () => {
  const doubled = trainClassifier([...texts, texts[0]!], { ...SMALL, leastTexts: 0 })
  const weighted = trainClassifier(
    texts.map((t, i) => (i === 0 ? { ...t, weight: 2 } : t)),
    { ...SMALL, leastTexts: 0 },
  )
  assert.ok(Math.abs(scoreText(doubled, GOOD[0]!) - scoreText(weighted, GOOD[0]!)) < 0.2)
})

test('L-BFGS finds the minimum of a badly scaled quadratic', () => {
  const x = Float64Array.of(5, -3, 2)
  minimise((v, g) => {
    let f = 0
    for (let i = 0; i < 3; i++) {
      const d = v[i]! - i
      g[i] = 2 * 10 ** (2 * i) * d
      f += 10 ** (2 * i) * d * d
    }
    return f
  }, x, 1e-12)
  x.forEach((v, i) => assert.ok(Math.abs(v - i) < 1e-6))
})

test('Platt’s sigmoid undoes a known distortion', () => {
  const random = stream([41, 42])
  const score: number[] = []
  const label: number[] = []
  for (let i = 0; i < 20000; i++) {
    const s = 6 * random.uniform() - 3
    score.push(s)
    label.push(random.uniform() < 1 / (1 + Math.exp(-(1.7 * s - 0.4))) ? 1 : 0)
  }
  const { slope, intercept } = plattScaling(score, label)
  assert.ok(Math.abs(slope - 1.7) < 0.08 && Math.abs(intercept + 0.4) < 0.08)
  const p = score.map((s) => 1 / (1 + Math.exp(-(slope * s + intercept))))
  assert.ok(reliabilityBins(p, label).error < 0.02)
  assert.equal(brierScore([1, 0], [1, 0]), 0)
})

test('folds keep the shares of both labels, and every text is tested once', () => {
  const labels = Array.from({ length: 100 }, (_, i) => (i % 4 === 0 ? 1 : 0))
  const folds = stratifiedFolds(labels, 5, [1, 2])
  for (let f = 0; f < 5; f++) assert.equal(labels.filter((l, i) => l === 1 && folds[i] === f).length, 5)
  const quality = crossValidate(texts, stratifiedFolds(texts.map((t) => t.label), 3, [1, 2]), SMALL)
  assert.ok(quality.n === 12 && quality.accuracy >= 0 && quality.accuracy <= 1)
  const trained = trainCalibrated(texts, stratifiedFolds(texts.map((t) => t.label), 3, [1, 2]), SMALL)
  assert.ok(Number.isFinite(trained.model.calibration.slope))
})

test('the interval covers the truth about 95 times in 100, and is shorter than that of the labels alone', () => {
  const random = stream([51, 52])
  let covered = 0
  let shorter = 0
  const runs = 600
  for (let run = 0; run < runs; run++) {
    const draw = (): { y: number; f: number } => {
      const y = random.uniform() < 0.7 ? 1 : 0
      // A classifier that is off on purpose: it understates the positive ones.
      return { y, f: y === 1 ? betaVariate(random, 4, 2) : betaVariate(random, 1, 5) }
    }
    const labelled = Array.from({ length: 200 }, draw)
    const all = Array.from({ length: 2000 }, () => draw().f)
    const r = predictionPoweredShare(labelled.map((d) => d.y), labelled.map((d) => d.f), all)
    if (r.low <= 0.7 && 0.7 <= r.high) covered++
    if (r.error < r.labelsAlone.error) shorter++
  }
  assert.ok(covered / runs > 0.925 && covered / runs < 0.975, String(covered / runs))
  assert.equal(shorter, runs)
})

test('a useless classifier is not trusted, and equal weights change nothing', () => {
  const random = stream([61, 62])
  const y = Array.from({ length: 100 }, () => (random.uniform() < 0.5 ? 1 : 0))
  const noise = y.map(() => random.uniform())
  const all = Array.from({ length: 1000 }, () => random.uniform())
  const plain = predictionPoweredShare(y, noise, all)
  assert.ok(plain.lambda < 0.35)
  const weighted = predictionPoweredShare(y, noise, all, {
    labelWeights: y.map(() => 0.3),
    allWeights: all.map(() => 2),
  })
  assert.ok(Math.abs(weighted.share - plain.share) < 1e-12 && Math.abs(weighted.error - plain.error) < 1e-12)
  assert.throws(() => predictionPoweredShare([1], [1], all), RangeError)
})

test('when all labels agree the interval is not a point', () => {
  const predicted = [0.9, 0.8, 0.9, 1, 0.7, 0.9, 0.9, 1, 1, 0.8]
  const one = predictionPoweredShare(predicted.map(() => 1), predicted, [0.5, 0.9, 0.8])
  assert.ok(one.share === 1 && one.high === 1 && one.low < 0.8)
})

test('aspects are found by their words and judged by their clauses', () => {
  const text = '味道不错，但是快递太慢；价格实惠。'
  assert.deepEqual(aspectsOf(text).map((a) => a.code), ['quality', 'delivery', 'price'])
  assert.equal(aspectPolarity(model, text).length, 3)
})

test('labels pass the gate only when the annotators agree; disputes are listed until adjudicated', () => {
  const agreed = Array.from({ length: 40 }, (_, i) => ({ id: String(i), first: i % 2, second: i === 7 ? 0 : i % 2 }))
  const report = labelReport(agreed)
  assert.ok(report.passes && report.alpha > 0.9)
  assert.deepEqual(report.disputed, ['7'])
  assert.equal(labelReport(agreed.map((l) => ({ ...l, adjudicated: 1 }))).final.length, 40)
  assert.ok(!labelReport(agreed.map((l, i) => ({ ...l, second: i % 3 === 0 ? 1 : 0 }))).passes)
})
