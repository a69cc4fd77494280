import { createHash } from 'node:crypto'
import { actLeaf } from '@tianfu/ledger'
import { refuse } from '@tianfu/contract'
import type { Instant, Json, LocalDate } from '@tianfu/kernel'
import { sql } from 'kysely'
import { applyAct } from './aggregate.ts'
import type { Aggregate } from './aggregate.ts'
import type { Db, Tx } from './db/database.ts'
import { touch } from './follow.ts'
import { refuseWhileHeld } from './hold.ts'
import { index } from './search-index.ts'
import type { ActTable } from './tables.ts'
import type { Act, Work } from './work.ts'

/** A subject as locked: nobody else changes it before this transaction ends. */
export interface Locked<State> { readonly id: string; readonly version: number; readonly state: State }

export interface NewAct {
  type: string
  /** Version of the type's content, 1 unless it ever changes. */
  v?: number
  /** Plain JSON: whole numbers, decimal text, ids; free text and personal data only as a TextRef. */
  content: object
  /** Code from a closed list of the edition. */
  ground?: string
  decidedOn?: LocalDate
  effectiveOn?: LocalDate
  /** True when the content is published with the log. */
  public?: boolean
}

interface Row { id: string; version: number; official: unknown }

/** The subject with this id, or undefined. */
export async function find<State>(db: Db, of: Aggregate<State>, id: string): Promise<Locked<State> | undefined> {
  const { rows } = await sql<Row>`select id, version, official from ${sql.table(of.table)} where id = ${id}`.execute(db)
  const [row] = rows
  return row && { id: row.id, version: row.version, state: row.official as State }
}

/** Locks the subject. @throws Refusal `not-found` */
export async function lock<State>(tx: Tx, of: Aggregate<State>, id: string): Promise<Locked<State>> {
  const { rows } = await sql<Row>`
    select id, version, official from ${sql.table(of.table)} where id = ${id} for update`.execute(tx)
  const [row] = rows
  if (!row) refuse('not-found')
  return { id: row.id, version: row.version, state: row.official as State }
}

/** Writes the first act of a new subject, and its row. */
export async function create<State>(
  work: Work, of: Aggregate<State>, act: NewAct & { id: string },
): Promise<{ state: State; act: Act }> {
  const written = actFrom(work, of.type, act.id, 1, act)
  const state = applyAct(of, undefined, written)
  await sql`insert into ${sql.table(of.table)} (id, version, official)
    values (${act.id}, 1, ${JSON.stringify(state)}::jsonb)`.execute(work.tx)
  await journal(work, written, act.public ?? false)
  await index(work, of.type, act.id, state)
  await tellSubscribers(work, written, state, undefined)
  return { state, act: written }
}

/** Writes a further act of a locked subject, and its row. */
export async function change<State>(
  work: Work, of: Aggregate<State>, before: Locked<State>, act: NewAct,
): Promise<{ state: State; act: Act }> {
  const written = actFrom(work, of.type, before.id, before.version + 1, act)
  const state = applyAct(of, before.state, written)
  const { numAffectedRows } = await sql`update ${sql.table(of.table)}
    set version = ${written.version}, official = ${JSON.stringify(state)}::jsonb
    where id = ${before.id} and version = ${before.version}`.execute(work.tx)
  if (numAffectedRows !== 1n) refuse('changed-meanwhile')
  await journal(work, written, act.public ?? false)
  await index(work, of.type, before.id, state)
  await tellSubscribers(work, written, state, before.state)
  return { state, act: written }
}

async function tellSubscribers(work: Work, act: Act, after: unknown, before: unknown): Promise<void> {
  for (const tell of work.world.subscriptions.onAct[act.type] ?? []) await tell(work, act, after, before)
}

