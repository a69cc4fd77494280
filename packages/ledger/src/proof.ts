import type { Sha256 } from './act-leaf.ts'
import { sameBytes } from './bytes.ts'
import { nodeHash } from './merkle.ts'

/**
 * Gives the hash of a complete subtree: `level` 0 is a leaf, (level, index) covers [index·2^level, (index+1)·2^level).
 */
export type NodeAt = (level: number, index: number) => Uint8Array

/** The nodes of a list of leaf hashes, computed when asked for and kept. */
export function nodesOf(sha256: Sha256, leafHashes: readonly Uint8Array[]): NodeAt {
  const kept = new Map<string, Uint8Array>()
  const nodeAt: NodeAt = (level, index) => {
    if (level === 0) {
      const leaf = leafHashes[index]
      if (!leaf) throw new RangeError(`there is no leaf ${index}`)
      return leaf
    }
    const place = `${level}/${index}`
    let hash = kept.get(place)
    if (!hash)
      kept.set(place, (hash = nodeHash(sha256, nodeAt(level - 1, 2 * index), nodeAt(level - 1, 2 * index + 1))))
    return hash
  }
  return nodeAt
}

/** Root of the first `size` leaves. */
export const rootAt = (sha256: Sha256, nodeAt: NodeAt, size: number): Uint8Array =>
  size === 0 ? sha256(new Uint8Array()) : rangeRoot(sha256, nodeAt, 0, size)

/**
 * Inclusion proof of leaf `index` in the tree of the first `size` leaves (RFC 6962, 2.1.1), lowest sibling first.
 * @throws RangeError unless 0 ≤ index < size
 */
export function inclusionProof(sha256: Sha256, nodeAt: NodeAt, index: number, size: number): Uint8Array[] {
  if (!(index >= 0 && index < size)) throw new RangeError('the leaf is not in the tree')
  const proof: Uint8Array[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + widestLeft(to - from)
    if (index < middle) proof.push(rangeRoot(sha256, nodeAt, middle, to))
    else proof.push(rangeRoot(sha256, nodeAt, from, middle))
    if (index < middle) to = middle
    else from = middle
  }
  return proof.toReversed()
}

/**
 * Proof that the first `oldSize` leaves are unchanged in the tree of `size` (RFC 6962, 2.1.2). Empty for equal sizes.
 * @throws RangeError unless 0 < oldSize ≤ size: from nothing there is nothing to prove (RFC 9162, 2.1.4)
 */
export function consistencyProof(sha256: Sha256, nodeAt: NodeAt, oldSize: number, size: number): Uint8Array[] {
  if (!(oldSize > 0 && oldSize <= size)) throw new RangeError('0 < old size ≤ size is needed')
  const proof: Uint8Array[] = []
  let from = 0
  let to = size
  while (to !== oldSize) {
    const middle = from + widestLeft(to - from)
    if (oldSize <= middle) proof.push(rangeRoot(sha256, nodeAt, middle, to))
    else proof.push(rangeRoot(sha256, nodeAt, from, middle))
    if (oldSize <= middle) to = middle
    else from = middle
  }
  if (from > 0) proof.push(rangeRoot(sha256, nodeAt, from, to))
  return proof.toReversed()
}

/** True when the proof leads from the leaf to the root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(sha256: Sha256, claim: {
  index: number; size: number; leafHash: Uint8Array; proof: readonly Uint8Array[]; root: Uint8Array
}): boolean {
  const { index, size, proof } = claim
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false
  if (![claim.leafHash, claim.root, ...proof].every((hash) => hash.length === 32)) return false
  let at = index
  let last = size - 1
  let hash = claim.leafHash
  for (const sibling of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sha256, sibling, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      hash = nodeHash(sha256, hash, sibling)
    }
    at = half(at)
    last = half(last)
  }
  return last === 0 && sameBytes(hash, claim.root)
}

/** True when the tree of `newRoot` begins with the tree of `oldRoot` (RFC 9162, 2.1.4.2). From size 0 it is false. */
export function verifyConsistency(sha256: Sha256, claim: {
  oldSize: number; newSize: number; oldRoot: Uint8Array; newRoot: Uint8Array; proof: readonly Uint8Array[]
}): boolean {
  const { oldSize, newSize, oldRoot, newRoot } = claim
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize < 1 || oldSize > newSize) return false
  if (oldSize === newSize) return claim.proof.length === 0 && sameBytes(oldRoot, newRoot)
  if (![oldRoot, newRoot, ...claim.proof].every((hash) => hash.length === 32)) return false
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...claim.proof] : claim.proof
  const [first, ...rest] = path
  if (!first) return false
  let at = oldSize - 1
  let last = newSize - 1
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  let oldHash = first
  let newHash = first
  for (const sibling of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(sha256, sibling, oldHash)
      newHash = nodeHash(sha256, sibling, newHash)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      newHash = nodeHash(sha256, newHash, sibling)
    }
    at = half(at)
    last = half(last)
  }
  return last === 0 && sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot)
}

/** Largest power of two below `width`; `width` is at least 2. */
function widestLeft(width: number): number {
  let left = 1
  while (left * 2 < width) left *= 2
  return left
}

/** Root of [from, to), where `from` is a multiple of a power of two that is at least the width. */
function rangeRoot(sha256: Sha256, nodeAt: NodeAt, from: number, to: number): Uint8Array {
  const width = to - from
  if (isPowerOfTwo(width)) return nodeAt(Math.log2(width), from / width)
  const middle = from + widestLeft(width)
  return nodeHash(sha256, rangeRoot(sha256, nodeAt, from, middle), rangeRoot(sha256, nodeAt, middle, to))
}

const half = (value: number): number => Math.floor(value / 2)
const isPowerOfTwo = (value: number): boolean => Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value
