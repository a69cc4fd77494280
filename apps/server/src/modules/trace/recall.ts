import { refuse } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { groundOf } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { Actor, View } from '../../platform/work.ts'
import { codesOfLots } from '../codes/index.ts'
import { ARRIVALS } from './domain.ts'
import { LINKS_AT_MOST, STEPS_AT_MOST, itemOf, linksFrom, lots, shown } from './genealogy.ts'
import type { Link, LotRow } from './genealogy.ts'
import { corrected, heldSince, unconfirmed } from './handovers.ts'
import { visible } from './visible.ts'

/** More than a page can show; where there are more, each open end says so and is itself a lot to ask for. */
const NODES_AT_MOST = 2000
const LOOKS_AT_MOST = 100

interface Place { readonly item: string; readonly gtin?: string; readonly lot?: string; readonly steps: number }

/**
 * Where a lot went, step by step, each thing once: who was given it or what it went into, and which codes are on it.
 * @throws Refusal `not-found`, `trace-recall-not-yours`, `trace-recall-ground`, `ground-unknown`
 */
export async function recallOf(view: View, id: string, ground: string | undefined) {
  const actor = view.actor ?? refuse('not-signed-in')
  const [gtin = '', lot = ''] = id.split(/\.(.*)/s)
  const { item } = itemOf({ gtin, lot })
  const since = (await heldSince(view.db, actor.organisation, [item])).get(item)
  const { rows: [seen] } = await lots(view, sql`i.gtin = ${gtin} and i.lot = ${lot}`, 1)
  // What came in a box is held without an event of its own that its holder may see.
  const row = seen ?? (since === undefined ? refuse('not-found') : await unseen(view, gtin, lot, since))
  if (actor.capacity === 'authority') await keepLook(view, actor, item, ground)
  else if (row.maker !== actor.organisation && since === undefined) refuse('trace-recall-not-yours')
  const { places, links, open } = await walk(view, { item, gtin, lot, steps: 0 })
  const [holders, codes, names] = await Promise.all([
    holdersOf(view, places), codesOn(view, actor, places), productNamesOf(view, places),
  ])
  return {
    ...shown(row),
    nodes: places.map(({ item: one, gtin: of, lot: named, steps }) => ({
      item: one, ...(of !== undefined && { gtin: of }), ...(named !== undefined && { lot: named }),
      ...(of !== undefined && names.has(of) && { productName: names.get(of) }), steps,
      holders: holders.get(one) ?? [], codes: codes.get(one) ?? [], more: open.has(one),
    })),
    links: links.map(({ of: from, item: to, type, at }) => ({
      from, to, by: type === 'TransformationEvent' ? 'made-into' as const : 'packed-in' as const, at,
    })),
    whole: open.size === 0,
    ...(row.maker === actor.organisation && { looks: await looksAt(view, item) }),
  }
}

async function unseen(view: View, gtin: string, lot: string, since: string): Promise<LotRow> {
  const product = await view.db.selectFrom('product').where('gtin', '=', gtin)
    .select([sql<Text>`official -> 'name'`.as('name'), 'organisation as maker']).executeTakeFirst()
  return { gtin, lot, events: 0, last_at: since, ...product ?? refuse('not-found') }
}

async function walk(view: View, start: Place) {
  const places = new Map<string, Place>([[start.item, start]])
  const links: Link[] = []
  let edge = [start.item]
  for (let steps = 1; edge.length > 0; steps += 1) {
    const found = await linksFrom(view, edge, { up: false, except: [] })
    if (found.length > 0 && (steps > STEPS_AT_MOST || found.length > LINKS_AT_MOST)) {
      return { places: [...places.values()], links, open: new Set(edge) }
    }
    const fresh = new Map(found.filter(({ item }) => !places.has(item)).map((one) => [one.item, one]))
    if (places.size + fresh.size > NODES_AT_MOST) {
      return { places: [...places.values()], links, open: new Set(found.map(({ of }) => of)) }
    }
    links.push(...found)
    for (const { item, gtin, lot } of fresh.values()) {
      places.set(item, { item, ...(gtin !== null && { gtin }), ...(lot !== null && { lot }), steps })
    }
    edge = [...fresh.keys()]
  }
  return { places: [...places.values()], links, open: new Set<string>() }
}

