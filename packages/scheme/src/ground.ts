import { Type } from 'typebox'
import { BothLanguages, Id, Words, closed, oneOf } from './form.ts'

/** The closed lists that an act may cite. A ground that is not in its list cannot be cited: free text is no ground. */
export const GROUND_LISTS = [
  'supplement', 'applicationRefusal', 'applicationWithdrawal', 'certificationRefusal',
  'suspension', 'suspensionExtension', 'restoration', 'withdrawal', 'cancellation', 'reduction',
  'challenge', 'declarationWithdrawal',
  'licenceRefusal', 'licenceSuspension', 'licenceRestoration', 'licenceTermination',
  'objection', 'objectionOutcome', 'order', 'report', 'appeal', 'complaint', 'appealOutcome',
  'pause', 'correction', 'codeVoid', 'codeKeyLoss', 'factCheckObjection', 'signInDeviation', 'recall',
] as const
export type GroundList = (typeof GROUND_LISTS)[number]

/**
 * A ground. `safety`: it concerns health or safety, so the licensor may act at once and the mark on goods already sold
 * is not shown as sound. `reapply`: which waiting time a new application has after it. `system`: the platform itself
 * cites it when a cascade writes the act; a person may not choose it.
 */
export const Ground = closed({
  id: Id,
  name: BothLanguages,
  basis: Words,
  safety: Type.Optional(Type.Boolean()),
  reapply: Type.Optional(oneOf(['withdrawal', 'forgery'])),
  system: Type.Optional(Type.Boolean()),
})
export type Ground = Type.Static<typeof Ground>
