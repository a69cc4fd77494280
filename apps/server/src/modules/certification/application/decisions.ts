import { certification, refuse } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { addMonths } from '@tianfu/kernel'
import { groundOf, stepsOf } from '@tianfu/scheme'
import type { Edition } from '@tianfu/scheme'
import type { RuleFacts } from '../rule-facts.ts'
import type { Application, Pinned } from './state.ts'
import { mustBeAbleTo, mustCite } from './transitions.ts'

/** What an earlier certification of the same enterprise and product ended with, at this body or another (AB16). */
export interface Earlier {
  readonly kind: 'refused' | 'denied' | 'withdrawn'
  readonly body: string
  readonly on: LocalDate
  readonly ground: string | null
}

/**
 * The day from which a new application is possible after `earlier`, by the reapply mark of each ground; undefined when
 * nothing stands in the way. Refusals and withdrawals at every body count: nobody shops for a certificate.
 */
export function waitsUntil(edition: Edition, earlier: readonly Earlier[], today: LocalDate): LocalDate | undefined {
  const days = earlier.flatMap(({ kind, on, ground }) => {
    const list = kind === 'withdrawn' ? 'withdrawal' : kind === 'denied' ? 'certificationRefusal' : 'applicationRefusal'
    const reapply = ground === null ? undefined : groundOf(edition, list, ground)?.reapply
    if (!reapply) return []
    const period = edition.periods[reapply === 'forgery' ? 'reapplyAfterForgery' : 'reapplyAfterWithdrawal']
    return [addMonths(on, period.count)]
  })
  const latest = days.sort().at(-1)
  return latest !== undefined && latest > today ? latest : undefined
}

/** What the world says when an application is submitted. */
export interface SubmissionFacts {
  readonly today: LocalDate
  readonly rule: Pick<RuleFacts, 'rule'>
  /** The body may certify under this rule today. */
  readonly inScope: boolean
  readonly bodyName: string
  /** The current public declaration of this product under this B standard. */
  readonly declaration: string | undefined
  readonly earlier: readonly Earlier[]
  /** Number of an application for the same product and rule that is still open. */
  readonly openApplication: string | undefined
  /** Number of a certificate in effect for the same product and rule. */
  readonly certificate: string | undefined
}

/** Everything that forbids submitting now. @throws Refusal the first of them */
export function mustBeFit(edition: Edition, facts: SubmissionFacts): void {
  const { rule } = facts.rule
  if (rule.status !== 'published' || rule.inForceFrom === null || rule.inForceFrom > facts.today) {
    refuse('rule-not-in-force', { rule: rule.number })
  }
  if (!facts.inScope) refuse('body-out-of-scope', { rule: rule.number, day: facts.today, body: facts.bodyName })
  if (facts.declaration === undefined) refuse('declaration-needed')
  const until = waitsUntil(edition, facts.earlier, facts.today)
  if (until !== undefined) refuse('waiting-time', { until })
  if (facts.openApplication !== undefined) refuse('already-applied', { number: facts.openApplication })
  // I1: at most one effective certificate per enterprise, product and rule; every harvest batch has its own.
  if (facts.certificate !== undefined && !severalCertificates(edition, facts.rule)) {
    refuse('already-certified', { number: facts.certificate })
  }
}

/** Whether a rule lets one enterprise hold several certificates of a product: only where each covers a batch. */
export const severalCertificates = (edition: Edition, { rule }: Pick<RuleFacts, 'rule'>): boolean =>
  edition.schemeTypes[rule.schemeType].batch

/** Answers that contradict themselves: a "yes" that nobody explains. @throws Refusal `explanation-needed` */
export function mustExplain(answers: Partial<certification.ApplicationAnswers>): void {
  const { records, elsewhere } = answers
  const told = records &&
    (records.spotChecks === 'failed' || records.penalties === 'yes' || records.incidents === 'yes')
  if (told && !records.explanation) refuse('explanation-needed', { field: 'records.explanation' })
  if (elsewhere?.refusedOrWithdrawn === 'yes' && !elsewhere.explanation) refuse('explanation-needed',
    { field: 'elsewhere.explanation' })
}

// --- application review ----------------------------------------------------------------------------------------------

/** @throws Refusal `wrong-state`, `supplement-once`, `ground-unknown` */
export function requestSupplement(file: Application, edition: Edition, ground: string): string {
  mustBeAbleTo('application.supplement-requested', file)
  if (file.supplement) refuse('supplement-once')
  return mustCite(edition, 'supplement', ground)
}

/**
 * The answers after a supplement: the named fields, all of them and nothing else.
 * @throws Refusal `field-not-open`, `field-missing`
 */
export function mergeSupplement<Answers extends Readonly<Record<string, Readonly<Record<string,
  unknown>> | undefined>>>(
  file: Pick<Application, 'status' | 'supplement'>, answers: Answers,
): { readonly task: string; readonly field: string; readonly value: unknown }[] {
  mustBeAbleTo('application.supplemented', file)
  const open = new Set(file.supplement?.fields)
  const given = Object.entries(answers).flatMap(([task, fields]) =>
    Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)
      .map(([field, value]) => ({ task, field, value })))
  for (const { task, field } of given) if (!open.has(`${task}.${field}`)) refuse('field-not-open',
    { field: `${task}.${field}` })
  for (const field of open) {
    if (!given.some((one) => `${one.task}.${one.field}` === field)) refuse('field-missing', { field })
  }
  return given
}

/** Acceptance pins the editions that the file is judged by from now on (design §2.1). */
export function accept(file: Application, edition: Edition, facts: RuleFacts): {
  rule: Pinned; standards: Pinned[]; edition: string; steps: Application['steps']
} {
  mustBeAbleTo('application.accepted', file)
  const { rule } = facts
  return {
    rule: { number: rule.number, edition: rule.edition },
    standards: [rule.a, rule.b].map(({ number, edition: of }) => ({ number, edition: of })),
    edition: edition.inForceFrom, steps: stepsOf(edition, rule.schemeType),
  }
}

/** @throws Refusal `wrong-state`, `ground-unknown` */
export function refuseToAccept(file: Application, edition: Edition, ground: string): string {
  mustBeAbleTo('application.refused', file)
  return mustCite(edition, 'applicationRefusal', ground)
}
