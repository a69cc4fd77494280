import { aggregate } from '../../../platform/aggregate.ts'
import type { TextRef } from '../../../platform/texts.ts'
import type { Act } from '../../../platform/work.ts'
import type {
  AnswersKept, Application, ApplicationStatus, Audit, ClauseFinding, FailureAnswer, JudgedValue, Nonconformity,
  Sampling, SignIn,
  TestOrder, TestReport,
} from './state.ts'

const union = (...lists: (readonly string[] | undefined)[]): string[] =>
  [...new Set(lists.flatMap((list) => list ?? []))]

/** Content of every act that evaluates: whose persons count as evaluators, for ever. */
export interface Evaluates { readonly evaluators: readonly string[] }

const evaluated = (state: Application, { evaluators }: Evaluates): Application =>
  ({ ...state, evaluators: union(state.evaluators, evaluators) })

const each = <T extends { id: string }>(items: readonly T[], id: string, change: (item: T) => T): T[] =>
  items.map((item) => (item.id === id ? change(item) : item))

type Submitted = Pick<Application,
  'number' | 'applicant' | 'body' | 'product' | 'declaration' | 'region' | 'programme' | 'rule'
  | 'standards' | 'schemeType' | 'batch' | 'names' | 'edition' | 'steps' | 'models' | 'sites' | 'answers' | 'files'>
type Submission = Pick<Submitted, 'models' | 'sites' | 'answers' | 'files' | 'declaration'>

