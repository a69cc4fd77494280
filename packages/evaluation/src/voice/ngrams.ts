/**
 * Character n-grams of a text, hashed: no segmenter, no dictionary, any script.
 *
 * Sources: W. Cavnar, J. Trenkle (1994) for character n-grams; K. Weinberger et al., ICML 2009 for hashing; the hash is
 * FNV-1a over UTF-16 units with a final mix (Murmur3's).
 */

/** How texts become features; part of the model. */
export interface NgramSettings { shortest: number; longest: number; bits: number }

/** One to three characters in 2^20 places: what served best on reviews. */
export const USUAL_NGRAMS: NgramSettings = { shortest: 1, longest: 3, bits: 20 }

/** Compatibility forms joined (full-width letters and digits), lower case, runs of blanks and of one mark shortened. */
export function normaliseText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').replace(/(.)\1{3,}/gu, '$1$1$1').trim()
}

/** Place of the n-gram text[from … to). */
export function bucketOf(text: string, from: number, to: number, bits: number): number {
  let h = 0x811c9dc5
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i)
    h = Math.imul(h ^ (c & 0xff), 0x01000193)
    h = Math.imul(h ^ (c >>> 8), 0x01000193)
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> (32 - bits)
}

/** Calls `see` for every n-gram of an already normalised text, with its place and its span. */
export function eachNgram(
  text: string, { shortest, longest, bits }: NgramSettings, see: (bucket: number, from: number, to: number) => void,
): void {
  for (let from = 0; from < text.length; from++) {
    for (let n = shortest; n <= longest && from + n <= text.length; n++)
      see(bucketOf(text, from, from + n, bits), from, from + n)
  }
}

/** Places of the distinct n-grams of a text, with their counts, in order of first appearance. */
export function countNgrams(text: string, settings: NgramSettings): Map<number, number> {
  const counts = new Map<number, number>()
  eachNgram(normaliseText(text), settings, (bucket) => counts.set(bucket, (counts.get(bucket) ?? 0) + 1))
  return counts
}
