import { addDays, daysBetween } from '@tianfu/kernel'
import type { LocalDate, Text } from '@tianfu/kernel'
import { dueOn, editionInForce, regionName, workingDaysBetween } from '@tianfu/scheme'
import type { Edition, Period, PeriodName } from '@tianfu/scheme'
import { sql } from 'kysely'
import { byRule, transaction, workOf } from './command.ts'
import type { Db } from './db/database.ts'
import { tell } from './notices.ts'
import { ruleActor } from './rights.ts'
import type { Work, World } from './work.ts'

export interface Subject { type: string; id: string }
export type Responsible = { organisation: string; role?: string } | { region: string; role: string }

/** Starts a legal deadline: day 1 is the day after `from` (today). A due day in an unpublished year is provisional. */
export async function startDeadline(work: Work, of: {
  subject: Subject
  kind: string
  period: PeriodName | Pick<Period, 'count' | 'unit'>
  from?: LocalDate
  responsible: Responsible
  label: Text
}): Promise<{ id: string; dueOn: LocalDate; provisional: boolean }> {
  const period: Period = typeof of.period === 'string'
    ? work.edition.periods[of.period]
    : { origin: 'A', source: '', ...of.period }
  const from = of.from ?? work.at.today
  const due = dueOn(period, from, work.world.calendar)
  const id = work.world.newId()
  await work.tx.insertInto('deadline').values({
    id, subject_type: of.subject.type, subject: of.subject.id, kind: of.kind, label: JSON.stringify(of.label),
    organisation: 'organisation' in of.responsible ? of.responsible.organisation : null,
    region: 'region' in of.responsible ? of.responsible.region : null, role: of.responsible.role ?? null,
    working_days: period.unit === 'working' ? period.count : null, started_on: from, due_on: due.day,
    provisional: due.provisional, paused_on: null, pause_reason: null, ended_on: null,
  }).execute()
  return { id, dueOn: due.day, provisional: due.provisional }
}

/** Ends the subject's open deadlines, all or of one kind: what they waited for has happened. */
export async function endDeadlines(work: Work, subject: Subject, kind?: string): Promise<void> {
  let query = work.tx.updateTable('deadline').set({ ended_on: work.at.today })
    .where('subject_type', '=', subject.type).where('subject', '=', subject.id).where('ended_on', 'is', null)
  if (kind) query = query.where('kind', '=', kind)
  await query.execute()
}

/** Stops the clock of an open deadline, with a reason from the closed list. */
export async function pauseDeadline(work: Work, subject: Subject, kind: string, reason: string): Promise<void> {
  await work.tx.updateTable('deadline').set({ paused_on: work.at.today, pause_reason: reason })
    .where('subject_type', '=', subject.type).where('subject', '=', subject.id).where('kind', '=', kind)
    .where('ended_on', 'is', null).where('paused_on', 'is', null).execute()
}

/** Lets the clock run again: the days after the pause began, up to and with today, do not count. */
export async function resumeDeadline(work: Work, subject: Subject, kind: string): Promise<void> {
  const paused = await work.tx.selectFrom('deadline').selectAll().forUpdate()
    .where('subject_type', '=', subject.type).where('subject', '=', subject.id).where('kind', '=', kind)
    .where('ended_on', 'is', null).where('paused_on', 'is not', null).execute()
  for (const row of paused) {
    const pauses = [
      ...row.pauses,
      { from: addDays(row.paused_on as LocalDate, 1), to: work.at.today, reason: row.pause_reason ?? '' },
    ]
    const due = row.working_days === null
      ? {
        day: addDays(row.due_on as LocalDate, daysBetween(row.paused_on as LocalDate, work.at.today)),
        provisional: row.provisional,
      }
      : dueOn({ count: row.working_days, unit: 'working', origin: 'A', source: '' }, row.started_on as LocalDate,
        work.world.calendar,
        pauses.filter(({ from, to }) => from <= to).map(({ from, to }) => ({
          from: from as LocalDate, until: to as LocalDate,
        })))
    await work.tx.updateTable('deadline').set({
      paused_on: null, pause_reason: null, pauses: JSON.stringify(pauses), due_on: due.day,
      provisional: due.provisional,
    }).where('id', '=', row.id).execute()
  }
}

