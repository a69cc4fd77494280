import { refuse } from '@tianfu/contract'
import { daysBetween } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { personDaysOf } from '@tianfu/scheme'
import type { Edition } from '@tianfu/scheme'
import type {
  Application, AuditSite, ClauseFinding, JudgedValue, SampleKind, Sampling, TeamMember, TestOrder,
  TestReport, TestValue,
} from '../application/state.ts'
import { mustBeAbleTo, mustHaveStep } from '../application/transitions.ts'
import { clausesOf, lets, scoreOfFindings, testedIndicators } from '../rule-facts.ts'
import type { Conditions, RuleFacts } from '../rule-facts.ts'
import { judgeAll } from './judging.ts'
import { failuresOf, standingReports, valuesThatCount } from './results.ts'
import { openMatters, stepIsDone } from './steps.ts'

/** A finding before its note is kept. */
type FindingGiven = Omit<ClauseFinding, 'note'>

const notDue = (zh: string, en: string): never => refuse('step-not-due', { zh, en })

function mustHaveReviewedDocuments(file: Application): void {
  if (!stepIsDone(file, 'document-review')) notDue('先完成文件审查', 'the document review comes first')
}

// --- documents -------------------------------------------------------------------------------------------------------

/** Findings on every clause that applies, each once. @throws Refusal `clause-unknown`, `clauses-missing` */
export function mustCoverClauses(facts: RuleFacts, findings: readonly Pick<ClauseFinding, 'clause'>[]): void {
  const clauses = clausesOf(facts).map(({ id }) => id)
  const unknown = findings.find(({ clause }) => !clauses.includes(clause))
  if (unknown) refuse('clause-unknown', { clause: unknown.clause })
  const missing = clauses.filter((id) => !findings.some(({ clause }) => clause === id))
  if (missing.length > 0) refuse('clauses-missing', { clauses: missing })
  if (new Set(findings.map(({ clause }) => clause)).size !== findings.length) refuse('bad-request',
    { why: 'a clause stands twice' })
}

export function mayReviewDocuments(file: Application): void {
  mustBeAbleTo('application.documents-reviewed', file)
  mustHaveStep(file, 'document-review')
}

// --- sampling --------------------------------------------------------------------------------------------------------

export function maySample(file: Application): void {
  mustBeAbleTo('application.sampling-written', file)
  mustHaveStep(file, 'sampling')
  mustHaveReviewedDocuments(file)
}

/** @throws Refusal `not-on-sheet`, `base-too-small`, `samples-too-few` */
export function mustSampleByRule(
  file: Application, { rule }: RuleFacts, sheet: Pick<Sampling, 'model' | 'baseQuantity' | 'samples' | 'spares'>,
): void {
  maySample(file)
  const { sampling } = rule
  if (!sampling) return refuse('step-not-in-type', { step: 'sampling' })
  if (!file.models.includes(sheet.model)) refuse('not-on-sheet', { model: sheet.model })
  if (sheet.baseQuantity < sampling.baseMinimum) refuse('base-too-small',
    { base: sheet.baseQuantity, minimum: sampling.baseMinimum })
  if (sheet.samples < sampling.samples) refuse('samples-too-few', { count: sheet.samples, minimum: sampling.samples })
  if (sheet.spares < sampling.spares) refuse('samples-too-few', { count: sheet.spares, minimum: sampling.spares })
}

/** The enterprise's signature beside the sampler's. @throws Refusal `not-found`, `wrong-state` */
export function mayWitness(file: Application, id: string): Sampling {
  mustBeAbleTo('application.sampled', file)
  const sampling = file.samplings.find((one) => one.id === id)
  if (!sampling) return refuse('not-found')
  if (sampling.witnessedOn !== undefined) refuse('wrong-state', { state: 'witnessed' })
  return sampling
}

// --- tests -----------------------------------------------------------------------------------------------------------

export function mayOrderTest(file: Application): void {
  mustBeAbleTo('application.test-ordered', file)
  mustHaveStep(file, 'testing')
  if (file.samplings.length === 0) notDue('先完成抽样', 'sampling comes first')
  if (file.samplings.every(({ witnessedOn }) => witnessedOn === undefined)) refuse('not-witnessed')
}

