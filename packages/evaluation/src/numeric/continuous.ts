/**
 * Beta, gamma, chi-square, Student and F: distribution functions and quantiles.
 *
 * Source of the incomplete beta: Abramowitz & Stegun 26.5.8 as a continued fraction, evaluated by Lentz's method;
 * the front factor is a binomial point probability (Loader 2000), which keeps the digits for large parameters.
 */
import { incompleteGamma } from './incomplete-gamma.ts'
import { binomialPoint, poissonPoint } from './loader.ts'
import { normalQuantile } from './normal.ts'

function fraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m < 20000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / guard(1 + even * d)
    c = guard(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / guard(1 + odd * d)
    c = guard(1 + odd / c)
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return h
}

const guard = (x: number): number => (Math.abs(x) < 1e-300 ? 1e-300 : x)

/** Both tails of Beta(a, b) at x, with y = 1 − x passed when it is known more precisely. */
export function betaTails(x: number, a: number, b: number, y = 1 - x): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (y <= 0) return { lower: 1, upper: 0 }
  // x^a y^b / B(a,b) = a·b/(a+b) · binomialPoint(a, a+b, x).
  const front = ((a * b) / (a + b)) * binomialPoint(a, a + b, x, y)
  if (x < (a + 1) / (a + b + 2)) {
    const lower = Math.min(1, (front / a) * fraction(a, b, x))
    return { lower, upper: 1 - lower }
  }
  const upper = Math.min(1, (front / b) * fraction(b, a, y))
  return { lower: 1 - upper, upper }
}

/** P(X ≤ x) for X ~ Beta(a, b), a, b > 0. */
export const betaCdf = (x: number, a: number, b: number): number => betaTails(x, a, b).lower

/** Density of Beta(a, b) at 0 < x < 1. */
export function betaDensity(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return 0
  return (((a * b) / (a + b)) * binomialPoint(a, a + b, x)) / (x * (1 - x))
}

/** The x with P(X ≤ x) = p for Beta(a, b). */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0
  if (p >= 1) return 1
  const start = a / (a + b)
  return invert((x) => betaTails(x, a, b), (x) => betaDensity(x, a, b), p, start, 0, 1)
}

/** P(X ≤ x) for a gamma variable of given shape and rate. */
export const gammaCdf = (x: number, shape: number, rate = 1): number => incompleteGamma(shape, x * rate).lower

/** The x with P(X ≤ x) = p for a gamma variable of given shape and rate. */
export function gammaQuantile(p: number, shape: number, rate = 1): number {
  if (p <= 0) return 0
  if (p >= 1) return Infinity
  const z = normalQuantile(p)
  const cube = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape))
  let top = Math.max(shape * cube ** 3, shape, 1)
  while (incompleteGamma(shape, top).lower < p) top *= 2
  const density = (x: number): number => (x > 0 ? (poissonPoint(shape, x) * shape) / x : 0)
  const start = shape > 1 ? Math.min(Math.max(shape * cube ** 3, 1e-12), top) : top / 2
  return invert((x) => incompleteGamma(shape, x), density, p, start, 0, top) / rate
}

/** P(X ≤ x) for chi-square with the given degrees of freedom. */
export const chiSquareCdf = (x: number, df: number): number => incompleteGamma(df / 2, x / 2).lower
/** P(X > x) for chi-square. */
export const chiSquareUpper = (x: number, df: number): number => incompleteGamma(df / 2, x / 2).upper
/** Quantile of chi-square. */
export const chiSquareQuantile = (p: number, df: number): number => 2 * gammaQuantile(p, df / 2)

/** P(T ≤ t) for Student's t. */
export function studentCdf(t: number, df: number): number {
  const tail = 0.5 * betaTails(df / (df + t * t), df / 2, 0.5, (t * t) / (df + t * t)).lower
  return t > 0 ? 1 - tail : tail
}

/** The t with P(T ≤ t) = p. */
export function studentQuantile(p: number, df: number): number {
  if (p === 0.5) return 0
  if (p > 0.5) return -studentQuantile(1 - p, df)
  const x = betaQuantile(2 * p, df / 2, 0.5)
  return -Math.sqrt((df * (1 - x)) / x)
}

/** P(X ≤ x) for F with d1 and d2 degrees of freedom. */
export const fCdf = (x: number, d1: number, d2: number): number =>
  x <= 0 ? 0 : betaTails((d1 * x) / (d1 * x + d2), d1 / 2, d2 / 2, d2 / (d1 * x + d2)).lower
/** P(X > x) for F. */
export const fUpper = (x: number, d1: number, d2: number): number =>
  x <= 0 ? 1 : betaTails((d1 * x) / (d1 * x + d2), d1 / 2, d2 / 2, d2 / (d1 * x + d2)).upper

/** Quantile of F. */
export function fQuantile(p: number, d1: number, d2: number): number {
  // Solved on the smaller side, so that neither x nor 1 − x loses its digits.
  const x = betaQuantile(p, d1 / 2, d2 / 2)
  if (x < 0.5) return (d2 * x) / (d1 * (1 - x))
  const y = betaQuantile(1 - p, d2 / 2, d1 / 2)
  return (d2 * (1 - y)) / (d1 * y)
}

/** Newton inside a shrinking bracket; compares the smaller tail so that both ends keep relative precision. */
function invert(
  tails: (x: number) => { lower: number; upper: number }, density: (x: number) => number,
  p: number, start: number, bottom: number, top: number,
): number {
  let lo = bottom
  let hi = top
  let x = start
  for (let i = 0; i < 300; i++) {
    const { lower, upper } = tails(x)
    const gap = p < 0.5 ? lower - p : 1 - p - upper
    if (gap === 0) return x
    if (gap > 0) hi = x
    else lo = x
    const slope = density(x)
    let next = slope > 0 ? x - gap / slope : NaN
    if (!(next > lo && next < hi)) next = (lo + hi) / 2
    if (Math.abs(next - x) <= 2e-16 * Math.abs(next) || hi - lo <= 1e-16 * hi) return next
    x = next
  }
  return x
}
