import { Type } from 'typebox'
import type { Static } from 'typebox'
import {
  APPLICATION_TASK_IDS, BasisTask, ContactTask, EarlierReportsTask, ElsewhereTask, ProductTask, QualificationsTask,
  QualityTask, RecordsTask, SitesTask, SupplementAnswers, ApplicationField,
} from './application-form.ts'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Area, Deadline, FileHash, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words,
} from './schema.ts'

/**
 * The certification file: from an enterprise's draft to the decision (ISO/IEC 17065 §7; 四(二)2). What happens on the
 * way to a verdict (sampling, tests, audit) stands in evaluation.ts, the certificate itself in certificates.ts.
 */
export {
  APPLICATION_FIELDS, APPLICATION_TASKS, APPLICATION_TASK_IDS,
} from './application-form.ts'
export type { ApplicationAnswers, ApplicationTask } from './application-form.ts'

export const APPLICATION_STATUSES = [
  'submitted', 'supplement-requested', 'accepted', 'contract-offered', 'evaluation', 'evaluated', 'reviewed',
  'granted', 'denied', 'refused', 'ended',
] as const
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number]

export const APPLICATION_STATUS_WORDS = {
  submitted: { zh: '待申请评审', en: 'Submitted' },
  'supplement-requested': { zh: '待补正', en: 'To be supplemented' },
  accepted: { zh: '已受理', en: 'Accepted' },
  'contract-offered': { zh: '待签合同', en: 'Contract offered' },
  evaluation: { zh: '评价中', en: 'In evaluation' },
  evaluated: { zh: '待复核', en: 'To be reviewed' },
  reviewed: { zh: '待决定', en: 'To be decided' },
  granted: { zh: '已批准发证', en: 'Granted' },
  denied: { zh: '不予认证', en: 'Denied' },
  refused: { zh: '不予受理', en: 'Not accepted' },
  ended: { zh: '申请终止', en: 'Ended' },
} as const satisfies Record<ApplicationStatus, { zh: string; en: string }>

export const CERTIFICATION_REFUSALS = {
  'declaration-needed': { status: 409, zh: '须先就本产品按本标准公开自主申明',
    en: 'A current public declaration of this product under this standard is needed first' },
  'rule-not-in-force': { status: 409, zh: '认证实施规则 {rule} 未发布或未生效',
    en: 'Certification rule {rule} is not published or not in force' },
  'waiting-time': { status: 409, zh: '此前被撤销或拒绝，{until} 起方可再次申请',
    en: 'After an earlier withdrawal or refusal a new application is possible from {until}' },
  'already-applied': { status: 409, zh: '同一产品、同一规则已有在办申请 {number}',
    en: 'Application {number} for this product and rule is still open' },
  'already-certified': { status: 409, zh: '同一产品、同一规则已有有效证书 {number}',
    en: 'Certificate {number} is already in effect for this product and rule' },
  'not-complete': { status: 409, zh: '还有任务没有完成：{tasks}', en: 'Tasks are not complete: {tasks}' },
  'explanation-needed': { status: 422, zh: '选择“有”时须填写情况说明（{field}）', en: 'An explanation is needed ({field})' },
  'supplement-once': { status: 409, zh: '补正只能要求一次，须一次告知', en: 'A supplement may be requested only once' },
  'field-not-open': { status: 422, zh: '此字段未被要求补正：{field}', en: 'This field was not asked for: {field}' },
  'field-missing': { status: 422, zh: '被要求补正的字段没有填写：{field}', en: 'A field asked for is missing: {field}' },
  'ground-unknown': { status: 422, zh: '理由须从目录中选择：{ground}',
    en: 'The ground must come from the closed list: {ground}' },
  'step-not-due': { status: 409, zh: '本步骤尚不能办理：{zh}', en: 'This step is not due yet: {en}' },
  'step-not-in-type': { status: 409, zh: '该认证模式没有这一步骤：{step}', en: 'This scheme type has no such step: {step}' },
  'clause-unknown': { status: 422, zh: '标准中没有这一条款：{clause}', en: 'The standard has no such clause: {clause}' },
  'clauses-missing': { status: 422, zh: '还有条款没有结论：{clauses}', en: 'Clauses without a finding: {clauses}' },
  'not-competent': { status: 403, zh: '您在本机构未登记该规则所需的能力（{competence}）',
    en: 'You are not registered with this competence ({competence})' },
  'still-open': { status: 409, zh: '还有事项未了结：{what}', en: 'Still open: {what}' },
  'result-negative': { status: 409, zh: '评价结论与结果不符：{zh}',
    en: 'The conclusion does not follow from the results: {en}' },
  'glyph-missing': { status: 409, zh: '证书字体缺少“{character}”字，不能出证',
    en: 'The certificate font lacks the character {character}' },
} as const satisfies Record<string, RefusalWords>

