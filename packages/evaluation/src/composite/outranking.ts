/**
 * Pairwise outranking and Copeland scores: an aggregation without compensation.
 *
 * Source: G. Munda, Social Multi-Criteria Evaluation (2008); OECD/JRC Handbook, step 6; A. Copeland (1951).
 */

/** m[i·n + j]: weight of the indicators on which i beats j, half of it where equal; weights sum to 1. Diagonal 0. */
export function outrankingMatrix(columns: readonly ArrayLike<number>[], weights: ArrayLike<number>): Float64Array {
  const n = columns[0]!.length
  let total = 0
  for (let c = 0; c < columns.length; c++) total += weights[c]!
  const m = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      let sum = 0
      for (let c = 0; c < columns.length; c++) {
        const a = columns[c]![i]!
        const b = columns[c]![j]!
        if (a > b) sum += weights[c]!
        else if (a === b) sum += weights[c]! / 2
      }
      m[i * n + j] = sum / total
      m[j * n + i] = 1 - sum / total
    }
  }
  return m
}

/** Contests won minus contests lost, per unit. Equal halves (within rounding) are neither. */
export function copelandScores(matrix: Float64Array, n: number): Int32Array {
  const out = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) continue
      const lead = matrix[i * n + j]! - 0.5
      if (lead > 1e-12) out[i]!++
      else if (lead < -1e-12) out[i]!--
    }
  }
  return out
}
