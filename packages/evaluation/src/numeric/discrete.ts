/**
 * Binomial, Poisson, hypergeometric: point and cumulative probabilities.
 *
 * Source: Loader (2000); the hypergeometric point is a ratio of three binomial points, the cumulative binomial and
 * Poisson are incomplete beta and gamma functions (Abramowitz & Stegun 26.5.24, 26.4.21).
 */
import { betaTails } from './continuous.ts'
import { incompleteGamma } from './incomplete-gamma.ts'
import { binomialPoint } from './loader.ts'

export { binomialPoint, poissonPoint } from './loader.ts'

/** P(X ≤ k), X binomial(n, p). */
export function binomialCdf(k: number, n: number, p: number): number {
  const x = Math.floor(k)
  if (x < 0) return 0
  if (x >= n) return 1
  return betaTails(p, x + 1, n - x).upper
}

/** P(X ≤ k), X Poisson with the given mean. */
export function poissonCdf(k: number, mean: number): number {
  const x = Math.floor(k)
  if (x < 0) return 0
  return incompleteGamma(x + 1, mean).upper
}

/** P(X = x): x defective in a sample of n out of `total`, of which `defective` are bad. */
export function hypergeometricPoint(x: number, total: number, defective: number, n: number): number {
  if (x < Math.max(0, n - (total - defective)) || x > Math.min(n, defective)) return 0
  if (n === 0 || n === total) return 1
  const p = n / total
  const q = (total - n) / total
  const good = total - defective
  return (binomialPoint(x, defective, p, q) * binomialPoint(n - x, good, p, q)) / binomialPoint(n, total, p, q)
}

/** P(X ≤ k) of the same, summed from the shorter side. */
export function hypergeometricCdf(k: number, total: number, defective: number, n: number): number {
  const low = Math.max(0, n - (total - defective))
  const high = Math.min(n, defective)
  const x = Math.floor(k)
  if (x < low) return 0
  if (x >= high) return 1
  let sum = 0
  if (x - low <= high - x) {
    for (let i = low; i <= x; i++) sum += hypergeometricPoint(i, total, defective, n)
    return Math.min(1, sum)
  }
  for (let i = x + 1; i <= high; i++) sum += hypergeometricPoint(i, total, defective, n)
  return Math.max(0, 1 - sum)
}
