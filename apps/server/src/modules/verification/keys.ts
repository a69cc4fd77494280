import { verification } from '@tianfu/contract'
import { didDocument, didWeb, signToken, toBase64url } from '@tianfu/credentials'
import type { DidDocument, JsonObject, Signer } from '@tianfu/credentials'
import { parseInstant } from '@tianfu/kernel'
import type { Instant } from '@tianfu/kernel'
import type { Db } from '../../platform/db/database.ts'
import type { View, World } from '../../platform/work.ts'
import { keyInUse } from './domain.ts'
import type { KeyUse, PlatformKey } from './domain.ts'

export const platformDid = (world: Pick<World, 'origin'>): string => didWeb(world.origin)

/** The first key of a use has the label that installations began with. */
const labelOf = ({ use, id }: Pick<PlatformKey, 'use' | 'id'>): string => (id === `${use}-1` ? use : `platform/${id}`)

export function newKey(world: Pick<World, 'keys'>, use: KeyUse, id: string, from: Instant): PlatformKey {
  return { id, use, x: toBase64url(world.keys.signer(labelOf({ use, id })).publicKey), from }
}

/** The keys that every installation begins with: good since the first edition, before which nothing was signed. */
export function firstKeys(world: Pick<World, 'keys' | 'editions'>): PlatformKey[] {
  const from = parseInstant(Date.parse(`${world.editions[0]?.inForceFrom ?? '2000-01-01'}T00:00:00+08:00`))
  return verification.PLATFORM_KEY_USES.map((use) => newKey(world, use, `${use}-1`, from))
}

/** All of the platform's keys, oldest first. */
export async function platformKeysOf(db: Db, world: Pick<World, 'keys' | 'editions'>): Promise<readonly PlatformKey[]> {
  const row = await db.selectFrom('platform_keys').select('official').executeTakeFirst()
  return row?.official.keys ?? firstKeys(world)
}

/** `/.well-known/did.json`: every key with its history. */
export async function platformDidDocument({ db, world }: Pick<View, 'db' | 'world'>): Promise<DidDocument> {
  const keys = await platformKeysOf(db, world)
  return didDocument(platformDid(world), keys.map(({ x, id, from, until, revoked, compromisedSince }) => ({
    id, from, jwk: { kty: 'OKP', crv: 'Ed25519', x }, ...(until && { until }), ...(revoked && { revoked }),
    ...(compromisedSince && { compromisedSince }),
  })), [world.origin])
}

/** The platform's signer for a use, under the key that is in use now. */
export async function platformSigner({ db, world }: Pick<View, 'db' | 'world'>, use: KeyUse): Promise<Signer> {
  const key = keyInUse(await platformKeysOf(db, world), use)
  const { sign } = world.keys.signer(labelOf(key))
  return { alg: 'EdDSA', kid: `${platformDid(world)}#${key.id}`, sign }
}

/** A credential of the platform's own as `vc+jwt`. */
export const platformCredential = async (view: View, use: KeyUse, document: JsonObject): Promise<string> =>
  signToken(await platformSigner(view, use), document)

/** A receipt: a compact JWS whose payload is the claims as JSON. */
export async function signReceipt(view: View, claims: JsonObject): Promise<string> {
  const { alg, kid, sign } = await platformSigner(view, 'receipt')
  const part = (value: unknown) => toBase64url(new TextEncoder().encode(JSON.stringify(value)))
  const message = `${part({ alg, kid, typ: 'receipt+jwt' })}.${part(claims)}`
  return `${message}.${toBase64url(await sign(new TextEncoder().encode(message)))}`
}
