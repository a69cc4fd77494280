/** What would it take: slopes of the index, and the smallest change of one indicator that reaches a target. */
import { aggregateTree, type Aggregation } from './aggregate.ts'
import type { Framework } from './framework.ts'

/** dS/dx for every leaf of one unit (chain rule on power means: ∂M/∂x = w/W · (x/M)^(p−1)). */
export function slopes(
  framework: Framework, score: ArrayLike<number>, how: Aggregation, weight: ArrayLike<number> = framework.weight,
): Float64Array {
  const slope = new Float64Array(framework.codes.length)
  slope[slope.length - 1] = 1
  for (let a = framework.children.length - 1; a >= 0; a--) {
    const node = framework.leaves + a
    const p = how.exponents[Math.min(framework.level[node]! - 2, how.exponents.length - 1)]!
    const children = framework.children[a]!.filter((c) => !Number.isNaN(score[c]!))
    const total = children.reduce((sum, c) => sum + weight[c]!, 0)
    for (const c of children) {
      slope[c] = slope[node]! * (weight[c]! / total) * (p === 1 ? 1 : (score[c]! / score[node]!) ** (p - 1))
    }
  }
  return slope.subarray(0, framework.leaves)
}

/** The leaf value that brings the root to `target`, others unchanged; undefined when even `most` does not suffice. */
export function leafValueFor(
  framework: Framework, leaves: ArrayLike<number>, leaf: number, target: number, most: number, how: Aggregation,
  weight: ArrayLike<number> = framework.weight,
): number | undefined {
  const scores = new Float64Array(framework.codes.length)
  for (let i = 0; i < framework.leaves; i++) scores[i] = leaves[i]!
  const rootAt = (x: number): number => {
    scores[leaf] = x
    aggregateTree(framework, scores, 1, weight, how)
    return scores[scores.length - 1]!
  }
  let lo = leaves[leaf]!
  if (Number.isNaN(lo)) return undefined
  let below = rootAt(lo) - target
  if (below >= 0) return lo
  let hi = most
  let above = rootAt(hi) - target
  if (!(above >= 0)) return undefined
  // Secants, a step beyond the root on the side that lies farther, so that both ends close in; bisection in between.
  let side = 1
  for (let i = 0; i < 200; i++) {
    const close = 1e-12 * Math.max(1, hi)
    if (hi - lo <= close) break
    const secant = lo - (below * (hi - lo)) / (above - below) + side * 0.4 * close
    const x = i % 4 !== 3 && secant > lo && secant < hi ? secant : (lo + hi) / 2
    const rest = rootAt(x) - target
    side = rest >= 0 ? -1 : 1
    if (rest >= 0) [hi, above] = [x, rest]
    else [lo, below] = [x, rest]
  }
  return hi
}
