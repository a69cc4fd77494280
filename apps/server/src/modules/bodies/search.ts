import { searched } from '../../platform/search-index.ts'
import { getOrganisation, namesOf } from '../parties/index.ts'
import { body, laboratory } from './domain.ts'
import type { Body, Laboratory } from './domain.ts'

export const searchedHere = [
  searched<Body>({
    of: body, kinds: { body: ['public'] },
    entries: async (db, id, state) => {
      const organisation = await getOrganisation(db, id)
      return [{
        kind: 'body', id, title: organisation.name, texts: namesOf(organisation),
        numbers: [organisation.uscc, state.approvalNumber], link: `/bodies/${id}`, public: true, organisations: [id],
        regions: [organisation.region],
      }]
    },
  }),
  searched<Laboratory>({
    of: laboratory, kinds: { laboratory: ['public'] },
    entries: async (db, id, { cma, cnas }) => {
      const organisation = await getOrganisation(db, id)
      return [{
        kind: 'laboratory', id, title: organisation.name, texts: namesOf(organisation),
        numbers: [organisation.uscc, ...(cma ? [cma] : []), ...(cnas ? [cnas] : [])], link: `/laboratories/${id}`,
        public: true, organisations: [id], regions: [organisation.region],
      }]
    },
  }),
]
