import { refuse, supervision as contract } from '@tianfu/contract'
import type { BodyOf, Next, QueryOf } from '@tianfu/contract'
import { grantedTo, groundOf, isWithin, regionPrefix } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { Text } from '@tianfu/kernel'
import { change, create, lock, timeline } from '../../platform/acts.ts'
import type { Locked } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { deadlinesOf, endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { shareFile, useFile } from '../../platform/files.ts'
import { offer } from '../../platform/next.ts'
import { tell } from '../../platform/notices.ts'
import { nextNumber } from '../../platform/numbers.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { freeText, readTexts } from '../../platform/texts.ts'
import type { Actor, View, Work } from '../../platform/work.ts'
import { certificateFacts } from '../licences/index.ts'
import { getOrganisation } from '../parties/index.ts'
import { hasJurisdiction, levelAbove, mustBeOpenFor, officeOf, order, orderMay } from './domain.ts'
import type { Order } from './domain.ts'

/** Orders to a body about a certificate. Nothing here writes a certificate: the body answers, and decides itself. */

const subjectOf = (id: string) => ({ type: 'order', id })
const linkOf = (id: string) => `/orders/${id}`
const title = (state: Order, zh: string, en: string): Text =>
  ({ zh: `${zh}：证书 ${state.certificateNumber}`, en: `${en}: certificate ${state.certificateNumber}` })

export async function issue(work: Work, body: BodyOf<typeof contract.issueOrder>) {
  const { actor, edition, at, tx } = work
  const facts = await certificateFacts(tx, body.certificate, at.today)
  if (!facts || actor.region === undefined) refuse('not-found')
  const [holder, certifier] = await Promise.all([getOrganisation(tx, facts.holder), getOrganisation(tx, facts.body)])
  if (!hasJurisdiction(actor.region, [holder.region, certifier.region, facts.region])) refuse('not-found')
  if (!groundOf(edition, 'order', body.ground)) refuse('ground-unknown', { ground: body.ground })
  const id = work.world.newId()
  const number = await nextNumber(work, 'order', { region: actor.region })
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: 'order', responsible: { organisation: facts.body },
    period: body.workingDays === undefined ? 'orderToBody' : { count: body.workingDays, unit: 'working' },
    label: { zh: `责令 ${number}：报告处理结果`, en: `Order ${number}: report to the authority` },
  })
  const { state } = await create(work, order, {
    id, type: 'order.issued', ground: body.ground,
    content: {
      number, authority: actor.organisation, region: actor.region, body: facts.body, certificate: facts.id,
      certificateNumber: facts.number, report: body.report ?? null, text: await freeText(work, body.text),
      dueOn: due.dueOn,
    },
  })
  for (const role of grantedTo(edition, contract.answerOrder.may)) {
    await putTask(work, {
      subject: subjectOf(id), kind: 'order', organisation: facts.body, role, due: due.dueOn,
      title: title(state, '监管部门责令调查处理', 'An authority orders an investigation'), link: linkOf(id),
    })
  }
  await tell(work, {
    to: { organisation: facts.body },
    text: title(state, `收到责令 ${number}，${due.dueOn} 前报告`, `Order ${number}: report by ${due.dueOn}`), link: linkOf(id),
  })
  return shown(work, id, state)
}

/** The order, locked, in the actor's scope: the body it is addressed to, or an authority of its region. */
async function lockInScope(work: Work, id: string): Promise<Locked<Order>> {
  const locked = await lock(work.tx, order, id)
  if (!isInScope(work.actor, locked.state)) refuse('not-found')
  return locked
}

const isInScope = (actor: Actor, state: Order): boolean => actor.capacity === 'authority'
  ? actor.region !== undefined && (isWithin(state.region, actor.region) || isWithin(state.issuedIn, actor.region))
  : state.body === actor.organisation

