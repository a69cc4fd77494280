import { CompiledQuery } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import { followerOf } from '../../platform/follow.ts'
import type { World } from '../../platform/work.ts'

export interface Count { readonly firstScan: string; readonly scans: number }
export interface CountedItem { readonly gtin: string; readonly keyId: string; readonly counter: number }

const KEPT_FOR_MS = 5_000
const MOST_KEPT = 200_000
const ASKED_PER_STATEMENT = 500

interface Kept { readonly count: Count | undefined; readonly at: number; readonly era: number }
interface Counts {
  readonly kept: Map<string, Kept>
  /** This process among those that record scans. */
  readonly process: string
  /** Moves whenever a scan may have been recorded that this process did not count. */
  era: number
  /** Nobody else has recorded anything in this era until this moment of system time, in ms. */
  aloneUntil: number
  /** What the others had recorded at the last look. */
  others: string
  asked: { item: CountedItem; answer: (count: Count | undefined) => void; fail: (error: unknown) => void }[]
}
const known = new WeakMap<World, Counts>()

export const countKey = ({ gtin, keyId, counter }: CountedItem): string => `${gtin}.${keyId}.${counter}`

function countsOf(world: World): Counts {
  const held = known.get(world)
  if (held) return held
  const counts: Counts = {
    kept: new Map(), process: world.newId(), era: 0, aloneUntil: Number.NEGATIVE_INFINITY, others: '', asked: [],
  }
  known.set(world, counts)
  followerOf(world).alongside(() => lookAtOthers(world, counts))
  return counts
}

/** Name of this process among those that record scans. */
export const recordingProcess = (world: World): string => countsOf(world).process

/**
 * A statement of scans notes itself in its own transaction, so what another process has counted is seen here together
 * with that it has: whatever was read before the look that sees it belongs to an era that is over.
 */
async function lookAtOthers(world: World, counts: Counts): Promise<void> {
  const began = world.now()
  const rows = await world.db.selectFrom('scan_recorder').where('process', '<>', counts.process)
    .select(['process', 'flight', 'statements']).orderBy('process').orderBy('flight').execute()
  const others = rows.map(({ process, flight, statements }) => `${process} ${flight} ${statements}`).join()
  if (others !== counts.others) endEra(world)
  counts.others = others
  counts.aloneUntil = began
}

/** The era that counts are read in now: to be asked before they are read, and handed over when they are kept. */
export const eraOf = (world: World): number => countsOf(world).era

/** For when nobody knows what was counted: what is kept holds no longer than it would beside other processes. */
export function endEra(world: World): void {
  countsOf(world).era += 1
}

/** Keeps what was counted or read in an era. Counts only grow: of two that come out of order the greater is newer. */
export function keepCount(world: World, item: CountedItem, count: Count | undefined, era: number): void {
  const { kept } = countsOf(world)
  const key = countKey(item)
  if ((kept.get(key)?.count?.scans ?? 0) > (count?.scans ?? 0)) return
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(key, { count, at: world.now(), era })
}

/**
 * The count of a code with every scan that this process has recorded, and those of others until five seconds ago at
 * most: it stands for as long as nobody else records, and for five seconds otherwise. Undefined when it must be asked
 * for.
 */
export function keptCount(world: World, item: CountedItem): { readonly count: Count | undefined } | undefined {
  const { kept, era, aloneUntil } = countsOf(world)
  const found = kept.get(countKey(item))
  if (!found) return undefined
  const since = found.era === era ? Math.max(found.at, aloneUntil) : found.at
  return world.now() - since <= KEPT_FOR_MS ? found : undefined
}

/** First scan and number of scans of a code so far; all who ask in one turn are answered by one statement. */
export function readCount(world: World, item: CountedItem): Promise<Count | undefined> {
  const counts = countsOf(world)
  return new Promise((answer, fail) => {
    counts.asked.push({ item, answer, fail })
    if (counts.asked.length === 1) setImmediate(() => { void answerAll(world, counts) })
  })
}

async function answerAll(world: World, counts: Counts): Promise<void> {
  const asked = counts.asked
  counts.asked = []
  for (let from = 0; from < asked.length; from += ASKED_PER_STATEMENT) {
    const group = asked.slice(from, from + ASKED_PER_STATEMENT)
    const { era } = counts
    try {
      const found = await readCounts(world.db, group.map(({ item }) => item))
      for (const { item, answer } of group) {
        const count = found.get(countKey(item))
        keepCount(world, item, count, era)
        answer(count)
      }
    } catch (error) {
      for (const { fail } of group) fail(error)
    }
  }
}

const READ = `/* prepared read_counts */
  select n.gtin, n.key_id, n.counter, n.first_at, n.scans
  from unnest($1::text[], $2::text[], $3::bigint[]) as t (gtin, key_id, counter)
  join scan_count n on n.gtin = t.gtin and n.key_id = t.key_id and n.counter = t.counter`

export interface CountRow { gtin: string; key_id: string; counter: number; first_at: string; scans: number }

/** Counts of several codes, by `countKey`. */
export async function readCounts(db: Db, items: readonly CountedItem[]): Promise<ReadonlyMap<string, Count>> {
  const { rows } = await db.executeQuery<CountRow>(CompiledQuery.raw(READ, [
    arrayText(items.map(({ gtin }) => gtin)), arrayText(items.map(({ keyId }) => keyId)),
    arrayText(items.map(({ counter }) => counter)),
  ]))
  return countsOfRows(rows)
}

export const countsOfRows = (rows: readonly CountRow[]): ReadonlyMap<string, Count> => new Map(rows.map((row) => [
  countKey({ gtin: row.gtin, keyId: row.key_id, counter: Number(row.counter) }),
  { firstScan: row.first_at, scans: Number(row.scans) },
]))

const PLAIN = /^(?!null$)[\w:.-]+$/i

/** A list as the text of a PostgreSQL array, several times faster than the driver writes it. */
export const arrayText = (values: readonly (string | number | null)[]): string => `{${values.map((value) =>
  (value === null ? 'NULL' : typeof value === 'number' || PLAIN.test(value) ? value
    : `"${value.replace(/["\\]/g, '\\$&')}"`)).join()}}`
