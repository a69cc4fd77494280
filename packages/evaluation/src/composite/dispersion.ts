/**
 * Weights read off the data: entropy and CRITIC. For the uncertainty analysis only, never the official weights: they
 * reward dispersion, so that a noisy indicator counts for more.
 *
 * Sources: C. Shannon (1948), as used by M. Zeleny (1982) for criteria; D. Diakoulaki et al., "Determining objective
 * weights in multiple criteria problems: the CRITIC method", Computers & OR 22 (1995).
 */
import { correlation, deviation } from '../numeric/describe.ts'

/**
 * Entropy weights of columns of non-negative numbers: 1 − H/ln n, normalised to sum 1. With a direction, columns where
 * less is better enter by their reciprocals, as some texts have it.
 */
export function entropyWeights(columns: readonly Float64Array[], direction?: ArrayLike<number>): Float64Array {
  const d = Float64Array.from(columns, (column, j) => {
    const x = (direction?.[j] ?? 1) < 0 ? column.map((v) => 1 / v) : column
    const total = x.reduce((a, b) => a + b, 0)
    let h = 0
    for (const v of x) if (v > 0) h -= (v / total) * Math.log(v / total)
    return 1 - h / Math.log(x.length)
  })
  return unitSum(d)
}

/** CRITIC weights: σ_j Σ_k (1 − r_jk) on columns scaled to 0…1, less-is-better turned round; σ with n − 1. */
export function criticWeights(columns: readonly Float64Array[], direction?: ArrayLike<number>): Float64Array {
  const scaled = columns.map((x, j) => {
    const min = x.reduce((a, b) => Math.min(a, b), Infinity)
    const max = x.reduce((a, b) => Math.max(a, b), -Infinity)
    return x.map((v) => ((direction?.[j] ?? 1) < 0 ? max - v : v - min) / (max - min))
  })
  return unitSum(Float64Array.from(scaled, (x) => deviation(x) * scaled.reduce((sum, y) =>
    sum + 1 - (x === y ? 1 : correlation(x, y)), 0)))
}

function unitSum(w: Float64Array): Float64Array {
  const total = w.reduce((a, b) => a + b, 0)
  return w.map((v) => v / total)
}
