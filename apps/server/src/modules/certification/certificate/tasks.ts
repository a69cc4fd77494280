import type { LocalDate, Text } from '@tianfu/kernel'
import { tell } from '../../../platform/notices.ts'
import { endTasks, putTask } from '../../../platform/queue.ts'
import type { Work } from '../../../platform/work.ts'
import { isSeasonal } from './decisions.ts'
import type { Certificate } from './state.ts'

interface Waiting {
  readonly kind: string; readonly side: 'body' | 'holder' | 'receiver'; readonly role: string; readonly title: Text }
const waiting = (kind: string, side: Waiting['side'], role: string, zh: string,
  en: string): Waiting => ({ kind, side, role, title: { zh, en } })

/** Everything that a certificate waits for on `today`. */
export function waitingFor(certificate: Certificate, today: LocalDate): Waiting[] {
  if (certificate.status === 'withdrawn' || certificate.status === 'cancelled') return []
  const of: Waiting[] = []
  const { correction } = certificate
  if (certificate.nationalNumber === null) of.push(waiting('national-number', 'body', 'body-administrator', '登记国家编号',
    'Record the national number'))
  if (certificate.renamed) of.push(waiting('name-change', 'holder', 'enterprise-agent', '名称已变更，申请证书名称变更',
    'Ask for the change of the name'))
  const { transition } = certificate
  if (transition && transition.until >= today) of.push(waiting('standard-transition', 'holder', 'enterprise-agent',
    `标准换版（${transition.until} 前）`, `Move to the revised standard by ${transition.until}`))
  else if (transition && certificate.status === 'valid') of.push(waiting('standard-revised', 'body', 'body-decider',
    '未按期换版，决定是否暂停', 'Not moved to the revised standard in time: decide'))
  if (certificate.transfer) of.push(waiting('transfer', 'receiver', 'body-decider', '决定接管证书', 'Decide on taking over'))
  if (certificate.forgery) of.push(waiting('forged-report', 'body', 'body-decider', '检测报告系伪造，决定撤销',
    'A report was forged: decide on withdrawal'))
  if (certificate.suspensionAsked && certificate.status === 'valid') of.push(waiting('seasonal-suspension', 'body',
    'body-decider', '办理季节性暂停申请', 'Handle the request for a pause'))
  if (certificate.cancellationAsked) of.push(waiting('cancellation', 'body', 'body-decider', '办理注销申请',
    'Handle the request for cancellation'))
  const last = certificate.surveillance.findLast(({ recordedOn }) => recordedOn !== undefined)
  if (last && last.concludedOn === undefined) of.push(waiting('surveillance-conclusion', 'body', 'body-decider',
    '跟踪调查结论', 'Conclude the surveillance'))
  if (certificate.status === 'suspended') {
    if (isSeasonal(certificate)) {
      of.push(certificate.resumption
        ? waiting('restoration', 'body', 'body-decider', '决定恢复', 'Decide on restoring')
        : waiting('resumption', 'holder', 'enterprise-agent', '恢复生产后报告', 'Report once production goes on'))
    } else if (!correction || correction.outcome === 'returned') {
      of.push(waiting('correction', 'holder', 'enterprise-agent', '提交整改证据', 'Submit evidence of correction'))
    } else if (correction.outcome === undefined) of.push(waiting('correction-verification', 'body', 'body-auditor',
      '验证整改', 'Verify the correction'))
    else of.push(waiting('restoration', 'body', 'body-decider', '决定恢复', 'Decide on restoring'))
    if (certificate.suspendedUntil !== null && certificate.suspendedUntil < today) {
      of.push(waiting('suspension-ended', 'body', 'body-decider', '暂停期满，决定恢复、延长或撤销',
        'The suspension has run its term: restore, extend or withdraw'))
    }
  } else {
    const due = certificate.surveillance.find(({ recordedOn }) => recordedOn === undefined)
    if (due) of.push(waiting('surveillance', 'body', 'body-auditor', `跟踪调查（${due.dueOn} 前）`,
      `Surveillance by ${due.dueOn}`))
  }
  return of
}

/** Brings the queue into line with what the certificate waits for. */
export async function refreshCertificateTasks(work: Work, id: string, certificate: Certificate): Promise<void> {
  const subject = { type: 'certificate', id }
  const wanted = waitingFor(certificate, work.at.today)
  const open = await work.tx.selectFrom('task').select('kind').where('subject_type', '=', 'certificate')
    .where('subject', '=', id)
    .where('ended_at', 'is', null).execute()
  for (const { kind } of open) if (!wanted.some((one) => one.kind === kind)) await endTasks(work, subject, kind)
  for (const { kind, side, role, title } of wanted) {
    if (open.some((one) => one.kind === kind)) continue
    const organisation = side === 'receiver' ? certificate.transfer?.to ?? certificate.body : certificate[side]
    const text = { zh: `${title.zh}：证书 ${certificate.registerNumber}`,
      en: `${title.en}: ${certificate.registerNumber}` }
    await putTask(work, { subject, kind, title: text, organisation, role, link: `/certificate/${id}` })
    await tell(work, { to: { organisation, roles: [role] }, text, link: `/certificate/${id}` })
  }
}