/**
 * The subject's deadlines as an answer shows them: who must act, when the clock stood still and why. Late is due before
 * `today` and still open; a deadline that is paused is not late by the days of its pause.
 */
export async function deadlinesOf(world: World, db: Db, subject: Subject, today: LocalDate) {
  const rows = await db.selectFrom('deadline').selectAll().where('subject_type', '=', subject.type)
    .where('subject', '=', subject.id).orderBy('started_on').orderBy('id').execute()
  const edition = editionInForce(world.editions, today)
  const names = await organisationNames(db, rows.flatMap(({ organisation }) => organisation ?? []))
  const reason = (code: string): Text => edition.grounds.pause.find(({ id }) => id === code)?.name ?? { zh: code }
  return rows.map((row) => ({
    id: row.id, kind: row.kind, label: row.label, startedOn: row.started_on, dueOn: row.due_on,
    provisional: row.provisional, responsible: responsibleText(world, edition, row, names),
    ...(row.pause_reason !== null && { paused: reason(row.pause_reason) }),
    ...(row.pauses.length > 0 && {
      pauses: row.pauses.filter(({ from, to }) => from <= to)
        .map(({ from, to, reason: code }) => ({ from, to, reason: reason(code) })),
    }),
    ...(row.ended_on !== null && { endedOn: row.ended_on }),
    late: row.due_on < (row.ended_on ?? row.paused_on ?? today),
    ...(row.ended_on === null && {
      workingDaysLeft: workingDaysBetween(world.calendar, today, row.due_on as LocalDate),
    }),
  }))
}

/** The office that a deadline binds, as people call it: organisation or region, and role. */
export function responsibleText(
  world: World, edition: Edition, row: { organisation: string | null; region: string | null; role: string | null },
  names: ReadonlyMap<string, string>,
): Text {
  const place = row.organisation === null
    ? regionName(world.reference.regions, row.region ?? '')
    : names.get(row.organisation) ?? ''
  const role = row.role === null ? undefined : edition.roles[row.role as keyof Edition['roles']]?.name
  return { zh: [place, role?.zh ?? ''].join(' ').trim(), en: [place, role?.en ?? role?.zh ?? ''].join(' ').trim() }
}