const witnessed = (file: Application, id: string): Sampling => {
  const sampling = file.samplings.find((one) => one.id === id)
  if (!sampling) return refuse('not-found')
  if (sampling.witnessedOn === undefined) refuse('not-witnessed')
  return sampling
}

/** What is ordered of a laboratory: the named indicators, or all tested ones. @throws Refusal `indicator-unknown` */
export function orderTest(
  file: Application, facts: RuleFacts,
  order: { id: string; sampling: string; laboratory: string; indicators?: readonly string[] },
): Omit<TestOrder, 'orderedOn'> & { methods: string[] } {
  mayOrderTest(file)
  const sampling = witnessed(file, order.sampling)
  const tested = testedIndicators(facts, sampling.conditions)
  const chosen = order.indicators ?? tested.map(({ id }) => id)
  const unknown = chosen.find((id) => !tested.some((indicator) => indicator.id === id))
  if (unknown !== undefined) refuse('indicator-unknown', { indicator: unknown })
  return {
    id: order.id, sampling: sampling.id, of: 'sample', laboratory: order.laboratory, indicators: [...chosen],
    methods: methodsOf(facts, chosen),
  }
}

const methodsOf = (facts: RuleFacts, indicators: readonly string[]): string[] =>
  [...new Set(facts.b.indicators.filter(({ id }) => indicators.includes(id)).flatMap(({ method }) => method ?? []))]

/** The failure that an enterprise may answer or a body may have tested again. @throws Refusal `not-found` */
export function failureOf(file: Application, report: string) {
  const failure = failuresOf(file).find((one) => one.report.id === report)
  return failure ?? refuse('not-found')
}

export function mayAnswerFailure(file: Application, report: string): void {
  mustBeAbleTo('application.test-failure-answered', file)
  const { state } = failureOf(file, report)
  if (state !== 'unanswered') refuse('wrong-state', { state })
}

export function mayOrderRetest(file: Application, report: string): void {
  mustBeAbleTo('application.retest-ordered', file)
  const { state } = failureOf(file, report)
  if (state === 'unanswered') refuse('correction-first')
  if (state !== 'answered') refuse('wrong-state', { state })
}

/** The failing indicators once more, on the spare sample or on a new one that was witnessed after the correction. */
export function orderRetest(file: Application, facts: RuleFacts, order: {
  id: string; report: string; of: SampleKind; sampling?: string; laboratory: string
}): Omit<TestOrder, 'orderedOn'> & { methods: string[] } {
  mayOrderRetest(file, order.report)
  const failure = failureOf(file, order.report)
  const before = file.testOrders.find(({ id }) => id === failure.report.order)
  const sampling = witnessed(file, order.of === 'spare' ? (before?.sampling ?? '') : (order.sampling ?? ''))
  if (order.of === 'spare' && sampling.spares === 0) refuse('samples-too-few', { count: 0, minimum: 1 })
  if (order.of === 'spare' && file.testOrders.some((one) => one.of === 'spare' && one.sampling === sampling.id)) {
    refuse('wrong-state', { state: 'spare-used' })
  }
  if (order.of === 'sample' && sampling.id === before?.sampling) notDue('须重新抽样', 'a new sample is needed')
  return {
    id: order.id, sampling: sampling.id, of: order.of, laboratory: order.laboratory, indicators: failure.indicators,
    methods: methodsOf(facts, failure.indicators), retestOf: order.report,
  }
}

export const orderOf = (file: Application,
  id: string): TestOrder => file.testOrders.find((one) => one.id === id) ?? refuse('not-found')

export function mayReceive(file: Application, order: TestOrder): void {
  mustBeAbleTo('application.samples-received', file)
  if (order.receivedOn !== undefined) refuse('wrong-state', { state: 'received' })
}

export function mayEnterResults(file: Application, order: TestOrder): void {
  mustBeAbleTo('application.report-issued', file)
  if (order.receivedOn === undefined) refuse('sample-not-received')
}

