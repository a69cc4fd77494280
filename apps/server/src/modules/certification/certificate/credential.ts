import { conformityCredential, signToken } from '@tianfu/credentials'
import type { Assessment, Named } from '@tianfu/credentials'
import { addDays } from '@tianfu/kernel'
import { programmeOf } from '@tianfu/scheme'
import type { Work } from '../../../platform/work.ts'
import { bodySigner } from '../../bodies/index.ts'
import { getOrganisation } from '../../parties/index.ts'
import type { RuleFacts } from '../rule-facts.ts'
import { STATUS_LISTS } from './status-lists.ts'
import type { Certificate } from './state.ts'

/** What of a certificate its credential says. */
export type CredentialSaid = Pick<Certificate,
  'registerNumber' | 'bodyNumber' | 'statusIndex' | 'issuedOn' | 'holder' | 'body' | 'programme' | 'rule' | 'standards'
  | 'products' | 'batch' | 'validFrom' | 'validUntil' | 'scope' | 'conditions'>

/** The first moment of a day in China. */
const beginningOf = (day: string): string => `${day}T00:00:00+08:00`

/** The certificate as a `vc+jwt` under the body's did:web key; the platform registers it and its hash (design §1). */
export async function credentialOf(work: Work, facts: RuleFacts, said: CredentialSaid): Promise<string> {
  const { origin } = work.world
  const signer = await bodySigner(work.db, work.world, said.body)
  const [holder, body] = [await getOrganisation(work.db, said.holder), await getOrganisation(work.db, said.body)]
  const programme = programmeOf(work.edition, said.programme)
  const address = `${origin}/c/${said.registerNumber}`
  const standardOf = ({ number }: { number: string }) => `${origin}/standards/${encodeURIComponent(number)}`
  const [a, b] = said.standards
  const standards: Named[] = said.standards.map((standard) => ({ id: standardOf(standard), name: standard.name }))
  const criteria: Named[] =
    facts.b.indicators.map(({ id, name }) => ({ id: `${standardOf(b ?? { number: '' })}#${id}`, name }))
  const assessment: Assessment = {
    id: `${address}#assessment`, name: { zh: '认证评价', en: 'Certification assessment' }, on: said.issuedOn,
    criteria: [...(a ? [{ id: standardOf(a), name: a.name }] : []), ...criteria], standards, conforms: true,
    ...(said.conditions && { conditions: [said.conditions] }),
  }
  return signToken(signer, conformityCredential({
    kind: 'certificate', number: said.registerNumber, address,
    title: { zh: `${programme?.name.zh ?? ''}认证证书`, en: `Certificate of ${programme?.name.en ?? said.programme}` },
    issuer: { id: signer.did, name: body.name, creditCode: body.uscc, page: `${origin}/org/${body.uscc}` },
    holder: { id: `${origin}/org/${holder.uscc}`, name: holder.name, creditCode: holder.uscc,
      page: `${origin}/org/${holder.uscc}` },
    programme: { id: `${origin}/brands#${said.programme}`, name: programme?.name ?? { zh: said.programme } },
    rule: { id: `${origin}/standards/${encodeURIComponent(said.rule.number)}`, name: said.rule.name },
    validFrom: beginningOf(said.validFrom), validUntil: beginningOf(addDays(said.validUntil, 1)),
    products: said.products.flatMap((product) => product.models.map((model) => ({
      id: product.gtin ? `https://id.gs1.org/01/${product.gtin}` : `${address}#${product.product}`, name: product.name,
      model,
      ...(said.batch && { batch: said.batch.lot }) }))),
    assessments: [assessment],
    printForm: { address: `${address}.pdf` },
    status: { statusPurpose: 'suspension', statusListIndex: said.statusIndex.suspension,
      statusListCredential: `${origin}/status/${STATUS_LISTS.suspension}` },
  }))
}
