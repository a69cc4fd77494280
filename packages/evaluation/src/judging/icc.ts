/**
 * Intraclass correlations of a complete table of n subjects by k raters.
 *
 * Sources: P. Shrout, J. Fleiss, Psychological Bulletin 86 (1979); K. McGraw, S. Wong, Psychological Methods 1 (1996)
 * for names, tests and intervals.
 */
import { fQuantile, fUpper } from '../numeric/continuous.ts'

/** Mean squares of the two-way table: rows (subjects), columns (raters), error, and within rows. */
export interface MeanSquares { n: number; k: number; rows: number; columns: number; error: number; within: number }

/** Mean squares of a row-major table. @throws RangeError for fewer than two subjects or raters, or a gap */
export function meanSquares(table: readonly (readonly number[])[]): MeanSquares {
  const n = table.length
  const k = table[0]?.length ?? 0
  if (n < 2 || k < 2) throw new RangeError('at least two subjects and two raters')
  let grand = 0
  const column = new Float64Array(k)
  const row = table.map((r) => {
    let sum = 0
    for (let j = 0; j < k; j++) {
      const v = r[j]!
      if (!Number.isFinite(v)) throw new RangeError('the table has gaps')
      sum += v
      column[j] = column[j]! + v / n
    }
    grand += sum / (n * k)
    return sum / k
  })
  let rows = 0
  let columns = 0
  let within = 0
  table.forEach((r, i) => {
    rows += k * (row[i]! - grand) ** 2
    for (const v of r) within += (v - row[i]!) ** 2
  })
  for (const c of column) columns += n * (c - grand) ** 2
  return {
    n, k, rows: rows / (n - 1), columns: columns / (k - 1),
    error: Math.max(0, within - columns) / ((n - 1) * (k - 1)), within: within / (n * (k - 1)),
  }
}

/** 'one-way': raters differ per subject; 'agreement': levels count; 'consistency': levels do not. */
export type IccModel = 'one-way' | 'agreement' | 'consistency'

/** An estimate with F test against 0 and interval. */
export interface Icc { value: number; f: number; df1: number; df2: number; p: number; low: number; high: number }

/**
 * ICC of single ratings or of the mean of the k raters. Names of McGraw & Wong: (1), (A,1), (C,1) and (k), …
 *
 * `degrees` names how the denominator's degrees of freedom are taken for agreement: 'usual' tests 0 with the error's
 * degrees (as psych does); 'estimated' tests with Satterthwaite's at the estimate and, for the average, takes them at
 * k·ICC(A,k) (as irr does), so that its published intervals can be compared.
 */
export function icc(
  ms: MeanSquares, model: IccModel, unit: 'single' | 'average', level = 0.95, degrees: 'usual' | 'estimated' = 'usual',
): Icc {
  const { n, k } = ms
  const upper = (1 + level) / 2
  const df1 = n - 1
  if (model === 'agreement') return agreement(ms, unit, upper, degrees === 'estimated')
  const noise = model === 'one-way' ? ms.within : ms.error
  const df2 = model === 'one-way' ? n * (k - 1) : (n - 1) * (k - 1)
  const f = ms.rows / noise
  const low = f / fQuantile(upper, df1, df2)
  const high = f * fQuantile(upper, df2, df1)
  const value = (x: number): number => (unit === 'single' ? (x - 1) / (x + k - 1) : 1 - 1 / x)
  return { value: value(f), f, df1, df2, p: fUpper(f, df1, df2), low: value(low), high: value(high) }
}

function agreement(ms: MeanSquares, unit: 'single' | 'average', upper: number, estimated: boolean): Icc {
  const { n, k, rows, columns, error } = ms
  const single = (rows - error) / (rows + (k - 1) * error + (k / n) * (columns - error))
  const average = (rows - error) / (rows + (columns - error) / n)
  const v = satterthwaite(ms, estimated && unit === 'average' ? average : single)
  const fLow = fQuantile(upper, n - 1, v)
  const fHigh = fQuantile(upper, v, n - 1)
  const rest = k * columns + (k * n - k - n) * error
  const low = (n * (rows - fLow * error)) / (fLow * rest + n * rows)
  const high = (n * (fHigh * rows - error)) / (rest + n * fHigh * rows)
  const f = rows / error
  const df2 = estimated ? v : (n - 1) * (k - 1)
  const test = { f, df1: n - 1, df2, p: fUpper(f, n - 1, df2) }
  if (unit === 'single') return { value: single, ...test, low, high }
  return { value: average, ...test, low: spearmanBrown(low, k), high: spearmanBrown(high, k) }
}

/** Degrees of freedom of a·MSC + b·MSE with a = kρ/(n(1−ρ)), b = 1 + kρ(n−1)/(n(1−ρ)) (F. Satterthwaite 1946). */
function satterthwaite({ n, k, columns, error }: MeanSquares, rho: number): number {
  const a = (k * rho) / (n * (1 - rho))
  const b = 1 + (k * rho * (n - 1)) / (n * (1 - rho))
  return (a * columns + b * error) ** 2 / ((a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)))
}

/** Reliability of the mean of k ratings from that of one (Spearman 1910, Brown 1910). */
export const spearmanBrown = (single: number, k: number): number => (k * single) / (1 + (k - 1) * single)
