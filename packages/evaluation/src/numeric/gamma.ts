/**
 * Log-gamma and its derivatives.
 *
 * Source: Lanczos (1964), coefficients g = 7, n = 9.
 */

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
