import { fromBase64url, toBase64url } from './base64url.ts'

/**
 * A second signature over the exact bytes of a token, kept beside it: the national suite (SM2 with SM3) for who needs
 * it. No JOSE algorithm is registered for SM2, so it never stands in the token itself. It is offered for
 * interoperability, not as certified cryptography.
 */
export interface Countersignature {
  readonly suite: 'SM2-SM3'
  /** Address of the key, such as `did:web:tianfu.example#sm2-1`. */
  readonly key: string
  /** The signer's identity that goes into ZA (GB/T 32918.2, 5.5). */
  readonly identity: string
  /** SM3 of the token, base64url. */
  readonly digest: string
  /** DER signature over the token, base64url. */
  readonly signature: string
}

/** Countersigns a token: `sign` makes an SM2 signature with ZA, `digest` is SM3. */
export async function countersign(
  token: string,
  { key, identity, digest, sign }: {
    key: string
    identity: string
    digest: (message: Uint8Array) => Uint8Array
    sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
  },
): Promise<Countersignature> {
  const message = new TextEncoder().encode(token)
  const signature = toBase64url(await sign(message))
  return { suite: 'SM2-SM3', key, identity, digest: toBase64url(digest(message)), signature }
}

export type CountersignatureFault = 'malformed' | 'other-token' | 'unknown-key' | 'wrong-signature'

/** Checks a countersignature against the token that it came with. `verifierFor` knows keys and their identities. */
export async function checkCountersignature(
  token: string, value: unknown,
  { verifierFor, digest }: {
    verifierFor: (key: string, identity: string) =>
      | ((message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>) | undefined
    digest: (message: Uint8Array) => Uint8Array
  },
): Promise<{ ok: true; key: string } | { ok: false; why: CountersignatureFault }> {
  if (typeof value !== 'object' || value === null) return { ok: false, why: 'malformed' }
  const { suite, key, identity, digest: claimed, signature } = value as Record<string, unknown>
  const bytes = typeof signature === 'string' && signature.length < 200 ? fromBase64url(signature) : undefined
  if (suite !== 'SM2-SM3' || typeof key !== 'string' || typeof identity !== 'string' || !bytes) {
    return { ok: false, why: 'malformed' }
  }
  const message = new TextEncoder().encode(token)
  if (claimed !== toBase64url(digest(message))) return { ok: false, why: 'other-token' }
  const verify = verifierFor(key, identity)
  if (!verify) return { ok: false, why: 'unknown-key' }
  return (await verify(message, bytes)) ? { ok: true, key } : { ok: false, why: 'wrong-signature' }
}
