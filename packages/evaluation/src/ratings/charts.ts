/**
 * Alarms on a series: EWMA and CUSUM in standard errors, with their average run lengths.
 *
 * Sources: S. Roberts (1959), J. Lucas, M. Saccucci, Technometrics 32 (1990): EWMA; E. Page, Biometrika 41 (1954):
 * CUSUM; run lengths by the Fredholm equation solved with Gauss–Legendre nodes (S. Crowder 1987; L. Vance 1986).
 */
import { solveGeneral } from '../numeric/matrix.ts'
import { normalCdf, normalDensity } from '../numeric/normal.ts'
import { legendreRule } from '../numeric/quadrature.ts'

/** The usual designs: in control about 371 (EWMA, two-sided) and 931 (CUSUM, one-sided) periods between alarms. */
export const USUAL_EWMA = { lambda: 0.2, limit: 2.86 } as const
export const USUAL_CUSUM = { k: 0.5, h: 5 } as const

/** EWMA of standardised values from 0; alarm when |z| exceeds limit·√(λ/(2−λ)·(1−(1−λ)^2t)) ('exact') or without the
 * last factor ('steady'). */
export function ewma(
  x: ArrayLike<number>,
  { lambda, limit }: { lambda: number; limit: number } = USUAL_EWMA,
  limits: 'steady' | 'exact' = 'steady',
): { z: Float64Array; alarm: boolean[] } {
  const z = new Float64Array(x.length)
  let last = 0
  const alarm = Array.from({ length: x.length }, (_, t) => {
    last = z[t] = lambda * x[t]! + (1 - lambda) * last
    const growth = limits === 'exact' ? 1 - (1 - lambda) ** (2 * (t + 1)) : 1
    return Math.abs(last) > limit * Math.sqrt((lambda / (2 - lambda)) * growth)
  })
  return { z, alarm }
}

/** Lower one-sided CUSUM S = max(0, S − x − k); alarm above h. For rises pass −x. */
export function cusum(
  x: ArrayLike<number>, { k, h }: { k: number; h: number } = USUAL_CUSUM,
): { s: Float64Array; alarm: boolean[] } {
  const s = new Float64Array(x.length)
  let last = 0
  const alarm = Array.from({ length: x.length }, (_, t) => {
    last = s[t] = Math.max(0, last - x[t]! - k)
    return last > h
  })
  return { s, alarm }
}

/** Average run length of the two-sided EWMA with steady limits, started at 0, when the mean has moved by `shift`. */
export function ewmaRunLength(lambda: number, limit: number, shift: number, nodes = 60): number {
  const h = limit * Math.sqrt(lambda / (2 - lambda))
  const { nodes: x, weights: w } = legendreRule(nodes)
  const kernel = (from: number, to: number): number =>
    normalDensity((to - (1 - lambda) * from) / lambda - shift) / lambda
  const a = new Float64Array(nodes * nodes)
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < nodes; j++) a[i * nodes + j] = (i === j ? 1 : 0) - h * w[j]! * kernel(h * x[i]!, h * x[j]!)
  }
  const l = solveGeneral(a, nodes, new Float64Array(nodes).fill(1))
  let start = 1
  for (let j = 0; j < nodes; j++) start += h * w[j]! * kernel(0, h * x[j]!) * l[j]!
  return start
}

/** Average run length of the one-sided CUSUM from 0, when the mean has moved by `shift` towards the alarm. */
export function cusumRunLength(k: number, h: number, shift: number, nodes = 60): number {
  const { nodes: x, weights: w } = legendreRule(nodes)
  // Unknowns: L(0), then L at the nodes.
  const size = nodes + 1
  const at = (i: number): number => (i === 0 ? 0 : (h / 2) * (x[i - 1]! + 1))
  const a = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    a[i * size] = -normalCdf(k - at(i) - shift)
    for (let j = 1; j < size; j++) a[i * size + j] = -(h / 2) * w[j - 1]! * normalDensity(at(j) + k - at(i) - shift)
    a[i * size + i] = a[i * size + i]! + 1
  }
  return solveGeneral(a, size, new Float64Array(size).fill(1))[0]!
}

/** Average run length of the two-sided CUSUM from those of its sides (Van Dobben de Bruyn 1968). */
export const twoSidedRunLength = (up: number, down: number): number => 1 / (1 / up + 1 / down)
