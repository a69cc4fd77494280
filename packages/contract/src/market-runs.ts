import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import { MARKET_RESULTS, RESULT_WORDS } from './market-method.ts'
import type { RefusalWords } from './refusals.ts'
import { Deadline, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words } from './schema.ts'

/**
 * Runs of an evaluation: from a method version, the observations taken in by then and a seed to results with intervals.
 * A run never changes; whoever finds a fault starts another that says which one it corrects.
 */

export const MARKET_SUBJECT_KINDS = ['product', 'brand', 'enterprise', 'region', 'industry'] as const
export type MarketSubjectKind = (typeof MARKET_SUBJECT_KINDS)[number]
export const MarketSubjectKindSchema = oneOf(MARKET_SUBJECT_KINDS, words({ zh: '评价对象', en: 'Evaluated', choices: {
  product: { zh: '产品', en: 'Product' }, brand: { zh: '品牌', en: 'Brand' }, enterprise: { zh: '企业', en: 'Enterprise' },
  region: { zh: '地区', en: 'Region' }, industry: { zh: '行业', en: 'Industry' } } }))
export const MarketResultSchema = oneOf(MARKET_RESULTS, RESULT_WORDS)

export const MARKET_RUN_STATUSES = ['requested', 'completed', 'failed'] as const
const STATUS_WORDS = { requested: { zh: '计算中', en: 'Computing' }, completed: { zh: '已完成', en: 'Completed' },
  failed: { zh: '未能完成', en: 'Failed' } }
export const MarketRunStatus = oneOf(MARKET_RUN_STATUSES, words({ zh: '状态', en: 'State', choices: STATUS_WORDS }))

export const MarketRun = Type.Object({
  id: Type.String(), programme: Type.String(), programmeName: Text, programmeNumber: Type.String(),
  run: Type.Integer(words({ zh: '运行', en: 'Run' })), status: MarketRunStatus, methodVersion: Type.Integer(),
  seed: Type.String(words({ zh: '种子', en: 'Seed' })), from: Type.String(), until: Type.String(),
  imports: Type.Integer(words({ zh: '导入数', en: 'Imports' })),
  observations: Type.Optional(Type.Integer(words({ zh: '观测数', en: 'Observations' }))),
  requestedOn: Type.String(), demonstration: Type.Boolean(),
})
export const MarketRunDetail = Type.Object({
  ...MarketRun.properties,
  methodHash: Type.String(words({ zh: '方法指纹', en: 'Hash of the method' })),
  snapshot: Type.Optional(Type.String(words({ zh: '数据快照指纹', en: 'Hash of the snapshot' }))),
  results: Type.Optional(Type.Array(Type.Object({
    kind: MarketSubjectKindSchema, digest: Type.String(words({ zh: '结果指纹', en: 'Hash of the results' })),
    subjects: Type.Integer(words({ zh: '对象数', en: 'Subjects' })),
  }), words({ zh: '结果', en: 'Results' }))),
  completedOn: Type.Optional(Type.String(words({ zh: '完成日', en: 'Completed on' }))),
  failure: Type.Optional(Text),
  publication: Type.Optional(oneOf(['reply', 'published'] as const, words({ zh: '公布', en: 'Publication', choices: {
    reply: { zh: '征求意见', en: 'Open for reply' }, published: { zh: '已公布', en: 'Published' } } }))),
  replyUntil: Type.Optional(Type.String(words({ zh: '意见截止', en: 'Reply until' }))),
  replies: Type.Integer(words({ zh: '意见数', en: 'Replies' })), deadlines: Type.Array(Deadline),
  correctionOf: Type.Optional(Type.String(words({ zh: '更正的运行', en: 'Corrects' }))),
  next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})

const WhyNone = Type.Object({ zh: Type.String(), en: Type.String() }, words({ zh: '未给出结果的原因', en: 'Why none' }))
const Points = (zh: string, en: string) => Type.Number(words({ zh, en }))
/** A result of one subject. Without a score it says why; with one it has an interval and a range of ranks. */
export const MarketResultRow = Type.Object({
  kind: MarketSubjectKindSchema, subject: Type.String(), name: Text,
  category: Type.Optional(Text), result: MarketResultSchema,
  score: Type.Optional(Points('得分', 'Score')), low: Type.Optional(Points('区间下限', 'Interval from')),
  high: Type.Optional(Points('区间上限', 'Interval to')),
  rankLow: Type.Optional(Type.Integer(words({ zh: '名次自', en: 'Rank from' }))),
  rankHigh: Type.Optional(Type.Integer(words({ zh: '名次至', en: 'Rank to' }))),
  of: Type.Optional(Type.Integer(words({ zh: '同类对象数', en: 'Of' }))),
  group: Type.Optional(Type.Integer(words({ zh: '同等水平组', en: 'Group' }))),
  band: Type.Optional(Type.String(words({ zh: '档次', en: 'Band' }))),
  boundary: Type.Optional(Type.Boolean(words({ zh: '处于边界', en: 'At the boundary' }))),
  refused: Type.Optional(WhyNone),
})
export const MarketIndicatorRow = Type.Object({
  indicator: Type.String(), name: Text, value: Type.Optional(Points('数值', 'Value')),
  error: Type.Optional(Points('标准误', 'Standard error')), rows: Type.Integer(words({ zh: '观测数', en: 'Observations' })),
  effective: Points('有效观测', 'Effective evidence'), dropped: Points('剔除占比', 'Share taken away'),
  shrinkage: Type.Optional(Points('向同类收缩', 'Drawn to its category')),
  refused: Type.Optional(WhyNone),
})
export const MarketSubjectDetail = Type.Object({
  run: Type.String(), kind: MarketSubjectKindSchema, subject: Type.String(), name: Text, category: Type.Optional(Text),
  demonstration: Type.Boolean(),
  results: Type.Array(Type.Object({
    ...MarketResultRow.properties,
    samplingLow: Type.Optional(Points('仅抽样误差下限', 'From the data alone, from')),
    samplingHigh: Type.Optional(Points('仅抽样误差上限', 'From the data alone, to')),
    causes: Type.Optional(Type.Array(Type.Object({ indicator: Type.String(), name: Text,
      points: Points('相差分', 'Points') }), words({ zh: '与同类中位数之差', en: 'Against the median' }))),
    whatIf: Type.Optional(Type.Array(Type.Object({ indicator: Type.String(), name: Text,
      value: Points('需达到', 'Needed'), band: Type.String(words({ zh: '可达档次', en: 'Reaches' })) }),
    words({ zh: '达到上一档需要', en: 'What would reach the next band' }))),
  }), words({ zh: '结果', en: 'Results' })),
  indicators: Type.Array(MarketIndicatorRow),
})

