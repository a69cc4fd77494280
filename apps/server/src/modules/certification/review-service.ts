import { certification as contract } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { endDeadlines } from '../../platform/deadlines.ts'
import { tell } from '../../platform/notices.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { bodyMustCertify } from '../bodies/index.ts'
import { lockFile, outcome, write } from './application/store.ts'
import { issue, mustBeIssuable } from './certificate/issue.ts'
import { holdBody, mustBeRegistered } from './facts.ts'
import { decide, mayReopen, mayReview } from './review.ts'

const subjectOf = (id: string) => ({ type: 'application', id })

/** Whoever reviewed or decided, with the one who delegated. */
const judges = ({ actor }: Work): string[] => [...actor.persons]

export async function reviewFile(work: Work, id: string, request: BodyOf<typeof contract.reviewApplication>) {
  const file = await lockFile(work, id, 'body')
  const may = request.outcome === 'approve' ? mayReview : mayReopen
  may(file.state, work.actor.persons)
  await mustBeRegistered(work.db, file.state.body, work.actor.person, 'reviewer', undefined, work.at.today)
  const state = await write(work, file, {
    type: request.outcome === 'approve' ? 'application.reviewed' : 'application.reopened',
    content: { judges: judges(work), note: await freeText(work, request.note) } })
  return outcome(file, state)
}

/**
 * The decision. Scope, competence and separation are asked for in the transaction that decides; a grant issues the
 * certificate in it, so that there is never a granted file without its certificate.
 */
export async function decideFile(work: Work, id: string, request: BodyOf<typeof contract.decideApplication>) {
  await holdBody(work.tx, work.actor.organisation)
  const file = await lockFile(work, id, 'body')
  const { ground } = decide(file.state, work.edition, work.actor.persons, request)
  await mustBeRegistered(work.db, file.state.body, work.actor.person, 'decider', undefined, work.at.today)
  await bodyMustCertify(work.tx, file.state.body, file.state.rule.number, work.at.today)
  const certificate = request.outcome === 'grant' ? work.world.newId() : undefined
  const grant = certificate &&
    await mustBeIssuable(work, file, { id: certificate, scope: request.scope ?? '', conditions: request.conditions })
  const state = await write(work, file, { type: 'application.decided', ...(ground && { ground }), content: {
    judges: judges(work), outcome: request.outcome, ...(request.note && { note: await freeText(work, request.note) }),
    ...(certificate && { certificate }) } })
  await endDeadlines(work, subjectOf(id))
  const issued = grant && await issue(work, file, grant)
  await tell(work,
    { to: { organisation: file.state.applicant }, link: issued ? `/certificate/${certificate}` : `/application/${id}`,
    text: issued
    ? { zh: `认证申请 ${state.number} 已批准，证书编号 ${issued.bodyNumber}`,
      en: `Application ${state.number} is granted: certificate ${issued.bodyNumber}` }
    : { zh: `认证申请 ${state.number} 不予认证`, en: `Application ${state.number} is denied` } })
  return outcome(file, state)
}
