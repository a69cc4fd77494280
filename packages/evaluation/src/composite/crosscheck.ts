/**
 * Rankings by other methods, as a cross-check only: both may reverse two units when a third leaves.
 *
 * Sources: C. Hwang, K. Yoon, Multiple Attribute Decision Making (1981): TOPSIS; J.-P. Brans, Ph. Vincke, Management
 * Science 31 (1985): PROMETHEE II with its six preference functions.
 */

/** Closeness to the ideal, 0 to 1: vector-normalised columns, weights as given, Euclidean distances. */
export function topsis(
  columns: readonly Float64Array[], weights: ArrayLike<number>, direction: ArrayLike<number>,
): Float64Array {
  const n = columns[0]!.length
  const best = new Float64Array(n)
  const worst = new Float64Array(n)
  columns.forEach((x, j) => {
    const norm = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0))
    const scaled = x.map((v) => (v / norm) * weights[j]!)
    const high = scaled.reduce((a, b) => Math.max(a, b), -Infinity)
    const low = scaled.reduce((a, b) => Math.min(a, b), Infinity)
    const [ideal, anti] = direction[j]! < 0 ? [low, high] : [high, low]
    scaled.forEach((v, i) => {
      best[i] = best[i]! + (v - ideal) ** 2
      worst[i] = worst[i]! + (v - anti) ** 2
    })
  })
  return best.map((b, i) => Math.sqrt(worst[i]!) / (Math.sqrt(b) + Math.sqrt(worst[i]!)))
}

/** Preference of a difference d: usual (t1), U-shape (t2), V-shape (t3), level (t4), linear (t5), Gaussian (t6). */
export type PreferenceShape = 't1' | 't2' | 't3' | 't4' | 't5' | 't6'
/** Parameters of one criterion: indifference q, strict preference p, Gaussian s. */
export interface Preference { shape: PreferenceShape; q?: number; p?: number; s?: number }

/** Degree 0…1 by which a difference d is preferred; 0 for d ≤ 0. */
export function preferenceDegree(d: number, { shape, q = 0, p = 0, s = 1 }: Preference): number {
  if (d <= 0) return 0
  switch (shape) {
    case 't1': return 1
    case 't2': return d <= q ? 0 : 1
    case 't3': return d <= p ? d / p : 1
    case 't4': return d <= q ? 0 : d <= p ? 0.5 : 1
    case 't5': return d <= q ? 0 : d <= p ? (d - q) / (p - q) : 1
    case 't6': return 1 - Math.exp(-(d * d) / (2 * s * s))
  }
}

/**
 * Net flow per unit: leaving minus entering, each a mean over the other n − 1; weights are scaled to sum 1. With a
 * direction, columns where less is better are turned round.
 */
export function prometheeNetFlow(
  columns: readonly Float64Array[], weights: ArrayLike<number>, preferences: readonly Preference[],
  direction?: ArrayLike<number>,
): Float64Array {
  const n = columns[0]!.length
  const flow = new Float64Array(n)
  let total = 0
  for (let j = 0; j < columns.length; j++) total += weights[j]!
  columns.forEach((x, j) => {
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        const difference = (direction?.[j] ?? 1) < 0 ? x[b]! - x[a]! : x[a]! - x[b]!
        const part = (preferenceDegree(difference, preferences[j]!) * weights[j]!) / total / (n - 1)
        flow[a] = flow[a]! + part
        flow[b] = flow[b]! - part
      }
    }
  })
  return flow
}
