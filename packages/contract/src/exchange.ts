import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { Id, Next, PageOf, Paging, closed, oneOf, words } from './schema.ts'

/** What goes out of the platform and comes into it as whole tables. */

/** Rows that one sheet of a ledger may have. */
export const LEDGER_ROWS = 20_000

export const exportLedger = endpoint({
  id: 'exportLedger', method: 'GET', url: '/api/v1/ledger.xlsx', kind: 'read', may: 'ledger:export', scope: 'region',
  summary: { zh: '导出辖区台账', en: 'The ledger of the region as a workbook' },
  query: closed({ lang: Type.Optional(oneOf(['zh', 'en'])) }), response: Type.Unknown(), tags: ['binary'],
})

/** Rows that one file may bring in. */
export const IMPORT_ROWS = 500
export const IMPORT_KINDS = ['organisations', 'products', 'people'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]
const KindWords = words({ zh: '内容', en: 'What', choices: {
  organisations: { zh: '机构和企业', en: 'Organisations' }, products: { zh: '产品', en: 'Products' },
  people: { zh: '执业人员', en: 'People' },
} })

/** What became of a file, row by row; `file` is the same workbook with a column of what is wrong, as base64. */
export const ImportOutcome = Type.Object({
  /** Absent when nothing was written. */
  batch: Type.Optional(Type.String()),
  rows: Type.Integer(), made: Type.Integer(),
  errors: Type.Array(Type.Object({
    row: Type.Integer(), column: Type.Optional(Type.String()), zh: Type.String(), en: Type.String(),
  })),
  file: Type.Optional(Type.String()),
})
/**
 * Body: multipart/form-data with one part `file`, an xlsx as the template gives it. `try`: only says what would happen.
 * `partial`: rows that are right are taken although others are wrong; otherwise all or none.
 */
const brings = {
  method: 'POST', kind: 'act', creates: true, tags: ['multipart'],
  query: closed({ try: Type.Optional(Type.Boolean()), partial: Type.Optional(Type.Boolean()) }),
  response: ImportOutcome,
} as const
export const importOrganisations = endpoint({
  ...brings, id: 'importOrganisations', url: '/api/v1/imports/organisations', may: 'organisation:create', scope: 'all',
  summary: { zh: '导入机构和企业', en: 'Import organisations' },
})
export const importProducts = endpoint({
  ...brings, id: 'importProducts', url: '/api/v1/imports/products', may: 'product:register', scope: 'organisation',
  summary: { zh: '导入产品', en: 'Import products' },
})
export const importPeople = endpoint({
  ...brings, id: 'importPeople', url: '/api/v1/imports/people', may: 'staff:register', scope: 'organisation',
  summary: { zh: '导入执业人员', en: 'Import people' },
})
export const importTemplate = endpoint({
  id: 'importTemplate', method: 'GET', url: '/api/v1/imports/template.xlsx', kind: 'read', may: 'signed-in',
  scope: 'public', summary: { zh: '导入模板', en: 'Template of an import' },
  query: closed({ kind: oneOf(IMPORT_KINDS, KindWords) }), response: Type.Unknown(), tags: ['binary'],
})
export const ImportBatch = Type.Object({
  id: Type.String(), kind: oneOf(IMPORT_KINDS, KindWords), name: Type.String(), rows: Type.Integer(),
  madeOn: Type.String(), undoneOn: Type.Optional(Type.String()), next: Type.Array(Next),
})
export const listImports = endpoint({
  id: 'listImports', method: 'GET', url: '/api/v1/imports', kind: 'read', may: 'signed-in', scope: 'organisation',
  summary: { zh: '导入记录', en: 'Imports' }, query: closed({ ...Paging }), response: PageOf(ImportBatch),
})
/** Takes back what a batch made by the act that ends each: products are retired, registrations of people ended. */
export const undoImport = endpoint({
  id: 'undoImport', method: 'POST', url: '/api/v1/imports/:id/undo', kind: 'act', may: 'signed-in',
  scope: 'organisation', summary: { zh: '撤回这批导入', en: 'Undo this import' }, params: closed({ id: Id() }),
  body: closed({}), response: Type.Object({ undone: Type.Integer(), kept: Type.Integer() }),
})

export const EXCHANGE_REFUSALS = {
  'import-empty': { status: 400, zh: '表里没有数据行', en: 'The sheet has no rows of data' },
  'import-heading': {
    status: 422, zh: '表头缺少“{column}”，请用模板', en: 'The heading “{columnEn}” is missing; use the template',
  },
  'import-too-many': {
    status: 413, zh: '有 {count} 行，一次至多 {limit} 行', en: '{count} rows; {limit} at most at a time',
  },
  'import-undone': { status: 409, zh: '这批导入已经撤回', en: 'This import was undone already' },
  'import-stays': {
    status: 409, zh: '机构的登记不能撤回，请逐个办理变更', en: 'Registrations of organisations stay; amend them one by one',
  },
  'import-member-unknown': {
    status: 422, zh: '本单位没有可登记的成员“{name}”', en: 'No member named {name} may be registered',
  },
  'import-member-twice': {
    status: 422, zh: '有多名成员叫“{name}”，请在页面上登记', en: 'Several members are named {name}; register them on the page',
  },
  'import-brand-unknown': { status: 422, zh: '没有名为“{name}”的品牌', en: 'There is no brand named {name}' },
  'import-value': { status: 422, zh: '“{value}”不在可选值中：{choices}', en: '“{value}” is none of: {choices}' },
  'ledger-too-large': {
    status: 413, zh: '“{sheet}”超过 {limit} 行，一个文件放不下；请由下一级分别导出',
    en: '“{sheet}” has more than {limit} rows, too many for one file; let the regions below export theirs',
  },
} as const satisfies Record<string, RefusalWords>