export async function answer(work: Work, id: string, body: BodyOf<typeof contract.answerOrder>) {
  const locked = await lockInScope(work, id)
  if (locked.state.body !== work.actor.organisation) refuse('not-found')
  mustBeOpenFor('answer', locked.state)
  if (body.file) {
    await useFile(work, { hash: body.file, field: 'file', for: subjectOf(id) })
    await shareFile(work, {
      owner: work.actor.organisation, hash: body.file, with: locked.state.authority, subject: subjectOf(id),
    })
  }
  const { state } = await change(work, order, locked, {
    type: 'order.answered', content: { text: await freeText(work, body.text), file: body.file ?? null },
  })
  await endDeadlines(work, subjectOf(id), 'order')
  await endTasks(work, subjectOf(id))
  const office = officeOf(state.region)
  await putTask(work, {
    subject: subjectOf(id), kind: 'order-check', region: office.region, role: office.role,
    title: title(state, '核查机构报告', 'Check the report of the body'), link: linkOf(id),
  })
  return shown(work, id, state)
}

/** Only the office that has the order now handles it: the issuer's, or after escalation the one above. */
function mustHold(actor: Actor, state: Order): void {
  if (actor.region !== state.region) refuse('not-found')
}

export async function close(work: Work, id: string, body: BodyOf<typeof contract.closeOrder>) {
  const locked = await lockInScope(work, id)
  mustHold(work.actor, locked.state)
  mustBeOpenFor('close', locked.state)
  const { state } = await change(work, order, locked, {
    type: 'order.closed', content: { outcome: body.outcome, text: await freeText(work, body.text) },
  })
  await endDeadlines(work, subjectOf(id))
  await endTasks(work, subjectOf(id))
  await tell(work, {
    to: { organisation: state.body }, text: title(state, `责令 ${state.number} 已办结`, `Order ${state.number} is closed`),
    link: linkOf(id),
  })
  return shown(work, id, state)
}

export async function escalate(work: Work, id: string, text: string) {
  const locked = await lockInScope(work, id)
  mustHold(work.actor, locked.state)
  mustBeOpenFor('escalate', locked.state)
  const to = levelAbove(locked.state.region)
  return shown(work, id, await escalateTo(work, locked, to, { byRule: false, text: await freeText(work, text) }))
}

async function escalateTo(
  work: Work, locked: Locked<Order>, to: string, content: { byRule: boolean; text: object | null },
): Promise<Order> {
  const { state } = await change(work, order, locked, { type: 'order.escalated', content: { to, ...content } })
  const office = officeOf(to)
  await endTasks(work, subjectOf(locked.id), 'order-check')
  await putTask(work, {
    subject: subjectOf(locked.id), kind: 'order-check', region: office.region, role: office.role,
    title: title(state, content.byRule ? '责令逾期未报告，已自动上报' : '下级上报的责令', 'An order escalated'), link: linkOf(locked.id),
  })
  return state
}

/** The deadline passed unanswered: by the rule the order goes one level up; at the top it stays and shows as late. */
export async function overdue(work: Work, subject: { id: string }): Promise<void> {
  const locked = await lock(work.tx, order, subject.id)
  if (locked.state.status !== 'issued') return
  await tell(work, {
    to: { organisation: locked.state.body },
    text: title(locked.state, `责令 ${locked.state.number} 逾期未报告`, `Order ${locked.state.number} is overdue`),
    link: linkOf(subject.id),
  })
  const office = officeOf(locked.state.region)
  if (office.role === 'authority-province') {
    await putTask(work, {
      subject: subjectOf(subject.id), kind: 'order-check', region: office.region, role: office.role,
      title: title(locked.state, '责令逾期未报告', 'An order is overdue'), link: linkOf(subject.id),
    })
    return
  }
  await escalateTo(work, locked, levelAbove(locked.state.region), { byRule: true, text: null })
}

interface Names { authority: Text; body: Text }

async function shown(of: Pick<View, 'db' | 'at' | 'edition'>, id: string, state: Order) {
  const [authority, body] = await Promise.all([
    getOrganisation(of.db, state.authority), getOrganisation(of.db, state.body),
  ])
  return itemOf(of, id, state, { authority: authority.name, body: body.name })
}

