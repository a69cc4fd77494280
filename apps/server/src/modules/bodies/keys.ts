import { refuse } from '@tianfu/contract'
import { didDocument, didWeb } from '@tianfu/credentials'
import type { DidDocument } from '@tianfu/credentials'
import { find } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { signerOf } from '../../platform/keys.ts'
import type { Work, World } from '../../platform/work.ts'
import { body, signingKey } from './domain.ts'
import type { BodyKey } from './domain.ts'

/** The body's identifier: its keys are at `/bodies/{slug}/did.json`. */
export const didOf = (world: Pick<World, 'origin'>, slug: string): string => didWeb(world.origin, 'bodies', slug)

const label = (bodyId: string, id: string) => `body-key/${bodyId}/${id}`

/** A new key pair: the public half for the act, the private half sealed, to be kept once the body's row exists. */
export function newKey(work: Work, bodyId: string, id: string): { key: BodyKey; sealed: Uint8Array } {
  const seed = work.world.randomBytes(32)
  const key: BodyKey = { id, x: Buffer.from(signerOf(seed).publicKey).toString('base64url'), from: work.at.official }
  return { key, sealed: work.world.keys.seal(label(bodyId, id), seed) }
}

export async function keepKey(work: Work, bodyId: string, id: string, sealed: Uint8Array): Promise<void> {
  await work.tx.insertInto('body_key').values({ body: bodyId, id, sealed }).execute()
}

/**
 * The body's signer (Ed25519); `kid` is its key's address in its DID document, for a credential whose header names its
 * key before it is signed. @throws Refusal `not-found`
 */
export async function bodySigner(
  db: Db, world: World, bodyId: string,
): Promise<{ alg: 'EdDSA'; kid: string; did: string; sign: (bytes: Uint8Array) => Uint8Array }> {
  const found = (await find(db, body, bodyId)) ?? refuse('not-found')
  const { id } = signingKey(found.state)
  const { sealed } = await db.selectFrom('body_key').select('sealed')
    .where('body', '=', bodyId).where('id', '=', id).executeTakeFirstOrThrow()
  const signer = signerOf(world.keys.open(label(bodyId, id), sealed))
  const did = didOf(world, found.state.slug)
  return { alg: 'EdDSA', kid: `${did}#${id}`, did, sign: (bytes) => signer.sign(bytes) }
}

/** The body's DID document with its whole key history, or undefined for an unknown slug. */
export async function didDocumentOf(
  db: Db, world: Pick<World, 'origin'>, slug: string,
): Promise<DidDocument | undefined> {
  const row = await db.selectFrom('body').select('official').where('slug', '=', slug).executeTakeFirst()
  return row && documentOf(world, slug, row.official.keys)
}

/** Those of all bodies, for whoever verifies without asking again. */
export async function bodyDidDocuments(db: Db, world: Pick<World, 'origin'>): Promise<DidDocument[]> {
  const rows = await db.selectFrom('body').select(['slug', 'official']).orderBy('slug').execute()
  return rows.map(({ slug, official }) => documentOf(world, slug, official.keys))
}

const documentOf = (world: Pick<World, 'origin'>, slug: string, keys: readonly BodyKey[]): DidDocument =>
  didDocument(didOf(world, slug), keys.map(({ x, ...key }) => ({ ...key, jwk: { kty: 'OKP', crv: 'Ed25519', x } })))
