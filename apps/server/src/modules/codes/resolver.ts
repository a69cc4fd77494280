import { GS1_LINK_TYPES, itemLink } from '@tianfu/codes'
import type { ItemTarget } from '@tianfu/codes'
import type { View } from '../../platform/work.ts'
import { findProductByGtin } from '../brands/index.ts'
import { reportsBehind } from '../certification/index.ts'
import { runningDeclarations } from '../declarations/index.ts'
import { certificateFacts } from '../licences/index.ts'

/** Link relations of UNTP, beside those of GS1. */
export const UNTP_LINK_TYPES = 'https://vocabulary.uncefact.org/untp/'
export const LINK_PREFIXES = { gs1: GS1_LINK_TYPES, untp: UNTP_LINK_TYPES }

/** What a GTIN, with a serial or a lot, leads to: the targets of a GS1-Conformant Resolver 1.2, best known first. */
export async function targetsOf(
  view: View, { gtin, serial, lot }: { gtin: string; serial?: string; lot?: string },
): Promise<{ anchor: string; description: string; targets: ItemTarget[] }> {
  const { origin } = view.world
  const anchor = itemLink(origin, { gtin, ...(lot && { lot }), ...(serial && { serial }) })
  const path = anchor.slice(origin.length)
  const certificate = await certificateOf(view, gtin)
  const number = certificate?.number
  const product = await findProductByGtin(view.db, gtin)
  const declarations = product ? await runningDeclarations(view.db, product.id, view.at.today) : []
  const reports = certificate ? await reportsBehind(view.db, certificate.id) : []
  const credential = (type: 'dcc' | 'dpp' | 'dia', title: string, at: string): ItemTarget =>
    ({ relation: `${UNTP_LINK_TYPES}${type}`, href: `${origin}${at}`, title, type: 'application/vc+jwt' })
  const both = (relation: string, title: { zh: string; en: string }, at: string): ItemTarget[] => [
    { relation, href: `${origin}${at}`, title: title.zh, type: 'text/html', languages: ['zh'] },
    { relation, href: `${origin}/en${at}`, title: title.en, type: 'text/html', languages: ['en'] },
  ]
  const [page, ...pages] = both(`${GS1_LINK_TYPES}verificationService`, { zh: '标识核验', en: 'Verification' }, path)
  const certification = `${GS1_LINK_TYPES}certificationInfo`
  const code = encodeURIComponent(serial ? `${gtin}.${serial}` : gtin)
  return {
    anchor, description: product?.name.zh ?? gtin,
    targets: [
      ...(page ? [{ ...page, byDefault: true }] : []), ...pages,
      ...(number === undefined ? [] : [
        ...both(certification, { zh: '证书', en: 'Certificate' }, `/c/${number}`),
        { relation: certification, href: `${origin}/c/${number}.json`, title: '证书数据 Certificate data',
          type: 'application/json' },
        credential('dcc', '符合性凭证 Conformity credential', `/c/${number}.jwt`),
      ]),
      ...declarations.map((one) => credential('dcc', '自主申明 Declaration', `/declarations/${one}.jwt`)),
      ...reports.map((one) => credential('dcc', '检测报告 Test report', `/reports/${one}.jwt`)),
      ...(number === undefined && declarations.length === 0 ? [] : [
        credential('dpp', '产品护照 Product passport', `/passports/${gtin}.jwt`),
        ...(product ? [credential('dia', '企业身份 Identity of the enterprise', `/org/${product.applicant.uscc}.jwt`)]
          : []),
      ]),
      ...both(`${GS1_LINK_TYPES}support`, { zh: '举报', en: 'Report' }, `/report?code=${code}`),
    ],
  }
}

/** The certificate that a GTIN's codes stand on: the latest licence with this product. */
async function certificateOf(view: View, gtin: string): Promise<{ id: string; number: string } | undefined> {
  const row = await view.db.selectFrom('code_batch').where('gtin', '=', gtin).select('official').orderBy('id', 'desc')
    .limit(1).executeTakeFirst()
  const facts = row && await certificateFacts(view.db, row.official.certificate, view.at.today)
  return facts && { id: row.official.certificate, number: facts.number }
}
