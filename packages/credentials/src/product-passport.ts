import type { LocalDate, Text } from '@tianfu/kernel'
import type { JsonObject } from './compact-token.ts'
import type { StatusEntry } from './status-list.ts'
import type { Named, Organisation, UntpEdition } from './untp-vocabulary.ts'
import { CONTEXTS, inBoth, issuer, link, named, party, status } from './untp-vocabulary.ts'

/** A product with what is claimed of it. `id` is its Digital Link where it has a GTIN. */
export interface ProductPassport {
  readonly address: string
  readonly title: Text
  readonly issuer: Organisation
  readonly validFrom: string
  readonly validUntil?: string
  readonly product: Named & { readonly model?: string; readonly batch?: string; readonly item?: string }
  readonly madeOn?: LocalDate
  readonly madeAt: Named
  /** GB/T 4754 classes and the like. */
  readonly categories: readonly { readonly code: string; readonly name: Text; readonly scheme: Named }[]
  readonly maker: Organisation
  /** Certificates and declarations that speak for it. */
  readonly documents?: readonly { readonly address: string; readonly name: Text; readonly mediaType: string }[]
  readonly status?: StatusEntry
}

const GS1_KEYS = { type: ['IdentifierScheme'], id: 'https://id.gs1.org', name: 'GS1' }
const CHINA = { countryCode: 'CN', countryName: 'China' }

/** The UNTP Digital Product Passport. Its granularity is the finest that the product is named by. */
export function productPassport(passport: ProductPassport, edition: UntpEdition = 'untp-0.7.0'): JsonObject {
  const { model, batch, item, ...product } = passport.product
  const { host } = new URL(product.id)
  return {
    type: ['DigitalProductPassport', 'VerifiableCredential'],
    '@context': ['https://www.w3.org/ns/credentials/v2', CONTEXTS[edition]],
    id: passport.address,
    issuer: issuer(passport.issuer),
    validFrom: passport.validFrom,
    ...(passport.validUntil && { validUntil: passport.validUntil }),
    name: inBoth(passport.title),
    ...(passport.status && { credentialStatus: { type: 'BitstringStatusListEntry', ...status(passport.status) } }),
    credentialSubject: {
      ...named('Product', product),
      idScheme: host === 'id.gs1.org' ? GS1_KEYS : { ...GS1_KEYS, id: `https://${host}`, name: host },
      ...(model && { modelNumber: model }),
      ...(batch && { batchNumber: batch }),
      ...(item && { itemNumber: item }),
      idGranularity: item ? 'item' : batch ? 'batch' : 'model',
      productCategory: passport.categories.map(({ code, name, scheme }) => ({
        type: ['Classification'], code, name: inBoth(name), schemeId: scheme.id, schemeName: inBoth(scheme.name),
      })),
      ...(passport.documents && {
        relatedDocument: passport.documents.map(({ address, name, mediaType }) => link(address, name, mediaType)),
      }),
      relatedParty: [{ role: 'manufacturer', party: party(passport.maker) }],
      producedAtFacility: named('Facility', passport.madeAt),
      ...(passport.madeOn && { productionDate: passport.madeOn }),
      countryOfProduction: CHINA,
    },
  }
}
