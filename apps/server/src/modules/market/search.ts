import { searched } from '../../platform/search-index.ts'
import { programme } from './domain.ts'
import type { Programme } from './domain.ts'

export const searchedHere = [searched<Programme>({
  of: programme, kinds: { 'market-programme': ['market:read'] },
  entries: (_, id, { name, number, organisation }) => [{
    kind: 'market-programme', id, title: name, texts: [], numbers: [number], link: `/market-programmes/${id}`,
    public: false, organisations: [organisation], regions: [],
  }],
})]
