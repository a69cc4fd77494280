import { appeals as contract, refuse } from '@tianfu/contract'
import { actsOf, change, find, lock } from '../../../platform/acts.ts'
import type { Locked } from '../../../platform/acts.ts'
import type { Db } from '../../../platform/db/database.ts'
import { endDeadlines, startDeadline } from '../../../platform/deadlines.ts'
import { tell } from '../../../platform/notices.ts'
import { endTasks } from '../../../platform/queue.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { applications } from '../application/aggregate.ts'
import { refreshTasks } from '../application/tasks.ts'
import { setAsideTurns } from '../certificate/set-aside.ts'
import { reopenChange } from '../change/service.ts'
import { rulePinned, standingInTheWay } from '../facts.ts'
import { appeals } from './aggregate.ts'
import { fileReturnsTo, mustBeFiled, mustBeUninvolved, turnsThatFall, changeReturnsTo } from './decisions.ts'
import { linkOf, subjectOf } from './filing.ts'
import type { Appeal, AppealOutcome, ComplaintOutcome } from './state.ts'
import { certificates } from '../certificate/aggregate.ts'
import { certificateChanges } from '../change/aggregate.ts'

/** Who of the body acted on any of these. */
export async function partIn(db: Db, { concerns, body }: Pick<Appeal, 'concerns' | 'body'>) {
  const rows = await db.selectFrom('act').select(['type', 'person', 'acting_for'])
    .where('subject', 'in', [...concerns]).where('organisation', '=', body).execute()
  return rows.map(({ type, person, acting_for: actingFor }) => ({ type, person, actingFor }))
}

/** The appeal of the body, locked after what it is about. @throws Refusal `not-found`, `wrong-state`, `took-part` */
async function lockToDecide(work: Work, id: string, kind: Appeal['kind']): Promise<Locked<Appeal>> {
  const found = await find(work.tx, appeals, id)
  if (found?.state.body !== work.actor.organisation || found.state.kind !== kind) return refuse('not-found')
  const { type, id: about } = found.state.about
  if (type === 'application') await lock(work.tx, applications, about)
  else if (type === 'certificate') await lock(work.tx, certificates, about)
  else await lock(work.tx, certificateChanges, about)
  const before = await lock(work.tx, appeals, id)
  mustBeFiled(before.state)
  mustBeUninvolved(await partIn(work.tx, before.state), work.actor.persons)
  return before
}

async function write(work: Work, before: Locked<Appeal>, outcome: AppealOutcome | ComplaintOutcome, text: string) {
  const { state } = await change(work, appeals, before, { type: 'appeal.decided',
    content: { outcome, text: await freeText(work, text) } })
  await endDeadlines(work, subjectOf(before.id))
  await endTasks(work, subjectOf(before.id))
  if (state.by) {
    const words = contract.APPEAL_OUTCOME_WORDS[outcome]
    await tell(work, { to: { organisation: state.by.organisation }, link: linkOf(before.id), text: {
      zh: `申诉 ${state.number}：${words.zh}`, en: `Appeal ${state.number}: ${words.en}` } })
  }
  return { id: before.id, version: before.version + 1, status: state.status, number: state.number }
}

/** The decision on an appeal, and with it what falls. */
export async function decideAppeal(work: Work, id: string,
  { outcome, text }: { outcome: AppealOutcome; text: string }) {
  const before = await lockToDecide(work, id, 'appeal')
  const { about, against } = before.state
  if (about.type === 'application') await returnFile(work, about.id, id, outcome)
  else if (about.type === 'certificate-change') await returnChange(work, about.id, id, outcome)
  else if (against) await setAside(work, about.id, id, against, outcome)
  return write(work, before, outcome, text)
}

export async function answerComplaint(work: Work, id: string,
  { outcome, text }: { outcome: ComplaintOutcome; text: string }) {
  const before = await lockToDecide(work, id, 'complaint')
  if (outcome === 'founded') {
    const { about, body, number } = before.state
    await tell(work, { to: { organisation: body, roles: ['body-decider'] }, link: `/certificate/${about.id}`, text: {
      zh: `投诉 ${number} 属实，请就证书 ${about.number} 作出处理`, en: `Complaint ${number} is founded: act on ${about.number}` } })
  }
  return write(work, before, outcome, text)
}

/** The file is open again where the decision that fell had found it. @throws Refusal `already-applied` */
async function returnFile(work: Work, id: string, appeal: string, outcome: AppealOutcome): Promise<void> {
  const before = await lock(work.tx, applications, id)
  const to = fileReturnsTo(before.state, outcome)
  if (!to) return
  const { applicant, product, rule, batch } = before.state
  const other = batch ? undefined
    : (await standingInTheWay(work.tx, applicant, product, rule.number, work.at.today)).openApplication
  if (other !== undefined) refuse('already-applied', { number: other })
  const { state } = await change(work, applications, before, { type: 'application.decision-set-aside',
    content: { appeal, to } })
  const subject = { type: 'application', id }
  await startDeadline(work, to === 'submitted'
    ? { subject, kind: 'application-acceptance', period: 'acceptance',
      responsible: { organisation: state.body, role: 'body-acceptor' },
      label: { zh: '申请评审', en: 'Application review' } }
    : { subject, kind: 'certification-total', period: 'certificationTotal', responsible: { organisation: state.body },
      label: { zh: '认证全过程', en: 'Whole certification' } })
  await refreshTasks(work, id, state, await rulePinned(work.db, state.rule))
}

async function returnChange(work: Work, id: string, appeal: string, outcome: AppealOutcome): Promise<void> {
  const before = await lock(work.tx, certificateChanges, id)
  const to = changeReturnsTo(before.state, outcome)
  if (to) await reopenChange(work, before, { appeal, to })
}

async function setAside(work: Work, id: string, appeal: string, against: NonNullable<Appeal['against']>,
  outcome: AppealOutcome): Promise<void> {
  const before = await lock(work.tx, certificates, id)
  const fall = turnsThatFall(await actsOf(work.tx, 'certificate', id), before.state.history, against, outcome)
  if (fall) await setAsideTurns(work, before, { appeal, ...fall })
}
