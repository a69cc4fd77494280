import {
  EMPTY_FRONTIER, appendLeaf, cosignatureVerifier, frontierFromHex, frontierRoot, leafHash, openNote, toHex,
} from '@tianfu/ledger'
import type { Checkpoint, Frontier } from '@tianfu/ledger'
import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { actOf, entryOf } from './acts.ts'
import { fold } from './aggregate.ts'
import type { Aggregate, AnyAggregate } from './aggregate.ts'
import type { Db } from './db/database.ts'
import { HOLDS, holdOf } from './hold.ts'
import { checkIndex } from './search-index.ts'
import { latestCheckpoint, openCheckpoint, sha256, verifyEd25519 } from './log.ts'
import { openText } from './texts.ts'
import { tilesOfLog } from './tiles.ts'
import type { Act, World } from './work.ts'

/** Sentence → a query for rows that break it, with a column `subject` that names each. */
export type Invariants = Readonly<Record<string, string>>

/** What a module brings to the check. */
export interface Checked { readonly aggregates?: readonly AnyAggregate[]; readonly invariants?: Invariants }

export interface Finding {
  /** `row`: a row differs from the fold of its acts. `act`: an act differs from what its entry commits to. `log`: the
   * log's own order or hashes. `checkpoint`: the log does not extend what was seen before. `tile`: what outsiders
   * fetch differs. `cosignature`: it does not hold. `hold`: acts are stopped.
   * `invariant`: a broken sentence. `search`: what search finds is not what the row makes of it. */
  kind: 'row' | 'act' | 'log' | 'checkpoint' | 'invariant' | 'text' | 'tile' | 'cosignature' | 'hold' | 'search'
  subject?: string
  what: string
}

/** Invariants of the platform's own tables. */
export const PLATFORM_INVARIANTS: Invariants = {
  'an act is pending or in the log, never neither':
    `select a.id as subject from act a where not exists (select from log_pending p where p.act = a.id)
       and not exists (select from log_entry e where e.act = a.id)`,
  'an act is never pending and in the log at once':
    'select p.act as subject from log_pending p join log_entry e on e.act = p.act',
  'versions of a subject are dense':
    `select min(subject::text) as subject from act group by subject_type, subject
       having max(version) <> count(*) or min(version) <> 1`,
  'an idempotency key that was answered has a status':
    "select key as subject from idempotency where (answer is null) <> (status is null)",
  'a deadline that has passed unanswered is not before its day':
    'select id as subject from deadline where passed and ended_on is not null and ended_on < started_on',
}

const BATCH = 2000

/**
 * Looks at everything: acts against their log entries, the log against its checkpoints and against one saved earlier
 * by somebody else, rows against the fold of their acts, and every invariant. Changes nothing. All of it is read from
 * one snapshot, so it can run while people work; the embedded database makes them wait for it.
 */
export async function fsck(world: World, modules: readonly Checked[], earlier?: string): Promise<{
  findings: Finding[]; checked: Record<string, number>; checkpoint?: string
}> {
  const findings: Finding[] = []
  const checked: Record<string, number> = { acts: 0, entries: 0, checkpoints: 0, rows: 0, texts: 0, invariants: 0 }
  const saved = earlier === undefined ? undefined : await openCheckpoint(world, earlier)
  if (earlier !== undefined && !saved) {
    findings.push({ kind: 'checkpoint', what: 'the checkpoint saved earlier is not signed by this log' })
  }
  const snapshot = world.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return snapshot.execute(async (db) => {
    const signed = await checkCheckpoints(world, db, findings, checked)
    await checkLog(db, findings, checked, signed, saved)
    await checkTiles(world, db, findings, checked)
    await checkCosignatures(world, db, findings, checked)
    const hold = await holdOf(db)
    if (hold) findings.push({ kind: 'hold', what: HOLDS[hold].en })
    await checkTexts(world, db, findings, checked)
    const aggregates = modules.flatMap(({ aggregates: own }) => own ?? [])
    await checkRows(db, aggregates, findings, checked)
    for (const invariants of [PLATFORM_INVARIANTS, ...modules.map(({ invariants: own }) => own ?? {})]) {
      for (const [sentence, query] of Object.entries(invariants)) {
        const { rows } = await sql<{ subject: string }>`${sql.raw(query)}`.execute(db)
        checked.invariants = (checked.invariants ?? 0) + 1
        for (const { subject } of rows) {
          findings.push({ kind: 'invariant', subject: String(subject), what: `broken: ${sentence}` })
        }
      }
    }
    const searched = await checkIndex(world, db)
    checked.searchEntries = searched.entries
    for (const subject of searched.findings) {
      findings.push({ kind: 'search', subject, what: 'what search finds is not what its row makes of it' })
    }
    const last = await latestCheckpoint(db)
    return { findings, checked, ...(last && { checkpoint: last.note }) }
  })
}

