import { didDocument, didWeb, signToken, toBase64url } from '@tianfu/credentials'
import type { DidDocument, JsonObject, Signer } from '@tianfu/credentials'
import type { World } from '../platform/work.ts'

/**
 * Keys of the platform itself: for receipts of what it answered, for the status lists that it serves, and for what its
 * register says of organisations, declarations, reports and products.
 */
const KEYS = { receipt: 'receipt-1', status: 'status-1', attestation: 'attestation-1' } as const
export type PlatformKey = keyof typeof KEYS

export const platformDid = (world: Pick<World, 'origin'>): string => didWeb(world.origin)

const signerOf = (world: World, key: PlatformKey) => world.keys.signer(key)

/** `/.well-known/did.json`: the keys as of the first edition, before which nothing was signed. */
export function platformDidDocument(world: World): DidDocument {
  const from = `${world.editions[0]?.inForceFrom ?? '2000-01-01'}T00:00:00+08:00`
  return didDocument(platformDid(world), (Object.keys(KEYS) as PlatformKey[]).map((key) => ({
    id: KEYS[key], from, jwk: { kty: 'OKP', crv: 'Ed25519', x: toBase64url(signerOf(world, key).publicKey) },
  })), [world.origin])
}

const signer = (world: World, key: PlatformKey): Signer => ({
  alg: 'EdDSA', kid: `${platformDid(world)}#${KEYS[key]}`, sign: (bytes) => signerOf(world, key).sign(bytes),
})

/** A credential of the platform's own as `vc+jwt`. */
export const platformCredential = (world: World, key: PlatformKey, document: JsonObject): Promise<string> =>
  signToken(signer(world, key), document)

/** A receipt: a compact JWS whose payload is the claims as JSON. */
export function signReceipt(world: World, claims: JsonObject): string {
  const { alg, kid, sign } = signer(world, 'receipt')
  const part = (value: unknown) => toBase64url(new TextEncoder().encode(JSON.stringify(value)))
  const message = `${part({ alg, kid, typ: 'receipt+jwt' })}.${part(claims)}`
  return `${message}.${toBase64url(sign(new TextEncoder().encode(message)) as Uint8Array)}`
}
