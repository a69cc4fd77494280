/**
 * Verifiable random selection: an organiser's committed hash chain and public randomness together fix the order; the
 * organiser cannot choose it, the public source cannot know it, and anyone can check it.
 *
 * Source: draft-thomson-elegy-vrs (IETF). H^n(secret) is published before; the draw uses H^{n−1}(secret), the next one
 * H^{n−2}(secret), and so on. A candidate's place is HKDF-Expand(PRK, label): adding or striking one candidate does not
 * move the others.
 */
import { hex, hkdfExpand, hkdfExtract, utf8, type Hash } from './bytes.ts'

/** H applied n times to the secret. n = 0 gives the secret itself. */
export function chainElement(hash: Hash, secret: Uint8Array, n: number): Uint8Array {
  let value = secret
  for (let i = 0; i < n; i++) value = hash(value)
  return value
}

/** Whether `element` is the next to be opened below `published`: published = H(element). */
export const opensChain = (hash: Hash, published: Uint8Array, element: Uint8Array): boolean =>
  hex(hash(element)) === hex(published)

/**
 * Public randomness as text: each source's numbers sorted, joined and closed as in RFC 3797 §4.1 ('1.2.3./4.5./'), so
 * that the order in which a lottery prints them does not matter.
 */
export const publicRandomness = (sources: readonly (readonly number[])[]): string =>
  sources.map((numbers) => `${[...numbers].sort((a, b) => a - b).join('.')}./`).join('')

/** The key of one draw: HKDF-Extract(salt = opened chain element, public randomness). */
export const drawKey = (hash: Hash, opened: Uint8Array, randomness: string): Uint8Array =>
  hkdfExtract(hash, opened, utf8(randomness))

/** One candidate's place: 32 bytes, compared as big-endian numbers. */
export const placeOf = (hash: Hash, key: Uint8Array, label: string): Uint8Array =>
  hkdfExpand(hash, key, utf8(label), 32)

/**
 * All candidates in the order drawn.
 *
 * @throws RangeError for a label used twice: it would hold two candidates at one place
 */
export function verifiableOrder(
  hash: Hash,
  key: Uint8Array,
  labels: readonly string[],
): { label: string; place: string }[] {
  if (new Set(labels).size !== labels.length) throw new RangeError('a label is used twice')
  return labels
    .map((label) => ({ label, place: hex(placeOf(hash, key, label)) }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
}

/**
 * A permanent random number in [0, 1) of one object: the first 53 bits of its place. Purpose separates campaigns,
 * inspectors and objects: 'obj|' + id, 'insp|' + id.
 */
export function permanentNumber(hash: Hash, key: Uint8Array, purpose: string, id: string): number {
  const b = hkdfExpand(hash, key, utf8(`${purpose}|${id}`), 7)
  let value = 0
  for (let i = 0; i < 6; i++) value = value * 256 + b[i]!
  return (value * 32 + (b[6]! >>> 3)) / 9007199254740992
}

/** A generator seed of two words from a key and a purpose. */
export function seedFrom(hash: Hash, key: Uint8Array, purpose: string): [number, number] {
  const b = hkdfExpand(hash, key, utf8(`seed|${purpose}`), 8)
  const word = (i: number): number => ((b[i]! << 24) | (b[i + 1]! << 16) | (b[i + 2]! << 8) | b[i + 3]!) >>> 0
  return [word(0), word(4)]
}
