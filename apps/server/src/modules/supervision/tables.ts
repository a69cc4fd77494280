import type { GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Order, Report } from './domain.ts'

export interface SupervisionTables {
  supervision_order: {
    id: string
    version: number
    official: JsonColumn<Order>
    status: GeneratedAlways<Order['status']>
    number: GeneratedAlways<string>
    authority: GeneratedAlways<string>
    region: GeneratedAlways<string>
    issued_in: GeneratedAlways<string>
    body: GeneratedAlways<string>
    certificate: GeneratedAlways<string>
    due_on: GeneratedAlways<string>
  }
  report: {
    id: string
    version: number
    official: JsonColumn<Report>
    status: GeneratedAlways<Report['status']>
    number: GeneratedAlways<string>
    region: GeneratedAlways<string>
    held_by: GeneratedAlways<string>
    sent_by: GeneratedAlways<string | null>
  }
  report_contact: { report: string; sealed: Uint8Array }
  report_photo: { id: string; report: string; sealed: Uint8Array }
}
