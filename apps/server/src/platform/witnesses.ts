import {
  consistencyProof, cosignatureTime, cosignatureVerifier, nodesFromTiles, openNote, parseNote, parseVerifierKey,
  tilesRead, toBase64,
} from '@tianfu/ledger'
import type { NodeAt } from '@tianfu/ledger'
import { putHold } from './hold.ts'
import { latestCheckpoint, sha256, verifyEd25519 } from './log.ts'
import { readTile } from './tiles.ts'
import type { World } from './work.ts'

/** A second authority that cosigns our checkpoints: its verifier key, and where it takes them (C2SP tlog-witness). */
export interface Witness { readonly key: string; readonly url: string }

const PATIENCE_MS = 10_000

/** Runs a computation over the nodes of the signed tree of `size`, out of its tiles. @throws Error without them */
export async function overTiles<T>(world: World, size: number, compute: (nodeAt: NodeAt) => T): Promise<T> {
  const bytes = new Map<string, Uint8Array>()
  for (const tile of tilesRead(size, compute)) {
    const found = await readTile(world, tile)
    if (found) bytes.set(`${tile.level}/${tile.index}`, found)
  }
  return compute(nodesFromTiles(sha256, size, ({ level, index }) => bytes.get(`${level}/${index}`)))
}

/**
 * Shows the latest checkpoint to every witness that has not cosigned it, and keeps what they answer. A witness that
 * knows more of our log than we do stops official work: this database is an older copy, or another history.
 */
export async function askWitnesses(world: World): Promise<void> {
  const last = await latestCheckpoint(world.db)
  if (!last) return
  for (const witness of world.witnesses) {
    const name = parseVerifierKey(sha256, witness.key)?.name
    if (name === undefined) throw new Error(`the key of the witness at ${witness.url} is not one`)
    const seen = await world.db.selectFrom('log_cosignature').select('size').where('witness', '=', name)
      .orderBy('size', 'desc').limit(1).executeTakeFirst()
    if (Number(seen?.size ?? 0) === Number(last.size)) continue
    try {
      await ask(world, witness, name, { size: Number(last.size), note: last.note }, Number(seen?.size ?? 0))
    } catch (error) {
      world.log.warn({ err: error, witness: name }, 'a witness did not cosign')
    }
  }
}

async function ask(
  world: World, witness: Witness, name: string, { size, note }: { size: number; note: string }, old: number,
  again = true,
): Promise<void> {
  const proof = old === 0 || old === size ? []
    : await overTiles(world, size, (nodeAt) => consistencyProof(sha256, nodeAt, old, size))
  const answer = await fetch(new URL('add-checkpoint', `${witness.url.replace(/\/$/, '')}/`), {
    method: 'POST', redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS),
    body: `old ${old}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`,
  })
  const text = (await answer.text()).slice(0, 10_000)
  if (answer.status === 409) {
    const known = Number(/^(\d{1,15})\n$/.exec(text)?.[1] ?? Number.NaN)
    if (known > size) await putHold(world.db, 'database-behind')
    else if (known === old) await putHold(world.db, 'history-differs')
    else if (known < size && again) return ask(world, witness, name, { size, note }, known, false)
    throw new Error(`it knows the log at size ${known}, this database at ${size}`)
  }
  // It has a tree of ours that ours does not extend.
  if (answer.status === 422) await putHold(world.db, 'history-differs')
  if (!answer.ok) throw new Error(`it answers ${answer.status}`)
  await keep(world, witness, name, { size, note }, text)
}

/** Keeps the line of a cosignature that holds under the key we know. @throws Error otherwise */
async function keep(
  world: World, witness: Witness, name: string, { size, note }: { size: number; note: string }, lines: string,
): Promise<void> {
  const verifier = cosignatureVerifier(sha256, verifyEd25519, witness.key)
  const body = note.slice(0, note.indexOf('\n\n') + 2)
  const opened = verifier && await openNote(`${body}${lines}`, [verifier])
  if (!opened?.ok) throw new Error('its cosignature does not hold')
  const line = lines.split('\n').find((one) => one.startsWith(`\u2014 ${name} `)) ?? ''
  const time = parseNote(`${body}${line}\n`)?.signatures.map(({ signature }) => cosignatureTime(signature))[0]
  await world.db.insertInto('log_cosignature').values({
    size, witness: name, line: `${line}\n`, cosigned_at: new Date(Number(time ?? 0n) * 1000).toISOString(),
  }).onConflict((conflict) => conflict.doNothing()).execute()
}

/** The latest checkpoint as it is published: our signature, then those of the witnesses that have seen it. */
export async function publishedCheckpoint(world: World): Promise<string | undefined> {
  const last = await latestCheckpoint(world.db)
  if (!last) return undefined
  const lines = await world.db.selectFrom('log_cosignature').select('line').where('size', '=', last.size)
    .orderBy('witness').execute()
  return last.note + lines.map(({ line }) => line).join('')
}
