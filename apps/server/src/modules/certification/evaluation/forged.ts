import { exceptions as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { change, lock } from '../../../platform/acts.ts'
import { shareFile, useFile } from '../../../platform/files.ts'
import { tell } from '../../../platform/notices.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { evaluatorsOf, lockFile, outcome, write } from '../application/store.ts'
import type { Application, TestReport } from '../application/state.ts'
import { mustBeAbleTo } from '../application/transitions.ts'
import { certificates } from '../certificate/aggregate.ts'
import { refreshCertificateTasks } from '../certificate/tasks.ts'
import { mustBeRegistered } from '../facts.ts'
import { orderOf } from './decisions.ts'

/** @throws Refusal `report-unknown`, `report-forged-already`, `wrong-state` */
export function mayFindForged(file: Application, report: string): TestReport {
  mustBeAbleTo('application.report-found-forged', file)
  const found = file.reports.find(({ id }) => id === report) ?? refuse('report-unknown')
  if (found.forgedOn !== undefined) refuse('report-forged-already')
  return found
}

/**
 * A report is found forged. It counts no more, nor does an evaluation that rested on it; where it has led to a
 * certificate, the decider is asked to withdraw it, with effect from the day on which it was issued. Nothing is
 * withdrawn by the finding itself, and whoever found it does not decide.
 */
export async function findForged(work: Work, id: string, report: string,
  asked: BodyOf<typeof contract.findReportForged>) {
  const file = await lockFile(work, id, 'body')
  await mustBeRegistered(work.db, file.state.body, work.actor.person, 'auditor', file.facts.rule.competence,
    work.at.today)
  const found = mayFindForged(file.state, report)
  const certificate = file.state.certificate === undefined ? undefined
    : await lock(work.tx, certificates, file.state.certificate)
  for (const hash of asked.files) {
    await useFile(work, { hash, field: '/files', for: { type: 'application', id } })
    await shareFile(work, { owner: work.actor.organisation, hash, with: file.state.applicant,
      subject: { type: 'application', id } })
  }
  const text = await freeText(work, asked.text)
  const state = await write(work, file, { type: 'application.report-found-forged',
    content: { evaluators: evaluatorsOf(work), report, text, files: asked.files } })
  const { laboratory } = orderOf(file.state, found.order)
  for (const organisation of [file.state.applicant, laboratory]) {
    await tell(work, { to: { organisation }, link: organisation === laboratory ? `/test-order/${found.order}`
      : `/application/${id}`, text: { zh: `检测报告 ${found.number} 经核实系伪造，不再作为依据`,
      en: `Test report ${found.number} was found forged and counts no more` } })
  }
  if (certificate && certificate.state.status !== 'withdrawn' && certificate.state.status !== 'cancelled') {
    const { state: after } = await change(work, certificates, certificate, { type: 'certificate.forgery-found',
      content: { report, number: found.number, evaluators: evaluatorsOf(work) } })
    await refreshCertificateTasks(work, certificate.id, after)
  }
  return outcome(file, state)
}
