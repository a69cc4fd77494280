import { certification as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { addMonths } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { stepsOf } from '@tianfu/scheme'
import { create } from '../../../platform/acts.ts'
import { startDeadline } from '../../../platform/deadlines.ts'
import { shareFile, useFile } from '../../../platform/files.ts'
import { tell } from '../../../platform/notices.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import type { Work } from '../../../platform/work.ts'
import { findBody } from '../../bodies/index.ts'
import { findProduct, findSite } from '../../brands/index.ts'
import { getOrganisation } from '../../parties/index.ts'
import { ruleOn } from '../facts.ts'
import { applications } from './aggregate.ts'
import { filesOf, keepAnswers } from './answers.ts'
import { mustExplain, severalCertificates } from './decisions.ts'
import { answersOf, lockDraft, mustBeReady, submissionFacts } from './drafts.ts'
import { refreshTasks } from './tasks.ts'

type Answers = contract.ApplicationAnswers

/** Checks what the answers point to: own sites, models of the product, reports young enough. */
async function mustPointRight(work: Work, answers: Answers,
  product: { models: readonly string[] }): Promise<{ region: string }> {
  const model = answers.product.models.find((one) => !product.models.includes(one))
  if (model !== undefined) refuse('not-on-sheet', { model })
  let region: string | undefined
  for (const { site: id } of answers.sites.sites) {
    const site = await findSite(work.db, id)
    if (!site || site.organisation !== work.actor.organisation) return refuse('site-unknown')
    region ??= site.region
  }
  const oldest = addMonths(work.at.today, -work.edition.periods.reportAge.count)
  const old = answers.reports.reports.find(({ testedOn }) => testedOn < oldest || testedOn > work.at.today)
  if (old) refuse('test-day-impossible', { day: old.testedOn })
  return { region: region ?? '' }
}

/** Makes the draft an application. The answers are frozen into the act; the draft is gone. */
export async function submit(work: Work, id: string, request: BodyOf<typeof contract.submitApplication>) {
  const { tx, at, actor, edition } = work
  const draft = await lockDraft(work, id)
  if (draft.version !== request.version) refuse('changed-meanwhile', { fields: [] })
  const facts = await submissionFacts(work, draft)
  mustBeReady(work, draft, facts)
  const rule = await ruleOn(work.db, draft.rule, at.today)
  const answers = answersOf(work, draft) as Answers
  mustExplain(answers)
  const product = (await findProduct(work.db, draft.product)) ?? refuse('not-found')
  const { region } = await mustPointRight(work, answers, product)
  const [applicant, bodyOrganisation, body] = [
    await getOrganisation(work.db, actor.organisation), await getOrganisation(work.db, draft.body),
      await findBody(work.db, draft.body)]
  const number = await nextNumber(work, 'application', { body: body?.code ?? '' })
  const file = work.world.newId()
  const files = filesOf(answers)
  const { state } = await create(work, applications, { id: file, type: 'application.submitted', content: {
    number, applicant: actor.organisation, body: draft.body, product: draft.product, declaration: facts.declaration,
    region,
    programme: rule.rule.programme, rule: { number: rule.rule.number, edition: rule.rule.edition },
    standards: [rule.rule.a, rule.rule.b].map(({ number: of, edition: year }) => ({ number: of, edition: year })),
    schemeType: rule.rule.schemeType, batch: severalCertificates(edition, rule), edition: edition.inForceFrom,
    steps: stepsOf(edition, rule.rule.schemeType),
    names: { applicant: applicant.name.zh, body: bodyOrganisation.name.zh, product: product.name.zh },
    models: answers.product.models, sites: answers.sites.sites.map(({ site }) => site),
    answers: await keepAnswers(work, answers),
    files: files.map(({ hash }) => hash),
  } })
  for (const { hash, field } of files) await handOver(work, file, draft.body, hash, field)
  await tx.deleteFrom('application_draft').where('id', '=', id).execute()
  const due = await startDeadline(work, {
    subject: { type: 'application', id: file }, kind: 'application-acceptance', period: 'acceptance',
    responsible: { organisation: draft.body, role: 'body-acceptor' }, label: { zh: '申请评审', en: 'Application review' } })
  await refreshTasks(work, file, state, rule)
  await tell(work, { to: { organisation: actor.organisation }, link: `/application/${file}`, text: {
    zh: `认证申请 ${number} 已提交，${bodyOrganisation.name.zh}应于 ${due.dueOn} 前答复`,
    en: `Application ${number} is submitted; answer due on ${due.dueOn}` } })
  return receipt(file, number, at.official,
    { id: draft.body, uscc: bodyOrganisation.uscc, name: bodyOrganisation.name.zh }, due)
}

/** A file of the enterprise's cabinet becomes evidence of the application, readable by the body. */
export async function handOver(work: Work, file: string, body: string, hash: string, field: string): Promise<void> {
  const subject = { type: 'application', id: file }
  await useFile(work, { hash, field: `/${field.replaceAll('.', '/')}`, for: subject })
  await shareFile(work, { owner: work.actor.organisation, hash, with: body, subject })
}

const receipt = (
  id: string, number: string, submittedAt: string, body: { id: string; uscc: string; name: string },
  due: { dueOn: LocalDate; provisional: boolean },
) => ({
  id, version: 1, status: 'submitted', number, submittedAt, body, dueOn: due.dueOn, provisional: due.provisional,
  whatNext: {
    zh: `认证机构将在 ${due.dueOn} 前受理、不予受理或一次性告知补正。`,
    en: `By ${due.dueOn} the body accepts, refuses, or asks once for a supplement.`,
  },
})
