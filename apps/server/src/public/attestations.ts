import { conformityCredential, identityAnchor, productPassport } from '@tianfu/credentials'
import type { JsonObject, Named, Organisation } from '@tianfu/credentials'
import { addDays } from '@tianfu/kernel'
import type { Text } from '@tianfu/kernel'
import { programmeOf } from '@tianfu/scheme'
import { bodyDetail, findBody, findLaboratory } from '../modules/bodies/index.ts'
import { findProductByGtin } from '../modules/brands/index.ts'
import { certificatesOf, standing } from '../modules/certification/index.ts'
import type { PublicReport } from '../modules/certification/index.ts'
import { publicDeclaration, runningDeclarations } from '../modules/declarations/index.ts'
import { getOrganisation } from '../modules/parties/index.ts'
import type { FoundOrganisation } from '../modules/parties/index.ts'
import { platformDid } from '../modules/verification/index.ts'
import type { View } from '../platform/work.ts'

// What the register says today, as credentials of the platform's own in the vocabulary of UNTP. A statement of the
// register is true for a day, so each is good for its day alone (in China) and needs no status list: whoever wants to
// know tomorrow asks again. The same day and register give the same token, byte for byte.

type Declaration = Awaited<ReturnType<typeof publicDeclaration>>

const term = ({ at }: View) => ({
  validFrom: `${at.today}T00:00:00+08:00`, validUntil: `${addDays(at.today, 1)}T00:00:00+08:00`,
})

/** The platform as the one who states what its register holds. */
const register = ({ world, edition }: View): Organisation =>
  ({ id: platformDid(world), name: edition.brand.name, page: `${world.origin}/about` })

const pageOf = ({ world }: View, uscc: string): string => `${world.origin}/org/${uscc}`

const partyOf = (view: View, of: { uscc: string; name: Text }): Organisation =>
  ({ id: pageOf(view, of.uscc), name: of.name, creditCode: of.uscc, page: pageOf(view, of.uscc) })

const standardOf = ({ world }: View, number: string): string =>
  `${world.origin}/standards/${encodeURIComponent(number)}`

const programmeNamed = ({ world, edition }: View, id: string): Named =>
  ({ id: `${world.origin}/brands#${id}`, name: programmeOf(edition, id)?.name ?? { zh: id } })

/** UNTP Digital Identity Anchor of an organisation: its credit code, and the DID under which it signs, if any. */
export async function organisationAnchor(view: View, of: FoundOrganisation): Promise<JsonObject> {
  const body = of.kinds.includes('body') && await findBody(view.db, of.id)
  const laboratory = of.kinds.includes('laboratory') && await findLaboratory(view.db, of.id)
  const detail = body ? await bodyDetail({ ...view, actor: undefined }, of.id) : undefined
  const page = pageOf(view, of.uscc)
  return identityAnchor({
    address: `${page}.jwt`, title: { zh: `身份登记：${of.name.zh}`, en: `Registered identity: ${of.name.en ?? of.name.zh}` },
    issuer: register(view), ...term(view), did: detail?.did ?? page, name: of.name, creditCode: of.uscc,
    registeredOn: of.registeredOn, page, registrar: register(view),
    ...(detail && { scope: detail.rules.map((rule) => standardOf(view, rule)) }),
    register: body || laboratory ? 'accreditation' : 'business',
  })
}

/** UNTP conformity credential of a declaration: the enterprise's own word, and the register says no more than that. */
export async function declarationCredential(view: View, of: Declaration): Promise<JsonObject> {
  const address = `${view.world.origin}/declarations/${of.number}`
  const holder = partyOf(view, of.holder)
  const standards = of.standards.map(({ number, name }) => ({ id: standardOf(view, number), name }))
  return conformityCredential({
    kind: 'declaration', number: of.number, address, title: { zh: '企业自主申明', en: 'Declaration by the enterprise' },
    issuer: register(view), holder, programme: programmeNamed(view, of.programme),
    rule: { id: standardOf(view, of.rule.number), name: of.rule.name }, ...term(view),
    products: of.models.map((model) => ({
      id: of.gtin ? `https://id.gs1.org/01/${of.gtin}` : `${address}#product`, name: of.productName, model,
    })),
    assessments: [{
      id: `${address}#assessment`, name: { zh: '企业自我评价', en: 'Self-assessment' }, on: of.publishedOn,
      criteria: of.values.map(({ indicator, name }) => ({
        id: `${standardOf(view, of.standards[1]?.number ?? '')}#${indicator}`, name,
      })),
      standards, conforms: of.conforms,
    }],
  })
}

