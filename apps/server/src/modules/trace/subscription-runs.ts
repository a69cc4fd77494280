import { createHmac } from 'node:crypto'
import type { trace as contract } from '@tianfu/contract'
import { nextTime, readSchedule } from '@tianfu/epcis'
import type { Schedule } from '@tianfu/epcis'
import { CHINA_OFFSET_MS } from '@tianfu/kernel'
import { sql } from 'kysely'
import { transaction, workOf } from '../../platform/command.ts'
import type { Tx } from '../../platform/db/database.ts'
import { NoWay } from '../../platform/outward.ts'
import type { Work, World } from '../../platform/work.ts'
import { actorOfMembership } from '../identity/index.ts'
import { queryDocument } from './epcis-http.ts'
import { namedQuery } from './named-queries.ts'
import { findEvents, queryOf } from './query.ts'
import type { TraceTables } from './tables.ts'

const LOCK = 7_384_263
const EVENTS_PER_REPORT = 500
/** Captures that one run looks at hold together about so many events. */
const EVENTS_PER_RUN = 5_000
/** A subscriber that takes nothing gets nothing more until it does; what happens meanwhile is not lost. */
const REPORTS_WAITING = 20
const REPORTS_KEPT = 20
/** Runs are this far apart, in ms, however often a schedule asks. */
const LEAST_BETWEEN_MS = 10_000

/** The next run after a moment of system time, in ms; nothing where there is none. */
export function nextRun(schedule: Schedule, after: number): string | null {
  const at = nextTime(schedule, after, CHINA_OFFSET_MS)
  return at === undefined ? null : new Date(at).toISOString()
}

/**
 * Gives captures their place in the order in which others may follow them, after they have been committed: one process
 * at a time, so that a lower place never becomes visible after a higher one.
 */
