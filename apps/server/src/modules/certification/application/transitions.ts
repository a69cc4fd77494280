import { refuse } from '@tianfu/contract'
import { groundOf } from '@tianfu/scheme'
import type { Edition, GroundList, StepId } from '@tianfu/scheme'
import type { Application, ApplicationStatus } from './state.ts'

/** From which states an act may happen. What a state further asks for is each decision's own affair. */
export const MAY_HAPPEN_FROM = {
  'application.supplement-requested': ['submitted'],
  'application.supplemented': ['supplement-requested'],
  'application.accepted': ['submitted'],
  'application.refused': ['submitted', 'supplement-requested'],
  'application.ended': ['submitted', 'supplement-requested', 'accepted', 'contract-offered', 'evaluation', 'evaluated',
    'reviewed'],
  'application.contract-offered': ['accepted', 'contract-offered'],
  'application.contract-signed': ['contract-offered'],
  'application.documents-reviewed': ['evaluation'],
  'application.sampling-written': ['evaluation'],
  'application.sampled': ['evaluation'],
  'application.test-ordered': ['evaluation'],
  'application.retest-ordered': ['evaluation'],
  'application.samples-received': ['evaluation'],
  'application.report-issued': ['evaluation'],
  'application.report-corrected': ['evaluation'],
  'application.report-found-forged': ['evaluation', 'evaluated', 'reviewed', 'granted'],
  'application.test-failure-answered': ['evaluation'],
  'application.audit-planned': ['evaluation'],
  'application.impartiality-declared': ['evaluation'],
  'application.audit-plan-confirmed': ['evaluation'],
  'application.audit-plan-objected': ['evaluation'],
  'application.audit-opened': ['evaluation'],
  'application.audit-closed': ['evaluation'],
  'application.sign-in-explained': ['evaluation', 'evaluated', 'reviewed'],
  'application.nonconformity-raised': ['evaluation'],
  'application.nonconformity-answered': ['evaluation'],
  'application.nonconformity-verified': ['evaluation'],
  'application.nonconformity-returned': ['evaluation'],
  'application.service-assessed': ['evaluation'],
  'application.evaluated': ['evaluation'],
  'application.reviewed': ['evaluated'],
  'application.reopened': ['evaluated', 'reviewed'],
  'application.decided': ['reviewed'],
  'application.decision-set-aside': ['refused', 'denied'],
} as const satisfies Record<string, readonly ApplicationStatus[]>
export type ApplicationAct = keyof typeof MAY_HAPPEN_FROM

export const mayHappen = (act: ApplicationAct, { status }: Pick<Application, 'status'>): boolean =>
  (MAY_HAPPEN_FROM[act] as readonly ApplicationStatus[]).includes(status)

/** @throws Refusal `wrong-state` */
export function mustBeAbleTo(act: ApplicationAct, application: Pick<Application, 'status'>): void {
  if (!mayHappen(act, application)) refuse('wrong-state', { state: application.status })
}

/** @throws Refusal `step-not-in-type` when the scheme type of the file has no such step */
export function mustHaveStep(application: Pick<Application, 'steps'>, step: StepId): void {
  if (!application.steps.includes(step)) refuse('step-not-in-type', { step })
}

/** A ground of a closed list; one that only cascades cite cannot be chosen. @throws Refusal `ground-unknown` */
export function mustCite(edition: Edition, list: GroundList, id: string): string {
  const ground = groundOf(edition, list, id)
  if (!ground || ground.system) refuse('ground-unknown', { ground: id })
  return id
}
