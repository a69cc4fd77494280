import { refuse } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { compareWithNational, conditionsHold, judge, leavesOf, limitText } from '@tianfu/scheme'
import type { Applicability, Facts, Indicator, Rule, StandardA, StandardB } from '@tianfu/scheme'
import type { DeclaredValue, Judged } from './domain.ts'
import type { DraftChanges, DraftContent } from './draft.ts'

/** What a declaration is held against: the rule in force and the two standards it cites. */
export interface Basis { readonly rule: Rule; readonly a: StandardA; readonly b: StandardB }

/** One thing that stands between a draft and its publication. */
export interface Problem { readonly code: string; readonly field: string; readonly zh: string; readonly en: string }

/** The clauses of A that apply to what the rule certifies. */
export const clausesOf = ({ rule, a }: Basis) => leavesOf(a, rule.applicability as Applicability)

const empty = { values: [], detectionLimit: null, model: null, report: null }

/** Values of every indicator of B, in its order, judged against both limits; what is empty is judged `missing`. */
export function assess(basis: Pick<Basis, 'b'>, content: Pick<DraftContent, 'facts' | 'values'>): DeclaredValue[] {
  return basis.b.indicators.map((indicator) => {
    const given = content.values[indicator.id]
    const value = given ? {
      values: given.values, detectionLimit: given.detectionLimit ?? null, model: given.model ?? null,
      report: given.report ?? null,
    } : empty
    return { indicator: indicator.id, ...value, ...verdictsOf(indicator, content.facts, value) }
  })
}

function verdictsOf(
  indicator: Indicator, facts: Facts, given: { values: readonly string[]; detectionLimit: string | null },
): { national: Judged; ours: Judged } {
  const of = (against: 'ours' | 'national') => {
    const { verdict, code } = judge(indicator, facts, given, against)
    return { verdict, code }
  }
  return { national: of('national'), ours: of('ours') }
}

/** Whether an indicator that applies has a limit of ours to be judged by. */
const hasLimit = (indicator: Indicator): boolean => limitText(indicator, 'ours') !== null

/** Every value given meets our limits, and no key indicator with a limit is empty. */
export const conformsTo = ({ b }: Pick<Basis, 'b'>, values: readonly DeclaredValue[]): boolean =>
  values.every(({ indicator: id, ours }) => {
    const indicator = b.indicators.find((one) => one.id === id)
    return ours.verdict !== 'fail' && !(
      ours.verdict === 'missing' && indicator !== undefined && indicator.key && hasLimit(indicator)
    )
  })

// Words that no statement may use: 商标法第十四条第五款 (驰名商标), 广告法第九条第三项.
const FORBIDDEN_WORDS = ['驰名商标', '国家级', '最高级', '最佳']

/** What keeps a draft from being published, in the order of its tasks; empty when it may be. */
export function problemsOf(basis: Basis, content: DraftContent): Problem[] {
  const values = assess(basis, content)
  return [...factProblems(basis, content), ...clauseProblems(basis, content), ...valueProblems(basis, content, values),
    ...statementProblems(content)]
}

function factProblems({ b }: Basis, { facts }: DraftContent): Problem[] {
  const asked = new Set(b.indicators.filter(({ conditions }) => conditionsHold(conditions, facts) === 'unknown')
    .flatMap(({ conditions }) => conditions.map(({ key }) => key)).filter((key) => (facts[key] ?? '') === ''))
  return b.facts.filter(({ key }) => asked.has(key)).map(({ key, name }) => ({
    code: 'draft-incomplete', field: `facts/${key}`, zh: `产品条件：${name.zh}`, en: `Fact: ${name.en ?? name.zh}` }))
}

function clauseProblems(basis: Basis, { clauses }: DraftContent): Problem[] {
  return clausesOf(basis).flatMap(({ id, title, kind }): Problem[] => {
    const answer = clauses[id]?.answer
    const of = { field: `clauses/${id}`, zh: `${id} ${title.zh}`, en: `${id} ${title.en ?? title.zh}` }
    if (answer === undefined) return kind === 'bonus' ? [] : [{ code: 'draft-incomplete', ...of }]
    return kind === 'must' && answer !== 'met' ? [{ code: 'must-clause-not-met', ...of }] : []
  })
}

