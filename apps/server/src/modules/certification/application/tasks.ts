import type { Text } from '@tianfu/kernel'
import { putTask, endTasks } from '../../../platform/queue.ts'
import { tell } from '../../../platform/notices.ts'
import type { Work } from '../../../platform/work.ts'
import type { RuleFacts } from '../rule-facts.ts'
import { testedFor } from '../evaluation/decisions.ts'
import { failuresOf } from '../evaluation/results.ts'
import { openMatters } from '../evaluation/steps.ts'
import type { OpenMatter } from '../evaluation/steps.ts'
import type { Application } from './state.ts'

/** A piece of work that a file waits for, and whose office it lies with. */
export interface Waiting {
  readonly kind: string; readonly side: 'applicant' | 'body'; readonly role: string; readonly title: Text }

const waiting = (kind: string, side: Waiting['side'], role: string, zh: string,
  en: string): Waiting => ({ kind, side, role, title: { zh, en } })
const agent = (kind: string, zh: string, en: string) => waiting(kind, 'applicant', 'enterprise-agent', zh, en)
const auditor = (kind: string, zh: string, en: string) => waiting(kind, 'body', 'body-auditor', zh, en)

/** Everything that a file waits for now. Every step that waits for somebody stands here. */
export function waitingFor(file: Application, facts: RuleFacts): Waiting[] {
  switch (file.status) {
    case 'submitted': return [waiting('application-review', 'body', 'body-acceptor', '申请评审', 'Review the application')]
    case 'supplement-requested': return [agent('supplement', '补正申请材料', 'Supplement the application')]
    case 'accepted': return [waiting('contract-offer', 'body', 'body-acceptor', '发出认证合同', 'Offer the contract')]
    case 'contract-offered': return [waiting('contract-signature', 'applicant', 'enterprise-representative', '签订认证合同',
      'Sign the contract')]
    case 'evaluation': return inEvaluation(file, facts)
    case 'evaluated': return [waiting('review', 'body', 'body-reviewer', '复核', 'Review')]
    case 'reviewed': return [waiting('decision', 'body', 'body-decider', '认证决定', 'Decide')]
    case 'granted': case 'denied': case 'refused': case 'ended': return []
  }
}

function inEvaluation(file: Application, facts: RuleFacts): Waiting[] {
  const matters = openMatters(file, testedFor(file, facts))
  if (matters.length === 0) return [auditor('evaluation-report', '编写评价报告', 'Write the evaluation report')]
  if (matters.includes('document-review')) return [auditor('document-review', '文件审查', 'Review the documents')]
  return matters.flatMap((matter) => ofMatter(matter, file))
}

function ofMatter(matter: OpenMatter, file: Application): Waiting[] {
  switch (matter) {
    case 'document-review': return []
    case 'sampling': return [auditor('sampling', '抽样', 'Take samples')]
    case 'sampling-witness': return [agent('sampling-witness', '见证抽样并签字', 'Witness the sampling')]
    case 'test-order': return file.samplings.some(({ witnessedOn }) => witnessedOn)
      ? [auditor('test-order', '委托检测', 'Order the test')] : []
    case 'indicators': return [auditor('test-order', '委托其余指标检测', 'Order the remaining tests')]
    case 'test-report': return [] // the laboratory's own task
    case 'test-failure': return failuresOf(file).flatMap(({ state }) =>
      state === 'unanswered' ? [agent('test-failure', '检测不合格，提交原因和纠正措施', 'Answer the failing result')]
        : state === 'answered' ? [auditor('retest', '安排复检', 'Order the re-test')] : [])
    case 'audit-plan': return [auditor('audit-plan', '制定检查计划', 'Plan the audit')]
    case 'audit': return ofAudit(file)
    case 'sign-in-explanation': return [auditor('sign-in-explanation', '说明签到偏差', 'Explain the sign-in')]
    case 'nonconformity': return ofNonconformities(file)
    case 'service-assessment': return [auditor('service-assessment', '服务评价', 'Assess the service')]
  }
}

function ofAudit({ audit, impartiality }: Application): Waiting[] {
  switch (audit?.status) {
    case 'planned': return audit.objection ? [auditor('audit-plan', '企业有异议，调整检查计划', 'Change the audit plan')]
      : [agent('audit-plan-answer', '确认检查计划', 'Confirm the audit plan')]
    case 'confirmed': return [
      ...(audit.team.some(({ person }) => impartiality[person] === undefined)
        ? [auditor('impartiality', '检查组成员提交公正性声明', 'Declare impartiality')] : []),
      auditor('audit-opening', '首次会议签到', 'Open the audit')]
    case 'open': return [auditor('audit-closing', '末次会议签到', 'Close the audit')]
    case 'closed': case undefined: return []
  }
}

function ofNonconformities({ nonconformities }: Application): Waiting[] {
  const answer = nonconformities.some(({ status }) => status === 'raised' || status === 'returned')
  const verify = nonconformities.some(({ status }) => status === 'answered')
  return [
    ...(answer ? [agent('nonconformity-answer', '不符合项整改', 'Answer the nonconformities')] : []),
    ...(verify ? [auditor('nonconformity-verification', '验证不符合项整改', 'Verify the corrections')] : []),
  ]
}

/** Behind the kind of what a file waits for: the task of whoever decides what follows when it is late. */
export const OVERDUE = '-overdue'

/** Brings the queue into line with what the file waits for; a new task is told to its office. */
export async function refreshTasks(work: Work, id: string, file: Application, facts: RuleFacts): Promise<void> {
  const subject = { type: 'application', id }
  const wanted = waitingFor(file, facts)
  const open = await work.tx.selectFrom('task').select('kind').where('subject_type', '=', 'application')
    .where('subject', '=', id)
    .where('ended_at', 'is', null).execute()
  const stillWaits = (kind: string) => wanted.some((one) => one.kind === kind || `${one.kind}${OVERDUE}` === kind)
  for (const { kind } of open) if (!stillWaits(kind)) await endTasks(work, subject, kind)
  for (const { kind, side, role, title } of wanted) {
    if (open.some((one) => one.kind === kind)) continue
    const organisation = file[side]
    const text = { zh: `${title.zh}：${file.names.product}（${file.number}）`, en: `${title.en}: ${file.number}` }
    await putTask(work, { subject, kind, title: text, role, organisation, link: `/application/${id}` })
    await tell(work, { to: { organisation, roles: [role] }, text, link: `/application/${id}` })
  }
}
