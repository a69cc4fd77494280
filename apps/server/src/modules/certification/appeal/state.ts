import type { appeals } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import type { TextRef } from '../../../platform/texts.ts'

export type AppealKind = (typeof appeals.APPEAL_KINDS)[number]
export type AppealStatus = (typeof appeals.APPEAL_STATUSES)[number]
export type AppealOutcome = (typeof appeals.APPEAL_OUTCOMES)[number]
export type ComplaintOutcome = (typeof appeals.COMPLAINT_OUTCOMES)[number]
export type Concerned = 'application' | 'certificate' | 'certificate-change'

/** An appeal against a decision, or a complaint about a certificate. */
export interface Appeal {
  readonly status: AppealStatus
  readonly number: string
  readonly kind: AppealKind
  readonly body: string
  readonly bodyName: string
  /** Who appeals; a complaint may be anybody's. */
  readonly by: { readonly organisation: string; readonly name: string } | null
  readonly about: { readonly type: Concerned; readonly id: string; readonly number: string }
  /** The file, its certificate and the changes of it: whoever acted on any of these took part. */
  readonly concerns: readonly string[]
  /** The act that an appeal is against. */
  readonly against: { readonly act: string; readonly version: number; readonly on: LocalDate
    readonly ground: string | null } | null
  readonly ground: string
  readonly text: TextRef
  readonly files: readonly string[]
  readonly hasContact: boolean
  readonly filedOn: LocalDate
  readonly decision?: { readonly outcome: AppealOutcome | ComplaintOutcome; readonly text: TextRef
    readonly on: LocalDate }
}
