import { certification as contract, evaluation } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { groundOf, limitText } from '@tianfu/scheme'
import type { GroundList } from '@tianfu/scheme'
import { deadlinesOf } from '../../../platform/deadlines.ts'
import { readTexts, textOf } from '../../../platform/texts.ts'
import type { Read } from '../../../platform/texts.ts'
import { timeline } from '../../../platform/acts.ts'
import type { View } from '../../../platform/work.ts'
import { findSite } from '../../brands/index.ts'
import { organisationNames, personNames } from '../../parties/index.ts'
import { earlierOf } from '../facts.ts'
import { clausesOf } from '../rule-facts.ts'
import type { RuleFacts } from '../rule-facts.ts'
import { failuresOf } from '../evaluation/results.ts'
import { progress } from '../evaluation/steps.ts'
import { testedFor } from '../evaluation/decisions.ts'
import { findCertificate } from '../certificate/store.ts'
import { answersShown, filesOf } from './answers.ts'
import { purposeOf } from './drafts.ts'
import { nextFor } from './next.ts'
import { readFile } from './store.ts'
import type { OpenFile } from './store.ts'
import type { Application, ClauseFinding, JudgedValue, SignIn, SignInFlag, TestReport } from './state.ts'


export const AUDIT_WORDS = {
  planned: { zh: '待企业确认', en: 'To be confirmed' }, confirmed: { zh: '待首次会议', en: 'Confirmed' },
  open: { zh: '检查中', en: 'Under way' },
  closed: { zh: '现场检查结束', en: 'Closed' } } as const
const NC_WORDS = {
  raised: { zh: '待整改', en: 'To be corrected' }, answered: { zh: '待验证', en: 'To be verified' },
  returned: { zh: '退回，继续整改', en: 'Returned' },
  verified: { zh: '已关闭', en: 'Closed' } } as const
export const FLAG_WORDS: Record<SignInFlag, Text> = {
  'too-far': { zh: '位置偏差超过限值', en: 'Too far from the site' }, late: { zh: '签到过晚', en: 'Late' },
  'not-on-the-day': { zh: '不在计划日期', en: 'Not on the planned day' },
  'photograph-seen-before': { zh: '照片曾用于其他签到', en: 'A photograph was used before' },
  'place-unknown': { zh: '场所未登记坐标', en: 'The site has no coordinates' } }
const EARLIER_WORDS = {
  refused: { zh: '曾不予受理', en: 'Not accepted before' }, denied: { zh: '曾不予认证', en: 'Denied before' },
  withdrawn: { zh: '曾被撤销证书', en: 'Certificate withdrawn before' } } as const

export const groundShown = (view: View, list: GroundList, id: string): Text => groundOf(view.edition, list,
  id)?.name ?? { zh: id }

/** The earliest open step in words. */
export function stepWords(view: View, file: Application): Text {
  const current = progress(file).find(({ state }) => state === 'current')
  return file.status === 'evaluation' && current ? (view.edition.wording.steps[current.id] ?? { zh: current.id })
    : contract.APPLICATION_STATUS_WORDS[file.status]
}

/** One result beside its limits, judged. */
export function valueShown(facts: Pick<RuleFacts, 'b'>, value: JudgedValue) {
  const indicator = facts.b.indicators.find(({ id }) => id === value.indicator)
  const ours = indicator && limitText(indicator, 'ours')
  const national = indicator && limitText(indicator, 'national')
  return {
    indicator: value.indicator, name: indicator?.name ?? { zh: value.indicator },
    ...(indicator?.unit && { unit: indicator.unit }), method: value.method,
    limit: ours?.zh ?? '待定', ...(national && { nationalLimit: national.zh }), kind: indicator?.kind ?? 'value',
    values: value.result === 'measured' ? [...(value.values ?? [])] : value.yes === undefined ? [value.result]
      : [`yes ${value.yes}/${indicator?.values ?? 1}`],
    ...(value.detectionLimit && { detectionLimit: value.detectionLimit }),
      ...(value.uncertainty && { uncertainty: value.uncertainty }),
    verdict: value.verdict, reason: VERDICT_WORDS[value.code] ?? { zh: value.code },
  }
}

