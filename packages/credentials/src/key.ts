import { fromBase64url } from './base64url.ts'

/**
 * Algorithms of JWS that the platform issues and accepts. RFC 9864 names EdDSA over Ed25519 `Ed25519`: accepted too.
 */
export type Algorithm = 'EdDSA' | 'ES256'

/**
 * A public key as RFC 7517 writes it, reduced to what verifying needs. node:crypto and WebCrypto import it as it is.
 */
export type PublicJwk =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }

/** Signs bytes. Where the key lives (file, HSM, KMS, the body's own machine) is its own affair. */
export interface Signer {
  readonly alg: Algorithm
  /** The key's address in a DID document, such as `did:web:tianfu.example#k1`. */
  readonly kid: string
  /** Ed25519: 64 bytes (RFC 8032). ES256: r ‖ s, 64 bytes (RFC 7518, 3.4), not DER. */
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** Checks a raw signature with a public key: node:crypto in the server, WebCrypto in a browser. */
export type VerifySignature = (
  key: PublicJwk, message: Uint8Array, signature: Uint8Array,
) => boolean | Promise<boolean>

/** The algorithm that a key is for. */
export const algorithmOf = (key: PublicJwk): Algorithm => (key.kty === 'OKP' ? 'EdDSA' : 'ES256')

/** Reads a public key; undefined for other curves, wrong lengths, a use other than signing, or a private key. */
export function parsePublicJwk(value: unknown): PublicJwk | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kty, crv, x, y, d, use, key_ops: operations, alg } = value as Record<string, unknown>
  if (d !== undefined || (use !== undefined && use !== 'sig')) return undefined
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) return undefined
  if (kty === 'OKP' && crv === 'Ed25519' && isCoordinate(x) && isOneOf(alg, ['EdDSA', 'Ed25519']))
    return { kty, crv, x }
  if (kty === 'EC' && crv === 'P-256' && isCoordinate(x) && isCoordinate(y) && isOneOf(alg, ['ES256'])) {
    return { kty, crv, x, y }
  }
  return undefined
}

const isOneOf = (alg: unknown, names: readonly string[]): boolean =>
  alg === undefined || (typeof alg === 'string' && names.includes(alg))

const isCoordinate = (value: unknown): value is string =>
  typeof value === 'string' && value.length === 43 && fromBase64url(value)?.length === 32