const Key = closed({ id: Id() })
const version = Type.Integer({ minimum: 1, ...words({ zh: '版本', en: 'Version' }) })

/** A ground of a closed list of the scheme (`listGrounds`). */
export const GroundOf = (list: string, of: { zh: string; en: string } = { zh: '理由', en: 'Ground' }) =>
  Type.String({ minLength: 1, maxLength: 60, ...words({
    ...of, widget: 'pick', from: { endpoint: 'listGrounds', value: 'id', label: 'name', query: { list } } }) })

/** An organisation as others see it in a file. */
export const PartyShown = Type.Object({ id: Type.String(), uscc: Type.Optional(Type.String()), name: Type.String() })
/** A file beside a form: the bytes come from `GET /api/v1/files/:hash`. */
export const DocumentShown = Type.Object({
  hash: Type.String(), name: Type.String(), type: Type.String(), size: Type.Integer(), purpose: Text,
})
/** What a write to a file answers; the page then reads the file again. */
export const FileOutcome = Type.Object({
  id: Type.String(), version: Type.Integer(), status: Type.String(), number: Type.Optional(Type.String()),
})

// --- the closed lists of grounds -------------------------------------------------------------------------------------

export const listGrounds = endpoint({
  id: 'listGrounds', method: 'GET', url: '/api/v1/grounds', kind: 'public', may: 'public', scope: 'public',
  summary: { zh: '理由目录', en: 'Closed list of grounds' },
  query: closed({ list: Type.String({ maxLength: 40 }), ...Paging }),
  response: PageOf(Type.Object({ id: Type.String(), name: Text, basis: Type.String() })),
})

// --- drafts ----------------------------------------------------------------------------------------------------------

const TaskShown = Type.Object({
  task: oneOf(APPLICATION_TASK_IDS), label: Text,
  status: oneOf(['cannot-start', 'not-started', 'in-progress', 'done'] as const), statusLabel: Text,
  version: Type.Integer(), editedBy: Type.Optional(Type.String()), editedAt: Type.Optional(Type.String()),
  /** The saved answers, in the form's own shape, to be shown and edited again. */
  answers: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  /** Endpoint that saves it. */
  endpoint: Type.String(),
})
export const DraftShown = Type.Object({
  id: Type.String(), version: Type.Integer(), createdAt: Type.String(), editedAt: Type.String(),
  product: Type.Object({ id: Type.String(), name: Type.String() }), body: PartyShown,
  rule: Type.Object({ number: Type.String(), edition: Type.String(), name: Text, schemeType: Type.String() }),
  tasks: Type.Array(TaskShown), done: Type.Integer(),
  /** What keeps it from being submitted now, as sentences. */
  problems: Type.Array(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() })),
  next: Type.Array(Next),
})
export type DraftShown = Static<typeof DraftShown>

export const createApplicationDraft = endpoint({
  id: 'createApplicationDraft', method: 'POST', url: '/api/v1/application-drafts', kind: 'record',
  may: 'application:draft', scope: 'organisation', creates: true,
  summary: { zh: '开始填写认证申请', en: 'Start an application' },
  body: closed({
    product: Id({ zh: '产品', en: 'Product', widget: 'pick',
      from: { endpoint: 'listProducts', value: 'id', label: 'name' } }),
    rule: Line(60,
      { zh: '认证实施规则', en: 'Certification rule', widget: 'pick',
      from: { endpoint: 'listRules', value: 'number', label: 'name' } }),
    body: Id({ zh: '认证机构', en: 'Certification body', widget: 'pick',
      from: { endpoint: 'listBodies', value: 'organisation', label: 'name' } }),
  }),
  response: DraftShown,
})
export const listApplicationDrafts = endpoint({
  id: 'listApplicationDrafts', method: 'GET', url: '/api/v1/application-drafts', kind: 'read',
  may: 'application:draft', scope: 'organisation',
  summary: { zh: '申请草稿', en: 'Drafts of applications' },
  query: closed(Paging),
  response: PageOf(Type.Object({
    id: Type.String(), product: Type.String(), rule: Type.String(), body: Type.String(), done: Type.Integer(),
    of: Type.Integer(), editedBy: Type.Optional(Type.String()), editedAt: Type.String(),
  })),
})
export const getApplicationDraft = endpoint({
  id: 'getApplicationDraft', method: 'GET', url: '/api/v1/application-drafts/:id', kind: 'read',
  may: 'application:draft', scope: 'organisation',
  summary: { zh: '申请任务清单', en: 'Task list of an application' },
  params: Key, response: DraftShown,
})

