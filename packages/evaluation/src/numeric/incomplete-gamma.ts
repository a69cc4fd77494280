/**
 * The incomplete gamma function, both tails.
 *
 * Source: Abramowitz & Stegun 6.5.29 (series) and 6.5.31 (continued fraction, evaluated by Lentz's method).
 */
import { poissonPoint } from './loader.ts'

/** Both tails of the regularised incomplete gamma function: P(a, x) and Q(a, x) = 1 − P, a > 0, x ≥ 0. */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (x === Infinity) return { lower: 1, upper: 0 }
  // x^a e^-x / Γ(a+1) is the Poisson point probability at a.
  const front = poissonPoint(a, x)
  if (x < a + 1) {
    let term = 1
    let sum = 1
    for (let n = 1; n < 10000; n++) {
      term *= x / (a + n)
      sum += term
      if (term < sum * 1e-17) break
    }
    const lower = Math.min(1, front * sum)
    return { lower, upper: 1 - lower }
  }
  let b = x + 1 - a
  let c = 1e300
  let d = 1 / b
  let h = d
  for (let i = 1; i < 10000; i++) {
    const an = -i * (i - a)
    b += 2
    d = 1 / nonZero(an * d + b)
    c = nonZero(b + an / c)
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  const upper = Math.min(1, front * a * h)
  return { lower: 1 - upper, upper }
}

function nonZero(x: number): number {
  return Math.abs(x) < 1e-300 ? 1e-300 : x
}
