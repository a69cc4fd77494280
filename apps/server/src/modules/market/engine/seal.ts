/**
 * Sealing: rows stream into Parquet parts, then two roll-ups stand beside them. One thread and a total order, so that
 * the same rows give the same bytes.
 */
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBAppender } from '@duckdb/node-api'
import { CELLS_FILE, DAILY_COLUMNS, DAILY_KINDS, writeCells } from './cells-file.ts'
import type { ObservationRow, SealedFile, Snapshot } from './port.ts'
import { literal, parquet, type Store } from './store.ts'

/** Rows of one part: what is in memory at once. */
const PART_ROWS = 500_000

const COLUMNS = 'batch varchar, row integer, source varchar, subject_kind varchar, subject varchar, region varchar, ' +
  'industry varchar, indicator varchar, value double, weight double, confirmed boolean, day integer, cluster varchar'

/** Days since 1970-01-01. @throws RangeError for a day that does not exist */
export function dayNumber(day: string): number {
  const ms = Date.parse(`${day}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || new Date(ms).toISOString().slice(0, 10) !== day)
    throw new RangeError(`not a day: ${day}`)
  return ms / 86_400_000
}

/** A snapshot being written. */
export class Sealing {
  readonly #store: Store
  readonly #folder: string
  #appender: DuckDBAppender | undefined
  #pending = 0
  #rows = 0
  readonly #parts: SealedFile[] = []
  #last: { batch: string; row: number } | undefined

  constructor(store: Store, folder: string) {
    this.#store = store
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
    if (readdirSync(folder).length > 0) throw new RangeError('a snapshot is sealed into an empty folder')
  }

  async append(rows: readonly ObservationRow[]): Promise<void> {
    for (const row of rows) {
      if (!this.#appender) {
        await this.#store.run(`create or replace table incoming (${COLUMNS})`)
        this.#appender = await this.#store.connection.createAppender('incoming')
      }
      this.#check(row)
      write(this.#appender, row)
      this.#rows += 1
      this.#pending += 1
      if (this.#pending === PART_ROWS) await this.flush()
    }
  }

  #check({ batch, row, value, weight }: ObservationRow): void {
    const last = this.#last
    if (last && (batch < last.batch || (batch === last.batch && row <= last.row)))
      throw new RangeError(`row ${row} of ${batch} is out of order or comes twice`)
    if (!Number.isFinite(value) || !(weight > 0 && weight < Infinity))
      throw new RangeError(`row ${row} of ${batch} has no value or no weight`)
    this.#last = { batch, row }
  }

  /** Writes a part of what has come so far. */
  async flush(): Promise<void> {
    if (!this.#appender) return
    this.#appender.closeSync()
    this.#appender = undefined
    const name = `part-${String(this.#parts.length + 1).padStart(5, '0')}.parquet`
    // `row` is a word of SQL: quoted, for every engine.
    await this.#copy('select * from incoming order by indicator, subject, day, batch, "row"', name, this.#pending)
    await this.#store.run('drop table incoming')
    this.#pending = 0
  }

  async #count(table: string): Promise<number> {
    return Number((await this.#store.connection.runAndReadAll(`select count(*) from ${table}`)).getRows()[0]![0])
  }

  async #copy(select: string, name: string, rows: number): Promise<void> {
    const path = join(this.#folder, name)
    await this.#store.run(`copy (${select}) to ${literal(path)} (format parquet, compression zstd)`)
    this.#parts.push({ name, rows, sha256: await sha256Of(path) })
  }

  /** Writes what is left and the roll-ups. */
  async finish(): Promise<Snapshot> {
    if (this.#rows === 0) throw new RangeError('nothing to seal')
    await this.flush()
    const facts = parquet(...this.#parts.map(({ name }) => join(this.#folder, name)))
    await this.#store.run(`create or replace table cells as ${cells(facts)}`)
    await this.#store.run(`create or replace table keys as ${KEYS}`)
    await this.#copy('select * from keys order by key', 'keys.parquet', await this.#count('keys'))
    await this.#store.run(`create or replace table daily as ${DAILY}`)
    const total = await this.#count('daily')
    const daily = `select ${DAILY_COLUMNS} from daily order by key, day, cluster`
    await this.#copy(daily, 'daily.parquet', total)
    const path = join(this.#folder, CELLS_FILE)
    await writeCells(path, total, this.#store.numbers(daily, DAILY_KINDS))
    this.#parts.push({ name: CELLS_FILE, rows: total, sha256: await sha256Of(path) })
    for (const name of ['cells', 'keys', 'daily']) await this.#store.run(`drop table ${name}`)
    const digest = digestOf(this.#parts)
    return { folder: this.#folder, files: this.#parts, rows: this.#rows, digest }
  }
}

/**
 * Cells of the daily roll-up: what one kind of evidence said of one subject on one day. Who said more than one thing
 * keeps cells of its own under a number, since it may have to be limited; all others need none and are 0.
 */
const cells = (facts: string): string => `
  with repeats as (
    select cast(row_number() over (order by subject_kind, indicator, subject, cluster) as integer) as number, * from (
      select subject_kind, subject, indicator, cluster from ${facts} where cluster is not null
      group by subject_kind, subject, indicator, cluster having count(*) > 1) as r)
  select f.subject_kind, f.subject, f.region, f.industry, f.indicator, f.source, f.confirmed, f.day,
    coalesce(r.number, 0) as cluster,
    cast(count(*) as integer) as n, sum(f.weight) as w, sum(f.weight * f.weight) as ww,
    sum(f.weight * f.value) as wx, sum(f.weight * f.value * f.value) as wxx
  from ${facts} f left join repeats r on r.subject_kind = f.subject_kind and r.subject = f.subject
    and r.indicator = f.indicator and r.cluster = f.cluster
  group by f.subject_kind, f.subject, f.region, f.industry, f.indicator, f.source, f.confirmed, f.day, r.number`

const KEYS = `
  select cast(row_number() over (order by subject_kind, indicator, subject, region, industry, source, confirmed)
    as integer) as key, * from (
    select distinct subject_kind, subject, region, industry, indicator, source, confirmed from cells) as k`

const DAILY = `
  select k.key, c.day, c.cluster, c.n, c.w, c.ww, c.wx, c.wxx from cells c join keys k
  on k.subject_kind = c.subject_kind and k.subject = c.subject and k.region = c.region and k.industry = c.industry
    and k.indicator = c.indicator and k.source = c.source and k.confirmed = c.confirmed`

function write(to: DuckDBAppender, row: ObservationRow): void {
  to.appendVarchar(row.batch)
  to.appendInteger(row.row)
  to.appendVarchar(row.source)
  to.appendVarchar(row.subjectKind)
  to.appendVarchar(row.subject)
  to.appendVarchar(row.region)
  to.appendVarchar(row.industry)
  to.appendVarchar(row.indicator)
  to.appendDouble(row.value)
  to.appendDouble(row.weight)
  to.appendBoolean(row.confirmed)
  to.appendInteger(dayNumber(row.day))
  if (row.cluster === null) to.appendNull()
  else to.appendVarchar(row.cluster)
  to.endRow()
}

/** Digest over names, rows and digests of all files. */
export function digestOf(files: readonly SealedFile[]): string {
  const lines = files.map(({ name, rows, sha256 }) => `${name}\t${rows}\t${sha256}\n`).join('')
  return createHash('sha256').update(lines).digest('hex')
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array)
  return hash.digest('hex')
}

/** @throws Error when a file of the snapshot is not what was sealed */
export async function verify({ folder, files, digest }: Snapshot): Promise<void> {
  if (digestOf(files) !== digest) throw new Error('the snapshot is not the one that was sealed')
  for (const { name, sha256 } of files)
    if ((await sha256Of(join(folder, name))) !== sha256) throw new Error(`${name} has changed since it was sealed`)
}
