import { certification as contract, evaluation, exceptions } from '@tianfu/contract'
import type { Next } from '@tianfu/contract'
import { isRefusal } from '@tianfu/kernel'
import { offer } from '../../../platform/next.ts'
import type { Actor, View } from '../../../platform/work.ts'
import { clausesOf, testedIndicators } from '../rule-facts.ts'
import { mayAppeal } from '../appeal/offer.ts'
import { mayDecide, mayReopen, mayReview } from '../review.ts'
import {
  mayAnswerFailure, mayAnswerPlan, mayAssessService, mayCloseAudit, mayDeclare, mayEvaluate, mayOpenAudit,
  mayOrderRetest, mayOrderTest,
  mayPlanAudit, mayReviewDocuments, maySample, mayWitness, minimumPersonDays, teamOf,
} from '../evaluation/decisions.ts'
import { headcountOf } from '../evaluation/audit.ts'
import { failuresOf, standingReports } from '../evaluation/results.ts'
import { stepIsDone } from '../evaluation/steps.ts'
import type { OpenFile } from './store.ts'
import { mayHappen } from './transitions.ts'
import type { ApplicationAct } from './transitions.ts'

/** What a state does not call for is no button; what a rule forbids is one, with its ground. */
const NOT_CALLED_FOR = new Set(['appeal-late', 'wrong-state', 'step-not-in-type', 'step-not-due', 'not-in-team',
  'not-witnessed', 'correction-first', 'not-found'])

const called = (next: Next[]): Next[] => next.filter(({ refused }) => refused === undefined ||
  !NOT_CALLED_FOR.has(refused.code))

/** Everything that the caller may do next with the file. */
export function nextFor(view: View, file: OpenFile): Next[] {
  const actor = view.actor
  if (!actor) return []
  if (actor.organisation === file.state.applicant) return called(forApplicant(view, actor, file))
  return actor.organisation === file.state.body ? called(forBody(view, actor, file)) : []
}

/** Whether a check lets something happen now. */
export const holds = (check: () => unknown): boolean => {
  try { check(); return true } catch (error) { if (isRefusal(error)) return false; throw error }
}

function forApplicant(view: View, actor: Actor, { id, state }: OpenFile): Next[] {
  const of = { params: { id } }
  const may = (act: ApplicationAct, next: () => Next[]) => (mayHappen(act, state) ? next() : [])
  return [
    ...may('application.supplemented', () => offer(actor, contract.supplementApplication, {
      ...of, only: state.supplement?.fields.map((field) => `answers.${field}`) })),
    ...may('application.contract-signed', () => offer(actor, contract.signCertificationContract, of)),
    ...state.samplings.flatMap(({ id: sampling }) => offer(actor, evaluation.witnessSampling, {
      params: { id, sampling }, rule: () => mayWitness(state, sampling) })),
    ...failuresOf(state).flatMap(({ report }) => offer(actor, evaluation.answerTestFailure, {
      params: { id, report: report.id }, rule: () => mayAnswerFailure(state, report.id) })),
    ...offer(actor, evaluation.answerAuditPlan, { ...of, rule: () => mayAnswerPlan(state) }),
    ...state.nonconformities.filter(({ status }) => status === 'raised' || status === 'returned')
      .flatMap(({ id: nonconformity }) =>
      may('application.nonconformity-answered',
        () => offer(actor, evaluation.answerNonconformity, { params: { id, nonconformity } }))),
    ...may('application.ended', () => offer(actor, contract.endApplication, of)),
    ...mayAppeal(view, id, state.status === 'denied' ? state.decision?.on : state.refusal?.on),
  ]
}

function forBody(view: View, actor: Actor, file: OpenFile): Next[] {
  const { id, state } = file
  const of = { params: { id } }
  const may = (act: ApplicationAct, next: () => Next[]) => (mayHappen(act, state) ? next() : [])
  const unsupplemented = state.supplement === undefined
  return [
    ...may('application.accepted', () => offer(actor, contract.acceptApplication, of)),
    ...(unsupplemented ? may('application.supplement-requested', () => offer(actor, contract.requestSupplement, of))
      : []),
    ...may('application.refused', () => offer(actor, contract.refuseApplication, of)),
    ...may('application.contract-offered', () => offer(actor, contract.offerContract, of)),
    ...(state.status === 'contract-offered' ? offer(actor, contract.endUnsignedApplication, of) : []),
    ...(state.status === 'evaluation' || state.status === 'evaluated' || state.status === 'reviewed'
      ? inEvaluation(view, actor, file) : []),
    ...(state.status === 'evaluation' || state.status === 'granted' || state.status === 'evaluated'
      || state.status === 'reviewed' ? standingReports(state).flatMap(({ id: report }) => offer(actor,
        exceptions.findReportForged, { params: { id, report }, initial: { files: [] } })) : []),
    ...may('application.reviewed',
      () => offer(actor, contract.reviewApplication, { ...of, rule: () => mayReview(state, actor.persons) })),
    ...(state.status === 'reviewed' ? offer(actor, contract.reviewApplication, {
      ...of, initial: { outcome: 'reopen' }, rule: () => mayReopen(state, actor.persons) }) : []),
    ...may('application.decided',
      () => offer(actor, contract.decideApplication, { ...of, rule: () => mayDecide(state, actor.persons) })),
  ]
}

