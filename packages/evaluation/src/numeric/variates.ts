/** Random variates from a stream. One uniform per normal, so that common random numbers stay aligned. */
import { normalQuantile } from './normal.ts'
import type { Stream } from './philox.ts'

/** Standard normal by inversion. */
export const normalVariate = (random: Stream): number => normalQuantile(random.uniform())

/** Gamma of shape > 0 and rate 1. Source: Marsaglia & Tsang, ACM TOMS 26 (2000). */
export function gammaVariate(random: Stream, shape: number): number {
  if (shape < 1) return gammaVariate(random, shape + 1) * random.uniform() ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normalVariate(random)
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log(random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Beta(a, b) as a ratio of gammas. */
export function betaVariate(random: Stream, a: number, b: number): number {
  const x = gammaVariate(random, a)
  return x / (x + gammaVariate(random, b))
}

/** Dirichlet with the given concentrations, written into `out`; sums to 1. */
export function dirichletVariate(random: Stream, concentration: ArrayLike<number>, out: Float64Array): void {
  let sum = 0
  for (let i = 0; i < concentration.length; i++) sum += out[i] = gammaVariate(random, concentration[i]!)
  for (let i = 0; i < concentration.length; i++) out[i] = out[i]! / sum
}

/** An integer 0 ≤ i < n. */
export const integerVariate = (random: Stream, n: number): number => Math.floor(random.uniform() * n)

/** Fisher–Yates, in place. */
export function shuffle(random: Stream, items: Int32Array | number[]): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = integerVariate(random, i + 1)
    const kept = items[i]!
    items[i] = items[j]!
    items[j] = kept
  }
}
