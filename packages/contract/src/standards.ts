import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Area, Id, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words } from './schema.ts'

export const PUBLICATION_STATUSES = ['draft', 'published', 'withdrawn'] as const
const STATUS_WORDS = words({ zh: '状态', en: 'Status', choices: {
  draft: { zh: '草案', en: 'Draft' },
  published: { zh: '已发布', en: 'Published' },
  withdrawn: { zh: '已废止', en: 'Withdrawn' },
} })
const KIND_WORDS = words({ zh: '类别', en: 'Kind', choices: {
  A: { zh: 'A 通用要求', en: 'A: general requirements' }, B: { zh: 'B 产品（服务）要求', en: 'B: product or service' } } })

/** How a limit of ours stands beside the national one. `unknown`: no national value is known yet (待核). */
export const COMPARISONS = ['stricter', 'equal', 'looser', 'new', 'unknown'] as const
export const REQUIREMENTS = ['must', 'score', 'bonus'] as const
/** How a clause of an A standard counts. */
export const Requirement = oneOf(REQUIREMENTS, words({ zh: '要求', en: 'Requirement', choices: {
  must: { zh: '必备', en: 'Must' }, score: { zh: '评分', en: 'Scored' }, bonus: { zh: '加分', en: 'Bonus' } } }))
const CATEGORY_WORDS = words({ zh: '类别', en: 'Category', choices: {
  safety: { zh: '安全', en: 'Safety' }, performance: { zh: '性能', en: 'Performance' },
  composition: { zh: '成分', en: 'Composition' }, sensory: { zh: '感官', en: 'Sensory' },
  environment: { zh: '环境', en: 'Environment' }, service: { zh: '服务', en: 'Service' },
} })
const COMPARISON_WORDS = words({ zh: '与国家标准比较', en: 'Beside the national limit', choices: {
  stricter: { zh: '严于国家标准', en: 'Stricter' }, equal: { zh: '与国家标准相同', en: 'Equal' },
  looser: { zh: '低于国家标准', en: 'Looser' }, new: { zh: '国家标准未规定', en: 'Not in the national standard' },
  unknown: { zh: '待核', en: 'To be confirmed' } } })

const nullable = <S extends TSchema>(of: S) => Type.Union([of, Type.Null()])
const tags = ['standards']
const EditionQuery = { edition: Type.Optional(Type.String({ maxLength: 20 })) }

export const StandardItem = Type.Object({
  id: Type.String(), number: Type.String(), edition: Type.String(), name: Text,
  kind: oneOf(['A', 'B'] as const, KIND_WORDS),
  status: oneOf(PUBLICATION_STATUSES, STATUS_WORDS), inForceFrom: nullable(Type.String()), inForce: Type.Boolean(),
  programmes: Type.Array(Type.String()), indicators: Type.Integer(), clauses: Type.Integer(),
})
/** A clause of an A standard; the tree is flat, in order: chapters have depth 0, judged clauses depth 1. */
export const ClauseShown = Type.Object({
  id: Type.String(), depth: Type.Integer(), name: Text, requirement: nullable(Requirement),
  weight: nullable(Type.Integer()),
  evidence: Type.Array(Type.Object({ kind: Type.String(), name: Text })), question: nullable(Text),
  applies: Type.Array(Type.String()),
})
/** One indicator beside the national limit. A limit that nobody has checked yet is null, with its reason. */
export const IndicatorShown = Type.Object({
  id: Type.String(), name: Text, symbol: nullable(Type.String()), unit: nullable(Type.String()), kind: Type.String(),
  category: oneOf(
    ['safety', 'performance', 'composition', 'sensory', 'environment', 'service'] as const, CATEGORY_WORDS,
  ),
  key: Type.Boolean(), method: nullable(Type.String()), rounding: Text, values: Type.Integer(),
  condition: nullable(Text),
  national: Type.Object({ limit: nullable(Text), source: nullable(Type.String()), clause: nullable(Type.String()),
    certainty: nullable(Type.String()), toBeConfirmed: Type.Boolean(), note: nullable(Text) }),
  ours: Type.Object({ limit: nullable(Text), origin: nullable(Type.String()), note: nullable(Text) }),
  comparison: oneOf(COMPARISONS, COMPARISON_WORDS), reason: nullable(Text), note: nullable(Text),
})
export const ComparisonSummary = Type.Object({
  stricter: Type.Integer(), equal: Type.Integer(), looser: Type.Integer(), new: Type.Integer(), unknown: Type.Integer(),
  comparable: Type.Integer(),
})
const Edition = Type.Object({ edition: Type.String(), status: Type.String(), inForceFrom: nullable(Type.String()) })
export const StandardDetail = Type.Object({
  ...StandardItem.properties,
  publisher: Text, source: Type.String(), note: nullable(Text),
  clauseTree: Type.Array(ClauseShown), rows: Type.Array(IndicatorShown), summary: nullable(ComparisonSummary),
  class: nullable(Type.Object({ name: Text, applicability: Type.String(), industries: Type.Array(Type.String()) })),
  references: Type.Array(Type.Object({ number: Type.String(), name: Text, toBeConfirmed: Type.Boolean() })),
  facts: Type.Array(Type.Object({ key: Type.String(), name: Text, unit: nullable(Type.String()),
    choices: Type.Array(Type.Object({ value: Type.String(), name: Text })) })),
  editions: Type.Array(Edition),
  rules: Type.Array(Type.Object({ number: Type.String(), edition: Type.String(), name: Text })),
  version: Type.Integer(), next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})

