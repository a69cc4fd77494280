import { certification as contract, evaluation, refuse } from '@tianfu/contract'
import type { QueryOf } from '@tianfu/contract'
import { addDays } from '@tianfu/kernel'
import { GROUND_LISTS, limitText, regionPrefix } from '@tianfu/scheme'
import type { GroundList } from '@tianfu/scheme'
import { find, timeline } from '../../../platform/acts.ts'
import { deadlinesOf } from '../../../platform/deadlines.ts'
import { offer } from '../../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../../platform/page.ts'
import type { View } from '../../../platform/work.ts'
import { actorOf, rulePinned } from '../facts.ts'
import { testedIndicators, judgeValue, lets } from '../rule-facts.ts'
import { mayReceive, orderOf } from '../evaluation/decisions.ts'
import { findCertificate } from '../certificate/store.ts'
import { applications } from './aggregate.ts'
import { documentsOf, namesOf, orderStatus, reportShown, stepWords, valueShown } from './shown.ts'
import { readFile } from './store.ts'
import type { Application } from './state.ts'

export async function listApplications(view: View, query: QueryOf<typeof contract.listApplications>) {
  const { organisation } = actorOf(view)
  let rows = view.db.selectFrom('application as a').select(['a.id', 'a.official'])
    .select((is) => is.selectFrom('deadline as d').whereRef('d.subject', '=', 'a.id')
      .where('d.subject_type', '=', 'application')
      .where('d.ended_on', 'is', null).select((of) => of.fn.min('d.due_on').as('due')).as('due'))
    .where((is) => is.or([is('a.applicant', '=', organisation), is('a.body', '=', organisation)]))
  if (query.state) rows = rows.where('a.status', '=', query.state)
  if (query.due) {
    const before = query.due === 'late' ? view.at.today : addDays(view.at.today, 8)
    rows = rows.where((is) => is.exists(is.selectFrom('deadline as d').whereRef('d.subject', '=', 'a.id')
      .where('d.subject_type', '=', 'application')
      .where('d.ended_on', 'is', null).where('d.due_on', '<', before).select('d.id')))
  }
  if (query.q) rows = rows.where('a.search', 'like', anywhere(query.q.toLowerCase()))
  if (query.after) rows = rows.where('a.id', '<', cursorId(query.after))
  const found = await rows.orderBy('a.id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official: of, due }) => ({
    ...summary(view, id, of), schemeType: of.schemeType,
      ...(due !== null && { dueOn: due, late: due < view.at.today }) }))
}

const summary = (view: View, id: string, of: Application) => ({
  id, number: of.number, status: of.status, statusLabel: contract.APPLICATION_STATUS_WORDS[of.status],
  applicant: { id: of.applicant, name: of.names.applicant }, body: { id: of.body, name: of.names.body },
  product: of.names.product,
  rule: of.rule.number, programme: of.programme, submittedOn: of.submittedOn, step: stepWords(view, of),
})

/** What an authority sees of the files of its region: that they are, and how far; nothing of their evidence. */
const ofRegion = (view: View) => view.db.selectFrom('application').select(['id', 'official'])
  .where('region', 'like', `${regionPrefix(actorOf(view).region ?? '-')}%`)

const isLate = async (view: View, id: string): Promise<boolean> =>
  (await deadlinesOf(view.world, view.db, { type: 'application', id }, view.at.today))
    .some(({ late, endedOn }) => late && endedOn === undefined)

async function summaryShown(view: View, id: string, of: Application) {
  const certificate = of.certificate && await findCertificate(view.db, of.certificate)
  return { ...summary(view, id, of), late: await isLate(view, id),
    ...(certificate && { certificate: certificate.state.registerNumber }) }
}

export async function listSummaries(view: View, query: QueryOf<typeof contract.listApplicationSummaries>) {
  let rows = ofRegion(view)
  if (query.state) rows = rows.where('status', '=', query.state)
  if (query.q) rows = rows.where('search', 'like', anywhere(query.q.toLowerCase()))
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  const found = await rows.orderBy('id', 'desc').limit(pageSize(query)).execute()
  const shown = new Map<string, Awaited<ReturnType<typeof summaryShown>>>()
  for (const { id, official } of found) shown.set(id, await summaryShown(view, id, official))
  return pageOf(found, query, ({ id }) => id, ({ id }) => shown.get(id) ?? refuse('not-found'))
}

export async function getSummary(view: View, id: string) {
  const row = await ofRegion(view).where('id', '=', id).executeTakeFirst()
  if (!row) return refuse('not-found')
  return { ...await summaryShown(view, id, row.official), timeline: await timeline(view, 'application', id), next: [] }
}

/** A closed list of the edition, as a form picks from it; what only a cascade cites is left out. */
export function listGrounds(view: View, query: QueryOf<typeof contract.listGrounds>) {
  if (!(GROUND_LISTS as readonly string[]).includes(query.list)) return { items: [] }
  const q = query.q?.trim() ?? ''
  return { items: view.edition.grounds[query.list as GroundList].filter(({ system, name }) => !system &&
    (name.zh.includes(q) || name.en.toLowerCase().includes(q.toLowerCase())))
    .map(({ id, name, basis }) => ({ id, name, basis })) }
}