export async function orderCaptures(world: World): Promise<void> {
  await transaction(world.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK}::bigint)`.execute(tx)
    await sql`update epcis_capture c set place = t.place from (
      select id, nextval('epcis_capture_place') as place from (
        select id from epcis_capture where place is null and finished_at is not null order by id limit 10000) as next
      ) as t where c.id = t.id`.execute(tx)
  })
}

/** Runs every subscription that is due; several processes share them. */
export async function runSubscriptions(world: World): Promise<void> {
  const { rows: [unordered] } = await sql<{ some: boolean }>`select exists (
    select from epcis_capture where place is null and finished_at is not null) as some`.execute(world.db)
  if (unordered?.some) await orderCaptures(world)
  const now = new Date(world.now()).toISOString()
  const { rows } = await sql<{ id: string }>`
    select s.id from epcis_subscription s where (s.next_at <= ${now}::timestamptz or (s.schedule is null
      and s.position < (select coalesce(max(place), 0) from epcis_capture)))
      and (select count(*) from epcis_report r where r.subscription = s.id and r.delivered_at is null)
        < ${REPORTS_WAITING} order by s.id limit 100`.execute(world.db)
  for (const { id } of rows) {
    await transaction(world.db, (tx) => run(world, tx, id)).catch((error: unknown) => {
      world.log.error({ err: error, subscription: id }, 'subscription')
    })
  }
}

type Row = Pick<TraceTables['epcis_subscription'], 'id' | 'position' | 'report_if_empty' | 'query'>

async function run(world: World, tx: Tx, id: string): Promise<void> {
  const row = await tx.selectFrom('epcis_subscription').where('id', '=', id).forUpdate().skipLocked()
    .selectAll().executeTakeFirst()
  if (!row) return
  const actor = await actorOfMembership(world, tx, row.membership)
  // Nobody may see for whom it looks any more.
  if (!actor?.grants.has('trace:read')) {
    await tx.deleteFrom('epcis_subscription').where('id', '=', id).execute()
    return
  }
  const work = await workOf(world, tx, actor)
  const { upTo, whole } = await reach(tx, row.position)
  await report(work, row, upTo, whole && row.schedule !== null)
  const schedule = readSchedule(row.schedule)
  const after = world.now() + LEAST_BETWEEN_MS - 1000
  await tx.updateTable('epcis_subscription').set({
    position: upTo, last_run_at: work.at.official,
    // What is left of a long stretch is looked at in the next run, at once.
    ...(schedule && whole && { next_at: nextRun(schedule, after) }),
  }).where('id', '=', id).execute()
}

/** How far one run looks, and whether that is all there is. */
async function reach(tx: Tx, position: number): Promise<{ upTo: number; whole: boolean }> {
  const { rows: [far] } = await sql<{ up_to: number | null; last: number | null }>`
    with ahead as (
      select place, sum(captured) over (order by place) - captured as before from epcis_capture
      where place > ${position}::bigint order by place limit 1000
    )
    select (select max(place) from ahead where before < ${EVENTS_PER_RUN}::bigint) as up_to,
      (select max(place) from epcis_capture) as last`.execute(tx)
  const upTo = Math.max(far?.up_to ?? 0, position)
  return { upTo, whole: upTo >= (far?.last ?? 0) }
}

/** Writes what is new as reports and asks the outbox to deliver them, in the transaction that moves the position. */
async function report(work: Work, row: Row, upTo: number, atItsTime: boolean): Promise<void> {
  const query = queryOf(await namedQuery(work, row.query))
  let token: string | undefined
  let written = 0
  do {
    const page = { perPage: EVENTS_PER_REPORT, ...(token !== undefined && { token }) }
    const found = await findEvents(work, query, page, { after: row.position, upTo })
    token = found.next
    const empty = found.events.length === 0
    if (empty && !(written === 0 && atItsTime && row.report_if_empty)) break
    const document = queryDocument(work.at.official, row.query, found.events, row.id)
    const id = work.world.newId()
    await work.tx.insertInto('epcis_report').values({
      id, subscription: row.id, created_at: work.at.official, events: found.events.length,
      body: JSON.stringify(document), attempts: 0, delivered_at: null, failure: null,
    }).execute()
    await work.world.outbox.send(work.tx, 'report', { report: id })
    written += 1
  } while (token !== undefined)
}

/** Proves to the subscriber who sends: HMAC-SHA-256 of the body under its signature token. */
export const signatureOf = (token: string, body: string): string =>
  `sha256=${createHmac('sha256', token).update(body).digest('hex')}`

/**
 * Delivers a report; once it is marked, again does nothing.
 *
 * @throws Error where it was not taken: the outbox comes again
 */
export async function deliverReport(world: World, id: string): Promise<void> {
  const row = await world.db.selectFrom('epcis_report as r')
    .innerJoin('epcis_subscription as s', 's.id', 'r.subscription')
    .where('r.id', '=', id).select(['r.body', 'r.delivered_at', 's.id as subscription', 's.dest', 's.token'])
    .executeTakeFirst()
  if (!row || row.delivered_at !== null || row.body === null) return
  const { body } = row
  const token = row.token && new TextDecoder().decode(world.keys.open('epcis-subscription', new Uint8Array(row.token)))
  world.fault('in-outbox')
  const failure = await send(world, row.dest, body, {
    'content-type': 'application/json', 'gs1-epcis-version': '2.0.1', 'gs1-cbv-version': '2.0', 'idempotency-key': id,
    ...(token && { 'gs1-signature': signatureOf(token, body) }),
  })
  await world.db.updateTable('epcis_report').set((is) => ({
    attempts: is('attempts', '+', 1), failure: failure ?? null,
    ...(!failure && { delivered_at: new Date(world.now()).toISOString(), body: null }),
  })).where('id', '=', id).execute()
  if (failure) throw new Error(`the subscriber's address: ${failure}`)
  await sql`delete from epcis_report where subscription = ${row.subscription} and delivered_at is not null
    and id not in (select id from epcis_report where subscription = ${row.subscription}
      order by id desc limit ${REPORTS_KEPT})`.execute(world.db)
}

/** Why a report was not taken; nothing where it was. */
async function send(
  world: World, dest: string, body: string, headers: Readonly<Record<string, string>>,
): Promise<(typeof contract.DELIVERY_FAILURES)[number] | undefined> {
  try {
    const status = await world.outward.post(dest, body, headers)
    if (status >= 200 && status < 300) return undefined
    return status >= 300 && status < 400 ? 'redirects' : 'refuses'
  } catch (error) {
    return error instanceof NoWay ? 'not-allowed' : 'unreachable'
  }
}
