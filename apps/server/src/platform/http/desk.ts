import { CONTRACT, desk, refuse } from '@tianfu/contract'
import { addDays } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { isProvisional, isWorkingDay, regionPrefix } from '@tianfu/scheme'
import { sql } from 'kysely'
import { moveClock, readTimes } from '../clock.ts'
import type { Db } from '../db/database.ts'
import { listDeadlines } from '../deadline-list.ts'
import { builtInScan } from '../file-scan.ts'
import { listStoredFiles, readStoredFile, storeFile } from '../files.ts'
import { assign, colleagues, giversOf, handOver } from '../handing-on.ts'
import { deleteFilter, saveFilter, savedFilters } from '../saved-filters.ts'
import { asStranger, searchEntries } from '../search.ts'
import { anywhere } from '../page.ts'
import { normalise } from '../search-text.ts'
import type { Actor, Times, World } from '../work.ts'
import type { On } from './routes.ts'

/** Endpoints of the platform itself: tasks, notices, files, search, clock, vocabulary, journal. */
export function deskRoutes(on: On, options: { sweep(): Promise<void> }): void {
  on.read(desk.listTasks, async ({ db, at, actor }, { query }) => {
    const me = signedIn(actor)
    const limit = query.limit ?? 20
    let tasks = tasksOf(db, me)
    tasks = query.state === 'ended'
      ? tasks.where('task.ended_at', 'is not', null)
      : tasks.where('task.ended_at', 'is', null)
    if (query.state === 'mine') tasks = tasks.where('task.claimed_by', '=', me.account)
    if (query.kind) tasks = tasks.where('task.kind', '=', query.kind)
    if (query.q) tasks = tasks.where('task.search', 'like', anywhere(normalise(query.q)))
    if (query.state === 'late') tasks = tasks.where('due.due_on', '<', at.today)
    if (query.after) tasks = tasks.where('task.id', '>', query.after)
    const rows = await tasks.orderBy('task.id').limit(limit + 1).execute()
    const givers = await giversOf(db, rows.map(({ id }) => id))
    const items = rows.slice(0, limit).map((row) => {
      const givenBy = givers.get(row.id)
      return { ...taskAnswer(row, me, at), ...(givenBy !== undefined && { givenBy }) }
    })
    return { items, ...(rows.length > limit && { next: items.at(-1)?.id ?? '' }) }
  })
  on.write(desk.claimTask, async ({ tx, at, actor }, { params }) => {
    const taken = await tx.updateTable('task').set({
      claimed_by: actor.account, claimed_name: await nameOf(tx, actor), claimed_at: at.official,
    })
      .where('id', 'in', tasksOf(tx, actor).where('task.id', '=', params.id).clearSelect().select('task.id'))
      .where('ended_at', 'is', null)
      .where((is) => is.or([is('claimed_by', 'is', null), is('claimed_by', '=', actor.account)]))
      .executeTakeFirst()
    const row = await tasksOf(tx, actor).where('task.id', '=', params.id).executeTakeFirst()
    if (!row) refuse('not-found')
    if (taken.numUpdatedRows === 0n) refuse('changed-meanwhile')
    return taskAnswer(row, actor, at)
  })
  on.write(desk.releaseTask, async ({ tx, at, actor }, { params }) => {
    await tx.updateTable('task').set({ claimed_by: null, claimed_name: null, claimed_at: null })
      .where('id', 'in', tasksOf(tx, actor).where('task.id', '=', params.id).clearSelect().select('task.id'))
      .where('claimed_by', '=', actor.account).where('ended_at', 'is', null).execute()
    const row = await tasksOf(tx, actor).where('task.id', '=', params.id).executeTakeFirst()
    if (!row) refuse('not-found')
    return taskAnswer(row, actor, at)
  })

  on.read(desk.listColleagues, (view, { query }) => colleagues(view, query.everybody ?? false))
  on.write(desk.assignTasks, async (work, { body }) => {
    const reached = tasksOf(work.tx, work.actor).where('task.id', 'in', body.tasks).clearSelect().select('task.id')
    return assign(work, body, await work.tx.selectFrom('task')
      .select(['id', 'role', 'organisation', 'region', 'claimed_by']).where('id', 'in', reached)
      .where('ended_at', 'is', null).orderBy('id').forUpdate().execute())
  })
  on.write(desk.handOverTasks, (work, { body }) => handOver(work, body))
  on.read(desk.listSavedFilters, async ({ db, actor }, { query }) =>
    savedFilters(db, signedIn(actor).account, query.list))
  on.write(desk.saveFilter, (work, { body }) => saveFilter(work, body))
  on.write(desk.deleteFilter, (work, { params }) => deleteFilter(work, params.id))

  on.read(desk.listDeadlines, (view, { query }) => listDeadlines(view, query))

  on.read(desk.listNotices, async ({ db, actor }, { query }) => {
    const me = signedIn(actor)
    const limit = query.limit ?? 20
    const mine = noticesOf(db, me)
    let page = mine
    if (query.unread) page = page.where('read.at', 'is', null)
    if (query.after) page = page.where('notice.id', '<', query.after)
    const rows = await page.select([
      'notice.id', 'notice.text', 'notice.link', 'notice.created_at', 'read.at as read_at',
    ])
      .orderBy('notice.id', 'desc').limit(limit + 1).execute()
    const { unread } = await mine.where('read.at', 'is', null).select((is) => is.fn.countAll<number>().as('unread'))
      .executeTakeFirstOrThrow()
    const items = rows.slice(0, limit).map((row) => ({
      id: row.id, text: row.text, link: row.link, createdAt: row.created_at, read: row.read_at !== null,
    }))
    return { items, unread, ...(rows.length > limit && { next: items.at(-1)?.id ?? '' }) }
  })
  on.write(desk.readNotice, async ({ tx, at, actor }, { params }) => {
    const row = await noticesOf(tx, actor).where('notice.id', '=', params.id).select('notice.id').executeTakeFirst()
    if (!row) refuse('not-found')
    await tx.insertInto('notice_read').values({ notice: row.id, account: actor.account, at: at.system })
      .onConflict((conflict) => conflict.doNothing()).execute()
    return { ok: true }
  })

  on.read(desk.listFiles, async ({ db, actor }, { query }) =>
    listStoredFiles(db, signedIn(actor).organisation, { ...query, limit: query.limit ?? 50 }))
  on.write(desk.uploadFile, async (work, _input, { upload }) => {
    if (!upload) refuse('unsupported-media-type')
    const { bytes, name, fields } = upload
    return storeFile(work, builtInScan, { bytes, name, expected: fields.sha256, validUntil: fields.validUntil })
  })
  on.raw(desk.downloadFile, async ({ world, db, actor }, { params }, { reply }) => {
    const file = await readStoredFile(world, db, signedIn(actor), params.sha256)
    await reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .header('content-security-policy', "default-src 'none'; sandbox").type(file.type).send(Buffer.from(file.bytes))
  })

  on.read(desk.search, async (view, { query }) =>
    ({ ...await searchEntries(view, { ...query, limit: query.limit ?? 20 }), asOf: view.at.official }))
  on.read(desk.searchRegister, async (view, { query }) =>
    ({ ...await searchEntries(asStranger(view), { ...query, limit: query.limit ?? 20 }), asOf: view.at.official }))

  on.read(desk.readClock, async ({ world, at }) => clockAnswer(world, at))
  on.write(desk.moveDemonstrationClock, async ({ world, tx }, { body }, { afterCommit }) => {
    await moveClock(world, tx, Date.parse(body.to))
    afterCommit(options.sweep)
    return clockAnswer(world, await readTimes(world, tx))
  })

  on.read(desk.vocabulary, async ({ world, edition }) => ({
    scheme: world.schemeId, edition: edition.inForceFrom, name: edition.name, brand: edition.brand,
    programmes: [...edition.programmes],
    roles: edition.roles, grounds: edition.grounds, periods: edition.periods, wording: edition.wording,
    limits: edition.limits,
    regions: world.reference.regions.file,
  }))
  on.read(desk.searchIndustries, async ({ world }, { query }) => {
    const q = normalise(query.q ?? '')
    return { items: world.reference.industries.filter(({ code, name }) => code.toLowerCase().includes(q)
      || name.includes(q))
      .slice(0, query.limit ?? 30).map(({ code, name, level }) => ({ code, name: { zh: name }, level })) }
  })

  on.read(desk.listActs, async ({ db }, { query }) => {
    const limit = query.limit ?? 50
    let acts = db.selectFrom('act').leftJoin('log_entry', 'log_entry.act', 'act.id')
    if (query.subject) acts = acts.where('act.subject', '=', query.subject)
    if (query.type) acts = acts.where('act.type', '=', query.type)
    if (query.from) acts = acts.where('act.decided_on', '>=', query.from)
    if (query.q) acts = acts.where('act.type', 'like', anywhere(query.q))
    if (query.after) acts = acts.where('act.id', '<', query.after)
    const rows = await acts.selectAll('act').select('log_entry.index').orderBy('act.id', 'desc').limit(limit + 1)
      .execute()
    const items = rows.slice(0, limit).map((row) => ({
      id: row.id, type: row.type, subjectType: row.subject_type, subject: row.subject, version: row.version,
      capacity: row.capacity,
      role: row.role, recordedAt: row.recorded_at, decidedOn: row.decided_on, effectiveOn: row.effective_on,
      public: row.public,
      entry: Buffer.from(row.entry).toString('hex'), ...(row.index !== null && { index: row.index }),
      ...(row.organisation !== null && { organisation: row.organisation }),
      ...(row.ground !== null && { ground: row.ground }),
    }))
    return { items, ...(rows.length > limit && { next: items.at(-1)?.id ?? '' }) }
  })
}

