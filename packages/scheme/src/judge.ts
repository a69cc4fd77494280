import type { Text } from '@tianfu/kernel'
import { compareRatios, meanOf, ratioOf, roundRatio, type Ratio } from './decimal.ts'
import type { Condition, Indicator, Limit } from './indicator.ts'

/** Facts about a product on which limits depend: `{ grade: 'premium', alcohol: '52' }`. */
export type Facts = Readonly<Record<string, string>>

/** Values as a report prints them: decimals, `yes`, `no`, `not-detected` (未检出, with the detection limit). */
export interface Given {
  readonly values: readonly string[]
  /** In the indicator's unit. Without it the indicator's own detection limit is taken. */
  readonly detectionLimit?: string | null
}

export type JudgementVerdict = 'pass' | 'fail' | 'missing' | 'not-applicable'

/** `code` names the rule that decided; `shown` is the mean, or the value that failed, as it was compared. */
export interface Judgement {
  readonly verdict: JudgementVerdict
  readonly code: string
  readonly reason: Text
  readonly shown?: string
}

/**
 * Judges values against our limit, or against the national one.
 *
 * `missing` says that nothing can be concluded: no or too few values, an unknown fact, an empty limit, or a detection
 * limit above the limit. It is never a pass. A value that is no value at all (`abc`) is `missing` too.
 */
export function judge(
  indicator: Indicator, facts: Facts, given: Given, against: 'ours' | 'national' = 'ours',
): Judgement {
  const limit = against === 'ours' ? indicator.limit : indicator.national
  const applies = conditionsHold(indicator.conditions, facts)
  if (applies === 'no') return notApplicable('condition', '不适用于该产品', 'Does not apply')
  if (limit === null) {
    return against === 'national'
      ? notApplicable('no-national-limit', '国家标准未规定', 'No national limit')
      : missing('no-limit', '限值待定', 'Limit not set')
  }
  if (applies === 'unknown') return missing('fact-unknown', '缺少判定条件', 'A fact that the limit depends on is missing')
  if (given.values.length < indicator.values) {
    return missing('too-few-values', `应有${indicator.values}个值，实有${given.values.length}个`,
      `${indicator.values} values needed, ${given.values.length} given`)
  }
  return indicator.direction === 'yes' ? judgeAnswers(limit, given.values) : judgeNumbers(indicator, limit, given)
}

/** Whether the values meet the national limit. */
export const judgeNational = (indicator: Indicator, facts: Facts, given: Given): Judgement =>
  judge(indicator, facts, given, 'national')

/** Whether an indicator applies to a product: `unknown` when a fact that it asks for is missing. */
export function conditionsHold(conditions: readonly Condition[], facts: Facts): 'yes' | 'no' | 'unknown' {
  const answers = conditions.map((condition) => conditionHolds(condition, facts[condition.key]))
  return answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes'
}

function conditionHolds(condition: Condition, fact: string | undefined): 'yes' | 'no' | 'unknown' {
  if (fact === undefined || fact === '') return 'unknown'
  if (condition.equals !== undefined) return fact === condition.equals ? 'yes' : 'no'
  const value = ratioOf(fact)
  if (value === undefined) return 'unknown'
  const than = (text: string | undefined) => (text === undefined ? undefined : compareRatios(value, ratioOf(text)!))
  const above = than(condition.above), atLeast = than(condition.atLeast)
  const atMost = than(condition.atMost), below = than(condition.below)
  const holds = (above === undefined || above > 0) && (atLeast === undefined || atLeast >= 0) &&
    (atMost === undefined || atMost <= 0) && (below === undefined || below < 0)
  return holds ? 'yes' : 'no'
}

const notApplicable = (code: string, zh: string, en: string): Judgement =>
  ({ verdict: 'not-applicable', code, reason: { zh, en } })
const missing = (code: string, zh: string, en: string): Judgement => ({ verdict: 'missing', code, reason: { zh, en } })

function judgeAnswers(limit: Limit, answers: readonly string[]): Judgement {
  if (limit.yes !== true) return missing('limit-unknown', '限值待核', 'Limit to be checked')
  if (answers.some((answer) => answer !== 'yes' && answer !== 'no')) {
    return missing('not-an-answer', '应答是或否', 'Yes or no needed')
  }
  const yes = answers.filter((answer) => answer === 'yes').length
  const needed = ratioOf(limit.share ?? '100')!
  const reached = compareRatios({ n: BigInt(yes * 100), d: BigInt(answers.length) }, needed) >= 0
  const shown = `${yes}/${answers.length}`
  return reached
    ? { verdict: 'pass', code: 'yes', reason: { zh: `符合（${shown}）`, en: `Met (${shown})` }, shown }
    : { verdict: 'fail', code: 'no', reason: { zh: `不符合（${shown}）`, en: `Not met (${shown})` }, shown }
}

