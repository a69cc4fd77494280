import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db/database.ts'
import type { ReadEvent } from './domain.ts'

export interface Stamped extends ReadEvent { readonly id: string }

/** Text arrays go to PostgreSQL as one parameter each, however many rows they have. */
const columns = (events: readonly Stamped[]) => ({
  id: events.map(({ id }) => id), hash: events.map(({ hash }) => Buffer.from(hash).toString('hex')),
  time: events.map(({ eventTime }) => eventTime), eventId: events.map(({ eventId }) => eventId),
  type: events.map(({ type }) => type), action: events.map(({ action }) => action),
  step: events.map(({ bizStep }) => bizStep), disposition: events.map(({ disposition }) => disposition),
  readPoint: events.map(({ readPoint }) => readPoint), location: events.map(({ bizLocation }) => bizLocation),
  error: events.map(({ declaresError }) => declaresError),
  corrects: events.map(({ corrects }) => corrects && Buffer.from(corrects).toString('hex')),
  event: events.map(({ event }) => JSON.stringify(event)),
})

/**
 * Appends a batch in one statement: hashes first, and only events whose hash was new get their rows. Answers the ids
 * that were new.
 */
export async function appendEvents(
  tx: Tx, of: { organisation: string; capture: string; recordedAt: string }, events: readonly Stamped[],
): Promise<ReadonlySet<string>> {
  const c = columns(events)
  const items = events.flatMap(({ id, eventTime, items: named }) => named.map((one) => ({ ...one, id, eventTime })))
  const { rows } = await sql<{ event: string }>`
    with said as (
      select * from unnest(${c.id}::uuid[], ${c.hash}::text[], ${c.time}::timestamptz[], ${c.eventId}::text[],
        ${c.type}::text[], ${c.action}::text[], ${c.step}::text[], ${c.disposition}::text[], ${c.readPoint}::text[],
        ${c.location}::text[], ${c.error}::boolean[],
        ${c.corrects}::text[], ${c.event}::text[])
        as t (id, hash, event_time, event_id, type, action, biz_step, disposition, read_point, biz_location,
          declares_error, corrects, event)
    ), fresh as (
      insert into trace_hash (organisation, hash, event)
      select ${of.organisation}::uuid, decode(hash, 'hex'), id from said on conflict do nothing returning event
    ), kept as (
      insert into trace_event (organisation, id, recorded_at, event_time, event_id, hash, type, action, biz_step,
        disposition, read_point, biz_location, declares_error, corrects, capture, event)
      select ${of.organisation}::uuid, id, ${of.recordedAt}::timestamptz, event_time, event_id, decode(hash, 'hex'),
        type, action, biz_step, disposition, read_point, biz_location, declares_error, decode(corrects, 'hex'),
        ${of.capture}::uuid, said.event::jsonb
      from said join fresh on fresh.event = said.id
    ), about as (
      insert into trace_item (item, gtin, lot, event, organisation, event_time, role, class, quantity, unit)
      select item, gtin, lot, i.event, ${of.organisation}::uuid, event_time, role, class, quantity, unit
      from unnest(${items.map(({ item }) => item)}::text[], ${items.map(({ gtin }) => gtin)}::text[],
        ${items.map(({ lot }) => lot)}::text[], ${items.map(({ id }) => id)}::uuid[],
        ${items.map(({ eventTime }) => eventTime)}::timestamptz[], ${items.map(({ role }) => role)}::text[],
        ${items.map((one) => one.class)}::boolean[], ${items.map(({ quantity }) => quantity)}::numeric[],
        ${items.map(({ unit }) => unit)}::text[])
        as i (item, gtin, lot, event, event_time, role, class, quantity, unit)
      join fresh on fresh.event = i.event
    )
    select event from fresh`.execute(tx)
  return new Set(rows.map(({ event }) => event))
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