/** Results as a report would carry them, judged after rounding. @throws Refusal naming what is missing or wrong */
export function judgeResults(
  file: Application, facts: RuleFacts, order: TestOrder, values: readonly TestValue[],
): JudgedValue[] {
  const conditions: Conditions = file.samplings.find(({ id }) => id === order.sampling)?.conditions ?? []
  return judgeAll(facts, conditions, order.indicators, values)
}

/** Days on which was tested lie between receipt and today. @throws Refusal `test-day-impossible` */
export function mustHaveTestedBetween(order: TestOrder, from: LocalDate, until: LocalDate, today: LocalDate): void {
  if (from > until || from < (order.receivedOn ?? today)) refuse('test-day-impossible', { day: from })
  if (until > today) refuse('test-day-impossible', { day: until })
}

/** The report that a corrected one replaces: standing, of the same order. @throws Refusal `replaces-unknown` */
export function mustReplace(file: Application, order: TestOrder, replaces: string | undefined): TestReport | undefined {
  const standing = standingReports(file).find((report) => report.order === order.id)
  if (replaces === undefined) {
    if (standing) refuse('wrong-state', { state: 'reported' })
    return undefined
  }
  if (standing?.id !== replaces) refuse('replaces-unknown')
  return standing
}

// --- audit -----------------------------------------------------------------------------------------------------------

export function mayPlanAudit(file: Application): void {
  mustBeAbleTo('application.audit-planned', file)
  mustHaveStep(file, 'audit')
  mustHaveReviewedDocuments(file)
  if (file.audit && file.audit.status !== 'planned') refuse('wrong-state', { state: file.audit.status })
}

/** Person-days of a team in tenths: every member counts whole days. */
export const personDaysTenths = (team: readonly Pick<TeamMember, 'from' | 'until'>[]): number =>
  team.reduce((sum, { from, until }) => sum + (daysBetween(from, until) + 1) * 10, 0)

/** Minimum person-days in tenths by the rule, never below that of the scheme. */
export function minimumPersonDays(file: Application, { rule }: RuleFacts, edition: Edition, headcount: number): number {
  const byRule = personDaysOf(rule, { headcount, sites: file.sites.length, models: file.models.length })
  return Math.max(byRule, edition.limits.personDays.minimumTenths)
}

const MOST_DAYS_AHEAD = 400

/** @throws Refusal `site-unknown`, `plan-day-impossible`, `person-days-too-few`, `conflict-of-interest` */
export function planAudit(
  file: Application, plan: { sites: readonly AuditSite[]; team: readonly TeamMember[] }, minimumTenths: number,
  today: LocalDate,
): number {
  mayPlanAudit(file)
  for (const { site, from, until } of plan.sites) {
    if (!file.sites.includes(site)) refuse('site-unknown')
    if (from < today || until < from || daysBetween(today, until) > MOST_DAYS_AHEAD) refuse('plan-day-impossible')
  }
  for (const { site, from, until, person } of plan.team) {
    const at = plan.sites.find((one) => one.site === site)
    if (!at) return refuse('site-unknown')
    if (from < at.from || until > at.until || until < from) refuse('plan-day-impossible')
    if (file.impartiality[person] === 'conflict') refuse('conflict-of-interest')
  }
  if (!plan.team.some((member) => member.function === 'lead')) notDue('检查组须有组长', 'the team needs a lead')
  const tenths = personDaysTenths(plan.team.filter((member) => member.function !== 'expert'))
  if (tenths < minimumTenths) refuse('person-days-too-few', { days: shown(tenths), minimum: shown(minimumTenths) })
  return tenths
}

const shown = (tenths: number): string => `${Math.floor(tenths / 10)}.${tenths % 10}`

export const teamOf = (file: Application): string[] => [...new Set(file.audit?.team.map(({ person }) => person))]

/** @throws Refusal `not-in-team` */
export function mustBeInTeam(file: Application, person: string): void {
  if (!teamOf(file).includes(person)) refuse('not-in-team')
}

