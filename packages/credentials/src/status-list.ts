import { fromBase64url, toBase64url } from './base64url.ts'
import type { JsonObject } from './compact-token.ts'
import { momentOf } from './moment.ts'

// W3C Bitstring Status List 1.0.
/** Fewer entries would tell a verifier apart from the herd (clause 6.1). */
export const SMALLEST_LIST = 131_072
/** Our own ceiling, 8 MiB: the standard sets none, and a small text can inflate to gigabytes. */
export const LARGEST_LIST = 2 ** 26

/** One bit for each certificate, most significant bit of the first byte first. */
export type StatusBits = Uint8Array
const PURPOSES = ['revocation', 'suspension', 'refresh', 'message'] as const
export type StatusPurpose = (typeof PURPOSES)[number]

/** gzip; the server's zlib, a browser's CompressionStream. */
export type Compress = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>
/** gunzip that throws, rather than answer, when there would be more than `most` bytes. */
export type Inflate = (bytes: Uint8Array, most: number) => Uint8Array | Promise<Uint8Array>

/** @throws RangeError unless the length is a multiple of 8 from 131 072 to 2^26 */
export function newStatusBits(length = SMALLEST_LIST): StatusBits {
  if (length % 8 !== 0 || length < SMALLEST_LIST || length > LARGEST_LIST)
    throw new RangeError('a length out of bounds')
  return new Uint8Array(length / 8)
}

/** @throws RangeError when the index is outside the list */
export function statusBit(bits: StatusBits, index: number): boolean {
  return ((byteAt(bits, index) >> (7 - (index % 8))) & 1) === 1
}

/** Sets or clears one bit, in place. @throws RangeError when the index is outside the list */
export function setStatusBit(bits: StatusBits, index: number, value: boolean): void {
  const mask = 128 >> (index % 8)
  bits[Math.floor(index / 8)] = value ? byteAt(bits, index) | mask : byteAt(bits, index) & ~mask
}

function byteAt(bits: StatusBits, index: number): number {
  const byte = Number.isSafeInteger(index) && index >= 0 ? bits[Math.floor(index / 8)] : undefined
  if (byte === undefined) throw new RangeError('the index is outside the list')
  return byte
}

/** `encodedList`: multibase u (base64url) of the gzipped bits. */
export const encodeStatusBits = async (bits: StatusBits, compress: Compress): Promise<string> =>
  `u${toBase64url(await compress(bits))}`

export type StatusFault = 'malformed' | 'too-short' | 'too-long' | 'wrong-purpose' | 'out-of-range' | 'out-of-date'

/** Reads an `encodedList` from anyone: bounded before and while it is inflated. */
export async function decodeStatusBits(
  encodedList: unknown, inflate: Inflate,
): Promise<{ ok: true; bits: StatusBits } | { ok: false; why: StatusFault }> {
  if (typeof encodedList !== 'string' || !encodedList.startsWith('u')) return { ok: false, why: 'malformed' }
  if (encodedList.length > LARGEST_LIST / 4) return { ok: false, why: 'too-long' }
  const zipped = fromBase64url(encodedList.slice(1))
  if (!zipped || zipped[0] !== 0x1f || zipped[1] !== 0x8b) return { ok: false, why: 'malformed' }
  let bits: Uint8Array
  try {
    bits = await inflate(zipped, LARGEST_LIST / 8)
  } catch {
    return { ok: false, why: 'malformed' }
  }
  if (bits.length > LARGEST_LIST / 8) return { ok: false, why: 'too-long' }
  return bits.length < SMALLEST_LIST / 8 ? { ok: false, why: 'too-short' } : { ok: true, bits }
}

/** The place of a certificate in a list. UNTP 0.7.0 writes the index as a number, W3C as text: both are read. */
export interface StatusEntry {
  readonly statusPurpose: StatusPurpose
  readonly statusListIndex: number
  readonly statusListCredential: string
}