const savesTask = <const I extends string, const T extends string, const S extends Parameters<typeof closed>[0]>(
  id: I, task: T, zh: string, en: string, form: { properties: S }) => endpoint({
  id, method: 'PUT', url: `/api/v1/application-drafts/:id/tasks/${task}`, kind: 'record',
  may: 'application:draft', scope: 'organisation', summary: { zh, en }, params: Key,
  // The task's own version: another person's edit is refused with the names of the fields that differ.
  body: closed({
    version: Type.Integer({ minimum: 0, ...words({ zh: '版本', en: 'Version' }) }),
    // Autosaved as far as it has come; all that is needed is asked for once the task is said to be complete.
    answers: Type.Partial(closed(form.properties), { additionalProperties: false }),
    complete: Type.Boolean(words({ zh: '本任务已填完', en: 'This task is complete' })),
  }),
  response: DraftShown,
})
export const saveApplicationBasis = savesTask('saveApplicationBasis', 'basis', '填写：依据的自主申明', 'Task: declaration',
  BasisTask)
export const saveApplicationContact = savesTask('saveApplicationContact', 'contact', '填写：联系方式', 'Task: contact',
  ContactTask)
export const saveApplicationProduct = savesTask('saveApplicationProduct', 'product', '填写：产品与型号', 'Task: product',
  ProductTask)
export const saveApplicationSites = savesTask('saveApplicationSites', 'sites', '填写：场所', 'Task: sites', SitesTask)
export const saveApplicationQuality = savesTask('saveApplicationQuality', 'quality', '填写：质量保证能力', 'Task: quality',
  QualityTask)
export const saveApplicationQualifications = savesTask(
  'saveApplicationQualifications', 'qualifications', '填写：资质证件', 'Task: qualifications', QualificationsTask)
export const saveApplicationReports = savesTask('saveApplicationReports', 'reports', '填写：已有检测报告', 'Task: reports',
  EarlierReportsTask)
export const saveApplicationRecords = savesTask('saveApplicationRecords', 'records', '填写：三年记录', 'Task: records',
  RecordsTask)
export const saveApplicationElsewhere = savesTask('saveApplicationElsewhere', 'elsewhere', '填写：在其他机构的情况',
  'Task: elsewhere', ElsewhereTask)

const AnswersShown = Type.Array(Type.Object({
  task: Type.String(), label: Text,
  fields: Type.Array(Type.Object({
    field: Type.String(), label: Text, value: Type.Unknown(),
    /** True while it is asked to be supplemented. */
    open: Type.Optional(Type.Boolean()),
    /** What stood here before the supplement. */
    before: Type.Optional(Type.Unknown()),
  })),
}))

export const checkApplicationDraft = endpoint({
  id: 'checkApplicationDraft', method: 'GET', url: '/api/v1/application-drafts/:id/check', kind: 'read',
  may: 'application:draft', scope: 'organisation',
  summary: { zh: '核对填写内容', en: 'Check your answers' },
  params: Key,
  response: Type.Object({
    id: Type.String(), version: Type.Integer(), answers: AnswersShown, documents: Type.Array(DocumentShown),
    problems: Type.Array(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() })),
    statement: Text, next: Type.Array(Next),
  }),
})
export const discardApplicationDraft = endpoint({
  id: 'discardApplicationDraft', method: 'DELETE', url: '/api/v1/application-drafts/:id', kind: 'record',
  may: 'application:draft', scope: 'organisation', summary: { zh: '删除草稿', en: 'Discard the draft' },
  params: Key, response: Type.Object({}),
})

