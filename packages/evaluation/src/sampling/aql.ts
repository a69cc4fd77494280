/**
 * Single sampling plans by acceptance quality limit: normal, tightened and reduced inspection.
 *
 * Source: MIL-STD-105E (1989), tables II-A, II-B, II-C (public domain); normal and tightened are the same as in
 * ISO 2859-1:1999 and GB/T 2828.1. The tables are diagonals: the acceptance number depends on letter + limit only.
 * Reduced plans of ISO 2859-1:1999 have no gap between Ac and Re; their numbers are data to be entered after checking
 * the standard (`REDUCED_105E` has the gap: between Ac and Re the lot is accepted and normal inspection returns).
 */
import { AQLS, codeLetter, type InspectionLevel } from './letters.ts'

/** Severity of inspection. */
export type Inspection = 'normal' | 'tightened' | 'reduced'

/** A plan: sample size, acceptance and rejection numbers. A sample of n ≥ lot means 100 % inspection. */
export interface Plan { n: number; ac: number; re: number }

/** Reduced plans as a table of pairs by diagonal, so that another edition can be loaded. */
export interface ReducedTable { pairs: readonly (readonly [number, number] | 'up' | 'down')[] }

/** Pairs of MIL-STD-105E. */
export const REDUCED_105E: ReducedTable = {
  pairs: [[0, 1], 'up', 'down', [0, 2], [1, 3], [1, 4], [2, 5], [3, 6], [5, 8], [7, 10], [10, 13], [14, 17], [21, 24]],
}

/** The smallest reduced samples meet the top limits with pairs of their own (table II-C, letters A and B). */
const REDUCED_TOP: readonly (readonly (readonly [number, number])[])[] = [
  // From limit 25 upwards for A, from 40 for B.
  [[1, 2], [2, 3], [3, 4], [5, 6], [7, 8], [10, 11], [14, 15], [21, 22], [30, 31]],
  [[2, 4], [3, 5], [5, 6], [7, 8], [10, 11], [14, 15], [21, 22], [30, 31]],
]

const NORMAL = [0, 'up', 'down', 1, 2, 3, 5, 7, 10, 14, 21, 30, 44] as const
const TIGHTENED = [0, 'down', 'down', 1, 2, 3, 5, 8, 12, 18, 27, 41] as const
const SIZES = [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150]
const REDUCED_SIZES = [2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800]

/** Last letter whose row goes on past Ac 21 (18 tightened; 10 reduced): E. */
const LONG_ROWS = 4

type Cell = readonly [number, number] | 'up' | 'down'

function cell(inspection: Inspection, letter: number, limit: number, reduced: ReducedTable): Cell {
  const k = letter + limit - (inspection === 'tightened' ? 15 : 14)
  if (k < 0) return 'down'
  if (inspection === 'reduced') {
    const top = REDUCED_TOP[letter]?.[limit - 17 - letter]
    if (reduced === REDUCED_105E && top) return top
  }
  const longest = letter <= LONG_ROWS ? 2 : 0
  const rule: readonly (number | 'up' | 'down' | readonly [number, number])[] =
    inspection === 'normal' ? NORMAL : inspection === 'tightened' ? TIGHTENED : reduced.pairs
  const usual = inspection === 'tightened' ? 10 : 11
  if (k >= Math.min(rule.length, usual + longest)) return 'up'
  const found = rule[k]!
  // Zero is an acceptance number only up to limit 6.5; beyond, its place holds an arrow.
  if (limit > 14 && (found === 0 || (typeof found === 'object' && k === 0))) return 'down'
  return typeof found === 'number' ? [found, found + 1] : found
}

/**
 * The plan for a lot. Arrows are followed: the sample size is that of the plan they point to.
 *
 * @throws RangeError for a lot below 2 or a limit that is not one of the preferred ones
 */
export function singlePlan(
  lot: number, level: InspectionLevel, aql: number, inspection: Inspection = 'normal', reduced = REDUCED_105E,
): Plan {
  const limit = AQLS.indexOf(aql as (typeof AQLS)[number])
  if (limit < 0) throw new RangeError('not a preferred acceptance quality limit')
  const sizes = inspection === 'reduced' ? REDUCED_SIZES : SIZES
  const last = inspection === 'tightened' ? 16 : 15
  let letter = codeLetter(lot, level)
  let way = 0
  for (;;) {
    const here = letter > last ? 'up' : cell(inspection, letter, limit, reduced)
    if (typeof here === 'object') return { n: sizes[letter]!, ac: here[0], re: here[1] }
    // Past the first row the first plan below is taken; after the last row the first plan above.
    if (way === 0) way = here === 'up' ? -1 : 1
    if (letter + way < 0) way = 1
    if (letter + way > last) way = -1
    letter += way
  }
}
