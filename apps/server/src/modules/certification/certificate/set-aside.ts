import { change } from '../../../platform/acts.ts'
import type { Locked } from '../../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../../platform/deadlines.ts'
import { daysBetween } from '@tianfu/kernel'
import { refuse } from '@tianfu/contract'
import type { Work } from '../../../platform/work.ts'
import { standingInTheWay } from '../facts.ts'
import { certificates } from './aggregate.ts'
import type { Certificate } from './state.ts'
import { refreshCertificateTasks } from './tasks.ts'

/**
 * Turns of the standing fall because an appeal against them was upheld: they never held, so on every day they covered
 * the certificate stands as it did without them. What was known earlier stays answerable by checkpoint.
 *
 * @throws Refusal `already-certified` where another certificate stands for the product meanwhile
 */
export async function setAsideTurns(work: Work, before: Locked<Certificate>,
  of: { appeal: string; turns: readonly number[]; versions: readonly number[] }): Promise<Certificate> {
  const { state: was } = before
  const ended = was.status === 'withdrawn'
  if (ended && !was.batch) {
    const { certificate } = await standingInTheWay(work.tx, was.holder, was.product, was.rule.number, work.at.today)
    if (certificate !== undefined) refuse('already-certified', { number: certificate })
  }
  const first = was.history[of.turns[0] ?? -1]
  const { state } = await change(work, certificates, before, {
    type: 'certificate.decision-set-aside', public: true, content: of,
    ...(first && { effectiveOn: first.effectiveOn }) })
  const subject = { type: 'certificate', id: before.id }
  if (state.status !== 'suspended') await endDeadlines(work, subject, 'certificate-suspension')
  if (ended && state.status !== 'withdrawn') await resume(work, before.id, state)
  await refreshCertificateTasks(work, before.id, state)
  return state
}

/** What a withdrawal had ended runs again, by the days that were set at first. */
async function resume(work: Work, id: string, state: Certificate): Promise<void> {
  const subject = { type: 'certificate', id }
  const until = (day: string) => ({ count: Math.max(0, daysBetween(work.at.today, day as typeof work.at.today)),
    unit: 'calendar' as const })
  const due = state.surveillance.find(({ recordedOn }) => recordedOn === undefined)
  if (due) await startDeadline(work, { subject, kind: 'surveillance', period: until(due.dueOn),
    responsible: { organisation: state.body, role: 'body-auditor' }, label: { zh: '跟踪调查', en: 'Surveillance' } })
  if (state.nationalNumber === null) await startDeadline(work, { subject, kind: 'national-report',
    period: 'nationalReport', responsible: { organisation: state.body, role: 'body-administrator' },
    label: { zh: '上报国家认证信息系统', en: 'Report to the national authority' } })
  if (state.status === 'suspended' && state.suspendedUntil !== null) await startDeadline(work, { subject,
    kind: 'certificate-suspension', period: until(state.suspendedUntil),
    responsible: { organisation: state.body, role: 'body-decider' },
    label: { zh: '暂停期限', en: 'Term of the suspension' } })
}
