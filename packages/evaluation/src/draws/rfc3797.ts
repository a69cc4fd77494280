/**
 * Publicly verifiable selection from a numbered list. Source: RFC 3797 (D. Eastlake 2004), with MD5 as it demands.
 * Kept for comparison: it depends on the length and order of the list. New draws use the verifiable order.
 */
import { concat, hex, utf8, type Hash } from './bytes.ts'
import { publicRandomness } from './verifiable.ts'

/** One selection: digest, number of candidates left before it, and the chosen place in the list, from 1. */
export interface Pick { digest: string; left: number; chosen: number }

/** Seed lines of a file: numbers separated by blanks; lines that begin with # are notes. */
export function seedLines(text: string): number[][] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#')).map((line) =>
    line.trim().split(/\s+/).map((n) => {
      if (!/^\d+$/.test(n)) throw new RangeError(`not a whole number: ${n}`)
      return Number(n)
    }))
}

/** Selects `count` of `size` candidates. */
export function rfc3797(md5: Hash, seeds: readonly (readonly number[])[], size: number, count: number): Pick[] {
  if (size > 0xffff || count > size) throw new RangeError('too many candidates, or more chosen than there are')
  const key = utf8(publicRandomness(seeds))
  const left = Array.from({ length: size }, (_, i) => i + 1)
  return Array.from({ length: count }, (_, i) => {
    const round = Uint8Array.of(i >> 8, i & 255)
    const digest = hex(md5(concat(round, key, round)))
    const before = left.length
    const [chosen] = left.splice(Number(BigInt(`0x${digest}`) % BigInt(before)), 1)
    return { digest, left: before, chosen: chosen! }
  })
}
