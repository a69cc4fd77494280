import { Type } from 'typebox'
import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { MarketMethod } from './market-method.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Day, Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words,
} from './schema.ts'

/**
 * Programmes of market evaluation (clause 四(二)3): what is evaluated over which period, by which method versions and
 * from which sources. A method version is immutable; a source says by which right its data are held.
 */

export const MARKET_PROGRAMME_STATUSES = ['open', 'ended'] as const
export const MarketProgrammeStatus = oneOf(MARKET_PROGRAMME_STATUSES, words({ zh: '状态', en: 'State', choices: {
  open: { zh: '进行中', en: 'Open' }, ended: { zh: '已结束', en: 'Ended' } } }))

/** What a source brings, and the columns that its files have. */
export const MARKET_KINDS = [
  'reviews', 'ratings', 'sales', 'prices', 'returns', 'complaints', 'inspections', 'media',
] as const
export type MarketKind = (typeof MARKET_KINDS)[number]
/** Beside what is imported: answers to the programme's questionnaire, and what the platform itself holds. */
export const MARKET_SOURCE_KINDS = [...MARKET_KINDS, 'survey', 'own'] as const
const KIND_WORDS = {
  reviews: { zh: '评论', en: 'Reviews' }, ratings: { zh: '评分', en: 'Ratings' }, sales: { zh: '销售', en: 'Sales' },
  prices: { zh: '价格', en: 'Prices' }, returns: { zh: '退货', en: 'Returns' },
  complaints: { zh: '投诉', en: 'Complaints' }, inspections: { zh: '抽查', en: 'Inspections' },
  media: { zh: '媒体报道', en: 'Media' }, survey: { zh: '问卷', en: 'Survey' },
  own: { zh: '本平台扫码与举报', en: 'Scans and reports here' },
}
export const MarketSourceKind = oneOf(MARKET_SOURCE_KINDS, words({ zh: '数据类别', en: 'Kind of data',
  choices: KIND_WORDS }))

/** The right by which data are held; 个人信息保护法 art. 13, 数据安全法 art. 32. */
export const MarketBasis = oneOf(['consent', 'contract', 'duty', 'public', 'own'] as const, words({
  zh: '合法性依据', en: 'Lawful basis', choices: {
    consent: { zh: '本人同意', en: 'Consent of the persons' }, contract: { zh: '数据合同', en: 'Contract with the holder' },
    duty: { zh: '法定职责', en: 'Statutory duty' }, public: { zh: '依法公开', en: 'Lawfully published' },
    own: { zh: '本平台自有', en: 'Own records' } } }))

const TIER = Type.Integer({ minimum: 2, maximum: 3, ...words({ zh: '核验层级', en: 'Tier',
  hint: { zh: '2 平台已核验，3 未核验；已证实的购买按 1 计', en: '2 verified by the platform, 3 not; confirmed purchases are 1' } }) })

const SourceFields = {
  name: Line(80, { zh: '来源名称', en: 'Source' }),
  kind: MarketSourceKind,
  tier: TIER,
  basis: MarketBasis,
  basisDocument: Line(120, { zh: '依据文件（合同、批文、公开地址）', en: 'Document of the basis' }),
  licence: Line(120, { zh: '许可范围', en: 'Licence' }),
  lineage: Line(300, { zh: '由来（谁收集、怎样收集）', en: 'Lineage: who collected it, and how' }),
}
export const MarketSource = Type.Object({
  id: Type.String(), ...SourceFields, addedOn: Type.String(), endedOn: Type.Optional(Type.String()),
})
export type MarketSource = Static<typeof MarketSource>

const Hundredths = (zh: string, en: string) =>
  Type.Integer({ minimum: 0, maximum: 10_000, ...words({ zh, en }) })

export const MarketProgramme = Type.Object({
  id: Type.String(), number: Type.String(), name: Text, programme: Type.String(), programmeName: Text,
  status: MarketProgrammeStatus, from: Type.String(), until: Type.String(), demonstration: Type.Boolean(),
  methodVersion: Type.Integer(), sources: Type.Integer(),
})
export const MarketMethodVersion = Type.Object({
  version: Type.Integer(), sha256: Type.String(), adoptedOn: Type.String(),
})
export const MarketProgrammeDetail = Type.Object({
  id: Type.String(), number: Type.String(), name: Text, programme: Type.String(), programmeName: Text,
  status: MarketProgrammeStatus, from: Type.String(), until: Type.String(),
  exitFloorHundredths: Hundredths('退出预警线（百分之一分）', 'Exit floor, in hundredths of a point'),
  demonstration: Type.Boolean(), holder: Text,
  methods: Type.Array(MarketMethodVersion, words({ zh: '方法版本', en: 'Method versions' })),
  sources: Type.Array(MarketSource), next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})

const byId = closed({ id: Id() })
const tags = ['market']
const manages = { kind: 'act', may: 'market:manage', scope: 'organisation', tags } as const

