import type { certificateChanges } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import type { TextRef } from '../../../platform/texts.ts'
import type { JudgedValue } from '../application/state.ts'
import type { Said } from '../certificate/state.ts'

export type ChangeKind = (typeof certificateChanges.CHANGE_KINDS)[number]
export type ChangeRoute = (typeof certificateChanges.CHANGE_ROUTES)[number]
export type ChangeStatus = (typeof certificateChanges.CHANGE_STATUSES)[number]

export interface ChangeReport {
  readonly id: string
  readonly laboratory: string
  readonly number: string
  readonly file: string
  readonly testedFrom: LocalDate
  readonly testedUntil: LocalDate
  readonly values: readonly JudgedValue[]
}
export interface ChangeAudit {
  readonly site: string; readonly from: LocalDate; readonly until: LocalDate; readonly record: TextRef }

export interface ChangeEvaluation {
  readonly outcome: 'conforms' | 'does-not-conform'
  readonly note: TextRef
  readonly files: readonly string[]
  readonly report?: ChangeReport
  readonly audit?: ChangeAudit
}

/** A change that the holder of a certificate asks for. */
export interface CertificateChange {
  readonly status: ChangeStatus
  readonly number: string
  readonly certificate: string
  readonly certificateNumber: string
  readonly holder: string
  readonly body: string
  /** As they stood at the request, for lists. */
  readonly names: { readonly holder: string; readonly body: string; readonly product: string }
  readonly kind: ChangeKind
  /** What the rule of the day asked for; a later edition of the rule does not change it. */
  readonly route: ChangeRoute
  /** What the certificate is to say differently. */
  readonly wanted: Partial<Said>
  readonly text: TextRef
  readonly files: readonly string[]
  readonly requestedOn: LocalDate
  readonly evaluation?: ChangeEvaluation & { readonly on: LocalDate }
  /** Who evaluated; they do not decide. */
  readonly evaluators: readonly string[]
  readonly decision?: { readonly outcome: 'grant' | 'deny'; readonly ground?: string; readonly note?: TextRef
    readonly on: LocalDate }
}
