/**
 * 32 characters that a hand copies right: digits and capital letters without I, L, O, U (Crockford's choice). All are
 * in
 * GS1 character set 82, so AI 21 holds them, and in the alphanumeric mode of QR codes.
 */
export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const VALUES = new Int8Array(128).fill(-1)
for (let i = 0; i < 32; i++) VALUES[ALPHABET.charCodeAt(i)] = i

/** 0 to 31, or -1 for a character outside the alphabet. */
export const valueOf = (charCode: number): number => (charCode < 128 ? (VALUES[charCode] ?? -1) : -1)

/** The first `5 × length` bits of `bytes`, most significant first, one character for five bits. */
export function firstBits(bytes: Uint8Array, length: number): string {
  let text = ''
  for (let i = 0, held = 0, bits = 0, at = 0; i < length; i++) {
    if (bits < 5) {
      held = ((held & 31) << 8) | (bytes[at++] ?? 0)
      bits += 8
    }
    bits -= 5
    text += ALPHABET[(held >> bits) & 31]
  }
  return text
}
