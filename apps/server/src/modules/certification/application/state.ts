import type { certification } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import type { SchemeTypeId, StepId } from '@tianfu/scheme'
import type { TextRef } from '../../../platform/texts.ts'

export type ApplicationStatus = certification.ApplicationStatus

export interface Pinned { readonly number: string; readonly edition: string }

/** Answers as the act keeps them: free text and personal data stand in erasable rows. */
export type AnswersKept = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export type Finding = 'conforms' | 'nonconforming' | 'not-applicable'
export interface ClauseFinding {
  readonly clause: string
  readonly finding: Finding
  /** Per cent of a clause that is scored. */
  readonly mark?: number
  readonly note?: TextRef
}

export interface Sampling {
  readonly id: string
  readonly number: string
  readonly model: string
  readonly lot: string
  readonly place: TextRef
  readonly unit: string
  readonly baseQuantity: number
  readonly samples: number
  readonly spares: number
  readonly sealNumber: string
  readonly spareSealNumber: string
  readonly conditions: readonly { readonly key: string; readonly value: string }[]
  readonly photographs: readonly string[]
  readonly takenOn: LocalDate
  readonly witnessedOn?: LocalDate
}

export type SampleKind = 'sample' | 'spare'
export interface TestOrder {
  readonly id: string
  readonly sampling: string
  readonly of: SampleKind
  readonly laboratory: string
  readonly indicators: readonly string[]
  /** The report whose failing values this order tests again. */
  readonly retestOf?: string
  readonly orderedOn: LocalDate
  readonly receivedOn?: LocalDate
}

export type ResultKind = 'measured' | 'not-detected' | 'yes' | 'no'
export interface TestValue {
  readonly indicator: string
  readonly method: string
  readonly result: ResultKind
  /** Decimal text, one per specimen. */
  readonly values?: readonly string[]
  /** Of a clause answered specimen by specimen: how many said yes. */
  readonly yes?: number
  readonly detectionLimit?: string
  readonly uncertainty?: string
}
export interface JudgedValue extends TestValue {
  readonly verdict: 'pass' | 'fail' | 'missing' | 'not-applicable'
  /** Which rule of judging decided. */
  readonly code: string
}
export interface TestReport {
  readonly id: string
  readonly number: string
  readonly order: string
  readonly file: string
  readonly testedFrom: LocalDate
  readonly testedUntil: LocalDate
  readonly issuedOn: LocalDate
  readonly values: readonly JudgedValue[]
  readonly passed: boolean
  /** The corrected report that stands in its place; both are kept. */
  readonly replacedBy?: string
  /** Day on which it was found forged; it counts no more. */
  readonly forgedOn?: LocalDate
}
/** What the enterprise says of a report with failing values. */
export interface FailureAnswer {
  readonly cause: TextRef
  readonly correction: TextRef
  readonly correctiveAction: TextRef
  readonly files: readonly string[]
  readonly on: LocalDate
}

export interface TeamMember {
  readonly person: string
  readonly function: 'lead' | 'auditor' | 'expert'
  readonly site: string
  readonly from: LocalDate
  readonly until: LocalDate
}
export interface AuditSite {
  readonly site: string; readonly from: LocalDate; readonly until: LocalDate; readonly startsAt: string }
export interface SignIn {
  readonly at: string
  readonly site: string
  readonly present: readonly string[]
  readonly photographs: readonly string[]
  readonly longitude: string
  readonly latitude: string
  /** When it was filled in by the clock of a telephone that had no network then; `at` is when it arrived. */
  readonly filledAt?: string
  readonly deviationMetres: number | null
  readonly flags: readonly SignInFlag[]
  readonly ground?: string
  readonly explanation?: TextRef
}
export type SignInFlag = 'too-far' | 'late' | 'not-on-the-day' | 'photograph-seen-before' | 'place-unknown'
export interface Audit {
  readonly status: 'planned' | 'confirmed' | 'open' | 'closed'
  readonly plan: number
  readonly sites: readonly AuditSite[]
  readonly team: readonly TeamMember[]
  readonly personDaysTenths: number
  readonly minimumTenths: number
  readonly scope?: TextRef
  readonly objection?: TextRef
  readonly opening?: SignIn
  readonly closing?: SignIn
}

