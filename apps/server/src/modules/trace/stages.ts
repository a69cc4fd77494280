import { refuse } from '@tianfu/contract'
import type { QueryOf, trace as contract } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { percentEncoded } from '@tianfu/codes'
import { regionPrefix, stagesAskedOf } from '@tianfu/scheme'
import type { TraceStage } from '@tianfu/scheme'
import { sql } from 'kysely'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View, World } from '../../platform/work.ts'
import { organisationNames } from '../parties/index.ts'
import { lotItem } from './genealogy.ts'
import { corrected, unconfirmed } from './handovers.ts'
import { consentOf } from './visible.ts'

/**
 * Stages of the chain of a lot, as the scheme names them: told by an event on the lot, or on what it lay in when it was
 * handed over. An error that was declared and an arrival that nobody confirmed tell no stage.
 */

interface Told { item: string; step: string; organisation: string; at: string }

async function toldOf(db: View['db'], items: readonly string[], steps: readonly string[]): Promise<Told[]> {
  const { rows } = await sql<Told>`
    select i.item, e.biz_step as step, e.organisation, min(e.event_time) as at from (
      select item, gtin, event from trace_item where item = any(${[...items]}::text[])
      union
      select item, substring(item from '/01/([0-9]{14})'), event from trace_handover
      where item = any(${[...items]}::text[])
    ) i join trace_event e on e.id = i.event left join product p on p.gtin = i.gtin
    where e.biz_step = any(${[...steps]}::text[]) and not e.declares_error and not ${corrected('e')}
      and not ${unconfirmed('e', 'i.item', 'p.organisation')}
    group by i.item, e.biz_step, e.organisation order by at`.execute(db)
  return rows
}

export interface PublicStage { readonly name: Text; readonly told: boolean; readonly on?: string; readonly by?: Text }

/** What the public may see of a lot; `key` differs where any of it does. */
export interface PublicStages { readonly key: string; readonly stages: readonly PublicStage[] }
export const NO_STAGES: PublicStages = { key: '', stages: [] }

/** How long what the public sees of a lot is kept: a consent that is taken back holds from then on, at the latest. */
const KEPT_MS = 10_000
const KEPT_AT_MOST = 10_000
interface Kept { readonly until: number; found: PublicStages | Promise<PublicStages> }
const kept = new WeakMap<World, Map<string, Kept>>()

/**
 * Which stages of a lot are recorded, as far as those who told them let the public see it; none where nobody does. A
 * stage that is asked for and not seen is named only where the maker shows its own. At once where it was asked lately;
 * none where the database does not answer, for a verdict waits for no trace.
 */
export function publicStages(view: View, gtin: string, lot: string): PublicStages | Promise<PublicStages> {
  const held = kept.get(view.world) ?? new Map<string, Kept>()
  kept.set(view.world, held)
  const name = `${gtin} ${lot}`
  const known = held.get(name)
  if (known && known.until > view.world.now()) return known.found
  if (held.size >= KEPT_AT_MOST) held.clear()
  const found = readPublic(view, gtin, lotItem(gtin, percentEncoded(lot))).then((stages) =>
    (stages.length === 0 ? NO_STAGES : { key: JSON.stringify(stages), stages })).catch((error: unknown) => {
    view.world.log.warn({ err: error }, 'stages of a lot')
    return NO_STAGES
  })
  const one: Kept = { until: view.world.now() + KEPT_MS, found }
  held.set(name, one)
  return found.then((stages) => { one.found = stages; return stages })
}

async function readPublic(view: View, gtin: string, item: string): Promise<readonly PublicStage[]> {
  const { stages } = view.edition.trace
  const told = await toldOf(view.db, [item], stages.flatMap(({ steps }) => steps))
  const product = await view.db.selectFrom('product').where('gtin', '=', gtin)
    .select(['organisation', sql<string>`official ->> 'industry'`.as('industry')]).executeTakeFirst()
  const consent = await consentOf(view.db, [...told.map(({ organisation }) => organisation),
    ...(product ? [product.organisation] : [])], 'public')
  const names = await organisationNames(view.db, told.map(({ organisation }) => organisation))
  const shown = told.filter(({ organisation }) => consent(organisation).includes('steps'))
  const asked = new Set((product && consent(product.organisation).includes('steps')
    ? stagesAskedOf(view.edition, product.industry) : []).map(({ id }) => id))
  return stages.flatMap(({ id, name, steps }): PublicStage[] => {
    const first = shown.find(({ step }) => steps.includes(step))
    if (!first) return asked.has(id) && shown.length > 0 ? [{ name, told: false }] : []
    const fields = consent(first.organisation)
    const by = names.get(first.organisation)
    return [{
      name, told: true, ...(fields.includes('days') && { on: dayOf(first.at) }),
      ...(fields.includes('parties') && by && { by }),
    }]
  })
}

