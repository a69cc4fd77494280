import { searched } from '../../platform/search-index.ts'
import { appeals } from './appeal/aggregate.ts'
import type { Appeal } from './appeal/state.ts'
import { applications } from './application/aggregate.ts'
import type { Application } from './application/state.ts'
import { certificates } from './certificate/aggregate.ts'
import type { Certificate, Said } from './certificate/state.ts'
import { certificateChanges } from './change/aggregate.ts'
import type { CertificateChange } from './change/state.ts'

const namesSaid = ({ holderName, products }: Pick<Said, 'holderName' | 'products'>): string[] => [holderName,
  ...products.flatMap(({ name, brand, models }) => [name.zh, name.en ?? '', brand ?? '', ...models])]

/** A certificate is public from its first day, and is found by what it says and what it said before a change. */
export const searchedHere = [
  searched<Application>({
    of: applications,
    kinds: { application: ['application:read', 'application:summary'], 'test-order': ['test-order:read'] },
    entries: (_, id, { number, names, applicant, body, region, testOrders }) => [
      {
        kind: 'application', id, title: { zh: `认证申请 ${number} ${names.product}`, en: `Application ${number}` },
        texts: [names.applicant, names.body, names.product], numbers: [number], link: `/application/${id}`,
        public: false, organisations: [applicant, body], regions: [region],
      },
      // A laboratory learns the product and who ordered, as on its own page.
      ...testOrders.map((order) => ({
        kind: 'test-order', id: order.id, title: { zh: `检测委托 ${names.product}`, en: `Test order ${number}` },
        texts: [names.body, names.product], numbers: [number], link: `/test-orders/${order.id}`, public: false,
        organisations: [order.laboratory], regions: [],
      })),
    ],
  }),
  searched<Certificate>({
    of: certificates, kinds: { certificate: ['public', 'certificate:read'] },
    entries: (_, id, of) => [{
      kind: 'certificate', id,
      title: { zh: `${of.products[0]?.name.zh ?? ''}（${of.holderName}）`,
        ...(of.products[0]?.name.en && { en: of.products[0].name.en }) },
      texts: [of.bodyName, ...namesSaid(of), ...(of.revisions ?? []).flatMap(({ before }) => namesSaid(before))],
      numbers: [of.registerNumber, of.bodyNumber, ...(of.nationalNumber ? [of.nationalNumber] : []), of.holderUscc],
      link: `/c/${of.registerNumber}`, public: true, organisations: [of.holder, of.body], regions: [of.region],
    }],
  }),
  searched<CertificateChange>({
    of: certificateChanges, kinds: { 'certificate-change': ['certificate-change:read'] },
    entries: (_, id, { number, certificateNumber, names, holder, body }) => [{
      kind: 'certificate-change', id, title: { zh: `证书变更 ${number} ${names.product}`, en: `Change ${number}` },
      texts: [names.holder, names.body, names.product], numbers: [number, certificateNumber],
      link: `/certificate-change/${id}`, public: false, organisations: [holder, body], regions: [],
    }],
  }),
  searched<Appeal>({
    of: appeals, kinds: { appeal: ['appeal:read'] },
    entries: (_, id, { number, kind, about, body, bodyName, by }) => [{
      kind: 'appeal', id, title: kind === 'appeal' ? { zh: `申诉 ${number}`, en: `Appeal ${number}` }
        : { zh: `投诉 ${number}`, en: `Complaint ${number}` },
      texts: [bodyName], numbers: [number, about.number], link: `/appeal/${id}`, public: false,
      organisations: [body, ...(by ? [by.organisation] : [])], regions: [],
    }],
  }),
]
