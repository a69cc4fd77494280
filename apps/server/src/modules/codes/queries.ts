import { itemLink, makeItemCode } from '@tianfu/codes'
import { codes as contract, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import { addDays } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { groundOf } from '@tianfu/scheme'
import { sql } from 'kysely'
import { timeline } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { deadlinesOf } from '../../platform/deadlines.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { Actor, View } from '../../platform/work.ts'
import { nextInactive } from './domain.ts'
import type { CodeBatch, CodeOrder } from './domain.ts'
import { codeKey } from './keys.ts'
import { productNames } from './products.ts'

type Shown = Pick<View, 'db' | 'world'>

/** Who reaches the codes of all licensees: the licensor, and authorities for their inspections. */
const reachesAll = (actor: Actor): boolean => actor.capacity === 'licensor' || actor.capacity === 'authority'

async function nameOf(view: Pick<View, 'db'>, product: string) {
  return (await productNames(view.db, [product])).get(product)?.name ?? { zh: '' }
}

export async function batchItem(view: Pick<View, 'db'>, id: string, state: CodeBatch) {
  const order = await view.db.selectFrom('code_order').where('id', '=', state.order).select('number').executeTakeFirst()
  return batchOf(id, state, order?.number ?? '', await nameOf(view, state.product))
}

const batchOf = (id: string, state: CodeBatch, orderNumber: string, name: { zh: string; en?: string }) => ({
  id, order: state.order, orderNumber, licence: state.licence, gtin: state.gtin, product: { id: state.product, name },
  status: state.status, quantity: state.quantity, activated: state.activated, voided: state.voided,
  issuedOn: state.issuedOn,
})

export async function listBatches(view: View, query: QueryOf<typeof contract.listCodeBatches>) {
  const actor = view.actor ?? refuse('not-signed-in')
  let rows = view.db.selectFrom('code_batch as b').innerJoin('code_order as r', 'r.id', 'b.code_order')
    .select(['b.id', 'b.official', 'r.number']).orderBy('b.id', 'desc').limit(pageSize(query))
  if (!reachesAll(actor)) rows = rows.where('b.organisation', '=', actor.organisation)
  if (query.licence) rows = rows.where('b.licence', '=', query.licence)
  if (query.status) rows = rows.where('b.status', '=', query.status)
  if (query.q) {
    const pattern = anywhere(query.q)
    rows = rows.where((where) => where.or([where('r.number', 'like', pattern), where('b.gtin', 'like', pattern)]))
  }
  if (query.after) rows = rows.where('b.id', '<', cursorId(query.after))
  const found = await rows.execute()
  const names = await productNames(view.db, found.map(({ official }) => official.product))
  return pageOf(found, query, ({ id }) => id, ({ id, official, number }) =>
    batchOf(id, official, number, names.get(official.product)?.name ?? { zh: '' }))
}

/** @throws Refusal `not-found` for a batch outside the actor's scope */
export async function ownBatch(view: View, id: string): Promise<CodeBatch> {
  const actor = view.actor ?? refuse('not-signed-in')
  const row = await view.db.selectFrom('code_batch').where('id', '=', id).select('official').executeTakeFirst()
  if (!row || (!reachesAll(actor) && row.official.organisation !== actor.organisation)) refuse('not-found')
  return row.official
}

/** The maker of a batch's serials by place, from 1. */
export async function serialMaker(view: Shown, batch: CodeBatch): Promise<(place: number) => string> {
  const row = await view.db.selectFrom('code_key').select(['key_id', 'year', 'licensee'])
    .where('organisation', '=', batch.organisation).where('key_id', '=', batch.keyId).executeTakeFirstOrThrow()
  const key = codeKey(view.world, row)
  return (place) => makeItemCode(key, {
    scheme: view.world.schemeId, gtin: batch.gtin, counter: batch.first + place - 1,
  })
}

export async function batchDetail(view: View, id: string) {
  const state = await ownBatch(view, id)
  const serial = (await serialMaker(view, state))(1)
  const own = view.actor?.organisation === state.organisation
  const params = { id }
  const free = nextInactive(state)
  const key = await view.db.selectFrom('code_key as k').leftJoin('code_key_loss as x', 'x.id', 'k.id')
    .where('k.organisation', '=', state.organisation).where('k.key_id', '=', state.keyId).select('x.lost_on')
    .executeTakeFirstOrThrow()
  const next: Next[] = own ? [
    ...(free === undefined || key.lost_on !== null ? [] : offer(view.actor, contract.activateCodes, { params })),
    ...(state.voided === state.quantity ? [] : offer(view.actor, contract.voidCodes, { params })),
  ] : key.lost_on === null ? offer(view.actor, contract.loseCodeKey, { params }) : []
  return {
    ...await batchItem(view, id, state),
    activations: state.activations.map((one) => ({ ...one })),
    voids: state.voids.map(({ from, to, ground, on }) => ({
      from, to, on, ground: groundOf(view.edition, 'codeVoid', ground)?.name ?? { zh: ground },
    })),
    csv: `/api/v1/code-batches/${id}/codes.csv`,
    ...(key.lost_on !== null && { keyLostOn: key.lost_on }),
    sample: { serial, link: itemLink(view.world.origin, { gtin: state.gtin, serial }) },
    next,
    timeline: await timeline(view, 'code-batch', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'code-batch', id }, view.at.today),
  }
}

const orderRows = (view: View) => view.db.selectFrom('code_order as r').innerJoin('licence as l', 'l.id', 'r.licence')
  .select(['r.id', 'r.official', 'l.number as licence_number'])

