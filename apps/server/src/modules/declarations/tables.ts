import type { GeneratedAlways } from 'kysely'
import type { TextRef } from '../../platform/texts.ts'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Declaration, Status } from './domain.ts'
import type { DraftContent, EntryVersions } from './draft.ts'

export type ChallengeStatus = 'lodged' | 'accepted' | 'refused' | 'answered' | 'concluded'

export interface DeclarationsTables {
  declaration_draft: {
    id: string
    organisation: string
    product: string
    rule: string
    rule_edition: string
    version: number
    content: JsonColumn<DraftContent>
    entry_versions: JsonColumn<EntryVersions>
    edited_by: string
    edited_by_name: string
    edited_at: string
  }
  declaration: {
    id: string
    version: number
    official: JsonColumn<Declaration>
    number: GeneratedAlways<string>
    organisation: GeneratedAlways<string>
    product: GeneratedAlways<string>
    programme: GeneratedAlways<string>
    standard_b: GeneratedAlways<string>
    status: GeneratedAlways<Status>
    valid_until: GeneratedAlways<string>
    confirmed_until: GeneratedAlways<string>
  }
  declaration_challenge: {
    id: string
    number: string
    declaration: string
    organisation: string
    region: string
    ground: string
    text: JsonColumn<TextRef>
    /** Sealed under `challenge-contact`. */
    contact: Uint8Array | null
    status: ChallengeStatus
    lodged_on: string
  }
}