/** The log's own checkpoints: each says in its row what it signed. @returns size → root, hex */
async function checkCheckpoints(
  world: World, db: Db, findings: Finding[], checked: Record<string, number>,
): Promise<Map<number, string>> {
  const signed = new Map<number, string>()
  for (const row of await db.selectFrom('log_checkpoint').selectAll().orderBy('size').execute()) {
    checked.checkpoints = (checked.checkpoints ?? 0) + 1
    const root = toHex(new Uint8Array(row.root))
    const checkpoint = await openCheckpoint(world, row.note)
    const as = checkpoint && checkpoint.size === Number(row.size) && toHex(checkpoint.root) === root
    if (!as) {
      findings.push({
        kind: 'log', subject: `log size ${row.size}`,
        what: 'the checkpoint in the database is not what this log signed',
      })
    }
    if (rootOfKept(Number(row.size), row.frontier) !== root) {
      findings.push({
        kind: 'log', subject: `log size ${row.size}`, what: 'the frontier kept with the checkpoint is not its tree',
      })
    }
    signed.set(Number(row.size), root)
  }
  return signed
}

function rootOfKept(size: number, frontier: readonly string[]): string | undefined {
  try {
    return toHex(frontierRoot(sha256, frontierFromHex(size, frontier)))
  } catch {
    return undefined
  }
}

async function checkLog(
  db: Db, findings: Finding[], checked: Record<string, number>, signed: ReadonlyMap<number, string>,
  saved: Checkpoint | undefined,
): Promise<void> {
  let frontier: Frontier = EMPTY_FRONTIER
  let next = 0
  let rewritten = false
  for (;;) {
    const rows = await db.selectFrom('log_entry').innerJoin('act', 'act.id', 'log_entry.act').selectAll('act')
      .select(['log_entry.index', 'log_entry.leaf']).where('log_entry.index', '>=', next).orderBy('log_entry.index')
      .limit(BATCH).execute()
    for (const row of rows) {
      checked.acts = (checked.acts ?? 0) + 1
      const subject = nameOf(row)
      if (Number(row.index) !== next) {
        findings.push({ kind: 'log', subject, what: `index ${row.index} follows ${next - 1}` })
      }
      next = Number(row.index) + 1
      if (toHex(entryOf(row)) !== toHex(new Uint8Array(row.entry))) {
        findings.push({ kind: 'act', subject, what: 'the act is not what its entry commits to' })
      }
      const leaf = leafHash(sha256, new Uint8Array(row.entry))
      if (toHex(leaf) !== toHex(new Uint8Array(row.leaf))) {
        findings.push({
          kind: 'log', subject, what: `the leaf at index ${row.index} is not the hash of the act's entry`,
        })
      }
      frontier = appendLeaf(sha256, frontier, new Uint8Array(row.leaf))
      checked.entries = (checked.entries ?? 0) + 1
      const root = signed.has(frontier.size) || saved?.size === frontier.size
        ? toHex(frontierRoot(sha256, frontier))
        : undefined
      // Every later tree differs too: the first one says where.
      if (!rewritten && signed.has(frontier.size) && signed.get(frontier.size) !== root) {
        rewritten = true
        findings.push({
          kind: 'log', subject, what: `the tree at size ${frontier.size} is not the one that its checkpoint signed`,
        })
      }
      if (saved?.size === frontier.size && toHex(saved.root) !== root) {
        findings.push({
          kind: 'checkpoint', subject: `log size ${saved.size}`,
          what: 'the log is not the one that the checkpoint saved earlier signed: '
            + 'history was rewritten at or before this size',
        })
      }
    }
    if (rows.length < BATCH) break
  }
  const most = Math.max(0, ...signed.keys())
  if (most > frontier.size) {
    findings.push({
      kind: 'log', subject: `log size ${frontier.size}`, what: `the log is shorter than its own checkpoint (${most})`,
    })
  }
  if (saved && saved.size > frontier.size) {
    findings.push({
      kind: 'checkpoint', subject: `log size ${frontier.size}`,
      what: `the log is shorter than the checkpoint saved earlier (${saved.size})`,
    })
  }
  const pending = await db.selectFrom('log_pending').innerJoin('act', 'act.id', 'log_pending.act').selectAll('act')
    .execute()
  for (const row of pending) {
    checked.acts = (checked.acts ?? 0) + 1
    if (toHex(entryOf(row)) !== toHex(new Uint8Array(row.entry))) {
      findings.push({ kind: 'act', subject: nameOf(row), what: 'the act is not what its entry commits to' })
    }
  }
}

