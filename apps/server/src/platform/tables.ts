import type { ColumnType, Generated } from 'kysely'

/** JSON columns come back parsed and go in as text. */
export type JsonColumn<T> = ColumnType<T, string, string>
type Never<T> = ColumnType<T, T, never>

export interface ActTable {
  id: Never<string>
  type: Never<string>
  v: Never<number>
  subject_type: Never<string>
  subject: Never<string>
  version: Never<number>
  content: ColumnType<Record<string, unknown>, string, never>
  public: Never<boolean>
  capacity: Never<string>
  role: Never<string>
  organisation: Never<string | null>
  account: Never<string | null>
  person: Never<string | null>
  acting_for: Never<string | null>
  ground: Never<string | null>
  scheme: Never<string>
  edition: Never<string>
  clock_moved: Never<boolean>
  recorded_at: Never<string>
  decided_on: Never<string>
  effective_on: Never<string>
  published_at: Never<string | null>
  system_at: Never<string>
  salt: Never<Uint8Array>
  entry: Never<Uint8Array>
}

export interface PlatformTables {
  act: ActTable
  act_text: { id: string; sha256: string; salt: Uint8Array | null; text: string | null }
  log_pending: { seq: Generated<number>; act: string }
  log_entry: { index: Never<number>; act: Never<string>; leaf: Never<Uint8Array> }
  log_checkpoint: {
    size: Never<number>; root: Never<Uint8Array>; frontier: Never<string[]>; note: Never<string>;
    signed_at: Never<string>
  }
  log_cosignature: {
    size: Never<number>; witness: Never<string>; line: Never<string>; cosigned_at: Never<string>
  }
  installation: { name: string; value: string }
  official_clock: { single: Generated<boolean>; ahead_ms: number }
  idempotency: {
    caller: string; endpoint: string; key: string; request: string; status: number | null
    answer: JsonColumn<unknown> | null; at: string
  }
  number_sequence: { series: string; last: number }
  deadline: {
    id: string; subject_type: string; subject: string; kind: string; label: JsonColumn<{ zh: string; en?: string }>
    organisation: string | null; region: string | null; role: string | null; working_days: number | null
    started_on: string; due_on: string; provisional: boolean; paused_on: string | null; pause_reason: string | null
    pauses: ColumnType<{ from: string; to: string; reason: string }[], string | undefined, string>
    ended_on: string | null; passed: Generated<boolean>; reminded: ColumnType<number[], string | undefined, string>
  }
  task: {
    id: string; subject_type: string; subject: string; kind: string; title: JsonColumn<{ zh: string; en?: string }>
    organisation: string | null; region: string | null; role: string; link: string; created_at: string
    claimed_by: string | null; claimed_name: string | null; claimed_at: string | null; ended_at: string | null;
    search: string
  }
  task_move: {
    id: string; task: string; taken_from: string | null; given_to: string | null; moved_by: string
    cause: 'assigned' | 'handed-over' | 'left'; at: string
  }
  saved_filter: {
    id: string; account: string; list: string; name: string; query: JsonColumn<Record<string, string>>
    created_at: string
  }
  notice: {
    id: string; account: string | null; person: string | null; organisation: string | null; region: string | null
    role: string | null; text: JsonColumn<{ zh: string; en?: string }>; link: string; created_at: string
    delivered_at: ColumnType<string | null, undefined, string>
  }
  notice_read: { notice: string; account: string; at: string }
  file: {
    owner: string; sha256: string; name: string; type: string; size: number; state: 'clean' | 'quarantined'
    valid_until: string | null; uploaded_by: string; uploaded_at: string
  }
  file_share: { owner: string; sha256: string; organisation: string; subject_type: string; subject: string }
  file_use: { owner: string; sha256: string; subject_type: string; subject: string }
  search_entry: {
    kind: string; id: string; subject_type: string; subject: string; title: JsonColumn<{ zh: string; en?: string }>
    title_key: string; link: string; public: boolean; organisations: string[]; regions: string[]; numbers: string[]
    printed: string[]; texts: string[]; haystack: string; grams: string; rank: ColumnType<number, never, never>
  }
}
