const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Value of each byte as a character; 64 and above for what is none. */
const VALUES = new Uint8Array(256).fill(64)
for (let i = 0; i < 64; i++) VALUES[LETTERS.charCodeAt(i)] = i

/** base64url without padding (RFC 4648, 5; RFC 7515, 2). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary).replace(/[+/=]/g, (character) => (character === '+' ? '-' : character === '/' ? '_' : ''))
}

/**
 * The bytes; undefined unless the text is their one form: no padding, no blanks, no bits left over at the end.
 * Libraries forgive these, and a signed token would have many byte forms.
 */
export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> | undefined =>
  decodeBase64url(new TextEncoder().encode(text))

/** The same, from the characters as bytes: over a long token several times faster than over its text. */
export function decodeBase64url(text: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const rest = text.length % 4
  if (rest === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  const valueAt = (i: number): number => VALUES[text[i] as number] as number
  let at = 0
  let seen = 0
  for (let i = 0; i < text.length - rest; i += 4) {
    const word = (valueAt(i) << 24) | (valueAt(i + 1) << 16) | (valueAt(i + 2) << 8) | valueAt(i + 3)
    seen |= word
    bytes[at] = (word >> 22) | ((word >> 20) & 3)
    bytes[at + 1] = ((word >> 12) & 0xf0) | ((word >> 10) & 15)
    bytes[at + 2] = ((word >> 2) & 0xc0) | (word & 63)
    at += 3
  }
  if ((seen & 0x40404040) !== 0) return undefined
  if (rest === 0) return bytes
  const i = text.length - rest
  const [first, second, third] = [valueAt(i), valueAt(i + 1), rest === 3 ? valueAt(i + 2) : 0]
  const leftOver = rest === 2 ? second & 15 : third & 3
  if ((first | second | third) > 63 || leftOver !== 0) return undefined
  bytes[at] = (first << 2) | (second >> 4)
  if (rest === 3) bytes[at + 1] = (second << 4) | (third >> 2)
  return bytes
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of UTF-8 bytes; undefined when they are not well formed. A byte order mark is kept, so JSON refuses it. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}