/** 回执: number, what happens next, by which working day. */
export const Receipt = Type.Object({
  id: Type.String(), version: Type.Integer(), status: Type.String(), number: Type.String(), submittedAt: Type.String(),
  body: PartyShown, whatNext: Text, dueOn: Type.String(), provisional: Type.Boolean(),
})
export const submitApplication = endpoint({
  id: 'submitApplication', method: 'POST', url: '/api/v1/application-drafts/:id/submission', kind: 'act',
  may: 'application:submit', scope: 'organisation', creates: true,
  summary: { zh: '提交认证申请', en: 'Submit the application' },
  params: Key,
  body: closed({
    version,
    truthful: Type.Literal(true, words({ zh: '我确认填写内容真实、完整', en: 'I confirm that the answers are true and complete' })),
  }),
  response: Receipt,
})

// --- the file --------------------------------------------------------------------------------------------------------

const ApplicationRow = Type.Object({
  id: Type.String(), number: Type.String(), status: oneOf(APPLICATION_STATUSES), statusLabel: Text,
  applicant: PartyShown, body: PartyShown, product: Type.String(), rule: Type.String(), schemeType: Type.String(),
  programme: Type.String(), submittedOn: Type.String(),
  /** The step it waits at, and the earliest open due date. */
  step: Text, dueOn: Type.Optional(Type.String()), late: Type.Optional(Type.Boolean()),
})
export const listApplications = endpoint({
  id: 'listApplications', method: 'GET', url: '/api/v1/applications', kind: 'read',
  may: 'application:read', scope: 'organisation',
  summary: { zh: '认证申请', en: 'Applications' },
  query: closed({
    state: Type.Optional(oneOf(APPLICATION_STATUSES,
      words({ zh: '状态', en: 'State', choices: APPLICATION_STATUS_WORDS }))),
    due: Type.Optional(oneOf(['late', 'soon'] as const, words({ zh: '时限', en: 'Due', choices: {
      late: { zh: '已逾期', en: 'Late' }, soon: { zh: '七天内到期', en: 'Due within 7 days' } } }))),
    ...Paging,
  }),
  response: PageOf(ApplicationRow),
})