function actFrom(work: Work, subjectType: string, subject: string, version: number, act: NewAct): Act {
  const { actor, at, world } = work
  return {
    id: world.newId(), type: act.type, v: act.v ?? 1, subjectType, subject, version,
    // Through JSON once, so that what is hashed, stored and folded is the same value.
    content: JSON.parse(JSON.stringify(act.content)) as Record<string, unknown>,
    capacity: actor.capacity, organisation: actor.organisation || null, person: actor.person || null,
    ground: act.ground ?? null, recordedAt: at.official,
    decidedOn: act.decidedOn ?? at.today, effectiveOn: act.effectiveOn ?? at.today,
    publishedAt: act.public ? at.official : null,
  }
}

async function journal(work: Work, act: Act, isPublic: boolean): Promise<void> {
  await refuseWhileHeld(work, act.type)
  const { actor, at, tx, world, edition } = work
  const salt = world.randomBytes(16)
  const row = {
    id: act.id, type: act.type, v: act.v, subject_type: act.subjectType, subject: act.subject, version: act.version,
    public: isPublic, capacity: act.capacity, role: actor.role, organisation: act.organisation,
    account: actor.account || null, person: act.person,
    acting_for: actor.persons.find((person) => person !== actor.person) ?? null, ground: act.ground,
    scheme: world.schemeId, edition: edition.inForceFrom, clock_moved: at.moved, recorded_at: act.recordedAt,
    decided_on: act.decidedOn, effective_on: act.effectiveOn, published_at: act.publishedAt, system_at: at.system, salt,
  }
  const entry = entryOf({ ...row, content: act.content })
  await tx.insertInto('act').values({ ...row, content: JSON.stringify(act.content), entry }).execute()
  await tx.insertInto('log_pending').values({ act: act.id }).execute()
  touch(tx, act.subject)
}

/** The columns of an act that its log entry commits to. */
type Committed = Omit<{ [K in keyof ActTable]: ActTable[K] extends { __select__: infer S } ? S : never }, 'entry'>

/**
 * The statement that a log entry commits to. Persons stand in it only as salted hashes: publishing a public act's
 * statement and salt lets anybody recompute the entry without learning who the person is across acts.
 */
export function statementOf(act: Committed): Json {
  const hidden = (id: string | null) =>
    id === null ? null : createHash('sha256').update(act.salt).update(id).digest('hex')
  return {
    id: act.id, type: act.type, v: act.v, scheme: act.scheme, edition: act.edition,
    subjectType: act.subject_type, subject: act.subject, version: act.version, content: act.content as Json,
    capacity: act.capacity, role: act.role, organisation: act.organisation, person: hidden(act.person),
    actingFor: hidden(act.acting_for), account: hidden(act.account), ground: act.ground, public: act.public,
    clockMoved: act.clock_moved, recordedAt: act.recorded_at, decidedOn: act.decided_on, effectiveOn: act.effective_on,
    publishedAt: act.published_at,
  }
}

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())

/** The log entry of an act: SHA-256(version ‖ salt ‖ canonical JSON of its statement) (design §2.3). */
export const entryOf = (act: Committed): Uint8Array =>
  actLeaf(sha256, { salt: new Uint8Array(act.salt), content: statementOf(act) })

/** An act as read from its row. */
export const actOf = (row: Committed): Act => ({
  id: row.id, type: row.type, v: row.v, subjectType: row.subject_type, subject: row.subject, version: row.version,
  content: row.content as Record<string, unknown>, capacity: row.capacity, organisation: row.organisation,
  person: row.person, ground: row.ground, recordedAt: row.recorded_at as Instant,
  decidedOn: row.decided_on as LocalDate, effectiveOn: row.effective_on as LocalDate,
  publishedAt: row.published_at as Instant | null,
})

/** All acts of a subject in their order; up to and with log index `until` when given ("as known at checkpoint N"). */
export async function actsOf(db: Db, subjectType: string, subject: string, until?: number): Promise<Act[]> {
  let query = db.selectFrom('act').where('subject_type', '=', subjectType).where('subject', '=', subject)
  if (until !== undefined) {
    query = query.where('id', 'in', db.selectFrom('log_entry').where('index', '<', until).select('act'))
  }
  const rows = await query.selectAll().orderBy('version').execute()
  return rows.map((row) => actOf(row as Committed))
}

export { timeline } from './timeline.ts'
