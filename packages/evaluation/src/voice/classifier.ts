/**
 * Polarity of short texts: logistic regression on hashed character n-grams, TF-IDF weighted.
 *
 * Sources: G. Salton, C. Buckley (1988) for TF-IDF (sublinear tf, smoothed idf, unit length); D. Cox (1958), ridge
 * penalty for the regression. Trained inside the platform on the programme's own labels; nothing is shipped trained.
 */
import { countTexts, sparseRows, type CountedTexts, type Rows } from './counting.ts'
import { minimise } from './lbfgs.ts'
import { countNgrams, eachNgram, normaliseText, USUAL_NGRAMS, type NgramSettings } from './ngrams.ts'

/** Settings of training; part of the method version. */
export interface TrainingSettings {
  ngrams: NgramSettings
  /** Inverse strength of the ridge penalty. */
  cost: number
  /** The gradient's length, relative to the start, at which training ends; 3e-3 when left out. */
  tolerance?: number
  /** n-grams seen in fewer training texts are left out. */
  leastTexts: number
}

/** The usual settings. */
export const USUAL_TRAINING: TrainingSettings = { ngrams: USUAL_NGRAMS, cost: 3, leastTexts: 2 }

/** A trained model: per place an idf (0 where unknown) and a weight; `calibration` maps the score to a probability. */
export interface Classifier {
  settings: TrainingSettings
  idf: Float32Array
  weight: Float32Array
  bias: number
  calibration: { slope: number; intercept: number }
}

/** A labelled text: 1 positive, 0 negative; `weight` counts it more or less. */
export interface LabelledText { text: string; label: 0 | 1; weight?: number }

/**
 * Trains on labelled texts. The same texts in the same order give the same model, bit for bit.
 *
 * @param rows which of the texts to learn from; all when left out
 * @throws RangeError when one of the two labels is absent
 */
export function trainClassifier(
  texts: readonly LabelledText[], settings = USUAL_TRAINING,
  counted: CountedTexts = countTexts(texts, settings.ngrams), rows: Int32Array = Int32Array.from(texts, (_, i) => i),
): Classifier {
  for (const label of [0, 1])
    if (!rows.some((r) => texts[r]!.label === label)) throw new RangeError('both labels are needed')
  const size = 2 ** settings.ngrams.bits
  const seen = new Uint32Array(size)
  for (const r of rows) for (let i = counted.start[r]!; i < counted.start[r + 1]!; i++) seen[counted.bucket[i]!]!++
  const idf = new Float32Array(size)
  const number = new Int32Array(size).fill(-1)
  const places: number[] = []
  for (let b = 0; b < size; b++) {
    if (seen[b]! < Math.max(1, settings.leastTexts)) continue
    number[b] = places.length
    places.push(b)
    idf[b] = Math.log((1 + rows.length) / (1 + seen[b]!)) + 1
  }
  const sparse = sparseRows(counted, rows, idf, number)
  const own = Array.from(rows, (r) => texts[r]!)
  const x = new Float64Array(places.length + 1)
  minimise((w, g) => loss(sparse, own, settings.cost, w, g), x, settings.tolerance ?? 3e-3)
  const weight = new Float32Array(size)
  places.forEach((b, i) => {
    weight[b] = x[i]!
  })
  return { settings, idf, weight, bias: x[places.length]!, calibration: { slope: 1, intercept: 0 } }
}

/** ½|w|² + cost·Σ weight·log(1 + e^−yz); the bias is not penalised. */
function loss(
  { start, feature, value }: Rows, texts: readonly LabelledText[], cost: number, w: Float64Array, g: Float64Array,
): number {
  const n = w.length - 1
  let total = 0
  for (let i = 0; i < n; i++) {
    total += 0.5 * w[i]! ** 2
    g[i] = w[i]!
  }
  g[n] = 0
  for (let r = 0; r < texts.length; r++) {
    let z = w[n]!
    for (let i = start[r]!; i < start[r + 1]!; i++) z += w[feature[i]!]! * value[i]!
    const t = texts[r]!
    const c = cost * (t.weight ?? 1)
    const signed = t.label === 1 ? z : -z
    total += c * (signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed)
    const pull = c * (1 / (1 + Math.exp(-z)) - t.label)
    for (let i = start[r]!; i < start[r + 1]!; i++) g[feature[i]!] = g[feature[i]!]! + pull * value[i]!
    g[n] = g[n]! + pull
  }
  return total
}

/** Score of a text before calibration: log-odds. */
export function scoreText(model: Classifier, text: string): number {
  let dot = 0
  let squares = 0
  for (const [b, count] of countNgrams(text, model.settings.ngrams)) {
    const idf = model.idf[b]!
    if (idf === 0) continue
    const v = (count === 1 ? 1 : 1 + Math.log(count)) * idf
    dot += v * model.weight[b]!
    squares += v * v
  }
  return model.bias + (squares > 0 ? dot / Math.sqrt(squares) : 0)
}

/** Calibrated probability that a text is positive. */
export const probabilityPositive = (model: Classifier, text: string): number =>
  1 / (1 + Math.exp(-(model.calibration.slope * scoreText(model, text) + model.calibration.intercept)))

/** A stretch of the normalised text and what it adds to the log-odds. */
export interface Reason { text: string; from: number; to: number; contribution: number }

/**
 * The words behind a judgement: every n-gram's contribution is spread over its characters; neighbouring characters of
 * the same sign make a reason, which ends at a mark. The contributions of all reasons and the bias sum to the score.
 */
export function explainText(
  model: Classifier,
  text: string,
  most = 5,
): { text: string; bias: number; score: number; reasons: Reason[] } {
  const normal = normaliseText(text)
  const counts = countNgrams(text, model.settings.ngrams)
  let squares = 0
  for (const [b, count] of counts) squares += ((1 + Math.log(count)) * model.idf[b]!) ** 2
  const length = Math.sqrt(squares) || 1
  const share = new Float64Array(normal.length)
  eachNgram(normal, model.settings.ngrams, (b, from, to) => {
    const count = counts.get(b)!
    const each = ((1 + Math.log(count)) * model.idf[b]! * model.weight[b]!) / length / count / (to - from)
    for (let i = from; i < to; i++) share[i] = share[i]! + each
  })
  const reasons: Reason[] = []
  const isMark = (i: number): boolean => /[\p{P}\s]/u.test(normal[i]!)
  for (let i = 0; i < normal.length; ) {
    let j = i + 1
    let sum = share[i]!
    while (j < normal.length && isMark(j) === isMark(i) && Math.sign(share[j]!) === Math.sign(share[i]!))
      sum += share[j++]!
    reasons.push({ text: normal.slice(i, j), from: i, to: j, contribution: sum })
    i = j
  }
  const score = model.bias + reasons.reduce((s, r) => s + r.contribution, 0)
  reasons.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || a.from - b.from)
  return { text: normal, bias: model.bias, score, reasons: reasons.slice(0, most) }
}
