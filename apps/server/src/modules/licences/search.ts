import { searched } from '../../platform/search-index.ts'
import { getOrganisation, namesOf } from '../parties/index.ts'
import { licence } from './aggregate.ts'
import type { Licence } from './domain.ts'

/** The holder and the licensor always, everybody once it is in force. */
export const searchedHere = [searched<Licence>({
  of: licence, kinds: { licence: ['public', 'licence:read'] },
  entries: async (db, id, state) => {
    const holder = await getOrganisation(db, state.organisation)
    return [{
      kind: 'licence', id, title: {
        zh: `标识使用许可 ${state.number ?? state.certificateNumber}`,
        en: `Licence of the mark ${state.number ?? state.certificateNumber}`,
      },
      texts: [...namesOf(holder), ...state.products.map(({ name }) => name.zh)],
      numbers: [state.certificateNumber, ...(state.number === null ? [] : [state.number])], link: `/licences/${id}`,
      public: state.validFrom !== null, organisations: [state.organisation, state.licensor],
      regions: [state.region], about: [state.organisation],
    }]
  },
})]
