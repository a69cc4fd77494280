/** What it would cost to lift a brand by invented ratings: shown to supervisors next to the score. */

/**
 * Least number of full-weight five-star ratings that lift a shrunken mean over `threshold`:
 * x = ⌈(n(T − m) + k(T − C))/(best − T)⌉ with k = σ²/τ², from (n·m + x·best + k·C)/(n + x + k) ≥ T.
 *
 * @param m present mean; n its effective size; C category mean; k weight of the category in ratings
 * @returns 0 when already there; Infinity when the threshold is not below the best mark
 */
export function attackCost(
  { n, mean, category, k, threshold, best = 5 }:
  { n: number; mean: number; category: number; k: number; threshold: number; best?: number },
): number {
  if (threshold >= best) return Infinity
  const x = (n * (threshold - mean) + k * (threshold - category)) / (best - threshold)
  return Math.max(0, Math.ceil(x - 1e-9))
}

/** The same in invented ratings that count only in part (not verified, capped). */
export const attackCostWeighted = (cost: number, weightOfOne: number): number => Math.ceil(cost / weightOfOne)