const Person = Type.String()
const ClauseShown = Type.Object({
  clause: Type.String(), title: Text, question: Type.Optional(Text), finding: Type.Optional(Type.String()),
    note: Type.Optional(Type.String()),
})
export const ValueShown = Type.Object({
  indicator: Type.String(), name: Text, unit: Type.Optional(Type.String()), method: Type.String(), limit: Type.String(),
  nationalLimit: Type.Optional(Type.String()), kind: Type.String(), values: Type.Array(Type.String()),
  detectionLimit: Type.Optional(Type.String()), uncertainty: Type.Optional(Type.String()), verdict: Type.String(),
    reason: Type.Optional(Text),
})
export const ReportShown = Type.Object({
  id: Type.String(), number: Type.String(), order: Type.String(), laboratory: PartyShown, testedFrom: Type.String(),
    testedUntil: Type.String(),
  issuedOn: Type.String(), replacedBy: Type.Optional(Type.String()),
  forgedOn: Type.Optional(Type.String()), values: Type.Array(ValueShown),
    passed: Type.Boolean(),
  file: DocumentShown,
})
const SamplingShown = Type.Object({
  id: Type.String(), number: Type.String(), status: oneOf(['written', 'witnessed'] as const), lot: Type.String(),
    model: Type.String(),
  place: Type.String(), unit: Type.String(), baseQuantity: Type.Integer(), samples: Type.Integer(),
    spares: Type.Integer(),
  sealNumber: Type.String(), spareSealNumber: Type.String(), takenOn: Type.String(),
    witnessedOn: Type.Optional(Type.String()),
  conditions: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
})
const TestOrderInFile = Type.Object({
  id: Type.String(), laboratory: PartyShown, sampling: Type.String(), of: oneOf(['sample', 'spare'] as const),
    status: Type.String(),
  statusLabel: Text, orderedOn: Type.String(), receivedOn: Type.Optional(Type.String()),
    retestOf: Type.Optional(Type.String()),
})
const FailureShown = Type.Object({
  report: Type.String(), indicators: Type.Array(Type.String()),
    state: oneOf(['unanswered', 'answered', 'retest-ordered', 'passed', 'failed-again'] as const),
  cause: Type.Optional(Type.String()), correction: Type.Optional(Type.String()),
    correctiveAction: Type.Optional(Type.String()),
})
const TeamShown = Type.Object({
  person: Person, name: Type.Optional(Type.String()), function: Type.String(), from: Type.String(),
    until: Type.String(),
  site: Type.String(), declared: Type.Optional(oneOf(['free', 'conflict'] as const)),
})
const SignInShown = Type.Object({
  at: Type.String(), present: Type.Array(Person), photographs: Type.Array(Type.String()), longitude: Type.String(),
    latitude: Type.String(),
  deviationMetres: Type.Optional(Type.Integer()), flags: Type.Array(Type.Object({ code: Type.String(), label: Text })),
  explanation: Type.Optional(Type.String()), explanationDueOn: Type.Optional(Type.String()),
  filledAt: Type.Optional(Type.String()),
})
const AuditShown = Type.Object({
  version: Type.Integer(), status: oneOf(['planned', 'confirmed', 'open', 'closed'] as const), statusLabel: Text,
  sites: Type.Array(Type.Object({ site: Type.String(), name: Type.String(), from: Type.String(), until: Type.String(),
    startsAt: Type.String() })),
  team: Type.Array(TeamShown), personDaysTenths: Type.Integer(), minimumTenths: Type.Integer(),
  opening: Type.Optional(SignInShown), closing: Type.Optional(SignInShown),
})
const NonconformityShown = Type.Object({
  id: Type.String(), number: Type.String(), grade: oneOf(['major', 'minor'] as const), clause: Type.String(),
    finding: Type.String(),
  status: oneOf(['raised', 'answered', 'returned', 'verified'] as const), statusLabel: Text,
    dueOn: Type.Optional(Type.String()),
  answers: Type.Array(Type.Object({
    on: Type.String(), cause: Type.String(), correction: Type.String(), correctiveAction: Type.String(),
      files: Type.Array(DocumentShown),
    outcome: Type.Optional(Type.String()), note: Type.Optional(Type.String()),
  })),
})
const HistoryElsewhere = Type.Object({
  kind: oneOf(['refused', 'denied', 'withdrawn'] as const), label: Text, body: Type.String(), on: Type.String(),
    ground: Type.Optional(Text),
})

export const ApplicationShown = Type.Object({
  id: Type.String(), version: Type.Integer(), number: Type.String(), status: oneOf(APPLICATION_STATUSES),
    statusLabel: Text,
  applicant: PartyShown, body: PartyShown,
    product: Type.Object({ id: Type.String(), name: Type.String(), models: Type.Array(Type.String()) }),
  programme: Type.String(), schemeType: Type.String(),
  rule: Type.Object({ number: Type.String(), edition: Type.String(), name: Text }),
  standards: Type.Array(Type.Object({ number: Type.String(), edition: Type.String(), name: Text })),
  sites: Type.Array(Type.Object({ site: Type.String(), name: Type.String(), address: Type.String() })),
  declaration: Type.String(), schemeEdition: Type.String(), submittedOn: Type.String(),
  steps: Type.Array(Type.Object({ id: Type.String(), label: Text,
    state: oneOf(['done', 'current', 'waiting', 'not-needed'] as const) })),
  answers: AnswersShown, documents: Type.Array(DocumentShown),
  historyElsewhere: Type.Array(HistoryElsewhere),
  supplement: Type.Optional(Type.Object({ fields: Type.Array(Type.String()), text: Type.String(),
    requestedOn: Type.String(), answeredOn: Type.Optional(Type.String()) })),
  refusal: Type.Optional(Type.Object({ ground: Text, text: Type.String(), on: Type.String() })),
  contract: Type.Optional(Type.Object({ number: Type.String(), feeFen: Type.Integer(), text: Type.String(),
    file: Type.Optional(DocumentShown), offeredOn: Type.String(), signedOn: Type.Optional(Type.String()) })),
  documentReview: Type.Optional(Type.Object({ clauses: Type.Array(ClauseShown), on: Type.String() })),
  samplings: Type.Array(SamplingShown), testOrders: Type.Array(TestOrderInFile), reports: Type.Array(ReportShown),
  failures: Type.Array(FailureShown), audit: Type.Optional(AuditShown), nonconformities: Type.Array(NonconformityShown),
  serviceAssessment: Type.Optional(Type.Object({
    clauses: Type.Array(ClauseShown), values: Type.Array(ValueShown), on: Type.String(), passed: Type.Boolean() })),
  evaluation: Type.Optional(Type.Object({ conclusion: Type.String(), summary: Type.String(),
    clauses: Type.Array(ClauseShown), on: Type.String() })),
  review: Type.Optional(Type.Object({ outcome: Type.String(), note: Type.Optional(Type.String()), on: Type.String() })),
  reopened: Type.Array(Type.Object({ ground: Text, note: Type.String(), on: Type.String() })),
  decision: Type.Optional(Type.Object({ outcome: Type.String(), ground: Type.Optional(Text),
    note: Type.Optional(Type.String()), on: Type.String() })),
  certificate: Type.Optional(Type.Object({ id: Type.String(), number: Type.String(), bodyNumber: Type.String() })),
  timeline: Type.Array(TimelineEntry), deadlines: Type.Array(Deadline), next: Type.Array(Next),
})
export type ApplicationShown = Static<typeof ApplicationShown>

