// An installation of its own for each walk: a copy of one that was started and seeded once.
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openEmbedded, openPostgres } from '../../apps/server/src/platform/db/open.ts'
import type { OpenDatabase } from '../../apps/server/src/platform/db/open.ts'
import { ROOT } from '../../apps/server/src/world.ts'

const MIGRATIONS = join(ROOT, 'db', 'migrations')

export interface Installation { dataDir: string; databaseUrl: string | undefined }

/** Everything that a run leaves on disk and in PostgreSQL, so that it can be removed. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'tianfu-faults-'))
  readonly #server: string | undefined
  readonly #databases: string[] = []

  /** @param server address of a PostgreSQL that databases may be created on; without one, embedded */
  constructor(server: string | undefined) {
    this.#server = server
  }

  /** An empty installation. */
  async empty(): Promise<Installation> {
    const databaseUrl = await this.#database("template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'")
    return { dataDir: join(this.folder, 'template'), databaseUrl }
  }

  /** A copy of an installation whose server has been stopped. */
  async copy(of: Installation, name: string): Promise<Installation> {
    const dataDir = join(this.folder, name)
    cpSync(of.dataDir, dataDir, { recursive: true, filter: (path) => !path.endsWith('.sock') })
    return { dataDir, databaseUrl: await this.#database(of.databaseUrl && new URL(of.databaseUrl).pathname.slice(1)) }
  }

  async clear(): Promise<void> {
    for (const name of this.#databases) await this.#run(`drop database if exists ${name} with (force)`)
    for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name), { recursive: true, force: true })
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #database(template: string | undefined): Promise<string | undefined> {
    if (!this.#server) return undefined
    const name = `tianfu_faults_${randomBytes(6).toString('hex')}`
    this.#databases.push(name)
    await this.#run(`create database ${name} template ${template}`)
    const url = new URL(this.#server)
    url.pathname = `/${name}`
    return url.href
  }

  async #run(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#server })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
}

/** The database of an installation whose server has been stopped, as it is. */
export const openAsItIs = ({ dataDir, databaseUrl }: Installation): Promise<OpenDatabase> =>
  databaseUrl ? openPostgres({ url: databaseUrl, migrations: MIGRATIONS, apply: false })
    : openEmbedded({ folder: join(dataDir, 'embedded'), migrations: MIGRATIONS, apply: false })
