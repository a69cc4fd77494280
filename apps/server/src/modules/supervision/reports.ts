import { timingSafeEqual } from 'node:crypto'
import { refuse, supervision as contract } from '@tianfu/contract'
import type { BodyOf, Next, QueryOf } from '@tianfu/contract'
import { normaliseIdentifier, regionLevel, regionParent } from '@tianfu/identifiers'
import type { LocalDate, Text } from '@tianfu/kernel'
import { groundOf, isWithin, regionName, regionPrefix } from '@tianfu/scheme'
import { change, create, lock, timeline } from '../../platform/acts.ts'
import type { Locked } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { deadlinesOf, endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { offer } from '../../platform/next.ts'
import { tell } from '../../platform/notices.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { freeText, readTexts } from '../../platform/texts.ts'
import type { Read } from '../../platform/texts.ts'
import type { Actor, View, Work, World } from '../../platform/work.ts'
import { verdictOf } from '../codes/index.ts'
import { certificateFacts } from '../licences/index.ts'
import { mustBePossible, officeOf, report, reportObstacle } from './domain.ts'
import type { Report, ReportMove, ReportStep } from './domain.ts'
import { keepPhotos } from './photos.ts'

/** Reports from the public: to the office of the place, accepted, dismissed or sent on, closed with an answer. */

const subjectOf = (id: string) => ({ type: 'report', id })
const linkOf = (id: string) => `/reports/${id}`

/** Whoever holds the token may follow the report. It is made from the number: nothing of it is kept. */
const tokenOf = (world: World, number: string): string => world.keys.mac('report-token', number).slice(0, 32)

export interface Lodging {
  ground: string
  text: string
  code?: string
  region?: string
  /** Bytes of at most three pictures. */
  photos?: readonly Uint8Array[]
  contact?: string
}

/** Lodges a report of anybody. @throws Refusal `ground-unknown`, `region-unknown`, `photo-type` */
export async function lodge(work: Work, request: Lodging) {
  if (!groundOf(work.edition, 'report', request.ground)) refuse('ground-unknown', { ground: request.ground })
  const { regions } = work.world.reference
  if (request.region !== undefined && !regions.byCode.has(request.region)) {
    refuse('region-unknown', { region: request.region })
  }
  const about = request.code === undefined ? undefined : await certificateOf(work, request.code)
  const region = request.region ?? about?.region ?? work.edition.region
  const id = work.world.newId()
  const number = await nextNumber(work, 'report', {})
  const photos = await keepPhotos(work, id, request.photos ?? [])
  const { state } = await create(work, report, {
    id, type: 'report.lodged', ground: request.ground,
    content: {
      number, text: await freeText(work, request.text),
      code: request.code === undefined ? null : await freeText(work, request.code),
      certificate: about?.number ?? null, region, with: region, photos: photos.map(({ facts }) => facts),
      hasContact: request.contact !== undefined,
    },
  })
  if (photos.length > 0) await work.tx.insertInto('report_photo').values(photos.map(({ row }) => row)).execute()
  if (request.contact !== undefined) {
    await work.tx.insertInto('report_contact').values({
      report: id, sealed: work.world.keys.seal('report-contact', new TextEncoder().encode(request.contact)),
    }).execute()
  }
  const due = await hand(work, id, state, region)
  return { number, token: tokenOf(work.world, number), answerBy: due }
}

/** The certificate that a code or number is about, where there is one. */
async function certificateOf(work: Work, code: string): Promise<{ number: string; region: string } | undefined> {
  const verdict = await verdictOf(work, { text: code })
  if (!verdict.certificate) return undefined
  return certificateFacts(work.tx, verdict.certificate.number, work.at.today)
}

/** Puts a report before the office of a region, with the day by which it accepts or dismisses. */
async function hand(work: Work, id: string, state: Report, region: string): Promise<string> {
  const office = officeOf(region)
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: 'report-acceptance', period: 'reportAcceptance', responsible: office,
    label: { zh: `举报 ${state.number}：决定是否受理`, en: `Report ${state.number}: accept or dismiss` },
  })
  await putTask(work, {
    subject: subjectOf(id), kind: 'report-acceptance', ...office, due: due.dueOn, link: linkOf(id),
    title: { zh: `举报 ${state.number}：决定是否受理`, en: `Report ${state.number}: accept or dismiss` },
  })
  return due.dueOn
}

/** The report is handled by the office of its region; an authority above sees it and may take it over by transfer. */
async function lockHeld(work: Work, id: string, move: ReportMove): Promise<Locked<Report>> {
  const locked = await lock(work.tx, report, id)
  if (!isInScope(work.actor, locked.state)) refuse('not-found')
  mustBePossible(move, locked.state)
  if (!holds(work.actor, locked.state)) refuse('not-found')
  return locked
}