const VERDICT_WORDS: Record<string, Text> = {
  single: { zh: '符合', en: 'Meets the limit' }, average: { zh: '符合', en: 'Meets the limit' },
  yes: { zh: '符合', en: 'Met' }, no: { zh: '不符合', en: 'Not met' },
  'single-below': { zh: '单值低于限值', en: 'A value is below the limit' },
  'single-above': { zh: '单值高于限值', en: 'A value is above the limit' },
  'average-below': { zh: '平均值低于限值', en: 'The mean is below the limit' },
  'average-above': { zh: '平均值高于限值', en: 'The mean is above the limit' },
  condition: { zh: '不适用于该产品', en: 'Does not apply' }, 'no-limit': { zh: '限值待定，不判定', en: 'Limit not set; not judged' },
  'limit-unknown': { zh: '限值待核，不判定', en: 'Limit to be checked; not judged' },
  'fact-unknown': { zh: '缺少判定条件', en: 'A condition is missing' },
  'too-few-values': { zh: '试样数不足', en: 'Too few values' },
  'detection-limit-above': { zh: '检出限高于限值，不能判定', en: 'The detection limit is above the limit' },
  'detection-limit-unknown': { zh: '缺少检出限', en: 'The detection limit is missing' },
  'not-a-value': { zh: '不是有效数值', en: 'Not a value' },
  'not-an-answer': { zh: '应答是或否', en: 'Yes or no needed' },
}

export function reportShown(facts: RuleFacts, file: Application, report: TestReport, names: Names,
  documents: Documents) {
  const order = file.testOrders.find(({ id }) => id === report.order)
  return {
    id: report.id, number: report.number, order: report.order, laboratory: names.party(order?.laboratory ?? ''),
    testedFrom: report.testedFrom,
    testedUntil: report.testedUntil, issuedOn: report.issuedOn,
    ...(report.replacedBy && { replacedBy: report.replacedBy }),
    values: report.values.map((value) => valueShown(facts, value)), passed: report.passed,
    ...(report.forgedOn && { forgedOn: report.forgedOn }),
    file: documents(report.file, { zh: '检测报告', en: 'Test report' }),
  }
}

type Names = { party(id: string): { id: string; name: string } }
type Documents = (hash: string,
  purpose: Text) => { hash: string; name: string; type: string; size: number; purpose: Text }

/** Names of organisations by id. */
export async function namesOf(view: View, ids: readonly string[]): Promise<Names> {
  const names = await organisationNames(view.db, ids.filter(Boolean))
  return { party: (id) => ({ id, name: names.get(id)?.zh ?? '' }) }
}

/** What is known of files by hash, whoever of the parties owns them. */
export async function documentsOf(view: View, owners: readonly string[],
  hashes: readonly string[]): Promise<Documents> {
  const rows = hashes.length === 0 ? [] : await view.db.selectFrom('file').selectAll()
    .where('sha256', 'in', [...new Set(hashes)])
    .where('owner', 'in', [...new Set(owners)]).execute()
  return (hash, purpose) => {
    const row = rows.find(({ sha256 }) => sha256 === hash)
    return { hash, name: row?.name ?? hash.slice(0, 12), type: row?.type ?? '', size: row?.size ?? 0, purpose }
  }
}

/** Every hash that a file's acts name. */
export const hashesIn = (file: Application): string[] => [
  ...file.files, ...file.reports.map(({ file: of }) => of), ...file.samplings.flatMap(({ photographs }) => photographs),
  ...[file.audit?.opening, file.audit?.closing].flatMap((signIn) => signIn?.photographs ?? []),
  ...file.nonconformities.flatMap(({ files, answers }) => [...files, ...answers.flatMap((answer) => answer.files)]),
  ...Object.values(file.failureAnswers).flatMap(({ files }) => files),
    ...(file.contract?.file ? [file.contract.file] : []),
]

/** The whole file for a party to it. */
export async function applicationDetail(view: View, id: string): Promise<contract.ApplicationShown> {
  const file = await readFile(view, id)
  return {
    ...await fileShown(view, file),
    timeline: await timeline(view, 'application', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'application', id }, view.at.today),
    next: nextFor(view, file),
  }
}

/** What the file says to whoever reads it: page and papers are made from this, so that both hide the same. */
export type FileShown = Omit<contract.ApplicationShown, 'timeline' | 'deadlines' | 'next'>

