import { refuse } from '@tianfu/contract'
import { regionPrefix } from '@tianfu/scheme'
import { find, lock } from '../../platform/acts.ts'
import type { Locked } from '../../platform/acts.ts'
import type { Db, Tx } from '../../platform/db/database.ts'
import type { Actor } from '../../platform/work.ts'
import { licence } from './aggregate.ts'
import type { Licence } from './domain.ts'

export type LockedLicence = Locked<Licence>

export const findLicence = (db: Db, id: string): Promise<LockedLicence | undefined> => find(db, licence, id)
export const lockLicence = (tx: Tx, id: string): Promise<LockedLicence> => lock(tx, licence, id)

export async function findLicenceByNumber(db: Db, number: string): Promise<LockedLicence | undefined> {
  const row = await db.selectFrom('licence').where('number', '=', number).select(['id', 'version', 'official'])
    .executeTakeFirst()
  return row && { id: row.id, version: row.version, state: row.official }
}

/**
 * Whether a licence lies in the actor's scope: a licensor and whoever publishes reach all, an authority its region,
 * everybody else the organisation's own. What is outside is not found.
 */
export function isWithinScope(actor: Actor, state: Pick<Licence, 'organisation' | 'region'>): boolean {
  if (actor.capacity === 'licensor' || actor.capacity === 'publisher') return true
  if (actor.capacity === 'authority') {
    return actor.region !== undefined && state.region.startsWith(regionPrefix(actor.region))
  }
  return state.organisation === actor.organisation
}

/** The licence, locked, when it is in the actor's scope. @throws Refusal `not-found` */
export async function lockOwn(tx: Tx, actor: Actor, id: string): Promise<LockedLicence> {
  const locked = await lockLicence(tx, id)
  if (!isWithinScope(actor, locked.state)) refuse('not-found')
  return locked
}

/** Licences on a certificate that were withdrawn after they had been granted. */
export async function licencesEndedWith(db: Db, certificate: string): Promise<string[]> {
  const rows = await db.selectFrom('licence').where('certificate', '=', certificate).where('status', '=', 'withdrawn')
    .select('id').orderBy('id').execute()
  return rows.map(({ id }) => id)
}

/** Licences that stand on a certificate, ended applications left out, in the order in which they are locked. */
export async function licencesOn(db: Db, certificate: string): Promise<string[]> {
  const rows = await db.selectFrom('licence').where('certificate', '=', certificate)
    .where('status', 'not in', ['refused', 'returned', 'retracted', 'withdrawn', 'ended']).select('id').orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