const holds = (actor: Actor, state: Report): boolean => actor.region === state.with
const isInScope = (actor: Actor, state: Report): boolean => actor.region !== undefined
  && (isWithin(state.with, actor.region) || (state.transfer !== null && isWithin(state.transfer.from, actor.region)))

export async function accept(work: Work, id: string) {
  const { state } = await change(work, report, await lockHeld(work, id, 'accept'), {
    type: 'report.accepted', content: {},
  })
  await settle(work, id)
  const office = officeOf(state.with)
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: 'report-check', period: 'reportCheck', responsible: office,
    label: { zh: `举报 ${state.number}：核查`, en: `Report ${state.number}: check` },
  })
  await putTask(work, {
    subject: subjectOf(id), kind: 'report-check', ...office, due: due.dueOn, link: linkOf(id),
    title: { zh: `举报 ${state.number}：核查并答复`, en: `Report ${state.number}: check and answer` },
  })
  return itemOf(work, id, state)
}

const settle = async (work: Work, id: string) => {
  await endDeadlines(work, subjectOf(id))
  await endTasks(work, subjectOf(id))
}

export async function dismiss(work: Work, id: string, reason: string) {
  const { state } = await change(work, report, await lockHeld(work, id, 'dismiss'), {
    type: 'report.dismissed', content: { reason: await freeText(work, reason) },
  })
  await settle(work, id)
  return itemOf(work, id, state)
}

export async function transfer(work: Work, id: string, body: BodyOf<typeof contract.transferReport>) {
  const locked = await lockHeld(work, id, 'transfer')
  if (!work.world.reference.regions.byCode.has(body.region)) refuse('region-unknown', { region: body.region })
  if (body.region === locked.state.with) refuse('transfer-to-self')
  const { state } = await change(work, report, locked, {
    type: 'report.transferred', content: {
      from: locked.state.with, to: body.region, reason: await freeText(work, body.reason),
    },
  })
  await settle(work, id)
  await hand(work, id, state, body.region)
  return itemOf(work, id, state)
}

export async function receive(work: Work, id: string) {
  const { state } = await change(work, report, await lockHeld(work, id, 'receive'), {
    type: 'report.received', content: {},
  })
  return itemOf(work, id, state)
}

export async function close(work: Work, id: string, body: BodyOf<typeof contract.closeReport>) {
  const { state } = await change(work, report, await lockHeld(work, id, 'close'), {
    type: 'report.closed', content: { outcome: body.outcome, reply: await freeText(work, body.reply) },
  })
  await settle(work, id)
  return itemOf(work, id, state)
}

/** A report left lying past its day is told to the level above; it stays with its office. */
export async function overdue(work: Work, subject: { id: string }): Promise<void> {
  const { state } = await lock(work.tx, report, subject.id)
  const above = regionParent(state.with)
  if (!above || state.status === 'closed' || state.status === 'dismissed') return
  await tell(work, {
    to: officeOf(above), link: linkOf(subject.id),
    text: { zh: `举报 ${state.number} 在下级逾期未办`, en: `Report ${state.number} is overdue below` },
  })
}

const itemOf = ({ at, edition }: Pick<View, 'at' | 'edition'>, id: string, state: Report, dueOn?: string) => ({
  id, number: state.number, status: state.status,
  ground: groundOf(edition, 'report', state.ground)?.name ?? { zh: state.ground },
  region: state.region, with: officeOf(state.with), lodgedOn: state.lodgedOn,
  ...(state.certificate !== null && { certificate: state.certificate }),
  ...(state.outcome !== null && { outcome: state.outcome }),
  late: dueOn !== undefined && at.today > dueOn,
})

export async function listReports(view: View, query: QueryOf<typeof contract.listReports>) {
  const actor = view.actor ?? refuse('not-signed-in')
  const below = `${regionPrefix(actor.region ?? '-')}%`
  let rows = view.db.selectFrom('report as r').select(['r.id', 'r.official'])
    .select((is) => is.selectFrom('deadline').whereRef('deadline.subject', '=', 'r.id').where('ended_on', 'is', null)
      .select('due_on').orderBy('due_on').limit(1).as('due_on'))
    .where((where) => where.or([where('r.held_by', 'like', below), where('r.sent_by', 'like', below)]))
    .orderBy('r.id', 'desc').limit(pageSize(query))
  if (query.status) rows = rows.where('r.status', '=', query.status)
  if (query.q) rows = rows.where('r.number', 'like', anywhere(query.q))
  if (query.after) rows = rows.where('r.id', '<', cursorId(query.after))
  return pageOf(
    await rows.execute(), query, ({ id }) => id,
    ({ id, official, due_on: due }) => itemOf(view, id, official, due ?? undefined),
  )
}

/** @throws Refusal `not-found` for a report outside the actor's region */
export async function reportInScope(view: View, id: string): Promise<Report> {
  const row = await view.db.selectFrom('report').where('id', '=', id).select('official').executeTakeFirst()
  if (!row || !view.actor || !isInScope(view.actor, row.official)) refuse('not-found')
  return row.official
}