function inEvaluation(view: View, actor: Actor, file: OpenFile): Next[] {
  const { id, state, facts } = file
  const of = { params: { id } }
  const clauses = clausesOf(facts).map(({ id: clause }) => ({ clause }))
  const { sampling } = facts.rule
  const conditions = facts.b.facts.map(({ key }) => ({ key }))
  const team = teamOf(state)
  const unsampled = !stepIsDone(state, 'sampling') || failuresOf(state).some(({ state: of_ }) => of_ === 'answered')
  const signIn = { present: team, site: state.audit?.sites[0]?.site }
  return [
    ...offer(actor, evaluation.reviewDocuments, { ...of, initial: { clauses }, rule: () => mayReviewDocuments(state) }),
    ...(unsampled && state.samplings.every(({ witnessedOn }) => witnessedOn !== undefined)
      ? offer(actor, evaluation.writeSamplingSheet, { ...of, initial: {
      model: state.models[0], unit: sampling?.unit.zh, baseQuantity: sampling?.baseMinimum, samples: sampling?.samples,
      spares: sampling?.spares, conditions,
    }, rule: () => maySample(state) }) : []),
    ...(holds(() => mayOrderTest(state)) &&
      !stepIsDone(state, 'testing', testedIndicators(facts, state.samplings[0]?.conditions).map(({ id: one }) => one))
      ? offer(actor, evaluation.orderTest,
        { ...of, initial: { sampling: state.samplings.findLast(({ witnessedOn }) => witnessedOn)?.id } }) : []),
    ...failuresOf(state).flatMap(({ report }) => offer(actor, evaluation.orderRetest, {
      params: { id, report: report.id }, rule: () => mayOrderRetest(state, report.id) })),
    ...(holds(() => mayPlanAudit(state)) ? offer(actor, evaluation.planAudit, { ...of, initial: {
      sites: state.sites.map((site) => ({ site, from: view.at.today, until: view.at.today, startsAt: '09:00' })),
      team: state.sites.map((site) => ({ person: actor.person, function: 'lead', site, from: view.at.today,
        until: view.at.today })),
      ...minimumHint(view, file) } }) : []),
    ...(state.impartiality[actor.person] === undefined
      ? offer(actor, evaluation.declareImpartiality, { ...of, rule: () => mayDeclare(state, actor.person) }) : []),
    ...offer(actor, evaluation.openAudit, { ...of, initial: signIn, rule: () => mayOpenAudit(state, actor.person) }),
    ...offer(actor, evaluation.closeAudit, { ...of, initial: signIn, rule: () => mayCloseAudit(state, actor.person) }),
    ...(['opening', 'closing'] as const)
      .filter((which) => (state.audit?.[which]?.flags.length ?? 0) > 0 && !state.audit?.[which]?.explanation)
      .flatMap((which) => offer(actor, evaluation.explainSignIn, { ...of, initial: { which } })),
    ...(state.documentReview && mayHappen('application.nonconformity-raised', state)
      ? offer(actor, evaluation.raiseNonconformity, of) : []),
    ...state.nonconformities.filter(({ status }) => status === 'answered').flatMap(({ id: nonconformity }) =>
      offer(actor, evaluation.verifyNonconformity, { params: { id, nonconformity } })),
    ...(state.serviceAssessment?.passed ? [] : offer(actor, evaluation.assessService, { ...of, initial: { clauses,
      values: facts.b.indicators.map(({ id: indicator, kind }) =>
        ({ indicator, ...(kind !== 'yes-no' && { result: 'measured' }) })) },
    rule: () => mayAssessService(state) })),
    ...(state.documentReview
      ? offer(actor, evaluation.evaluateApplication,
      { ...of, initial: { clauses }, rule: () => mayEvaluate(state, facts, 'not-recommended') }) : []),
  ]
}

/** Nothing to fill in, but the planner should know it: carried as the scope's first words. */
function minimumHint(view: View, file: OpenFile): { scope: string } {
  const tenths = minimumPersonDays(file.state, file.facts, view.edition, headcountOf(file))
  return { scope: `检查人日不少于 ${Math.floor(tenths / 10)}.${tenths % 10}` }
}
