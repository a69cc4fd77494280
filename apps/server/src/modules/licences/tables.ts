import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Licence, LicenceStatus } from './domain.ts'

export interface LicencesTables {
  licence: {
    id: string
    version: number
    official: JsonColumn<Licence>
    status: GeneratedAlways<LicenceStatus>
    organisation: GeneratedAlways<string>
    licensor: GeneratedAlways<string>
    certificate: GeneratedAlways<string>
    region: GeneratedAlways<string>
    number: GeneratedAlways<string | null>
    publicity_until: GeneratedAlways<string | null>
    announced_on: GeneratedAlways<string | null>
    valid_until: GeneratedAlways<string | null>
  }
  licence_volume: {
    licence: string
    product: string
    year: number
    base: ColumnType<number, number, never>
    extra: Generated<number>
    ordered: Generated<number>
  }
}
