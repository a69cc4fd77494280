import type { Sha256 } from './act-leaf.ts'
import { fromHex, toHex } from './bytes.ts'

// RFC 6962, 2.1: a leaf is hashed behind 0x00, an inner node behind 0x01.
/** Hash of an entry as a leaf of the tree. */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + entry.length)
  bytes.set(entry, 1)
  return sha256(bytes)
}

/** Hash of an inner node over its two children. */
export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(65)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 33)
  return sha256(bytes)
}

/**
 * All that appending needs: the roots of the complete subtrees, widest first. Its length is the number of one-bits of
 * `size`, so a log of any length is continued from a few hashes.
 */
export interface Frontier {
  readonly size: number
  readonly hashes: readonly Uint8Array[]
}

export const EMPTY_FRONTIER: Frontier = { size: 0, hashes: [] }

/** The frontier with one more leaf. `onNode` is told each complete inner node that this leaf finishes, lowest first. */
export function appendLeaf(
  sha256: Sha256, frontier: Frontier, leaf: Uint8Array,
  onNode?: (level: number, index: number, hash: Uint8Array) => void,
): Frontier {
  const hashes = [...frontier.hashes]
  let hash = leaf
  let index = frontier.size
  for (let level = 1; index % 2 === 1; level++) {
    hash = nodeHash(sha256, hashes.pop() as Uint8Array, hash)
    index = (index - 1) / 2
    onNode?.(level, index, hash)
  }
  hashes.push(hash)
  return { size: frontier.size + 1, hashes }
}

/** Root of the tree: SHA-256 of nothing when it is empty. */
export function frontierRoot(sha256: Sha256, frontier: Frontier): Uint8Array {
  const last = frontier.hashes.at(-1)
  if (!last) return sha256(new Uint8Array())
  return frontier.hashes.slice(0, -1).reduceRight((right, left) => nodeHash(sha256, left, right), last)
}

/** For keeping: hexadecimal hashes, widest subtree first. */
export const frontierToHex = (frontier: Frontier): string[] => frontier.hashes.map(toHex)

/** @throws RangeError when the hashes are not as many as `size` asks for, or not 32 bytes each */
export function frontierFromHex(size: number, hashes: readonly string[]): Frontier {
  const ones = size.toString(2).replaceAll('0', '').length
  if (!Number.isSafeInteger(size) || size < 0 || hashes.length !== ones) throw new RangeError('size and hashes differ')
  if (hashes.some((hash) => hash.length !== 64)) throw new RangeError('a hash has 32 bytes')
  return { size, hashes: hashes.map(fromHex) }
}

/** Root over all leaf hashes at once. */
export const rootOf = (sha256: Sha256, leafHashes: Iterable<Uint8Array>): Uint8Array => {
  let frontier = EMPTY_FRONTIER
  for (const leaf of leafHashes) frontier = appendLeaf(sha256, frontier, leaf)
  return frontierRoot(sha256, frontier)
}
