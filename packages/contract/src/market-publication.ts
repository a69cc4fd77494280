import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import { MarketResultRow, MarketSubjectKindSchema } from './market-runs.ts'
import { PAPER_FORMATS } from './papers.ts'
import type { RefusalWords } from './refusals.ts'
import { Area, Id, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words } from './schema.ts'

/**
 * From results to the public: whoever was evaluated is heard first, publication is an act, and what a publication sets
 * off is a proposal to an authority, never a sanction.
 */

const byId = closed({ id: Id() })
const tags = ['market']

/** Kinds that the public reads. Enterprises read their own results; there is no public rating of enterprises. */
export const PUBLIC_MARKET_KINDS = ['product', 'brand', 'region', 'industry'] as const

const MarketDone = Type.Object({ id: Type.String(), publication: Type.String() })
export const openMarketReply = endpoint({
  id: 'openMarketReply', method: 'POST', url: '/api/v1/market-runs/:id/reply-period', kind: 'act',
  may: 'market:publish', scope: 'organisation', tags, signs: true,
  summary: { zh: '告知被评价方并听取意见', en: 'Tell those evaluated and hear them' }, params: byId, body: closed({}),
  response: MarketDone,
})
export const publishMarketRun = endpoint({
  id: 'publishMarketRun', method: 'POST', url: '/api/v1/market-runs/:id/publication', kind: 'act',
  may: 'market:publish', scope: 'organisation', tags, signs: true,
  summary: { zh: '公布评价结果', en: 'Publish the results' }, params: byId, body: closed({}), response: MarketDone,
})

/** An enterprise's own results: of itself, its brands and its products. */
export const MarketOwnResult = Type.Object({
  id: Type.String(), programmeName: Text, programmeNumber: Type.String(), from: Type.String(), until: Type.String(),
  state: oneOf(['reply', 'published'] as const, words({ zh: '状态', en: 'State', choices: {
    reply: { zh: '征求意见', en: 'Open for reply' }, published: { zh: '已公布', en: 'Published' } } })),
  replyUntil: Type.Optional(Type.String(words({ zh: '意见截止', en: 'Reply until' }))),
  subjects: Type.Integer(words({ zh: '本单位对象数', en: 'Own subjects' })), demonstration: Type.Boolean(),
})
export const listOwnMarketResults = endpoint({
  id: 'listOwnMarketResults', method: 'GET', url: '/api/v1/market-own-results', kind: 'read', may: 'market-result:read',
  scope: 'organisation', tags, summary: { zh: '本单位的市场评价', en: 'Own market evaluations' },
  query: closed({ ...Paging }), response: PageOf(MarketOwnResult),
})
export const getOwnMarketResult = endpoint({
  id: 'getOwnMarketResult', method: 'GET', url: '/api/v1/market-own-results/:id', kind: 'read',
  may: 'market-result:read', scope: 'organisation', tags,
  summary: { zh: '本单位的一次评价结果', en: 'Own results of a run' }, params: byId,
  response: Type.Object({
    ...MarketOwnResult.properties,
    ownResults: Type.Array(MarketResultRow, words({ zh: '结果', en: 'Results' })),
    replies: Type.Array(Type.Object({ on: Type.String(), text: Type.String() }),
      words({ zh: '本单位意见', en: 'Own replies' })),
    next: Type.Array(Next),
  }),
})
export const replyMarketResult = endpoint({
  id: 'replyMarketResult', method: 'POST', url: '/api/v1/market-own-results/:id/replies', kind: 'act',
  may: 'market-result:reply', scope: 'organisation', tags, summary: { zh: '提出意见', en: 'Reply' }, params: byId,
  body: closed({ text: Area(2000, { zh: '意见（随结果一同公布）', en: 'Reply, published with the results' }) }),
  response: MarketDone,
})

// --- what a publication sets off -------------------------------------------------------------------------------------

export const MarketWarning = Type.Object({
  id: Type.String(), subject: Type.String(), name: Text, holderName: Text, region: Type.String(),
  programmeName: Text, status: oneOf(['proposed', 'pursued', 'watched', 'dismissed'] as const, words({
    zh: '状态', en: 'State', choices: { proposed: { zh: '待处理', en: 'To be decided' },
      pursued: { zh: '进入监管', en: 'Pursued' }, watched: { zh: '继续观察', en: 'Watched' },
      dismissed: { zh: '不予处理', en: 'Dismissed' } } })),
  proposedOn: Type.String(words({ zh: '提出日', en: 'Proposed on' })),
})
const Evidence = Type.Object({
  rule: Type.String(words({ zh: '规则', en: 'Rule' })), ruleName: Text,
  kind: oneOf(['hard', 'statistical', 'process'] as const, words({ zh: '性质', en: 'Nature', choices: {
    hard: { zh: '事实', en: 'Fact' }, statistical: { zh: '统计', en: 'Statistical' },
    process: { zh: '过程', en: 'Process' } } })),
  finding: Type.Object({ zh: Type.String(), en: Type.Optional(Type.String()) }, words({ zh: '查明', en: 'Found' })),
  figures: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]), words({ zh: '数据', en: 'Figures' })),
})
export const MarketWarningDetail = Type.Object({
  ...MarketWarning.properties, run: Type.String(), programmeNumber: Type.String(), demonstration: Type.Boolean(),
  evidence: Type.Array(Evidence, words({ zh: '证据', en: 'Evidence' })),
  certificate: Type.Optional(Type.Object({ id: Type.String(), number: Type.String() })),
  reason: Type.Optional(Type.String()), decidedOn: Type.Optional(Type.String()),
  next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})
