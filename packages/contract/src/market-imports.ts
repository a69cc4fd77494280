import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import { MARKET_KINDS, MarketSourceKind } from './market.ts'
import type { MarketKind } from './market.ts'
import type { RefusalWords } from './refusals.ts'
import { Id, Line, Next, PageOf, Paging, Text, TimelineEntry, closed, oneOf, words } from './schema.ts'

/**
 * Observations come in by files or by the interface. A file is first checked whole, and nothing is kept of one that has
 * a wrong row; what was checked is then taken in by an act, whole or not at all.
 */

/** A column that files of a kind have: its words, headings by which it is recognised, and whether it must be there. */
export interface MarketColumn {
  readonly zh: string
  readonly en: string
  readonly aliases: readonly string[]
  readonly required: boolean
}
const column = (zh: string, en: string, aliases: readonly string[], required = false): MarketColumn =>
  ({ zh, en, aliases, required })

const COMMON = {
  subject: column('商品条码或统一社会信用代码', 'GTIN or credit code',
    ['条码', '商品条码', '条形码', '产品条码', '信用代码', '统一社会信用代码', 'gtin', 'barcode', 'ean', 'product', 'uscc'], true),
  day: column('日期', 'Day', ['日期', '评价日期', '销售日期', '时间', '发生日期', '投诉日期', '抽查日期', 'date', 'time'], true),
  region: column('地区代码', 'Region code', ['地区', '地区代码', '行政区划', 'region']),
  who: column('评价人（只存化名）', 'Who (kept as a pseudonym)', ['用户', '用户编号', '评价人', '账号', 'user', 'reviewer', 'actor']),
  confirmed: column('购买已证实', 'Purchase confirmed', ['已购买', '购买已证实', '已证实', 'verified', 'verified purchase']),
}
const amount = (zh: string, en: string, aliases: readonly string[]) => column(zh, en, aliases, true)

/** Columns by kind; the first match of a heading counts, and a mapping may say otherwise. */
export const MARKET_COLUMNS: Readonly<Record<MarketKind, Readonly<Record<string, MarketColumn>>>> = {
  ratings: { ...COMMON, score: column('评分（1 至 5）', 'Score, 1 to 5', ['评分', '星级', '打分', 'rating', 'stars'], true) },
  reviews: { ...COMMON,
    favourable: column('好评（是、否）', 'Favourable, yes or no', ['好评', '是否好评', '评价', 'positive', 'sentiment'], true) },
  sales: { ...COMMON, quantity: amount('销量', 'Units sold', ['销量', '数量', '件数', 'units', 'qty']),
    amount: amount('销售额', 'Amount', ['销售额', '金额', '成交额', 'revenue', 'sales']),
    unit: column('金额单位（元、万元、分）', 'Unit of the amount', ['单位', '金额单位', 'currency']) },
  prices: { ...COMMON, price: amount('价格', 'Price', ['价格', '单价', '售价']),
    reference: amount('同类均价', 'Mean price of its kind', ['同类均价', '参考价', '均价', 'category price', 'benchmark']) },
  returns: { ...COMMON, quantity: amount('退货件数', 'Units returned', ['退货', '退货量', '退货件数', '数量', 'returns', 'qty']) },
  complaints: { ...COMMON, quantity: column('件数', 'Complaints', ['件数', '投诉件数', '数量', 'count', 'complaints']) },
  inspections: { ...COMMON,
    passed: column('合格（是、否）', 'Passed, yes or no', ['合格', '是否合格', '结论', '结果', 'result', 'pass'], true) },
  media: { ...COMMON,
    tone: column('倾向（正面、中性、负面）', 'Tone', ['倾向', '情感', '态度', '正负面', 'sentiment'], true) },
}
/** Every column name of any kind. */
export const MARKET_COLUMN_NAMES = [...new Set(MARKET_KINDS.flatMap((kind) => Object.keys(MARKET_COLUMNS[kind])))]

const byId = closed({ id: Id() })
const tags = ['market']

