import type { LocalDate } from '@tianfu/kernel'
import type { ColumnType, GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { CodeBatch, CodeKeyLoss, CodeOrder } from './domain.ts'

export interface CodesTables {
  code_key: {
    id: string; organisation: string; key_id: string; year: number; licensee: string; created_at: string
    revoked_on: string | null
  }
  /** By the id of the key. */
  code_key_loss: {
    id: string; version: number; official: JsonColumn<CodeKeyLoss>; lost_on: GeneratedAlways<LocalDate>
  }
  code_counter: { gtin: string; key_id: string; organisation: string; next: number }
  code_order: {
    id: string
    version: number
    official: JsonColumn<CodeOrder>
    status: GeneratedAlways<CodeOrder['status']>
    organisation: GeneratedAlways<string>
    licence: GeneratedAlways<string>
    number: GeneratedAlways<string>
    quantity: GeneratedAlways<number>
  }
  code_batch: {
    id: string
    version: number
    official: JsonColumn<CodeBatch>
    status: GeneratedAlways<CodeBatch['status']>
    code_order: GeneratedAlways<string>
    organisation: GeneratedAlways<string>
    licence: GeneratedAlways<string>
    gtin: GeneratedAlways<string>
    key_id: GeneratedAlways<string>
    first: GeneratedAlways<number>
    quantity: GeneratedAlways<number>
  }
  scan: {
    at: ColumnType<string, string, never>
    gtin: ColumnType<string | null, string | null, never>
    key_id: ColumnType<string | null, string | null, never>
    counter: ColumnType<number | null, number | null, never>
    outcome: ColumnType<string, string, never>
    place: ColumnType<string | null, string | null, never>
    device: ColumnType<string, string, never>
  }
  scan_count: { gtin: string; key_id: string; counter: number; first_at: string; scans: number }
  scan_recorder: { process: string; flight: number; statements: number; at: string }
}