export interface NonconformityAnswer extends FailureAnswer {
  readonly outcome?: 'verified' | 'returned'
  readonly note?: TextRef
}
export interface Nonconformity {
  readonly id: string
  readonly number: string
  readonly grade: 'major' | 'minor'
  readonly clause: string
  readonly finding: TextRef
  readonly files: readonly string[]
  readonly raisedOn: LocalDate
  readonly status: 'raised' | 'answered' | 'returned' | 'verified'
  readonly answers: readonly NonconformityAnswer[]
}

/** The whole certification file until its decision. */
export interface Application {
  readonly status: ApplicationStatus
  readonly number: string
  readonly applicant: string
  readonly body: string
  readonly product: string
  readonly declaration: string
  /** Region of the place of production; authorities read a summary by it. */
  readonly region: string
  readonly programme: string
  readonly rule: Pinned
  readonly standards: readonly Pinned[]
  readonly schemeType: SchemeTypeId
  /** True where each certificate covers a harvest batch of its own. */
  readonly batch: boolean
  /** As they stood at submission, for lists. */
  readonly names: { readonly applicant: string; readonly body: string; readonly product: string }
  /** First day of the edition of the scheme: pinned at acceptance. */
  readonly edition: string
  readonly steps: readonly StepId[]
  readonly models: readonly string[]
  readonly sites: readonly string[]
  readonly answers: AnswersKept
  /** Answers before a supplement, by `task.field`. */
  readonly replaced: Readonly<Record<string, unknown>>
  readonly files: readonly string[]
  readonly submittedOn: LocalDate
  readonly supplement?: { readonly fields: readonly string[]; readonly text: TextRef; readonly ground: string
    readonly requestedOn: LocalDate; readonly answeredOn?: LocalDate }
  readonly refusal?: { readonly ground: string; readonly text: TextRef; readonly on: LocalDate }
  readonly acceptedOn?: LocalDate
  readonly contract?: { readonly number: string; readonly feeFen: number; readonly text: TextRef; readonly file?: string
    readonly offeredOn: LocalDate; readonly signedOn?: LocalDate }
  readonly documentReview?: { readonly clauses: readonly ClauseFinding[]; readonly on: LocalDate }
  readonly samplings: readonly Sampling[]
  readonly testOrders: readonly TestOrder[]
  readonly reports: readonly TestReport[]
  readonly failureAnswers: Readonly<Record<string, FailureAnswer>>
  readonly audit?: Audit
  readonly impartiality: Readonly<Record<string, 'free' | 'conflict'>>
  readonly nonconformities: readonly Nonconformity[]
  readonly serviceAssessment?: { readonly clauses: readonly ClauseFinding[]; readonly values: readonly JudgedValue[]
    readonly passed: boolean; readonly on: LocalDate }
  readonly evaluation?: { readonly conclusion: 'recommended' | 'not-recommended'; readonly summary: TextRef
    readonly clauses: readonly ClauseFinding[]; readonly on: LocalDate }
  readonly review?: { readonly outcome: 'approve' | 'reopen'; readonly note: TextRef; readonly on: LocalDate }
  readonly reopened: readonly { readonly note: TextRef; readonly on: LocalDate }[]
  readonly decision?: {
    readonly outcome: 'grant' | 'deny'; readonly ground?: string; readonly note?: TextRef; readonly on: LocalDate }
  readonly certificate?: string
  /**
   * Every person who ever evaluated this file, whoever's account or delegation it was, before and after every
   * reopening. It only grows: review and decision are closed to them for ever (ISO/IEC 17065 7.5, 7.6).
   */
  readonly evaluators: readonly string[]
  /** Whoever reviewed or decided, to be shown; it bars nobody. */
  readonly judges: readonly string[]
}
