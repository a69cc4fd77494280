/**
 * The seed of a run, from what defines it: the same method version and the same data give the same numbers for ever,
 * and any subset (one brand, one draw) can be recomputed alone.
 */
import { concat, utf8, type Hash } from './bytes.ts'

/**
 * Two words from SHA-256 over the method version, the snapshot's digest and the purpose; each part is preceded by its
 * length, so that no two triples meet.
 */
export function runSeed(hash: Hash, methodVersion: string, snapshot: string, purpose: string): [number, number] {
  const part = (text: string): Uint8Array => {
    const bytes = utf8(text)
    return concat(Uint8Array.of(bytes.length >>> 24, bytes.length >>> 16, bytes.length >>> 8, bytes.length), bytes)
  }
  const d = hash(concat(part(methodVersion), part(snapshot), part(purpose)))
  const word = (i: number): number => ((d[i]! << 24) | (d[i + 1]! << 16) | (d[i + 2]! << 8) | d[i + 3]!) >>> 0
  return [word(0), word(4)]
}
