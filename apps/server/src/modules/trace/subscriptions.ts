import { refuse } from '@tianfu/contract'
import type { BodyOf, QueryOf, trace as contract } from '@tianfu/contract'
import { readSchedule } from '@tianfu/epcis'
import { sql } from 'kysely'
import { transaction } from '../../platform/command.ts'
import { NoWay } from '../../platform/outward.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { namedQuery } from './named-queries.ts'
import { queryOf } from './query.ts'
import { nextRun, orderCaptures } from './subscription-runs.ts'

/**
 * Subscriptions to named queries (EPCIS 2.0, 8.2.5 and 12.6.4): results go to the subscriber's own address, signed with
 * a token of its own. A subscription ends with the query, by its organisation, or with the role that made it.
 */

const SUBSCRIPTIONS_AT_MOST = 50
const mine = (view: View): string => view.actor?.organisation ?? refuse('not-signed-in')

/** @throws Refusal `not-found`, `epcis-subscription`, `epcis-destination`, `epcis-query`, `too-large` */
export async function subscribe(view: View, query: string, body: BodyOf<typeof contract.epcisSubscribe>) {
  const { world, at, actor = refuse('not-signed-in') } = view
  const { limit, refuseAbove } = queryOf(await namedQuery(view, query))
  // A report holds all that is new; a limit would lose what is beyond it.
  if (limit !== undefined || refuseAbove !== undefined) refuse('epcis-query', { parameter: 'eventCountLimit' })
  const schedule = body.schedule === undefined ? undefined : readSchedule(body.schedule)
  if ((body.schedule === undefined) === (body.stream !== true)) refuse('epcis-subscription')
  if (body.schedule !== undefined && !schedule) refuse('epcis-subscription')
  const next = schedule ? nextRun(schedule, world.now()) ?? refuse('epcis-subscription') : null
  await world.outward.check(body.dest).catch((error: unknown) => {
    if (!(error instanceof NoWay)) throw error
    refuse('epcis-destination', { why: error.why })
  })
  const id = world.newId()
  await orderCaptures(world)
  await transaction(world.db, async (tx) => {
    const { count } = await tx.selectFrom('epcis_subscription').where('organisation', '=', actor.organisation)
      .select((is) => is.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    if (Number(count) >= SUBSCRIPTIONS_AT_MOST) refuse('too-large', { limit: SUBSCRIPTIONS_AT_MOST })
    const since = body.initialRecordTime
    const { rows: [last] } = await sql<{ place: number }>`select coalesce(max(place), 0)::bigint as place
      from epcis_capture ${since === undefined ? sql`` : sql`where finished_at < ${since}::timestamptz`}`.execute(tx)
    await tx.insertInto('epcis_subscription').values({
      id, organisation: actor.organisation, query, membership: actor.membership, dest: body.dest,
      token: body.signatureToken === undefined ? null
        : world.keys.seal('epcis-subscription', new TextEncoder().encode(body.signatureToken)),
      schedule: schedule ? JSON.stringify(body.schedule) : null, report_if_empty: body.reportIfEmpty ?? false,
      created_at: at.official, initial_record_time: since ?? null, position: last?.place ?? 0, next_at: next,
      last_run_at: null,
    }).execute()
  })
  return subscription(view, query, id)
}

const rows = (view: View) => view.db.selectFrom('epcis_subscription as s').where('s.organisation', '=', mine(view))
  .selectAll('s')
type Row = Awaited<ReturnType<ReturnType<typeof rows>['executeTakeFirstOrThrow']>>

/** As the standard shows it; never with its token. */
const shown = (row: Row) => ({
  subscriptionID: row.id, createdAt: row.created_at, queryName: row.query, dest: row.dest,
  ...(row.schedule === null ? { stream: true } : { schedule: row.schedule, reportIfEmpty: row.report_if_empty }),
  ...(row.initial_record_time !== null && { initialRecordTime: row.initial_record_time }),
  ...(row.last_run_at !== null && { lastNotifiedAt: row.last_run_at }),
})

/** @throws Refusal `not-found` */
export async function subscription(view: View, query: string, id: string) {
  const row = await rows(view).where('s.query', '=', query).where('s.id', '=', id).executeTakeFirst()
  return shown(row ?? refuse('not-found'))
}

export async function subscriptions(view: View, query: string, page: { perPage: number; token?: string }) {
  await namedQuery(view, query)
  let wanted = rows(view).where('s.query', '=', query).orderBy('s.id').limit(page.perPage + 1)
  if (page.token !== undefined) wanted = wanted.where('s.id', '>', cursorId(page.token))
  const found = await wanted.execute()
  const items = found.slice(0, page.perPage)
  const last = items.at(-1)
  return { items: items.map(shown), ...(found.length > items.length && last && { next: last.id }) }
}

/** Nothing more is sent, not even what waits. @throws Refusal `not-found` */
export async function unsubscribe(view: View, query: string, id: string): Promise<void> {
  const { numDeletedRows } = await view.db.deleteFrom('epcis_subscription').where('organisation', '=', mine(view))
    .where('query', '=', query).where('id', '=', id).executeTakeFirst()
  if (numDeletedRows === 0n) refuse('not-found')
}

/** The organisation's subscriptions with how the last report went, for the workbench; newest first. */
export async function listSubscriptions(view: View, query: QueryOf<typeof contract.listTraceSubscriptions>) {
  let wanted = rows(view).leftJoinLateral((report) => report.selectFrom('epcis_report as r')
    .whereRef('r.subscription', '=', 's.id').orderBy('r.id', 'desc').limit(1)
    .select(['r.created_at as reported_at', 'r.delivered_at', 'r.attempts', 'r.failure', 'r.events']).as('last'),
  (on) => on.onTrue())
    .leftJoinLateral((report) => report.selectFrom('epcis_report as w').whereRef('w.subscription', '=', 's.id')
      .where('w.delivered_at', 'is', null).select((is) => is.fn.countAll<number>().as('waiting')).as('open'),
    (on) => on.onTrue())
    .select(['last.reported_at', 'last.delivered_at', 'last.failure', 'last.attempts', 'last.events', 'open.waiting'])
    .orderBy('s.id', 'desc').limit(pageSize(query))
  if (query.after) wanted = wanted.where('s.id', '<', cursorId(query.after))
  return pageOf(await wanted.execute(), query, ({ id }) => id, (row) => ({
    id: row.id, queryName: row.query, dest: row.dest, stream: row.schedule === null,
    ...(row.next_at !== null && { nextAt: row.next_at }), waiting: Number(row.waiting ?? 0),
    delivery: row.delivered_at !== null ? 'delivered' as const : row.failure !== null ? 'failing' as const
      : row.reported_at !== null ? 'waiting' as const : 'none' as const,
    ...(row.delivered_at !== null && { deliveredAt: row.delivered_at }),
    ...(row.events !== null && { events: row.events }),
    ...(row.failure !== null && row.delivered_at === null && { failure: row.failure, attempts: row.attempts ?? 0 }),
  }))
}
