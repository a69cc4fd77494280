/**
 * The normal distribution, and the bivariate normal upper orthant.
 *
 * Sources: M. J. Wichura, "Algorithm AS 241", Applied Statistics 37 (1988) for the quantile; Abramowitz & Stegun
 * 26.3.3 with R. L. Plackett (1954) for the orthant as an integral over the correlation.
 */
import { incompleteGamma } from './incomplete-gamma.ts'
import { gaussLegendre } from './quadrature.ts'

/** Standard normal density. */
export const normalDensity = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)

/** P(Z ≤ x). Full relative precision in both tails. */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return NaN
  const tail = incompleteGamma(0.5, 0.5 * x * x)
  return x <= 0 ? 0.5 * tail.upper : 0.5 + 0.5 * tail.lower
}

const A = [3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946,
  45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227]
const B = [1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597,
  39307.89580009271, 28729.085735721943, 5226.495278852854]
const C = [1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045,
  1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414]
const D = [1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
  0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-09]
const E = [6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
  0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-05, 2.0103343992922881e-07]
const F = [1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-05, 1.421511758316446e-07, 2.0442631033899397e-15]

/** Horner's rule, unrolled: this is the inner loop of every normal variate. */
const polynomial = (c: number[], x: number): number =>
  ((((((c[7]! * x + c[6]!) * x + c[5]!) * x + c[4]!) * x + c[3]!) * x + c[2]!) * x + c[1]!) * x + c[0]!

/** The x with P(Z ≤ x) = p, 0 ≤ p ≤ 1; about 1e-16 relative. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return NaN
  if (p === 0) return -Infinity
  if (p === 1) return Infinity
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(A, r)) / polynomial(B, r)
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const x = r <= 5 ? polynomial(C, r - 1.6) / polynomial(D, r - 1.6) : polynomial(E, r - 5) / polynomial(F, r - 5)
  return q < 0 ? -x : x
}

/**
 * P(X > h, Y > k) for standard normals with correlation rho.
 *
 * dP/drho is the bivariate density, so P = P(X>h)P(Y>k) + the integral from 0 to rho; with rho = sin t the
 * integrand is bounded up to |rho| = 1.
 */
export function bivariateUpper(h: number, k: number, rho: number): number {
  if (rho <= -1) return Math.max(0, normalCdf(-h) - normalCdf(k))
  if (rho >= 1) return normalCdf(-Math.max(h, k))
  const end = Math.asin(rho)
  const f = (t: number): number => {
    const s = Math.sin(t)
    const c2 = 1 - s * s
    return Math.exp(-(h * h + k * k - 2 * h * k * s) / (2 * c2))
  }
  // Twelve panels of 16 nodes: exact to about 1e-14 up to |rho| = 0.9999.
  let sum = 0
  for (let i = 0; i < 12; i++) sum += gaussLegendre(f, (end * i) / 12, (end * (i + 1)) / 12, 16)
  return normalCdf(-h) * normalCdf(-k) + sum / (2 * Math.PI)
}