/** UNTP conformity credential of a laboratory's report behind a certificate, without the measured values. */
export async function reportCredential(view: View, of: PublicReport): Promise<JsonObject> {
  const address = `${view.world.origin}/reports/${of.id}`
  const [holder, organisation] =
    [await getOrganisation(view.db, of.holder), await getOrganisation(view.db, of.laboratory)]
  const laboratory = await findLaboratory(view.db, of.laboratory)
  const accredited = [['CMA', laboratory?.cma], ['CNAS', laboratory?.cnas]] as const
  return conformityCredential({
    kind: 'laboratory-report', number: of.number, address,
    title: { zh: `检测报告：${organisation.name.zh}`, en: `Test report: ${organisation.name.en ?? organisation.name.zh}` },
    issuer: register(view), holder: partyOf(view, holder), programme: programmeNamed(view, of.programme),
    rule: { id: standardOf(view, of.rule.number), name: of.rule.name }, ...term(view),
    products: (of.models.length > 0 ? of.models : [undefined]).map((model) => ({
      id: of.gtin ? `https://id.gs1.org/01/${of.gtin}` : `${address}#product`, name: of.productName,
      ...(model !== undefined && { model }),
    })),
    authorisations: accredited.flatMap(([name, number]) => (number
      ? [{ name: { zh: `${name} ${number}` }, authority: partyOf(view, organisation) }] : [])),
    assessments: [{
      id: `${address}#assessment`, name: { zh: '检测', en: 'Tests' }, on: of.testedUntil,
      criteria: of.indicators.map(({ id, name }) => ({ id: `${standardOf(view, of.standard.number)}#${id}`, name })),
      standards: [{ id: standardOf(view, of.standard.number), name: of.standard.name }], conforms: of.passed,
    }],
  })
}

/** UNTP Digital Product Passport by GTIN; undefined for a product that no certificate and no declaration speaks for. */
export async function passportCredential(view: View, gtin: string): Promise<JsonObject | undefined> {
  const product = await findProductByGtin(view.db, gtin)
  if (!product) return undefined
  const { origin } = view.world
  const certificates = (await certificatesOf(view.db, product.organisation)).filter(({ state }) =>
    state.product === product.id && standing(state, view.at.today) === 'valid')
  const declarations = await runningDeclarations(view.db, product.id, view.at.today)
  if (certificates.length + declarations.length === 0) return undefined
  const maker = partyOf(view, { uscc: product.manufacturer.uscc, name: { zh: product.manufacturer.name } })
  const industry = view.world.reference.industries.find(({ code }) => code === product.industry)
  return productPassport({
    address: `${origin}/passports/${gtin}.jwt`,
    title: { zh: `产品护照：${product.name.zh}`, en: `Product passport: ${product.name.en ?? product.name.zh}` },
    issuer: register(view), ...term(view),
    product: { id: `https://id.gs1.org/01/${gtin}`, name: product.name,
      ...(product.models[0] !== undefined && { model: product.models.join('、') }) },
    // Where exactly it is made is the maker's business; who makes it is public.
    madeAt: { id: `${maker.id}#site`, name: maker.name }, maker,
    categories: [{
      code: product.industry, name: { zh: industry?.name ?? product.industry },
      scheme: { id: 'https://www.stats.gov.cn', name: { zh: 'GB/T 4754-2017' } },
    }],
    documents: [
      ...certificates.map(({ state }) => ({ address: `${origin}/c/${state.registerNumber}.jwt`,
        name: { zh: '认证证书', en: 'Certificate' }, mediaType: 'application/vc+jwt' })),
      ...declarations.map((number) => ({ address: `${origin}/declarations/${number}.jwt`,
        name: { zh: '企业自主申明', en: 'Declaration' }, mediaType: 'application/vc+jwt' })),
    ],
  })
}
