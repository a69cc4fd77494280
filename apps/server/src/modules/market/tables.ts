import type { marketMethod } from '@tianfu/contract'
import type { ColumnType, GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Programme } from './domain.ts'

export interface MarketTables {
  market_programme: {
    id: string
    version: number
    official: JsonColumn<Programme>
    status: GeneratedAlways<Programme['status']>
    number: GeneratedAlways<string>
    organisation: GeneratedAlways<string>
    name: GeneratedAlways<string>
  }
  /** Never changed: the database refuses it. */
  market_method: {
    programme: string
    version: number
    sha256: string
    document: ColumnType<marketMethod.MarketMethod, string, never>
  }
}
