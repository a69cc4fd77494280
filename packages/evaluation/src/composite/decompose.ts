/**
 * Why a score differs from a reference (another unit, a median, the last period): an exact sum over leaves.
 *
 * For a power mean, f(S) − f(R) = Σ w (f(s_c) − f(r_c)) with f(x) = x^p, or ln x for p = 0. Dividing both sides by the
 * divided difference f[S, R] = (f(S) − f(R))/(S − R) makes each step linear in the children's differences, so the
 * product of the steps from root to leaf is that leaf's share, and the shares sum to S − R without a residue. For
 * p = 0 the divided difference is the reciprocal of the logarithmic mean (Ang 2004, "LMDI", Energy Policy 32).
 */
import type { Aggregation } from './aggregate.ts'
import type { Framework } from './framework.ts'

/** One unit's exact decomposition. */
export interface Decomposition {
  /** Points of S − R due to each node; those of the leaves sum to S − R. */
  points: Float64Array
  /** The same in logarithms; those of the leaves sum to ln S − ln R. */
  logs: Float64Array
  difference: number
}

/** f[a, b] for f(x) = x^p (p ≠ 0) or ln x, without cancellation when a is near b. */
export function dividedDifference(a: number, b: number, p: number): number {
  if (p === 1) return 1
  if (p === 0) {
    const t = a / b - 1
    if (Math.abs(t) < 1e-5) return (1 - t / 2 + (t * t) / 3) / b
    return Math.log1p(t) / (a - b)
  }
  const t = a / b - 1
  if (Math.abs(t) < 1e-5) return p * b ** (p - 1) * (1 + ((p - 1) * t) / 2 + ((p - 1) * (p - 2) * t * t) / 6)
  return (a ** p - b ** p) / (a - b)
}

/**
 * Decomposes the root. `score` and `reference` hold one number per node of the framework, computed with the same
 * weights and aggregation.
 *
 * @throws RangeError when one of them lacks a leaf that the other has: then no exact sum exists
 */
export function decompose(
  framework: Framework, score: ArrayLike<number>, reference: ArrayLike<number>, how: Aggregation,
  weight: ArrayLike<number> = framework.weight,
): Decomposition {
  const n = framework.codes.length
  const step = new Float64Array(n)
  step[n - 1] = 1
  for (let a = framework.children.length - 1; a >= 0; a--) {
    const node = framework.leaves + a
    const p = how.exponents[Math.min(framework.level[node]! - 2, how.exponents.length - 1)]!
    const children = framework.children[a]!.filter((c) => {
      if (Number.isNaN(score[c]!) !== Number.isNaN(reference[c]!)) {
        throw new RangeError(`${framework.codes[c]} is missing on one side`)
      }
      return !Number.isNaN(score[c]!)
    })
    const total = children.reduce((sum, c) => sum + weight[c]!, 0)
    const own = dividedDifference(score[node]!, reference[node]!, p)
    for (const c of children) {
      step[c] = (step[node]! * (weight[c]! / total) * dividedDifference(score[c]!, reference[c]!, p)) / own
    }
  }
  const points = step.map((s, i) => (s === 0 ? 0 : s * (score[i]! - reference[i]!)))
  const log = dividedDifference(score[n - 1]!, reference[n - 1]!, 0)
  return { points, logs: points.map((v) => v * log), difference: score[n - 1]! - reference[n - 1]! }
}
