/** Cross-validation: what the classifier does on texts it has not seen. */
import { areaUnderCurve } from '../ratings/consensus.ts'
import { stream, type Seed } from '../numeric/philox.ts'
import { shuffle } from '../numeric/variates.ts'
import { brierScore, plattScaling, reliabilityBins } from './calibration.ts'
import { scoreText, trainClassifier, USUAL_TRAINING, type Classifier, type LabelledText } from './classifier.ts'
import { countTexts } from './counting.ts'

/** Quality over all held-out texts. F1 is the mean over both labels (macro). */
export interface Quality {
  n: number
  majority: number
  accuracy: number
  f1: number
  auc: number
  /** Brier score and calibration error after Platt scaling fitted on the other folds' held-out scores. */
  brier: number
  calibrationError: number
  calibration: { slope: number; intercept: number }
}

/** Folds of equal shares of both labels. */
export function stratifiedFolds(labels: ArrayLike<number>, folds: number, seed: Seed): Int32Array {
  const random = stream(seed)
  const out = new Int32Array(labels.length)
  for (const label of [0, 1]) {
    const own = Array.from({ length: labels.length }, (_, i) => i).filter((i) => labels[i] === label)
    shuffle(random, own)
    own.forEach((i, k) => {
      out[i] = k % folds
    })
  }
  return out
}

/** Cross-validated quality. `folds` may be given (by category, say) to test on what was left out as a whole. */
export function crossValidate(
  texts: readonly LabelledText[], folds: Int32Array, settings = USUAL_TRAINING,
): Quality & { scores: Float64Array } {
  const count = folds.reduce((a, b) => Math.max(a, b), 0) + 1
  const scores = new Float64Array(texts.length)
  const counted = countTexts(texts, settings.ngrams)
  for (let f = 0; f < count; f++) {
    const rows = Int32Array.from(texts, (_, i) => i).filter((i) => folds[i] !== f)
    const model = trainClassifier(texts, settings, counted, rows)
    texts.forEach((t, i) => {
      if (folds[i] === f) scores[i] = scoreText(model, t.text)
    })
  }
  return { ...qualityOf(scores, texts.map((t) => t.label), folds), scores }
}

/** Quality of held-out scores. */
export function qualityOf(scores: Float64Array, labels: readonly number[], folds: Int32Array): Quality {
  const n = labels.length
  const count = folds.reduce((a, b) => Math.max(a, b), 0) + 1
  const p = new Float64Array(n)
  for (let f = 0; f < count; f++) {
    const rest = labels.map((_, i) => i).filter((i) => folds[i] !== f)
    const { slope, intercept } = plattScaling(rest.map((i) => scores[i]!), rest.map((i) => labels[i]!))
    for (let i = 0; i < n; i++) if (folds[i] === f) p[i] = 1 / (1 + Math.exp(-(slope * scores[i]! + intercept)))
  }
  const cell = [[0, 0], [0, 0]] as [[number, number], [number, number]]
  labels.forEach((label, i) => cell[label as 0 | 1][p[i]! >= 0.5 ? 1 : 0]++)
  const [[tn, fp], [fn, tp]] = cell
  const f1 = (hit: number, wrong: number, missed: number): number => (2 * hit) / (2 * hit + wrong + missed)
  return {
    n,
    majority: Math.max(tn + fp, fn + tp) / n,
    accuracy: (tp + tn) / n,
    f1: (f1(tp, fp, fn) + f1(tn, fn, fp)) / 2,
    auc: areaUnderCurve(scores, labels),
    brier: brierScore(p, labels),
    calibrationError: reliabilityBins(p, labels).error,
    calibration: plattScaling(scores, labels),
  }
}

/** A model trained on everything, calibrated on cross-validated scores. */
export function trainCalibrated(
  texts: readonly LabelledText[], folds: Int32Array, settings = USUAL_TRAINING,
): { model: Classifier; quality: Quality } {
  const { scores, ...quality } = crossValidate(texts, folds, settings)
  const model = trainClassifier(texts, settings)
  return { model: { ...model, calibration: plattScaling(scores, texts.map((t) => t.label)) }, quality }
}