/** What outsiders fetch of the signed tree, byte for byte. A tile that is missing is made when somebody asks for it. */
async function checkTiles(
  world: World, db: Db, findings: Finding[], checked: Record<string, number>,
): Promise<void> {
  const last = await latestCheckpoint(db)
  try {
    for await (const { path, bytes } of tilesOfLog(db, Number(last?.size ?? 0))) {
      const found = await world.tiles.get(path)
      if (!found) continue
      checked.tiles = (checked.tiles ?? 0) + 1
      if (Buffer.compare(found, bytes) !== 0) {
        findings.push({ kind: 'tile', subject: path, what: 'the tile is not the one of the log' })
      }
    }
  } catch (error) {
    findings.push({ kind: 'tile', what: (error as Error).message })
  }
}

/** Cosignatures under the keys of the witnesses that are configured. */
async function checkCosignatures(
  world: World, db: Db, findings: Finding[], checked: Record<string, number>,
): Promise<void> {
  const verifiers = world.witnesses.flatMap(({ key }) => cosignatureVerifier(sha256, verifyEd25519, key) ?? [])
  const rows = await db.selectFrom('log_cosignature').innerJoin('log_checkpoint', 'log_checkpoint.size',
    'log_cosignature.size').select(['log_cosignature.size', 'witness', 'line', 'note']).execute()
  for (const { size, witness, line, note } of rows) {
    const verifier = verifiers.find(({ name }) => name === witness)
    if (!verifier) continue
    checked.cosignatures = (checked.cosignatures ?? 0) + 1
    const opened = await openNote(note.slice(0, note.indexOf('\n\n') + 2) + line, [verifier])
    if (!opened.ok) {
      findings.push({ kind: 'cosignature', subject: `log size ${size}`, what: `that of ${witness} does not hold` })
    }
  }
}

const nameOf = (act: { subject_type: string; subject: string; version: number; type: string; id: string }): string =>
  `${act.subject_type}/${act.subject} act ${act.version} (${act.type}, ${act.id})`

async function checkTexts(world: World, db: Db, findings: Finding[], checked: Record<string, number>): Promise<void> {
  const rows = await db.selectFrom('act_text').selectAll().where('text', 'is not', null).execute()
  for (const { id, salt, text, sha256: hash } of rows) {
    checked.texts = (checked.texts ?? 0) + 1
    const now = createHash('sha256').update(salt ?? new Uint8Array()).update(opened(world, text ?? '')).digest('hex')
    if (now !== hash) findings.push({ kind: 'text', subject: id, what: 'a text is not what its act commits to' })
  }
}

/** What cannot be opened is compared as it is, and found to differ. */
function opened(world: World, kept: string): string {
  try {
    return openText(world.keys, kept)
  } catch {
    return kept
  }
}

async function checkRows(
  db: Db, aggregates: readonly AnyAggregate[], findings: Finding[], checked: Record<string, number>,
): Promise<void> {
  for (const of of aggregates) {
    const { rows } = await sql<{ id: string; version: number; official: Json }>`
      select id, version, official from ${sql.table(of.table)}`.execute(db)
    const acts = new Map<string, Act[]>()
    for (const row of await db.selectFrom('act').selectAll().where('subject_type', '=', of.type).orderBy('version')
      .execute()) {
      acts.set(row.subject, [...(acts.get(row.subject) ?? []), actOf(row)])
    }
    for (const { id, version, official } of rows) {
      checked.rows = (checked.rows ?? 0) + 1
      const own = acts.get(id) ?? []
      acts.delete(id)
      const subject = `${of.type}/${id}`
      if (own.length !== version) {
        findings.push({ kind: 'row', subject, what: `the row is at version ${version}, its acts at ${own.length}` })
      }
      try {
        const folded = JSON.parse(JSON.stringify(fold(of as unknown as Aggregate<unknown>, own) ?? null)) as Json
        if (canonicalJson(folded) !== canonicalJson(official)) {
          findings.push({ kind: 'row', subject, what: 'the row is not the fold of its acts' })
        }
      } catch (error) {
        findings.push({ kind: 'row', subject, what: `its acts cannot be folded: ${(error as Error).message}` })
      }
    }
    for (const id of acts.keys()) {
      findings.push({ kind: 'row', subject: `${of.type}/${id}`, what: 'there are acts but no row' })
    }
  }
}