export const getApplication = endpoint({
  id: 'getApplication', method: 'GET', url: '/api/v1/applications/:id', kind: 'read',
  may: 'application:read', scope: 'organisation',
  summary: { zh: '认证申请详情', en: 'The certification file' },
  params: Key, response: ApplicationShown,
})

const SummaryShown = Type.Object({
  id: Type.String(), number: Type.String(), status: oneOf(APPLICATION_STATUSES), statusLabel: Text,
    applicant: PartyShown, body: PartyShown,
  product: Type.String(), rule: Type.String(), programme: Type.String(), submittedOn: Type.String(), step: Text,
  certificate: Type.Optional(Type.String()), late: Type.Boolean(),
})
export const listApplicationSummaries = endpoint({
  id: 'listApplicationSummaries', method: 'GET', url: '/api/v1/application-summaries', kind: 'read',
  may: 'application:summary', scope: 'region',
  summary: { zh: '辖区认证申请概况', en: 'Applications of the region, in summary' },
  query: closed(
    { state: Type.Optional(oneOf(APPLICATION_STATUSES,
    words({ zh: '状态', en: 'State', choices: APPLICATION_STATUS_WORDS }))), ...Paging }),
  response: PageOf(SummaryShown),
})
export const getApplicationSummary = endpoint({
  id: 'getApplicationSummary', method: 'GET', url: '/api/v1/application-summaries/:id', kind: 'read',
  may: 'application:summary', scope: 'region',
  summary: { zh: '认证申请概况', en: 'An application in summary, without its evidence' },
  params: Key,
    response: Type.Intersect([SummaryShown,
    Type.Object({ timeline: Type.Array(TimelineEntry), next: Type.Array(Next) })]),
})

// --- application review, acceptance, contract ----------------------------------------------------------------------

const actsOn = { method: 'POST', kind: 'act', params: Key, response: FileOutcome } as const

