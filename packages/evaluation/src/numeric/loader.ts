/**
 * Point probabilities without cancellation.
 *
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000): the saddle-point
 * expansion, exact to the last few bits where differences of log-gamma lose ten digits.
 */
import { logGamma } from './gamma.ts'

const LN_2PI = Math.log(2 * Math.PI)

/** log(n!) minus Stirling's formula, for n ≥ 0. */
export function stirlingError(n: number): number {
  if (n < 16) return n === 0 ? Infinity : logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * LN_2PI
  const nn = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / nn) / nn) / nn) / nn) / n
}

/** The deviance x·log(x/m) + m − x, without cancellation when x is near m. */
export function deviance(x: number, m: number): number {
  if (Math.abs(x - m) < 0.1 * (x + m)) {
    const v = (x - m) / (x + m)
    let sum = (x - m) * v
    let term = 2 * x * v
    for (let j = 1; j < 1000; j++) {
      term *= v * v
      const next = sum + term / (2 * j + 1)
      if (next === sum) return next
      sum = next
    }
  }
  return x * Math.log(x / m) + m - x
}

/** Binomial point probability for real 0 ≤ x ≤ n; `q` is 1 − p, passed so that a tiny q keeps its digits. */
export function binomialPoint(x: number, n: number, p: number, q = 1 - p): number {
  if (x < 0 || x > n) return 0
  if (p === 0) return x === 0 ? 1 : 0
  if (q === 0) return x === n ? 1 : 0
  if (x === 0) return n === 0 ? 1 : Math.exp(p < 0.1 ? n * Math.log1p(-p) : n * Math.log(q))
  if (x === n) return Math.exp(q < 0.1 ? n * Math.log1p(-q) : n * Math.log(p))
  const log = stirlingError(n) - stirlingError(x) - stirlingError(n - x) - deviance(x, n * p) - deviance(n - x, n * q)
  return Math.exp(log) * Math.sqrt(n / (2 * Math.PI * x * (n - x)))
}

/** Poisson point probability for real x ≥ 0 and mean m ≥ 0. */
export function poissonPoint(x: number, m: number): number {
  if (x < 0) return 0
  if (m === 0) return x === 0 ? 1 : 0
  if (x === 0) return Math.exp(-m)
  return Math.exp(-stirlingError(x) - deviance(x, m)) / Math.sqrt(2 * Math.PI * x)
}
