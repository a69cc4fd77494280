import { ALPHABET, firstBits, valueOf } from './base32.ts'
import { framed } from './code-key.ts'
import type { CodeKey } from './code-key.ts'

/** A counter has 35 bits: 34 359 738 368 items of one GTIN under one key. */
export const COUNTERS = 2 ** 35
const FORM = /^[0-9A-HJKMNP-TV-Z]{20}$/

/** What an item code stands for: the scheme of the deployment, a GTIN-14, and the item's place in the count. */
export interface Item {
  readonly scheme: string
  readonly gtin: string
  readonly counter: number
}

export type ItemCodeReading =
  | { readonly ok: true; readonly keyId: string; readonly counter: number }
  | { readonly ok: false; readonly why: 'malformed' | 'unknown-key' | 'forged' }

/**
 * The serial (AI 21) of an item: key id, 12 characters of a truncated HMAC-SHA-256 over scheme, GTIN and counter, and
 * 7 characters of the counter masked by a keyed function of the tag. It looks random; only the key's holder can invert
 * it, and a guess is right once in 2^60.
 *
 * @throws RangeError when the GTIN is not 14 digits or the counter is outside 0 … 2^35 − 1
 */
export const makeItemCode = (key: CodeKey, { scheme, gtin, counter }: Item): string =>
  makerFor(key, scheme, gtin)(counter)

/**
 * Reads a serial back, without a database. `keyFor` finds the key by its id and the GTIN (whose licensee holds it).
 * A key that was withdrawn stays known to it: whether its codes still stand is the caller's rule.
 */
export function readItemCode(
  keyFor: (keyId: string, gtin: string) => CodeKey | undefined,
  { scheme, gtin, serial }: { scheme: string; gtin: string; serial: string },
): ItemCodeReading {
  if (!FORM.test(serial) || !/^\d{14}$/.test(gtin)) return { ok: false, why: 'malformed' }
  const keyId = serial.slice(0, 1)
  const key = keyFor(keyId, gtin)
  if (!key) return { ok: false, why: 'unknown-key' }
  const tag = serial.slice(1, 13)
  const mask = firstBits(key.mask(tag), 7)
  let counter = 0
  for (let i = 0; i < 7; i++) {
    counter = counter * 32 + (valueOf(serial.charCodeAt(13 + i)) ^ valueOf(mask.charCodeAt(i)))
  }
  return sameText(tag, tagger(key, scheme, gtin)(counter)) ? { ok: true, keyId, counter } : { ok: false, why: 'forged' }
}

/**
 * The codes of `count` items from counter `from` on, one at a time: memory does not grow with the batch.
 *
 * @throws RangeError when the range leaves 0 … 2^35 − 1
 */
export function* itemCodes(
  key: CodeKey, batch: { scheme: string; gtin: string; from: number; count: number },
): Generator<string, void, void> {
  const end = batch.from + batch.count
  if (!Number.isSafeInteger(batch.count) || batch.count < 0 || end > COUNTERS) throw new RangeError('outside 35 bits')
  const make = makerFor(key, batch.scheme, batch.gtin)
  for (let counter = batch.from; counter < end; counter++) yield make(counter)
}

/**
 * What a hand typed or a page pasted, as it was printed: blanks and dashes left out, upper case, I and L read as 1,
 * O as 0. The alphabet holds none of these three.
 */
export const normaliseSerial = (text: string): string =>
  text.replace(/[\s\u2010-\u2015\u200b\u3000\uff0d-]/gu, '')
    .replace(/[\uff01-\uff5e]/gu, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .toUpperCase().replace(/[IL]/g, '1').replaceAll('O', '0')

function makerFor(key: CodeKey, scheme: string, gtin: string): (counter: number) => string {
  const tagOf = tagger(key, scheme, gtin)
  return (counter) => {
    if (!Number.isSafeInteger(counter) || counter < 0 || counter >= COUNTERS) throw new RangeError('outside 35 bits')
    const tag = tagOf(counter)
    const mask = firstBits(key.mask(tag), 7)
    let masked = ''
    for (let i = 0, rest = counter, unit = 2 ** 30; i < 7; i++, unit /= 32) {
      const digit = Math.floor(rest / unit)
      rest -= digit * unit
      masked += ALPHABET[digit ^ valueOf(mask.charCodeAt(i))]
    }
    return key.id + tag + masked
  }
}

/** The message is framed once; each counter only writes its last eight bytes. */
function tagger(key: CodeKey, scheme: string, gtin: string): (counter: number) => string {
  if (!/^\d{14}$/.test(gtin)) throw new RangeError('a GTIN has 14 digits here')
  const head = framed([scheme, gtin])
  const message = new Uint8Array(head.length + 10)
  message.set(head)
  message[head.length + 1] = 8
  const view = new DataView(message.buffer)
  return (counter) => {
    view.setUint32(head.length + 2, Math.floor(counter / 2 ** 32))
    view.setUint32(head.length + 6, counter % 2 ** 32)
    return firstBits(key.mac(message), 12)
  }
}

/** Compares without stopping at the first difference, so that time tells nothing about a tag. */
function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}
