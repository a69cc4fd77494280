/** Warning signs in a panel: extreme severity, erratic sheets, halo, favour. They call for a look, not a sanction. */
import { correlation, median } from '../numeric/describe.ts'
import { studentCdf } from '../numeric/continuous.ts'
import { falseDiscovery } from '../ratings/discovery.ts'
import type { MixedFit, Sheet } from './severity.ts'

/** Signs of one judge. */
export interface JudgeSigns { judge: number; severity: boolean; erratic: boolean; sheets: number }

/** Severity beyond 2.5 standard errors; standard deviation of residuals beyond twice the panel's median. */
export function judgeSigns(fit: MixedFit, sheets: readonly Sheet[]): JudgeSigns[] {
  const residuals = fit.judges.reduce<number[][]>((all) => [...all, []], [])
  for (const s of sheets)
    residuals[s.judge]!.push(s.score - fit.mean - fit.applicants[s.applicant]! - fit.judges[s.judge]!)
  const spread = residuals.map((r) => Math.sqrt(r.reduce((a, v) => a + v * v, 0) / Math.max(1, r.length)))
  const usual = median(spread)
  return residuals.map((r, judge) => ({
    judge, sheets: r.length,
    severity: Math.abs(fit.judges[judge]!) > 2.5 * fit.judgeErrors[judge]!,
    erratic: spread[judge]! > 2 * usual,
  }))
}

/** Halo: the mean correlation of one judge's item scores over applicants is above `limit`. Rows are applicants. */
export function hasHalo(items: readonly (readonly number[])[], limit = 0.95): boolean {
  const k = items[0]?.length ?? 0
  if (items.length < 4 || k < 2) return false
  const columns = Array.from({ length: k }, (_, j) => items.map((row) => row[j]!))
  let sum = 0
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) sum += correlation(columns[i]!, columns[j]!)
  return sum / ((k * (k - 1)) / 2) > limit
}

/**
 * Favour: judges whose residuals are higher for `favoured` sheets (same region, say) than for others, by Welch's t
 * test, with false discoveries held to q over all judges.
 */
export function favours(
  residuals: readonly { judge: number; residual: number; favoured: boolean }[], judges: number, q = 0.1,
): { judge: number; difference: number; p: number; found: boolean }[] {
  const tests = Array.from({ length: judges }, (_, judge) => {
    const own = residuals.filter((r) => r.judge === judge)
    const t = welch(
      own.filter((r) => r.favoured).map((r) => r.residual),
      own.filter((r) => !r.favoured).map((r) => r.residual),
    )
    return { judge, ...t }
  })
  const found = falseDiscovery(tests.map((t) => t.p), q)
  return tests.map((t, i) => ({ ...t, found: found.rejected[i]! }))
}

/** Welch (1947), one-sided: is the first mean higher? p = 1 with fewer than two on a side. */
function welch(a: number[], b: number[]): { difference: number; p: number } {
  if (a.length < 2 || b.length < 2) return { difference: NaN, p: 1 }
  const mean = (x: number[]): number => x.reduce((s, v) => s + v, 0) / x.length
  const error = (x: number[]): number => x.reduce((s, v) => s + (v - mean(x)) ** 2, 0) / (x.length - 1) / x.length
  const [ea, eb] = [error(a), error(b)]
  const difference = mean(a) - mean(b)
  if (ea + eb === 0) return { difference, p: difference > 0 ? 0 : 1 }
  const df = (ea + eb) ** 2 / (ea ** 2 / (a.length - 1) + eb ** 2 / (b.length - 1))
  return { difference, p: 1 - studentCdf(difference / Math.sqrt(ea + eb), df) }
}
