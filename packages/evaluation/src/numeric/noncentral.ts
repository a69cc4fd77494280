/**
 * The noncentral Student distribution, as an integral over the chi distribution of the estimated deviation.
 * Source: N. Johnson, S. Kotz, Continuous Univariate Distributions 2 (1970), ch. 31.
 */
import { logGamma } from './gamma.ts'
import { normalCdf } from './normal.ts'
import { gaussLegendre } from './quadrature.ts'

/** P(T ≤ t) with df degrees of freedom and noncentrality d: E Φ(t·s − d), s² ~ χ²(df)/df. */
export function noncentralStudentCdf(t: number, df: number, d: number): number {
  // Density of s: 2 (df/2)^(df/2)/Γ(df/2) s^(df−1) e^(−df s²/2); mass lies within a few 1/√(2 df) of 1.
  const log = Math.log(2) + (df / 2) * Math.log(df / 2) - logGamma(df / 2)
  const width = 12 / Math.sqrt(2 * df)
  const from = Math.max(0, 1 - width)
  const to = 1 + width
  const f = (s: number): number =>
    s <= 0 ? 0 : Math.exp(log + (df - 1) * Math.log(s) - (df * s * s) / 2) * normalCdf(t * s - d)
  let sum = 0
  for (let i = 0; i < 16; i++)
    sum += gaussLegendre(f, from + ((to - from) * i) / 16, from + ((to - from) * (i + 1)) / 16, 20)
  return Math.min(1, Math.max(0, sum))
}
