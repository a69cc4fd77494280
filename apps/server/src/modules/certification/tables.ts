import type { GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Appeal, AppealKind, AppealStatus } from './appeal/state.ts'
import type { Application, ApplicationStatus, TestValue } from './application/state.ts'
import type { Certificate, CertificateStatus } from './certificate/state.ts'
import type { CertificateChange, ChangeStatus } from './change/state.ts'

interface Row<State> { id: string; version: number; official: JsonColumn<State> }

/** A task of a draft as it lies in its row. */
export interface DraftTask {
  readonly version: number
  readonly answers: Record<string, unknown>
  readonly complete: boolean
  readonly editedBy: string
  readonly editedAt: string
}

/** What a tester has entered. */
export interface ReportDraft {
  readonly number: string
  readonly testedFrom: string
  readonly testedUntil: string
  readonly file: string
  readonly values: readonly TestValue[]
  readonly replaces?: string
  readonly correctionGround?: string
  readonly testers: readonly string[]
}

export interface CertificationTables {
  application_draft: {
    id: string; organisation: string; body: string; product: string; rule: string; version: number
    tasks: JsonColumn<Record<string, DraftTask>>; created_at: string; edited_by_name: string; edited_at: string
  }
  application: Row<Application> & {
    number: GeneratedAlways<string>; status: GeneratedAlways<ApplicationStatus>; applicant: GeneratedAlways<string>
    body: GeneratedAlways<string>; product: GeneratedAlways<string>; rule: GeneratedAlways<string>
    region: GeneratedAlways<string>
    batch: GeneratedAlways<boolean>; decided_on: GeneratedAlways<string | null>; search: GeneratedAlways<string>
  }
  test_order: {
    id: string; application: string; laboratory: string; status: 'ordered' | 'received' | 'drafted' | 'reported'
    ordered_on: string; search: string
  }
  sampling_seal: { seal: string; application: string }
  test_report_draft: {
    test_order: string; version: number; content: JsonColumn<ReportDraft>; entered_by: string; entered_at: string }
  test_report: { id: string; application: string; laboratory: string; number: string; sha256: string }
  audit_assignment: { application: string; person: string; site: string; from_day: string; until_day: string }
  audit_note: {
    id: string; application: string; written_by: string; written_at: string; kept_at: string; clause: string | null
    text: string; photographs: JsonColumn<string[]>
  }
  audit_photograph: { sha256: string; application: string; which: string }
  certificate: Row<Certificate> & {
    status: GeneratedAlways<CertificateStatus>; register_number: GeneratedAlways<string>
    body_number: GeneratedAlways<string>
    national_number: GeneratedAlways<string | null>; application: GeneratedAlways<string>; body: GeneratedAlways<string>
    holder: GeneratedAlways<string>; product: GeneratedAlways<string>; rule: GeneratedAlways<string>
    programme: GeneratedAlways<string>
    region: GeneratedAlways<string>; issued_on: GeneratedAlways<string>; valid_from: GeneratedAlways<string>
    valid_until: GeneratedAlways<string>; surveillance_due: GeneratedAlways<string | null>
    transfer_to: GeneratedAlways<string | null>
    search: GeneratedAlways<string>
  }
  certificate_change: Row<CertificateChange> & {
    number: GeneratedAlways<string>; status: GeneratedAlways<ChangeStatus>; kind: GeneratedAlways<string>
    certificate: GeneratedAlways<string>; holder: GeneratedAlways<string>; body: GeneratedAlways<string>
    search: GeneratedAlways<string>
  }
  appeal: Row<Appeal> & {
    number: GeneratedAlways<string>; kind: GeneratedAlways<AppealKind>; status: GeneratedAlways<AppealStatus>
    body: GeneratedAlways<string>; by_organisation: GeneratedAlways<string | null>; about: GeneratedAlways<string>
    against: GeneratedAlways<number | null>; search: GeneratedAlways<string>
  }
  appeal_contact: { appeal: string; sealed: Uint8Array }
  status_index: { list: string; index: number; certificate: string }
  certificate_credential: { certificate: string; jwt: string; sha256: string }
}
