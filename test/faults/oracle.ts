// What must hold after a walk through kills: nothing acknowledged lost, nothing twice, the same acts as without kills.
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Db } from '../../apps/server/src/platform/db/database.ts'

interface Line { key?: string; method?: string; path?: string; status?: number; id?: unknown; unknown?: string }

export interface Acknowledged {
  /** Keys whose answer said that it is done, and the id in that answer. */
  keys: Map<string, { id: string | undefined; path: string }>
  /** Keys asked for again because the first asking stayed without an answer. */
  askedAgain: number
  unanswered: number
}

/** Reads the history that the walk's client wrote. */
export function acknowledgedIn(path: string): Acknowledged {
  const keys: Acknowledged['keys'] = new Map()
  const paths = new Map<string, string>()
  const again = new Set<string>()
  let unanswered = 0
  for (const text of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const { key, method, path: asked, status, id, unknown } = JSON.parse(text) as Line
    if (unknown !== undefined) unanswered += 1
    if (key === undefined) continue
    if (unknown !== undefined) again.add(key)
    if (method) paths.set(key, `${method} ${asked}`)
    if (status !== undefined && status < 300) {
      keys.set(key, { id: typeof id === 'string' ? id : undefined, path: paths.get(key) ?? '' })
    }
  }
  return { keys, askedAgain: again.size, unanswered }
}

/** What a database holds of a walk: numbers that are equal with and without kills. */
export interface Tally { [what: string]: number }

/** Notices that the printing channel has delivered, by what the server printed. */
export const deliveriesIn = (log: string): number =>
  readFileSync(log, 'utf8').split('\n').filter((text) => text.startsWith('[消息 notice]')).length

export async function tallyOf(db: Db): Promise<Tally> {
  const { rows } = await sql<{ what: string; n: number }>`
    select 'act ' || type as what, count(*) as n from act group by type
    union all select 'log entries', count(*) from log_entry
    union all select 'notices', count(*) from notice
    union all select 'tasks', count(*) from task
    union all select 'deadlines', count(*) from deadline
    union all select 'files', count(*) from file
    union all select 'numbers given in ' || count(*) || ' series', coalesce(sum(last), 0) from number_sequence
  `.execute(db)
  return Object.fromEntries(rows.map(({ what, n }) => [what, Number(n)]))
}

/** Lines that differ, as `what: found instead of expected`. */
export function differences(found: Tally, expected: Tally): string[] {
  return [...new Set([...Object.keys(found), ...Object.keys(expected)])].sort()
    .filter((what) => (found[what] ?? 0) !== (expected[what] ?? 0))
    .map((what) => `${what}: ${found[what] ?? 0} instead of ${expected[what] ?? 0}`)
}

/** Checks every acknowledged key and id against the database. @param open reads an answer as it is kept */
export async function checkAcknowledged(
  db: Db, { keys }: Acknowledged, open: (kept: unknown) => unknown,
): Promise<{ lost: string[]; duplicated: string[] }> {
  const kept = await db.selectFrom('idempotency').select(['key', 'status', 'answer'])
    .where('key', 'like', 'walk-%').execute()
  const byKey = new Map<string, typeof kept>()
  for (const row of kept) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row])
  const ids = await everyId(db)
  const lost: string[] = []
  for (const [key, { id, path }] of keys) {
    const answer = byKey.get(key)?.[0]
    if (!answer || answer.status === null) lost.push(`${key} ${path}: acknowledged, but its key has no answer`)
    if (!answer || id === undefined) continue
    const keptId = (open(answer.answer) as { id?: unknown } | null)?.id
    if (keptId !== id) lost.push(`${key} ${path}: acknowledged as ${id}, kept as ${keptId}`)
    if (!ids.has(id) && !turnedInto(keys, id, ids)) lost.push(`${key} ${path}: acknowledged ${id} is in no table`)
  }
  const duplicated = [...byKey].filter(([, rows]) => rows.length > 1)
    .map(([key, rows]) => `${key}: ${rows.length} effects`)
  return { lost, duplicated }
}

/** A draft ends when it is submitted: then an acknowledged write on it answers the id of what it became. */
const turnedInto = (keys: Acknowledged['keys'], id: string, ids: ReadonlySet<string>): boolean =>
  [...keys.values()].some(({ id: became, path }) =>
    became !== undefined && became !== id && path.includes(`/${id}/`) && ids.has(became))

/** Every id that any table has. */
async function everyId(db: Db): Promise<Set<string>> {
  const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'id' order by table_name`.execute(db)
  const ids = new Set<string>()
  for (const { name } of tables) {
    const { rows } = await sql<{ id: string }>`select id::text as id from ${sql.table(name)}`.execute(db)
    for (const { id } of rows) ids.add(id)
  }
  return ids
}
