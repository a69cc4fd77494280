/** UUIDv7 (RFC 9562 §5.7): 48 bits of milliseconds, then 74 random bits. Ids of one millisecond are not ordered. */
export function uuidv7(ms: number, randomBytes: (length: number) => Uint8Array): string {
  const bytes = randomBytes(16)
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(ms / 2 ** (8 * (5 - i))) % 256
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