export async function fileShown(view: View, file: OpenFile,
  readsReport = mayReadReport(view, file.state)): Promise<FileShown> {
  const { id, facts } = file
  const state = await readTexts(view, file.state)
  const hashes = hashesIn(file.state)
  const names = await namesOf(view,
    [state.applicant, state.body, ...state.testOrders.map(({ laboratory }) => laboratory)])
  const documents = await documentsOf(view,
    [state.applicant, state.body, ...state.testOrders.map(({ laboratory }) => laboratory)], hashes)
  const certificate = state.certificate ? await findCertificate(view.db, state.certificate) : undefined
  const purposes = new Map(filesOf(state.answers).map(({ hash, field }) => [hash, purposeOf(field)]))
  const open = state.status === 'supplement-requested' ? state.supplement?.fields : undefined
  return {
    id, version: file.version, number: state.number, status: state.status,
    statusLabel: contract.APPLICATION_STATUS_WORDS[state.status],
    applicant: names.party(state.applicant), body: names.party(state.body),
    product: { id: state.product, name: state.names.product, models: [...state.models] }, programme: state.programme,
    schemeType: state.schemeType,
    rule: { ...state.rule, name: facts.rule.title },
    standards: [facts.a, facts.b].map(({ number, edition, title }) => ({ number, edition, name: title })),
    sites: (await Promise.all(state.sites.map((site) => findSite(view.db, site)))).flatMap((site) =>
      (site ? [{ site: site.id, name: site.name, address: site.address }] : [])),
    declaration: state.declaration, schemeEdition: state.edition, submittedOn: state.submittedOn,
    steps: progress(file.state, testedFor(file.state, facts))
      .map(({ id: step, state: of }) => ({ id: step, label: view.edition.wording.steps[step] ?? { zh: step },
      state: of })),
    answers: answersShown(state.answers, { open, before: state.replaced }),
    documents: state.files.map((hash) => documents(hash, purposes.get(hash) ?? { zh: '附件', en: 'Attachment' })),
    historyElsewhere: (await earlierOf(view.db, state.applicant, state.product))
      .filter(({ on }) => on <= view.at.today && !(on === state.decision?.on || on === state.refusal?.on))
      .map(({ kind, body, on, ground }) =>
        ({ kind, label: EARLIER_WORDS[kind], body, on, ...(ground !== null && { ground: groundShown(view,
        kind === 'withdrawn' ? 'withdrawal' : kind === 'denied' ? 'certificationRefusal' : 'applicationRefusal',
        ground) }) })),
    ...(state.supplement &&
      { supplement: { fields: [...state.supplement.fields], text: textOf(state.supplement.text),
      requestedOn: state.supplement.requestedOn,
      ...(state.supplement.answeredOn && { answeredOn: state.supplement.answeredOn }) } }),
    ...(state.refusal &&
      { refusal: { ground: groundShown(view, 'applicationRefusal', state.refusal.ground),
      text: textOf(state.refusal.text), on: state.refusal.on } }),
    ...(state.contract && { contract: {
      number: state.contract.number, feeFen: state.contract.feeFen, text: textOf(state.contract.text),
      offeredOn: state.contract.offeredOn,
      ...(state.contract.file && { file: documents(state.contract.file, { zh: '合同', en: 'Contract' }) }),
      ...(state.contract.signedOn && { signedOn: state.contract.signedOn }) } }),
    ...(state.documentReview &&
      { documentReview: { clauses: clausesShown(facts, state.documentReview.clauses), on: state.documentReview.on } }),
    samplings: state.samplings.map(({ witnessedOn, ...sampling }) => ({
      ...sampling, place: textOf(sampling.place), conditions: [...sampling.conditions],
        status: witnessedOn ? 'witnessed' as const : 'written' as const,
      ...(witnessedOn && { witnessedOn }) })),
    testOrders: file.state.testOrders.map((order) => ordersShown(file.state, order, names)),
    reports: file.state.reports.map((report) => reportShown(facts, file.state, report, names, documents)),
    failures: failuresOf(file.state).map(({ report, indicators, state: of }) => {
      const answer = state.failureAnswers[report.id]
      return { report: report.id, indicators: [...indicators], state: of, ...(answer && {
        cause: textOf(answer.cause), correction: textOf(answer.correction),
        correctiveAction: textOf(answer.correctiveAction) }) }
    }),
    ...(state.audit && { audit: await auditShown(view, file, state.audit) }),
    nonconformities: state.nonconformities.map((one) => ({
      id: one.id, number: one.number, grade: one.grade, clause: one.clause, finding: textOf(one.finding),
      status: one.status, statusLabel: NC_WORDS[one.status],
      answers: one.answers.map((answer) => ({
        on: answer.on, cause: textOf(answer.cause), correction: textOf(answer.correction),
        correctiveAction: textOf(answer.correctiveAction),
        files: answer.files.map((hash) => documents(hash, { zh: '整改证据', en: 'Evidence of correction' })),
        ...(answer.outcome && { outcome: answer.outcome }), ...(answer.note && { note: textOf(answer.note) }) })) })),
    ...(state.serviceAssessment && { serviceAssessment: {
      clauses: clausesShown(facts, state.serviceAssessment.clauses), on: state.serviceAssessment.on,
      passed: state.serviceAssessment.passed,
      values: state.serviceAssessment.values.map((value) => valueShown(facts, value)) } }),
    // The report and what is thought of it are the body's until it has decided.
    ...(state.evaluation && readsReport && { evaluation: {
      conclusion: state.evaluation.conclusion, summary: textOf(state.evaluation.summary),
      clauses: clausesShown(facts, state.evaluation.clauses), on: state.evaluation.on } }),
    ...(state.review && readsReport &&
      { review: { outcome: state.review.outcome, note: textOf(state.review.note), on: state.review.on } }),
    reopened: readsReport
      ? state.reopened.map(({ note, on }) => ({ ground: { zh: '退回重新评价', en: 'Back to evaluation' }, note: textOf(note),
      on })) : [],
    ...(state.decision &&
      { decision: { outcome: state.decision.outcome, on: state.decision.on,
      ...(state.decision.note && { note: textOf(state.decision.note) }),
      ...(state.decision.ground && { ground: groundShown(view, 'certificationRefusal', state.decision.ground) }) } }),
    ...(certificate &&
      { certificate: { id: certificate.id, number: certificate.state.registerNumber,
      bodyNumber: certificate.state.bodyNumber } }),
  }
}

