import { refuse } from '@tianfu/contract'
import { maskIdNumber } from '@tianfu/identifiers'
import type { DocumentKind } from '@tianfu/identifiers'
import type { Db } from '../../platform/db/database.ts'
import type { Work } from '../../platform/work.ts'
import { documentText, identityDocument } from './domain.ts'

/** A person as somebody names them; the number goes no further than its keyed hash and its mask. */
export interface NamedPerson {
  name: string
  idKind: DocumentKind
  idNumber: string
  country?: string
}

export interface PersonShown { id: string; name: string; idMask: string }

/**
 * The person with this document, made when there is none: one row per document, so persons are compared by id.
 *
 * @throws Refusal `person-name-differs` when the document is known under another name
 */
export async function personOf(work: Work, named: NamedPerson): Promise<{ id: string }> {
  const { tx, world } = work
  const document = identityDocument(named)
  const name = named.name.trim().normalize('NFC')
  const mac = world.keys.mac('person-id', documentText(document))
  await tx.insertInto('person').values({
    id: world.newId(), id_mac: mac, key_id: world.keys.id,
    id_kind: document.kind, id_country: document.country, id_mask: maskIdNumber(document.number), name,
    created_at: work.at.system,
  }).onConflict((conflict) => conflict.column('id_mac').doNothing()).execute()
  const person = await tx.selectFrom('person').select(['id', 'name'])
    .where('id_mac', '=', mac).executeTakeFirstOrThrow()
  if (person.name !== name) refuse('person-name-differs')
  return { id: person.id }
}

export async function findPerson(db: Db, id: string): Promise<PersonShown | undefined> {
  const row = await db
    .selectFrom('person')
    .where('id', '=', id)
    .select(['id', 'name', 'id_mask as idMask'])
    .executeTakeFirst()
  return row
}

/** Names by person; for those who may see them. */
export async function personNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('person').where('id', 'in', [...new Set(ids)]).select(['id', 'name']).execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
