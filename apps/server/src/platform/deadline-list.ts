import { desk, refuse } from '@tianfu/contract'
import type { QueryOf } from '@tianfu/contract'
import { addDays } from '@tianfu/kernel'
import { regionPrefix, workingDaysBetween } from '@tianfu/scheme'
import type { LocalDate } from '@tianfu/kernel'
import { sql } from 'kysely'
import { organisationNames, responsibleText } from './deadlines.ts'
import { anywhere, cursorId, pageOf, pageSize } from './page.ts'
import type { Actor, View } from './work.ts'

const SOON_DAYS = 7

/**
 * Open deadlines that the caller answers for or watches over: of the own organisation and, for an office with a region,
 * of that region's offices and of the organisations seated there. Who is late stands first.
 */
export async function listDeadlines(view: View, query: QueryOf<typeof desk.listDeadlines>) {
  const { actor, at, db, world, edition } = view
  if (!actor) refuse('not-signed-in')
  let rows = within(view, actor).where('deadline.ended_on', 'is', null)
  if (query.state === 'late') {
    rows = rows.where('deadline.due_on', '<', at.today).where('deadline.paused_on', 'is', null)
  }
  if (query.state === 'soon') {
    rows = rows.where('deadline.due_on', '>=', at.today).where('deadline.due_on', '<=', addDays(at.today, SOON_DAYS))
  }
  if (query.state === 'paused') rows = rows.where('deadline.paused_on', 'is not', null)
  if (query.q) {
    const pattern = anywhere(query.q)
    rows = rows.where((is) => is.or([
      is(sql<string>`deadline.label::text`, 'ilike', pattern), is('seat.name', 'ilike', pattern),
    ]))
  }
  if (query.after) {
    const [day = '', id = ''] = query.after.split('.')
    rows = rows.where(sql<boolean>`(deadline.due_on, deadline.id) > (${day}, ${cursorId(id)}::uuid)`)
  }
  const found = await rows.selectAll('deadline').orderBy('deadline.due_on').orderBy('deadline.id')
    .limit(pageSize(query)).execute()
  const names = await organisationNames(db, found.flatMap(({ organisation }) => organisation ?? []))
  return pageOf(found, query, ({ due_on: day, id }) => `${day}.${id}`, (row) => ({
    id: row.id, label: row.label, responsible: responsibleText(world, edition, row, names), startedOn: row.started_on,
    dueOn: row.due_on, provisional: row.provisional, late: row.paused_on === null && row.due_on < at.today,
    workingDaysLeft: workingDaysBetween(world.calendar, at.today, row.due_on as LocalDate),
    ...(row.pause_reason !== null && {
      paused: edition.grounds.pause.find(({ id }) => id === row.pause_reason)?.name ?? { zh: row.pause_reason },
    }),
    // Whoever watches over others may know that they are late without the right to open their file.
    ...(row.organisation === actor.organisation && { link: `/${row.subject_type}/${row.subject}` }),
  }))
}

const within = ({ db }: View, actor: Actor) => db.selectFrom('deadline')
  .leftJoin('organisation as seat', 'seat.id', 'deadline.organisation')
  .where((is) => is.or([
    is('deadline.organisation', '=', actor.organisation || null),
    ...(actor.region ? [
      is('deadline.region', 'like', `${regionPrefix(actor.region)}%`),
      is('seat.region', 'like', `${regionPrefix(actor.region)}%`),
    ] : []),
  ]))