/** The day in China on which something happened. */
const dayOf = (moment: string): string => new Date(Date.parse(moment) + 28_800_000).toISOString().slice(0, 10)

/** Of each product how many of its lots have each stage that is asked for; its own, or those of the region. */
export async function listCompleteness(view: View, query: QueryOf<typeof contract.listTraceCompleteness>) {
  const actor = view.actor ?? refuse('not-signed-in')
  const { rows } = await sql<{ id: string; gtin: string; name: Text; industry: string }>`
    select p.id, p.gtin, p.official -> 'name' as name, p.official ->> 'industry' as industry
    from product p join organisation o on o.id = p.organisation
    where p.gtin is not null ${actor.capacity === 'authority'
      ? sql`and o.region like ${`${regionPrefix(actor.region ?? '')}%`}` : sql`and o.id = ${actor.organisation}`}
      ${query.after === undefined ? sql`` : sql`and p.id > ${cursorId(query.after)}::uuid`}
      ${query.q === undefined ? sql`` : sql`and p.name like ${anywhere(query.q)}`}
    order by p.id limit ${pageSize(query)}`.execute(view.db)
  const asked = new Map(rows.map((row) => [row.gtin, stagesAskedOf(view.edition, row.industry)]))
  const counts = await countsOf(view, asked)
  return pageOf(rows, query, ({ id }) => id, ({ id, gtin, name, industry }) => {
    const stages = asked.get(gtin) ?? []
    const { lots = 0, complete = 0, by = new Map<string, number>() } = counts.get(gtin) ?? {}
    return {
      id, gtin, productName: name, industry, asked: stages.length > 0, lots, complete,
      ...(stages.length > 0 && lots > 0 && { percent: (complete / lots * 100).toFixed(1) }),
      stages: stages.map((stage) => ({ name: stage.name, lots: by.get(stage.id) ?? 0 })),
    }
  })
}

/** Counted in the database: a product may have many more lots than fit in an answer. */
async function countsOf(view: View, asked: ReadonlyMap<string, readonly TraceStage[]>) {
  const pairs = [...asked].flatMap(([gtin, stages]) => stages.flatMap(({ id, steps }) =>
    steps.map((step) => ({ gtin, id, step }))))
  const { rows } = await sql<{ gtin: string; stage: string | null; lots: number; complete: number }>`
    with asked (gtin, stage, step) as (
      select * from unnest(${pairs.map(({ gtin }) => gtin)}::text[], ${pairs.map(({ id }) => id)}::text[],
        ${pairs.map(({ step }) => step)}::text[])
    ), needed as (select gtin, count(distinct stage) as stages from asked group by gtin
    ), lot as (
      select distinct i.gtin, i.item from unnest(${[...asked.keys()]}::text[]) as g (gtin)
      join trace_item i on i.item ~>=~ ('https://id.gs1.org/01/' || g.gtin || '/10/')
        and i.item ~<~ ('https://id.gs1.org/01/' || g.gtin || '/100') and i.lot is not null
        and i.item = 'https://id.gs1.org/01/' || i.gtin || '/10/' || i.lot
    ), about as (
      select lot.gtin, lot.item, i.event from lot join trace_item i on i.item = lot.item
      union select lot.gtin, lot.item, h.event from lot join trace_handover h on h.item = lot.item
    ), told as (
      select distinct a.gtin, a.item, asked.stage from about a
      join trace_event e on e.id = a.event left join product p on p.gtin = a.gtin
      join asked on asked.gtin = a.gtin and asked.step = e.biz_step
      where not e.declares_error and not ${corrected('e')} and not ${unconfirmed('e', 'a.item', 'p.organisation')}
    ), whole as (
      select t.gtin, t.item from told t join needed n on n.gtin = t.gtin
      group by t.gtin, t.item, n.stages having count(*) = n.stages
    )
    select gtin, null as stage, count(*)::int as lots,
      (select count(*)::int from whole where whole.gtin = lot.gtin) as complete from lot group by gtin
    union all
    select gtin, stage, count(*)::int, 0 from told group by gtin, stage`.execute(view.db)
  const found = new Map<string, { lots: number; complete: number; by: Map<string, number> }>()
  for (const { gtin, stage, lots, complete } of rows) {
    const one = found.get(gtin) ?? { lots: 0, complete: 0, by: new Map<string, number>() }
    found.set(gtin, one)
    if (stage === null) Object.assign(one, { lots, complete })
    else one.by.set(stage, lots)
  }
  return found
}
