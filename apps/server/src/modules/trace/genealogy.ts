import { refuse, trace as contract } from '@tianfu/contract'
import type { QueryOf } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { sql } from 'kysely'
import { anywhere, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { organisationNames } from '../parties/index.ts'
import { corrected, unconfirmed } from './handovers.ts'
import { marked, yieldOf } from './history.ts'
import { visible } from './visible.ts'

/** Longer chains than any product has. */
export const STEPS_AT_MOST = 20
export const SHOWN_AT_MOST = 1000

export interface LotRow { gtin: string; lot: string; name: Text; maker: string; events: number; last_at: string }
/** How a lot stands among the items; the lot as in an address. */
export const lotItem = (gtin: string, lot: string): string => `https://id.gs1.org/01/${gtin}/10/${lot}`
export const itemOf = ({ gtin, lot }: { gtin: string; lot: string }) =>
  ({ id: `${gtin}.${lot}`, gtin, lot, item: lotItem(gtin, lot) })

export const lots = (view: View, where: ReturnType<typeof sql>, limit: number) => sql<LotRow>`
  select i.gtin, i.lot, p.official -> 'name' as name, p.organisation as maker, count(distinct e.id)::int as events,
    max(e.event_time) as last_at
  from trace_item i join trace_event e on e.id = i.event join product p on p.gtin = i.gtin
  where i.lot is not null and ${visible(view, [])} and ${where}
  group by i.gtin, i.lot, p.official -> 'name', p.organisation order by i.gtin, i.lot limit ${limit}`.execute(view.db)

export const shown = (row: LotRow) => {
  const { id, gtin, lot } = itemOf(row)
  return { id, gtin, lot, productName: row.name, events: row.events, lastAt: row.last_at }
}

export async function listLots(view: View, query: QueryOf<typeof contract.listTraceLots>) {
  const [gtin = '', lot = ''] = query.after?.split(/\.(.*)/s) ?? []
  if (query.after !== undefined && !/^\d{14}$/.test(gtin)) refuse('bad-request', { why: 'after' })
  const { rows } = await lots(view, sql`${query.after === undefined ? sql`true`
    : sql`(i.gtin, i.lot) > (${gtin}, ${lot})`} and ${query.q === undefined ? sql`true`
    : sql`(i.lot ilike ${anywhere(query.q)} or i.gtin like ${anywhere(query.q)})`}`, pageSize(query))
  return pageOf(rows, query, (row) => `${row.gtin}.${row.lot}`, shown)
}

interface Relative { readonly item: string; readonly lot?: string; readonly steps: number }

/**
 * What a lot came from or went into: by transformation from input to output, by packing between what is in something
 * and what holds it; through events that the caller may see, so that a chain ends where consent does. Step by step, and
 * each thing once, so that what is linked in a circle by mistake ends; `cut` where there is more than is answered.
 */
async function relatives(view: View, item: string, up: boolean): Promise<{ found: Relative[]; cut: boolean }> {
  const found: Relative[] = []
  let edge = [item]
  for (let steps = 1; edge.length > 0; steps += 1) {
    const links = await linksFrom(view, edge, { up, except: [item, ...found.map((one) => one.item)] })
    const next = [...new Map(links.map((one) => [one.item, one])).values()]
    const room = steps > STEPS_AT_MOST ? 0 : SHOWN_AT_MOST - found.length
    found.push(...next.slice(0, room).map((one) =>
      ({ item: one.item, ...(one.lot !== null && { lot: one.lot }), steps })))
    if (next.length > room || links.length > LINKS_AT_MOST) return { found, cut: true }
    edge = next.map((one) => one.item)
  }
  return { found, cut: false }
}

/** More are not asked for at once; one above says that there are more. */
export const LINKS_AT_MOST = 5000
export interface Link {
  readonly of: string; readonly item: string; readonly gtin: string | null; readonly lot: string | null
  readonly type: string; readonly at: string
}

/** One step up or down from any of these, each pair once, by the first event that links it. */
export async function linksFrom(
  view: View, edge: readonly string[], { up, except }: { up: boolean; except: readonly string[] },
): Promise<Link[]> {
  const [from, to] = up ? [['output', 'parent'], ['input', 'child']] : [['input', 'child'], ['output', 'parent']]
  const { rows } = await sql<Link>`
    select a.item as of, b.item, max(b.gtin) as gtin, max(b.lot) as lot, min(e.type) as type, min(e.event_time) as at
    from trace_item a
    join trace_item b on b.event = a.event and ((a.role = ${from?.[0]} and b.role = ${to?.[0]})
      or (a.role = ${from?.[1]} and b.role = ${to?.[1]}))
    join trace_event e on e.id = a.event
    left join product p on p.gtin = a.gtin
    where a.item = any(${[...edge]}::text[]) and b.item <> all(${[...except]}::text[])
      and not e.declares_error and e.action is distinct from 'DELETE' and not ${corrected('e')}
      and not ${unconfirmed('e', 'a.item', 'p.organisation')} and ${visible(view, [])}
    group by a.item, b.item order by b.item, a.item limit ${LINKS_AT_MOST + 1}`.execute(view.db)
  return rows
}

export const lotOf = (item: string): string | undefined => /\/01\/\d{14}\/10\/([^/]+)/.exec(item)?.[1]

/** Who was named as the holder of any of these: whom a recall must reach. Of what lies in a box, not the box beside. */
async function holdersOf(view: View, items: readonly string[]) {
  const { rows } = await sql<{ item: string; receiver: string; event: string; since: string }>`
    select h.item, h.receiver, h.event, h.event_time as since from trace_handover h
    join trace_event e on e.id = h.event
    where h.item = any(${[...items]}::text[]) and not ${corrected('e')} and ${visible(view, ['parties'])}
    order by since, h.receiver, h.item limit ${SHOWN_AT_MOST + 1}`.execute(view.db)
  const cut = rows.length > SHOWN_AT_MOST
  const handedAs = (row: { receiver: string; event: string }) => `${row.receiver} ${row.event}`
  const withLots = new Set(rows.filter(({ item }) => lotOf(item) !== undefined).map(handedAs))
  const shownRows = rows.slice(0, SHOWN_AT_MOST).filter((row) => lotOf(row.item) !== undefined
    || !withLots.has(handedAs(row)))
  const names = await organisationNames(view.db, shownRows.map(({ receiver }) => receiver))
  const found = shownRows.map(({ receiver, item, since }) => {
    const lot = lotOf(item)
    return { name: names.get(receiver) ?? { zh: '' }, since, ...(lot !== undefined && { lot }) }
  })
  return { found, cut }
}

const stepOf = (word: string): Text => contract.STEP_WORDS[word] ?? { zh: word, en: word }

/** @throws Refusal `not-found` for a lot of which the caller may see no event */
export async function lotDetail(view: View, id: string) {
  const [gtin = '', lot = ''] = id.split(/\.(.*)/s)
  const { item } = itemOf({ gtin, lot })
  const { rows: [row] } = await lots(view, sql`i.gtin = ${gtin} and i.lot = ${lot}`, 1)
  if (!row) refuse('not-found')
  const { rows } = await sql<{
    id: string; organisation: string; event_time: string; recorded_at: string
    biz_step: string | null; type: string; declares_error: boolean; event: Record<string, unknown>
    corrected: boolean; unconfirmed: boolean
  }>`select e.id, e.organisation, e.event_time, e.recorded_at, e.biz_step, e.type, e.declares_error, e.event,
      ${corrected('e')} as corrected, ${unconfirmed('e', 'i.item', 'p.organisation')} as unconfirmed
    from (select distinct item, gtin, event from trace_item where item = ${item}) i
    join trace_event e on e.id = i.event left join product p on p.gtin = i.gtin where ${visible(view, [])}
    order by e.event_time, e.recorded_at, e.id limit ${SHOWN_AT_MOST + 1}`.execute(view.db)
  const told = rows.slice(0, SHOWN_AT_MOST)
  const names = await organisationNames(view.db, told.map(({ organisation }) => organisation))
  const [from, into] = await Promise.all([relatives(view, item, true), relatives(view, item, false)])
  const holders = await holdersOf(view, [item, ...into.found.map((one) => one.item)])
  const mayCount = (organisation: string) =>
    organisation === view.actor?.organisation || view.actor?.capacity === 'authority'
  const history = marked(told.map((one) => ({
    eventTime: one.event_time, recordedAt: one.recorded_at, declaresError: one.declares_error,
    corrected: one.corrected, unconfirmed: one.unconfirmed, row: one,
  })))
  const cut = { history: rows.length > told.length, from: from.cut, into: into.cut, holders: holders.cut }
  return {
    ...shown(row), from: from.found, into: into.found, holders: holders.found,
    history: history.map(({ row: one, marks }) => ({
      at: one.event_time, step: stepOf(one.biz_step ?? one.type), by: names.get(one.organisation) ?? { zh: '' }, marks,
    })),
    yields: history.filter(({ row: { organisation }, marks }) => mayCount(organisation) && !marks.includes('corrected'))
      .flatMap(({ row: one }) => {
        const found = yieldOf(one.event)
        return found ? [{ at: one.event_time, ...found }] : []
      }),
    cut: contract.LOT_PARTS.filter((part) => cut[part]),
    next: [],
  }
}