export const listStandards = endpoint({
  id: 'listStandards', method: 'GET', url: '/api/v1/standards', kind: 'public', may: 'public', scope: 'public', tags,
  summary: { zh: 'A+B 标准', en: 'A and B standards' },
  query: closed({ ...Paging, kind: Type.Optional(oneOf(['A', 'B'] as const, KIND_WORDS)),
    programme: Type.Optional(Type.String({ maxLength: 60, ...words({ zh: '品牌项目', en: 'Programme' }) })),
    status: Type.Optional(oneOf(PUBLICATION_STATUSES, STATUS_WORDS)) }),
  response: PageOf(StandardItem),
})
export const getStandard = endpoint({
  id: 'getStandard', method: 'GET', url: '/api/v1/standards/:number', kind: 'public', may: 'public', scope: 'public',
  tags,
  summary: { zh: '标准全文（条款或指标）', en: 'A standard: clauses or indicators' },
  params: closed({ number: Type.String({ maxLength: 60 }) }), query: closed(EditionQuery), response: StandardDetail,
})
export const compareStandard = endpoint({
  id: 'compareStandard', method: 'GET', url: '/api/v1/standards/:number/comparison', kind: 'public', may: 'public',
  scope: 'public', tags, summary: { zh: '与国家标准比对表', en: 'Comparison with national limits' },
  params: closed({ number: Type.String({ maxLength: 60 }) }), query: closed(EditionQuery),
  response: Type.Object({ number: Type.String(), edition: Type.String(), name: Text,
    rows: Type.Array(IndicatorShown), summary: ComparisonSummary }),
})
export const publishStandard = endpoint({
  id: 'publishStandard', method: 'POST', url: '/api/v1/standards', kind: 'act', may: 'standard:publish', scope: 'all',
  tags,
  creates: true, signs: true, summary: { zh: '发布标准', en: 'Publish a standard' },
  body: closed({ document: Type.Object({}, { additionalProperties: true, ...words({
    zh: '标准文档（JSON）', en: 'The standard as a document (JSON)', widget: 'area' }) }) }),
  response: StandardDetail,
})
export const withdrawStandard = endpoint({
  id: 'withdrawStandard', method: 'POST', url: '/api/v1/standards/:id/withdrawal', kind: 'act', may: 'standard:publish',
  scope: 'all', tags, signs: true, summary: { zh: '废止标准', en: 'Withdraw a standard' },
  params: closed({ id: Id() }), body: closed({ reason: Area(2000, { zh: '理由', en: 'Reason' }) }),
  response: StandardDetail,
})

