import { CompiledQuery } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import type { World } from '../../platform/work.ts'
import { arrayText, countKey, countsOfRows, endEra, eraOf, keepCount, recordingProcess } from './counts.ts'
import type { Count, CountRow } from './counts.ts'

export type Device = 'phone' | 'computer' | 'program' | 'unknown'

/** One look at a code: what was seen, when, roughly where, on what kind of device. Nothing about who. */
export interface Scan {
  readonly at: string
  readonly gtin: string | null
  readonly keyId: string | null
  readonly counter: number | null
  readonly outcome: string
  /** Prefecture code, or null where no place is known. */
  readonly place: string | null
  readonly device: Device
}

/** Coarse class of a device from what it says of itself; the text itself is not kept. */
export function deviceOf(userAgent: string | undefined): Device {
  if (!userAgent) return 'unknown'
  if (/Mobile|Android|iPhone|iPad|HarmonyOS|MicroMessenger/i.test(userAgent)) return 'phone'
  return userAgent.startsWith('Mozilla/') ? 'computer' : 'program'
}

const WINDOW_MS = 4
const PATIENCE_MS = 8
const STATEMENTS_IN_FLIGHT = 3
const ANSWER_WITHIN_MS = 20
const SCANS_PER_STATEMENT = 500
const WAITING_AT_MOST = 20_000

interface Waiting { scan: Scan; done(count: Count | undefined): void }

/** Figures of the recorder: how many scans were committed, answered before their commit, or given up. */
export interface ScanFigures { recorded: number; statements: number; late: number; lost: number }

/** The statement that writes a group: its place in flight, and how many this recorder has sent so far. */
export interface Flight { readonly place: number; readonly statements: number }

/**
 * Group commit: all scans that arrive within four milliseconds become one statement, and what arrives while it flies
 * becomes the next. A statement costs as much as dozens of scans in it, so a second and a third fly beside it only when
 * somebody has waited for eight milliseconds or a statement is full. Each scan is answered after its commit, or after
 * 20 ms in any case and counted as late.
 */
export function scanRecorder(
  write: (scans: readonly Scan[], flight: Flight) => Promise<(Count | undefined)[]>,
  onLost: (error: unknown) => void = () => {},
) {
  const waiting: Waiting[] = []
  const figures: ScanFigures = { recorded: 0, statements: 0, late: 0, lost: 0 }
  const idle: (() => void)[] = []
  const free = Array.from({ length: STATEMENTS_IN_FLIGHT }, (_, place) => place)
  let timer: NodeJS.Timeout | undefined

  const flying = () => STATEMENTS_IN_FLIGHT - free.length
  const fly = (): void => {
    clearTimeout(timer)
    timer = undefined
    const place = waiting.length > 0 ? free.pop() : undefined
    if (place !== undefined) void send(waiting.splice(0, SCANS_PER_STATEMENT), place)
    if (waiting.length > 0) gather()
  }
  /** Lets more come before the next statement flies. */
  const gather = (): void => {
    if (waiting.length >= SCANS_PER_STATEMENT && free.length > 0) fly()
    else timer ??= setTimeout(fly, flying() === 0 ? WINDOW_MS : PATIENCE_MS)
  }
  const send = async (group: Waiting[], place: number): Promise<void> => {
    figures.statements += 1
    try {
      const counts = await write(group.map(({ scan }) => scan), { place, statements: figures.statements })
      figures.recorded += group.length
      group.forEach(({ done }, i) => done(counts[i]))
    } catch (error) {
      figures.lost += group.length
      onLost(error)
      for (const { done } of group) done(undefined)
    } finally {
      free.push(place)
      if (waiting.length > 0) fly()
      else if (flying() === 0) for (const resolve of idle.splice(0)) resolve()
    }
  }
  return {
    figures,
    /**
     * `count`: of the scanned code with this scan in it; undefined when the answer could not wait. `landed`: the same,
     * asked later, once the commit has come after all.
     */
    record(scan: Scan): { count: Promise<Count | undefined>; landed(): Count | undefined } {
      if (waiting.length >= WAITING_AT_MOST) {
        figures.lost += 1
        return { count: Promise.resolve(undefined), landed: () => undefined }
      }
      let known: Count | undefined
      const count = new Promise<Count | undefined>((resolve) => {
        const late = setTimeout(() => { figures.late += 1; resolve(undefined) }, ANSWER_WITHIN_MS)
        waiting.push({ scan, done(written) { known = written; clearTimeout(late); resolve(written) } })
        gather()
      })
      return { count, landed: () => known }
    },
    /** When everything that waits has been written: before the process ends, and in tests. */
    settled(): Promise<void> {
      if (flying() === 0 && waiting.length === 0) return Promise.resolve()
      return new Promise((resolve) => { idle.push(resolve) })
    },
  }
}

