/**
 * Means of children, and the index of a whole tree. Source: OECD/JRC Handbook, step 6.
 *
 * The exponent says how far a weak child is compensated by a strong one: 1 arithmetic (fully), 0 geometric,
 * −1 harmonic, lower still less. Missing children (NaN) are left out and the weights renormalised, as long as not
 * more than the allowed share of weight is missing; otherwise the parent is missing.
 */
import type { Framework } from './framework.ts'

/** Exponent of the power mean. */
export type Exponent = number

/** The weighted power mean of some numbers; NaN is left out; geometric and lower need positive numbers. */
export function powerMean(x: ArrayLike<number>, w: ArrayLike<number>, p: Exponent): number {
  let sum = 0
  let weight = 0
  for (let i = 0; i < x.length; i++) {
    const v = x[i]!
    if (Number.isNaN(v)) continue
    weight += w[i]!
    sum += w[i]! * (p === 1 ? v : p === 0 ? Math.log(v) : p === -1 ? 1 / v : v ** p)
  }
  if (weight === 0) return NaN
  const m = sum / weight
  return p === 1 ? m : p === 0 ? Math.exp(m) : p === -1 ? 1 / m : m ** (1 / p)
}

/** How a tree is aggregated: an exponent for each level above the leaves (the last serves all higher levels). */
export interface Aggregation {
  exponents: readonly Exponent[]
  /** Greatest share of a parent's weight that may be missing, 0 to 1. */
  missingShare?: number
}

/** Room for the scores of all nodes: node-major, `scores[node * units + unit]`. */
export const scoreRoom = (framework: Framework, units: number): Float64Array =>
  new Float64Array(framework.codes.length * units)

/**
 * Fills the aggregates of `scores`, whose leaves are given (already turned so that more is better).
 * The root is the last node. Allocates nothing: it is the inner loop of every Monte Carlo.
 */
export function aggregateTree(
  framework: Framework, scores: Float64Array, units: number, weight: ArrayLike<number>, how: Aggregation,
): void {
  const allowed = how.missingShare ?? 1 / 3
  for (let a = 0; a < framework.children.length; a++) {
    const node = framework.leaves + a
    const children = framework.children[a]!
    const p = how.exponents[Math.min(framework.level[node]! - 2, how.exponents.length - 1)]!
    const out = node * units
    let total = 0
    for (let c = 0; c < children.length; c++) total += weight[children[c]!]!
    for (let u = 0; u < units; u++) {
      let sum = 0
      let have = 0
      for (let c = 0; c < children.length; c++) {
        const v = scores[children[c]! * units + u]!
        if (v !== v) continue
        const w = weight[children[c]!]!
        have += w
        sum += w * (p === 1 ? v : p === 0 ? Math.log(v) : p === -1 ? 1 / v : v ** p)
      }
      if (have <= 0 || total - have > allowed * total + 1e-12) scores[out + u] = NaN
      else {
        const m = sum / have
        scores[out + u] = p === 1 ? m : p === 0 ? Math.exp(m) : p === -1 ? 1 / m : m ** (1 / p)
      }
    }
  }
}

/** Scores of every node from normalised leaf columns in the framework's order. */
export function scoreTree(
  framework: Framework, leaves: readonly Float64Array[], how: Aggregation,
  weight: ArrayLike<number> = framework.weight,
): Float64Array {
  const units = leaves[0]!.length
  const scores = scoreRoom(framework, units)
  leaves.forEach((column, i) => scores.set(column, i * units))
  aggregateTree(framework, scores, units, weight, how)
  return scores
}

/** The column of one node. */
export function nodeScores(framework: Framework, scores: Float64Array, units: number, code: string): Float64Array {
  const i = framework.indexOf.get(code)
  if (i === undefined) throw new RangeError(`unknown node ${code}`)
  return scores.slice(i * units, (i + 1) * units)
}
