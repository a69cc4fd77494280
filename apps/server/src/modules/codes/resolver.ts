import { GS1_LINK_TYPES, itemLink } from '@tianfu/codes'
import type { ItemTarget } from '@tianfu/codes'
import type { View } from '../../platform/work.ts'
import { findProductByGtin } from '../brands/index.ts'
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
  const number = await certificateNumberOf(view, gtin)
  const product = await findProductByGtin(view.db, gtin)
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
        { relation: `${UNTP_LINK_TYPES}dcc`, href: `${origin}/c/${number}.jwt`, title: '符合性凭证 Conformity credential',
          type: 'application/vc+jwt' },
      ]),
      ...both(`${GS1_LINK_TYPES}support`, { zh: '举报', en: 'Report' }, `/report?code=${code}`),
    ],
  }
}

/** The certificate that a GTIN's codes stand on: the latest licence with this product. */
async function certificateNumberOf(view: View, gtin: string): Promise<string | undefined> {
  const row = await view.db.selectFrom('code_batch').where('gtin', '=', gtin).select('official').orderBy('id', 'desc')
    .limit(1).executeTakeFirst()
  return row && (await certificateFacts(view.db, row.official.certificate, view.at.today))?.number
}
