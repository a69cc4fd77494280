import type { LocalDate, Text } from '@tianfu/kernel'
import type { SchemeTypeId, SurveillanceKind } from '@tianfu/scheme'
import type { Pinned } from '../application/state.ts'
import type { ChangeKind } from '../change/state.ts'
import type { TextRef } from '../../../platform/texts.ts'

/** Status as acts set it; that a certificate has expired is a comparison of days, never an act. */
export type CertificateStatus = 'valid' | 'suspended' | 'withdrawn' | 'cancelled'
export type CertificateStanding = CertificateStatus | 'expired'

/** What happened to the standing, in the order of recording. */
export interface Turn {
  readonly type: 'issued' | 'suspended' | 'extended' | 'restored' | 'withdrawn' | 'cancelled'
  readonly effectiveOn: LocalDate
  readonly decidedOn: LocalDate
  readonly recordedAt: string
  readonly ground: string | null
  readonly until?: LocalDate
  /** Day on which an appeal against it was upheld; it counts on no day. */
  readonly setAside?: LocalDate
}

export interface Surveillance {
  readonly id: string
  readonly dueOn: LocalDate
  readonly kinds: readonly SurveillanceKind[]
  readonly outcome?: 'passed' | 'findings'
  readonly summary?: TextRef
  readonly findings: readonly {
    readonly clause: string; readonly grade: 'major' | 'minor'; readonly finding: TextRef }[]
  readonly files: readonly string[]
  readonly recordedOn?: LocalDate
  /** Who carried it out; they do not conclude it, nor decide on what it found. */
  readonly evaluators: readonly string[]
  readonly conclusion?: 'maintained' | 'correction-needed'
  readonly note?: TextRef
  readonly concludedOn?: LocalDate
}

export interface CertifiedProduct {
  readonly product: string
  readonly name: Text
  readonly gtin: string | null
  readonly models: readonly string[]
  readonly brand: string | null
  readonly yearlyCapacity: number
  readonly unit: string
}

/** What a certificate says and a change of it may alter. */
export interface Said {
  /** Holder and the three parties by name, as they stood when the certificate was issued or last changed. */
  readonly holderName: string
  readonly parties: { readonly applicant: string; readonly producer: string; readonly manufacturer: string }
  readonly region: string
  readonly products: readonly CertifiedProduct[]
  readonly standards: readonly (Pinned & { readonly name: Text })[]
  readonly rule: Pinned & { readonly name: Text }
  readonly scope: string
  readonly conditions: string | null
  /** Places of production once a change named them; before, those of the application. */
  readonly sites?: readonly string[]
}

/** A change that was granted, and what the certificate said until then. */
export interface Revision {
  readonly kind: ChangeKind | 'transfer'
  /** The change that was granted; absent where another body took over. */
  readonly change?: string
  readonly effectiveOn: LocalDate
  readonly decidedOn: LocalDate
  readonly recordedAt: string
  readonly before: Said & Partial<Pick<Certificate, 'body' | 'bodyName' | 'bodyNumber'>>
}

export interface Certificate extends Said {
  readonly status: CertificateStatus
  readonly application: string
  /** Number of the register, of the body, of the national authority: three fields (practice §1). */
  readonly registerNumber: string
  readonly bodyNumber: string
  readonly nationalNumber: string | null
  readonly body: string
  readonly holder: string
  readonly holderUscc: string
  readonly bodyName: string
  readonly programme: string
  readonly schemeType: SchemeTypeId
  readonly edition: string
  /** The one product, for the lock of I1. */
  readonly product: string
  readonly batch: { readonly lot: string; readonly quantity: number; readonly unit: string } | null
  readonly issuedOn: LocalDate
  readonly validFrom: LocalDate
  readonly validUntil: LocalDate
  readonly suspendedUntil: LocalDate | null
  readonly extensions: number
  readonly history: readonly Turn[]
  readonly statusIndex: { readonly suspension: number; readonly revocation: number }
  readonly credentialSha256: string
  /** Absent until the first change. */
  readonly revisions?: readonly Revision[]
  readonly surveillance: readonly Surveillance[]
  readonly correction?: { readonly on: LocalDate; readonly text: TextRef; readonly files: readonly string[]
    readonly outcome?: 'verified' | 'returned'; readonly note?: TextRef; readonly verifiedOn?: LocalDate }
  readonly cancellationAsked?: { readonly on: LocalDate; readonly ground: string; readonly text: TextRef }
  /** The holder asked another body to take over. */
  readonly transfer?: { readonly to: string; readonly on: LocalDate; readonly text: TextRef }
  /** Since when its present body has it, where that did not issue it. */
  readonly transferredOn?: LocalDate
  /** Name in the register that the certificate does not say yet. */
  readonly renamed?: { readonly name: string; readonly on: LocalDate }
  /** A later edition of its rule is in force; by `until` it moves there. */
  readonly transition?: { readonly edition: string; readonly until: LocalDate }
  /** A report behind it was found forged: it waits for its withdrawal. */
  readonly forgery?: { readonly on: LocalDate; readonly report: string; readonly number: string }
  /** The holder asked for a pause, such as of a season. */
  readonly suspensionAsked?: { readonly on: LocalDate; readonly until: LocalDate; readonly text: TextRef }
  /** The holder reported that production goes on. */
  readonly resumption?: { readonly on: LocalDate; readonly text: TextRef; readonly files: readonly string[] }
  /** Persons who evaluated what the present suspension rests on, and who verified its correction. */
  readonly barred: readonly string[]
}
