import { certificateChanges as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { change as changeBy, create, find, lock } from '../../../platform/acts.ts'
import type { Locked, NewAct } from '../../../platform/acts.ts'
import { endDeadlines, startDeadline } from '../../../platform/deadlines.ts'
import { shareFile, useFile } from '../../../platform/files.ts'
import { tell } from '../../../platform/notices.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { endTasks, putTask } from '../../../platform/queue.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { findBody, bodyMustCertify, laboratoryMustTest } from '../../bodies/index.ts'
import { findProduct, findSite } from '../../brands/index.ts'
import { getOrganisation } from '../../parties/index.ts'
import { certificates } from '../certificate/aggregate.ts'
import { mustBeAbleTo } from '../certificate/decisions.ts'
import { mustBePrintable, signCredential } from '../certificate/issue.ts'
import { saidBy } from '../certificate/said.ts'
import { refreshCertificateTasks } from '../certificate/tasks.ts'
import type { Certificate } from '../certificate/state.ts'
import type { Conditions } from '../rule-facts.ts'
import { registerReport } from '../evaluation/report-register.ts'
import { holdBody, mustBeRegistered, ruleOn, rulePinned } from '../facts.ts'
import { certificateChanges } from './aggregate.ts'
import { decide, judgeRetest, mustBeOpenFor, mustFollow, mustHaveAudited, mustHaveTested, needsAudit, needsReport,
  request as requestBy } from './decisions.ts'
import type { Asked } from './decisions.ts'
import type { CertificateChange, ChangeAudit, ChangeReport } from './state.ts'

const subjectOf = (id: string) => ({ type: 'certificate-change', id })
const linkOf = (id: string) => `/certificate-change/${id}`

const outcome = (id: string, version: number, state: CertificateChange) =>
  ({ id, version, status: state.status, number: state.number })

const news = (work: Work, id: string, to: string, zh: string, en: string) =>
  tell(work, { to: { organisation: to }, text: { zh, en }, link: linkOf(id) })

/** The change, locked after its certificate, for the side that acts. @throws Refusal `not-found` */
async function lockChange(work: Work, id: string, side: 'holder' | 'body'): Promise<{
  change: Locked<CertificateChange>; certificate: Locked<Certificate> }> {
  const found = (await find(work.tx, certificateChanges, id)) ?? refuse('not-found')
  if (found.state[side] !== work.actor.organisation) refuse('not-found')
  const certificate = await lock(work.tx, certificates, found.state.certificate)
  return { change: await lock(work.tx, certificateChanges, id), certificate }
}

async function write(work: Work, before: Locked<CertificateChange>, act: NewAct): Promise<CertificateChange> {
  const { state } = await changeBy(work, certificateChanges, before, act)
  await refreshTask(work, before.id, state)
  return state
}

/** The one office that a change waits for. */
async function refreshTask(work: Work, id: string, state: CertificateChange): Promise<void> {
  await endTasks(work, subjectOf(id))
  const waits = { requested: ['change-evaluation', 'body-auditor', '评价证书变更', 'Evaluate the change'],
    evaluated: ['change-decision', 'body-decider', '决定证书变更', 'Decide on the change'],
    granted: undefined, denied: undefined, retracted: undefined }[state.status]
  if (!waits) return
  const [kind = '', role = '', zh = '', en = ''] = waits
  const text = { zh: `${zh}：${state.names.product}（${state.number}）`, en: `${en}: ${state.number}` }
  await putTask(work, { subject: subjectOf(id), kind, title: text, role, organisation: state.body, link: linkOf(id) })
  await tell(work, { to: { organisation: state.body, roles: [role] }, text, link: linkOf(id) })
}

async function share(work: Work, id: string, hashes: readonly string[], other: string): Promise<void> {
  for (const hash of hashes) {
    await useFile(work, { hash, field: '/files', for: subjectOf(id) })
    await shareFile(work, { owner: work.actor.organisation, hash, with: other, subject: subjectOf(id) })
  }
}

/** Asks for a change: what the register says now is what the certificate is to say. */
export async function requestChange(work: Work, certificate: string, asked: Asked & { text: string }) {
  const { state } = await lock(work.tx, certificates, certificate)
  if (state.holder !== work.actor.organisation) refuse('not-found')
  const open = await work.tx.selectFrom('certificate_change').select('number').where('certificate', '=', certificate)
    .where('kind', '=', asked.kind).where('status', 'in', ['requested', 'evaluated']).executeTakeFirst()
  if (open) refuse('change-open', { number: open.number })
  const { route, wanted } = requestBy(state, asked, await factsOf(work, state, asked))
  const body = await findBody(work.db, state.body)
  const number = await nextNumber(work, 'certificateChange', { body: body?.code ?? '' })
  const id = work.world.newId()
  const { state: made } = await create(work, certificateChanges, {
    id, type: 'certificate-change.requested', content: {
      number, certificate, certificateNumber: state.registerNumber, holder: state.holder, body: state.body,
      names: { holder: state.holderName, body: state.bodyName, product: state.products[0]?.name.zh ?? '' },
      kind: asked.kind, route, wanted, text: await freeText(work, asked.text), files: asked.files } })
  await share(work, id, asked.files, state.body)
  await startDecision(work, id, state.body)
  await refreshTask(work, id, made)
  return outcome(id, 1, made)
}

const startDecision = (work: Work, id: string, body: string) => startDeadline(work, {
  subject: subjectOf(id), kind: 'certificate-change', period: 'certificateChange',
  responsible: { organisation: body, role: 'body-decider' },
  label: { zh: '决定证书变更', en: 'Decide on the change of the certificate' } })

async function factsOf(work: Work, state: Certificate, asked: Asked) {
  const { db, at } = work
  const product = (await findProduct(db, state.product)) ?? refuse('not-found')
  const holder = await getOrganisation(db, state.holder)
  const own: { id: string; region: string }[] = []
  for (const site of asked.sites ?? []) {
    const found = await findSite(db, site)
    if (found?.organisation === state.holder) own.push({ id: site, region: found.region })
  }
  return { today: at.today, holder: { uscc: holder.uscc, name: holder.name.zh }, product, own,
    sites: await sitesOf(work, state), pinned: await rulePinned(db, state.rule),
    inForce: asked.kind === 'standard' ? await ruleOn(db, state.rule.number, at.today)
      : await rulePinned(db, state.rule) }
}

/** Places of production: those of the application until a change named others. */
export async function sitesOf({ db }: Pick<Work, 'db'>, state: Certificate): Promise<readonly string[]> {
  return state.sites ?? (await fileOf(db, state))?.sites ?? []
}

/** What limits depended on when the certificate was evaluated (grade, strength …). */
export const conditionsOf = async ({ db }: Pick<Work, 'db'>, state: Certificate): Promise<Conditions> =>
  (await fileOf(db, state))?.samplings.at(-1)?.conditions ?? []

const fileOf = async (db: Work['db'], { application }: Certificate) =>
  (await db.selectFrom('application').select('official').where('id', '=', application).executeTakeFirst())?.official

export async function retractChange(work: Work, id: string) {
  const { change } = await lockChange(work, id, 'holder')
  mustBeOpenFor('certificate-change.retracted', change.state)
  const state = await write(work, change, { type: 'certificate-change.retracted', content: {} })
  await endDeadlines(work, subjectOf(id))
  return outcome(id, change.version + 1, state)
}

type Evaluation = BodyOf<typeof contract.evaluateCertificateChange>

/** By the route: papers alone, a re-test by a laboratory in scope, an audit on the site. */
export async function evaluateChange(work: Work, id: string, asked: Evaluation) {
  const { change, certificate } = await lockChange(work, id, 'body')
  mustBeOpenFor('certificate-change.evaluated', change.state)
  const facts = await rulePinned(work.db, change.state.wanted.rule ?? certificate.state.rule)
  await mustBeRegistered(work.db, change.state.body, work.actor.person, 'auditor', facts.rule.competence,
    work.at.today)
  const report = needsReport(change.state, facts)
    ? await reportOf(work, id, certificate.state, facts, asked) : undefined
  mustFollow(asked.outcome, report?.values ?? [])
  const audit = needsAudit(change.state) ? await auditOf(work, change.state, certificate.state, asked) : undefined
  for (const hash of asked.files ?? []) await useFile(work, { hash, field: '/files', for: subjectOf(id) })
  const state = await write(work, change, { type: 'certificate-change.evaluated', content: {
    outcome: asked.outcome, note: await freeText(work, asked.note), files: asked.files ?? [],
    evaluators: [...work.actor.persons], ...(report && { report }), ...(audit && { audit }) } })
  return outcome(id, change.version + 1, state)
}

async function reportOf(work: Work, id: string, certificate: Certificate,
  facts: Awaited<ReturnType<typeof rulePinned>>, asked: Evaluation): Promise<ChangeReport> {
  const { laboratory, reportNumber, testedFrom, testedUntil, reportFile, values } = asked
  if (!laboratory || !reportNumber || !testedFrom || !testedUntil || !reportFile || !values) {
    return refuse('change-needs', { zh: '检测机构、报告编号、检测日期、报告文件和检测结果',
      en: 'laboratory, number, days, file and results of the test report' })
  }
  const [from, until] = [testedFrom as LocalDate, testedUntil as LocalDate]
  mustHaveTested(work.edition, from, until, work.at.today)
  const judged = judgeRetest(facts, asked.conditions ?? [], values)
  for (const method of new Set(judged.map(({ method: of }) => of))) {
    for (const day of [from, until]) await laboratoryMustTest(work.tx, laboratory, method, day)
  }
  await useFile(work, { hash: reportFile, field: '/reportFile', for: subjectOf(id) })
  await shareFile(work, { owner: work.actor.organisation, hash: reportFile, with: certificate.holder,
    subject: subjectOf(id) })
  const report = { id: work.world.newId(), laboratory, number: reportNumber, file: reportFile, testedFrom: from,
    testedUntil: until, values: judged }
  await registerReport(work, { ...report, application: certificate.application })
  return report
}

async function auditOf(work: Work, change: CertificateChange, certificate: Certificate,
  asked: Evaluation): Promise<ChangeAudit> {
  const { site, auditedFrom, auditedUntil, auditRecord } = asked
  if (!site || !auditedFrom || !auditedUntil || !auditRecord) {
    return refuse('change-needs', { zh: '检查场所、日期和检查记录', en: 'site, days and record of the audit' })
  }
  if (!(change.wanted.sites ?? await sitesOf(work, certificate)).includes(site)) refuse('site-unknown')
  const [from, until] = [auditedFrom as LocalDate, auditedUntil as LocalDate]
  mustHaveAudited(change, from, until, work.at.today)
  return { site, from, until, record: await freeText(work, auditRecord) }
}

/** The decision. A grant issues the certificate anew with it: number and term stay, paper and credential are new. */
export async function decideChange(work: Work, id: string, asked: BodyOf<typeof contract.decideCertificateChange>) {
  await holdBody(work.tx, work.actor.organisation)
  const { change, certificate } = await lockChange(work, id, 'body')
  const { ground } = decide(change.state, work.edition, work.actor.persons, asked)
  await mustBeRegistered(work.db, change.state.body, work.actor.person, 'decider', undefined, work.at.today)
  if (asked.outcome === 'grant') await reissue(work, change, certificate, asked)
  const state = await write(work, change, { type: 'certificate-change.decided', ...(ground && { ground }), content: {
    outcome: asked.outcome, ...(asked.note && { note: await freeText(work, asked.note) }) } })
  await endDeadlines(work, subjectOf(id))
  const { kind, holder, certificateNumber } = state
  const what = contract.CHANGE_KIND_WORDS[kind]
  await news(work, id, holder, asked.outcome === 'grant' ? `证书 ${certificateNumber} 的${what.zh}已准予，证书已换发`
    : `证书 ${certificateNumber} 的${what.zh}不予准许`, asked.outcome === 'grant'
    ? `${what.en} of certificate ${certificateNumber} is granted; it is issued anew`
    : `${what.en} of certificate ${certificateNumber} is denied`)
  return outcome(id, change.version + 1, state)
}

/** An appeal against a denial was upheld. @throws Refusal `change-open` where another of its kind is under way */
export async function reopenChange(work: Work, before: Locked<CertificateChange>,
  content: { appeal: string; to: CertificateChange['status'] }): Promise<void> {
  const { certificate, kind, body } = before.state
  const open = await work.tx.selectFrom('certificate_change').select('number').where('certificate', '=', certificate)
    .where('kind', '=', kind).where('status', 'in', ['requested', 'evaluated']).executeTakeFirst()
  if (open) refuse('change-open', { number: open.number })
  await write(work, before, { type: 'certificate-change.decision-set-aside', content })
  await startDecision(work, before.id, body)
}

async function reissue(work: Work, { id, state: change }: Locked<CertificateChange>, before: Locked<Certificate>,
  asked: { scope?: string; conditions?: string }): Promise<void> {
  const { state } = before
  mustBeAbleTo('certificate.changed', state, work.at.today)
  await bodyMustCertify(work.tx, state.body, state.rule.number, work.at.today)
  const said = { ...change.wanted, ...(asked.scope && { scope: asked.scope }),
    ...(asked.conditions && { conditions: asked.conditions }) }
  const after = { ...state, ...said }
  mustBePrintable(state.bodyName, after)
  // The new paper begins today: what it says was not true before.
  const { statusIndex, credentialSha256, keep } = await signCredential(work, await rulePinned(work.db, after.rule),
    { ...after, ...saidBy(after), issuedOn: work.at.today, validFrom: work.at.today })
  const { state: changed } = await changeBy(work, certificates, before, { type: 'certificate.changed', public: true,
    content: { change: id, kind: change.kind, said, statusIndex, credentialSha256 } })
  await keep(before.id)
  const subject = { type: 'certificate', id: before.id }
  if (change.kind === 'standard') await endDeadlines(work, subject, 'standard-transition')
  await refreshCertificateTasks(work, before.id, changed)
}
