import type { Sha256 } from './act-leaf.ts'
import { fromBase64, toBase64 } from './bytes.ts'
import type { Checkpoint } from './checkpoint.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle.ts'
import type { NoteVerifier } from './note.ts'
import { openNote } from './note.ts'
import { verifyInclusion } from './proof.ts'

const HEAD = 'c2sp.org/tlog-proof@v1'

/** A proof that anyone can check offline: place, path, and the signed checkpoint it leads to (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number
  readonly proof: readonly Uint8Array[]
  /** The signed note, as it was served. */
  readonly checkpoint: string
  /** Not covered by any signature. */
  readonly extra?: Uint8Array
}

export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const lines = [HEAD, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`, ...proof.map(toBase64)]
  return `${lines.join('\n')}\n\n${checkpoint}`
}

/** Undefined when the text is not the one form of a proof. */
export function parseTlogProof(text: string): TlogProof | undefined {
  const split = text.indexOf('\n\n')
  if (text.length > 2_000_000 || split < 0) return undefined
  const [head, ...lines] = text.slice(0, split).split('\n')
  if (head !== HEAD) return undefined
  let extra: Uint8Array | undefined
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64(lines.shift()?.slice(6) ?? '')
    if (!extra) return undefined
  }
  const [, digits] = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '') ?? []
  const proof = lines.map(fromBase64)
  if (digits === undefined || proof.length > 63 || proof.some((hash) => hash?.length !== 32)) return undefined
  return {
    index: Number(digits), proof: proof as Uint8Array[], checkpoint: text.slice(split + 2), ...(extra && { extra }),
  }
}

export type TlogProofReading =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly index: number; readonly by: readonly NoteVerifier[] }
  | { readonly ok: false; readonly why: 'malformed' | 'untrusted-checkpoint' | 'other-log' | 'not-included' }

/**
 * Checks that an entry is in the log of `origin`, as a checkpoint that `log` signed says. `by` names all signatures
 * that held, also those of witnesses; whether there are enough is the caller's policy.
 */
export async function verifyTlogProof(
  sha256: Sha256, text: string, entry: Uint8Array,
  { origin, log, witnesses = [] }: { origin: string; log: NoteVerifier; witnesses?: readonly NoteVerifier[] },
): Promise<TlogProofReading> {
  const parts = parseTlogProof(text)
  if (!parts) return { ok: false, why: 'malformed' }
  const opened = await openNote(parts.checkpoint, [log, ...witnesses])
  if (!opened.ok || !opened.by.includes(log)) return { ok: false, why: 'untrusted-checkpoint' }
  const checkpoint = parseCheckpoint(opened.text)
  if (!checkpoint) return { ok: false, why: 'malformed' }
  if (checkpoint.origin !== origin) return { ok: false, why: 'other-log' }
  const { index, proof } = parts
  const included = verifyInclusion(sha256, {
    index, size: checkpoint.size, leafHash: leafHash(sha256, entry), proof, root: checkpoint.root,
  })
  return included ? { ok: true, checkpoint, index, by: opened.by } : { ok: false, why: 'not-included' }
}
