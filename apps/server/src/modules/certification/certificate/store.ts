import type { LocalDate } from '@tianfu/kernel'
import { sql } from 'kysely'
import { actsOf } from '../../../platform/acts.ts'
import { fold } from '../../../platform/aggregate.ts'
import type { Db } from '../../../platform/db/database.ts'
import { certificates } from './aggregate.ts'
import { STATUS_LISTS } from './status-lists.ts'
import type { ListPurpose } from './status-lists.ts'
import { standing, standingOn } from './standing.ts'
import type { Certificate, CertificateStanding } from './state.ts'

export interface FoundCertificate { readonly id: string; readonly version: number; readonly state: Certificate }

/** Spaces, hyphens and lower case of a pasted number mean nothing. */
const normalised = (number: string): string => number.normalize('NFKC').toUpperCase().replace(/\s/g, '')

/** A certificate by its register number, the body's number or the national number. */
export async function findCertificateByNumber(db: Db, number: string): Promise<FoundCertificate | undefined> {
  const wanted = normalised(number)
  const row = await db.selectFrom('certificate').select(['id', 'version', 'official']).where((is) => is.or([
    is('register_number', '=', wanted), is('body_number', '=', wanted), is('national_number', '=', wanted)]))
      .executeTakeFirst()
  return row && { id: row.id, version: row.version, state: row.official }
}

export async function findCertificate(db: Db, id: string): Promise<FoundCertificate | undefined> {
  const row = await db.selectFrom('certificate').select(['id', 'version', 'official']).where('id', '=', id)
    .executeTakeFirst()
  return row && { id: row.id, version: row.version, state: row.official }
}

/**
 * A certificate on `day`: how it stood then, as its acts say now. With `until` only acts below that index of the log
 * are known ("as known at checkpoint N"). Undefined before it began, or where nobody knew of it yet.
 */
export async function certificateAsOf(
  db: Db, number: string, day: LocalDate, until?: number,
): Promise<(FoundCertificate & { standing: CertificateStanding }) | undefined> {
  const found = await findCertificateByNumber(db, number)
  if (!found) return undefined
  const state = until === undefined ? found.state : fold(certificates, await actsOf(db, 'certificate', found.id, until))
  const stood = state && standingOn(state, day)
  return state && stood && { ...found, state, standing: stood }
}

/** Certificates by their ids, in no order. */
export async function certificatesById(db: Db, ids: readonly string[]): Promise<FoundCertificate[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('certificate').select(['id', 'version', 'official'])
    .where('id', 'in', [...new Set(ids)]).execute()
  return rows.map(({ id, version, official }) => ({ id, version, state: official }))
}

/** Certificates by any of their three numbers, in no order; numbers as `findCertificateByNumber` takes them. */
export async function certificatesByNumber(db: Db, numbers: readonly string[]): Promise<FoundCertificate[]> {
  if (numbers.length === 0) return []
  const wanted = [...new Set(numbers.map(normalised))]
  const rows = await db.selectFrom('certificate').select(['id', 'version', 'official']).where((is) => is.or([
    is('register_number', 'in', wanted), is('body_number', 'in', wanted), is('national_number', 'in', wanted),
  ])).execute()
  return rows.map(({ id, version, official }) => ({ id, version, state: official }))
}

/** Every certificate of a holder, newest first. */
export async function certificatesOf(db: Db, holder: string): Promise<FoundCertificate[]> {
  const rows = await db.selectFrom('certificate').select(['id', 'version', 'official']).where('holder', '=', holder)
    .orderBy('id', 'desc').execute()
  return rows.map(({ id, version, official }) => ({ id, version, state: official }))
}

/** The compact `vc+jwt` as the body signed it last. */
export async function certificateJwt(db: Db, number: string): Promise<string | undefined> {
  const found = await findCertificateByNumber(db, number)
  const row = found && await db.selectFrom('certificate_credential').select('jwt').where('certificate', '=', found.id)
    .where('sha256', '=', found.state.credentialSha256).executeTakeFirst()
  return row?.jwt
}

/**
 * The indices whose bit is set on `day`. The suspension list has every certificate that does not stand, for whatever
 * reason, so that whoever reads it alone is never misled; the revocation list those that never will again. The places
 * of a certificate before it was issued anew are set in both: those credentials say what no longer holds.
 */
export async function statusListBits(db: Db, purpose: ListPurpose,
  day: LocalDate): Promise<{ list: string; indices: number[] }> {
  const list = STATUS_LISTS[purpose]
  const rows = await db.selectFrom('status_index as s').innerJoin('certificate as c', 'c.id', 's.certificate')
    .select(['s.index', 'c.official']).where('s.list', '=', list)
    .where((is) => is.or([is('c.status', '<>', 'valid'), is('c.valid_until', '<', day),
      is(sql`c.official -> 'revisions'`, 'is not', null)])).orderBy('s.index').execute()
  const counts = (state: Certificate, index: number) => {
    if (state.statusIndex[purpose] !== index) return true
    const now = standing(state, day)
    return purpose === 'suspension' ? now !== 'valid' : now === 'withdrawn' || now === 'cancelled'
  }
  return { list, indices: rows.filter(({ official, index }) => counts(official, index)).map(({ index }) => index) }
}
