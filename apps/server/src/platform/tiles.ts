import {
  EMPTY_FRONTIER, TILE_WIDTH, appendLeaf, entryBundle, formatCheckpoint, frontierFromHex, frontierRoot, frontierToHex,
  newTiles, nodeHash, nodesFromTiles, parseEntryBundle, rootAt, signNote, tileBytes, tilePath,
} from '@tianfu/ledger'
import type { Frontier, NodeAt, Tile } from '@tianfu/ledger'
import { sql } from 'kysely'
import { transaction } from './command.ts'
import type { Db } from './db/database.ts'
import { SEQUENCER_LOCK, latestCheckpoint, logOrigin, logSigner, sha256 } from './log.ts'
import type { World } from './work.ts'

/** The latest checkpoint, beside the tiles: what a database restored from an older copy is compared with. */
export const KEPT_CHECKPOINT = 'checkpoint'

const BATCH = 2_000
const HASH_BYTES = 32

/**
 * Makes the entries that have their place public: writes the tiles that they need, and only then signs a checkpoint
 * over them (C2SP tlog-tiles). Stopped anywhere it begins again with the same bytes, for an entry that has its place
 * keeps it; several processes may do it at once.
 *
 * @returns how many entries the new checkpoint adds; 0 when there was nothing new
 */
export async function publish(world: World): Promise<number> {
  const last = await world.db.selectFrom('log_checkpoint').select(['size', 'frontier']).orderBy('size', 'desc').limit(1)
    .executeTakeFirst()
  const from = last?.size ?? 0
  const rows = await entriesOf(world.db, from, BATCH)
  if (rows.length === 0) return 0
  const before = last ? frontierFromHex(last.size, last.frontier) : EMPTY_FRONTIER
  await writeTiles(world, before, rows)
  let frontier = before
  for (const { leaf } of rows) frontier = appendLeaf(sha256, frontier, leaf)
  world.fault('before-checkpoint')
  const signed = await signCheckpoint(world, frontier)
  if (signed) await world.tiles.put(KEPT_CHECKPOINT, new TextEncoder().encode(signed))
  return signed ? rows.length : 0
}

/** Signs the tree of a frontier; undefined when another process has signed one as large meanwhile. */
async function signCheckpoint(world: World, frontier: Frontier): Promise<string | undefined> {
  const root = frontierRoot(sha256, frontier)
  const note = await signNote(formatCheckpoint({ origin: logOrigin(world), size: frontier.size, root }), [
    logSigner(world).signer,
  ])
  return transaction(world.db, async (tx) => {
    await sql`select pg_advisory_xact_lock(${SEQUENCER_LOCK}::bigint)`.execute(tx)
    const last = await latestCheckpoint(tx)
    if (last && last.size >= frontier.size) return undefined
    await tx.insertInto('log_checkpoint').values({
      size: frontier.size, root, frontier: frontierToHex(frontier), note,
      signed_at: new Date(world.now()).toISOString(),
    }).execute()
    return note
  })
}

interface LogRow { index: number; entry: Uint8Array; leaf: Uint8Array }

const entriesOf = async (db: Db, from: number, limit: number): Promise<LogRow[]> =>
  (await db.selectFrom('log_entry').innerJoin('act', 'act.id', 'log_entry.act')
    .select(['log_entry.index', 'log_entry.leaf', 'act.entry']).where('log_entry.index', '>=', from)
    .orderBy('log_entry.index').limit(limit).execute())
    .map(({ index, leaf, entry }) => ({
      index: Number(index), leaf: new Uint8Array(leaf), entry: new Uint8Array(entry),
    }))

/** Writes what a tree of `before.size + rows.length` needs beyond one of `before.size`, and drops what it replaces. */
async function writeTiles({ tiles, db }: World, before: Frontier, rows: readonly LogRow[]): Promise<void> {
  const size = before.size + rows.length
  const known = await edgeNodes({ tiles }, before)
  if (!known && before.size > 0) {
    await rebuildTiles({ tiles, db }, size)
    return
  }
  const nodeAt = grown(before.size, known, rows.map(({ leaf }) => leaf))
  const bundleFrom = Math.floor(before.size / TILE_WIDTH) * TILE_WIDTH
  const earlier = bundleFrom === before.size ? [] : await entriesOf(db, bundleFrom, before.size - bundleFrom)
  const entries = [...earlier, ...rows].map(({ entry }) => entry)
  for (const tile of newTiles(before.size, size)) {
    await tiles.put(tilePath(tile), tileBytes(nodeAt, tile))
    if (tile.level === 0) {
      const first = tile.index * TILE_WIDTH - bundleFrom
      await tiles.put(tilePath({ ...tile, level: 'entries' }),
        entryBundle(entries.slice(first, first + tile.width)))
    }
  }
  await dropPartials({ tiles, db }, before.size, size)
}

/** A partial tile may go once the full one is there (tlog-tiles): its widths are those of the checkpoints within it. */
async function dropPartials({ tiles, db }: Pick<World, 'tiles' | 'db'>, from: number, size: number): Promise<void> {
  for (let index = Math.floor(from / TILE_WIDTH); (index + 1) * TILE_WIDTH <= size; index++) {
    const within = await db.selectFrom('log_checkpoint').select('size')
      .where('size', '>', index * TILE_WIDTH).where('size', '<', (index + 1) * TILE_WIDTH).execute()
    for (const { size: then } of within) {
      for (const level of [0, 'entries'] as const) {
        await tiles.remove(tilePath({ level, index, width: Number(then) % TILE_WIDTH }))
      }
    }
  }
}

