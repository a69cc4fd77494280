const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Multibase z: base58 with the alphabet of Bitcoin. For short values; the time grows with the square of the length. */
export function toBase58(bytes: Uint8Array): string {
  const digits: number[] = []
  for (const byte of bytes) {
    let carry = byte
    for (let i = 0; i < digits.length; i++) {
      carry += (digits[i] ?? 0) << 8
      digits[i] = carry % 58
      carry = Math.floor(carry / 58)
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58)
  }
  const zeros = bytes.findIndex((byte) => byte !== 0)
  const leading = '1'.repeat(zeros < 0 ? bytes.length : zeros)
  return `z${leading}${digits.toReversed().map((digit) => ALPHABET[digit]).join('')}`
}

/** The bytes; undefined when the text is not multibase z, or longer than 200 characters. */
export function fromBase58(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length > 200 || !text.startsWith('z')) return undefined
  const bytes: number[] = []
  let zeros = 0
  for (const character of text.slice(1)) {
    let carry = ALPHABET.indexOf(character)
    if (carry < 0) return undefined
    if (carry === 0 && bytes.length === 0) zeros++
    for (let i = 0; i < bytes.length; i++) {
      carry += (bytes[i] ?? 0) * 58
      bytes[i] = carry & 255
      carry >>= 8
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 255)
  }
  return Uint8Array.from([...Array<number>(zeros).fill(0), ...bytes.toReversed()])
}
