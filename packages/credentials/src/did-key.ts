import { fromBase58, toBase58 } from './base58.ts'
import { fromBase64url, toBase64url } from './base64url.ts'
import type { PublicJwk } from './key.ts'

// Multicodec prefixes: ed25519-pub 0xed, p256-pub 0x1200, as unsigned varints.
const ED25519 = [0xed, 0x01]

/** The Ed25519 key that a multikey (`z6Mk…`) or a did:key with it names; undefined for anything else. */
export function keyOfMultikey(text: string): PublicJwk | undefined {
  const [, multikey = ''] = /^(?:did:key:)?(z[1-9A-HJ-NP-Za-km-z]+)(?:#.*)?$/.exec(text) ?? []
  const bytes = fromBase58(multikey)
  if (bytes?.length !== 34 || bytes[0] !== ED25519[0] || bytes[1] !== ED25519[1]) return undefined
  return { kty: 'OKP', crv: 'Ed25519', x: toBase64url(bytes.slice(2)) }
}

/** The multikey of an Ed25519 key. @throws RangeError for another kind of key */
export function multikeyOf(key: PublicJwk): string {
  const raw = key.kty === 'OKP' ? fromBase64url(key.x) : undefined
  if (!raw) throw new RangeError('an Ed25519 key is needed')
  return toBase58(Uint8Array.of(...ED25519, ...raw))
}
