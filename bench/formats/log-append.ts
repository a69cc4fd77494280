// The log in memory: entry to leaf, tree, tiles and signed root, beside the bare SHA-256 of the same entries.
import { createHash, hash } from 'node:crypto'
import {
  EMPTY_FRONTIER, appendLeaf, entryBundle, frontierRoot, leafHash, newTiles, nodesOf, tileBytes,
} from '@tianfu/ledger'
import type { Figure } from '../figure.ts'
import { beside, msOf } from './rounds.ts'

const COUNT = 20_000
const ROUNDS = 9
const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')
const entriesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => new Uint8Array(createHash('sha256').update(String(i)).digest()))

function append(entries: readonly Uint8Array[]): void {
  const leaves = entries.map((entry) => leafHash(sha256, entry))
  let frontier = EMPTY_FRONTIER
  for (const leaf of leaves) frontier = appendLeaf(sha256, frontier, leaf)
  const nodeAt = nodesOf(sha256, leaves)
  for (const tile of newTiles(0, entries.length)) {
    tileBytes(nodeAt, tile)
    if (tile.level === 0) entryBundle(entries.slice(tile.index * 256, tile.index * 256 + tile.width))
  }
  frontierRoot(sha256, frontier)
}

export async function measure(): Promise<Figure[]> {
  const entries = entriesOf(COUNT)
  const times = await beside(ROUNDS, () => append(entries), () => { for (const entry of entries) sha256(entry) })
  const many = entriesOf(10 * COUNT)
  const large = await msOf(() => append(many)) / 10
  return [
    { name: 'log-append', database: 'none', value: Math.round(COUNT / times.ours * 1000), unit: 'entries/s',
      ratio: times.theirs / times.ours },
    { name: 'log-append-growth', database: 'none', value: Math.round(large * 1e6 / COUNT), unit: 'ns/entry',
      ratio: times.ours / large },
  ]
}
