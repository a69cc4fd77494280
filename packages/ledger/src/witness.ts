import type { Sha256 } from './act-leaf.ts'
import { fromBase64, sameBytes } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import type { NoteVerifier } from './note.ts'
import { openNote } from './note.ts'
import { verifyConsistency } from './proof.ts'

/** The last checkpoint that a witness cosigned for a log: size 0 when it never did. */
export interface Witnessed {
  readonly size: number
  readonly root: Uint8Array
}

export type WitnessDecision =
  | { readonly status: 200; readonly text: string; readonly next: Witnessed; readonly origin: string }
  | { readonly status: 400 | 403 | 404 | 422 }
  /** 409 with the size that the witness knows, or, for another root of the same size, a fork. */
  | { readonly status: 409; readonly size: number; readonly fork: boolean }

/**
 * Judges a request to cosign (C2SP tlog-witness, add-checkpoint). It refuses what is not a consistent extension of what
 * it has seen. The caller stores `next` and compares with `known` in one atomic step before it answers with a
 * cosignature of `text`.
 */
export async function judgeCheckpoint(
  sha256: Sha256, body: string,
  { logs, known }: {
    logs: ReadonlyMap<string, readonly NoteVerifier[]>
    known: (origin: string) => Witnessed | undefined | Promise<Witnessed | undefined>
  },
): Promise<WitnessDecision> {
  const split = body.indexOf('\n\n')
  const [first = '', ...lines] = body.slice(0, Math.max(split, 0)).split('\n')
  const [, digits] = /^old (0|[1-9]\d{0,15})$/.exec(first) ?? []
  const proof = lines.map(fromBase64)
  const note = body.slice(split + 2)
  const [origin = ''] = note.split('\n')
  if (digits === undefined || proof.length > 63 || proof.some((hash) => hash?.length !== 32)) return { status: 400 }
  const verifiers = logs.get(origin)
  if (!verifiers) return { status: 404 }
  const opened = await openNote(note, verifiers)
  if (!opened.ok) return { status: opened.why === 'malformed' ? 400 : 403 }
  const checkpoint = parseCheckpoint(opened.text)
  const oldSize = Number(digits)
  if (!checkpoint || oldSize > checkpoint.size) return { status: 400 }
  const seen = (await known(origin)) ?? { size: 0, root: sha256(new Uint8Array()) }
  if (oldSize !== seen.size) return { status: 409, size: seen.size, fork: false }
  if (oldSize === checkpoint.size && !sameBytes(seen.root, checkpoint.root))
    return { status: 409, size: seen.size, fork: true }
  const consistent = oldSize === 0 ? proof.length === 0 : verifyConsistency(sha256, {
    oldSize, newSize: checkpoint.size, oldRoot: seen.root, newRoot: checkpoint.root, proof: proof as Uint8Array[],
  })
  if (!consistent) return { status: 422 }
  return { status: 200, text: opened.text, origin, next: { size: checkpoint.size, root: checkpoint.root } }
}
