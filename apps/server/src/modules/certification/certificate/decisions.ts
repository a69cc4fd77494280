import { refuse } from '@tianfu/contract'
import { addMonths } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import type { Edition } from '@tianfu/scheme'
import { mustCite } from '../application/transitions.ts'
import { mustNotHaveEvaluated } from '../separation.ts'
import { standing } from './standing.ts'
import type { Certificate, CertificateStatus, Surveillance } from './state.ts'

/** From which states an act on a certificate may happen. Withdrawn and cancelled are ends (I7). */
export const MAY_HAPPEN_FROM = {
  'certificate.national-number-recorded': ['valid', 'suspended'],
  'certificate.suspended': ['valid'],
  'certificate.suspension-extended': ['suspended'],
  'certificate.correction-submitted': ['suspended'],
  'certificate.correction-verified': ['suspended'],
  'certificate.restored': ['suspended'],
  'certificate.withdrawn': ['valid', 'suspended'],
  'certificate.cancellation-asked': ['valid', 'suspended'],
  'certificate.cancelled': ['valid', 'suspended'],
  'certificate.transfer-asked': ['valid'],
  'certificate.transferred': ['valid'],
  'certificate.forgery-found': ['valid', 'suspended'],
  'certificate.suspension-asked': ['valid'],
  'certificate.resumption-reported': ['suspended'],
  'certificate.changed': ['valid', 'suspended'],
  'certificate.surveillance-recorded': ['valid', 'suspended'],
  'certificate.surveillance-concluded': ['valid', 'suspended'],
} as const satisfies Record<string, readonly CertificateStatus[]>
export type CertificateAct = keyof typeof MAY_HAPPEN_FROM

/** @throws Refusal `wrong-state`, `certificate-expired` */
export function mustBeAbleTo(act: CertificateAct, certificate: Certificate, today: LocalDate): void {
  if (!(MAY_HAPPEN_FROM[act] as readonly CertificateStatus[]).includes(certificate.status)) {
    refuse('wrong-state', { state: standing(certificate, today) })
  }
  // What has run out cannot be suspended or restored; withdrawing it for forgery stays possible.
  if (act !== 'certificate.withdrawn' && certificate.validUntil < today) refuse('certificate-expired',
    { day: certificate.validUntil })
}

const latestSuspension = (edition: Edition, ground: string, today: LocalDate): LocalDate =>
  addMonths(today, edition.periods[ground === 'holder-request' ? 'suspensionSeasonal' : 'suspension'].count)

/** Whether the present suspension is at the holder's own request: there is nothing to correct. */
export const isSeasonal = ({ history }: Pick<Certificate, 'history'>): boolean =>
  history.findLast(({ type, setAside }) => type === 'suspended' && setAside === undefined)?.ground === 'holder-request'

/** @throws Refusal `until-past`, `until-too-late` */
export function mustEndBetween(until: LocalDate, today: LocalDate, latest: LocalDate): void {
  if (until <= today) refuse('until-past')
  if (until > latest) refuse('until-too-late', { latest })
}

/** The surveillance that was recorded and waits for its conclusion, or whose findings are not settled. */
const open = (certificate: Certificate): Surveillance | undefined =>
  certificate.surveillance.findLast(({ recordedOn }) => recordedOn !== undefined)

/** Whoever carried out the latest surveillance decides neither on it nor on a suspension that may rest on it. */
export const barredFrom = (certificate: Certificate): string[] =>
  [...new Set([...certificate.barred, ...(open(certificate)?.evaluators ?? [])])]

export function maySuspend(certificate: Certificate, persons: readonly string[], today: LocalDate): void {
  mustBeAbleTo('certificate.suspended', certificate, today)
  mustNotHaveEvaluated(barredFrom(certificate), persons, 'surveillance')
}

/** @throws Refusal `until-too-late` with the latest day that the edition allows */
export function suspend(
  certificate: Certificate, edition: Edition, persons: readonly string[], today: LocalDate,
  request: { ground: string; until: LocalDate },
): { until: LocalDate } {
  maySuspend(certificate, persons, today)
  const ground = mustCite(edition, 'suspension', request.ground)
  if (ground === 'holder-request' && !certificate.suspensionAsked) refuse('suspension-not-asked')
  mustEndBetween(request.until, today, latestSuspension(edition, ground, today))
  return { until: request.until }
}