const itemOf = ({ at, edition }: Pick<View, 'at' | 'edition'>, id: string, state: Order, names: Names) => ({
  id, number: state.number, status: state.status, region: state.region,
  authority: { id: state.authority, name: names.authority },
  body: { id: state.body, name: names.body }, certificate: { id: state.certificate, number: state.certificateNumber },
  ground: groundOf(edition, 'order', state.ground)?.name ?? { zh: state.ground },
  issuedOn: state.issuedOn, dueOn: state.dueOn,
  late: state.answer === null && state.closing === null && at.today > state.dueOn,
  ...(state.closing && { closedOn: state.closing.on, outcome: state.closing.outcome }),
})

const orderRows = (db: Db) => db.selectFrom('supervision_order as s')
  .innerJoin('organisation as a', 'a.id', 's.authority').innerJoin('organisation as b', 'b.id', 's.body')
  .select([
    's.id', 's.official', sql<Text>`a.official -> 'name'`.as('authority'), sql<Text>`b.official -> 'name'`.as('body'),
  ])

export async function listOrders(view: View, query: QueryOf<typeof contract.listOrders>) {
  const actor = view.actor ?? refuse('not-signed-in')
  let rows = orderRows(view.db).orderBy('s.id', 'desc').limit(pageSize(query))
  if (actor.capacity === 'authority') {
    const below = `${regionPrefix(actor.region ?? '-')}%`
    rows = rows.where((where) => where.or([where('s.region', 'like', below), where('s.issued_in', 'like', below)]))
  } else rows = rows.where('s.body', '=', actor.organisation)
  if (query.status) rows = rows.where('s.status', '=', query.status)
  if (query.certificate) rows = rows.where('s.certificate', '=', query.certificate)
  if (query.late) rows = rows.where('s.status', 'in', ['issued', 'escalated']).where('s.due_on', '<', view.at.today)
  if (query.q) {
    const pattern = anywhere(query.q)
    rows = rows.where((where) => where.or([
      where('s.number', 'like', pattern), where(sql<string>`s.official ->> 'certificateNumber'`, 'like', pattern),
    ]))
  }
  if (query.after) rows = rows.where('s.id', '<', cursorId(query.after))
  return pageOf(
    await rows.execute(), query, ({ id }) => id,
    ({ id, official, authority, body }) => itemOf(view, id, official, { authority, body }),
  )
}

const textOf = (of: unknown): { text?: string } => (typeof of === 'string' ? { text: of } : {})

export async function orderDetail(view: View, id: string) {
  const actor = view.actor ?? refuse('not-signed-in')
  const row = await orderRows(view.db).where('s.id', '=', id).executeTakeFirst()
  if (!row || !isInScope(actor, row.official)) refuse('not-found')
  const state = row.official
  const read = await readTexts(view, state)
  const params = { id }
  const holds = actor.region === state.region
  const own = state.body === actor.organisation
  const next: Next[] = [
    ...(orderMay('answer', state) && own ? offer(actor, contract.answerOrder, { params }) : []),
    ...(orderMay('close', state) && holds ? offer(actor, contract.closeOrder, { params }) : []),
    ...(orderMay('escalate', state) && holds
      ? offer(actor, contract.escalateOrder, { params, rule: () => levelAbove(state.region) }) : []),
  ]
  return {
    ...itemOf(view, id, state, row), ...textOf(read.text),
    ...(state.answer && { answer: {
      on: state.answer.on, ...textOf(read.answer?.text), ...(state.answer.file !== null && { file: state.answer.file }),
    } }),
    ...(state.closing && { closing: textOf(read.closing?.text).text ?? '' }),
    ...(state.escalation && { escalation: {
      on: state.escalation.on, to: state.escalation.to, byRule: state.escalation.byRule,
      ...textOf(read.escalation?.text),
    } }),
    next, timeline: await timeline(view, 'order', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'order', id }, view.at.today),
  }
}

/** Orders on a certificate, for whoever shows it: a pure read that certification asks through a port. */
export async function ordersOn(view: Pick<View, 'db' | 'edition'>, certificate: string) {
  const rows = await orderRows(view.db).where('s.certificate', '=', certificate).orderBy('s.id').execute()
  return rows.map(({ id, official: state, authority }) => ({
    id, number: state.number, authority: authority.zh, status: state.status, dueOn: state.dueOn,
    open: state.status !== 'closed',
    ground: groundOf(view.edition, 'order', state.ground)?.name ?? { zh: state.ground },
  }))
}