interface Holder { name: Text; uscc: string; since: string; confirmed: boolean }

/** Who was given each thing, and who says that it came to them without having been given it: both must be reached. */
async function holdersOf(view: View, places: readonly Place[]): Promise<Map<string, Holder[]>> {
  const items = places.map(({ item }) => item)
  const { rows } = await sql<Holder & { item: string }>`
    select s.item, o.official -> 'name' as name, o.uscc, min(s.at) as since, bool_or(s.confirmed) as confirmed from (
      select h.item, h.receiver as by, h.event_time as at, true as confirmed
      from trace_handover h join trace_event e on e.id = h.event
      where h.item = any(${items}::text[]) and not ${corrected('e')} and ${visible(view, ['parties'])}
      union all
      select i.item, e.organisation, e.event_time, false
      from trace_item i join trace_event e on e.id = i.event join product p on p.gtin = i.gtin
      where i.item = any(${items}::text[]) and e.biz_step = any(${[...ARRIVALS]}::text[]) and not e.declares_error
        and not ${corrected('e')} and ${unconfirmed('e', 'i.item', 'p.organisation')} and ${visible(view, [])}
    ) s join organisation o on o.id = s.by
    group by s.item, o.id order by s.item, since, o.uscc`.execute(view.db)
  const found = new Map<string, Holder[]>()
  for (const { item, ...holder } of rows) found.set(item, [...found.get(item) ?? [], holder])
  return found
}

const plainLot = (lot: string): string => {
  try { return decodeURIComponent(lot) } catch { return lot }
}

/** The codes on what is of the caller's own make; an authority sees all. */
async function codesOn(view: View, actor: Actor, places: readonly Place[]) {
  const asked = places.flatMap(({ item, gtin, lot }) => (gtin === undefined || lot === undefined ? []
    : [{ item, gtin, lot: plainLot(lot) }]))
  const keyOf = ({ gtin, lot }: { gtin: string; lot: string }) => `${gtin} ${lot}`
  const byLot = new Map(asked.map((one) => [keyOf(one), one.item]))
  const found = new Map<string, { batch: string; from: number; to: number; producedOn: string }[]>()
  for (const one of await codesOfLots(view.db, asked)) {
    const item = byLot.get(keyOf(one))
    if (item === undefined || (actor.capacity !== 'authority' && one.organisation !== actor.organisation)) continue
    const { batch, from, to, producedOn } = one
    found.set(item, [...found.get(item) ?? [], { batch, from, to, producedOn }])
  }
  return found
}

async function productNamesOf(view: View, places: readonly Place[]): Promise<Map<string, Text>> {
  const gtins = [...new Set(places.flatMap(({ gtin }) => gtin ?? []))]
  const { rows } = await sql<{ gtin: string; name: Text }>`
    select gtin, official -> 'name' as name from product where gtin = any(${gtins}::text[])`.execute(view.db)
  return new Map(rows.map(({ gtin, name }) => [gtin, name]))
}

async function keepLook(view: View, actor: Actor, item: string, ground: string | undefined): Promise<void> {
  if (ground === undefined) refuse('trace-recall-ground')
  if (!groundOf(view.edition, 'recall', ground)) refuse('ground-unknown', { ground })
  await view.db.insertInto('trace_recall_look').values({
    id: view.world.newId(), organisation: actor.organisation, membership: actor.membership, item, ground,
    at: view.at.official,
  }).execute()
}

/** Which authorities looked, the latest first. */
async function looksAt(view: View, item: string) {
  const { rows } = await sql<{ by: Text; ground: string; at: string }>`
    select o.official -> 'name' as by, l.ground, l.at from trace_recall_look l
    join organisation o on o.id = l.organisation
    where l.item = ${item} order by l.at desc, l.id desc limit ${LOOKS_AT_MOST}`.execute(view.db)
  return rows.map(({ by, ground, at }) =>
    ({ by, ground: groundOf(view.edition, 'recall', ground)?.name ?? { zh: ground }, at }))
}
