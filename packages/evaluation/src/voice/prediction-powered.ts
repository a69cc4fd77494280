/**
 * The share of positive texts when a classifier has read all and people have read a few: unbiased whatever the
 * classifier's errors, and never much worse than the people's sample alone.
 *
 * Source: A. Angelopoulos et al., "Prediction-powered inference", Science 382 (2023); PPI++ (2024): power tuning λ.
 */
import { normalQuantile } from '../numeric/normal.ts'
import { jeffreys } from '../ratings/intervals.ts'

/** A share with its interval; `lambda` says how much the classifier was trusted (0 not at all). */
export interface PoweredShare {
  share: number
  error: number
  low: number
  high: number
  lambda: number
  labelsAlone: { share: number; error: number }
}

/**
 * θ = λ·mean_N(f) + mean_n(y − λf); Var = λ²·Var_N(f)/N + Var_n(y − λf)/n;
 * λ = Cov_n(f, y)/((1 + n/N)·Var(f)), in [0, 1].
 *
 * @param labels people's labels of a random sample; `predicted` the classifier's probabilities of the same texts
 * @param all probabilities of the unlabelled texts; weights are evidence weights (equal when left out)
 * @throws RangeError for fewer than two labels
 */
export function predictionPoweredShare(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  all: ArrayLike<number>,
  {
    level = 0.95,
    labelWeights,
    allWeights,
  }: { level?: number; labelWeights?: ArrayLike<number>; allWeights?: ArrayLike<number> } = {},
): PoweredShare {
  if (labels.length < 2 || all.length < 2) throw new RangeError('at least two labelled and two unlabelled texts')
  const y = moments(labels, labels, labelWeights)
  const f = moments(predicted, predicted, labelWeights)
  const fy = moments(predicted, labels, labelWeights)
  const wide = moments(all, all, allWeights)
  const n = y.effective
  const N = wide.effective
  const variance = wide.covariance
  const lambda = variance > 0 ? Math.min(1, Math.max(0, fy.covariance / ((1 + n / N) * variance))) : 0
  const share = lambda * wide.meanA + y.meanA - lambda * f.meanA
  const rest = y.covariance - 2 * lambda * fy.covariance + lambda * lambda * f.covariance
  const error = Math.sqrt((lambda * lambda * variance) / N + Math.max(0, rest) / n)
  if (y.covariance === 0) {
    // All labels agree: the sample's variance says nothing, the exact interval of a share does.
    const { low, high } = jeffreys(y.meanA * n, n, level)
    const error = (high - low) / (2 * normalQuantile((1 + level) / 2))
    return { share: y.meanA, error, low, high, lambda: 0, labelsAlone: { share: y.meanA, error } }
  }
  const z = normalQuantile((1 + level) / 2)
  return {
    share, error, low: Math.max(0, share - z * error), high: Math.min(1, share + z * error), lambda,
    labelsAlone: { share: y.meanA, error: Math.sqrt(y.covariance / n) },
  }
}

/** Weighted means, covariance (unbiased for equal weights) and Kish's effective size. */
function moments(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  w?: ArrayLike<number>,
): { meanA: number; covariance: number; effective: number } {
  let s0 = 0
  let ss = 0
  let sa = 0
  let sb = 0
  for (let i = 0; i < a.length; i++) {
    const v = w ? w[i]! : 1
    s0 += v
    ss += v * v
    sa += v * a[i]!
    sb += v * b[i]!
  }
  const meanA = sa / s0
  const meanB = sb / s0
  let c = 0
  for (let i = 0; i < a.length; i++) c += (w ? w[i]! : 1) * (a[i]! - meanA) * (b[i]! - meanB)
  const effective = (s0 * s0) / ss
  return { meanA, covariance: (c / s0) * (effective / Math.max(effective - 1, 1e-9)), effective }
}
