import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import type { Endpoint } from '@tianfu/contract'
import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'
import { editionInForce } from '@tianfu/scheme'
import { readTimes } from './clock.ts'
import type { Db, Tx } from './db/database.ts'
import { followerOf, tellTouched } from './follow.ts'
import { authorise, ruleActor } from './rights.ts'
import type { Actor, Times, View, Work, World } from './work.ts'

/**
 * How a session becomes an actor; the module identity answers, app.ts binds. Asked again inside every writing
 * transaction.
 */
export interface Authentication {
  actorOf(world: World, db: Db, token: string): Promise<Actor | undefined>
  /** Takes a one-time code once; false when it is wrong or used. Without a code: whether one was given lately. */
  confirm(world: World, tx: Tx, actor: Actor, code: string | undefined): Promise<boolean>
}

export interface Incoming {
  token: string | undefined
  idempotencyKey: string | undefined
  oneTimeCode: string | undefined
  params: unknown
  query: unknown
  body: unknown
}

export interface Outcome { status: number; answer: unknown; replayed: boolean }

/** Writes that create or decide; sign-in and other public records have no key, public acts do. */
export const needsKey = ({ kind, creates, may }: Endpoint): boolean =>
  kind === 'act' || (kind === 'record' && creates === true && may !== 'public')

const RETRIES = 5

/** Runs `body` in a transaction, again when the database asks for it (serialisation failure, deadlock). */
export async function transaction<T>(db: Db, body: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      let done: Tx | undefined
      const answer = await db.transaction().execute((tx) => body(done = tx))
      if (done) tellTouched(db, done)
      return answer
    } catch (error) {
      const code = (error as { code?: string }).code
      if ((code !== '40001' && code !== '40P01') || attempt === RETRIES) throw error
    }
  }
}

/**
 * The one command path (design §6): authenticate → authorise → one transaction {idempotency key, second factor,
 * lock, decide, row, act, leaf, outbox} → answer. Bodies have been checked against the contract before.
 */
export async function command(
  world: World, authentication: Authentication, endpoint: Endpoint, incoming: Incoming,
  handle: (work: Work, incoming: Incoming) => Promise<unknown>,
): Promise<Outcome> {
  const key = incoming.idempotencyKey
  if (needsKey(endpoint) && key === undefined) refuse('key-needed')
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) refuse('bad-request', { why: 'Idempotency-Key' })
  const outcome = await transaction(world.db, async (tx) => {
    const actor = incoming.token ? await authentication.actorOf(world, tx, incoming.token) : undefined
    authorise(world, endpoint, actor)
    const caller = actor ? `${actor.account}/${actor.membership}` : 'public'
    const replay = key === undefined
      ? undefined
      : await takeKey(world, tx, caller, endpoint.id, key, requestOf(incoming))
    if (replay) return replay
    if (endpoint.signs && !(actor && await authentication.confirm(world, tx, actor, incoming.oneTimeCode))) {
      refuse('second-factor-needed')
    }
    const work = await workOf(world, tx, actor ?? { ...ruleActor('rule'), capacity: 'public', role: 'public' })
    const answer = await handle(work, incoming)
    const status = endpoint.creates ? 201 : 200
    if (key !== undefined) {
      await tx.updateTable('idempotency').set({ status, answer: sealed(world, answer ?? {}) })
        .where('caller', '=', caller).where('endpoint', '=', endpoint.id).where('key', '=', key).execute()
    }
    world.fault('before-commit')
    return { status, answer, replayed: false }
  })
  world.fault('after-commit')
  return outcome
}

/** A piece of work in an open transaction, with both clocks read once. */
export async function workOf(world: World, tx: Tx, actor: Actor): Promise<Work> {
  const at = await readTimes(world, tx)
  return { world, tx, db: tx, at, edition: editionInForce(world.editions, at.today), actor }
}

/** A read, outside a transaction. */
export async function viewOf(world: World, actor: Actor | undefined): Promise<View> {
  const at = await readTimes(world, world.db)
  return viewAt(world, at, actor)
}

/** A stranger's read of what is held in memory; undefined while memory may not be asked. */
export function viewFromMemory(world: World): View | undefined {
  const at = followerOf(world).times()
  return at && viewAt(world, at, undefined)
}

function viewAt(world: World, at: Times, actor: Actor | undefined): View {
  return { world, db: world.db, at, edition: editionInForce(world.editions, at.today), actor }
}

/** Work that the rule itself does: the sweeper, the seed. */
export const byRule = <T>(world: World, capacity: 'rule' | 'seed', body: (work: Work) => Promise<T>): Promise<T> =>
  transaction(world.db, async (tx) => body(await workOf(world, tx, ruleActor(capacity))))

const requestOf = ({ params, query, body }: Incoming): string =>
  createHash('sha256').update(canonicalJson([params ?? null, query ?? null, body ?? null] as Json)).digest('hex')

async function takeKey(
  world: World, tx: Tx, caller: string, endpoint: string, key: string, request: string,
): Promise<Outcome | undefined> {
  const at = new Date(world.now()).toISOString()
  // A second request with the same key waits here until the first has committed or rolled back.
  const taken = await tx.insertInto('idempotency').values({
    caller, endpoint, key, request, at, status: null, answer: null,
  })
    .onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  if (taken.numInsertedOrUpdatedRows === 1n) return undefined
  const before = await tx.selectFrom('idempotency').selectAll()
    .where('caller', '=', caller).where('endpoint', '=', endpoint).where('key', '=', key).executeTakeFirst()
  if (!before || before.status === null) refuse('key-in-progress')
  if (before.request !== request) refuse('key-reused')
  return { status: before.status, answer: openAnswer(world.keys, before.answer), replayed: true }
}

/** An answer as it is kept for its key: it may say how to reach somebody. JSON text of sealed bytes in base64. */
const sealed = (world: World, answer: unknown): string => JSON.stringify(Buffer.from(
  world.keys.seal('answer', new TextEncoder().encode(JSON.stringify(answer)))).toString('base64'))

/** Keys of before the sealing kept their answers, always objects, as they were. */
export const openAnswer = (keys: World['keys'], kept: unknown): unknown => (typeof kept === 'string'
  ? JSON.parse(new TextDecoder().decode(keys.open('answer', Buffer.from(kept, 'base64')))) : kept)