/** The certification file as an aggregate: `apply` is total and refuses nothing. */
export const applications = aggregate<Application>({
  type: 'application',
  table: 'application',
  apply: {
    'application.submitted': (_: Application, content: Submitted, act: Act): Application => ({
      ...content, status: 'submitted', submittedOn: act.decidedOn, replaced: {}, samplings: [], testOrders: [],
        reports: [],
      failureAnswers: {}, impartiality: {}, nonconformities: [], reopened: [], evaluators: [], judges: [],
    }),
    'application.supplement-requested': (state, content: { fields: string[]; text: TextRef }, act) => ({
      ...state, status: 'supplement-requested',
      supplement: { ...content, ground: act.ground ?? '', requestedOn: act.decidedOn },
    }),
    'application.supplemented': (state, content: Submission & { replaced: AnswersKept }, act) => ({
      ...state, ...content, status: 'submitted',
      ...(state.supplement && { supplement: { ...state.supplement, answeredOn: act.decidedOn } }),
    }),
    'application.accepted': (state, content: Pick<Application, 'rule' | 'standards' | 'edition' | 'steps'>, act) => ({
      ...state, ...content, status: 'accepted', acceptedOn: act.decidedOn,
    }),
    'application.refused': (state, content: { text: TextRef }, act) => ({
      ...state, status: 'refused', refusal: { text: content.text, ground: act.ground ?? '', on: act.decidedOn },
    }),
    'application.ended': (state) => ({ ...state, status: 'ended' }),
    'application.contract-offered': (state, content: { number: string; feeFen: number; text: TextRef; file?: string },
      act) => ({
      ...state, status: 'contract-offered', contract: { ...content, offeredOn: act.decidedOn },
    }),
    'application.contract-signed': (state, _: object, act) => ({
      ...state, status: 'evaluation',
        ...(state.contract && { contract: { ...state.contract, signedOn: act.decidedOn } }),
    }),
    'application.documents-reviewed': (state, content: Evaluates & { clauses: ClauseFinding[] }, act) => ({
      ...evaluated(state, content), documentReview: { clauses: content.clauses, on: act.decidedOn },
    }),
    'application.sampling-written': (state, content: Evaluates & { sampling: Omit<Sampling, 'takenOn'> }, act) => ({
      ...evaluated(state, content), samplings: [...state.samplings, { ...content.sampling, takenOn: act.decidedOn }],
    }),
    'application.sampled': (state, content: { sampling: string }, act) => ({
      ...state,
        samplings: each(state.samplings, content.sampling, (sampling) => ({ ...sampling, witnessedOn: act.decidedOn })),
    }),
    'application.test-ordered': ordered,
    'application.retest-ordered': ordered,
    'application.samples-received': (state, content: Evaluates & { order: string }, act) => ({
      ...evaluated(state, content),
      testOrders: each(state.testOrders, content.order, (order) => ({ ...order, receivedOn: act.decidedOn })),
    }),
    'application.report-issued': (state, content: Evaluates & { report: Omit<TestReport, 'issuedOn'> }, act) => ({
      ...evaluated(state, content), reports: [...state.reports, { ...content.report, issuedOn: act.decidedOn }],
    }),
    'application.report-corrected': (state,
      content: Evaluates & { report: Omit<TestReport, 'issuedOn'>; replaces: string }, act) => ({
      ...evaluated(state, content),
      reports: [
        ...each(state.reports, content.replaces, (report) => ({ ...report, replacedBy: content.report.id })),
        { ...content.report, issuedOn: act.decidedOn },
      ],
    }),
    // What rested on it is evaluated again; a certificate is the decider's affair.
    'application.report-found-forged': (state, content: Evaluates & { report: string }, act) => {
      const { evaluation: _, review: __, ...rest } = evaluated(state, content)
      const reports = each(state.reports, content.report, (report) => ({ ...report, forgedOn: act.decidedOn }))
      return state.status === 'granted' ? { ...evaluated(state, content), reports }
        : { ...rest, reports, status: 'evaluation' }
    },
    'application.test-failure-answered': (state, content: Omit<FailureAnswer, 'on'> & { report: string }, act) => {
      const { report, ...answer } = content
      return { ...state, failureAnswers: { ...state.failureAnswers, [report]: { ...answer, on: act.decidedOn } } }
    },
    'application.audit-planned': (state, content: Evaluates & Omit<Audit,
      'status' | 'plan' | 'opening' | 'closing'>) => {
      const { evaluators, ...plan } = content
      return { ...evaluated(state, { evaluators }),
        audit: { ...plan, status: 'planned', plan: (state.audit?.plan ?? 0) + 1 } }
    },
    'application.impartiality-declared': (state, content: { person: string; declared: 'free' | 'conflict' }) => ({
      ...state, impartiality: { ...state.impartiality, [content.person]: content.declared },
    }),
    'application.audit-plan-confirmed': (state) => withAudit(state, { status: 'confirmed' }),
    'application.audit-plan-objected': (state, content: { text: TextRef }) => withAudit(state,
      { status: 'planned', objection: content.text }),
    'application.audit-opened': (state, content: Evaluates & { signIn: SignIn }) =>
      withAudit(evaluated(state, content), { status: 'open', opening: content.signIn }),
    'application.audit-closed': (state, content: Evaluates & { signIn: SignIn }) =>
      withAudit(evaluated(state, content), { status: 'closed', closing: content.signIn }),
    'application.sign-in-explained': (state, content: { which: 'opening' | 'closing'; explanation: TextRef }) => {
      const signIn = state.audit?.[content.which]
      return signIn ? withAudit(state, { [content.which]: { ...signIn, explanation: content.explanation } }) : state
    },
    'application.nonconformity-raised': (
      state, content: Evaluates & { nonconformity: Omit<Nonconformity, 'raisedOn' | 'status' | 'answers'> }, act,
    ) => ({
      ...evaluated(state, content),
      nonconformities: [...state.nonconformities,
        { ...content.nonconformity, raisedOn: act.decidedOn, status: 'raised', answers: [] }],
    }),
    'application.nonconformity-answered': (state, content: Omit<FailureAnswer, 'on'> & { nonconformity: string },
      act) => {
      const { nonconformity, ...answer } = content
      return { ...state, nonconformities: each(state.nonconformities, nonconformity, (one) => ({
        ...one, status: 'answered' as const, answers: [...one.answers, { ...answer, on: act.decidedOn }] })) }
    },
    'application.nonconformity-verified': (state, content: Verification) => verified(state, content, 'verified'),
    'application.nonconformity-returned': (state, content: Verification) => verified(state, content, 'returned'),
    'application.service-assessed': (
      state, content: Evaluates & { clauses: ClauseFinding[]; values: JudgedValue[]; passed: boolean }, act,
    ) => {
      const { evaluators, ...assessment } = content
      return { ...evaluated(state, { evaluators }), serviceAssessment: { ...assessment, on: act.decidedOn } }
    },
    'application.evaluated': (
      state, content: Evaluates & {
        conclusion: 'recommended' | 'not-recommended'; summary: TextRef; clauses: ClauseFinding[] }, act,
    ) => {
      const { evaluators, ...evaluation } = content
      return { ...evaluated(state, { evaluators }), status: 'evaluated',
        evaluation: { ...evaluation, on: act.decidedOn } }
    },
    'application.reviewed': (state, content: Judges & { note: TextRef }, act) => ({
      ...judged(state, content), status: 'reviewed',
        review: { outcome: 'approve', note: content.note, on: act.decidedOn },
    }),
    // Back to evaluation: what was found stays, the report is written anew, nobody who evaluated is free again.
    'application.reopened': (state, content: Judges & { note: TextRef }, act) => {
      const { evaluation: _, review: __, ...rest } = judged(state, content)
      return { ...rest, status: 'evaluation', reopened: [...state.reopened, { note: content.note, on: act.decidedOn }] }
    },
    'application.decided': (
      state, content: Judges & { outcome: 'grant' | 'deny'; note?: TextRef; certificate?: string }, act,
    ) => ({
      ...judged(state, content), status: content.outcome === 'grant' ? 'granted' : 'denied',
      decision: { outcome: content.outcome, note: content.note, ...(act.ground !== null && { ground: act.ground }),
        on: act.decidedOn },
      ...(content.certificate && { certificate: content.certificate }),
    }),
    // An appeal was upheld: the file stands where the decision had found it, or is evaluated again.
    'application.decision-set-aside': (state, content: { appeal: string; to: ApplicationStatus }) => {
      const { decision: _, refusal: __, ...rest } = state
      if (content.to !== 'evaluation') return { ...rest, status: content.to }
      const { evaluation: ___, review: ____, ...open } = rest
      return { ...open, status: content.to }
    },
  },
})

interface Judges { readonly judges: readonly string[] }
const judged = (state: Application,
  { judges }: Judges): Application => ({ ...state, judges: union(state.judges, judges) })

interface Verification extends Evaluates { readonly nonconformity: string; readonly note: TextRef }

function verified(state: Application, content: Verification, outcome: 'verified' | 'returned'): Application {
  return { ...evaluated(state, content), nonconformities: each(state.nonconformities, content.nonconformity, (one) => ({
    ...one, status: outcome,
    answers: one.answers.map((answer, i) => (i === one.answers.length - 1 ? { ...answer, outcome, note: content.note }
      : answer)),
  })) }
}

function ordered(state: Application, content: Evaluates & { order: Omit<TestOrder, 'orderedOn'> },
  act: Act): Application {
  return { ...evaluated(state, content),
    testOrders: [...state.testOrders, { ...content.order, orderedOn: act.decidedOn }] }
}

const withAudit = (state: Application, change: Partial<Audit>): Application =>
  (state.audit ? { ...state, audit: { ...state.audit, ...change } } : state)

