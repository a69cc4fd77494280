import { refuse, trace as contract } from '@tianfu/contract'
import type { QueryOf } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { sql } from 'kysely'
import { anywhere, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { organisationNames } from '../parties/index.ts'
import { marked, yieldOf } from './history.ts'
import { visible } from './visible.ts'

/** Longer chains than any product has; what is linked in a circle by mistake ends here. */
const STEPS_AT_MOST = 20
const SHOWN_AT_MOST = 1000

interface LotRow { gtin: string; lot: string; name: Text; events: number; last_at: string }
const itemOf = ({ gtin, lot }: { gtin: string; lot: string }) =>
  ({ id: `${gtin}.${lot}`, gtin, lot, item: `https://id.gs1.org/01/${gtin}/10/${lot}` })

const lots = (view: View, where: ReturnType<typeof sql>, limit: number) => sql<LotRow>`
  select i.gtin, i.lot, p.official -> 'name' as name, count(distinct e.id)::int as events,
    max(e.event_time) as last_at
  from trace_item i join trace_event e on e.id = i.event join product p on p.gtin = i.gtin
  where i.lot is not null and ${visible(view, [])} and ${where}
  group by i.gtin, i.lot, p.official -> 'name' order by i.gtin, i.lot limit ${limit}`.execute(view.db)

const shown = (row: LotRow) => {
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

/**
 * What a lot came from or went into: by transformation from input to output, by packing between what is in something
 * and what holds it; through events that the caller may see, so that a chain ends where consent does.
 */
async function relatives(view: View, item: string, up: boolean) {
  const [ours, theirs] = up ? [['output', 'parent'], ['input', 'child']] : [['input', 'child'], ['output', 'parent']]
  const { rows } = await sql<{ item: string; lot: string | null; steps: number }>`
    with recursive found (item, lot, steps) as (
      select ${item}::text, null::text, 0
      union
      select b.item, b.lot, f.steps + 1 from found f
      join trace_item a on a.item = f.item and a.role in (${ours?.[0]}, ${ours?.[1]})
      join trace_item b on b.event = a.event
        and ((a.role in ('input', 'output') and b.role = ${theirs?.[0]})
          or (a.role in ('parent', 'child') and b.role = ${theirs?.[1]}))
      join trace_event e on e.id = a.event
      where f.steps < ${STEPS_AT_MOST} and not e.declares_error and e.action is distinct from 'DELETE'
        and not exists (select from trace_event d where d.declares_error and d.organisation = e.organisation
          and d.event_id = e.event_id)
        and ${visible(view, [])}
    )
    select item, max(lot) as lot, min(steps) as steps from found where item <> ${item}
    group by item order by min(steps), item limit ${SHOWN_AT_MOST}`.execute(view.db)
  return rows.map((row) => ({ item: row.item, ...(row.lot !== null && { lot: row.lot }), steps: Number(row.steps) }))
}

interface Handover { receiver: string; lot: string | null; since: string }

/** Who was named as the holder of any of these: whom a recall must reach. */
async function holdersOf(view: View, items: readonly string[]) {
  const { rows } = await sql<Handover>`
    select h.receiver, max(i.lot) as lot, min(h.event_time) as since from trace_handover h
    join trace_event e on e.id = h.event join trace_item i on i.event = h.event and i.item = h.item
    where h.item = any(${[...items]}::text[]) and ${visible(view, ['parties'])}
    group by h.receiver, h.item order by since, h.receiver limit ${SHOWN_AT_MOST}`.execute(view.db)
  const names = await organisationNames(view.db, rows.map(({ receiver }) => receiver))
  return rows.map(({ receiver, lot, since }) =>
    ({ name: names.get(receiver) ?? { zh: '' }, since, ...(lot !== null && { lot }) }))
}

const stepOf = (word: string): Text => contract.STEP_WORDS[word] ?? { zh: word, en: word }

/** @throws Refusal `not-found` for a lot of which the caller may see no event */
export async function lotDetail(view: View, id: string) {
  const [gtin = '', lot = ''] = id.split(/\.(.*)/s)
  const { item } = itemOf({ gtin, lot })
  const { rows: [row] } = await lots(view, sql`i.gtin = ${gtin} and i.lot = ${lot}`, 1)
  if (!row) refuse('not-found')
  const { rows } = await sql<{
    id: string; organisation: string; event_id: string | null; event_time: string; recorded_at: string
    biz_step: string | null; type: string; declares_error: boolean; event: Record<string, unknown>
  }>`select e.id, e.organisation, e.event_id, e.event_time, e.recorded_at, e.biz_step, e.type, e.declares_error, e.event
    from trace_event e where e.id in (select event from trace_item where item = ${item}) and ${visible(view, [])}
    order by e.event_time, e.recorded_at, e.id limit ${SHOWN_AT_MOST}`.execute(view.db)
  const names = await organisationNames(view.db, rows.map(({ organisation }) => organisation))
  const [from, into] = await Promise.all([relatives(view, item, true), relatives(view, item, false)])
  const mayCount = (organisation: string) =>
    organisation === view.actor?.organisation || view.actor?.capacity === 'authority'
  const history = marked(rows.map((one) => ({
    id: one.event_id ?? one.id, eventTime: one.event_time, recordedAt: one.recorded_at,
    declaresError: one.declares_error, row: one,
  })))
  return {
    ...shown(row), from, into, holders: await holdersOf(view, [item, ...into.map((one) => one.item)]),
    history: history.map(({ row: one, marks }) => ({
      at: one.event_time, step: stepOf(one.biz_step ?? one.type), by: names.get(one.organisation) ?? { zh: '' }, marks,
    })),
    yields: history.filter(({ row: { organisation }, marks }) => mayCount(organisation) && !marks.includes('corrected'))
      .flatMap(({ row: one }) => {
        const found = yieldOf(one.event)
        return found ? [{ at: one.event_time, ...found }] : []
      }),
    next: [],
  }
}