/** Names of organisations. Their table belongs to a module; the name is read, nothing else. */
export async function organisationNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from organisation where id = any(${[...new Set(ids)]}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/**
 * What official time brings: a deadline that has passed unanswered is handed once to whoever subscribed to its kind;
 * an open one close to its day is recalled to its office. Each in a transaction of its own; safe in several processes.
 * One that cannot be handled is logged and stays for the next sweep; it does not hold up the others.
 *
 * @returns how many deadlines were handled
 */
export async function sweepDeadlines(world: World): Promise<number> {
  const today = await byRule(world, 'rule', async (work) => work.at.today)
  const due = await world.db.selectFrom('deadline').select('id').where('ended_on', 'is', null)
    .where('paused_on', 'is', null).where('passed', '=', false).where('due_on', '<', today)
    .orderBy('due_on').orderBy('id').execute()
  let handled = 0
  for (const { id } of due) {
    try {
      handled += await handOn(world, id)
    } catch (error) {
      world.log.error({ err: error, deadline: id }, 'a deadline could not be handed on')
    }
  }
  return handled + await remind(world, today)
}

const handOn = (world: World, id: string): Promise<number> => transaction(world.db, async (tx) => {
  const work = await workOf(world, tx, ruleActor('rule'))
  const row = await tx.selectFrom('deadline').selectAll().where('id', '=', id).where('passed', '=', false)
    .where('ended_on', 'is', null).where('paused_on', 'is', null).where('due_on', '<', work.at.today)
    .forUpdate().skipLocked().executeTakeFirst()
  if (!row) return 0
  await tx.updateTable('deadline').set({ passed: true }).where('id', '=', id).execute()
  // A kind may name one of several things of its subject behind a colon.
  await world.subscriptions.onDue[row.kind.split(':')[0] ?? '']?.(work, { type: row.subject_type, id: row.subject })
  const still = await tx.selectFrom('deadline').select('ended_on').where('id', '=', id).executeTakeFirst()
  if (still?.ended_on === null) await recall(work, row, { zh: '已超期', en: 'overdue' })
  return 1
})

interface Open {
  id: string; subject_type: string; subject: string; label: Text; organisation: string | null; region: string | null;
  role: string | null; due_on: string
}

async function recall(work: Work, row: Open, state: { zh: string; en: string }): Promise<void> {
  const to = row.organisation !== null
    ? { organisation: row.organisation, ...(row.role !== null && { roles: [row.role] }) }
    : { region: row.region ?? '', role: row.role ?? '' }
  await tell(work, {
    to, link: `/${row.subject_type}/${row.subject}`,
    text: {
      zh: `${row.label.zh}：${state.zh}（${row.due_on}）`,
      en: `${row.label.en ?? row.label.zh}: ${state.en} (${row.due_on})`,
    },
  })
}

async function remind(world: World, today: LocalDate): Promise<number> {
  const latest = await byRule(world, 'rule', async (work) => Math.max(...work.edition.limits.reminderDays))
  let count = 0
  const open = await world.db.selectFrom('deadline').select('id').where('ended_on', 'is', null)
    .where('paused_on', 'is', null).where('due_on', '>=', today).where('due_on', '<=', addDays(today, latest))
    .orderBy('due_on').orderBy('id').execute()
  for (const { id } of open) count += await byRule(world, 'rule', async (work) => {
    const row = await work.tx.selectFrom('deadline').selectAll().where('id', '=', id).where('ended_on', 'is', null)
      .forUpdate().skipLocked().executeTakeFirst()
    if (!row) return 0
    const left = daysBetween(today, row.due_on as LocalDate)
    const length = daysBetween(row.started_on as LocalDate, row.due_on as LocalDate)
    // The nearest mark that has been reached, once; a mark as long as the whole deadline would only repeat its start.
    const mark = work.edition.limits.reminderDays.filter((days) => left <= days && days < length)
      .sort((a, b) => a - b)[0]
    if (mark === undefined || row.reminded.includes(mark)) return 0
    await work.tx.updateTable('deadline').set({ reminded: JSON.stringify([...row.reminded, mark]) })
      .where('id', '=', id).execute()
    await recall(work, row, { zh: `还有 ${left} 天到期`, en: `${left} days left` })
    return 1
  })
  return count
}

/** After a new holiday calendar: due days that were provisional are counted again. */
export async function recountProvisional(world: World): Promise<number> {
  const rows = await world.db.selectFrom('deadline').selectAll().where('provisional', '=', true)
    .where('ended_on', 'is', null)
    .where('working_days', 'is not', null).execute()
  let changed = 0
  for (const row of rows) {
    const due = dueOn({ count: row.working_days ?? 0, unit: 'working', origin: 'A', source: '' },
      row.started_on as LocalDate, world.calendar,
      row.pauses.filter(({ from, to }) => from <= to).map(({ from, to }) => ({
        from: from as LocalDate, until: to as LocalDate,
      })))
    if (due.day === row.due_on && due.provisional === row.provisional) continue
    await world.db.updateTable('deadline').set({ due_on: due.day, provisional: due.provisional })
      .where('id', '=', row.id).execute()
    changed += 1
  }
  return changed
}