const WRITE = `/* prepared write_scans */
  with seen as (
    select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[])
      as t (at, gtin, key_id, counter, outcome, place, device)
  ), kept as (
    insert into scan (at, gtin, key_id, counter, outcome, place, device)
    select at, gtin, key_id, counter, outcome, place, device from seen
  ), noted as (
    insert into scan_recorder (process, flight, statements, at) values ($8::uuid, $9, $10, $11)
    on conflict (process, flight) do update set statements = excluded.statements, at = excluded.at
  )
  insert into scan_count as held (gtin, key_id, counter, first_at, scans)
  select gtin, key_id, counter, min(at), count(*) from seen where counter is not null
  group by gtin, key_id, counter order by gtin, key_id, counter
  on conflict (gtin, key_id, counter) do update
    set scans = held.scans + excluded.scans, first_at = least(held.first_at, excluded.first_at)
  returning gtin, key_id, counter, first_at, scans`

/**
 * Appends scans, counts them and notes by whom, in one statement. Counts are taken in the order of their keys, so that
 * two statements never wait for each other in a circle.
 */
export async function writeScans(
  db: Db, scans: readonly Scan[], by: Flight & { readonly process: string; readonly at: string },
): Promise<(Count | undefined)[]> {
  const column = (key: keyof Scan) => arrayText(scans.map((scan) => scan[key]))
  const { rows } = await db.executeQuery<CountRow>(CompiledQuery.raw(WRITE, [
    column('at'), column('gtin'), column('keyId'), column('counter'), column('outcome'), column('place'),
    column('device'), by.process, by.place, by.statements, by.at,
  ]))
  const counts = countsOfRows(rows)
  return scans.map(({ gtin, keyId, counter }) => (gtin === null || keyId === null || counter === null ? undefined
    : counts.get(countKey({ gtin, keyId, counter }))))
}

/** Writes a group and keeps what it counted, for looks that are no scans, whether or not its answers waited. */
async function writeAndKeep(world: World, scans: readonly Scan[], flight: Flight): Promise<(Count | undefined)[]> {
  const era = eraOf(world)
  const by = { ...flight, process: recordingProcess(world), at: new Date(world.now()).toISOString() }
  const counts = await writeScans(world.db, scans, by)
  scans.forEach(({ gtin, keyId, counter }, i) => {
    if (gtin !== null && keyId !== null && counter !== null) keepCount(world, { gtin, keyId, counter }, counts[i], era)
  })
  return counts
}

const recorders = new WeakMap<World, ReturnType<typeof scanRecorder>>()

/** The recorder of this process. */
export function recorderOf(world: World): ReturnType<typeof scanRecorder> {
  let recorder = recorders.get(world)
  if (!recorder) {
    recorder = scanRecorder((scans, flight) => writeAndKeep(world, scans, flight), (error) => {
      endEra(world) // it may have been committed after all
      world.log.warn({ err: error }, 'scans were not recorded')
    })
    recorders.set(world, recorder)
  }
  return recorder
}

const DAY_MS = 86_400_000

/** Writes what waits and takes this process off the list of recorders, with what was killed a day ago or more. */
export async function endRecording(world: World): Promise<void> {
  await recorderOf(world).settled()
  await world.db.deleteFrom('scan_recorder').where((is) => is.or([
    is('process', '=', recordingProcess(world)), is('at', '<', new Date(world.now() - DAY_MS).toISOString()),
  ])).execute()
}
