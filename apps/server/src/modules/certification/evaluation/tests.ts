import { evaluation as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { shareFile, useFile } from '../../../platform/files.ts'
import { endTasks, putTask } from '../../../platform/queue.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { isCompetent, laboratoryMustTest } from '../../bodies/index.ts'
import { lets } from '../rule-facts.ts'
import type { ReportDraft } from '../tables.ts'
import type { Application, SampleKind, TestOrder, TestReport } from '../application/state.ts'
import { valueShown } from '../application/shown.ts'
import { evaluatorsOf, lockFile, lockFileOfOrder, outcome, write } from '../application/store.ts'
import type { OpenFile } from '../application/store.ts'
import { mustCite } from '../application/transitions.ts'
import {
  judgeResults, mayAnswerFailure, mayEnterResults, mayReceive, mustHaveTestedBetween, mustReplace, orderOf,
  orderRetest as retestBy,
  orderTest as testBy,
} from './decisions.ts'
import { registerReport } from './report-register.ts'
import { holdTotal, lockForEvaluation, share } from './service.ts'

const orderSubject = (id: string) => ({ type: 'test-order', id })

export async function orderTest(work: Work, id: string, request: BodyOf<typeof contract.orderTest>) {
  const file = await lockForEvaluation(work, id)
  const { methods, ...order } = testBy(file.state, file.facts, { id: work.world.newId(), ...request })
  return placeOrder(work, file, order, methods, 'application.test-ordered')
}

export async function orderRetest(work: Work, id: string, report: string,
  request: BodyOf<typeof contract.orderRetest>) {
  const file = await lockForEvaluation(work, id)
  const { methods, ...order } = retestBy(file.state, file.facts,
    { id: work.world.newId(), report, ...request, of: request.of satisfies SampleKind })
  return placeOrder(work, file, order, methods, 'application.retest-ordered')
}

/** The laboratory must hold every method today; it is asked again for the days on which it tested. */
async function placeOrder(work: Work, file: OpenFile, order: Omit<TestOrder, 'orderedOn'>, methods: readonly string[],
  type: string) {
  for (const method of methods) await laboratoryMustTest(work.tx, order.laboratory, method, work.at.today)
  const state = await write(work, file, { type, content: { evaluators: evaluatorsOf(work), order } })
  await work.tx.insertInto('test_order').values({
    id: order.id, application: file.id, laboratory: order.laboratory, status: 'ordered', ordered_on: work.at.today,
    search: `${state.number} ${state.names.product}`.toLowerCase() }).execute()
  await laboratoryTask(work, order.id, order.laboratory, 'samples-receipt', 'laboratory-tester',
    `签收样品：${state.names.product}`, 'Receive the samples')
  await holdTotal(work, file.id, state)
  return outcome(file, state)
}

async function laboratoryTask(work: Work, order: string, laboratory: string, kind: string, role: string, zh: string,
  en: string): Promise<void> {
  await endTasks(work, orderSubject(order))
  await putTask(work,
    { subject: orderSubject(order), kind, title: { zh, en }, organisation: laboratory, role,
    link: `/test-order/${order}` })
}

const orderOutcome = (order: string, file: OpenFile,
  status: string) => ({ id: order, version: file.version + 1, status })

export async function receive(work: Work, id: string, request: BodyOf<typeof contract.receiveSamples>) {
  const file = await lockFileOfOrder(work, id)
  const order = orderOf(file.state, id)
  mayReceive(file.state, order)
  const state = await write(work, file, { type: 'application.samples-received', content: {
    // Receiving samples evaluates nothing; testing does.
    evaluators: [], order: id, sealIntact: request.sealIntact, samples: request.samples,
    condition: await freeText(work, request.condition) } })
  await work.tx.updateTable('test_order').set({ status: 'received' }).where('id', '=', id).execute()
  await laboratoryTask(work, id, order.laboratory, 'test-results', 'laboratory-tester',
    `录入检测数据：${state.names.product}`, 'Enter the test results')
  return orderOutcome(id, file, 'received')
}

/** A record, not an act: what the tester entered, judged as it stands; nothing counts before it is signed. */
export async function enterResults(work: Work, id: string, request: BodyOf<typeof contract.enterTestReport>) {
  const file = await lockFileOfOrder(work, id)
  const order = orderOf(file.state, id)
  mayEnterResults(file.state, order)
  const values = judgeResults(file.state, file.facts, order, request.values)
  mustHaveTestedBetween(order, request.testedFrom as LocalDate, request.testedUntil as LocalDate, work.at.today)
  mustReplace(file.state, order, request.replaces)
  if (request.replaces !== undefined) mustCite(work.edition, 'correction', request.correctionGround ?? '')
  await useFile(work, { hash: request.file, field: '/file', for: orderSubject(id) })
  const kept = await work.tx.selectFrom('test_report_draft').select(['version', 'content'])
    .where('test_order', '=', id).executeTakeFirst()
  const content: ReportDraft = { ...request,
    testers: [...new Set([...(kept?.content.testers ?? []), ...evaluatorsOf(work)])] }
  const version = (kept?.version ?? 0) + 1
  const row = { version, content: JSON.stringify(content), entered_by: work.actor.person, entered_at: work.at.official }
  await work.tx.insertInto('test_report_draft').values({ test_order: id, ...row })
    .onConflict((conflict) => conflict.column('test_order').doUpdateSet(row)).execute()
  await work.tx.updateTable('test_order').set({ status: 'drafted' }).where('id', '=', id).execute()
  await laboratoryTask(work, id, order.laboratory, 'test-report', 'laboratory-signatory',
    `签发检测报告：${file.state.names.product}`, 'Sign the test report')
  return { id, version: file.version, status: 'drafted', draftVersion: version,
    values: values.map((value) => valueShown(file.facts, value)), passed: values.every(lets) }
}

/** The signatory's act: judged again, scope checked for every day of testing, number and bytes taken once for ever. */
export async function issueReport(work: Work, id: string, request: BodyOf<typeof contract.issueTestReport>) {
  const file = await lockFileOfOrder(work, id)
  const order = orderOf(file.state, id)
  const row = await work.tx.selectFrom('test_report_draft').selectAll().where('test_order', '=', id).forUpdate()
    .executeTakeFirst()
  if (!row) return refuse('report-draft-needed')
  if (row.version !== request.draftVersion) refuse('changed-meanwhile', { fields: ['draftVersion'] })
  const draft = row.content
  mayEnterResults(file.state, order)
  const replaces = mustReplace(file.state, order, draft.replaces)
  if (!await isCompetent(work.db, order.laboratory, work.actor.person, 'signatory', undefined,
    work.at.today)) refuse('not-authorised-signatory')
  const values = judgeResults(file.state, file.facts, order, draft.values)
  for (const method of new Set(values.map(({ method: of }) => of))) {
    for (const day of [draft.testedFrom, draft.testedUntil]) await laboratoryMustTest(work.tx, order.laboratory,
      method, day as LocalDate)
  }
  const report: Omit<TestReport, 'issuedOn'> = {
    id: work.world.newId(), number: draft.number, order: id, file: draft.file,
    testedFrom: draft.testedFrom as LocalDate,
    testedUntil: draft.testedUntil as LocalDate, values, passed: values.every(lets) }
  await registerReport(work, { ...report, application: file.id, laboratory: order.laboratory })
  const evaluators = [...new Set([...draft.testers, ...evaluatorsOf(work)])]
  const state = await write(work, file, replaces
    ? { type: 'application.report-corrected', ground: draft.correctionGround,
      content: { evaluators, report, replaces: replaces.id } }
    : { type: 'application.report-issued', content: { evaluators, report } })
  await shareReport(work, file, draft.file, order)
  await work.tx.deleteFrom('test_report_draft').where('test_order', '=', id).execute()
  await work.tx.updateTable('test_order').set({ status: 'reported' }).where('id', '=', id).execute()
  await endTasks(work, orderSubject(id))
  await holdTotal(work, file.id, state)
  return { ...orderOutcome(id, file, 'reported'), number: draft.number }
}

async function shareReport(work: Work, file: OpenFile, hash: string, order: TestOrder): Promise<void> {
  for (const reader of [file.state.body, file.state.applicant]) {
    await shareFile(work,
      { owner: order.laboratory, hash, with: reader, subject: { type: 'application', id: file.id } })
  }
}

export async function answerFailure(work: Work, id: string, report: string,
  request: BodyOf<typeof contract.answerTestFailure>) {
  const file = await lockFile(work, id, 'applicant')
  mayAnswerFailure(file.state, report)
  await share(work, file, request.files, '/files')
  const state: Application = await write(work, file, { type: 'application.test-failure-answered', content: {
    report, cause: await freeText(work, request.cause), correction: await freeText(work, request.correction),
    correctiveAction: await freeText(work, request.correctiveAction), files: request.files } })
  return outcome(file, state)
}