/** As W3C asks: the index is text. */
export const statusEntryJson = ({ statusPurpose, statusListIndex, statusListCredential }: StatusEntry): JsonObject => ({
  id: `${statusListCredential}#${statusListIndex}`, type: 'BitstringStatusListEntry',
  statusPurpose, statusListIndex: String(statusListIndex), statusListCredential,
})

/** The status list as a credential, to be signed like any other. `id` is the address it is served from. */
export function statusListCredential(list: {
  id: string; issuer: string; purpose: StatusPurpose; encodedList: string; validFrom: string; validUntil?: string
}): JsonObject {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: list.id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: list.issuer,
    validFrom: list.validFrom,
    ...(list.validUntil && { validUntil: list.validUntil }),
    credentialSubject: {
      id: `${list.id}#list`, type: 'BitstringStatusList', statusPurpose: list.purpose, encodedList: list.encodedList,
    },
  }
}

/**
 * The bit of `entry` in a list credential whose signature is already checked (Bitstring Status List 1.0, 3.2).
 * @param at milliseconds since 1970: a list outside its own period says nothing
 */
export async function readStatus(
  listCredential: JsonObject, entry: StatusEntry, at: number, inflate: Inflate,
): Promise<{ ok: true; set: boolean } | { ok: false; why: StatusFault }> {
  const { type, credentialSubject: subject, validFrom, validUntil } = listCredential
  if (!Array.isArray(type) || !type.includes('BitstringStatusListCredential') || !isRecord(subject))
    return fault('malformed')
  const purposes = Array.isArray(subject.statusPurpose) ? subject.statusPurpose : [subject.statusPurpose]
  if (subject.type !== 'BitstringStatusList') return fault('malformed')
  if (!purposes.includes(entry.statusPurpose)) return fault('wrong-purpose')
  const from = validFrom === undefined ? -Infinity : (momentOf(validFrom) ?? Infinity)
  const until = validUntil === undefined ? Infinity : (momentOf(validUntil) ?? -Infinity)
  if (at < from || at > until) return fault('out-of-date')
  const decoded = await decodeStatusBits(subject.encodedList, inflate)
  if (!decoded.ok) return decoded
  const index = entry.statusListIndex
  if (!Number.isSafeInteger(index) || index < 0 || index >= decoded.bits.length * 8) return fault('out-of-range')
  return { ok: true, set: statusBit(decoded.bits, index) }
}

/** Reads one `credentialStatus` object; undefined when it is not an entry of a bitstring status list. */
export function parseStatusEntry(value: unknown): StatusEntry | undefined {
  if (!isRecord(value) || value.type !== 'BitstringStatusListEntry') return undefined
  const { statusPurpose, statusListIndex, statusListCredential: list } = value
  const index = typeof statusListIndex === 'string' && /^(?:0|[1-9]\d{0,15})$/.test(statusListIndex)
    ? Number(statusListIndex) : statusListIndex
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0 || typeof list !== 'string')
    return undefined
  const purpose = PURPOSES.find((known) => known === statusPurpose)
  if (purpose === undefined) return undefined
  return { statusPurpose: purpose, statusListIndex: index, statusListCredential: list }
}

/**
 * A random free index, so that neighbours tell nothing of each other. It never gives one twice, as long as `isTaken`
 * remembers for ever.
 * @throws RangeError after 10 000 draws: the list is full, the next one is due
 */
export function drawStatusIndex(
  length: number, randomBytes: (count: number) => Uint8Array, isTaken: (index: number) => boolean,
): number {
  const ceiling = 2 ** 32 - (2 ** 32 % length) // above it, low indices would come more often
  for (let draws = 0; draws < 10_000; draws++) {
    const bytes = randomBytes(4)
    const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
    if (value < ceiling && !isTaken(value % length)) return value % length
  }
  throw new RangeError('the status list is full')
}

const fault = (why: StatusFault): { ok: false; why: StatusFault } => ({ ok: false, why })
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
