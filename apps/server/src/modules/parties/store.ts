import { refuse } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { find, lock } from '../../platform/acts.ts'
import type { Locked } from '../../platform/acts.ts'
import type { Db, Tx } from '../../platform/db/database.ts'
import { organisation } from './domain.ts'
import type { Organisation } from './domain.ts'

/** An organisation with its id. */
export interface Found extends Organisation { readonly id: string }

export async function findOrganisation(db: Db, id: string): Promise<Found | undefined> {
  const found = await find(db, organisation, id)
  return found && { id: found.id, ...found.state }
}

/** @throws Refusal `not-found` */
export async function getOrganisation(db: Db, id: string): Promise<Found> {
  return (await findOrganisation(db, id)) ?? refuse('not-found')
}

export async function findOrganisationByUscc(db: Db, uscc: string): Promise<Found | undefined> {
  const row = await db.selectFrom('organisation').where('uscc', '=', uscc).select(['id', 'official']).executeTakeFirst()
  return row && { id: row.id, ...row.official }
}

/** Names by organisation id. */
export async function organisationNames(db: Db, ids: readonly string[]): Promise<Map<string, Text>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('organisation')
    .where('id', 'in', [...new Set(ids)])
    .select(['id', 'official'])
    .execute()
  return new Map(rows.map((row) => [row.id, row.official.name]))
}

export const lockOrganisation = (tx: Tx, id: string): Promise<Locked<Organisation>> => lock(tx, organisation, id)