export const MarketRowError = Type.Object({
  line: Type.Integer(words({ zh: '行号', en: 'Line' })),
  column: Type.Optional(Type.String(words({ zh: '列', en: 'Column' }))),
  value: Type.Optional(Type.String(words({ zh: '内容', en: 'Value' }))), code: Type.String(), zh: Type.String(),
  en: Type.String(),
})
/** What was found in a file: nothing of it counts yet. */
export const MarketFileReport = Type.Object({
  sha256: Type.String(), name: Type.String(), bytes: Type.Integer(words({ zh: '字节', en: 'Bytes' })),
  format: oneOf(['csv', 'excel', 'parquet'] as const, words({ zh: '格式', en: 'Format' })),
  encoding: Type.Optional(Type.String(words({ zh: '编码', en: 'Encoding' }))),
  delimiter: Type.Optional(Type.String(words({ zh: '分隔符', en: 'Delimiter' }))),
  columns: Type.Array(Type.String(), words({ zh: '列', en: 'Columns' })),
  mapping: Type.Record(Type.String(), Type.String(), words({ zh: '列对应', en: 'Mapping' })),
  rows: Type.Integer(words({ zh: '行数', en: 'Rows' })),
  observations: Type.Integer(words({ zh: '观测数', en: 'Observations' })),
  firstDay: Type.Optional(Type.String(words({ zh: '最早日期', en: 'First day' }))),
  lastDay: Type.Optional(Type.String(words({ zh: '最晚日期', en: 'Last day' }))),
  /** The first hundred; `errorCount` counts all. */
  errors: Type.Array(MarketRowError, words({ zh: '有误的行', en: 'Rows with faults' })),
  errorCount: Type.Integer(words({ zh: '有误行数', en: 'Faults' })),
  /** Present when every row is right: what the import names. */
  file: Type.Optional(Type.String()),
})
/**
 * Body: multipart/form-data with one part `file`. Fields before it: `source`; and optional `mapping` (JSON, column →
 * heading), `sha256` and `length` of the file, by which a file that was cut is told.
 */
export const checkMarketFile = endpoint({
  id: 'checkMarketFile', method: 'POST', url: '/api/v1/market-programmes/:id/files', kind: 'record',
  may: 'market:manage', scope: 'organisation', tags: [...tags, 'multipart'], bodyBytes: 200_000_000,
  summary: { zh: '检查数据文件', en: 'Check a file of observations' }, params: byId, response: MarketFileReport,
})

export const MarketImport = Type.Object({
  id: Type.String(), programme: Type.String(), source: Type.String(),
  sourceName: Type.String(words({ zh: '数据来源', en: 'Source' })), kind: MarketSourceKind,
  file: Type.String(words({ zh: '文件', en: 'File' })), sha256: Type.String(),
  rows: Type.Integer(words({ zh: '行数', en: 'Rows' })),
  observations: Type.Integer(words({ zh: '观测数', en: 'Observations' })),
  firstDay: Type.String(words({ zh: '最早日期', en: 'First day' })),
  lastDay: Type.String(words({ zh: '最晚日期', en: 'Last day' })),
  status: oneOf(['loaded', 'withdrawn'] as const, words({ zh: '状态', en: 'State', choices: {
    loaded: { zh: '已导入', en: 'Imported' }, withdrawn: { zh: '已撤回', en: 'Withdrawn' } } })),
  loadedOn: Type.String(words({ zh: '导入日', en: 'Imported on' })),
})
export const MarketImportDetail = Type.Object({
  ...MarketImport.properties, programmeName: Text,
  withdrawnOn: Type.Optional(Type.String(words({ zh: '撤回日', en: 'Withdrawn on' }))),
  next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})