/** What is known of a measured value: between `low` and `high`. A value below detection is between 0 and that limit. */
interface Range {
  readonly low: Ratio
  readonly high: Ratio
}

function judgeNumbers(indicator: Indicator, limit: Limit, given: Given): Judgement {
  const { judged } = indicator
  const { least, most, singleLeast, singleMost } = limit
  if (least === null || most === null || singleLeast === null || singleMost === null) {
    return missing('limit-unknown', '限值待核', 'Limit to be checked')
  }
  const ranges: Range[] = []
  for (const text of given.values) {
    const range = rangeOf(text, given.detectionLimit ?? indicator.detectionLimit)
    if (range === undefined) return text === 'not-detected'
      ? missing('detection-limit-unknown', '未检出，缺检出限', 'Not detected, but the detection limit is missing')
      : missing('not-a-value', '不是有效的数值', 'Not a value')
    ranges.push(range)
  }
  const mean: Range = { low: meanOf(ranges.map(({ low }) => low)), high: meanOf(ranges.map(({ high }) => high)) }
  const results = judged === 'single'
    ? ranges.map((range) => within(indicator, range, least, most, 'single'))
    : [within(indicator, mean, least, most, 'average')]
  if (judged === 'average-and-single') {
    results.push(...ranges.map((range) => within(indicator, range, singleLeast, singleMost, 'single')))
  }
  const first = (of: JudgementVerdict) => results.find(({ verdict }) => verdict === of)
  return first('fail') ?? first('missing') ?? results[0]!
}

function rangeOf(text: string, detectionLimit: string | null | undefined): Range | undefined {
  if (text === 'not-detected') {
    const high = detectionLimit == null ? undefined : ratioOf(detectionLimit)
    return high && { low: { n: 0n, d: 1n }, high }
  }
  const value = ratioOf(text)
  return value && { low: value, high: value }
}

function within(
  { rounding }: Indicator, range: Range, least: string | undefined, most: string | undefined, of: 'single' | 'average',
): Judgement {
  const compared = (ratio: Ratio): Ratio =>
    rounding.method === 'rounded' ? ratioOf(roundRatio(ratio, rounding.decimals))! : ratio
  const low = compared(range.low), high = compared(range.high)
  const detected = compareRatios(range.low, range.high) === 0
  // Shown as compared: with all digits, so that 7.04 against 7.0 does not look like 7.0 against 7.0.
  const shown = !detected ? 'not-detected'
    : rounding.method === 'rounded' ? roundRatio(range.low, rounding.decimals) : allDigits(range.low, rounding.decimals)
  const [zh, en] = of === 'average' ? ['平均值', 'Mean'] : ['单值', 'Value']
  const value = detected ? shown : '未检出'
  const valueEn = detected ? shown : 'not detected'
  if (least !== undefined && compareRatios(high, ratioOf(least)!) < 0) {
    const reason = { zh: `${zh}${value}低于${least}`, en: `${en} ${valueEn} is below ${least}` }
    return { verdict: 'fail', code: `${of}-below`, reason, shown }
  }
  if (most !== undefined && compareRatios(low, ratioOf(most)!) > 0) {
    const reason = { zh: `${zh}${value}高于${most}`, en: `${en} ${valueEn} is above ${most}` }
    return { verdict: 'fail', code: `${of}-above`, reason, shown }
  }
  const proven = (least === undefined || compareRatios(low, ratioOf(least)!) >= 0) &&
    (most === undefined || compareRatios(high, ratioOf(most)!) <= 0)
  if (!proven) {
    return { ...missing('detection-limit-above', '检出限高于限值，不能判定', 'The detection limit is too high'), shown }
  }
  return { verdict: 'pass', code: of, reason: { zh: `${zh}${value}符合`, en: `${en} ${valueEn} meets the limit` }, shown }
}

/** Up to eight decimals without the zeros at the end, but at least `decimals`. */
function allDigits(ratio: Ratio, decimals: number): string {
  const [whole = '0', part = ''] = roundRatio(ratio, 8).split('.')
  const kept = part.replace(/0+$/, '').padEnd(decimals, '0')
  return kept === '' ? whole : `${whole}.${kept}`
}
