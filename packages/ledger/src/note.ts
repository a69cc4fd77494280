import type { Sha256 } from './act-leaf.ts'
import { concatBytes, fromBase64, fromHex, sameBytes, toBase64, toHex } from './bytes.ts'

// C2SP signed-note.
const ED25519 = 1
const LONGEST_NOTE = 1_000_000
const MOST_SIGNATURES = 100
const SIGNATURE_LINE = /^\u2014 ([^\s+\p{White_Space}]+) ([A-Za-z0-9+/]+={0,2})$/u

/** Signs notes under one name. Where the key lives (memory, HSM, KMS) is its own affair. */
export interface NoteSigner {
  readonly name: string
  /** Four bytes that tell keys of one name apart; see `noteKeyHash`. */
  readonly keyHash: Uint8Array
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

export interface NoteVerifier {
  readonly name: string
  readonly keyHash: Uint8Array
  readonly verify: (message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>
}

/** `(publicKey, message, signature)`: Ed25519 of RFC 8032, raw 32-byte key. */
export type Ed25519Verify = (
  publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array,
) => boolean | Promise<boolean>

/** First four bytes of SHA-256(name ‖ newline ‖ type ‖ public key). Type 1 is Ed25519, 4 a cosignature. */
export const noteKeyHash = (sha256: Sha256, name: string, publicKey: Uint8Array, type = ED25519): Uint8Array =>
  sha256(concatBytes(new TextEncoder().encode(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4)

/** The verifier key to publish: `name+hash+base64(type ‖ key)`. @throws RangeError when the name cannot stand in it */
export function formatVerifierKey(sha256: Sha256, name: string, publicKey: Uint8Array, type = ED25519): string {
  if (!isName(name)) throw new RangeError('a name has neither blanks nor plus signs')
  const key = toBase64(concatBytes(Uint8Array.of(type), publicKey))
  return `${name}+${toHex(noteKeyHash(sha256, name, publicKey, type))}+${key}`
}

/** Name, type and public key of a verifier key; undefined when its form or its hash is wrong. */
export function parseVerifierKey(
  sha256: Sha256, text: string,
): { name: string; type: number; keyHash: Uint8Array; publicKey: Uint8Array } | undefined {
  const [, name = '', hash = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const key = fromBase64(encoded)
  if (!isName(name) || !key || key.length !== 33) return undefined
  const [type, publicKey] = [key[0] ?? 0, key.slice(1)]
  const keyHash = fromHex(hash)
  return sameBytes(keyHash, noteKeyHash(sha256, name, publicKey, type)) ? { name, type, keyHash, publicKey } : undefined
}

/** Name, key hash and 32-byte seed of a signer key in the form of the Go tools: `PRIVATE+KEY+name+hash+base64`. */
export function parseSignerKey(text: string): { name: string; keyHash: Uint8Array; seed: Uint8Array } | undefined {
  const [, name = '', hash = '', encoded = ''] =
    /^PRIVATE\+KEY\+([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const key = fromBase64(encoded)
  if (!isName(name) || key?.length !== 33 || key[0] !== ED25519) return undefined
  return { name, keyHash: fromHex(hash), seed: key.slice(1) }
}

/** A verifier of Ed25519 signatures from a published verifier key; undefined when the key is not one. */
export function ed25519Verifier(sha256: Sha256, verify: Ed25519Verify, vkey: string): NoteVerifier | undefined {
  const key = parseVerifierKey(sha256, vkey)
  if (key?.type !== ED25519) return undefined
  return {
    name: key.name, keyHash: key.keyHash,
    verify: (message, signature) => signature.length === 64 && verify(key.publicKey, message, signature),
  }
}

/**
 * The note: text, an empty line, a signature line for each signer.
 * @throws RangeError when the text does not end with a newline or holds control characters
 */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!isText(text)) throw new RangeError('a note is lines of text without control characters')
  const message = new TextEncoder().encode(text)
  const lines = []
  for (const { name, keyHash, sign } of signers) {
    lines.push(`\u2014 ${name} ${toBase64(concatBytes(keyHash, await sign(message)))}\n`)
  }
  return `${text}\n${lines.join('')}`
}

export interface NoteSignature {
  readonly name: string
  readonly keyHash: Uint8Array
  /** What follows the key hash: 64 bytes for Ed25519, a time and 64 bytes for a cosignature. */
  readonly signature: Uint8Array
}

/** Splits a note into its text and its signatures, without checking any; undefined when it is not a note. */
export function parseNote(note: string): { text: string; signatures: NoteSignature[] } | undefined {
  const split = note.lastIndexOf('\n\n')
  if (note.length > LONGEST_NOTE || split < 0 || !note.endsWith('\n')) return undefined
  const text = note.slice(0, split + 1)
  const lines = note.slice(split + 2).split('\n').slice(0, -1)
  if (!isText(text) || lines.length === 0 || lines.length > MOST_SIGNATURES) return undefined
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? []
    const bytes = fromBase64(encoded)
    if (!isName(name) || !bytes || bytes.length < 5) return undefined
    signatures.push({ name, keyHash: bytes.slice(0, 4), signature: bytes.slice(4) })
  }
  return { text, signatures }
}

export type NoteOpening =
  | { readonly ok: true; readonly text: string; readonly by: readonly NoteVerifier[] }
  | { readonly ok: false; readonly why: 'malformed' | 'invalid-signature' | 'no-known-signature' }

/**
 * Opens a note: at least one signature of a known key must hold, and none of a known key may be wrong. Signatures of
 * unknown keys are passed over, so that witnesses can be added before everyone knows them.
 */
export async function openNote(note: string, verifiers: readonly NoteVerifier[]): Promise<NoteOpening> {
  const parts = parseNote(note)
  if (!parts) return { ok: false, why: 'malformed' }
  const message = new TextEncoder().encode(parts.text)
  const by: NoteVerifier[] = []
  for (const { name, keyHash, signature } of parts.signatures) {
    const verifier = verifiers.find((known) => known.name === name && sameBytes(known.keyHash, keyHash))
    if (!verifier || by.includes(verifier)) continue
    if (!(await verifier.verify(message, signature))) return { ok: false, why: 'invalid-signature' }
    by.push(verifier)
  }
  return by.length > 0 ? { ok: true, text: parts.text, by } : { ok: false, why: 'no-known-signature' }
}

const isName = (name: string): boolean => name !== '' && !/[\p{White_Space}+]/u.test(name) && name.isWellFormed()

/** Lines that end with a newline, of well-formed Unicode without control characters. */
const isText = (text: string): boolean =>
  // oxlint-disable-next-line no-control-regex -- the rule is about control characters
  text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/.test(text)
