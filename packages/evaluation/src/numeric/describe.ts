/** Means, variances, quantiles, ranks, correlations. */

/** Arithmetic mean; NaN for none. */
export function mean(x: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i]!
  return sum / x.length
}

/** Variance with divisor n − `lost` (1 by default: the unbiased one). */
export function variance(x: ArrayLike<number>, lost = 1): number {
  const m = mean(x)
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i]! - m) ** 2
  return sum / (x.length - lost)
}

/** Standard deviation, divisor n − 1 by default. */
export const deviation = (x: ArrayLike<number>, lost = 1): number => Math.sqrt(variance(x, lost))

/** Covariance with divisor n − 1. */
export function covariance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const mx = mean(x)
  const my = mean(y)
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i]! - mx) * (y[i]! - my)
  return sum / (x.length - 1)
}

/** Pearson's correlation. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return covariance(x, y) / Math.sqrt(variance(x) * variance(y))
}

/** Sample quantile of sorted numbers, definition 7 of Hyndman & Fan (1996): linear between order statistics. */
export function sortedQuantile(sorted: ArrayLike<number>, p: number): number {
  const h = (sorted.length - 1) * p
  const low = Math.floor(h)
  const high = Math.min(sorted.length - 1, low + 1)
  return sorted[low]! + (h - low) * (sorted[high]! - sorted[low]!)
}

/** Sample quantile of numbers in any order. */
export const quantile = (x: ArrayLike<number>, p: number): number => sortedQuantile(Float64Array.from(x).sort(), p)

/** Median. */
export const median = (x: ArrayLike<number>): number => quantile(x, 0.5)

/** Median absolute deviation, scaled by 1.4826 to estimate a normal standard deviation. */
export function medianDeviation(x: ArrayLike<number>): number {
  const m = median(x)
  return 1.4826 * median(Float64Array.from(x, (v) => Math.abs(v - m)))
}

/** Ranks, smallest 1; equal values share the mean of their ranks. */
export function ranks(x: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(x, (_, i) => i).sort((i, j) => x[i]! - x[j]!)
  const out = new Float64Array(x.length)
  for (let i = 0; i < order.length; ) {
    let j = i
    while (j + 1 < order.length && x[order[j + 1]!] === x[order[i]!]) j++
    for (let k = i; k <= j; k++) out[order[k]!] = (i + j) / 2 + 1
    i = j + 1
  }
  return out
}

/** Spearman's rank correlation. */
export const spearman = (x: ArrayLike<number>, y: ArrayLike<number>): number => correlation(ranks(x), ranks(y))

/** Sample skewness G1 = √(n(n−1))/(n−2) · m₃/m₂^1.5 (Joanes & Gill 1998, type 2). NaN for n < 3. */
export function skewness(x: ArrayLike<number>): number {
  const n = x.length
  if (n < 3) return NaN
  const [m2, m3] = centralMoments(x)
  return (Math.sqrt(n * (n - 1)) / (n - 2)) * (m3 / m2 ** 1.5)
}

/** Sample excess kurtosis G2 = (n−1)/((n−2)(n−3)) · ((n+1)g₂ + 6) (Joanes & Gill 1998, type 2). NaN for n < 4. */
export function kurtosis(x: ArrayLike<number>): number {
  const n = x.length
  if (n < 4) return NaN
  const [m2, , m4] = centralMoments(x)
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (m4 / (m2 * m2) - 3) + 6)
}

function centralMoments(x: ArrayLike<number>): [number, number, number] {
  const m = mean(x)
  let m2 = 0
  let m3 = 0
  let m4 = 0
  for (let i = 0; i < x.length; i++) {
    const d = x[i]! - m
    m2 += d * d
    m3 += d ** 3
    m4 += d ** 4
  }
  return [m2 / x.length, m3 / x.length, m4 / x.length]
}