export function mayDeclare(file: Application, person: string): void {
  mustBeAbleTo('application.impartiality-declared', file)
  if (file.audit?.status !== 'planned' && file.audit?.status !== 'confirmed') refuse('wrong-state',
    { state: file.audit?.status ?? 'no-plan' })
  mustBeInTeam(file, person)
  if (file.impartiality[person] === 'conflict') refuse('conflict-of-interest')
}

export function mayAnswerPlan(file: Application): void {
  mustBeAbleTo('application.audit-plan-confirmed', file)
  if (file.audit?.status !== 'planned') refuse('wrong-state', { state: file.audit?.status ?? 'no-plan' })
}

export function mayOpenAudit(file: Application, person: string): void {
  mustBeAbleTo('application.audit-opened', file)
  if (file.audit?.status !== 'confirmed') notDue('检查计划尚未由企业确认', 'the enterprise has not confirmed the plan')
  mustBeInTeam(file, person)
  if (teamOf(file).some((member) => file.impartiality[member] === 'conflict')) refuse('conflict-of-interest')
  if (teamOf(file).some((member) => file.impartiality[member] !== 'free')) refuse('declarations-missing')
}

export function mayCloseAudit(file: Application, person: string): void {
  mustBeAbleTo('application.audit-closed', file)
  if (file.audit?.status !== 'open') refuse('wrong-state', { state: file.audit?.status ?? 'no-plan' })
  mustBeInTeam(file, person)
}

// --- service, report -------------------------------------------------------------------------------------------------

export function mayAssessService(file: Application): void {
  mustBeAbleTo('application.service-assessed', file)
  mustHaveStep(file, 'service-assessment')
  mustHaveReviewedDocuments(file)
}

/** What a report that recommends nothing need not wait for: a correction that the enterprise never made. */
const MAY_STAY_OPEN = ['test-failure', 'nonconformity']

export function mayEvaluate(file: Application, facts: RuleFacts,
  conclusion: 'recommended' | 'not-recommended' = 'recommended'): void {
  mustBeAbleTo('application.evaluated', file)
  const open = openMatters(file, file.steps.includes('testing') ? testedFor(file, facts) : [])
    .filter((matter) => conclusion === 'recommended' || !MAY_STAY_OPEN.includes(matter))
  if (open.length > 0) refuse('still-open', { what: open })
}

/** Indicators that the samples of a file call for. */
export function testedFor(file: Application, facts: RuleFacts): string[] {
  const ids = file.samplings.flatMap(({ conditions }) => testedIndicators(facts, conditions).map(({ id }) => id))
  return [...new Set(ids)]
}

/**
 * The conclusion follows from the results: nobody recommends over a failing value, a must clause that is not met, or a
 * score below the rule. @throws Refusal `conclusion-contradicts`
 */
export function mustFollow(
  file: Application, facts: RuleFacts, conclusion: 'recommended' | 'not-recommended', findings: readonly FindingGiven[],
): void {
  mayEvaluate(file, facts, conclusion)
  mustCoverClauses(facts, findings)
  if (conclusion === 'not-recommended') return
  const why = contradictions(file, facts, findings)
  if (why.length > 0) {
    refuse('conclusion-contradicts', { zh: why.map(({ zh }) => zh).join('；'), en: why.map(({ en }) => en).join('; ') })
  }
}

function contradictions(
  file: Application, facts: RuleFacts, findings: readonly FindingGiven[],
): { zh: string; en: string }[] {
  const why: { zh: string; en: string }[] = []
  if (![...valuesThatCount(file).values()].every(lets)) why.push({ zh: '检测不合格', en: 'a test result fails' })
  if (file.serviceAssessment &&
    !file.serviceAssessment.values.every(lets)) why.push({ zh: '服务指标不合格', en: 'a service indicator fails' })
  const { hundredths, mustMet } = scoreOfFindings(facts, findings)
  if (!mustMet) why.push({ zh: '必备条款不符合', en: 'a must clause is not met' })
  if (hundredths < facts.rule.minimumScoreHundredths) {
    const least = facts.rule.minimumScoreHundredths / 100
    why.push({ zh: `得分 ${hundredths / 100} 低于 ${least}`, en: `the score ${hundredths / 100} is below ${least}` })
  }
  return why
}
