import { refuse } from '@tianfu/contract'
import type { QueryOf, trace as contract } from '@tianfu/contract'
import { regionPrefix } from '@tianfu/scheme'
import type { Text } from '@tianfu/kernel'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { corrected } from './handovers.ts'

/**
 * Mass balance of a product in a year: marks granted and activated, items looked at, beside the capacity that was
 * declared for the licence and the output that the maker told by trace. It decides nothing: an alarm says which two
 * figures do not fit, and a person asks why.
 */

interface Row {
  id: string; gtin: string; name: Text; granted: number; activated: number; activated_ever: number
  capacity: number | null
  by_lots: number | null; by_items: number | null; lots_ever: number | null; items_ever: number | null; scanned: number
}

/** The days of a year in China, as moments. */
const within = (column: string, year: number): RawBuilder<boolean> => sql`
  ${sql.ref(column)} >= make_timestamptz(${year}::int, 1, 1, 0, 0, 0, 'Asia/Shanghai')
  and ${sql.ref(column)} < make_timestamptz(${year + 1}::int, 1, 1, 0, 0, 0, 'Asia/Shanghai')`
const until = (column: string, year: number): RawBuilder<boolean> =>
  sql`${sql.ref(column)} < make_timestamptz(${year + 1}::int, 1, 1, 0, 0, 0, 'Asia/Shanghai')`

/** The figures of these products; `which` narrows `product p`. */
async function figuresOf(view: View, which: RawBuilder<unknown>, year: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select p.id, p.gtin, p.official -> 'name' as name, coalesce(v.granted, 0)::bigint as granted, v.capacity,
      coalesce(a.activated, 0)::bigint as activated, coalesce(a.ever, 0)::bigint as activated_ever,
      t.by_lots, t.by_items, t.lots_ever, t.items_ever, coalesce(s.scanned, 0)::bigint as scanned
    from (select * from product p where p.gtin is not null ${which}) p
    left join lateral (
      select sum(w.base + w.extra) as granted, max((asked ->> 'yearlyCapacity')::bigint) as capacity
      from licence_volume w join licence l on l.id = w.licence
      left join lateral jsonb_array_elements(l.official -> 'products') asked on asked ->> 'product' = p.id::text
      where w.product = p.id and w.year = ${year}
    ) v on true
    left join lateral (
      select sum((x ->> 'to')::bigint - (x ->> 'from')::bigint + 1) as ever,
        sum((x ->> 'to')::bigint - (x ->> 'from')::bigint + 1) filter (where left(x ->> 'on', 4) = ${String(year)})
          as activated
      from code_batch b cross join jsonb_array_elements(b.official -> 'activations') x
      where b.gtin = p.gtin and left(x ->> 'on', 4) <= ${String(year)}
    ) a on true
    left join lateral (
      select floor(sum(i.quantity) filter (where i.class and ${within('e.event_time', year)}))::bigint as by_lots,
        nullif(count(*) filter (where not i.class and ${within('e.event_time', year)}), 0) as by_items,
        floor(sum(i.quantity) filter (where i.class))::bigint as lots_ever,
        nullif(count(*) filter (where not i.class), 0) as items_ever
      from trace_item i join trace_event e on e.id = i.event
      where i.item ~>=~ ('https://id.gs1.org/01/' || p.gtin || '/')
        and i.item ~<~ ('https://id.gs1.org/01/' || p.gtin || '0')
        and i.role in ('epc', 'output') and (not i.class or i.unit is null or i.unit = 'H87')
        and e.organisation = p.organisation and e.biz_step = 'commissioning' and ${until('e.event_time', year)}
        and not e.declares_error and not ${corrected('e')}
    ) t on true
    left join lateral (
      select count(*) as scanned from scan_count n where n.gtin = p.gtin and ${within('n.first_at', year)}
    ) s on true
    order by p.id`.execute(view.db)
  return rows
}

/** Who tells lots and their single items tells the same goods twice: the greater counts. Nothing where none is told. */
const told = (lots: number | null, items: number | null): number | undefined =>
  (lots === null && items === null ? undefined : Math.max(Number(lots ?? 0), Number(items ?? 0)))

/**
 * What does not fit. Marks are put on goods that were made before, and a year's end lies in between: so more activated
 * than made counts only where it holds for the year and for all years up to it.
 */
export function alarmsOf(of: {
  activated: number; activatedEver: number; output?: number; outputEver?: number; capacity?: number; scanned: number
}): (typeof contract.BALANCE_ALARMS)[number][] {
  const { activated, activatedEver, output, outputEver, capacity, scanned } = of
  return [
    ...(output !== undefined && activated > output && activatedEver > (outputEver ?? 0)
      ? ['activated-over-output' as const] : []),
    ...(output !== undefined && capacity !== undefined && output > capacity ? ['output-over-capacity' as const] : []),
    ...(scanned > activatedEver ? ['scanned-over-activated' as const] : []),
  ]
}

function balanceOf(row: Row, year: number) {
  const output = told(row.by_lots, row.by_items)
  const outputEver = told(row.lots_ever, row.items_ever)
  const capacity = row.capacity === null ? undefined : Number(row.capacity)
  const [activated, scanned] = [Number(row.activated), Number(row.scanned)]
  const alarms = alarmsOf({
    activated, activatedEver: Number(row.activated_ever), scanned, ...(output !== undefined && { output }),
    ...(outputEver !== undefined && { outputEver }), ...(capacity !== undefined && { capacity }),
  })
  return {
    id: row.id, gtin: row.gtin, productName: row.name, year, granted: Number(row.granted), activated, scanned,
    ...(capacity !== undefined && { capacity }), ...(output !== undefined && { output }), alarms,
  }
}

const yearOf = (view: View, year: number | undefined): number => year ?? Number(view.at.today.slice(0, 4))

/** Of each product of the caller's organisation, or of an authority's region, the balance of a year. */
export async function listBalances(view: View, query: QueryOf<typeof contract.listMassBalances>) {
  const actor = view.actor ?? refuse('not-signed-in')
  const year = yearOf(view, query.year)
  const rows = await figuresOf(view, sql`
    ${actor.capacity === 'authority'
      ? sql`and p.organisation in (select id from organisation
          where region like ${`${regionPrefix(actor.region ?? '-')}%`})`
      : sql`and p.organisation = ${actor.organisation}`}
    ${query.after === undefined ? sql`` : sql`and p.id > ${cursorId(query.after)}::uuid`}
    ${query.q === undefined ? sql`` : sql`and p.name like ${anywhere(query.q)}`}
    order by p.id limit ${pageSize(query)}`, year)
  return pageOf(rows, query, ({ id }) => id, (row) => balanceOf(row, year))
}

/** What anybody may see of a product that bears the mark in a year. @throws Refusal `not-found` where it does not */
export async function publicMeter(view: View, gtin: string, asked: number | undefined) {
  const year = yearOf(view, asked)
  const rows = await figuresOf(view, sql`and p.gtin = ${gtin}`, year)
  const marked = rows.map((row) => balanceOf(row, year)).filter(({ granted }) => granted > 0)
  const { productName, granted, activated, scanned } = marked[0] ?? refuse('not-found')
  return { gtin, productName, year, granted, activated, scanned }
}
