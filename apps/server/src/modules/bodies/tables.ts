import type { GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Body, BodyStatus, Laboratory, Staff } from './domain.ts'

interface Row<State> { id: string; version: number; official: JsonColumn<State> }

export interface BodiesTables {
  body: Row<Body> & {
    status: GeneratedAlways<BodyStatus>
    approval_number: GeneratedAlways<string>
    slug: GeneratedAlways<string>
    code: GeneratedAlways<string>
    prefix: GeneratedAlways<string>
  }
  laboratory: Row<Laboratory> & { status: GeneratedAlways<BodyStatus> }
  staff: Row<Staff> & {
    person: GeneratedAlways<string>
    organisation: GeneratedAlways<string>
    from_day: GeneratedAlways<string>
    until_day: GeneratedAlways<string | null>
  }
  /** Private halves of signing keys, sealed under `body-key/{body}/{id}`. */
  body_key: { body: string; id: string; sealed: Uint8Array }
}