export async function listIndicators(view: View, id: string) {
  const { state, facts } = await readFile(view, id)
  return { items: testedIndicators(facts, state.samplings.at(-1)?.conditions).map((one) => ({
    id: one.id, name: one.name, method: one.method ?? '', ...(one.unit && { unit: one.unit }),
    limit: limitText(one, 'ours')?.zh ?? '待定' })) }
}

// --- the laboratory's side -------------------------------------------------------------------------------------------

const ordersOfMine = (view: View) => view.db.selectFrom('test_order as t')
  .innerJoin('application as a', 'a.id', 't.application')
  .select(['t.id', 't.status', 't.ordered_on', 'a.id as application', 'a.official', 'a.version'])
    .where('t.laboratory', '=', actorOf(view).organisation)

export async function listTestOrders(view: View, query: QueryOf<typeof evaluation.listTestOrders>) {
  let rows = ordersOfMine(view)
  if (query.state) rows = rows.where('t.status', '=', query.state)
  if (query.q) rows = rows.where('t.search', 'like', anywhere(query.q.toLowerCase()))
  if (query.after) rows = rows.where('t.id', '<', cursorId(query.after))
  const found = await rows.orderBy('t.id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, (row) => orderRow(row))
}

function orderRow({ id, status, official,
  application }: {
  id: string; status: keyof typeof evaluation.TEST_ORDER_STATUS_WORDS; official: Application; application: string }) {
  const order = orderOf(official, id)
  return {
    id, application, applicationNumber: official.number, body: { id: official.body, name: official.names.body },
    product: official.names.product,
    lot: official.samplings.find((one) => one.id === order.sampling)?.lot ?? '', of: order.of, status,
    statusLabel: evaluation.TEST_ORDER_STATUS_WORDS[status], orderedOn: order.orderedOn,
    retest: order.retestOf !== undefined,
  }
}

/** An order as its laboratory sees it: the sample and what is asked, nothing else of the file. */
export async function testOrderDetail(view: View, id: string) {
  const row = await ordersOfMine(view).where('t.id', '=', id).executeTakeFirst()
  if (!row) return refuse('not-found')
  const file = (await find(view.db, applications, row.application)) ?? refuse('not-found')
  const { state } = file
  const facts = await rulePinned(view.db, state.rule)
  const order = orderOf(state, id)
  const sampling = state.samplings.find((one) => one.id === order.sampling) ?? refuse('not-found')
  const draft = await view.db.selectFrom('test_report_draft').selectAll().where('test_order', '=', id)
    .executeTakeFirst()
  const names = await namesOf(view, [order.laboratory])
  const reports = state.reports.filter((report) => report.order === id)
  const documents = await documentsOf(view, [order.laboratory], reports.map(({ file: hash }) => hash))
  const indicators = facts.b.indicators.filter((one) => order.indicators.includes(one.id))
  const judged = draft?.content.values.map((value) => {
    const indicator = indicators.find((one) => one.id === value.indicator)
    return indicator ? judgeValue(indicator, sampling.conditions, value)
      : refuse('indicator-unknown', { indicator: value.indicator })
  })
  const entered = draft?.content
  const standing = reports.find(({ replacedBy }) => replacedBy === undefined)
  return {
    ...orderRow(row), status: orderStatus(state, order, draft !== undefined && !standing), version: file.version,
      model: sampling.model,
    sealNumber: order.of === 'spare' ? sampling.spareSealNumber : sampling.sealNumber,
    samples: order.of === 'spare' ? sampling.spares : sampling.samples,
    unit: sampling.unit, conditions: [...sampling.conditions],
    indicators: indicators.map((one) => ({
      id: one.id, name: one.name, ...(one.unit && { unit: one.unit }), method: one.method ?? '',
      limit: limitText(one, 'ours')?.zh ?? '待定', kind: one.kind })),
    ...(order.receivedOn && { receivedOn: order.receivedOn }),
    ...(draft && entered && judged && { draft: {
      version: draft.version, number: entered.number, testedFrom: entered.testedFrom, testedUntil: entered.testedUntil,
      file: entered.file,
      ...(entered.replaces && { replaces: entered.replaces }), values: judged.map((value) => valueShown(facts, value)),
      passed: judged.every(lets), enteredAt: draft.entered_at } }),
    reports: reports.map((report) => reportShown(facts, state, report, names, documents)),
    timeline: [], deadlines: await deadlinesOf(view.world, view.db, { type: 'test-order', id }, view.at.today),
    next: [
      ...(order.receivedOn ? [] : offer(view.actor, evaluation.receiveSamples, {
        params: { id }, initial: { samples: order.of === 'spare' ? sampling.spares : sampling.samples },
        rule: () => mayReceive(state, order) })),
      ...(order.receivedOn && state.status === 'evaluation'
        ? offer(view.actor, evaluation.enterTestReport, { params: { id }, initial: entered && draft
        ? { ...entered, testers: undefined }
        : { testedFrom: order.receivedOn, testedUntil: view.at.today, ...(standing && { replaces: standing.id }),
          values: indicators.map(({ id: indicator, method }) => ({ indicator, method })) } }) : []),
      ...(draft && state.status === 'evaluation'
        ? offer(view.actor, evaluation.issueTestReport, { params: { id }, initial: { draftVersion: draft.version } })
        : []),
    ],
  }
}
