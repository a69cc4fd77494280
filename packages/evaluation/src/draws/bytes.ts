/** Bytes, hex and keyed digests from a passed-in hash. */

/** A hash function over bytes: SHA-256, or MD5 where an old standard asks for it. */
export type Hash = (bytes: Uint8Array) => Uint8Array

/** UTF-8 bytes. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Lower-case hex. */
export const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')

/** Bytes of a hex string. @throws RangeError for anything else */
export function fromHex(text: string): Uint8Array {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new RangeError('not hexadecimal')
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16))
}

/** Joins byte strings. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}

/** HMAC with a hash of 64-byte blocks (RFC 2104). */
export function hmac(hash: Hash, key: Uint8Array, message: Uint8Array): Uint8Array {
  const block = new Uint8Array(64)
  block.set(key.length > 64 ? hash(key) : key)
  return hash(concat(block.map((b) => b ^ 0x5c), hash(concat(block.map((b) => b ^ 0x36), message))))
}

/** HKDF-Extract (RFC 5869). */
export const hkdfExtract = (hash: Hash, salt: Uint8Array, material: Uint8Array): Uint8Array =>
  hmac(hash, salt, material)

/** HKDF-Expand (RFC 5869); at most 255 digests long. */
export function hkdfExpand(hash: Hash, key: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  let last: Uint8Array = new Uint8Array(0)
  for (let at = 0, i = 1; at < length; i++) {
    if (i > 255) throw new RangeError('too long for HKDF')
    last = hmac(hash, key, concat(last, info, Uint8Array.of(i)))
    out.set(last.subarray(0, Math.min(last.length, length - at)), at)
    at += last.length
  }
  return out
}
