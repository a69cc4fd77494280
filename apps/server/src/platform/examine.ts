import type { Text } from '@tianfu/kernel'
import { parseVerifierKey } from '@tianfu/ledger'
import { sql } from 'kysely'
import { readTimes } from './clock.ts'
import { HOLDS, holdOf, unseenSince } from './hold.ts'
import { latestCheckpoint, sha256 } from './log.ts'
import type { World } from './work.ts'

/** How the database of an installation stands; numbers only, no names. */
export interface Examined {
  dialect: World['dialect']
  version: string
  encoding: string
  mode: string
  /** As kept at first start; '' before it. */
  origin: string
  /** How far the official clock has been moved ahead, in ms. */
  clockAheadMs: number
  today: string
  logSize: number
  logSignedAt?: string
  logPending: number
  /** Why no act may be written; absent as a rule. */
  hold?: Required<Text>
  /** Witnesses and since when they have not seen the log: undefined where they have seen all of it. */
  witnesses: { name: string; unseenSince?: string }[]
  /** Age of the oldest act that waits for its place in the log, in ms of system time. */
  logPendingMs: number
  /** Open deadlines whose day has passed: somebody's work is late. */
  deadlinesLate: number
  /** Of these, the ones that the sweeper has not handed on: the platform is late. */
  deadlinesUnswept: number
  noticesWaiting: number
}

/** Looks at a migrated database; changes nothing. */
export async function examine(world: World): Promise<Examined> {
  const { today } = await readTimes(world, world.db)
  const { rows: [server] } = await sql<{ version: string; encoding: string }>`
    select current_setting('server_version') as version, current_setting('server_encoding') as encoding`
    .execute(world.db)
  const { rows: [counts] } = await sql<{
    ahead: number; pending: number; oldest: string | null; late: number; unswept: number; waiting: number
  }>`select
    (select ahead_ms from official_clock) as ahead,
    (select count(*) from log_pending) as pending,
    (select min(a.system_at) from log_pending p join act a on a.id = p.act) as oldest,
    (select count(*) from deadline where ended_on is null and paused_on is null and due_on < ${today}) as late,
    (select count(*) from deadline
        where ended_on is null and paused_on is null and due_on < ${today} and not passed) as unswept,
    (select count(*) from notice where delivered_at is null) as waiting`.execute(world.db)
  const kept = new Map((await world.db.selectFrom('installation').selectAll().execute()).map(({ name, value }) => [
    name, value,
  ]))
  const last = await latestCheckpoint(world.db)
  const hold = await holdOf(world.db)
  const witnesses = await Promise.all(world.witnesses.map(async ({ key }) => {
    const name = parseVerifierKey(sha256, key)?.name ?? ''
    const since = await unseenSince(world.db, name)
    return { name, ...(since !== undefined && { unseenSince: since }) }
  }))
  return {
    dialect: world.dialect, version: server?.version ?? '', encoding: server?.encoding ?? '',
    mode: kept.get('mode') ?? world.mode, origin: kept.get('origin') ?? '', clockAheadMs: counts?.ahead ?? 0, today,
    logSize: last?.size ?? 0, ...(last && { logSignedAt: last.signed_at }),
    ...(hold && { hold: HOLDS[hold] }), witnesses, logPending: counts?.pending ?? 0,
    logPendingMs: counts?.oldest ? world.now() - Date.parse(counts.oldest) : 0,
    deadlinesLate: counts?.late ?? 0, deadlinesUnswept: counts?.unswept ?? 0, noticesWaiting: counts?.waiting ?? 0,
  }
}
