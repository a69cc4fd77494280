import type { LocalDate, Text } from '@tianfu/kernel'
import type { JsonObject } from './compact-token.ts'
import type { StatusEntry } from './status-list.ts'
import type { Named, Organisation, UntpEdition } from './untp-vocabulary.ts'
import { CONTEXTS, CREDIT_CODES, inBoth, issuer, named, status } from './untp-vocabulary.ts'

/** An organisation as a register knows it; `did` is what it signs under. */
export interface RegisteredIdentity {
  readonly address: string
  readonly title: Text
  readonly issuer: Organisation
  readonly validFrom: string
  readonly validUntil?: string
  readonly did: string
  readonly name: Text
  readonly creditCode: string
  readonly registeredOn: LocalDate
  readonly page?: string
  readonly registrar?: Named
  /** Addresses of what it is admitted or accredited for. */
  readonly scope?: readonly string[]
  readonly register?: 'business' | 'accreditation'
  readonly status?: StatusEntry
}

/** The UNTP Digital Identity Anchor: it ties a DID to the registered identity behind it. */
export const identityAnchor = (identity: RegisteredIdentity, edition: UntpEdition = 'untp-0.7.0'): JsonObject => ({
  type: ['DigitalIdentityAnchor', 'VerifiableCredential'],
  '@context': ['https://www.w3.org/ns/credentials/v2', CONTEXTS[edition]],
  id: identity.address,
  issuer: issuer(identity.issuer),
  validFrom: identity.validFrom,
  ...(identity.validUntil && { validUntil: identity.validUntil }),
  name: inBoth(identity.title),
  ...(identity.status && { credentialStatus: { type: 'BitstringStatusListEntry', ...status(identity.status) } }),
  credentialSubject: {
    type: ['RegisteredIdentity'],
    id: identity.did,
    registeredName: inBoth(identity.name),
    registeredId: identity.creditCode,
    registeredDate: identity.registeredOn,
    ...(identity.page && { publicInformation: identity.page }),
    schemeId: CREDIT_CODES,
    ...(identity.registrar && { registrar: named('Party', identity.registrar) }),
    registerType: identity.register ?? 'business',
    ...(identity.scope && { registrationScope: identity.scope }),
  },
})