/** The partial tile at the right edge of every level of a tree. */
function edgeOf(size: number): Tile[] {
  const edge: Tile[] = []
  for (let level = 0, at = size; at > 0; level++, at = Math.floor(at / TILE_WIDTH)) {
    if (at % TILE_WIDTH > 0) edge.push({ level, index: Math.floor(at / TILE_WIDTH), width: at % TILE_WIDTH })
  }
  return edge
}

/** Nodes at the right edge, out of the store; undefined unless they lead to the root that was signed. */
async function edgeNodes({ tiles }: Pick<World, 'tiles'>, of: Frontier): Promise<NodeAt | undefined> {
  if (of.size === 0) return undefined
  const bytes = new Map<string, Uint8Array | undefined>()
  for (const tile of edgeOf(of.size)) bytes.set(`${tile.level}/${tile.index}`, await tiles.get(tilePath(tile)))
  const nodeAt = nodesFromTiles(sha256, of.size, ({ level, index }) => bytes.get(`${level}/${index}`))
  try {
    return same(rootAt(sha256, nodeAt, of.size), frontierRoot(sha256, of)) ? nodeAt : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined // a tile is missing
    throw error
  }
}

/** Nodes of a tree that grew: the old ones as they were, new ones over the new leaves. */
function grown(oldSize: number, old: NodeAt | undefined, leaves: readonly Uint8Array[]): NodeAt {
  const kept = new Map<string, Uint8Array>()
  const nodeAt: NodeAt = (level, index) => {
    if (old && (index + 1) * 2 ** level <= oldSize) return old(level, index)
    if (level === 0) {
      const leaf = leaves[index - oldSize]
      if (!leaf) throw new RangeError(`there is no leaf ${index}`)
      return leaf
    }
    const place = `${level}/${index}`
    const hash = kept.get(place) ?? nodeHash(sha256, nodeAt(level - 1, 2 * index), nodeAt(level - 1, 2 * index + 1))
    kept.set(place, hash)
    return hash
  }
  return nodeAt
}

/**
 * Every tile of the first `size` entries, out of the database. It reads the log once and holds one tile of each level.
 * @throws Error when the log has a gap
 */
export async function* tilesOfLog(db: Db, size: number): AsyncGenerator<{ path: string; bytes: Uint8Array }> {
  const levels: Uint8Array[][] = []
  for (let index = 0; index < size; index += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, size - index)
    const rows = await entriesOf(db, index, width)
    if (rows.length !== width) throw new Error(`the log lacks entries from ${index} on`)
    const bundle = tilePath({ level: 'entries', index: index / TILE_WIDTH, width })
    yield { path: bundle, bytes: entryBundle(rows.map(({ entry }) => entry)) }
    let hashes = rows.map(({ leaf }) => leaf)
    for (let level = 0, at = index; ; level++) {
      const tile = (levels[level] ??= [])
      tile.push(...hashes)
      if (tile.length < TILE_WIDTH) break
      at = Math.floor(at / TILE_WIDTH)
      yield { path: tilePath({ level, index: at, width: TILE_WIDTH }), bytes: joined(tile) }
      levels[level] = []
      hashes = [rootAt(sha256, nodesOver(tile), TILE_WIDTH)]
    }
  }
  for (const tile of edgeOf(size)) {
    yield { path: tilePath(tile), bytes: joined(levels[Number(tile.level)] ?? []) }
  }
}

/** Writes every tile anew: a store that was lost, or another one. */
async function rebuildTiles({ tiles, db }: Pick<World, 'tiles' | 'db'>, size: number): Promise<void> {
  for await (const { path, bytes } of tilesOfLog(db, size)) await tiles.put(path, bytes)
}

const nodesOver = (hashes: readonly Uint8Array[]): NodeAt => grown(0, undefined, hashes)

function joined(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES)
  hashes.forEach((hash, i) => bytes.set(hash, i * HASH_BYTES))
  return bytes
}

/**
 * A tile as anybody may fetch it: of a tree that was signed, never beyond it. A partial tile that has grown meanwhile
 * is cut from the wider one. Undefined when the signed tree has no such tile.
 */
export async function readTile(world: World, tile: Tile): Promise<Uint8Array | undefined> {
  const size = (await latestCheckpoint(world.db))?.size ?? 0
  const level = tile.level === 'entries' ? 0 : tile.level
  const there = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - tile.index * TILE_WIDTH)
  if (there < tile.width) return undefined
  const found = await fromStore(world, tile, there)
  if (found) return found
  await rebuildTiles(world, size)
  return fromStore(world, tile, there)
}

async function fromStore({ tiles }: World, tile: Tile, there: number): Promise<Uint8Array | undefined> {
  const exact = await tiles.get(tilePath(tile))
  if (exact || there === tile.width) return exact
  const wider = await tiles.get(tilePath({ ...tile, width: there }))
  if (!wider) return undefined
  if (tile.level !== 'entries') return wider.slice(0, tile.width * HASH_BYTES)
  return entryBundle((parseEntryBundle(wider) ?? []).slice(0, tile.width))
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
