import type { GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Authorisation, Organisation } from './domain.ts'

export interface PartiesTables {
  person: {
    id: string
    /** Keyed hash of kind, country and number of the document. */
    id_mac: string
    key_id: string
    id_kind: 'resident' | 'permanent-residence' | 'passport'
    id_country: string | null
    id_mask: string
    name: string
    created_at: string
  }
  organisation: {
    id: string
    version: number
    official: JsonColumn<Organisation>
    uscc: GeneratedAlways<string>
    name: GeneratedAlways<string>
    kinds: GeneratedAlways<string[]>
    region: GeneratedAlways<string>
    representative: GeneratedAlways<string | null>
  }
  authorisation: {
    id: string
    version: number
    official: JsonColumn<Authorisation>
    status: GeneratedAlways<'granted' | 'revoked'>
    organisation: GeneratedAlways<string>
    agent: GeneratedAlways<string>
    valid_from: GeneratedAlways<string>
    valid_until: GeneratedAlways<string>
  }
}