export const listMarketWarnings = endpoint({
  id: 'listMarketWarnings', method: 'GET', url: '/api/v1/market-warnings', kind: 'read', may: 'market-warning:read',
  scope: 'region', tags, summary: { zh: '退出预警', en: 'Exit warnings' }, query: closed({ ...Paging }),
  response: PageOf(MarketWarning),
})
export const getMarketWarning = endpoint({
  id: 'getMarketWarning', method: 'GET', url: '/api/v1/market-warnings/:id', kind: 'read', may: 'market-warning:read',
  scope: 'region', tags, summary: { zh: '一件退出预警', en: 'An exit warning' }, params: byId,
  response: MarketWarningDetail,
})
export const decideMarketWarning = endpoint({
  id: 'decideMarketWarning', method: 'POST', url: '/api/v1/market-warnings/:id/decision', kind: 'act',
  may: 'market-warning:decide', scope: 'region', tags, signs: true,
  summary: { zh: '处理预警', en: 'Decide on a warning' }, params: byId,
  body: closed({
    decision: oneOf(['pursued', 'watched', 'dismissed'] as const, words({ zh: '处理', en: 'Decision', choices: {
      pursued: { zh: '进入监管（可责令认证机构）', en: 'Pursue: the body may be ordered' },
      watched: { zh: '继续观察', en: 'Watch' }, dismissed: { zh: '不予处理', en: 'Dismiss' } } })),
    reason: Area(2000, { zh: '理由', en: 'Reasons' }),
  }),
  response: MarketWarningDetail,
})

// --- the public ------------------------------------------------------------------------------------------------------

const PublicMarket = Type.Object({
  number: Type.String(), name: Text, programmeName: Text, from: Type.String(), until: Type.String(),
  publishedOn: Type.String(), demonstration: Type.Boolean(),
})
export const listPublicMarket = endpoint({
  id: 'listPublicMarket', method: 'GET', url: '/api/v1/public/market-evaluations', kind: 'public', may: 'public',
  scope: 'public', tags, summary: { zh: '已公布的市场评价', en: 'Published market evaluations' }, query: closed({ ...Paging }),
  response: PageOf(PublicMarket),
})
const NumberOf = closed({ number: Type.String({ pattern: '^[0-9A-Z-]{4,40}$' }) })
/** The latest publication of a programme; a correction that is published takes its place. */
export const getPublicMarket = endpoint({
  id: 'getPublicMarket', method: 'GET', url: '/api/v1/public/market-evaluations/:number', kind: 'public', may: 'public',
  scope: 'public', tags, summary: { zh: '一次市场评价的结果', en: 'Results of a market evaluation' }, params: NumberOf,
  response: Type.Object({
    ...PublicMarket.properties, holder: Text, run: Type.Integer(),
    corrects: Type.Boolean(words({ zh: '更正', en: 'Correction' })),
    methodVersion: Type.Integer(), methodHash: Type.String(), methodLink: Type.String(), snapshot: Type.String(),
    seed: Type.String(), observations: Type.Integer(words({ zh: '观测数', en: 'Observations' })),
    level: Type.Number(words({ zh: '置信水平', en: 'Level' })),
    sources: Type.Array(Type.Object({ name: Type.String(), kind: Type.String(), tier: Type.Integer(),
      basis: Type.String(), licence: Type.String(), lineage: Type.String() })),
    results: Type.Array(MarketResultRow, words({ zh: '结果', en: 'Results' })),
    replies: Type.Array(Type.Object({ by: Text, on: Type.String(), text: Type.String() }),
      words({ zh: '被评价方意见', en: 'Replies' })),
    digests: Type.Array(Type.Object({ kind: MarketSubjectKindSchema, digest: Type.String() })),
  }),
})
export const downloadPublicMarket = endpoint({
  id: 'downloadPublicMarket', method: 'GET', url: '/api/v1/public/market-evaluations/:number/results.csv',
  kind: 'public', may: 'public', scope: 'public', tags: [...tags, 'binary'],
  summary: { zh: '下载评价结果（CSV）', en: 'Results as CSV' }, params: NumberOf, response: Type.Unknown(),
})

export const downloadMarketReport = endpoint({
  id: 'downloadMarketReport', method: 'GET', url: '/api/v1/public/market-evaluations/:number/report', kind: 'public',
  may: 'public', scope: 'public', tags: [...tags, 'binary'],
  summary: { zh: '下载评价报告（PDF 或 docx）', en: 'The report as PDF or docx' }, params: NumberOf,
  query: closed({ as: Type.Optional(oneOf(PAPER_FORMATS, words({ zh: '格式', en: 'Format' }))) }),
  response: Type.Unknown(),
})

export const MARKET_PUBLICATION_REFUSALS = {
  'reply-first': { status: 409, zh: '公布前须先告知被评价方并听取意见', en: 'Those evaluated are heard before publication' },
  'reply-open': { status: 409, zh: '意见期至 {day} 止，尚未届满', en: 'Replies are taken until {day}' },
  'reply-over': { status: 409, zh: '意见期已于 {day} 届满', en: 'The time for replies ended on {day}' },
  'same-person': { status: 403, zh: '公布人不得是发起该次运行的人', en: 'Whoever started the run does not publish it' },
} as const satisfies Record<string, RefusalWords>
