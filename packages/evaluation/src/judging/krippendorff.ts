/**
 * Krippendorff's alpha: agreement with any number of raters, gaps and four levels of measurement.
 *
 * Source: K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011): coincidence matrix and difference
 * functions.
 */

/** Level of measurement. */
export type Level = 'nominal' | 'ordinal' | 'interval' | 'ratio'

/**
 * Alpha of ratings given rater by rater (one entry per unit, null where there is none). 1 is full agreement, 0 is
 * chance; NaN when all values are equal. Units with fewer than two values do not count.
 */
export function krippendorffAlpha(raters: readonly (readonly (number | null)[])[], level: Level): number {
  const units = raters[0]!.length
  const given = (v: number | null | undefined): v is number => v !== null && v !== undefined && !Number.isNaN(v)
  const values = [...new Set(raters.flat().filter(given))].sort((a, b) => a - b)
  const at = new Map(values.map((v, i) => [v, i]))
  const m = values.length
  const coincidence = new Float64Array(m * m)
  for (let u = 0; u < units; u++) {
    const own = raters.map((r) => r[u]).filter(given).map((v) => at.get(v)!)
    if (own.length < 2) continue
    for (let a = 0; a < own.length; a++) {
      for (let b = 0; b < own.length; b++) {
        const cell = own[a]! * m + own[b]!
        if (a !== b) coincidence[cell] = coincidence[cell]! + 1 / (own.length - 1)
      }
    }
  }
  const total = Float64Array.from({ length: m }, (_, c) =>
    coincidence.subarray(c * m, (c + 1) * m).reduce((a, b) => a + b, 0),
  )
  const n = total.reduce((a, b) => a + b, 0)
  let observed = 0
  let expected = 0
  for (let c = 0; c < m; c++) {
    for (let k = 0; k < c; k++) {
      const d = difference(level, values, total, k, c)
      observed += coincidence[c * m + k]! * d
      expected += total[c]! * total[k]! * d
    }
  }
  return expected === 0 ? NaN : 1 - ((n - 1) * observed) / expected
}

/** Squared difference of values k < c at a level. */
function difference(level: Level, values: number[], total: Float64Array, k: number, c: number): number {
  switch (level) {
    case 'nominal': return 1
    case 'interval': return (values[c]! - values[k]!) ** 2
    case 'ratio': return ((values[c]! - values[k]!) / (values[c]! + values[k]!)) ** 2
    case 'ordinal': {
      let between = -(total[k]! + total[c]!) / 2
      for (let g = k; g <= c; g++) between += total[g]!
      return between * between
    }
  }
}

/** Gate of the labelling: two annotators' alpha must reach it before labels are used (Krippendorff 2004: 0.667–0.8). */
export const AGREEMENT_GATE = 0.7