const orderOf = (id: string, state: CodeOrder, licenceNumber: string | null, name: { zh: string; en?: string }) => ({
  id, number: state.number, status: state.status, licence: state.licence, licenceNumber: licenceNumber ?? '',
  product: {
    id: state.product, name,
  }, gtin: state.gtin, quantity: state.quantity, year: state.year, placedOn: state.placedOn,
  ...(state.batch !== null && { batch: state.batch }),
})

export async function listOrders(view: View, query: QueryOf<typeof contract.listCodeOrders>) {
  const actor = view.actor ?? refuse('not-signed-in')
  let rows = orderRows(view).orderBy('r.id', 'desc').limit(pageSize(query))
  if (!reachesAll(actor)) rows = rows.where('r.organisation', '=', actor.organisation)
  if (query.licence) rows = rows.where('r.licence', '=', query.licence)
  if (query.q) rows = rows.where('r.number', 'like', anywhere(query.q))
  if (query.after) rows = rows.where('r.id', '<', cursorId(query.after))
  const found = await rows.execute()
  const names = await productNames(view.db, found.map(({ official }) => official.product))
  return pageOf(found, query, ({ id }) => id, ({ id, official, licence_number: number }) =>
    orderOf(id, official, number, names.get(official.product)?.name ?? { zh: '' }))
}

export async function orderDetail(view: View, id: string) {
  const actor = view.actor ?? refuse('not-signed-in')
  const row = await orderRows(view).where('r.id', '=', id).executeTakeFirst()
  if (!row || (!reachesAll(actor) && row.official.organisation !== actor.organisation)) refuse('not-found')
  return {
    ...orderOf(id, row.official, row.licence_number, await nameOf(view, row.official.product)),
    next: [] as Next[],
    timeline: await timeline(view, 'code-order', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'code-order', id }, view.at.today),
  }
}

const DAYS_SHOWN = 400

/** Scans of a batch: counts by day in China and by coarse place. */
export async function scansOfBatch(view: View, id: string) {
  const batch = await ownBatch(view, id)
  const scans = view.db.selectFrom('scan').where('gtin', '=', batch.gtin).where('key_id', '=', batch.keyId)
    .where('counter', '>=', batch.first).where('counter', '<', batch.first + batch.quantity)
  const day = sql<string>`to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`
  const [total, days, places] = await Promise.all([
    view.db.selectFrom('scan_count').where('gtin', '=', batch.gtin).where('key_id', '=', batch.keyId)
      .where('counter', '>=', batch.first).where('counter', '<', batch.first + batch.quantity)
      .select([sql<number>`coalesce(sum(scans), 0)::bigint`.as('scans'), sql<number>`count(*)`.as('codes')])
      .executeTakeFirstOrThrow(),
    scans.select([day.as('day'), sql<number>`count(*)`.as('scans')]).groupBy(day).orderBy(day, 'desc').limit(DAYS_SHOWN)
      .execute(),
    scans.select(['place', sql<number>`count(*)`.as('scans')]).groupBy('place').orderBy(sql`count(*)`, 'desc')
      .execute(),
  ])
  return {
    total: Number(total.scans), codes: Number(total.codes),
    days: days.map((row) => ({ day: row.day, scans: Number(row.scans) })),
    places: places.map((row) => ({ ...(row.place !== null && { place: row.place }), scans: Number(row.scans) })),
  }
}


/** Which places of which batches were activated with one of these lots; lots as they were written down. */
export async function codesOfLots(
  db: View['db'], lots: readonly { readonly gtin: string; readonly lot: string }[],
): Promise<{ gtin: string; lot: string; batch: string; organisation: string; from: number; to: number
  producedOn: string }[]> {
  if (lots.length === 0) return []
  const { rows } = await sql<{
    gtin: string; lot: string; batch: string; organisation: string; from: number; to: number; producedOn: string
  }>`
    select b.gtin, a ->> 'lot' as lot, b.id as batch, b.organisation, (a ->> 'from')::int as "from",
      (a ->> 'to')::int as "to", a ->> 'producedOn' as "producedOn"
    from code_batch b cross join jsonb_array_elements(b.official -> 'activations') a
    where b.gtin = any(${[...new Set(lots.map(({ gtin }) => gtin))]}::text[])
      and (b.gtin, a ->> 'lot') in (select * from unnest(${lots.map(({ gtin }) => gtin)}::text[],
        ${lots.map(({ lot }) => lot)}::text[]))
    order by b.gtin, lot, b.first, "from"`.execute(db)
  return rows
}

/** Looks at genuine codes by GTIN and day in China, both ends counted. Reads every scan of those days. */
export async function looksByDay(
  db: Db, { from, until }: { from: LocalDate; until: LocalDate },
): Promise<{ gtin: string; day: LocalDate; looks: number }[]> {
  const day = sql<LocalDate>`to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`
  const rows = await db.selectFrom('scan').select((is) => [is.ref('gtin').$notNull().as('gtin'), day.as('day'),
    is.fn.countAll<number>().as('looks')])
    .where('counter', 'is not', null).where('at', '>=', sql<string>`${`${from}T00:00:00+08:00`}::timestamptz`)
    .where('at', '<', sql<string>`${`${addDays(until, 1)}T00:00:00+08:00`}::timestamptz`)
    .groupBy(['gtin', day]).orderBy('gtin').orderBy(day).execute()
  return rows.map((row) => ({ ...row, looks: Number(row.looks) }))
}