export const listMarketProgrammes = endpoint({
  id: 'listMarketProgrammes', method: 'GET', url: '/api/v1/market-programmes', kind: 'read', may: 'market:read',
  scope: 'all', tags, summary: { zh: '市场评价项目', en: 'Market evaluations' },
  query: closed({ ...Paging, status: Type.Optional(MarketProgrammeStatus) }), response: PageOf(MarketProgramme),
})
export const getMarketProgramme = endpoint({
  id: 'getMarketProgramme', method: 'GET', url: '/api/v1/market-programmes/:id', kind: 'read', may: 'market:read',
  scope: 'all', tags, summary: { zh: '市场评价项目', en: 'A market evaluation' }, params: byId,
  response: MarketProgrammeDetail,
})
export const openMarketProgramme = endpoint({
  ...manages, id: 'openMarketProgramme', method: 'POST', url: '/api/v1/market-programmes', creates: true,
  summary: { zh: '设立市场评价项目', en: 'Open a market evaluation' },
  body: closed({
    name: closed({ zh: Line(80, { zh: '中文名称', en: 'Chinese name' }),
      en: Type.Optional(Line(160, { zh: '英文名称', en: 'English name' })) }, words({ zh: '名称', en: 'Name' })),
    programme: Line(40, { zh: '品牌项目', en: 'Brand programme', widget: 'pick',
      from: { endpoint: 'listMarketSchemes', value: 'id', label: 'name' } }),
    from: Day({ zh: '评价期起', en: 'Period from' }), until: Day({ zh: '评价期止', en: 'Period until' }),
    exitFloorHundredths: Type.Integer({ minimum: 0, maximum: 10_000, default: 5_000, ...words({
      zh: '退出预警线（百分之一分）', en: 'Exit floor, in hundredths of a point',
      hint: { zh: '5000 即 50.00 分；低于此线只提示，由人决定',
        en: '5000 is 50.00 points; below it people are asked to decide' } }) }),
  }),
  response: MarketProgrammeDetail,
})
/** Brand programmes of the scheme, to choose from. */
export const listMarketSchemes = endpoint({
  id: 'listMarketSchemes', method: 'GET', url: '/api/v1/market-schemes', kind: 'read', may: 'market:read', scope: 'all',
  tags, summary: { zh: '可评价的品牌项目', en: 'Brand programmes that can be evaluated' }, query: closed({ ...Paging }),
  response: PageOf(Type.Object({ id: Type.String(), name: Text })),
})
export const adoptMarketMethod = endpoint({
  ...manages, id: 'adoptMarketMethod', method: 'POST', url: '/api/v1/market-programmes/:id/methods', signs: true,
  summary: { zh: '采用方法版本', en: 'Adopt a method version' }, params: byId, bodyBytes: 500_000,
  body: closed({ method: { ...MarketMethod, ...words({ zh: '方法（JSON）', en: 'Method (JSON)', widget: 'area',
    hint: { zh: '采用后不再改变；改动须另立版本', en: 'Never changes once adopted; a change is a new version' } }) } }),
  response: MarketProgrammeDetail,
})
export const getMarketMethod = endpoint({
  id: 'getMarketMethod', method: 'GET', url: '/api/v1/market-programmes/:id/methods/:version', kind: 'public',
  may: 'public', scope: 'public', tags, summary: { zh: '方法版本', en: 'A method version' },
  params: closed({ id: Id(), version: Type.String({ pattern: '^[1-9][0-9]{0,3}$' }) }),
  response: Type.Object({ ...MarketMethodVersion.properties, method: MarketMethod }),
})
export const addMarketSource = endpoint({
  ...manages, id: 'addMarketSource', method: 'POST', url: '/api/v1/market-programmes/:id/sources',
  summary: { zh: '登记数据来源', en: 'Register a source' }, params: byId, body: closed(SourceFields),
  response: MarketProgrammeDetail,
})
export const endMarketSource = endpoint({
  ...manages, id: 'endMarketSource', method: 'POST', url: '/api/v1/market-programmes/:id/sources/:source/end',
  summary: { zh: '停用数据来源', en: 'End a source' }, params: closed({ id: Id(), source: Id() }),
  body: closed({ reason: Line(200, { zh: '原因', en: 'Reason' }) }), response: MarketProgrammeDetail,
})
export const endMarketProgramme = endpoint({
  ...manages, id: 'endMarketProgramme', method: 'POST', url: '/api/v1/market-programmes/:id/end',
  summary: { zh: '结束评价项目', en: 'End a market evaluation' }, params: byId,
  body: closed({ reason: Line(200, { zh: '原因', en: 'Reason' }) }), response: MarketProgrammeDetail,
})

export const MARKET_REFUSALS = {
  'period-reversed': { status: 422, zh: '评价期止 {until} 早于评价期起', en: 'The period ends on {until}, before it begins' },
  'programme-unknown': { status: 422, zh: '没有这个品牌项目：{programme}', en: 'No such brand programme: {programme}' },
  'method-unsound': { status: 422, zh: '方法不成立：{zh}', en: 'The method does not hold: {en}' },
  'method-same': { status: 409, zh: '与现行方法版本相同，无须另立', en: 'This is the method version in use' },
  'source-ended': { status: 409, zh: '该数据来源已停用', en: 'This source has been ended' },
} as const satisfies Record<string, RefusalWords>
