import { Type } from 'typebox'
import { Words, closed, oneOf } from './form.ts'

/** Where a figure comes from: the plan, a sourced peer or law, general knowledge, an assumption that may be edited. */
export const Origin = oneOf(['P', 'S', 'K', 'A'])

/**
 * A length of time. `working`: working days in China, day 1 = the day after delivery; `calendar`: days; `months`.
 * `rolls`: a last day that is not a working day moves to the next one (民法典第二百零三条).
 */
export const Period = closed({
  count: Type.Integer({ minimum: 0, maximum: 1200 }),
  unit: oneOf(['working', 'calendar', 'months']),
  rolls: Type.Optional(Type.Boolean()),
  origin: Origin,
  source: Words,
})
export type Period = Type.Static<typeof Period>

/** Every period that the platform asks an edition for, in the order of the main job. */
export const PERIOD_NAMES = [
  // declaration
  'declarationTerm', 'declarationConfirmation', 'challengeAcceptance', 'challengeReply', 'challengeDecision',
  // application
  'acceptance', 'supplement', 'contractSigning', 'certificationTotal', 'reportAge', 'consultantCoolingOff',
  'reapplyAfterWithdrawal', 'reapplyAfterForgery',
  // evaluation
  'signInExplanation', 'correctionMajor', 'correctionMinor', 'retestRequest', 'spareSampleKept',
  // certificate
  'certificateTerm', 'renewalFrom', 'nationalReport', 'surveillanceFirst', 'surveillanceInterval',
  'surveillanceIntervalRisk', 'suspension', 'suspensionExtension', 'suspensionSeasonal', 'seasonalNotice',
  'certificateChange', 'standardTransition', 'appealFiling', 'appealDecision',
  // licence
  'licenceFormReview', 'factCheckCounty', 'factCheckCity', 'licencePublicity', 'objectionHandling',
  'licenceDecision', 'licenceTerm', 'useReport', 'oldPackaging',
  // supervision
  'orderToBody', 'bodyInactive', 'bodyCertificatesSearchable', 'bodyTransfer', 'reportAcceptance', 'reportCheck',
  'complaintMediation', 'spotCheckObjection',
  // market
  'marketReply',
  // keeping
  'certificationFileKept', 'scansKept', 'auditPhotographsKept', 'securityLogKept', 'witnessStale',
] as const
export type PeriodName = (typeof PERIOD_NAMES)[number]
