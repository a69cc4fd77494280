import type { VerifySignature } from '@tianfu/credentials'
import { toBase64url } from '@tianfu/credentials'
import type { Checkpoint, NoteVerifier } from '@tianfu/ledger'
import { cosignatureVerifier, ed25519Verifier, openNote, parseCheckpoint } from '@tianfu/ledger'
import { sha256 } from './sha256.ts'

/** A log as the verifier knows it: its name and key, and how many of which witnesses must have cosigned. */
export interface LogTrust {
  readonly origin: string
  readonly key: string
  readonly witnesses?: readonly string[]
  readonly quorum?: number
}

/** Verifiers of a log's own signature and of its witnesses; undefined when one of the keys is none. */
export function logVerifiers(
  log: LogTrust, verify: VerifySignature,
): { own: NoteVerifier; witnesses: readonly NoteVerifier[] } | undefined {
  const ed25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    verify({ kty: 'OKP', crv: 'Ed25519', x: toBase64url(publicKey) }, message, signature)
  const own = ed25519Verifier(sha256, ed25519, log.key)
  const witnesses = (log.witnesses ?? []).map((key) => cosignatureVerifier(sha256, ed25519, key))
  return own && !witnesses.includes(undefined) ? { own, witnesses: witnesses as NoteVerifier[] } : undefined
}

export type CheckpointReading =
  | { readonly ok: true; readonly checkpoint: Checkpoint }
  | { readonly ok: false; readonly why: 'malformed-key' | 'untrusted-checkpoint' | 'other-log' | 'too-few-witnesses' }

/** A checkpoint under the keys that the verifier holds. */
export async function readCheckpoint(
  note: string, log: LogTrust, verify: VerifySignature,
): Promise<CheckpointReading> {
  const verifiers = logVerifiers(log, verify)
  if (!verifiers) return { ok: false, why: 'malformed-key' }
  const { own, witnesses } = verifiers
  const opened = await openNote(note, [own, ...witnesses])
  const checkpoint = opened.ok && opened.by.includes(own) ? parseCheckpoint(opened.text) : undefined
  if (!opened.ok || !checkpoint) return { ok: false, why: 'untrusted-checkpoint' }
  if (checkpoint.origin !== log.origin) return { ok: false, why: 'other-log' }
  const cosigned = opened.by.filter((one) => witnesses.includes(one)).length
  return cosigned < (log.quorum ?? 0) ? { ok: false, why: 'too-few-witnesses' } : { ok: true, checkpoint }
}