export const requestSupplement = endpoint({
  ...actsOn, id: 'requestSupplement', url: '/api/v1/applications/:id/supplement-request',
  may: 'application:accept', scope: 'organisation', summary: { zh: '要求补正', en: 'Request a supplement' },
  body: closed({
    ground: GroundOf('supplement', { zh: '补正事由', en: 'Why' }),
    fields: Type.Array(ApplicationField,
      { minItems: 1, maxItems: 30, uniqueItems: true, ...words({ zh: '要补正的字段', en: 'Fields' }) }),
    text: Area(2000, { zh: '补正说明', en: 'What is needed' }),
  }),
})
export const supplementApplication = endpoint({
  ...actsOn, id: 'supplementApplication', url: '/api/v1/applications/:id/supplement',
  may: 'application:submit', scope: 'organisation', summary: { zh: '提交补正', en: 'Supplement the application' },
  body: closed({ answers: SupplementAnswers }),
})
export const acceptApplication = endpoint({
  ...actsOn, id: 'acceptApplication', url: '/api/v1/applications/:id/acceptance',
  may: 'application:accept', scope: 'organisation', summary: { zh: '受理', en: 'Accept' },
  body: closed({
    competent: Type.Literal(true, words({ zh: '本机构具备所需能力与资源', en: 'The body has the competence and the means' })),
    impartial: Type.Literal(true,
      words({ zh: '已核对咨询与利益关系，不影响公正', en: 'Consultancy and interests were checked; impartiality stands' })),
    note: Type.Optional(Area(1000, { zh: '申请评审记录', en: 'Record of the application review' })),
  }),
})
export const refuseApplication = endpoint({
  ...actsOn, id: 'refuseApplication', url: '/api/v1/applications/:id/refusal',
  may: 'application:accept', scope: 'organisation', summary: { zh: '不予受理', en: 'Refuse to accept' },
  body: closed({ ground: GroundOf('applicationRefusal'), text: Area(2000, { zh: '理由说明', en: 'Reasons' }) }),
})
export const endApplication = endpoint({
  ...actsOn, id: 'endApplication', url: '/api/v1/applications/:id/end',
  may: 'application:submit', scope: 'organisation', summary: { zh: '撤回申请', en: 'Withdraw the application' },
  body: closed({ ground: GroundOf('applicationWithdrawal'),
    text: Type.Optional(Area(1000, { zh: '说明', en: 'Note' })) }),
})
export const endUnsignedApplication = endpoint({
  ...actsOn, id: 'endUnsignedApplication', url: '/api/v1/applications/:id/unsigned-end',
  may: 'application:accept', scope: 'organisation',
  summary: { zh: '终止（逾期未签合同）', en: 'End: contract not signed in time' },
  body: closed({ text: Area(1000, { zh: '说明', en: 'Note' }) }),
})
export const offerContract = endpoint({
  ...actsOn, id: 'offerContract', url: '/api/v1/applications/:id/contract',
  may: 'application:accept', scope: 'organisation', summary: { zh: '发出认证合同', en: 'Offer the contract' },
  body: closed({
    feeFen: Type.Integer({ minimum: 0, maximum: 100_000_000_000,
      ...words({ zh: '认证费用（分）', en: 'Fee in fen', hint: { zh: '1 元 = 100 分', en: '1 yuan = 100 fen' } }) }),
    text: Area(8000, { zh: '合同条款', en: 'Terms of the contract' }),
    file: Type.Optional(FileHash({ zh: '合同文本', en: 'The contract as a file' })),
  }),
})
export const signCertificationContract = endpoint({
  ...actsOn, id: 'signCertificationContract', url: '/api/v1/applications/:id/contract/signature',
  may: 'application:sign', scope: 'organisation', signs: true,
    summary: { zh: '签订认证合同', en: 'Sign the certification contract' },
  body: closed({ agree: Type.Literal(true,
    words({ zh: '我代表本单位签订本合同', en: 'I sign this contract for my organisation' })) }),
})

// --- review and decision ---------------------------------------------------------------------------------------------

export const reviewApplication = endpoint({
  ...actsOn, id: 'reviewApplication', url: '/api/v1/applications/:id/review',
  may: 'application:review', scope: 'organisation', signs: true, summary: { zh: '复核', en: 'Review' },
  body: closed({
    outcome: oneOf(['approve', 'reopen'] as const, words({ zh: '复核结论', en: 'Outcome', choices: {
      approve: { zh: '同意提交决定', en: 'Ready for decision' }, reopen: { zh: '退回重新评价', en: 'Back to evaluation' } } })),
    note: Area(2000, { zh: '复核意见', en: 'Opinion' }),
  }),
})
export const decideApplication = endpoint({
  ...actsOn, id: 'decideApplication', url: '/api/v1/applications/:id/decision',
  may: 'application:decide', scope: 'organisation', signs: true, summary: { zh: '认证决定', en: 'Decide on certification' },
  body: closed({
    outcome: oneOf(['grant', 'deny'] as const, words({ zh: '决定', en: 'Decision', choices: {
      grant: { zh: '批准，颁发证书', en: 'Grant; issue the certificate' }, deny: { zh: '不予认证', en: 'Deny' } } })),
    ground: Type.Optional(GroundOf('certificationRefusal', { zh: '不予认证的理由（不予认证时必填）', en: 'Ground (needed to deny)' })),
    note: Type.Optional(Area(2000, { zh: '决定意见', en: 'Opinion' })),
    scope: Type.Optional(Line(400, { zh: '认证范围（批准时必填）', en: 'Scope (needed to grant)' })),
    conditions: Type.Optional(Area(1000, { zh: '证书条件', en: 'Conditions on the certificate' })),
  }),
})

