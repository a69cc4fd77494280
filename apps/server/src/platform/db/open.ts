import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from '../../tables.ts'
import { copyIn, isCopy } from './copy.ts'
import { Embedded, embeddedDialect } from './embedded.ts'
import { lockFolder } from './lock.ts'
import { migrate, pendingMigrations, readMigrations } from './migrate.ts'
import type { Migratable } from './migrate.ts'
import type { Db, Dialect } from './database.ts'

export interface OpenDatabase {
  db: Db
  dialect: Dialect
  /** What survives: `process-crash` for the embedded database (it never calls fsync), `power-loss` for PostgreSQL. */
  durability: 'process-crash' | 'power-loss'
  migrated: string[]
  /** Migrations that are missing; only when it was opened without applying them. */
  pending: string[]
  /** Plain SQL outside Kysely: the job queue. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
  /** Only for the embedded database: statistics, dead rows and the write-ahead log, which no autovacuum tends there. */
  housekeep(): Promise<void>
  close(): Promise<void>
}

const QUERY_DEADLINE_MS = 30_000

pg.types.setTypeParser(20, Number)
pg.types.setTypeParser(1082, (text) => text)
for (const oid of [1184, 1114]) pg.types.setTypeParser(oid, (text) => new Date(text).toISOString())

/** Opens the embedded database in `folder`, creating and migrating what is missing; without a folder, in memory. */
export async function openEmbedded(options: {
  folder?: string
  migrations: string
  template?: Uint8Array<ArrayBuffer>
  deadlineMs?: number
  /** False to leave the database as it is. */
  apply?: boolean
}): Promise<OpenDatabase & { embedded: Embedded }> {
  let unlock = () => {}
  let folder: string | undefined
  if (options.folder) {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    unlock = lockFolder(options.folder)
    folder = join(options.folder, 'pg')
  }
  const embedded = new Embedded({
    folder, template: options.template, deadlineMs: options.deadlineMs ?? QUERY_DEADLINE_MS,
  })
  const db = new Kysely<Tables>({ dialect: embeddedDialect(embedded) })
  let schema: Pick<OpenDatabase, 'migrated' | 'pending'>
  try {
    schema = await applyOrList(embedded, options)
  } catch (error) {
    await embedded.close()
    unlock()
    throw error
  }
  return {
    db, dialect: 'pglite', durability: 'process-crash', ...schema, embedded,
    async executeSql(text, values = []) {
      const release = await embedded.acquire()
      try {
        if (values.length === 0) { // the job queue sends several statements at once when it sets itself up
          if (/;\s*\S/.test(text)) return await embedded.exec(text)
        }
        return await embedded.query(text, values)
      } finally {
        release()
      }
    },
    async housekeep() {
      const release = await embedded.acquire()
      try {
        await embedded.exec('vacuum (analyze)')
        await embedded.exec('checkpoint')
      } finally {
        release()
      }
    },
    async close() {
      await db.destroy()
      await embedded.close() // Kysely ends only what it has begun
      unlock()
    },
  }
}

const PREPARED = /^\/\* prepared (\w+) \*\//

/**
 * A statement whose text begins with a comment `prepared NAME` is parsed and planned once in each connection: for the
 * few that run thousands of times a second. The name stands for the text, for good. A COPY sends its rows.
 */
function preparing(client: pg.ClientBase): void {
  const usual = client.query.bind(client) as (...all: unknown[]) => unknown
  client.query = ((text: unknown, ...rest: unknown[]) => {
    if (typeof text === 'string' && isCopy(text)) return copyIn(client, text, (rest[0] as [Uint8Array])[0])
    const name = typeof text === 'string' ? PREPARED.exec(text)?.[1] : undefined
    return name === undefined ? usual(text, ...rest) : usual({ name, text, values: rest[0] })
  }) as typeof client.query
}

/** Opens PostgreSQL 15 or newer. @throws Error when the version, the encoding or the character type cannot serve. */
export async function openPostgres(
  options: { url: string; migrations: string; max?: number; apply?: boolean },
): Promise<OpenDatabase> {
  const pool = new pg.Pool({
    connectionString: options.url, max: options.max ?? 10, statement_timeout: QUERY_DEADLINE_MS,
    lock_timeout: 10_000, idle_in_transaction_session_timeout: QUERY_DEADLINE_MS, connectionTimeoutMillis: 5_000,
  })
  pool.on('connect', preparing)
  pool.on('error', () => {}) // an idle connection that the server ended; the next query opens another
  const { rows: [server] } = await pool.query(
    "select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding")
  if (server.version < 150_000) throw new Error(`PostgreSQL 15 or newer is needed, this is ${server.version}`)
  if (server.encoding !== 'UTF8') throw new Error(`the database must be UTF8, this is ${server.encoding}`)
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const client = await pool.connect()
  let schema: Pick<OpenDatabase, 'migrated' | 'pending'>
  try {
    await client.query('set statement_timeout = 0; set lock_timeout = 0')
    schema = await applyOrList({
      exec: async (sql) => { await client.query(sql) },
      query: (sql, params) => client.query(sql, [...params]),
    }, options)
  } finally {
    client.release(true)
  }
  return {
    db, dialect: 'postgres', durability: 'power-loss', ...schema,
    executeSql: (text, values) => pool.query(text, values as unknown[]),
    housekeep: async () => {},
    async close() {
      await db.destroy()
      if (!pool.ended) await pool.end()
    },
  }
}

async function applyOrList(
  db: Migratable, { migrations, apply = true }: { migrations: string; apply?: boolean },
): Promise<Pick<OpenDatabase, 'migrated' | 'pending'>> {
  const ours = readMigrations(migrations)
  if (apply) return { migrated: await migrate(db, ours), pending: [] }
  return { migrated: [], pending: await pendingMigrations(db, ours) }
}