function valueProblems(
  { b }: Basis, { facts, values: given }: DraftContent, values: readonly DeclaredValue[],
): Problem[] {
  return b.indicators.flatMap((indicator): Problem[] => {
    const value = values.find((one) => one.indicator === indicator.id)
    const of = { field: `values/${indicator.id}`, zh: indicator.name.zh, en: indicator.name.en ?? indicator.name.zh }
    const filled = (given[indicator.id]?.values.length ?? 0) > 0
    if (filled && value?.national.verdict === 'fail') return [{ code: 'national-limit-broken', ...of }]
    const needed = indicator.key && hasLimit(indicator) && conditionsHold(indicator.conditions, facts) !== 'no'
    if (!filled) return needed ? [{ code: 'draft-incomplete', ...of }] : []
    return value?.ours.verdict === 'missing' && VALUE_FORMS.has(value.ours.code) ? [{ code: 'value-form', ...of }] : []
  })
}

/** Codes of `judge` that say the value itself is not as it must be, so that more or other digits would help. */
const VALUE_FORMS = new Set(['too-few-values', 'not-an-answer', 'not-a-value', 'detection-limit-unknown'])

function statementProblems({ statement }: DraftContent): Problem[] {
  const field = 'statement'
  if (statement === null) return [{ code: 'draft-incomplete', field, zh: '申明文字', en: 'Statement' }]
  const word = FORBIDDEN_WORDS.find((one) => statement.includes(one))
  return word ? [{ code: 'statement-forbidden-word', field, zh: word, en: word }] : []
}

/** @throws Refusal of the first kind of problem there is, naming all of that kind */
export function mustBePublishable(problems: readonly Problem[]): void {
  const [first] = problems
  if (!first) return
  const named = problems.filter(({ code }) => code === first.code).map(({ zh }) => zh)
  refuse(first.code, {
    fields: named, clauses: named, indicators: named, indicator: first.zh, word: first.zh,
  })
}

/**
 * @throws Refusal `clause-unknown`, `indicator-unknown`, `fact-unknown` when a change names what the standards do not
 * have
 */
export function mustBeKnown(basis: Basis, changes: DraftChanges): void {
  for (const { key, value } of changes.facts ?? []) {
    const fact = basis.b.facts.find((one) => one.key === key)
    if (!fact || (fact.choices && !fact.choices.some((choice) => choice.value === value))) {
      refuse('fact-unknown', { fact: key, value })
    }
  }
  const leaves = new Set(clausesOf(basis).map(({ id }) => id))
  const stray = changes.clauses?.find(({ clause }) => !leaves.has(clause))
  if (stray) refuse('clause-unknown', { clause: stray.clause })
  const value = changes.values?.find(({ indicator }) => !basis.b.indicators.some(({ id }) => id === indicator))
  if (value) refuse('indicator-unknown', { indicator: value.indicator })
}

/** A declared value as people read it: both limits, both verdicts with their reasons. */
export function comparedValue({ b }: Pick<Basis, 'b'>, facts: Facts, value: DeclaredValue) {
  const indicator = b.indicators.find(({ id }) => id === value.indicator)
  if (!indicator) throw new Error(`the B standard has lost ${value.indicator}`)
  const reason = (against: 'ours' | 'national'): Text =>
    value.values.length === 0 && value[against].code === 'too-few-values'
      ? { zh: '未填写', en: 'Not given' } : judge(indicator, facts, value, against).reason
  const { conditions } = indicator
  return {
    indicator: indicator.id, name: indicator.name, unit: indicator.unit, kind: indicator.kind, key: indicator.key,
    condition: conditions.length === 0 ? null : {
      zh: conditions.map(({ zh }) => zh).join('，'), en: conditions.map(({ en }) => en).join(', ') },
    applies: conditionsHold(conditions, facts), values: [...value.values], detectionLimit: value.detectionLimit,
    model: value.model, report: value.report,
    national: {
      limit: limitText(indicator, 'national'), source: indicator.national?.source ?? null,
      verdict: value.national.verdict,
      reason: reason('national'),
    },
    ours: { limit: limitText(indicator, 'ours'), verdict: value.ours.verdict, reason: reason('ours') },
    comparison: compareWithNational(indicator),
  }
}
