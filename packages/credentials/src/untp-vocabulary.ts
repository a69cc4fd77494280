import type { Text } from '@tianfu/kernel'
import type { JsonObject } from './compact-token.ts'
import type { StatusEntry } from './status-list.ts'

/** A party, place, product, rule … as the certificate names it. `id` is an address or a DID. */
export interface Named {
  readonly id: string
  readonly name: Text
}

/** An organisation with its unified social credit code. */
export interface Organisation extends Named {
  readonly creditCode?: string
  /** Its page in a public register, where the credit code can be read. */
  readonly page?: string
}

/**
 * Editions of the mapping. A credential names its own by its second context; UNTP 1.0 will be added, not replace it.
 */
export type UntpEdition = 'untp-0.7.0'

export const CONTEXTS: Record<UntpEdition, string> = {
  'untp-0.7.0': 'https://vocabulary.uncefact.org/untp/0.7.0/context/',
}
// Where a unified social credit code is registered and can be looked up.
export const CREDIT_CODES = { type: ['IdentifierScheme'], id: 'https://www.gsxt.gov.cn', name: '统一社会信用代码' }

export const issuer = (body: Organisation): JsonObject => ({
  type: ['CredentialIssuer'], id: body.id, name: inBoth(body.name),
  ...(body.creditCode && {
    issuerAlsoKnownAs: [{ ...party(body), id: body.page ?? body.id }],
  }),
})

export const party = (organisation: Organisation): JsonObject => ({
  ...named('Party', organisation),
  ...(organisation.creditCode && { registeredId: organisation.creditCode, idScheme: CREDIT_CODES }),
})

export const status = ({ statusPurpose, statusListIndex, statusListCredential }: StatusEntry): JsonObject => ({
  id: `${statusListCredential}#${statusListIndex}`, statusPurpose, statusListIndex, statusListCredential,
})

export const link = (address: string, name: Text, mediaType: string): JsonObject =>
  ({ linkURL: address, linkName: inBoth(name), mediaType })

export const named = (type: string, { id, name }: Named): JsonObject => ({ type: [type], id, name: inBoth(name) })

/** UNTP 0.7.0 has one language for a name: Chinese first, English behind it. */
export const inBoth = ({ zh, en }: Text): string => (en ? `${zh} / ${en}` : zh)
