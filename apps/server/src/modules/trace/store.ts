import { sql } from 'kysely'
import { copyRows } from '../../platform/db/copy.ts'
import type { Db, Tx } from '../../platform/db/database.ts'
import type { ReadEvent } from './domain.ts'

export interface Stamped extends ReadEvent { readonly id: string }

/** Of what is appended: who says it, in which capture, when it is recorded. */
interface Append { readonly organisation: string; readonly capture: string; readonly recordedAt: string }

/**
 * Appends a batch: hashes first, and only events whose hash is new get their rows. Answers the ids that are new.
 *
 * @param said whether one of them may have been said before; when none is thought to be and one was, the database
 *   refuses the whole (`saidBefore`)
 */
export async function appendEvents(
  tx: Tx, of: Append, events: readonly Stamped[], said: boolean,
): Promise<ReadonlySet<string>> {
  const fresh = said ? await appendUnknown(tx, of, events) : await appendNew(tx, of, events)
  const written = events.filter(({ id }) => fresh.has(id))
  await copyRows(tx, 'trace_event', [
    'organisation', 'id', 'recorded_at', 'event_time', 'event_id', 'hash', 'type', 'action', 'biz_step', 'disposition',
    'read_point', 'biz_location', 'declares_error', 'corrects', 'capture', 'event',
  ], written.map((e) => [
    of.organisation, e.id, of.recordedAt, e.eventTime, e.eventId, e.hash, e.type, e.action, e.bizStep, e.disposition,
    e.readPoint, e.bizLocation, e.declaresError, e.corrects, of.capture, JSON.stringify(e.event),
  ]))
  await copyRows(tx, 'trace_item', [
    'item', 'gtin', 'lot', 'event', 'organisation', 'event_time', 'role', 'class', 'quantity', 'unit',
  ], written.flatMap(({ id, eventTime, items }) => items.map((one) => [
    one.item, one.gtin, one.lot, id, of.organisation, eventTime, one.role, one.class, one.quantity, one.unit,
  ])))
  return fresh
}

/** What the same document says twice is one event; what was said in another is refused by the key. */
async function appendNew(tx: Tx, of: Append, events: readonly Stamped[]): Promise<ReadonlySet<string>> {
  const first = new Map<string, Stamped>()
  for (const event of events) {
    const hash = Buffer.from(event.hash).toString('latin1')
    if (!first.has(hash)) first.set(hash, event)
  }
  const fresh = [...first.values()]
  await copyRows(tx, 'trace_hash', ['organisation', 'hash', 'event'],
    fresh.map(({ hash, id }) => [of.organisation, hash, id]))
  return new Set(fresh.map(({ id }) => id))
}

async function appendUnknown(tx: Tx, of: Append, events: readonly Stamped[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ event: string }>`
    insert into trace_hash (organisation, hash, event)
    select ${of.organisation}::uuid, decode(hash, 'hex'), id
    from unnest(${events.map(({ id }) => id)}::uuid[],
      ${events.map(({ hash }) => Buffer.from(hash).toString('hex'))}::text[]) as t (id, hash)
    on conflict do nothing returning event`.execute(tx)
  return new Set(rows.map(({ event }) => event))
}

/** Whether the database refused events because one of them was said before. */
export const saidBefore = (error: unknown): boolean => {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && constraint === 'trace_hash_pkey'
}

/** Ids that were given to events which had been said before under another. */
export async function appendAliases(tx: Tx, organisation: string, again: readonly Stamped[]): Promise<void> {
  const given = again.filter(({ eventId }) => eventId !== null)
  if (given.length === 0) return
  await sql`insert into trace_alias (organisation, event_id, event)
    select ${organisation}::uuid, t.event_id, h.event
    from unnest(${given.map(({ eventId }) => eventId)}::text[],
      ${given.map(({ hash }) => Buffer.from(hash).toString('hex'))}::text[]) as t (event_id, hash)
    join trace_hash h on h.organisation = ${organisation}::uuid and h.hash = decode(t.hash, 'hex')
    on conflict do nothing`.execute(tx)
}

/** Organisations by credit code. */
export async function organisationsByUscc(db: Db, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (codes.length === 0) return new Map()
  const rows = await db.selectFrom('organisation').where('uscc', 'in', [...new Set(codes)])
    .select(['id', 'uscc']).execute()
  return new Map(rows.map(({ id, uscc }) => [uscc, id]))
}

/** Whose products these GTINs are. */
export async function makersOf(db: Db, gtins: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (gtins.length === 0) return new Map()
  const { rows } = await sql<{ gtin: string; organisation: string }>`
    select gtin, organisation from product where gtin = any(${[...new Set(gtins)]}::text[])`.execute(db)
  return new Map(rows.map(({ gtin, organisation }) => [gtin, organisation]))
}

/** Ids of events that the organisation has already given to others, with the hash they stand for. */
export async function idsUsed(
  db: Db, organisation: string, ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ event_id: string; hash: string }>`
    select event_id, encode(hash, 'hex') as hash from trace_event
    where event_id = any(${ids}::text[]) and organisation = ${organisation} and not declares_error`.execute(db)
  return new Map(rows.map(({ event_id: id, hash }) => [id, hash]))
}

/** Which of these events the organisation has said before, by their hashes in hex. */
export async function hashesSaid(
  db: Db, organisation: string, hashes: readonly Uint8Array[],
): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set()
  const { rows } = await sql<{ hash: string }>`
    select encode(h.hash, 'hex') as hash from trace_hash h
    join unnest(${hashes.map((hash) => Buffer.from(hash).toString('hex'))}::text[]) as t (hash)
      on h.hash = decode(t.hash, 'hex')
    where h.organisation = ${organisation}`.execute(db)
  return new Set(rows.map(({ hash }) => hash))
}
