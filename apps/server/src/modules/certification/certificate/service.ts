import { certificates as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { daysBetween } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { change, lock } from '../../../platform/acts.ts'
import type { Locked, NewAct } from '../../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../../platform/deadlines.ts'
import { shareFile, useFile } from '../../../platform/files.ts'
import { tell } from '../../../platform/notices.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { mustBeRegistered, rulePinned } from '../facts.ts'
import { mustCite } from '../application/transitions.ts'
import { certificates } from './aggregate.ts'
import {
  cancel, dueSurveillance, extend, isSeasonal, mayRestore, mayVerify, mustBeAbleTo, nextSurveillance,
  surveillanceToConclude, suspend, withdraw,
} from './decisions.ts'
import type { Certificate } from './state.ts'
import { refreshCertificateTasks } from './tasks.ts'

const subjectOf = (id: string) => ({ type: 'certificate', id })

/** The certificate, locked, for its body or its holder. @throws Refusal `not-found` */
async function lockCertificate(work: Work, id: string, side: 'body' | 'holder'): Promise<Locked<Certificate>> {
  const locked = await lock(work.tx, certificates, id)
  if (locked.state[side] !== work.actor.organisation) refuse('not-found')
  return locked
}

async function write(work: Work, before: Locked<Certificate>, act: NewAct): Promise<Certificate> {
  const { state } = await change(work, certificates, before, act)
  await refreshCertificateTasks(work, before.id, state)
  return state
}

const outcome = (before: Locked<Certificate>, state: Certificate) =>
  ({ id: before.id, version: before.version + 1, status: state.status, number: state.registerNumber })

const news = (work: Work, id: string, to: string, zh: string, en: string) =>
  tell(work, { to: { organisation: to }, text: { zh, en }, link: `/certificate/${id}` })

/** Decisions on a certificate are taken by a registered decider of its body, whoever evaluated being barred. */
async function lockToDecide(work: Work, id: string): Promise<Locked<Certificate>> {
  const before = await lockCertificate(work, id, 'body')
  await mustBeRegistered(work.db, before.state.body, work.actor.person, 'decider', undefined, work.at.today)
  return before
}

const suspensionDeadline = (work: Work, id: string, body: string, until: LocalDate) => startDeadline(work, {
  subject: subjectOf(id), kind: 'certificate-suspension',
  period: { count: daysBetween(work.at.today, until), unit: 'calendar' },
  responsible: { organisation: body, role: 'body-decider' }, label: { zh: '暂停期限', en: 'Term of the suspension' } })

export async function suspendCertificate(work: Work, id: string, request: BodyOf<typeof contract.suspendCertificate>) {
  const before = await lockToDecide(work, id)
  const { until } = suspend(before.state, work.edition, work.actor.persons, work.at.today,
    { ground: request.ground, until: request.until as LocalDate })
  const state = await write(work, before,
    { type: 'certificate.suspended', ground: request.ground, public: true, content: {
    until, text: await freeText(work, request.text), ...(request.order && { order: request.order }) } })
  await suspensionDeadline(work, id, state.body, until)
  await news(work, id, state.holder, `证书 ${state.registerNumber} 已暂停，至 ${until}`,
    `Certificate ${state.registerNumber} is suspended until ${until}`)
  return outcome(before, state)
}

export async function extendSuspension(work: Work, id: string, request: BodyOf<typeof contract.extendSuspension>) {
  const before = await lockToDecide(work, id)
  const { until } = extend(before.state, work.edition, work.actor.persons, work.at.today,
    { ground: request.ground, until: request.until as LocalDate })
  const state = await write(work, before,
    { type: 'certificate.suspension-extended', ground: request.ground, public: true, content: {
    until, text: await freeText(work, request.text) } })
  await endDeadlines(work, subjectOf(id), 'certificate-suspension')
  await suspensionDeadline(work, id, state.body, until)
  await news(work, id, state.holder, `证书 ${state.registerNumber} 的暂停延长至 ${until}`,
    `The suspension of ${state.registerNumber} is extended until ${until}`)
  return outcome(before, state)
}

async function share(work: Work, id: string, hashes: readonly string[], other: string): Promise<void> {
  for (const hash of hashes) {
    await useFile(work, { hash, field: '/files', for: subjectOf(id) })
    await shareFile(work, { owner: work.actor.organisation, hash, with: other, subject: subjectOf(id) })
  }
}

export async function submitCorrection(work: Work, id: string,
  request: BodyOf<typeof contract.submitCertificateCorrection>) {
  const before = await lockCertificate(work, id, 'holder')
  mustBeAbleTo('certificate.correction-submitted', before.state, work.at.today)
  if (isSeasonal(before.state)) refuse('wrong-state', { state: 'holder-request' })
  if (before.state.correction?.outcome === 'verified') refuse('wrong-state', { state: 'verified' })
  await share(work, id, request.files, before.state.body)
  const state = await write(work, before,
    { type: 'certificate.correction-submitted',
    content: { text: await freeText(work, request.text), files: request.files } })
  return outcome(before, state)
}

const competenceOf = async (work: Work, state: Certificate) => (await rulePinned(work.db, state.rule)).rule.competence

export async function verifyCorrection(work: Work, id: string,
  request: BodyOf<typeof contract.verifyCertificateCorrection>) {
  const before = await lockCertificate(work, id, 'body')
  await mustBeRegistered(work.db, before.state.body, work.actor.person, 'auditor',
    await competenceOf(work, before.state), work.at.today)
  mayVerify(before.state, work.at.today)
  const state = await write(work, before, { type: 'certificate.correction-verified', content: {
    outcome: request.outcome, note: await freeText(work, request.note), evaluators: [...work.actor.persons] } })
  await news(work, id, state.holder, request.outcome === 'verified' ? '整改已通过验证' : '整改被退回，请补充',
    request.outcome === 'verified' ? 'The correction is verified' : 'The correction is returned')
  return outcome(before, state)
}

export async function restoreCertificate(work: Work, id: string, request: BodyOf<typeof contract.restoreCertificate>) {
  const before = await lockToDecide(work, id)
  mayRestore(before.state, work.actor.persons, work.at.today)
  const ground = mustCite(work.edition, 'restoration', request.ground)
  const state = await write(work, before,
    { type: 'certificate.restored', ground, public: true, content: { text: await freeText(work, request.text) } })
  await endDeadlines(work, subjectOf(id), 'certificate-suspension')
  await news(work, id, state.holder, `证书 ${state.registerNumber} 已恢复`,
    `Certificate ${state.registerNumber} is restored`)
  return outcome(before, state)
}

export async function withdrawCertificate(work: Work, id: string,
  request: BodyOf<typeof contract.withdrawCertificate>) {
  const before = await lockToDecide(work, id)
  const { effectiveOn } = withdraw(before.state, work.edition, work.actor.persons, work.at.today, request.ground)
  const state = await write(work, before,
    { type: 'certificate.withdrawn', ground: request.ground, effectiveOn, public: true, content: {
    text: await freeText(work, request.text), ...(request.order && { order: request.order }) } })
  await ended(work, id)
  await news(work, id, state.holder, `证书 ${state.registerNumber} 已撤销`,
    `Certificate ${state.registerNumber} is withdrawn`)
  return outcome(before, state)
}

/** What has ended waits for nothing. */
async function ended(work: Work, id: string): Promise<void> {
  await endDeadlines(work, subjectOf(id))
}

export async function askCancellation(work: Work, id: string, request: BodyOf<typeof contract.askCancellation>) {
  const before = await lockCertificate(work, id, 'holder')
  mustBeAbleTo('certificate.cancellation-asked', before.state, work.at.today)
  if (before.state.cancellationAsked) refuse('wrong-state', { state: 'asked' })
  const ground = mustCite(work.edition, 'cancellation', request.ground)
  const state = await write(work, before,
    { type: 'certificate.cancellation-asked', ground, content: { text: await freeText(work, request.text) } })
  return outcome(before, state)
}

export async function cancelCertificate(work: Work, id: string, request: BodyOf<typeof contract.cancelCertificate>) {
  const before = await lockToDecide(work, id)
  cancel(before.state, work.edition, work.at.today, request.ground)
  const state = await write(work, before,
    { type: 'certificate.cancelled', ground: request.ground, public: true,
    content: { text: await freeText(work, request.text) } })
  await ended(work, id)
  await news(work, id, state.holder, `证书 ${state.registerNumber} 已注销`,
    `Certificate ${state.registerNumber} is cancelled`)
  return outcome(before, state)
}

export async function recordNationalNumber(work: Work, id: string,
  request: BodyOf<typeof contract.recordNationalNumber>) {
  const before = await lockCertificate(work, id, 'body')
  mustBeAbleTo('certificate.national-number-recorded', before.state, work.at.today)
  if (before.state.nationalNumber !== null) refuse('national-number-set')
  const number = request.nationalNumber
  const other = await work.tx.selectFrom('certificate').select('id').where((is) => is.or([
    is('national_number', '=', number), is('register_number', '=', number), is('body_number', '=', number)]))
      .executeTakeFirst()
  if (other) refuse('national-number-taken', { number })
  const state = await write(work, before,
    { type: 'certificate.national-number-recorded', public: true, content: { nationalNumber: number } })
  await endDeadlines(work, subjectOf(id), 'national-report')
  return outcome(before, state)
}

export async function recordSurveillance(work: Work, id: string, request: BodyOf<typeof contract.recordSurveillance>) {
  const before = await lockCertificate(work, id, 'body')
  await mustBeRegistered(work.db, before.state.body, work.actor.person, 'auditor',
    await competenceOf(work, before.state), work.at.today)
  const due = dueSurveillance(before.state, work.at.today)
  if ((request.outcome === 'findings') !== (request.findings.length > 0)) refuse('bad-request', { why: 'findings' })
  await share(work, id, request.files, before.state.holder)
  const findings: object[] = []
  for (const { clause, grade, finding } of request.findings) findings.push({ clause, grade,
    finding: await freeText(work, finding) })
  const state = await write(work, before, { type: 'certificate.surveillance-recorded', content: {
    id: due.id, outcome: request.outcome, summary: await freeText(work, request.summary), findings,
    files: request.files, evaluators: [...work.actor.persons] } })
  await endDeadlines(work, subjectOf(id), 'surveillance')
  return outcome(before, state)
}

export async function concludeSurveillance(work: Work, id: string,
  request: BodyOf<typeof contract.concludeSurveillance>) {
  const before = await lockToDecide(work, id)
  const one = surveillanceToConclude(before.state, work.actor.persons, work.at.today)
  const { rule } = await rulePinned(work.db, before.state.rule)
  const due = nextSurveillance(one.dueOn > work.at.today ? work.at.today : one.dueOn, rule.surveillanceMonths,
    before.state.validUntil)
  const next = due && due > work.at.today ? { id: work.world.newId(), dueOn: due, kinds: one.kinds } : undefined
  const state = await write(work, before, { type: 'certificate.surveillance-concluded', content: {
    id: one.id, conclusion: request.conclusion, note: await freeText(work, request.note), ...(next && { next }) } })
  if (next) {
    await startDeadline(work,
      { subject: subjectOf(id), kind: 'surveillance',
      period: { count: daysBetween(work.at.today, next.dueOn), unit: 'calendar' },
      responsible: { organisation: state.body, role: 'body-auditor' }, label: { zh: '跟踪调查', en: 'Surveillance' } })
  }
  return outcome(before, state)
}

/** A suspension that has run its term ends by nobody's silence: the decider must restore, extend or withdraw. */
export async function suspensionDue(work: Work, subject: { type: string; id: string }): Promise<void> {
  const { state } = await lock(work.tx, certificates, subject.id)
  if (state.status !== 'suspended') return
  await refreshCertificateTasks(work, subject.id, state)
}
