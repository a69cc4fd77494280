import { certification as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { endDeadlines, pauseDeadline, resumeDeadline, startDeadline } from '../../../platform/deadlines.ts'
import { lock } from '../../../platform/acts.ts'
import { shareFile, useFile } from '../../../platform/files.ts'
import { tell } from '../../../platform/notices.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { putTask } from '../../../platform/queue.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { bodyMustCertify, findBody } from '../../bodies/index.ts'
import { holdBody, mustBeRegistered } from '../facts.ts'
import { applications } from './aggregate.ts'
import { filesOf, keepAnswers } from './answers.ts'
import { accept, mergeSupplement, mustExplain, refuseToAccept, requestSupplement } from './decisions.ts'
import { lockFile, outcome, write } from './store.ts'
import { handOver } from './submission.ts'
import { OVERDUE } from './tasks.ts'
import { mustBeAbleTo, mustCite } from './transitions.ts'
import type { Application } from './state.ts'

const subjectOf = (id: string) => ({ type: 'application', id })

const news = (work: Work, file: { id: string }, to: string, zh: string, en: string) =>
  tell(work, { to: { organisation: to }, text: { zh, en }, link: `/application/${file.id}` })

/** 一次性告知补正: names its fields; the clock of acceptance stands still until they are answered. */
export async function askSupplement(work: Work, id: string, request: BodyOf<typeof contract.requestSupplement>) {
  const file = await lockFile(work, id, 'body')
  const ground = requestSupplement(file.state, work.edition, request.ground)
  const state = await write(work, file, {
    type: 'application.supplement-requested', ground,
      content: { fields: request.fields, text: await freeText(work, request.text) } })
  await pauseDeadline(work, subjectOf(id), 'application-acceptance', 'supplement')
  await startDeadline(work, { subject: subjectOf(id), kind: 'application-supplement', period: 'supplement',
    responsible: { organisation: file.state.applicant, role: 'enterprise-agent' },
    label: { zh: '补正', en: 'Supplement' } })
  return outcome(file, state)
}

export async function supplement(work: Work, id: string, request: BodyOf<typeof contract.supplementApplication>) {
  const file = await lockFile(work, id, 'applicant')
  const given = mergeSupplement(file.state, request.answers)
  mustExplain(merged(file.state.answers, request.answers) as Partial<contract.ApplicationAnswers>)
  const kept = await keepAnswers(work, request.answers)
  const before = file.state.answers
  const replaced =
    Object.fromEntries(given.map(({ task, field }) => [`${task}.${field}`, before[task]?.[field] ?? null]))
  const answers = merged(before, kept) as Application['answers']
  const files = filesOf(request.answers)
  const state = await write(work, file, { type: 'application.supplemented', content: {
    answers, replaced: { ...file.state.replaced, ...replaced },
    files: [...new Set([...file.state.files, ...files.map(({ hash }) => hash)])],
    models: (answers.product?.models as string[] | undefined) ?? file.state.models,
    sites: (answers.sites?.sites as { site: string }[] | undefined)?.map(({ site }) => site) ?? file.state.sites,
    declaration: (answers.basis?.declaration as string | undefined) ?? file.state.declaration,
  } })
  for (const { hash, field } of files) await handOver(work, id, file.state.body, hash, `answers.${field}`)
  await endDeadlines(work, subjectOf(id), 'application-supplement')
  await resumeDeadline(work, subjectOf(id), 'application-acceptance')
  return outcome(file, state)
}

const merged = (before: Readonly<Record<string, object | undefined>>, later: Readonly<Record<string,
  object | undefined>>) =>
  Object.fromEntries([...new Set([...Object.keys(before), ...Object.keys(later)])].map((task) => [task,
    { ...before[task], ...later[task] }]))

export async function acceptFile(work: Work, id: string, request: BodyOf<typeof contract.acceptApplication>) {
  await holdBody(work.tx, work.actor.organisation)
  const file = await lockFile(work, id, 'body')
  await mustBeRegistered(work.db, file.state.body, work.actor.person, 'acceptor', undefined, work.at.today)
  await bodyMustCertify(work.tx, file.state.body, file.state.rule.number, work.at.today)
  const state = await write(work, file, { type: 'application.accepted', content: {
    ...accept(file.state, work.edition, file.facts),
      ...(request.note && { note: await freeText(work, request.note) }) } })
  await endDeadlines(work, subjectOf(id), 'application-acceptance')
  const responsible = { organisation: file.state.body }
  await startDeadline(work,
    { subject: subjectOf(id), kind: 'certification-total', period: 'certificationTotal', responsible,
    label: { zh: '认证全过程', en: 'Whole certification' } })
  await startDeadline(work, { subject: subjectOf(id), kind: 'contract-signing', period: 'contractSigning', responsible,
    label: { zh: '签订认证合同', en: 'Contract' } })
  await news(work, file, file.state.applicant, `认证申请 ${state.number} 已受理`, `Application ${state.number} is accepted`)
  return outcome(file, state)
}

export async function refuseFile(work: Work, id: string, request: BodyOf<typeof contract.refuseApplication>) {
  const file = await lockFile(work, id, 'body')
  await mustBeRegistered(work.db, file.state.body, work.actor.person, 'acceptor', undefined, work.at.today)
  if (file.state.status === 'supplement-requested') {
    await mustBeOverdue(work, id, 'application-supplement', { zh: '补正期限', en: 'the supplement may come' })
  }
  const ground = refuseToAccept(file.state, work.edition, request.ground)
  const state = await write(work, file,
    { type: 'application.refused', ground, content: { text: await freeText(work, request.text) } })
  await endDeadlines(work, subjectOf(id))
  await news(work, file, file.state.applicant, `认证申请 ${state.number} 不予受理`,
    `Application ${state.number} is not accepted`)
  return outcome(file, state)
}

/** While the other side still has time, nobody decides against it. @throws Refusal `step-not-due` */
async function mustBeOverdue(
  work: Work, id: string, kind: string, what: { zh: string; en: string },
): Promise<void> {
  const open = await work.tx.selectFrom('deadline').select('due_on').where('subject_type', '=', 'application')
    .where('subject', '=', id).where('kind', '=', kind).where('ended_on', 'is', null).executeTakeFirst()
  if (open && open.due_on >= work.at.today) {
    refuse('step-not-due', { zh: `${what.zh}至 ${open.due_on}`, en: `${what.en} until ${open.due_on}` })
  }
}

/**
 * What the other side did not do in time: whoever may decide what follows is asked to; nothing happens by silence. The
 * task stands while the file still waits for it (`refreshTasks`).
 */
export const overdue = (of: {
  kind: string; role: string; waitsIn: (state: Application) => boolean; zh: string; en: string
}) => async (work: Work, subject: { type: string; id: string }): Promise<void> => {
  const { state } = await lock(work.tx, applications, subject.id)
  if (!of.waitsIn(state)) return
  await putTask(work, {
    subject, kind: `${of.kind}${OVERDUE}`, organisation: state.body, role: of.role, link: `/application/${subject.id}`,
    title: { zh: `${of.zh}：${state.names.product}（${state.number}）`, en: `${of.en}: ${state.number}` } })
}

/** By kind of deadline. */
export const onDue = {
  'application-supplement': overdue({
    kind: 'supplement', role: 'body-acceptor', waitsIn: ({ status }) => status === 'supplement-requested',
    zh: '逾期未补正，请决定是否受理', en: 'Supplement overdue: decide' }),
  'contract-signing': overdue({
    kind: 'contract-signature', role: 'body-acceptor', waitsIn: ({ status }) => status === 'contract-offered',
    zh: '逾期未签合同，请决定是否终止', en: 'Contract not signed in time: decide' }),
  nonconformity: overdue({
    kind: 'nonconformity-answer', role: 'body-auditor',
    waitsIn: ({ status, nonconformities }) => status === 'evaluation'
      && nonconformities.some((one) => one.status === 'raised' || one.status === 'returned'),
    zh: '不符合项逾期未整改，请作出评价', en: 'Nonconformity not corrected in time: evaluate' }),
}

/** The body ends a file whose contract was not signed in time; the ground says so, and the applicant may apply anew. */
export async function endUnsigned(work: Work, id: string, request: BodyOf<typeof contract.endUnsignedApplication>) {
  const file = await lockFile(work, id, 'body')
  if (file.state.status !== 'contract-offered') refuse('wrong-state', { state: file.state.status })
  await mustBeOverdue(work, id, 'contract-signing', { zh: '合同签订期限', en: 'the contract may be signed' })
  const state = await write(work, file, { type: 'application.ended', ground: 'contract-not-signed',
    content: { text: await freeText(work, request.text) } })
  await endDeadlines(work, subjectOf(id))
  await news(work, file, file.state.applicant, `认证申请 ${state.number} 因逾期未签合同终止`,
    `Application ${state.number} was ended: the contract was not signed in time`)
  return outcome(file, state)
}

export async function endFile(work: Work, id: string, request: BodyOf<typeof contract.endApplication>) {
  const file = await lockFile(work, id, 'applicant')
  mustBeAbleTo('application.ended', file.state)
  const ground = mustCite(work.edition, 'applicationWithdrawal', request.ground)
  const state = await write(work, file, { type: 'application.ended', ground,
    content: { ...(request.text && { text: await freeText(work, request.text) }) } })
  await endDeadlines(work, subjectOf(id))
  await work.tx.deleteFrom('audit_assignment').where('application', '=', id).where('from_day', '>=', work.at.today)
    .execute()
  await news(work, file, file.state.body, `认证申请 ${state.number} 已由申请人撤回`, `Application ${state.number} was withdrawn`)
  return outcome(file, state)
}

export async function offer(work: Work, id: string, request: BodyOf<typeof contract.offerContract>) {
  const file = await lockFile(work, id, 'body')
  mustBeAbleTo('application.contract-offered', file.state)
  const body = (await findBody(work.db, file.state.body)) ?? refuse('not-found')
  const number = file.state.contract?.number ?? await nextNumber(work, 'contract', { body: body.code })
  if (request.file) {
    await useFile(work, { hash: request.file, field: '/file', for: subjectOf(id) })
    await shareFile(work,
      { owner: work.actor.organisation, hash: request.file, with: file.state.applicant, subject: subjectOf(id) })
  }
  const state = await write(work, file, { type: 'application.contract-offered', content: {
    number, feeFen: request.feeFen, text: await freeText(work, request.text),
    ...(request.file && { file: request.file }) } })
  return outcome(file, state)
}

export async function signContract(work: Work, id: string) {
  const file = await lockFile(work, id, 'applicant')
  mustBeAbleTo('application.contract-signed', file.state)
  const state = await write(work, file, { type: 'application.contract-signed', content: {} })
  await endDeadlines(work, subjectOf(id), 'contract-signing')
  return outcome(file, state)
}