const Pinned = Type.Object({ number: Type.String(), edition: Type.String(), name: Type.Optional(Text) })
export const RuleItem = Type.Object({
  id: Type.String(), number: Type.String(), edition: Type.String(), name: Text, programme: Type.String(),
  schemeType: Type.String(), applicability: Type.String(), status: oneOf(PUBLICATION_STATUSES, STATUS_WORDS),
  inForceFrom: nullable(Type.String()), inForce: Type.Boolean(), a: Pinned, b: Pinned,
})
export const RuleDetail = Type.Object({
  ...RuleItem.properties,
  /** Generated from the scheme type (ISO/IEC 17067), never written by hand. */
  steps: Type.Array(Type.Object({ step: Type.String(), name: Text })),
  schemeTypeName: Text, batch: Type.Boolean(), licence: Type.Boolean(),
  surveillance: Type.Array(Type.Object({ kind: Type.String(), name: Text })),
  surveillanceMonths: nullable(Type.Integer()),
  certificationUnit: Text,
  sampling: nullable(Type.Object({ samples: Type.Integer(), spares: Type.Integer(), unit: Text,
    baseMinimum: Type.Integer(),
    place: Text, note: Text })),
  methods: Type.Array(Type.String()),
  factoryRequirements: Type.Array(Type.Object({ id: Type.String(), text: Text, must: Type.Boolean() })),
  documents: Type.Array(Type.Object({ id: Type.String(), name: Text, required: Type.Boolean() })),
  minimumScoreHundredths: Type.Integer(), competence: Type.String(),
  personDays: Type.Object({ baseTenths: Type.Integer(), minimumTenths: Type.Integer(),
    perExtraSiteTenths: Type.Integer(),
    perExtraModelTenths: Type.Integer(),
    byHeadcount: Type.Array(Type.Object({ upTo: nullable(Type.Integer()), tenths: Type.Integer() })) }),
  changes: Type.Array(Type.Object({ change: Type.String(), name: Text, route: Type.String(), routeName: Text })),
  fees: Text, filingNumber: nullable(Type.String()), overlaps: Type.Array(Text), source: Type.String(),
  editions: Type.Array(Edition),
  version: Type.Integer(), next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})
export const listRules = endpoint({
  id: 'listRules', method: 'GET', url: '/api/v1/rules', kind: 'public', may: 'public', scope: 'public', tags,
  summary: { zh: '认证实施规则', en: 'Certification rules' },
  query: closed({ ...Paging, programme: Type.Optional(Type.String({
    maxLength: 60, ...words({ zh: '品牌项目', en: 'Programme' }),
  })),
    status: Type.Optional(oneOf(PUBLICATION_STATUSES, STATUS_WORDS)),
    standard: Type.Optional(Type.String({ maxLength: 60, ...words({ zh: '标准号', en: 'Standard' }) })) }),
  response: PageOf(RuleItem),
})
export const getRule = endpoint({
  id: 'getRule', method: 'GET', url: '/api/v1/rules/:number', kind: 'public', may: 'public', scope: 'public', tags,
  summary: { zh: '认证实施规则', en: 'A certification rule' },
  params: closed({ number: Type.String({ maxLength: 60 }) }), query: closed(EditionQuery), response: RuleDetail,
})
export const publishRule = endpoint({
  id: 'publishRule', method: 'POST', url: '/api/v1/rules', kind: 'act', may: 'rule:publish', scope: 'all', tags,
  creates: true, signs: true, summary: { zh: '发布认证实施规则', en: 'Publish a certification rule' },
  body: closed({ document: Type.Object({}, { additionalProperties: true, ...words({
    zh: '规则文档（JSON）', en: 'The rule as a document (JSON)', widget: 'area' }) }) }),
  response: RuleDetail,
})
export const withdrawRule = endpoint({
  id: 'withdrawRule', method: 'POST', url: '/api/v1/rules/:id/withdrawal', kind: 'act', may: 'rule:publish',
  scope: 'all',
  tags, signs: true, summary: { zh: '废止认证实施规则', en: 'Withdraw a certification rule' },
  params: closed({ id: Id() }), body: closed({ reason: Area(2000, { zh: '理由', en: 'Reason' }) }), response: RuleDetail,
})

export const STANDARDS_REFUSALS = {
  'document-form': { status: 422, zh: '文档不符合格式：{problems}', en: 'The document breaks its form: {problems}' },
  'edition-exists': {
    status: 409, zh: '{number} 的版本 {edition} 已存在', en: 'Edition {edition} of {number} exists already',
  },
  'edition-not-later': {
    status: 422, zh: '新版本的实施日须晚于现行版本（{from}）', en: 'A new edition begins after the present one ({from})',
  },
  'standard-not-advanced': { status: 422, zh: '标准未达到发布条件：{problems}', en: 'Not fit to be published: {problems}' },
  'rule-standard-missing': {
    status: 422, zh: '规则所引标准 {number}（{edition}）尚未发布',
    en: 'Standard {number} ({edition}), which the rule cites, is not published',
  },
  'programme-unknown': { status: 422, zh: '没有品牌项目 {programme}', en: 'There is no programme {programme}' },
  'scheme-type-not-of-programme': {
    status: 422, zh: '品牌项目不适用第 {type} 类认证方案', en: 'The programme does not take scheme type {type}',
  },
} as const satisfies Record<string, RefusalWords>
