import { searched } from '../../platform/search-index.ts'
import { getOrganisation, namesOf } from '../parties/index.ts'
import { declaration } from './domain.ts'
import type { Declaration } from './domain.ts'

export const searchedHere = [searched<Declaration>({
  of: declaration, kinds: { declaration: ['public', 'declaration:read'] },
  entries: async (db, id, of) => {
    const holder = await getOrganisation(db, of.organisation)
    return [{
      kind: 'declaration', id,
      title: { zh: `${of.productName.zh} 自主申明`, en: `Declaration: ${of.productName.en ?? of.productName.zh}` },
      texts: [...namesOf(holder), ...of.models], numbers: [of.number, of.standards.b.number],
      link: `/declarations/${id}`, public: true, organisations: [of.organisation], regions: [holder.region],
      about: [of.organisation],
    }]
  },
})]
