import type { marketMethod } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import type { ColumnType, GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { IndicatorValue, ResultValue } from './engine/port.ts'
import type { Run, RunKind } from './run.ts'
import type { Tally } from './tally.ts'
import type { Survey } from './survey.ts'
import type { Warning } from './warning.ts'
import type { Import, Programme } from './domain.ts'

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
  market_file: {
    id: string
    programme: string
    source: string
    name: string
    sha256: string
    part: string
    rows: number
    observations: number
    first_day: string
    last_day: string
    checked_at: string
  }
  market_import: {
    id: string
    version: number
    official: JsonColumn<Import>
    status: GeneratedAlways<Import['status']>
    programme: GeneratedAlways<string>
    sha256: GeneratedAlways<string>
  }
  market_run: {
    id: string
    version: number
    official: JsonColumn<Run>
    status: GeneratedAlways<Run['status']>
    programme: GeneratedAlways<string>
    run: GeneratedAlways<number>
    publication: GeneratedAlways<'none' | 'reply' | 'published'>
  }
  market_result: {
    run: string
    kind: RunKind
    subject: string
    name: ColumnType<Text, string, never>
    category: string
    results: ColumnType<ResultValue[], string, never>
    indicators: ColumnType<IndicatorValue[], string, never>
  }
  market_tally: { run: string; product: string; counts: ColumnType<Tally, string, never> }
  market_survey: {
    id: string
    version: number
    official: JsonColumn<Survey>
    status: GeneratedAlways<Survey['status']>
    number: GeneratedAlways<string>
    programme: GeneratedAlways<string>
  }
  /** Appended to only: the database refuses anything else. */
  market_answer: {
    survey: string
    place: GeneratedAlways<number>
    code: string
    product: string
    day: string
    answers: ColumnType<Record<string, number>, string, never>
    attentive: boolean
  }
  market_warning: {
    id: string
    version: number
    official: JsonColumn<Warning>
    status: GeneratedAlways<Warning['status']>
    run: GeneratedAlways<string>
    product: GeneratedAlways<string>
    region: GeneratedAlways<string>
  }
  /** Never changed: the database refuses it. */
  market_method: {
    programme: string
    version: number
    sha256: string
    document: ColumnType<marketMethod.MarketMethod, string, never>
  }
}