/** Every endpoint of the contract that no module has bound: must be empty at start. */
export const unboundEndpoints = (bound: ReadonlySet<string>): string[] => CONTRACT.filter(({ id }) => !bound.has(id))
  .map(({ id }) => id)

function signedIn(actor: Actor | undefined): Actor {
  return actor ?? refuse('not-signed-in')
}

function clockAnswer(world: World, at: Times) {
  return {
    official: at.official, today: at.today, system: at.system, moved: at.moved, mode: world.mode,
    workingDay: isWorkingDay(world.calendar, at.today),
    provisional: isProvisional(world.calendar, addDays(at.today as LocalDate, 1)),
  }
}

/** Tasks of the actor's office: the organisation's role, or the region's role within the actor's region. */
function tasksOf(db: Db, actor: Actor) {
  // A task is due when the first open deadline of its subject is that binds the same organisation or region: what
  // somebody else must do first is no due date of this office.
  return db.selectFrom('task').leftJoin(
    (from) => from.selectFrom('deadline')
      .select((is) => ['subject_type', 'subject', 'organisation', 'region', is.fn.min('due_on').as('due_on')])
      .where('ended_on', 'is', null).where('paused_on', 'is', null)
      .groupBy(['subject_type', 'subject', 'organisation', 'region']).as('due'),
    (join) => join.onRef('due.subject', '=', 'task.subject').onRef('due.subject_type', '=', 'task.subject_type')
      .on((is) => is.or([
        is('due.organisation', '=', is.ref('task.organisation')), is('due.region', '=', is.ref('task.region')),
      ])))
    .selectAll('task').select('due.due_on').where('task.role', '=', actor.role)
    .where((is) => is.or([
      is('task.organisation', '=', actor.organisation || null),
      ...(actor.region ? [is('task.region', 'like', `${regionPrefix(actor.region)}%`)] : []),
    ]))
}

