/**
 * Which facts of a product speak for looking at its exit from the brand (clause 四(二)3). Rules and limits are the
 * library's; here the facts are made from what a run counted and found.
 */
import { triggersOf } from '@tianfu/evaluation'
import type { BrandFacts, HardFact, Trigger } from '@tianfu/evaluation'
import type { Text } from '@tianfu/kernel'
import type { ResultValue } from './engine/port.ts'
import type { Tally } from './tally.ts'

/** Months that tell what is usual for a product before later ones are compared with them. */
const USUAL_MONTHS = 6
/** Beta prior of the share of passed inspections: weak, so that few samples raise no alarm. */
const PRIOR = { a: 9, b: 0.5 }

/** Probability that a standard normal variate lies below x; Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function below(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const tail = Math.exp((-x * x) / 2) * 0.3989422804014327
    * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return x >= 0 ? 1 - tail : tail
}

/** P(score < floor), from the interval of a result at `level`, taken as normal. */
export function probabilityBelowFloor(
  { score, low, high }: { score: number; low: number; high: number }, level: number, floor: number,
): number {
  const halfWidth = (high - low) / 2
  if (halfWidth <= 0) return score < floor ? 1 : 0
  // Half the width of an interval in standard deviations, by bisection on the distribution itself.
  let [a, b] = [0, 10]
  for (let i = 0; i < 60; i++) {
    const middle = (a + b) / 2
    if (2 * below(middle) - 1 < level) a = middle
    else b = middle
  }
  return below((floor - score) / (halfWidth / a))
}

/** Complaints of each later month against what the first months lead to expect, in standard errors. */
export function complaintSeries({ months }: Tally): number[] | undefined {
  const ordered = Object.entries(months).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, month]) => month)
  const first = ordered.slice(0, USUAL_MONTHS)
  const units = first.reduce((sum, month) => sum + month.units, 0)
  const complaints = first.reduce((sum, month) => sum + month.complaints, 0)
  if (ordered.length <= USUAL_MONTHS || units === 0) return undefined
  // Half a complaint more, so that a product without any does not alarm at its first.
  const rate = (complaints + 0.5) / units
  return ordered.slice(USUAL_MONTHS).filter((month) => month.units > 0).map((month) => {
    const expected = rate * month.units
    return (month.complaints - expected) / Math.sqrt(expected)
  })
}

/** What is known of a product; `earlier` are its results in publications before, from old to new. */
export interface ProductFacts {
  tally: Tally | undefined
  results: readonly ResultValue[]
  earlier: readonly (readonly ResultValue[])[]
  level: number
  exitFloor: number
  stopped: boolean
}

/** Lowest result of a publication: the one that speaks most for looking closer. */
const worst = (results: readonly ResultValue[], level: number, floor: number): number | undefined => {
  const found = results.flatMap((one) => 'score' in one ? [probabilityBelowFloor(one, level, floor)] : [])
  return found.length === 0 ? undefined : Math.max(...found)
}

export function triggersFor(of: ProductFacts): Trigger[] {
  const hard: HardFact[] = of.stopped ? ['certificate-stopped'] : []
  const series = [...of.earlier, of.results].map((results) => worst(results, of.level, of.exitFloor))
  const belowFloor = series.filter((p) => p !== undefined)
  const complaints = of.tally && complaintSeries(of.tally)
  const facts: BrandFacts = {
    hard, process: [],
    ...(of.tally && of.tally.tested > 0 && {
      samples: { passed: of.tally.passed, tested: of.tally.tested, prior: PRIOR } }),
    ...(belowFloor.length > 0 && { belowFloor }),
    ...(complaints && complaints.length > 0 && { complaints }),
  }
  return triggersOf(facts)
}

const RULES: Readonly<Record<string, Text>> = {
  'certificate-stopped': { zh: '证书已被暂停或撤销', en: 'The certificate is suspended or withdrawn' },
  'pass-rate': { zh: '抽查合格率低于限值', en: 'Pass rate of inspections below its limit' },
  'below-floor': { zh: '连续两期低于退出预警线', en: 'Below the exit floor in two periods' },
  'satisfaction-falls': { zh: '满意度持续下降', en: 'Satisfaction keeps falling' },
  'complaints-rise': { zh: '投诉率上升', en: 'Complaints rise' },
}
export const ruleName = (rule: string): Text => RULES[rule] ?? { zh: rule }
