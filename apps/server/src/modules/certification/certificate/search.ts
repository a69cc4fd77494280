import { putSearchEntry } from '../../../platform/search.ts'
import type { Work } from '../../../platform/work.ts'
import type { Certificate } from './state.ts'

/** What search finds of a certificate: any of its numbers, holder, product, rule. It is public from its first day. */
export const indexCertificate = (work: Work, id: string, of: Certificate): Promise<void> => putSearchEntry(work, {
  kind: 'certificate', id,
  title: { zh: `${of.products[0]?.name.zh ?? ''}（${of.holderName}）`,
    ...(of.products[0]?.name.en && { en: of.products[0].name.en }) },
  texts: [of.holderName, of.bodyName,
    ...of.products.flatMap(({ name, brand, models }) => [name.zh, name.en ?? '', brand ?? '', ...models])],
  numbers: [of.registerNumber, of.bodyNumber, ...(of.nationalNumber ? [of.nationalNumber] : []), of.holderUscc],
  link: `/c/${of.registerNumber}`, public: true, organisations: [of.holder, of.body], region: of.region,
})
