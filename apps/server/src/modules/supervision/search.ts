import { searched } from '../../platform/search-index.ts'
import { findCertificate } from '../certification/index.ts'
import { getOrganisation, namesOf } from '../parties/index.ts'
import { order, report } from './domain.ts'
import type { Order, Report } from './domain.ts'

/** A report is found by its number alone: what it says is for the office that has it. */
export const searchedHere = [
  searched<Order>({
    of: order, kinds: { order: ['order:read'] },
    entries: async (db, id, state) => {
      const body = await getOrganisation(db, state.body)
      const certificate = (await findCertificate(db, state.certificate))?.state
      return [{
        kind: 'order', id, title: { zh: `责令 ${state.number}`, en: `Order ${state.number}` },
        texts: [...namesOf(body), certificate?.holderName ?? ''], numbers: [state.number, state.certificateNumber],
        link: `/orders/${id}`, public: false, organisations: [state.body],
        regions: [state.region, state.issuedIn], about: [state.body, state.certificate],
      }]
    },
  }),
  searched<Report>({
    of: report, kinds: { report: ['report:read'] },
    entries: (_, id, { number, with: office, transfer }) => [{
      kind: 'report', id, title: { zh: `举报 ${number}`, en: `Report ${number}` }, texts: [], numbers: [number],
      link: `/reports/${id}`, public: false, organisations: [], regions: [office, ...(transfer ? [transfer.from] : [])],
    }],
  }),
]
