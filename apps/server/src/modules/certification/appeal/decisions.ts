import { refuse } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { dueOn } from '@tianfu/scheme'
import type { Calendar, Edition } from '@tianfu/scheme'
import type { Application, ApplicationStatus } from '../application/state.ts'
import type { Turn } from '../certificate/state.ts'
import type { CertificateChange, ChangeStatus } from '../change/state.ts'
import type { Appeal, AppealOutcome, AppealStatus } from './state.ts'

/** An act as far as an appeal looks at it. */
export interface Taken {
  readonly type: string; readonly version: number; readonly decidedOn: LocalDate; readonly ground: string | null
  readonly content: Readonly<Record<string, unknown>>
}

/** Acts that turn the standing of a certificate, in the order in which its history holds them. */
const TURNS = ['certificate.issued', 'certificate.suspended', 'certificate.suspension-extended',
  'certificate.restored', 'certificate.withdrawn', 'certificate.cancelled']
const DECISIONS = ['application.refused', 'application.decided', 'application.decision-set-aside',
  'certificate-change.decided', 'certificate-change.decision-set-aside', 'certificate.decision-set-aside', ...TURNS]
const AGAINST = new Set(['application.refused', 'certificate.suspended', 'certificate.suspension-extended',
  'certificate.withdrawn'])

/** The latest decision on a subject, where it went against its holder or applicant. */
export function decisionAgainst<Act extends Taken>(acts: readonly Act[]): Act | undefined {
  const last = acts.findLast(({ type }) => DECISIONS.includes(type))
  return last && (AGAINST.has(last.type) || last.content.outcome === 'deny') ? last : undefined
}

/** The last day for an appeal against what was decided on `on`. */
export const appealUntil = (edition: Edition, calendar: Calendar, on: LocalDate): LocalDate =>
  dueOn(edition.periods.appealFiling, on, calendar).day

/** @throws Refusal `appeal-late` with the day on which the time ended */
export function mustBeInTime(edition: Edition, calendar: Calendar, on: LocalDate, today: LocalDate): void {
  const until = appealUntil(edition, calendar, on)
  if (today > until) refuse('appeal-late', { until })
}

/** @throws Refusal `wrong-state` */
export function mustBeFiled({ status }: { status: AppealStatus }): void {
  if (status !== 'filed') refuse('wrong-state', { state: status })
}

/**
 * Whoever took any part in what it is about decides nothing on it (ISO/IEC 17065 7.13.5): persons are compared, under
 * a delegation both. Recording the national number is clerical; setting a decision aside is an appeal's own act.
 */
export function mustBeUninvolved(
  taken: readonly { type: string; person: string | null; actingFor: string | null }[], persons: readonly string[],
): void {
  const involved = taken.filter(({ type }) => !NO_PART.includes(type))
    .flatMap(({ person, actingFor }) => [person, actingFor])
  if (persons.some((person) => involved.includes(person))) refuse('took-part')
}
const NO_PART = ['certificate.national-number-recorded', 'certificate.decision-set-aside',
  'application.decision-set-aside', 'certificate-change.decision-set-aside']

// --- what an appeal that is upheld does ------------------------------------------------------------------------------

/** To which state a file returns: nothing is granted by an appeal, the body decides anew. */
export function fileReturnsTo(file: Pick<Application, 'status' | 'evaluation'>, outcome: AppealOutcome,
): ApplicationStatus | undefined {
  if (outcome === 'rejected') return undefined
  if (file.status === 'refused') return 'submitted'
  if (file.status !== 'denied') return refuse('wrong-state', { state: file.status })
  return outcome === 'upheld' && file.evaluation?.conclusion === 'recommended' ? 'reviewed' : 'evaluation'
}

export function changeReturnsTo(change: Pick<CertificateChange, 'status' | 'route' | 'evaluation'>,
  outcome: AppealOutcome): ChangeStatus | undefined {
  if (outcome === 'rejected') return undefined
  if (change.status !== 'denied') return refuse('wrong-state', { state: change.status })
  const decidable = change.route === 'none' || change.evaluation?.outcome === 'conforms'
  return outcome === 'upheld' && decidable ? 'evaluated' : 'requested'
}

/**
 * The turns of a certificate's history that fall: the one appealed against and, where it was a suspension, what
 * extended it. `acts` are all acts of the certificate; each turn of the history comes from one of them, in order.
 */
export function turnsThatFall(acts: readonly Pick<Taken, 'type' | 'version'>[], history: readonly Turn[],
  against: NonNullable<Appeal['against']>, outcome: AppealOutcome,
): { turns: number[]; versions: number[] } | undefined {
  if (outcome === 'rejected') return undefined
  if (outcome === 'partly-upheld') refuse('outcome-impossible')
  const turning = acts.filter(({ type }) => TURNS.includes(type))
  const first = turning.findIndex(({ version }) => version === against.version)
  const turns = [first]
  if (history[first]?.type === 'suspended') {
    for (let next = first + 1; history[next]?.type === 'extended'; next += 1) turns.push(next)
  }
  return { turns, versions: turns.flatMap((turn) => turning[turn]?.version ?? []) }
}