const byId = closed({ id: Id() })
const tags = ['market']
const reads = { method: 'GET', kind: 'read', may: 'market:read', scope: 'all', tags } as const

export const requestMarketRun = endpoint({
  id: 'requestMarketRun', method: 'POST', url: '/api/v1/market-programmes/:id/runs', kind: 'act', may: 'market:manage',
  scope: 'organisation', tags, creates: true, signs: true,
  summary: { zh: '开始评价运行', en: 'Start a run' }, params: byId,
  body: closed({
    seed: Type.Optional(Line(80, { zh: '种子', en: 'Seed', hint: { zh: '不填则用项目编号和运行序号',
      en: 'Empty: number of the programme and of the run' } })),
    correctionOf: Type.Optional(Id({ zh: '更正的运行', en: 'Corrects the run' })),
    reason: Type.Optional(Line(200, { zh: '更正原因', en: 'Reason of the correction' })),
  }),
  response: MarketRunDetail,
})
export const listMarketRuns = endpoint({
  ...reads, id: 'listMarketRuns', url: '/api/v1/market-runs', summary: { zh: '评价运行', en: 'Runs' },
  query: closed({ ...Paging, programme: Type.Optional(Id()), status: Type.Optional(MarketRunStatus) }),
  response: PageOf(MarketRun),
})
export const getMarketRun = endpoint({
  ...reads, id: 'getMarketRun', url: '/api/v1/market-runs/:id', summary: { zh: '一次评价运行', en: 'A run' },
  params: byId, response: MarketRunDetail,
})
export const listMarketResults = endpoint({
  ...reads, id: 'listMarketResults', url: '/api/v1/market-runs/:id/results',
  summary: { zh: '评价结果', en: 'Results of a run' }, params: byId,
  query: closed({ ...Paging, kind: Type.Optional(MarketSubjectKindSchema),
    result: Type.Optional(MarketResultSchema) }),
  response: PageOf(MarketResultRow),
})
export const getMarketSubject = endpoint({
  ...reads, id: 'getMarketSubject', url: '/api/v1/market-runs/:id/results/:kind/:subject',
  summary: { zh: '一个对象的评价结果', en: 'Results of one subject' },
  // A kind that there is none of is not found, like a subject.
  params: closed({ id: Id(), kind: Type.String({ pattern: '^[a-z]{1,20}$' }),
    subject: Type.String({ pattern: '^[0-9A-Za-z-]{1,40}$' }) }),
  response: MarketSubjectDetail,
})
/** Computes the run again from its sealed data and compares: nothing is written. */
export const recomputeMarketRun = endpoint({
  id: 'recomputeMarketRun', method: 'POST', url: '/api/v1/market-runs/:id/recomputation', kind: 'read',
  may: 'market:manage', scope: 'organisation', tags, summary: { zh: '重算核对', en: 'Compute again and compare' },
  params: byId, body: closed({}),
  response: Type.Object({ same: Type.Boolean(words({ zh: '逐位相同', en: 'The same to the last bit' })),
    kinds: Type.Array(Type.Object({ kind: MarketSubjectKindSchema, digest: Type.String(), same: Type.Boolean() })) }),
})

export const MARKET_RUN_REFUSALS = {
  'no-method': { status: 409, zh: '尚未采用方法版本', en: 'No method version has been adopted' },
  'no-data': { status: 409, zh: '尚无可用数据', en: 'There are no data' },
  'run-under-way': { status: 409, zh: '上一次运行尚未结束', en: 'The last run has not ended' },
  'snapshot-changed': { status: 409, zh: '封存的数据缺失或被改动', en: 'The sealed data are missing or have changed' },
  'correction-needs-reason': { status: 422, zh: '更正须说明原因，并指明本项目已完成的运行',
    en: 'A correction names a completed run of this programme and its reason' },
} as const satisfies Record<string, RefusalWords>
