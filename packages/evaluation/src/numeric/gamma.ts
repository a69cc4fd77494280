/**
 * Log-gamma, the incomplete gamma function and the error function's relatives.
 *
 * Sources: Lanczos (1964), coefficients g = 7, n = 9; Abramowitz & Stegun 6.5.29 (series) and 6.5.31
 * (continued fraction, evaluated by Lentz's method).
 */
import { poissonPoint } from './loader.ts'

const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-06, 1.5056327351493116e-07,
]

/** Natural logarithm of |Γ(x)|, x not a non-positive integer. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x)
  const z = x - 1
  let sum = LANCZOS[0]!
  for (let i = 1; i < 9; i++) sum += LANCZOS[i]! / (z + i)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** log B(a, b). */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

/** ψ(x), x > 0 (Abramowitz & Stegun 6.3.5 and 6.3.18). */
export function digamma(x: number): number {
  let shift = 0
  let z = x
  while (z < 12) {
    shift -= 1 / z
    z += 1
  }
  const r = 1 / (z * z)
  const series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - r * (691 / 32760))))))
  return shift + Math.log(z) - 0.5 / z - series
}

/** ψ′(x), x > 0 (Abramowitz & Stegun 6.4.6 and 6.4.12). */
export function trigamma(x: number): number {
  let shift = 0
  let z = x
  while (z < 12) {
    shift += 1 / (z * z)
    z += 1
  }
  const r = 1 / (z * z)
  return shift + 1 / z + r / 2 + (r / z) * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * (5 / 66)))))
}

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
