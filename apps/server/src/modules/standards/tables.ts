import type { GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { PublicationStatus, PublishedRule, PublishedStandard } from './domain.ts'

interface Row<State> {
  id: string
  version: number
  official: JsonColumn<State>
  number: GeneratedAlways<string>
  edition: GeneratedAlways<string>
  status: GeneratedAlways<PublicationStatus>
  in_force_from: GeneratedAlways<string | null>
  title: GeneratedAlways<string>
}

export interface StandardsTables {
  standard: Row<PublishedStandard> & { kind: GeneratedAlways<'A' | 'B'> }
  certification_rule: Row<PublishedRule> & { programme: GeneratedAlways<string>; standard_b: GeneratedAlways<string> }
}
