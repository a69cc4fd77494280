import type { CompactToken, JsonObject, TokenFault } from './compact-token.ts'
import { verifyToken } from './compact-token.ts'
import type { Issue } from './data-model.ts'
import { checkCredential } from './data-model.ts'
import type { PublicJwk, VerifySignature } from './key.ts'
import { momentOf } from './moment.ts'
import type { StatusEntry } from './status-list.ts'
import { parseStatusEntry } from './status-list.ts'

/** What a checked credential says. Whether it still stands is told by its status lists, not by it. */
export interface VerifiedCredential {
  readonly credential: JsonObject
  readonly issuer: string
  readonly kid: string
  /** Its own period against the moment asked for. A credential out of its period is genuine all the same. */
  readonly period: 'before' | 'within' | 'after'
  readonly status: readonly StatusEntry[]
}

export type CredentialReading =
  | { readonly ok: true; readonly value: VerifiedCredential }
  | { readonly ok: false; readonly why: TokenFault; readonly issues?: readonly Issue[] }

/**
 * Checks a credential secured as `vc+jwt`: the form of the token, its signature, the data model, and that the key is
 * the issuer's own. Status lists and the log are asked separately.
 *
 * @param at milliseconds since 1970, for the period
 */
export async function verifyCredential(
  token: string,
  { keyFor, verify, at }: {
    keyFor: (kid: string, credential: JsonObject) => PublicJwk | undefined | Promise<PublicJwk | undefined>
    verify: VerifySignature
    at: number
  },
): Promise<CredentialReading> {
  const reading = await verifyToken(token, { keyFor, verify })
  if (!reading.ok) return reading
  return judge(reading.token, at)
}

function judge({ header, payload }: CompactToken, at: number): CredentialReading {
  const issues = checkCredential(payload)
  if (header.typ !== 'vc+jwt' || issues.length > 0) return { ok: false, why: 'not-a-credential', issues }
  const issuer = issuerOf(payload)
  const claimed = payload.iss === undefined || payload.iss === issuer
  if (issuer === undefined || !claimed || !belongsTo(header.kid, issuer)) return { ok: false, why: 'wrong-issuer' }
  const from = momentOf(payload.validFrom) ?? -Infinity
  const until = momentOf(payload.validUntil) ?? Infinity
  const listed = Array.isArray(payload.credentialStatus) ? payload.credentialStatus : [payload.credentialStatus]
  return {
    ok: true,
    value: {
      credential: payload, issuer, kid: header.kid,
      period: at < from ? 'before' : at > until ? 'after' : 'within',
      status: listed.map(parseStatusEntry).filter((entry) => entry !== undefined),
    },
  }
}

/** The issuer's identifier, whether it stands alone or in an object. */
export function issuerOf(credential: JsonObject): string | undefined {
  const { issuer } = credential
  if (typeof issuer === 'string') return issuer
  const id = typeof issuer === 'object' && issuer !== null ? (issuer as JsonObject).id : undefined
  return typeof id === 'string' ? id : undefined
}

/** A key of another party cannot speak for the issuer, however good its signature. */
const belongsTo = (kid: string, issuer: string): boolean => kid === issuer || kid.startsWith(`${issuer}#`)
