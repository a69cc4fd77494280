import { refuse } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { tell } from '../../platform/notices.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import type { Work } from '../../platform/work.ts'
import { certificateFacts } from './certificate-facts.ts'
import type { CertificateFacts } from './certificate-facts.ts'
import type { Licence } from './domain.ts'

/** What every step of a licence does around its act: tasks, deadlines, notices, search, the short answer. */

export const subjectOf = (id: string) => ({ type: 'licence', id })
export const linkOf = (id: string): string => `/licences/${id}`
export const titleOf = (state: Licence, zh: string, en: string): Text =>
  ({
    zh: `${zh}：${state.products[0]?.name.zh ?? ''}（证书 ${state.certificateNumber}）`,
    en: `${en}: certificate ${state.certificateNumber}`,
  })
export const outcome = (id: string, state: Licence) =>
  ({ id, status: state.status, ...(state.number !== null && { number: state.number }) })

/** @throws Refusal `not-found` */
export async function factsOf(work: Work, certificate: string): Promise<CertificateFacts> {
  return (await certificateFacts(work.tx, certificate, work.at.today)) ?? refuse('not-found')
}

export const tellHolder = (work: Work, id: string, state: Licence, zh: string, en: string) => tell(work, {
  to: { organisation: state.organisation, roles: ['enterprise-representative', 'enterprise-agent'] },
  text: titleOf(state, zh, en), link: linkOf(id),
})

/** Nothing of this file waits for anybody any more. */
export const closeDesk = async (work: Work, id: string): Promise<void> => {
  await endDeadlines(work, subjectOf(id))
  await endTasks(work, subjectOf(id))
}

/** The file is ripe: the decider's task and deadline. */
export async function askForDecision(work: Work, id: string, state: Licence): Promise<void> {
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: 'licence-decision', period: 'licenceDecision', responsible: {
      organisation: state.licensor,
    },
    label: { zh: '标识使用许可决定', en: 'Decision on the licence' },
  })
  await putTask(work, {
    subject: subjectOf(id), kind: 'licence-decision', organisation: state.licensor, role: 'licensor-decider',
    due: due.dueOn,
    title: titleOf(state, '作出标识使用许可决定', 'Decide the licence of the mark'), link: linkOf(id),
  })
}