/** Whether the reader may read what the body's people concluded. */
export const mayReadReport = (view: View, state: Application): boolean => view.actor?.organisation === state.body ||
  state.decision !== undefined

const clausesShown = (facts: RuleFacts,
  findings: readonly Read<ClauseFinding>[]) => findings.map(({ clause, finding, note }) => {
  const leaf = clausesOf(facts).find(({ id }) => id === clause)
  return { clause, title: leaf?.title ?? { zh: clause }, ...(leaf && { question: leaf.question }), finding,
    ...(note && { note: textOf(note) }) }
})

export const orderStatus = (state: Application, order: Application['testOrders'][number],
  drafted = false): (typeof evaluation.TEST_ORDER_STATUSES)[number] =>
  state.reports.some((report) => report.order === order.id) ? 'reported' : drafted ? 'drafted' : order.receivedOn
    ? 'received' : 'ordered'

function ordersShown(state: Application, order: Application['testOrders'][number], names: Names) {
  const status = orderStatus(state, order)
  return {
    id: order.id, laboratory: names.party(order.laboratory), sampling: order.sampling, of: order.of, status,
    statusLabel: evaluation.TEST_ORDER_STATUS_WORDS[status],
    orderedOn: order.orderedOn, ...(order.receivedOn && { receivedOn: order.receivedOn }),
    ...(order.retestOf && { retestOf: order.retestOf }),
  }
}

/** The plan with the names of its team: body and enterprise both confirm by them. */
async function auditShown(view: View, file: OpenFile,
  audit: Read<NonNullable<Application['audit']>>): Promise<NonNullable<contract.ApplicationShown['audit']>> {
  const people = await personNames(view.db, audit.team.map(({ person }) => person))
  const sites =
    await Promise.all(
    audit.sites.map(async (site) => ({ ...site, name: (await findSite(view.db, site.site))?.name ?? '' })))
  return {
    version: audit.plan, status: audit.status, statusLabel: AUDIT_WORDS[audit.status], sites,
    team: audit.team.map((member) => {
      const name = people.get(member.person)
      const declared = file.state.impartiality[member.person]
      return { ...member, ...(name !== undefined && { name }), ...(declared && { declared }) }
    }),
    personDaysTenths: audit.personDaysTenths, minimumTenths: audit.minimumTenths,
    ...(audit.opening && { opening: signInShown(audit.opening) }),
      ...(audit.closing && { closing: signInShown(audit.closing) }),
  }
}

const signInShown = (signIn: Read<SignIn>) => ({
  at: signIn.at, present: [...signIn.present], photographs: [...signIn.photographs], longitude: signIn.longitude,
  latitude: signIn.latitude,
  ...(signIn.deviationMetres !== null && { deviationMetres: signIn.deviationMetres }),
  flags: signIn.flags.map((code) => ({ code, label: FLAG_WORDS[code] })),
  ...(signIn.explanation && { explanation: textOf(signIn.explanation) }),
  ...(signIn.filledAt && { filledAt: signIn.filledAt }),
})