type TaskRow = Awaited<ReturnType<ReturnType<typeof tasksOf>['executeTakeFirstOrThrow']>>

function taskAnswer(row: TaskRow, actor: Actor, at: Times) {
  return {
    id: row.id, kind: row.kind, title: row.title, subjectType: row.subject_type, subject: row.subject, role: row.role,
    link: row.link, createdAt: row.created_at, late: row.due_on !== null && row.due_on < at.today,
    mine: row.claimed_by === actor.account,
    ...(row.due_on !== null && { dueOn: row.due_on }),
    ...(row.claimed_name !== null && { claimedBy: row.claimed_name }),
  }
}

function noticesOf(db: Db, actor: Actor) {
  return db.selectFrom('notice')
    .leftJoin('notice_read as read', (join) => join.onRef('read.notice', '=', 'notice.id')
    .on('read.account', '=', actor.account))
    .where((is) => is.or([
      is('notice.account', '=', actor.account),
      is('notice.person', '=', actor.person),
      is.and([
        is('notice.organisation', '=', actor.organisation || null),
        is.or([is('notice.role', 'is', null), is('notice.role', '=', actor.role)]),
      ]),
      ...(actor.region
        ? [is.and([is('notice.region', 'like', `${regionPrefix(actor.region)}%`), is('notice.role', '=', actor.role)])]
        : []),
    ]))
}

/** Who claimed, as colleagues know them. The table of persons belongs to a module; its name is read, nothing else. */
async function nameOf(db: Db, actor: Actor): Promise<string> {
  const { rows: [row] } = await sql<{ name: string }>`select name from person where id = ${actor.person}`.execute(db)
  return row?.name ?? ''
}
