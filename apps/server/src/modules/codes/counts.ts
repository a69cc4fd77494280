import { sql } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import type { World } from '../../platform/work.ts'

export interface Count { readonly firstScan: string; readonly scans: number }
export interface CountedItem { readonly gtin: string; readonly keyId: string; readonly counter: number }

const KEPT_FOR_MS = 5_000
const MOST_KEPT = 200_000
const ASKED_PER_STATEMENT = 500

interface Kept { readonly count: Count | undefined; readonly at: number }
interface Counts {
  readonly kept: Map<string, Kept>
  asked: { item: CountedItem; answer: (count: Count | undefined) => void; fail: (error: unknown) => void }[]
}
const known = new WeakMap<World, Counts>()

const keyOf = ({ gtin, keyId, counter }: CountedItem): string => `${gtin}.${keyId}.${counter}`

function countsOf(world: World): Counts {
  let counts = known.get(world)
  if (!counts) known.set(world, counts = { kept: new Map(), asked: [] })
  return counts
}

/** Keeps what a scan has just counted, for looks that are no scans. */
export function keepCount(world: World, item: CountedItem, count: Count | undefined): void {
  const { kept } = countsOf(world)
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(keyOf(item), { count, at: world.now() })
}

/** The count of a code as it was at most five seconds ago; undefined as well when it must be asked for. */
export function keptCount(world: World, item: CountedItem): Kept | undefined {
  const found = countsOf(world).kept.get(keyOf(item))
  return found && world.now() - found.at <= KEPT_FOR_MS ? found : undefined
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
    try {
      const found = await readCounts(world.db, group.map(({ item }) => item))
      for (const { item, answer } of group) {
        const count = found.get(keyOf(item))
        keepCount(world, item, count)
        answer(count)
      }
    } catch (error) {
      for (const { fail } of group) fail(error)
    }
  }
}

/** Counts of several codes, by `gtin.keyId.counter`. */
export async function readCounts(db: Db, items: readonly CountedItem[]): Promise<ReadonlyMap<string, Count>> {
  const { rows } = await sql<{ gtin: string; key_id: string; counter: number; first_at: string; scans: number }>`
    select n.gtin, n.key_id, n.counter, n.first_at, n.scans
    from unnest(${items.map(({ gtin }) => gtin)}::text[], ${items.map(({ keyId }) => keyId)}::text[],
      ${items.map(({ counter }) => counter)}::bigint[]) as t (gtin, key_id, counter)
    join scan_count n on n.gtin = t.gtin and n.key_id = t.key_id and n.counter = t.counter`.execute(db)
  return new Map(rows.map(({ gtin, key_id: keyId, counter, first_at: firstScan, scans }) =>
    [keyOf({ gtin, keyId, counter: Number(counter) }), { firstScan, scans: Number(scans) }]))
}
