// A world for tests: the real application on a real database, migrated by the real files, with a clock of its own.
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createApp } from '../apps/server/src/app.ts'
import type { App } from '../apps/server/src/app.ts'
import { openEmbedded, openPostgres } from '../apps/server/src/platform/db/open.ts'
import type { OpenDatabase } from '../apps/server/src/platform/db/open.ts'
import { loadScheme } from '../apps/server/src/platform/scheme.ts'
import type { World } from '../apps/server/src/platform/work.ts'
import { seedDemonstration, seedScheme } from '../apps/server/src/seed.ts'
import { ROOT, worldOf } from '../apps/server/src/world.ts'

export interface TestWorld {
  world: World
  app: App
  database: OpenDatabase
  /** System time, in ms; tests move it with `pass`. */
  pass(ms: number): void
  /** Notices that the outbox was asked to deliver. */
  outbox: { kind: string; data: Record<string, string> }[]
  close(): Promise<void>
}

const MIGRATIONS = join(ROOT, 'db', 'migrations')
const START = Date.parse('2026-03-02T01:00:00Z') // Monday, 09:00 in China

/**
 * A fresh application. With `seed` (default) scheme and demonstration parties are in. On PostgreSQL when
 * TEST_DATABASE_URL or DATABASE_URL is set, each on a database of its own; otherwise embedded, in memory.
 */
export async function testWorld(
  options: {
    scheme?: string; seed?: boolean; checkAnswers?: boolean
    /** System time; a clock of the test's own unless given. */
    now?: () => number
    /** Where it says that it is, for a test that serves it there. */
    origin?: string
    /** How often the background looks, in ms; never unless given. */
    backgroundMs?: number
    /** Networks inside that reports may go to. */
    webhookNetworks?: readonly string[]
  } = {},
): Promise<TestWorld> {
  const scheme = loadScheme(join(ROOT, 'scheme', options.scheme ?? 'sichuan'))
  const dataDir = mkdtempSync(join(tmpdir(), 'tianfu-test-'))
  const seeded = options.seed ?? true
  let ms = START
  const outbox: TestWorld['outbox'] = []
  const worldOn = (database: OpenDatabase) => worldOf({
    database, scheme, mode: 'demo', origin: options.origin ?? 'http://localhost:8080', dataDir,
    // One key for all, since a database made from a template holds values sealed under it.
    master: new Uint8Array(createHash('sha256').update('test').digest()),
    webhookNetworks: options.webhookNetworks ?? [],
    now: options.now ?? (() => ms), randomBytes: (length) => new Uint8Array(randomBytes(length)),
    log: { info: () => {}, warn: () => {}, error: (facts, message) => console.error(message, facts) },
    outbox: { send: async (_tx, kind, data) => { outbox.push({ kind, data }) } },
  })
  const { database, drop } = await (url ? openOnServer : openInMemory)(`${scheme.id}-${seeded}`, async (empty) => {
    if (!seeded) return
    const world = worldOn(empty)
    await seedScheme(world, scheme.seedFolder)
    await seedDemonstration(world, scheme.seedFolder)
  })
  const world = worldOn(database)
  const app = await createApp(world, {
    checkAnswers: options.checkAnswers ?? true, durability: database.durability, publicWritesPerMinute: 100_000,
    backgroundMs: options.backgroundMs ?? 0,
  })
  return {
    world, app, database, outbox,
    pass(by) { ms += by },
    async close() {
      await app.close()
      await database.close()
      await drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const url = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL

/** A key that changes with everything a template holds. */
function templateKey(kind: string): string {
  const hash = createHash('sha256').update(kind)
  const add = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) add(path)
      else if (/\.(sql|yaml|ts|csv)$/.test(entry.name)
        && !entry.name.endsWith('.test.ts')) hash.update(path).update(readFileSync(path))
    }
  }
  for (const folder of ['db/migrations', 'scheme', 'apps/server/src', 'packages']) add(join(ROOT, folder))
  return hash.digest('hex').slice(0, 16)
}

const CACHE = join(ROOT, 'node_modules', '.cache', 'tianfu')

/** Writes what every world of a kind begins with. */
type Fill = (database: OpenDatabase) => Promise<void>

/** The filled database is kept as a file beside the dependencies, for the next test file. */
async function openInMemory(kind: string, fill: Fill) {
  const path = join(CACHE, `${templateKey(kind)}.tar`)
  const template = existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined
  const database = await openEmbedded({ migrations: MIGRATIONS, template })
  if (!template) {
    await fill(database)
    mkdirSync(CACHE, { recursive: true })
    writeFileSync(`${path}.${process.pid}`, await database.embedded.dump())
    renameSync(`${path}.${process.pid}`, path)
  }
  return { database, drop: async () => {} }
}

/** The filled database is kept on the server under today's date; whoever comes first fills it, the others wait. */
async function openOnServer(kind: string, fill: Fill) {
  const prefix = 'tianfu_template_'
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  const template = `${prefix}${today}_${templateKey(`${kind}-${new URL(url!).username}`)}`
  const name = `tianfu_test_${randomBytes(6).toString('hex')}`
  const on = (database: string) => Object.assign(new URL(url!), { pathname: `/${database}` }).href
  const open = (database: string) => openPostgres({ url: on(database), migrations: MIGRATIONS })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try { // the lock ends with the connection
    await client.query(`select pg_advisory_lock(hashtext('tianfu templates'))`)
    const { rows } = await client.query(
      `select datname from pg_database where datname like $1 and pg_get_userbyid(datdba) = current_user`,
      [`${prefix}%`],
    )
    const kept = rows.map(({ datname }) => String(datname))
    if (!kept.includes(template)) {
      for (const past of kept.filter((one) => one < `${prefix}${today}`)) await client.query(`drop database ${past}`)
      await client.query(`create database ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'`)
      const empty = await open(name)
      await fill(empty)
      await empty.close()
      await client.query(`alter database ${name} rename to ${template}`)
    }
    await client.query(`select pg_advisory_unlock(hashtext('tianfu templates'))`)
    await client.query(`create database ${name} template ${template}`)
  } finally {
    await client.end()
  }
  return {
    database: await open(name),
    async drop() {
      const last = new pg.Client({ connectionString: url })
      await last.connect()
      await last.query(`drop database if exists ${name} with (force)`)
      await last.end()
    },
  }
}
