import { lets } from '../rule-facts.ts'
import type { Application, JudgedValue, TestReport } from '../application/state.ts'

/** Reports that stand: none that a corrected report has replaced or that was found forged. */
export const standingReports = (file: Pick<Application, 'reports'>): TestReport[] =>
  file.reports.filter(({ replacedBy, forgedOn }) => replacedBy === undefined && forgedOn === undefined)

/** Where the answer to a report with failing values stands. */
export type FailureState = 'unanswered' | 'answered' | 'retest-ordered' | 'passed' | 'failed-again'
export interface Failure {
  readonly report: TestReport; readonly indicators: readonly string[]; readonly state: FailureState }

const failing = (report: TestReport): string[] =>
  report.values.filter((value) => !lets(value)).map(({ indicator }) => indicator)

/** Every standing report with failing values, in order, and how far its correction has come. */
export function failuresOf(file: Pick<Application, 'reports' | 'testOrders' | 'failureAnswers'>): Failure[] {
  const counting = valuesThatCount(file)
  return standingReports(file).filter((report) => !report.passed).map((report) => {
    const retests = file.testOrders.filter(({ retestOf }) => retestOf !== undefined &&
      sameChain(file, retestOf, report.id))
    const retest = retests.at(-1)
    const result = retest && standingReports(file).findLast(({ order }) => order === retest.id)
    const indicators = failing(report)
    const settled =
      indicators.every((id) => { const value = counting.get(id); return value !== undefined && lets(value) })
    // A re-test that fails is a failure of its own, answered in its turn.
    const state: FailureState = settled ? 'passed' : result ? 'failed-again'
      : retest ? 'retest-ordered' : file.failureAnswers[report.id] ? 'answered' : 'unanswered'
    return { report, indicators, state }
  })
}

/** A corrected report takes the place of the one it replaced, also as the report that a re-test answers. */
function sameChain(file: Pick<Application, 'reports'>, older: string, id: string): boolean {
  for (let at: string | undefined = older; at !== undefined;) {
    if (at === id) return true
    at = file.reports.find((report) => report.id === at)?.replacedBy
  }
  return false
}

/** The value that counts for each indicator: the latest standing report that tested it. */
export function valuesThatCount(file: Pick<Application, 'reports'>): ReadonlyMap<string, JudgedValue> {
  const values = new Map<string, JudgedValue>()
  for (const report of standingReports(file)) for (const value of report.values) values.set(value.indicator, value)
  return values
}

/** Orders whose laboratory has not reported yet. */
export const ordersWithoutReport = (file: Pick<Application, 'testOrders' | 'reports'>) =>
  file.testOrders.filter(({ id }) => !file.reports.some(({ order }) => order === id))