const opened = (world: World, sealed: Uint8Array): string =>
  new TextDecoder().decode(world.keys.open('report-contact', sealed))

export async function reportDetail(view: View, id: string) {
  const state = await reportInScope(view, id)
  const { actor } = view
  const [read, contact, deadlines] = await Promise.all([
    readTexts(view, state),
    view.db.selectFrom('report_contact').where('report', '=', id).select('sealed').executeTakeFirst(),
    deadlinesOf(view.world, view.db, { type: 'report', id }, view.at.today),
  ])
  const held = actor !== undefined && holds(actor, state)
  const params = { id }
  const moves: [ReportMove, Parameters<typeof offer>[1]][] = [
    ['receive', contract.receiveReport], ['accept', contract.acceptReport], ['dismiss', contract.dismissReport],
    ['transfer', contract.transferReport], ['close', contract.closeReport],
  ]
  const next: Next[] = held ? moves.filter(([move]) => reportObstacle(move, state) !== 'wrong-state')
    .flatMap(([move, endpoint]) => offer(actor, endpoint, { params, rule: () => mustBePossible(move, state) })) : []
  if (state.certificate !== null) {
    next.push(...offer(actor, contract.issueOrder, { initial: { certificate: state.certificate, report: id } }))
  }
  return {
    ...itemOf(view, id, state, deadlines.find(({ endedOn }) => endedOn === undefined)?.dueOn),
    ...text('text', read.text), ...text('code', read.code),
    // Only the office that has the report reaches the reporter.
    ...(held && contact && { contact: opened(view.world, contact.sealed) }),
    photos: state.photos.map((photo) => ({ id: photo.id, type: photo.type, size: photo.size })),
    steps: stepsOf(view, state, read), next, timeline: await timeline(view, 'report', id), deadlines,
  }
}

const text = <K extends string>(key: K, of: unknown): { [P in K]?: string } =>
  (typeof of === 'string' ? { [key]: of } : {}) as { [P in K]?: string }

const STEPS: Record<ReportStep, Text> = {
  lodged: { zh: '已收到', en: 'Lodged' }, accepted: { zh: '已受理', en: 'Accepted' }, dismissed: {
    zh: '不予受理', en: 'Dismissed',
  },
  transferred: {
    zh: '已移送', en: 'Transferred',
  }, received: { zh: '已签收', en: 'Received' }, closed: { zh: '已办结', en: 'Closed' },
}

function stepsOf(view: Pick<View, 'world'>, state: Report, read: { steps: Read<Report['steps']> }) {
  return state.steps.map(({ on, kind, region }, i) => {
    const office = regionName(view.world.reference.regions, region)
    const note = read.steps[i]?.note
    return {
      on, label: { zh: `${STEPS[kind].zh}（${office}）`, en: `${STEPS[kind].en ?? ''} (${office})` },
      ...(typeof note === 'string' && { note }),
    }
  })
}

/** What the reporter sees, given number and token; a wrong token is as if there were no such report. */
export async function track(view: View, { number, token }: { number: string; token: string }) {
  const wanted = normaliseIdentifier(number)
  const expected = Buffer.from(tokenOf(view.world, wanted))
  const given = Buffer.from(token.trim().toLowerCase())
  const right = given.length === expected.length && timingSafeEqual(given, expected)
  const row = await view.db.selectFrom('report').where('number', '=', wanted).select(['id', 'official'])
    .executeTakeFirst()
  if (!row || !right) refuse('not-found')
  const { official: state } = row
  const deadlines = await deadlinesOf(view.world, view.db, { type: 'report', id: row.id }, view.at.today)
  const open = deadlines.find(({ endedOn }) => endedOn === undefined)
  const office = regionName(view.world.reference.regions, state.with)
  const level = {
    county: ['县级', 'county'], prefecture: ['市级', 'city'], province: ['省级', 'province'],
  }[regionLevel(state.with)]
  return {
    number: state.number, status: state.status, lodgedOn: state.lodgedOn,
    handledBy: { zh: `${office}（${level[0]}监管部门）`, en: `${office} (authority of the ${level[1]})` },
    steps: stepsOf(view, state, await readTexts(view, state)), ...(open && { dueOn: open.dueOn }),
  }
}

/** Reports about a certificate that were found true, by the day on which they were lodged, both ends counted. */
export async function foundedReports(
  db: Db, { from, until }: { from: LocalDate; until: LocalDate },
): Promise<{ certificate: string; on: LocalDate }[]> {
  const rows = await db.selectFrom('report').select('official').where('status', '=', 'closed').orderBy('id').execute()
  return rows.flatMap(({ official: { certificate, outcome, lodgedOn: on } }) =>
    (certificate !== null && outcome === 'founded' && on >= from && on <= until ? [{ certificate, on }] : []))
}
