import type { Sha256 } from './act-leaf.ts'
import { nodeHash } from './merkle.ts'
import type { NodeAt } from './proof.ts'
import type { Tile } from './tile-path.ts'
import { TILE_WIDTH } from './tile-path.ts'

const HASH_BYTES = 32

/**
 * The tiles that a tree of `newSize` needs and one of `oldSize` did not have: full ones that were finished, and the
 * partial ones at the right edge. Hash tiles only; entry bundles lie like those of level 0.
 */
export function newTiles(oldSize: number, newSize: number): Tile[] {
  const tiles: Tile[] = []
  for (let level = 0, unit = 1; unit <= newSize; level++, unit *= TILE_WIDTH) {
    const before = Math.floor(oldSize / unit)
    const now = Math.floor(newSize / unit)
    if (now === before) continue
    const full = Math.floor(now / TILE_WIDTH)
    for (let index = Math.floor(before / TILE_WIDTH); index < full; index++)
      tiles.push({ level, index, width: TILE_WIDTH })
    if (now % TILE_WIDTH > 0) tiles.push({ level, index: full, width: now % TILE_WIDTH })
  }
  return tiles
}

/** The bytes of a hash tile: its hashes side by side. @throws RangeError for an entry bundle */
export function tileBytes(nodeAt: NodeAt, { level, index, width }: Tile): Uint8Array {
  if (level === 'entries') throw new RangeError('an entry bundle holds entries, not hashes')
  const bytes = new Uint8Array(width * HASH_BYTES)
  for (let i = 0; i < width; i++) bytes.set(nodeAt(8 * level, index * TILE_WIDTH + i), i * HASH_BYTES)
  return bytes
}

/** The tile that holds a node of a tree of `size`, or that the node is computed from. */
export function tileOfNode(size: number, level: number, index: number): Tile {
  const tileLevel = Math.floor(level / 8)
  const first = index * 2 ** (level % 8)
  const tile = Math.floor(first / TILE_WIDTH)
  const atLevel = Math.floor(size / TILE_WIDTH ** tileLevel)
  return { level: tileLevel, index: tile, width: Math.min(TILE_WIDTH, atLevel - tile * TILE_WIDTH) }
}

/**
 * The tiles that a computation over nodes reads, found by running it over blank hashes. Fetch them, then run it again.
 */
export function tilesRead(size: number, compute: (nodeAt: NodeAt) => unknown): Tile[] {
  const tiles = new Map<string, Tile>()
  compute((level, index) => {
    const tile = tileOfNode(size, level, index)
    tiles.set(`${tile.level}/${tile.index}`, tile)
    return new Uint8Array(HASH_BYTES)
  })
  return [...tiles.values()]
}

/**
 * Nodes out of tiles. `bytesOf` gives the bytes of a tile that was fetched; nothing in them is believed before a root
 * that they lead to was compared with a checkpoint.
 * @throws RangeError when a tile is missing or too short
 */
export function nodesFromTiles(sha256: Sha256, size: number, bytesOf: (tile: Tile) => Uint8Array | undefined): NodeAt {
  const nodeAt: NodeAt = (level, index) => {
    if (level % 8 > 0) return nodeHash(sha256, nodeAt(level - 1, 2 * index), nodeAt(level - 1, 2 * index + 1))
    const tile = tileOfNode(size, level, index)
    const at = (index % TILE_WIDTH) * HASH_BYTES
    const hash = bytesOf(tile)?.slice(at, at + HASH_BYTES)
    if (hash?.length !== HASH_BYTES) throw new RangeError(`tile ${tile.level}/${tile.index} lacks a hash`)
    return hash
  }
  return nodeAt
}

const LONGEST_ENTRY = 0xffff

/** The bytes of an entry bundle: each entry behind its length in two bytes. @throws RangeError above 65 535 bytes */
export function entryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(entries.reduce((total, entry) => total + 2 + entry.length, 0))
  let at = 0
  for (const entry of entries) {
    if (entry.length > LONGEST_ENTRY) throw new RangeError('an entry has at most 65 535 bytes')
    bytes[at++] = entry.length >> 8
    bytes[at++] = entry.length & 255
    bytes.set(entry, at)
    at += entry.length
  }
  return bytes
}

/** The entries of a bundle; undefined when it does not end with an entry, or holds more than 256. */
export function parseEntryBundle(bytes: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
    if (at + 2 + length > bytes.length || entries.length === TILE_WIDTH) return undefined
    entries.push(bytes.slice(at + 2, at + 2 + length))
    at += 2 + length
  }
  return entries
}
