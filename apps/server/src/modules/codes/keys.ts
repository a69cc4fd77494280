import { hash, hkdfSync } from 'node:crypto'
import { deriveCodeKey, readItemCode } from '@tianfu/codes'
import type { CodeKey, CodePrimitives } from '@tianfu/codes'
import { refuse } from '@tianfu/contract'
import { sql } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import type { Work, World } from '../../platform/work.ts'

const BLOCK = 64

/**
 * HMAC-SHA-256 (RFC 2104) as two one-shot digests over pads that are laid once: several times faster here than an Hmac
 * object per message, which Node makes with a key object each. Held to `createHmac` by a test.
 */
export function hmacSha256(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  if (key.length > BLOCK) throw new RangeError('a key of at most one block')
  let inner = Buffer.alloc(BLOCK + 64)
  const outer = Buffer.alloc(BLOCK + 32)
  for (let i = 0; i < BLOCK; i++) {
    inner[i] = (key[i] ?? 0) ^ 0x36
    outer[i] = (key[i] ?? 0) ^ 0x5c
  }
  return (message) => {
    if (inner.length < BLOCK + message.length) inner = Buffer.concat([inner.subarray(0, BLOCK), message])
    inner.set(message, BLOCK)
    outer.set(hash('sha256', inner.subarray(0, BLOCK + message.length), 'buffer'), BLOCK)
    return hash('sha256', outer, 'buffer')
  }
}

const PRIMITIVES: CodePrimitives = {
  hmacSha256,
  sha256: (message) => hash('sha256', message, 'buffer'),
  hkdfSha256: (secret, salt, info, length) => new Uint8Array(hkdfSync('sha256', secret, salt, info, length)),
}
const KEY_IDS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

interface KeyRow { key_id: string; year: number; licensee: string }

/** The key itself: derived from the deployment's master secret, kept nowhere. */
export const codeKey = (world: World, row: KeyRow): CodeKey =>
  deriveCodeKey(PRIMITIVES, world.keys.derive('item-codes', 32), {
    scheme: world.schemeId, licensee: row.licensee, year: row.year, keyId: row.key_id,
  })

/** The key in use of a licensee for this year, entered on first use. */
export async function keyInUse(work: Work, organisation: string, licensee: string): Promise<KeyRow> {
  const year = Number(work.at.today.slice(0, 4))
  const inUse = () => work.tx.selectFrom('code_key').select(['key_id', 'year', 'licensee'])
    .where('organisation', '=', organisation).where('year', '=', year).where('revoked_on', 'is', null)
    .forShare().executeTakeFirst() // its loss waits for this order, or is seen by it
  for (const keyId of KEY_IDS) {
    const row = await inUse()
    if (row) return row
    // Somebody else may have entered this year's key, or taken this character: then nothing happens here.
    await work.tx.insertInto('code_key').values({
      id: work.world.newId(), organisation, key_id: keyId, year, licensee, created_at: work.at.official,
      revoked_on: null,
    }).onConflict((conflict) => conflict.doNothing()).execute()
  }
  return (await inUse()) ?? refuse('code-keys-used-up')
}

/** Nothing is activated under a lost key; its row is held, so that the loss waits. @throws Refusal `code-key-lost` */
export async function mustNotBeLost(work: Work, organisation: string, keyId: string): Promise<void> {
  const row = await work.tx.selectFrom('code_key').select('revoked_on').where('organisation', '=', organisation)
    .where('key_id', '=', keyId).forShare().executeTakeFirstOrThrow()
  if (row.revoked_on !== null) refuse('code-key-lost', { on: row.revoked_on })
}

/**
 * Takes the next `quantity` counters of a GTIN under a key. The row stays locked until the transaction ends, so that
 * two batches never share a counter.
 * @returns the first of them
 */
export async function takeCounters(
  work: Work, organisation: string, gtin: string, keyId: string, quantity: number,
): Promise<number> {
  const row = await work.tx.insertInto('code_counter').values({ gtin, key_id: keyId, organisation, next: quantity })
    .onConflict((conflict) => conflict.columns(['gtin', 'key_id'])
      .doUpdateSet({ next: sql<number>`code_counter.next + ${quantity}` })
      .where('code_counter.organisation', '=', organisation))
    .returning('next').executeTakeFirst()
  if (!row) refuse('code-keys-used-up')
  return Number(row.next) - quantity
}

export type SerialRead =
  | { verdict: 'malformed' | 'unknown' | 'forged' }
  | { verdict: 'read'; keyId: string; counter: number }

/**
 * Keys by GTIN, as they were asked for. A key once found stays; one that is missing is looked up together with all
 * others that are missing at that moment, so that a flood of invented codes costs few queries and a known key none.
 */
interface Cache {
  keys: Map<string, Map<string, CodeKey>>
  asked: Map<string, Promise<void>>
}
const caches = new WeakMap<World, Cache>()

function cacheOf(world: World): Cache {
  let cache = caches.get(world)
  if (!cache) caches.set(world, cache = { keys: new Map(), asked: new Map() })
  return cache
}

const LONGEST_CACHE = 200_000

/** Reads a serial: authentic with its counter, forged, of a GTIN without codes, or no code at all. */
export async function readSerial(world: World, db: Db, gtin: string, serial: string): Promise<SerialRead> {
  const held = heldSerial(world, gtin, serial)
  if (held) return held
  const cache = cacheOf(world)
  // Inside a transaction nothing outside it is waited for: it may hold the only connection.
  await (db === world.db ? lookUp(world, cache, gtin) : lookUpNow(world, db, cache, gtin))
  return heldSerial(world, gtin, serial) ?? { verdict: (cache.keys.get(gtin)?.size ?? 0) > 0 ? 'forged' : 'unknown' }
}

/** The same with the keys in memory; undefined where its key is not among them. */
export function heldSerial(world: World, gtin: string, serial: string): SerialRead | undefined {
  const keys = cacheOf(world).keys.get(gtin)
  const reading = readItemCode((keyId) => keys?.get(keyId), { scheme: world.schemeId, gtin, serial })
  if (reading.ok) return { verdict: 'read', keyId: reading.keyId, counter: reading.counter }
  return reading.why === 'unknown-key' ? undefined : { verdict: reading.why }
}

async function lookUp(world: World, cache: Cache, gtin: string): Promise<void> {
  const earlier = cache.asked.get(gtin)
  // A look-up that began before this code was asked for may miss a key that was entered since: one more after it,
  // shared by all who wait.
  if (earlier) await earlier
  await (cache.asked.get(gtin) ?? shared(world, cache, gtin))
}

function shared(world: World, cache: Cache, gtin: string): Promise<void> {
  const found = lookUpNow(world, world.db, cache, gtin).finally(() => cache.asked.delete(gtin))
  cache.asked.set(gtin, found)
  return found
}

async function lookUpNow(world: World, db: Db, cache: Cache, gtin: string): Promise<void> {
  const rows = await load(db, gtin)
  if (rows.length === 0) return
  if (cache.keys.size > LONGEST_CACHE) cache.keys.clear()
  const known = cache.keys.get(gtin) ?? new Map<string, CodeKey>()
  for (const row of rows) if (!known.has(row.key_id)) known.set(row.key_id, codeKey(world, row))
  cache.keys.set(gtin, known)
}

const load = (db: Db, gtin: string) => db.selectFrom('code_counter as c')
  .innerJoin('code_key as k', (on) => on.onRef('k.organisation', '=', 'c.organisation')
    .onRef('k.key_id', '=', 'c.key_id'))
  .where('c.gtin', '=', gtin).select(['k.key_id', 'k.year', 'k.licensee']).execute()
