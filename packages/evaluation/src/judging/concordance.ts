/**
 * Agreement on order: Kendall's W and mean correlations; agreement on level: Robinson's A and Finn's r.
 *
 * Sources: M. Kendall, B. Babington Smith (1939), with the correction for ties; R. Finn, Educ. Psychol. Measurement 30
 * (1970); W. Robinson, Amer. Sociol. Review 22 (1957).
 */
import { chiSquareUpper } from '../numeric/continuous.ts'
import { correlation, ranks } from '../numeric/describe.ts'
import { meanSquares } from './icc.ts'

type Table = readonly (readonly number[])[]

const columnOf = (table: Table, j: number): Float64Array => Float64Array.from(table, (row) => row[j]!)

/** Kendall's W of n subjects ranked by k raters, with its chi-square test; `corrected` divides out the ties. */
export function kendallW(table: Table, corrected = true): { w: number; chiSquare: number; df: number; p: number } {
  const n = table.length
  const k = table[0]!.length
  const sums = new Float64Array(n)
  let ties = 0
  for (let j = 0; j < k; j++) {
    const r = ranks(columnOf(table, j))
    const counts = new Map<number, number>()
    r.forEach((v, i) => {
      sums[i] = sums[i]! + v
      counts.set(v, (counts.get(v) ?? 0) + 1)
    })
    for (const t of counts.values()) ties += t ** 3 - t
  }
  const mean = (k * (n + 1)) / 2
  const s = sums.reduce((sum, v) => sum + (v - mean) ** 2, 0)
  const w = (12 * s) / (k * k * (n ** 3 - n) - (corrected ? k * ties : 0))
  const chiSquare = k * (n - 1) * w
  return { w, chiSquare, df: n - 1, p: chiSquareUpper(chiSquare, n - 1) }
}

/** Mean of the pairwise correlations of raters, on Fisher's z scale; `ranked` for Spearman's. */
export function meanCorrelation(table: Table, ranked = false): number {
  const k = table[0]!.length
  const columns = Array.from({ length: k }, (_, j) => (ranked ? ranks(columnOf(table, j)) : columnOf(table, j)))
  let sum = 0
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) sum += Math.atanh(correlation(columns[i]!, columns[j]!))
  return Math.tanh(sum / ((k * (k - 1)) / 2))
}

/** Robinson's A: share of the variance within raters' levels that lies between subjects. */
export function robinsonA(table: Table): number {
  const { n, k, rows, error } = meanSquares(table)
  const between = rows * (n - 1)
  return between / (between + error * (n - 1) * (k - 1))
}

/**
 * Finn's r: one minus the error variance over that of guessing among `levels` equally likely categories. The error is
 * the variance within subjects, or the residual when raters' levels are taken out (`twoWay`).
 */
export function finnR(table: Table, levels: number, twoWay = false): number {
  const { within, error } = meanSquares(table)
  return 1 - (twoWay ? error : within) / ((levels * levels - 1) / 12)
}