export const importMarketFile = endpoint({
  id: 'importMarketFile', method: 'POST', url: '/api/v1/market-programmes/:id/imports', kind: 'act',
  may: 'market:manage', scope: 'organisation', tags, creates: true,
  summary: { zh: '导入已检查的文件', en: 'Take in a file that was checked' }, params: byId,
  body: closed({ file: Id({ zh: '已检查的文件', en: 'File that was checked' }) }), response: MarketImportDetail,
})
/** Observations `own-look`, looks at genuine codes by day, and `own-report`, reports that were found true. */
export const importMarketOwn = endpoint({
  id: 'importMarketOwn', method: 'POST', url: '/api/v1/market-programmes/:id/own-observations', kind: 'act',
  may: 'market:manage', scope: 'organisation', tags, creates: true,
  summary: { zh: '导入本平台扫码与举报', en: 'Take in scans and reports here' }, params: byId,
  body: closed({ source: Id({ zh: '数据来源（本平台）', en: 'Source, own' }) }), response: MarketImportDetail,
})
export const listMarketImports = endpoint({
  id: 'listMarketImports', method: 'GET', url: '/api/v1/market-imports', kind: 'read', may: 'market:read', scope: 'all',
  tags, summary: { zh: '数据导入', en: 'Imports' }, query: closed({ ...Paging, programme: Type.Optional(Id()) }),
  response: PageOf(MarketImport),
})
export const getMarketImport = endpoint({
  id: 'getMarketImport', method: 'GET', url: '/api/v1/market-imports/:id', kind: 'read', may: 'market:read',
  scope: 'all', tags, summary: { zh: '一次导入', en: 'An import' }, params: byId, response: MarketImportDetail,
})
/** Runs that used it stay as they are; a later run leaves it out. */
export const withdrawMarketImport = endpoint({
  id: 'withdrawMarketImport', method: 'POST', url: '/api/v1/market-imports/:id/withdrawal', kind: 'act',
  may: 'market:manage', scope: 'organisation', tags, summary: { zh: '撤回导入', en: 'Withdraw an import' },
  params: byId, body: closed({ reason: Line(200, { zh: '原因', en: 'Reason' }) }), response: MarketImportDetail,
})
/** The same rows as a file would have, by program: each an object of columns, values as text. */
export const sendMarketObservations = endpoint({
  id: 'sendMarketObservations', method: 'POST', url: '/api/v1/market-programmes/:id/observations', kind: 'act',
  may: 'market:manage', scope: 'organisation', tags, creates: true, bodyBytes: 5_000_000,
  summary: { zh: '接口导入观测', en: 'Send observations by interface' }, params: byId,
  body: closed({
    source: Id({ zh: '数据来源', en: 'Source' }),
    rows: Type.Array(closed(Object.fromEntries(MARKET_COLUMN_NAMES.map((name) => {
      const kind = MARKET_KINDS.find((one) => name in MARKET_COLUMNS[one])!
      const { zh, en } = MARKET_COLUMNS[kind][name]!
      return [name, Type.Optional(Line(60, { zh, en }))]
    }))), { minItems: 1, maxItems: 10_000, ...words({ zh: '观测', en: 'Observations' }) }),
  }),
  response: MarketImportDetail,
})

export const MARKET_IMPORT_REFUSALS = {
  'file-cut': { status: 422, zh: '文件不完整：应为 {need} 字节，收到 {have} 字节',
    en: 'The file is not whole: {need} bytes were announced, {have} came' },
  'file-imported': { status: 409, zh: '同一文件已于 {day} 导入', en: 'This very file was imported on {day}' },
  'file-unreadable': { status: 422, zh: '文件无法读取：{zh}', en: 'The file cannot be read: {en}' },
  'rows-wrong': { status: 422, zh: '有 {count} 行有误，未导入任何数据；第 {line} 行：{why}',
    en: '{count} rows are wrong and nothing was taken in; row {line}: {whyEn}' },
  'mapping-wrong': { status: 422, zh: '列对应有误：{zh}', en: 'The mapping is wrong: {en}' },
  'source-not-own': { status: 422, zh: '该数据来源不是本平台扫码与举报', en: 'This source is not the platform itself' },
  'kind-not-imported': { status: 409, zh: '此来源的数据不由文件导入', en: 'Data of this source do not come by file' },
} as const satisfies Record<string, RefusalWords>
