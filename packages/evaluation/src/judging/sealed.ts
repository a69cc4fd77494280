/**
 * Blind entry: each judge's sheet is committed before anyone sees another's, and revealed after the deadline.
 * The commitment is SHA-256 over nonce and canonical JSON (RFC 8785); the digest is passed in.
 */
import { canonicalJson, type Json } from '@tianfu/kernel'

/** A digest of bytes, usually SHA-256. */
export type Digest = (bytes: Uint8Array) => Uint8Array

/** The commitment in lower-case hex. `nonce` has at least 16 random bytes and stays with the judge until reveal. */
export function commitSheet(digest: Digest, sheet: Json, nonce: Uint8Array): string {
  if (nonce.length < 16) throw new RangeError('a nonce has at least 16 bytes')
  const text = new TextEncoder().encode(canonicalJson(sheet))
  const bytes = new Uint8Array(1 + nonce.length + text.length)
  // The length of the nonce is committed too, so that no byte can move between nonce and sheet.
  bytes[0] = nonce.length
  bytes.set(nonce, 1)
  bytes.set(text, 1 + nonce.length)
  return [...digest(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('')
}

/** Whether a revealed sheet is the one committed. */
export const revealMatches = (digest: Digest, commitment: string, sheet: Json, nonce: Uint8Array): boolean =>
  commitSheet(digest, sheet, nonce) === commitment
