import { find } from '../../platform/acts.ts'
import { searched } from '../../platform/search-index.ts'
import { licence } from '../licences/index.ts'
import { codeOrder } from './domain.ts'
import type { CodeOrder } from './domain.ts'

export const searchedHere = [searched<CodeOrder>({
  of: codeOrder, kinds: { 'code-order': ['code:read'] },
  entries: async (db, id, { number, gtin, organisation, licence: of, product }) => {
    const licensed = (await find(db, licence, of))?.state
    const name = licensed?.products.find((one) => one.product === product)?.name
    return [{
      kind: 'code-order', id, title: { zh: `标识码申领 ${number}`, en: `Order of codes ${number}` },
      texts: [name?.zh ?? '', name?.en ?? ''], numbers: [number, gtin], link: `/code-orders/${id}`, public: false,
      organisations: [organisation, ...(licensed ? [licensed.licensor] : [])], regions: [],
    }]
  },
})]
