import { conditionsHold, judge, leavesOf, scoreOf } from '@tianfu/scheme'
import type { Indicator, Leaf, Rule, StandardA, StandardB } from '@tianfu/scheme'
import type { ClauseFinding, JudgedValue, TestValue } from './application/state.ts'

/** A certification rule with the two standards it cites, of the editions that a file is judged by. */
export interface RuleFacts {
  readonly rule: Rule
  readonly a: StandardA
  readonly b: StandardB
}

/** What limits depend on, as the sampling sheet states it. */
export type Conditions = readonly { readonly key: string; readonly value: string }[]
const factsOf = (conditions: Conditions) => Object.fromEntries(conditions.map(({ key, value }) => [key, value]))

/** The clauses of the A standard that apply to what is certified, in order. */
export const clausesOf = ({ rule, a }: Pick<RuleFacts, 'rule' | 'a'>): Leaf[] => leavesOf(a, rule.applicability)

/** Indicators that a laboratory tests on a sample of these conditions. */
export const testedIndicators = ({ b }: Pick<RuleFacts, 'b'>, conditions: Conditions = []): Indicator[] =>
  b.indicators.filter((indicator) => indicator.method !== null &&
    conditionsHold(indicator.conditions, factsOf(conditions)) !== 'no')

/** A limit that is still empty in the standard cannot be judged, and is shown so; it decides nothing. */
const UNDECIDED = new Set(['no-limit', 'limit-unknown'])

/** Whether a judged value lets the product pass: met, not applicable, or a limit that nobody has set yet. */
export const lets = ({ verdict, code }: Pick<JudgedValue, 'verdict' | 'code'>): boolean =>
  verdict === 'pass' || verdict === 'not-applicable' || (verdict === 'missing' && UNDECIDED.has(code))

/** One answer per specimen: all the same, or so many yes among them. */
const answersOf = (indicator: Indicator, { result, yes }: TestValue): string[] =>
  Array.from({ length: indicator.values }, (_, i) => (yes === undefined ? result : i < yes ? 'yes' : 'no'))

/** Rounds and judges one result by our limit. */
export function judgeValue(indicator: Indicator, conditions: Conditions, value: TestValue): JudgedValue {
  const values = value.result === 'measured' ? (value.values ?? []) : answersOf(indicator, value)
  const { verdict, code } = judge(indicator, factsOf(conditions), {
    values, ...(value.detectionLimit !== undefined && { detectionLimit: value.detectionLimit }) })
  return { ...value, verdict, code }
}

/** Score of the A standard in hundredths by the findings: a clause that conforms has its mark, or the whole. */
export function scoreOfFindings({ rule, a }: RuleFacts, findings: readonly Omit<ClauseFinding, 'note'>[]) {
  const left = new Set(findings.filter(({ finding }) => finding === 'not-applicable').map(({ clause }) => clause))
  const must = new Set(a.chapters.flatMap(({ clauses }) => clauses.filter(({ kind }) => kind === 'must')
    .map(({ id }) => id)))
  const standard: StandardA = { ...a, chapters: a.chapters.map((chapter) => ({
    ...chapter, clauses: chapter.clauses.filter(({ id, kind }) => kind === 'must' || !left.has(id)) })) }
  const marks = new Map(findings.filter(({ finding }) => finding !== 'not-applicable')
    // A must clause is met or not; only a scored one has a mark between.
    .map(({ clause, finding, mark }) => [
      clause, (must.has(clause) ? undefined : mark) ?? (finding === 'conforms' ? 100 : 0),
    ]))
  return scoreOf(standard, rule.applicability, marks)
}
