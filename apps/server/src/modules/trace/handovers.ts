import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Db, Tx } from '../../platform/db/database.ts'
import { ARRIVALS, GRACE_MS, hasIn } from './domain.ts'
import type { Standing } from './domain.ts'
import type { Stamped } from './store.ts'

/**
 * Handovers: who was given what, by somebody who made or held it. A row is written in no other case, so holding rests
 * on the maker through an unbroken chain of rows; `fsck` asks for one that does not. Whose product it was stands in
 * the row: who was given something before anybody here made it holds nothing of the one who now does.
 */

const GRACE = sql.raw(`interval '${GRACE_MS / 1000} seconds'`)

/** Whether the organisation of an event has declared it an error: by its id, another id of it, or its hash. */
export function corrected(alias: string): RawBuilder<boolean> {
  const e = sql.raw(alias)
  return sql`exists (select from trace_event d where d.organisation = ${e}.organisation and d.declares_error
    and (d.corrects = ${e}.hash or d.event_id = ${e}.event_id
      or d.event_id = 'ni:///sha-256;' || encode(${e}.hash, 'hex') || '?ver=CBV2.0'
      or d.event_id in (select a.event_id from trace_alias a
        where a.organisation = ${e}.organisation and a.event = ${e}.id)))`
}

/** Whether an organisation made an item or held it at a moment; all four are SQL. `hasIn` is the same in memory. */
function had(organisation: string, item: string, maker: string, at: string): RawBuilder<boolean> {
  const [by, what, made, moment] = [organisation, item, maker, at].map((one) => sql.raw(one))
  return sql`(${made} is null or ${made} = ${by} or exists (
    select from trace_handover x join trace_event xe on xe.id = x.event
    where x.item = ${what} and x.receiver = ${by} and x.maker = ${made} and x.event_time - ${GRACE} <= ${moment}
      and not ${corrected('xe')}))`
}

/** Whether an event says no more than that something came to an organisation that nobody had given it to. */
export const unconfirmed = (event: string, item: string, maker: string): RawBuilder<boolean> =>
  sql`(${sql.raw(event)}.biz_step = any(${[...ARRIVALS]}::text[])
    and not ${had(`${event}.organisation`, item, maker, `${event}.event_time`)})`

/** Since when the organisation holds each of these products of others; what it does not hold is left out. */
export async function heldSince(
  db: Db, organisation: string, items: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (items.length === 0) return new Map()
  const { rows } = await sql<{ item: string; since: string }>`
    select h.item, min(h.event_time) as since
    from (select distinct unnest(${items}::text[]) as item) a
    join trace_handover h on h.item = a.item and h.receiver = ${organisation}
    join product p on p.gtin = substring(h.item from '/01/([0-9]{14})') and p.organisation = h.maker
    join trace_event e on e.id = h.event
    where not ${corrected('e')} group by h.item`.execute(db)
  return new Map(rows.map(({ item, since }) => [item, since]))
}

/**
 * Writes who was named as the next to hold what, of all that the sender itself had, and what follows from it for what
 * is inside. An error declaration hands over nothing.
 */
export async function appendHandovers(
  tx: Tx, standing: Standing, events: readonly Stamped[], organisations: ReadonlyMap<string, string>,
): Promise<void> {
  const said = events.filter(({ declaresError }) => !declaresError)
  const rows = said.flatMap(({ id, eventTime, receivers, items }) => {
    const theirs = new Map(items.filter((one) => hasIn(standing, one, eventTime)).map(({ item, gtin }) =>
      [item, gtin === null ? null : standing.makers.get(gtin) ?? null]))
    return receivers.flatMap((uscc) => {
      const receiver = organisations.get(uscc)
      return receiver === undefined ? []
        : [...theirs].map(([item, maker]) => ({ item, receiver, id, eventTime, maker }))
    })
  })
  if (rows.length > 0) {
    await sql`insert into trace_handover (item, receiver, sender, event, event_time, maker)
      select item, receiver, ${standing.organisation}::uuid, event, event_time, maker
      from unnest(${rows.map(({ item }) => item)}::text[], ${rows.map((row) => row.receiver)}::uuid[],
        ${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ eventTime }) => eventTime)}::timestamptz[],
        ${rows.map(({ maker }) => maker)}::uuid[]) as t (item, receiver, event, event_time, maker)
      on conflict do nothing`.execute(tx)
  }
  const packed = said.flatMap(({ items }) => items.filter(({ role }) => role === 'parent').map(({ item }) => item))
  await handOverContents(tx, [...new Set([...rows.map(({ item }) => item), ...packed])])
}

/** Boxes in boxes, and one box through as many hands. */
const ROUNDS = 20
const LOCKS = 64
const LOCK_SPACE = 7_384_262

/**
 * What was in something when it was handed over went with it, if the sender had that, too, and whoever packed it had.
 * Asked from both ends, until nothing follows any more, so that packing and handover may be told in any order: a lock
 * on what is touched lets of two captures at once the later one see the earlier.
 */
async function handOverContents(tx: Tx, first: readonly string[]): Promise<void> {
  let touched = first
  for (let round = 0; touched.length > 0 && round < ROUNDS; round += 1) {
    await sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, bucket) from (
      select distinct abs(hashtext(item) % ${LOCKS}::int) as bucket from unnest(${touched}::text[]) as t (item)
      order by bucket) as buckets`.execute(tx)
    const { rows } = await sql<{ item: string }>`
      with handed as (
        select h.* from trace_handover h join trace_event he on he.id = h.event
        where not ${corrected('he')} and (h.item = any(${touched}::text[]) or h.item in (
          select up.item from trace_item c join trace_item up on up.event = c.event and up.role = 'parent'
          where c.item = any(${touched}::text[]) and c.role = 'child'))
      )
      insert into trace_handover (item, receiver, sender, event, event_time, maker)
      select distinct c.item, h.receiver, h.sender, h.event, h.event_time, p.organisation
      from handed h
      join trace_item up on up.item = h.item and up.role = 'parent' and up.event_time <= h.event_time
      join trace_item c on c.event = up.event and c.role = 'child'
      join trace_event e on e.id = up.event
      left join product p on p.gtin = c.gtin
      where e.action is distinct from 'DELETE' and not e.declares_error and not ${corrected('e')}
        and ${had('e.organisation', 'c.item', 'p.organisation', 'e.event_time')}
        and ${had('h.sender', 'c.item', 'p.organisation', 'h.event_time')}
        and not exists (
          select from trace_item box join trace_event de on de.id = box.event
          where box.item = h.item and box.role = 'parent' and de.action = 'DELETE' and not de.declares_error
            and de.event_time > e.event_time and de.event_time <= h.event_time and not ${corrected('de')}
            and ${had('de.organisation', 'c.item', 'p.organisation', 'de.event_time')}
            and (not exists (select from trace_item o where o.event = de.id and o.role = 'child')
              or exists (select from trace_item o where o.event = de.id and o.role = 'child' and o.item = c.item)))
      on conflict do nothing returning item`.execute(tx)
    touched = [...new Set(rows.map(({ item }) => item))]
  }
}
