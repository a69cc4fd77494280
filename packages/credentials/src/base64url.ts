const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES = new Int8Array(128).fill(-1)
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
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const rest = text.length % 4
  if (rest === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let at = 0
  let held = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const value = code < 128 ? (VALUES[code] ?? -1) : -1
    if (value < 0) return undefined
    held = (held << 6) | value
    if (i % 4 === 1) bytes[at++] = held >> 4
    else if (i % 4 === 2) bytes[at++] = (held >> 2) & 255
    else if (i % 4 === 3) bytes[at++] = held & 255
    held &= 0xffff
  }
  const leftOver = rest === 2 ? held & 15 : rest === 3 ? held & 3 : 0
  return leftOver === 0 ? bytes : undefined
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
