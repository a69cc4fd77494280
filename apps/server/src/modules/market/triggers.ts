/**
 * Which facts of a product speak for looking at its exit from the brand (clause 四(二)3). Rules and limits are the
 * library's; here the facts are made from what a run counted and found.
 */
import { alarmsToRaise, ewma, normalCdf, normalQuantile, triggersOf, USUAL_EWMA } from '@tianfu/evaluation'
import type { BrandFacts, HardFact, Trigger } from '@tianfu/evaluation'
import type { Text } from '@tianfu/kernel'
import type { ResultValue } from './engine/port.ts'
import type { Tally } from './tally.ts'

/** Months that tell what is usual for a product before later ones are compared with them. */
const USUAL_MONTHS = 6
/** Beta prior of the share of passed inspections: weak, so that few samples raise no alarm. */
const PRIOR = { a: 9, b: 0.5 }

/** P(score < floor), from the interval of a result at `level`, taken as normal. */
export function probabilityBelowFloor(
  { score, low, high }: { score: number; low: number; high: number }, level: number, floor: number,
): number {
  const halfWidth = (high - low) / 2
  if (halfWidth <= 0) return score < floor ? 1 : 0
  // An interval of this level is so many standard deviations to each side.
  return normalCdf((floor - score) / (halfWidth / normalQuantile((1 + level) / 2)))
}

/**
 * Complaints per unit of each later month against those of the first months, in standard errors: few events lie askew,
 * so square roots are compared (R. Huffman, 1984), with the error of the first months in the comparison.
 */
export function complaintSeries({ months }: Tally): number[] | undefined {
  const ordered = Object.entries(months).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, month]) => month)
  const first = ordered.slice(0, USUAL_MONTHS)
  const units = first.reduce((sum, month) => sum + month.units, 0)
  const complaints = first.reduce((sum, month) => sum + month.complaints, 0)
  if (ordered.length <= USUAL_MONTHS || units === 0) return undefined
  const usual = Math.sqrt((complaints + 3 / 8) / units)
  return ordered.slice(USUAL_MONTHS).filter((month) => month.units > 0).map((month) =>
    (2 * (Math.sqrt((month.complaints + 3 / 8) / month.units) - usual)) / Math.sqrt(1 / month.units + 1 / units))
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

/**
 * Chance that the complaints' moving average of a product stands so high though nothing has changed; undefined where
 * there is no series. In the steady state of the chart, whose variance is λ/(2 − λ).
 */
export function chanceOfRise(tally: Tally | undefined): number | undefined {
  const series = tally && complaintSeries(tally)
  if (!series || series.length === 0) return undefined
  return 1 - normalCdf(ewma(series).z.at(-1)! / Math.sqrt(USUAL_EWMA.lambda / (2 - USUAL_EWMA.lambda)))
}

/**
 * Products whose rise is raised: alarms of many charts are held to a false discovery rate of 0.1 (Benjamini and
 * Hochberg 1995) over all products that have a chart, alarming or not.
 */
export const risesToRaise = (tallies: ReadonlyMap<string, Tally>): ReadonlySet<string> =>
  new Set(alarmsToRaise([...tallies].flatMap(([brand, tally]) => {
    const p = chanceOfRise(tally)
    return p === undefined ? [] : [{ brand, p }]
  })))

const RULES: Readonly<Record<string, Text>> = {
  'certificate-stopped': { zh: '证书已被暂停或撤销', en: 'The certificate is suspended or withdrawn' },
  'pass-rate': { zh: '抽查合格率低于限值', en: 'Pass rate of inspections below its limit' },
  'below-floor': { zh: '连续两期低于退出预警线', en: 'Below the exit floor in two periods' },
  'satisfaction-falls': { zh: '满意度持续下降', en: 'Satisfaction keeps falling' },
  'complaints-rise': { zh: '投诉率上升', en: 'Complaints rise' },
}
export const ruleName = (rule: string): Text => RULES[rule] ?? { zh: rule }

const percent = (value: string | undefined): string => `${(100 * Number(value)).toFixed(1)} %`

const places = (value: string | undefined): string => Number(value).toFixed(2)

/** What was found, in words: the figures with what they are of. */
const FINDINGS: Readonly<Record<string, (of: Readonly<Record<string, string>>) => Text>> = {
  'pass-rate': ({ passed, tested, probability }) => ({
    zh: `抽查 ${tested} 次，合格 ${passed} 次；合格率低于 90 % 的概率为 ${percent(probability)}`,
    en: `${passed} of ${tested} inspections passed; P(pass rate below 90 %) is ${percent(probability)}` }),
  'below-floor': ({ periods, probability }) => ({
    zh: `连续 ${periods} 期，得分低于预警线的概率均不小于 ${percent(probability)}`,
    en: `In ${periods} periods the score was below the floor with probability ${percent(probability)} or more` }),
  'satisfaction-falls': ({ cusum, limit, drop }) => ({
    zh: `下降累积和 ${places(cusum)}，超过限值 ${places(limit)}；较基期下降 ${places(drop)} 分`,
    en: `The cumulated fall is ${places(cusum)}, beyond ${places(limit)}; ${places(drop)} points below the baseline` }),
  'complaints-rise': ({ ewma, limit }) => ({
    zh: `每件投诉率的移动平均（EWMA，标准误单位）为 ${places(ewma)}，超过限值 ${places(limit)}`,
    en: `EWMA of complaints per unit, in standard errors: ${places(ewma)}, beyond ${places(limit)}` }),
}
export const findingOf = (rule: string, figures: Readonly<Record<string, string>>): Text =>
  FINDINGS[rule]?.(figures) ?? ruleName(rule)
