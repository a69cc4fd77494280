import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import { closed, oneOf } from './schema.ts'

/** What goes out of the platform and comes into it as whole tables. */

/** Rows that one sheet of a ledger may have. */
export const LEDGER_ROWS = 20_000

export const exportLedger = endpoint({
  id: 'exportLedger', method: 'GET', url: '/api/v1/ledger.xlsx', kind: 'read', may: 'ledger:export', scope: 'region',
  summary: { zh: '导出辖区台账', en: 'The ledger of the region as a workbook' },
  query: closed({ lang: Type.Optional(oneOf(['zh', 'en'])) }), response: Type.Unknown(), tags: ['binary'],
})

export const EXCHANGE_REFUSALS = {
  'ledger-too-large': {
    status: 413, zh: '“{sheet}”超过 {limit} 行，一个文件放不下；请由下一级分别导出',
    en: '“{sheet}” has more than {limit} rows, too many for one file; let the regions below export theirs',
  },
} as const satisfies Record<string, RefusalWords>
