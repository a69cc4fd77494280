/**
 * Whether the indicators of a pillar belong together. To be looked at before any uncertainty analysis.
 * Source: OECD/JRC Handbook, step 4 (multivariate analysis); L. Cronbach (1951).
 */
import { correlation, covariance, deviation, mean, variance } from '../numeric/describe.ts'
import { symmetricEigen } from '../numeric/eigen.ts'

/** Cronbach's alpha k/(k−1)·(1 − Σ var_i / var of the sum). May be negative: the indicators work against each other. */
export function cronbachAlpha(columns: readonly Float64Array[]): number {
  const k = columns.length
  let within = 0
  let all = 0
  for (let i = 0; i < k; i++) {
    within += variance(columns[i]!)
    for (let j = 0; j < k; j++) all += i === j ? variance(columns[i]!) : covariance(columns[i]!, columns[j]!)
  }
  return (k / (k - 1)) * (1 - within / all)
}

/** Alpha of standardised columns: k·r̄/(1 + (k−1)·r̄) with the mean correlation. */
export function standardisedAlpha(columns: readonly Float64Array[]): number {
  const k = columns.length
  let sum = 0
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) sum += correlation(columns[i]!, columns[j]!)
  const r = sum / ((k * (k - 1)) / 2)
  return (k * r) / (1 + (k - 1) * r)
}

/** Correlation matrix, row-major. */
export function correlationMatrix(columns: readonly Float64Array[]): Float64Array {
  const k = columns.length
  const out = new Float64Array(k * k)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) out[i * k + j] = i === j ? 1 : correlation(columns[i]!, columns[j]!)
  }
  return out
}

/**
 * Principal components of the correlation matrix: variances, loadings (unit vectors, columns) and the weights that
 * the first component would give. `negative` warns: such weights can be negative and are never used unattended.
 */
export function principalComponents(columns: readonly Float64Array[]): {
  variances: Float64Array; explained: Float64Array; vectors: Float64Array; weights: Float64Array; negative: boolean
} {
  const k = columns.length
  const { values, vectors } = symmetricEigen(correlationMatrix(columns), k)
  const first = Float64Array.from({ length: k }, (_, i) => vectors[i * k]!)
  const sum = first.reduce((a, b) => a + b, 0)
  const weights = first.map((v) => v / sum)
  return {
    variances: values,
    explained: values.map((v) => v / k),
    vectors,
    weights,
    negative: weights.some((w) => w < 0),
  }
}

/** Columns to mean 0 and standard deviation 1 (n − 1). */
export const standardise = (columns: readonly Float64Array[]): Float64Array[] =>
  columns.map((x) => {
    const m = mean(x)
    const s = deviation(x)
    return x.map((v) => (v - m) / s)
  })
