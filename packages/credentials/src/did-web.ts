import type { PublicJwk } from './key.ts'
import { parsePublicJwk } from './key.ts'
import { momentOf } from './moment.ts'

/** A key in the history of a party. Moments are dateTimeStamps. */
export interface HistoricKey {
  /** The fragment, such as `k1`; never given to another key. */
  readonly id: string
  readonly jwk: PublicJwk
  readonly from: string
  /** Rotated out: signs nothing after this, what it signed before stands. */
  readonly until?: string
  /** Compromised: what it signed counts only when the log shows that it was there before this moment. */
  readonly revoked?: string
  /** Since when it may have been in other hands, where that is known to be before `revoked`: then this counts. */
  readonly compromisedSince?: string
}

export interface DidDocument {
  readonly '@context': readonly string[]
  readonly id: string
  readonly verificationMethod: readonly DidKey[]
  readonly assertionMethod: readonly string[]
  readonly [name: string]: unknown
}

interface DidKey {
  readonly id: string
  readonly type: 'JsonWebKey'
  readonly controller: string
  readonly publicKeyJwk: PublicJwk & { readonly alg: string }
  readonly created: string
  readonly expires?: string
  readonly revoked?: string
  /** Ours, in no vocabulary: readers who do not know it go by `revoked`. */
  readonly compromisedSince?: string
}

/** `did:web:host`, or `did:web:host:a:b` for a path. The port, if any, is escaped as the method asks. */
export function didWeb(origin: string, ...path: readonly string[]): string {
  const { host } = new URL(origin)
  return ['did:web', host.replace(':', '%3A'), ...path.map((part) => encodeURIComponent(part))].join(':')
}

const LONGEST_DID = 2048

/** Where the document of a did:web lies; undefined when it is not one. `http` only for a host on this machine. */
export function didWebAddress(did: string): string | undefined {
  if (did.length > LONGEST_DID) return undefined
  const match = /^did:web:([A-Za-z0-9.-]+(?:%3A\d{1,5})?)((?::[A-Za-z0-9._~%-]+)*)$/.exec(did)
  if (!match?.[1] || match[2]?.includes('%2F') || match[2]?.split(':').some((part) => part === '.' || part === '..')) {
    return undefined
  }
  const host = match[1].replace('%3A', ':')
  const protocol = /^(?:localhost|127\.0\.0\.1)(?::|$)/.test(host) ? 'http' : 'https'
  const path = match[2] ? match[2].replaceAll(':', '/') : '/.well-known'
  return `${protocol}://${host}${path}/did.json`
}

/**
 * The document of a did:web with its whole key history (DID Core; Controlled Identifiers 1.0 for `expires` and
 * `revoked`). Rotated keys stay among the assertion methods, so that old certificates verify anywhere; compromised
 * ones stay only in the list.
 */
export function didDocument(
  did: string, keys: readonly HistoricKey[], alsoKnownAs: readonly string[] = [],
): DidDocument {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
    id: did,
    ...(alsoKnownAs.length > 0 && { alsoKnownAs }),
    verificationMethod: keys.map(({ id, jwk, from, until, revoked, compromisedSince }) => ({
      id: `${did}#${id}`, type: 'JsonWebKey', controller: did,
      publicKeyJwk: { ...jwk, alg: jwk.kty === 'OKP' ? 'EdDSA' : 'ES256' },
      created: from, ...(until && { expires: until }), ...(revoked && { revoked }),
      ...(compromisedSince && { compromisedSince }),
    })),
    assertionMethod: keys.filter(({ revoked, compromisedSince }) => !revoked && !compromisedSince)
      .map((key) => `${did}#${key.id}`),
  }
}

/** A key with the moments of its life, in milliseconds since 1970. */
export interface KeyLife {
  readonly key: PublicJwk
  /** -Infinity where the document does not say. */
  readonly created: number
  /** Infinity while it has not been rotated out. */
  readonly expires: number
  /** From here on it may be in other hands: the earlier of `compromisedSince` and `revoked`; Infinity while trusted. */
  readonly doubtedFrom: number
  /** When its owner gave it up; Infinity while trusted. */
  readonly revoked: number
}

/**
 * The key `kid` of a document with its life; undefined when there is no such key, or when one that is not revoked is
 * no assertion method. A document that came from outside is believed in nothing but its form.
 */
export function keyLife(document: unknown, kid: string): KeyLife | undefined {
  if (typeof document !== 'object' || document === null) return undefined
  const { id, verificationMethod, assertionMethod } = document as Record<string, unknown>
  const did = kid.slice(0, kid.indexOf('#'))
  if (id !== did || !Array.isArray(verificationMethod)) return undefined
  const found = verificationMethod.filter((method) => isRecord(method) && method.id === kid) as Record<
    string,
    unknown
  >[]
  const [method] = found
  if (!method || found.length > 1 || method.controller !== did) return undefined
  const key = parsePublicJwk(method.publicKeyJwk)
  const [created, expires, given, since] = [
    read(method.created, -Infinity), read(method.expires, Infinity), read(method.revoked, Infinity),
    read(method.compromisedSince, Infinity),
  ]
  if (!key || [created, expires, given, since].some(Number.isNaN)) return undefined
  const revoked = Number.isFinite(given) ? given : since
  const doubtedFrom = Math.min(revoked, since)
  const isTrusted = doubtedFrom === Infinity
  if (isTrusted && !(Array.isArray(assertionMethod) && assertionMethod.includes(kid))) return undefined
  return { key, created, expires, doubtedFrom, revoked }
}

const read = (value: unknown, otherwise: number): number =>
  (value === undefined ? otherwise : (momentOf(value) ?? Number.NaN))

export type KeyReading =
  | { readonly ok: true; readonly key: PublicJwk }
  | { readonly ok: false; readonly why: 'unknown-key' | 'not-yet' | 'expired' | 'revoked' }

/**
 * The key `kid` of a document as it stood at a moment: that of signing, as the log or a trusted register knows it. The
 * moment that a signed text gives of itself will not do for a key that was given up: who stole it dates back.
 *
 * @param at milliseconds since 1970
 */
export function keyAt(document: unknown, kid: string, at: number): KeyReading {
  const life = keyLife(document, kid)
  if (!life) return { ok: false, why: 'unknown-key' }
  if (at >= life.doubtedFrom) return { ok: false, why: 'revoked' }
  if (at < life.created) return { ok: false, why: 'not-yet' }
  if (at >= life.expires) return { ok: false, why: 'expired' }
  return { ok: true, key: life.key }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
