import { evaluation as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { pauseDeadline, resumeDeadline, startDeadline, endDeadlines } from '../../../platform/deadlines.ts'
import { shareFile, useFile } from '../../../platform/files.ts'
import { nextNumber } from '../../../platform/numbers.ts'
import { freeText } from '../../../platform/texts.ts'
import type { Work } from '../../../platform/work.ts'
import { findBody } from '../../bodies/index.ts'
import type { Application, ClauseFinding, Nonconformity, TestValue } from '../application/state.ts'
import { evaluatorsOf, lockFile, outcome, write } from '../application/store.ts'
import type { OpenFile } from '../application/store.ts'
import { mustBeAbleTo } from '../application/transitions.ts'
import { mustBeRegistered } from '../facts.ts'
import { judgeValue, lets } from '../rule-facts.ts'
import {
  mayAssessService, mayReviewDocuments, mayWitness, mustCoverClauses, mustFollow, mustSampleByRule,
} from './decisions.ts'
import { mustHaveValue } from './judging.ts'

const subjectOf = (id: string) => ({ type: 'application', id })

/** The file for an auditor who is registered with the body and competent for the rule. */
export async function lockForEvaluation(work: Work, id: string): Promise<OpenFile> {
  const file = await lockFile(work, id, 'body')
  if (file.state.impartiality[work.actor.person] === 'conflict') refuse('conflict-of-interest')
  await mustBeRegistered(work.db, file.state.body, work.actor.person, 'auditor', file.facts.rule.competence,
    work.at.today)
  return file
}

async function findings(
  work: Work, clauses: readonly { clause: string; finding: ClauseFinding['finding']; mark?: number; note?: string }[],
): Promise<ClauseFinding[]> {
  const kept: ClauseFinding[] = []
  for (const { note, ...finding } of clauses) kept.push({ ...finding,
    ...(note && { note: await freeText(work, note) }) })
  return kept
}

/** Files of the acting side that both sides read from now on. */
export async function share(work: Work, file: OpenFile, hashes: readonly string[], field: string): Promise<void> {
  const other = work.actor.organisation === file.state.body ? file.state.applicant : file.state.body
  for (const hash of hashes) {
    await useFile(work, { hash, field, for: subjectOf(file.id) })
    await shareFile(work, { owner: work.actor.organisation, hash, with: other, subject: subjectOf(file.id) })
  }
}

export async function reviewDocuments(work: Work, id: string, request: BodyOf<typeof contract.reviewDocuments>) {
  const file = await lockForEvaluation(work, id)
  mayReviewDocuments(file.state)
  mustCoverClauses(file.facts, request.clauses)
  const state = await write(work, file, { type: 'application.documents-reviewed', content: {
    evaluators: evaluatorsOf(work), clauses: await findings(work, request.clauses) } })
  return outcome(file, state)
}

export async function writeSamplingSheet(work: Work, id: string, request: BodyOf<typeof contract.writeSamplingSheet>) {
  const file = await lockForEvaluation(work, id)
  mustSampleByRule(file.state, file.facts, request)
  const body = await findBody(work.db, file.state.body)
  const number = await nextNumber(work, 'samplingSheet', { body: body?.code ?? '' })
  for (const seal of request.spares > 0 ? [request.sealNumber, request.spareSealNumber]
    : [request.sealNumber]) await takeSeal(work, id, seal)
  await share(work, file, request.photographs, '/photographs')
  const { impartial: _, place, ...sheet } = request
  const state = await write(work, file, { type: 'application.sampling-written', content: {
    evaluators: evaluatorsOf(work),
    sampling: { id: work.world.newId(), number, ...sheet, place: await freeText(work, place) } } })
  return outcome(file, state)
}

async function takeSeal(work: Work, application: string, seal: string): Promise<void> {
  const taken = await work.tx.insertInto('sampling_seal').values({ seal, application })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  if (taken.numInsertedOrUpdatedRows !== 1n) refuse('seal-used', { seal })
}

/** The enterprise's witness signs beside the sampler; only then have samples been taken. */
export async function witness(work: Work, id: string, sampling: string) {
  const file = await lockFile(work, id, 'applicant')
  mayWitness(file.state, sampling)
  const state = await write(work, file,
    { type: 'application.sampled', content: { sampling, witness: work.actor.person } })
  return outcome(file, state)
}

export async function raise(work: Work, id: string, request: BodyOf<typeof contract.raiseNonconformity>) {
  const file = await lockForEvaluation(work, id)
  mustBeAbleTo('application.nonconformity-raised', file.state)
  const body = await findBody(work.db, file.state.body)
  const nonconformity = work.world.newId()
  const number = await nextNumber(work, 'nonconformity', { body: body?.code ?? '' })
  await share(work, file, request.files ?? [], '/files')
  const state = await write(work, file,
    { type: 'application.nonconformity-raised', content: { evaluators: evaluatorsOf(work), nonconformity: {
    id: nonconformity, number, grade: request.grade, clause: request.clause,
    finding: await freeText(work, request.finding), files: request.files ?? [] } } })
  await startCorrection(work, file, { id: nonconformity, number, grade: request.grade })
  await holdTotal(work, id, state)
  return outcome(file, state)
}

const startCorrection = (work: Work, file: OpenFile, of: Pick<Nonconformity,
  'id' | 'number' | 'grade'>) => startDeadline(work, {
  subject: subjectOf(file.id), kind: `nonconformity:${of.id}`,
  label: { zh: `不符合项 ${of.number} 整改`, en: `Nonconformity ${of.number}` },
  period: of.grade === 'major' ? 'correctionMajor' : 'correctionMinor',
  responsible: { organisation: file.state.applicant, role: 'enterprise-agent' } })

/** While the enterprise corrects, and while a laboratory tests, the total time of the body stands still. */
export async function holdTotal(work: Work, id: string, state: Application): Promise<void> {
  const testing = state.testOrders.some((order) => !state.reports.some((report) => report.order === order.id))
  const correcting = state.nonconformities.some(({ status }) => status === 'raised' || status === 'returned')
  if (testing || correcting) await pauseDeadline(work, subjectOf(id), 'certification-total',
    testing ? 'testing' : 'correction')
  else await resumeDeadline(work, subjectOf(id), 'certification-total')
}

const nonconformityOf = (state: Application,
  id: string) => state.nonconformities.find((one) => one.id === id) ?? refuse('nonconformity-unknown')

export async function answerNonconformity(work: Work, id: string, nonconformity: string,
  request: BodyOf<typeof contract.answerNonconformity>) {
  const file = await lockFile(work, id, 'applicant')
  mustBeAbleTo('application.nonconformity-answered', file.state)
  const { status } = nonconformityOf(file.state, nonconformity)
  if (status !== 'raised' && status !== 'returned') refuse('wrong-state', { state: status })
  await share(work, file, request.files, '/files')
  const state = await write(work, file, { type: 'application.nonconformity-answered', content: {
    nonconformity, cause: await freeText(work, request.cause), correction: await freeText(work, request.correction),
    correctiveAction: await freeText(work, request.correctiveAction), files: request.files } })
  await endDeadlines(work, subjectOf(id), `nonconformity:${nonconformity}`)
  await holdTotal(work, id, state)
  return outcome(file, state)
}

export async function verify(work: Work, id: string, nonconformity: string,
  request: BodyOf<typeof contract.verifyNonconformity>) {
  const file = await lockForEvaluation(work, id)
  mustBeAbleTo('application.nonconformity-verified', file.state)
  const one = nonconformityOf(file.state, nonconformity)
  if (one.status !== 'answered') refuse('wrong-state', { state: one.status })
  const state = await write(work, file, { type: `application.nonconformity-${request.outcome}`, content: {
    evaluators: evaluatorsOf(work), nonconformity, note: await freeText(work, request.note) } })
  if (request.outcome === 'returned') await startCorrection(work, file, one)
  await holdTotal(work, id, state)
  return outcome(file, state)
}

export async function assessService(work: Work, id: string, request: BodyOf<typeof contract.assessService>) {
  const file = await lockForEvaluation(work, id)
  mayAssessService(file.state)
  mustCoverClauses(file.facts, request.clauses)
  const { indicators } = file.facts.b
  const values = request.values.map(({ indicator: name, result, value, values: several, yes }) => {
    const indicator = indicators.find(({ id: of }) => of === name) ?? refuse('indicator-unknown', { indicator: name })
    const given = several ?? (value === undefined ? undefined : [value])
    const one: TestValue = { indicator: name, method: indicator.method ?? '', result, ...(given && { values: given }),
      ...(yes !== undefined && { yes }) }
    mustHaveValue(one, indicator.kind === 'yes-no')
    return judgeValue(indicator, [], one)
  })
  const missing = indicators.filter(({ id: of }) => !values.some(({ indicator }) => indicator === of))
    .map(({ id: of }) => of)
  if (missing.length > 0) refuse('indicators-missing', { indicators: missing })
  const state = await write(work, file, { type: 'application.service-assessed', content: {
    evaluators: evaluatorsOf(work), clauses: await findings(work, request.clauses), values,
    passed: values.every(lets) } })
  return outcome(file, state)
}

export async function evaluate(work: Work, id: string, request: BodyOf<typeof contract.evaluateApplication>) {
  const file = await lockForEvaluation(work, id)
  mustFollow(file.state, file.facts, request.conclusion, request.clauses)
  const state = await write(work, file, { type: 'application.evaluated', content: {
    evaluators: evaluatorsOf(work), conclusion: request.conclusion, summary: await freeText(work, request.summary),
    clauses: await findings(work, request.clauses) } })
  return outcome(file, state)
}
