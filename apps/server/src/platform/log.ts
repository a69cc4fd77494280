import { createHash, createPublicKey, verify } from 'node:crypto'
import {
  ed25519Verifier, formatVerifierKey, leafHash, noteKeyHash, openNote, parseCheckpoint,
} from '@tianfu/ledger'
import type { Checkpoint, Ed25519Verify, NoteSigner } from '@tianfu/ledger'
import { sql } from 'kysely'
import { transaction } from './command.ts'
import type { Db } from './db/database.ts'
import type { World } from './work.ts'

export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

/** Held by whoever orders acts or signs a checkpoint. */
export const SEQUENCER_LOCK = 7_384_262
const BATCH = 1000

/** Name of the log in its checkpoints: the host and the scheme, as tlog-checkpoint asks (no protocol). */
export const logOrigin = (world: Pick<World, 'origin' | 'schemeId'>): string =>
  `${new URL(world.origin).host}/log/${world.schemeId}`

/** Signer of checkpoints, and the key by which anybody verifies them. */
export function logSigner(
  world: Pick<World, 'origin' | 'schemeId' | 'keys'>,
): { signer: NoteSigner; verifierKey: string } {
  const name = logOrigin(world)
  const { publicKey, sign } = world.keys.signer('log')
  return {
    signer: { name, keyHash: noteKeyHash(sha256, name, publicKey), sign },
    verifierKey: formatVerifierKey(sha256, name, publicKey),
  }
}

const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')

export const verifyEd25519: Ed25519Verify = (key, message, signature) => verify(null, message, createPublicKey({
  key: Buffer.concat([SPKI_ED25519, key]), format: 'der', type: 'spki',
}), signature)

/** What a note of this log says; undefined when this log did not sign it. */
export async function openCheckpoint(world: World, note: string): Promise<Checkpoint | undefined> {
  const verifier = ed25519Verifier(sha256, verifyEd25519, logSigner(world).verifierKey)
  const opened = verifier && await openNote(note, [verifier])
  const text = opened && 'text' in opened ? opened.text : undefined
  return text === undefined ? undefined : parseCheckpoint(text)
}

/**
 * Gives every pending act its place in the log. One process at a time (advisory lock); stopped anywhere, the
 * transaction rolls back and the acts stay pending, in the same order. `publish` signs them.
 *
 * @returns how many acts were ordered
 */
export async function sequence(world: World): Promise<number> {
  return transaction(world.db, async (tx) => {
    const { rows: [got] } =
      await sql<{ locked: boolean }>`select pg_try_advisory_xact_lock(${SEQUENCER_LOCK}::bigint) as locked`.execute(tx)
    if (!got?.locked) return 0
    const pending = await tx.selectFrom('log_pending').innerJoin('act', 'act.id', 'log_pending.act')
      .select(['log_pending.seq', 'act.id', 'act.entry']).orderBy('log_pending.seq').limit(BATCH).execute()
    if (pending.length === 0) return 0
    const last = await tx.selectFrom('log_entry').select('index').orderBy('index', 'desc').limit(1).executeTakeFirst()
    const first = last ? Number(last.index) + 1 : 0
    await tx.insertInto('log_entry').values(pending.map(({ id, entry }, i) => ({
      index: first + i, act: id, leaf: leafHash(sha256, new Uint8Array(entry)),
    }))).execute()
    await tx.deleteFrom('log_pending').where('seq', 'in', pending.map(({ seq }) => seq)).execute()
    world.fault('before-sequence')
    return pending.length
  })
}

/** The latest signed checkpoint; undefined while the log is empty. */
export const latestCheckpoint = (db: Db): Promise<{ size: number; note: string; signed_at: string } | undefined> =>
  db.selectFrom('log_checkpoint').select(['size', 'note', 'signed_at']).orderBy('size', 'desc').limit(1)
    .executeTakeFirst()

/** Public acts from log index `from`, with what anybody needs to recompute their entries. */
export const publicActs = (db: Db, from: number, limit: number) =>
  db.selectFrom('log_entry').innerJoin('act', 'act.id', 'log_entry.act').where('log_entry.index', '>=', from)
    .selectAll('act').select('log_entry.index').orderBy('log_entry.index').limit(limit).execute()
