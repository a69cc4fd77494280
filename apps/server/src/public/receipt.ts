import { createHash } from 'node:crypto'
import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'
import { inclusionProof, toBase64 } from '@tianfu/ledger'
import { platformDid, signReceipt } from '../modules/verification/index.ts'
import { statementOf } from '../platform/acts.ts'
import { latestCheckpoint, sha256 } from '../platform/log.ts'
import { overTiles, publishedCheckpoint } from '../platform/witnesses.ts'
import type { View } from '../platform/work.ts'

/** What an answer rests on: the published acts of a subject that took effect by the day. */
export interface RestsOn { readonly type: string; readonly id: string }

/** SHA-256 in hex of an answer in its RFC 8785 form, as receipts name it. */
export const answerHash = (answer: unknown): string =>
  createHash('sha256').update(canonicalJson(JSON.parse(JSON.stringify(answer ?? null)) as Json)).digest('hex')

/**
 * A signed answer to "how did it stand on that day, as known at this checkpoint": the day, the answer's hash (SHA-256
 * of its RFC 8785 form), when it was asked, the latest checkpoint of the log with the signatures of its witnesses, and
 * each published act that the answer rests on with its place in the log. Nothing of it need be believed: the verifier
 * recomputes entries, paths and hash. `unproven` counts acts that no checkpoint covers yet, for a second at most.
 */
export async function receiptOf(
  view: View, subject: string, day: string, status: string, answer: unknown, restsOn?: RestsOn,
) {
  const last = await latestCheckpoint(view.db)
  const size = Number(last?.size ?? 0)
  const note = last && (await publishedCheckpoint(view.world)) // may already be a later one: both sign what we prove
  const askedAt = new Date(view.at.system).toISOString()
  const shown = last ? { size, note: last.note, signedAt: new Date(last.signed_at).toISOString() } : null
  const { acts, unproven } = restsOn ? await provenActs(view, restsOn, day, size) : { acts: [], unproven: 0 }
  const token = await signReceipt(view, {
    iss: platformDid(view.world), iat: Math.floor(Date.parse(askedAt) / 1000), sub: subject, day, status,
    official: view.at.official,
    ...(view.at.moved && { demonstrationClockMoved: true }),
    answerSha256: answerHash(answer),
    checkpoint: shown && { size: shown.size, note: shown.note },
    entries: acts.map(({ index }) => index),
  })
  const cosigned = note?.startsWith(last?.note ?? '-') ? note : undefined
  return { token, day, askedAt, checkpoint: shown && { ...shown, note: cosigned ?? shown.note }, acts, unproven }
}

async function provenActs(view: View, { type, id }: RestsOn, day: string, size: number) {
  const rows = await view.db.selectFrom('act').leftJoin('log_entry', 'log_entry.act', 'act.id')
    .where('act.subject_type', '=', type).where('act.subject', '=', id).where('act.public', '=', true)
    .where('act.effective_on', '<=', day).selectAll('act').select('log_entry.index').orderBy('act.version').execute()
  const inTree = rows.flatMap((row) => row.index !== null && Number(row.index) < size
    ? [{ ...row, index: Number(row.index) }] : [])
  const proofs = inTree.length === 0 ? [] : await overTiles(view.world, size, (nodeAt) =>
    inTree.map(({ index }) => inclusionProof(sha256, nodeAt, index, size)))
  return {
    acts: inTree.map((row, i) => ({
      index: row.index, proof: (proofs[i] ?? []).map(toBase64), salt: Buffer.from(row.salt).toString('hex'),
      statement: statementOf(row),
    })),
    unproven: rows.length - inTree.length,
  }
}

/** How complete the register is that was asked: since when it is kept, and how many entries are signed. */
export async function registerKnown(view: View): Promise<{ scheme: string; since: string | null; entries: number }> {
  const first = await view.db.selectFrom('log_entry').innerJoin('act', 'act.id', 'log_entry.act')
    .where('log_entry.index', '=', 0).select('act.decided_on').executeTakeFirst()
  return {
    scheme: view.world.schemeId, since: first?.decided_on ?? null,
    entries: Number((await latestCheckpoint(view.db))?.size ?? 0),
  }
}
