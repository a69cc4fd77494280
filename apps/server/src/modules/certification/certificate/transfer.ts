import { exceptions as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { daysBetween } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { programmeOf } from '@tianfu/scheme'
import { change, lock } from '../../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../../platform/deadlines.ts'
import { tell } from '../../../platform/notices.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { bodyMayCertify, bodyMustCertify, findBody } from '../../bodies/index.ts'
import { getOrganisation } from '../../parties/index.ts'
import { holdBody, mustBeRegistered, rulePinned } from '../facts.ts'
import { certificates } from './aggregate.ts'
import { mustBeAbleTo } from './decisions.ts'
import { mustBePrintable, signCredential } from './issue.ts'
import type { Certificate } from './state.ts'
import { refreshCertificateTasks } from './tasks.ts'

/**
 * A certificate goes to another body when its own may not certify by the rule any more: suspended, ended, or its scope
 * ended. Only what stands is taken over (IAF MD 2): a suspension is not escaped by changing the body.
 *
 * @param stands whether the present body may certify by the rule
 * @throws Refusal `body-stands`, `transfer-open`, `wrong-state`, `certificate-expired`
 */
export function mayAskTransfer(certificate: Certificate, stands: boolean, today: LocalDate): void {
  mustBeAbleTo('certificate.transfer-asked', certificate, today)
  if (certificate.transfer) refuse('transfer-open')
  if (stands) refuse('body-stands')
}

/** @throws Refusal `not-found` for whom nothing was asked of */
export function mayTakeOver(certificate: Certificate, body: string, today: LocalDate): void {
  if (certificate.transfer?.to !== body) refuse('not-found')
  mustBeAbleTo('certificate.transferred', certificate, today)
}

const subjectOf = (id: string) => ({ type: 'certificate', id })
const outcome = (id: string, version: number, state: Certificate) =>
  ({ id, version, status: state.status, number: state.registerNumber })

/** The holder asks another body; that body reads the certificate and its history from now on. */
export async function askTransfer(work: Work, id: string, asked: BodyOf<typeof contract.askTransfer>) {
  const before = await lock(work.tx, certificates, id)
  const { body, holder, rule, registerNumber } = before.state
  if (holder !== work.actor.organisation) refuse('not-found')
  const { today } = work.at
  mayAskTransfer(before.state, await bodyMayCertify(work.tx, body, rule.number, today), today)
  if (asked.body === body) refuse('transfer-same')
  await bodyMustCertify(work.tx, asked.body, rule.number, today)
  const { state } = await change(work, certificates, before, { type: 'certificate.transfer-asked',
    content: { to: asked.body, text: await freeText(work, asked.text) } })
  await startDeadline(work, { subject: subjectOf(id), kind: 'body-transfer', period: 'bodyTransfer',
    responsible: { organisation: asked.body, role: 'body-decider' },
    label: { zh: '证书转机构', en: 'Transfer of the certificate' } })
  await refreshCertificateTasks(work, id, state)
  await tell(work, { to: { organisation: asked.body, roles: ['body-decider'] }, link: `/certificate/${id}`, text: {
    zh: `证书 ${registerNumber} 申请转入本机构`, en: `Certificate ${registerNumber} asks to be taken over` } })
  return outcome(id, before.version + 1, state)
}

/** The receiving body takes it over under its own number and key, or says why not. Term and register number stay. */
export async function answerTransfer(work: Work, id: string, asked: BodyOf<typeof contract.answerTransfer>) {
  await holdBody(work.tx, work.actor.organisation)
  const before = await lock(work.tx, certificates, id)
  const { today } = work.at
  mayTakeOver(before.state, work.actor.organisation, today)
  await mustBeRegistered(work.db, work.actor.organisation, work.actor.person, 'decider', undefined, today)
  const text = await freeText(work, asked.text)
  const state = asked.outcome === 'refused'
    ? (await change(work, certificates, before, { type: 'certificate.transfer-refused', content: { text } })).state
    : await takeOver(work, before, text)
  await endDeadlines(work, subjectOf(id), 'body-transfer')
  await refreshCertificateTasks(work, id, state)
  const taken = asked.outcome === 'taken-over'
  for (const organisation of [state.holder, ...(taken ? [before.state.body] : [])]) {
    await tell(work, { to: { organisation }, link: `/certificate/${id}`, text: taken
      ? { zh: `证书 ${state.registerNumber} 已由${state.bodyName}接管`,
        en: `${state.bodyName} has taken over ${state.registerNumber}` }
      : { zh: `证书 ${state.registerNumber} 的转入申请未获接受`,
        en: `The transfer of ${state.registerNumber} was not accepted` } })
  }
  return outcome(id, before.version + 1, state)
}

async function takeOver(work: Work, before: Awaited<ReturnType<typeof lock<Certificate>>>,
  text: Awaited<ReturnType<typeof freeText>>): Promise<Certificate> {
  const { state } = before
  const to = work.actor.organisation
  await bodyMustCertify(work.tx, to, state.rule.number, work.at.today)
  const organisation = await getOrganisation(work.db, to)
  const body = (await findBody(work.db, to)) ?? refuse('not-found')
  const programme = programmeOf(work.edition, state.programme) ?? refuse('not-found')
  const bodyNumber = await nextNumber(work, 'bodyCertificate', { programme: programme.code, prefix: body.prefix })
  const said = { body: to, bodyName: organisation.name.zh, bodyNumber }
  mustBePrintable(said.bodyName, state)
  const { statusIndex, credentialSha256, keep } = await signCredential(work, await rulePinned(work.db, state.rule),
    { ...state, ...said, issuedOn: work.at.today, validFrom: work.at.today })
  const { state: after } = await change(work, certificates, before, { type: 'certificate.transferred', public: true,
    content: { ...said, statusIndex, credentialSha256, text } })
  await keep(before.id)
  await handOver(work, before.id, after)
  return after
}

/** What the old body was responsible for is the new one's. */
async function handOver(work: Work, id: string, { surveillance, body }: Certificate): Promise<void> {
  await endDeadlines(work, subjectOf(id), 'surveillance')
  await endDeadlines(work, subjectOf(id), 'national-report')
  await startDeadline(work, { subject: subjectOf(id), kind: 'national-report', period: 'nationalReport',
    responsible: { organisation: body, role: 'body-administrator' },
    label: { zh: '上报国家认证信息系统', en: 'Report to the national authority' } })
  const due = surveillance.find(({ recordedOn }) => recordedOn === undefined)?.dueOn
  if (due) await startDeadline(work, { subject: subjectOf(id), kind: 'surveillance',
    period: { count: Math.max(0, daysBetween(work.at.today, due)), unit: 'calendar' },
    responsible: { organisation: body, role: 'body-auditor' }, label: { zh: '跟踪调查', en: 'Surveillance' } })
}
