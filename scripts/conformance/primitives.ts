import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { Inflate, VerifySignature } from '@tianfu/credentials'
import type { Ed25519Verify } from '@tianfu/ledger'

// What the pure packages want passed in, from Node.
export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

export const verifySignature: VerifySignature = (jwk, message, signature) =>
  verify(jwk.kty === 'OKP' ? null : 'sha256', message,
    { key: createPublicKey({ key: { ...jwk }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, signature)

export const ed25519Verify: Ed25519Verify = (publicKey, message, signature) => verify(null, message, createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk',
}), signature)

/** An Ed25519 key out of its 32-byte seed; RFC 8410 wraps it in a fixed prefix. */
export function ed25519Key(seed: Uint8Array): { publicKey: Uint8Array; sign: (message: Uint8Array) => Uint8Array } {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key: KeyObject = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const x = createPublicKey(key).export({ format: 'jwk' }).x ?? ''
  return {
    publicKey: new Uint8Array(Buffer.from(x, 'base64url')),
    sign: (message) => new Uint8Array(sign(null, message, key)),
  }
}

export const inflate: Inflate = (bytes, most) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: most }))