export function mayExtend(certificate: Certificate, edition: Edition, persons: readonly string[],
  today: LocalDate): void {
  mustBeAbleTo('certificate.suspension-extended', certificate, today)
  mustNotHaveEvaluated(barredFrom(certificate), persons, 'surveillance')
  if (certificate.extensions >= edition.limits.suspensionExtensions) refuse('extension-once')
}

export function extend(
  certificate: Certificate, edition: Edition, persons: readonly string[], today: LocalDate,
  request: { ground: string; until: LocalDate },
): { until: LocalDate } {
  mayExtend(certificate, edition, persons, today)
  mustCite(edition, 'suspensionExtension', request.ground)
  const from = certificate.suspendedUntil ?? today
  mustEndBetween(request.until, from > today ? from : today, addMonths(from, edition.periods.suspensionExtension.count))
  return { until: request.until }
}

export function mayVerify(certificate: Certificate, today: LocalDate): void {
  mustBeAbleTo('certificate.correction-verified', certificate, today)
  const { correction } = certificate
  if (!correction || correction.outcome !== undefined) refuse('wrong-state',
    { state: correction?.outcome ?? 'no-correction' })
}

/** Restoring needs a correction that somebody else has verified. */
export function mayRestore(certificate: Certificate, persons: readonly string[], today: LocalDate): void {
  mustBeAbleTo('certificate.restored', certificate, today)
  mustNotHaveEvaluated(barredFrom(certificate), persons, 'surveillance')
  if (isSeasonal(certificate)) return mustHaveResumed(certificate, today)
  if (certificate.correction?.outcome !== 'verified') refuse('correction-not-verified')
}

/** After a season there is nothing to correct; surveillance that fell due meanwhile comes first. */
function mustHaveResumed({ resumption, surveillance }: Certificate, today: LocalDate): void {
  if (!resumption) refuse('resumption-first')
  const late = surveillance.find(({ dueOn, recordedOn }) => recordedOn === undefined && dueOn <= today)
  if (late) refuse('surveillance-first', { due: late.dueOn })
}

export function mayWithdraw(certificate: Certificate, persons: readonly string[], today: LocalDate): void {
  mustBeAbleTo('certificate.withdrawn', certificate, today)
  mustNotHaveEvaluated(barredFrom(certificate), persons, 'surveillance')
}

/**
 * The day a withdrawal takes effect: today, but from the first day of validity where the certificate was obtained by
 * false material, for then it was never rightly held. Nobody chooses the day (AB05).
 */
export function withdraw(
  certificate: Certificate, edition: Edition, persons: readonly string[], today: LocalDate, ground: string,
): { effectiveOn: LocalDate } {
  mayWithdraw(certificate, persons, today)
  mustCite(edition, 'withdrawal', ground)
  return { effectiveOn: ground === 'forged-evidence' ? certificate.validFrom : today }
}

/** Cancelling: the holder asked, or the standard or the holder ended. @throws Refusal `cancellation-not-asked` */
export function cancel(certificate: Certificate, edition: Edition, today: LocalDate, ground: string): void {
  mustBeAbleTo('certificate.cancelled', certificate, today)
  mustCite(edition, 'cancellation', ground)
  const atRequest = ground === 'holder-request' || ground === 'production-ended'
  if (atRequest && !certificate.cancellationAsked) refuse('cancellation-not-asked')
}

/** The surveillance that is due next and not recorded. @throws Refusal `surveillance-not-open` */
export function dueSurveillance(certificate: Certificate, today: LocalDate): Surveillance {
  mustBeAbleTo('certificate.surveillance-recorded', certificate, today)
  return certificate.surveillance.find(({ recordedOn }) => recordedOn === undefined) ?? refuse('surveillance-not-open')
}

export function surveillanceToConclude(certificate: Certificate, persons: readonly string[],
  today: LocalDate): Surveillance {
  mustBeAbleTo('certificate.surveillance-concluded', certificate, today)
  const waiting = certificate.surveillance.find(({ recordedOn, concludedOn }) => recordedOn !== undefined &&
    concludedOn === undefined)
  if (!waiting) return refuse('surveillance-not-open')
  mustNotHaveEvaluated(waiting.evaluators, persons, 'surveillance')
  return waiting
}

/** Days on which surveillance falls due: the first within the rule's months after issue, then one interval each. */
export function nextSurveillance(from: LocalDate, months: number | null, validUntil: LocalDate): LocalDate | undefined {
  if (months === null) return undefined
  const due = addMonths(from, months)
  return due <= validUntil ? due : undefined
}
