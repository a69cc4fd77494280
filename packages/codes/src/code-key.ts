import { ALPHABET } from './base32.ts'

/** What the package needs from its surroundings: node:crypto in the server, any library elsewhere. All synchronous. */
export interface CodePrimitives {
  /** Prepares a key once, then makes 32-byte tags. */
  readonly hmacSha256: (key: Uint8Array) => (message: Uint8Array) => Uint8Array
  readonly sha256: (message: Uint8Array) => Uint8Array
  /** HKDF-SHA-256 of RFC 5869. */
  readonly hkdfSha256: (secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number) => Uint8Array
}

/** A secret key of item codes, ready for use. `id` is the first character of every code that it makes. */
export interface CodeKey {
  readonly id: string
  readonly mac: (message: Uint8Array) => Uint8Array
  readonly mask: (tag: string) => Uint8Array
}

const MASK_KEY_BYTES = 32
const TAG_CHARACTERS = 12
const SALT = 'tianfu item codes'

/**
 * The key of one licensee for one year, derived from the deployment's master secret by HKDF (RFC 5869). A key that
 * leaks tells nothing about the others, and its replacement takes another `keyId`.
 *
 * @param master at least 32 secret bytes
 * @param purpose `scheme` the deployment's scheme, `licensee` its credit code, `year` four digits, `keyId` one
 *   character of the code alphabet
 * @throws RangeError when the master is short or the key id is not one character of the alphabet
 */
export function deriveCodeKey(
  primitives: CodePrimitives,
  master: Uint8Array,
  purpose: { scheme: string; licensee: string; year: number; keyId: string },
): CodeKey {
  if (master.length < 32) throw new RangeError('a master secret has at least 32 bytes')
  const { scheme, licensee, year, keyId } = purpose
  if (keyId.length !== 1 || !ALPHABET.includes(keyId)) throw new RangeError('a key id is one character of the alphabet')
  const info = framed([scheme, licensee, String(year), keyId])
  const secret = primitives.hkdfSha256(master, new TextEncoder().encode(SALT), info, 64)
  // One block of SHA-256 over a secret prefix and a tag of fixed length. Only 35 bits of it ever leave, so that no
  // longer message can be continued from it; HMAC would cost twice as much and add nothing here.
  const masked = new Uint8Array(MASK_KEY_BYTES + TAG_CHARACTERS)
  masked.set(secret.subarray(32, 64))
  return {
    id: keyId,
    mac: primitives.hmacSha256(secret.slice(0, 32)),
    mask: (tag) => {
      for (let i = 0; i < TAG_CHARACTERS; i++) masked[MASK_KEY_BYTES + i] = tag.charCodeAt(i)
      return primitives.sha256(masked)
    },
  }
}

/** Fields one after the other, each behind its length in two bytes, so that no two lists give the same bytes. */
export function framed(fields: readonly string[]): Uint8Array {
  const parts = fields.map(utf8)
  const bytes = new Uint8Array(parts.reduce((total, part) => total + 2 + part.length, 0))
  let at = 0
  for (const part of parts) {
    if (part.length > 0xffff) throw new RangeError('a field has at most 65 535 bytes')
    bytes[at++] = part.length >> 8
    bytes[at++] = part.length & 255
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** For a few ASCII characters, a loop is several times faster than a TextEncoder. */
function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return new TextEncoder().encode(text)
    bytes[i] = code
  }
  return bytes
}
