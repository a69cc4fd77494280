/**
 * A counter-based generator: the n-th number of a stream is a function of (key, counter), so any draw of any run
 * can be recomputed alone, in any order, in any worker.
 *
 * Source: J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11: Philox4x32-10.
 */
const M0 = 0xd2511f53
const M1 = 0xcd9e8d57
const W0 = 0x9e3779b9
const W1 = 0xbb67ae85

/** High 32 bits of the product of two unsigned 32-bit numbers, by 16-bit halves in doubles. */
function high(a: number, b: number): number {
  const a0 = a & 0xffff
  const a1 = a >>> 16
  const b0 = b & 0xffff
  const b1 = b >>> 16
  const middle = a1 * b0 + ((a0 * b0) >>> 16)
  const carry = a0 * b1 + (middle & 0xffff)
  return (a1 * b1 + (middle >>> 16) + (carry >>> 16)) >>> 0
}

/** One block: four 32-bit words from a counter of four words and a key of two; written into `out`. */
export function philox4x32(
  c0: number, c1: number, c2: number, c3: number, k0: number, k1: number, out: Uint32Array,
): void {
  for (let round = 0; round < 10; round++) {
    const h0 = high(M0, c0)
    const l0 = Math.imul(M0, c0)
    const h1 = high(M1, c2)
    const l1 = Math.imul(M1, c2)
    c0 = (h1 ^ c1 ^ k0) >>> 0
    c1 = l1 >>> 0
    c2 = (h0 ^ c3 ^ k1) >>> 0
    c3 = l0 >>> 0
    k0 = (k0 + W0) >>> 0
    k1 = (k1 + W1) >>> 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

/** Two 32-bit words that name a stream. Take them from a digest of method version, snapshot and purpose. */
export type Seed = readonly [number, number]

/** A stream of uniform numbers at a place that can be set. */
export interface Stream {
  /** The next uniform number, 53 bits, 0 < u < 1 (never 0, so that logarithms and quantiles are finite). */
  uniform(): number
  /** Goes to the start of the sub-stream (a, b): the same numbers follow each time. */
  seek(a: number, b?: number): void
}

/** A stream for a seed; `seek(draw, unit)` makes draw and unit the counter. */
export function stream(seed: Seed): Stream {
  const block = new Uint32Array(4)
  let place = 4
  let low = 0
  let a = 0
  let b = 0
  return {
    uniform() {
      if (place >= 4) {
        philox4x32(low, 0, a, b, seed[0] >>> 0, seed[1] >>> 0, block)
        low = (low + 1) >>> 0
        place = 0
      }
      const top = block[place]! >>> 5
      const bottom = block[place + 1]! >>> 6
      place += 2
      return (top * 67108864 + bottom + 0.5) / 9007199254740992
    },
    seek(nextA, nextB = 0) {
      a = nextA >>> 0
      b = nextB >>> 0
      low = 0
      place = 4
    },
  }
}

/** A seed from text by FNV-1a in two lanes: for tests and tools; official runs take theirs from SHA-256. */
export function seedOf(text: string): Seed {
  let h1 = 0x811c9dc5
  let h2 = 0x01000193
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    h1 = Math.imul(h1 ^ c, 0x01000193)
    h2 = Math.imul(h2 ^ (c + i), 0x85ebca6b)
  }
  return [h1 >>> 0, h2 >>> 0]
}
