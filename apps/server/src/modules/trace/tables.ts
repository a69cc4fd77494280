import type { ColumnType, Generated } from 'kysely'
import type { trace } from '@tianfu/contract'
import type { JsonColumn } from '../../platform/tables.ts'

type Fixed<T> = ColumnType<T, T, never>

export interface TraceTables {
  epcis_capture: {
    id: string; organisation: string; created_at: string; finished_at: string | null; behaviour: 'rollback' | 'proceed'
    success: boolean | null; events: number; captured: number; duplicates: number; place: Generated<number | null>
    context: JsonColumn<unknown>; errors: JsonColumn<readonly CaptureError[]>
  }
  epcis_capture_waiting: { capture: string; document: string; attempts: number; not_before: string }
  trace_hash: { organisation: string; hash: Uint8Array; event: string }
  trace_alias: { organisation: string; event_id: string; event: string }
  trace_event: {
    organisation: Fixed<string>; id: Fixed<string>; recorded_at: Fixed<string>; event_time: Fixed<string>
    event_id: Fixed<string | null>; hash: Fixed<Uint8Array>; type: Fixed<string>; action: Fixed<string | null>
    biz_step: Fixed<string | null>; disposition: Fixed<string | null>; read_point: Fixed<string | null>
    biz_location: Fixed<string | null>; declares_error: Fixed<boolean>
    corrects: Fixed<Uint8Array | null>; capture: Fixed<string>
    event: ColumnType<Record<string, unknown>, string, never>
  }
  trace_item: {
    item: Fixed<string>; gtin: Fixed<string | null>; lot: Fixed<string | null>; event: Fixed<string>
    organisation: Fixed<string>; event_time: Fixed<string>; role: Fixed<'epc' | 'parent' | 'child' | 'input' | 'output'>
    class: Fixed<boolean>; quantity: Fixed<string | null>; unit: Fixed<string | null>
  }
  trace_handover: {
    item: string; receiver: string; sender: string; event: string; event_time: string; maker: string | null
  }
  trace_recall_look: {
    id: string; organisation: string; membership: string; item: string; ground: string; at: string
  }
  trace_consent: { organisation: string; audience: 'chain' | 'public'; fields: string[]; changed_at: string }
  epcis_subscription: {
    id: string; organisation: string; query: string; membership: string; dest: string; token: Uint8Array | null
    schedule: JsonColumn<Record<string, string>> | null; report_if_empty: boolean; created_at: string
    initial_record_time: string | null; position: number; next_at: string | null; last_run_at: string | null
  }
  epcis_report: {
    id: string; subscription: string; created_at: string; events: number; body: string | null; attempts: number
    delivered_at: string | null; failure: (typeof trace.DELIVERY_FAILURES)[number] | null
  }
  epcis_query: { organisation: string; name: string; query: JsonColumn<Record<string, unknown>>; created_at: string }
}

/** What was wrong with one event of a document, counted from 0. */
export interface CaptureError {
  readonly event: number
  readonly code: string
  readonly details: Readonly<Record<string, string>>
  readonly zh: string
  readonly en: string
}
