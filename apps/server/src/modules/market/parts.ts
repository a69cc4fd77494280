/**
 * Where observations lie between import and run: one file of the data folder for each import, known by the hash of its
 * rows. A row is `[line, subject, indicator, value, confirmed, day, region, cluster]`.
 */
import { createHash, createHmac, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { createGunzip, createGzip } from 'node:zlib'
import type { Gzip } from 'node:zlib'
import type { World } from '../../platform/work.ts'
import type { Observation } from './columns.ts'

/** A row as it is kept; the cluster is a pseudonym, different in every programme. */
export type PartRow = [
  line: number, subject: string, indicator: string, value: number, confirmed: boolean, day: string, region: string,
  cluster: string | null,
]

const folderOf = (world: Pick<World, 'dataDir'>): string => join(world.dataDir, 'market', 'parts')
const pathOf = (world: Pick<World, 'dataDir'>, part: string): string => join(folderOf(world), `${part}.ndjson.gz`)

/** What a finished part is. `part` is the SHA-256 of its rows as text. */
export interface Part { part: string; observations: number; firstDay: string; lastDay: string }

/** Writes a part beside its place, and puts it there when it is whole. */
export class PartWriter {
  readonly #world: World
  /** Imported once: a key that is imported for each row costs seven times as much. */
  readonly #key: KeyObject
  readonly #programme: string
  readonly #temporary: string
  readonly #hash = createHash('sha256')
  #gzip: Gzip | undefined
  #closed: Promise<unknown> | undefined
  #pending = ''
  #observations = 0
  #firstDay = '9999-12-31'
  #lastDay = ''

  constructor(world: World, programme: string) {
    this.#world = world
    this.#programme = programme
    this.#key = createSecretKey(world.keys.derive('market-actor', 32))
    this.#temporary = join(folderOf(world), `${world.newId()}.tmp`)
  }

  async add(line: number, observations: readonly Observation[]): Promise<void> {
    for (const { subject, indicator, value, confirmed, day, region, who } of observations) {
      const row: PartRow = [line, subject, indicator, value, confirmed, day, region, this.#pseudonym(who)]
      this.#pending += `${JSON.stringify(row)}\n`
      this.#observations += 1
      if (day < this.#firstDay) this.#firstDay = day
      if (day > this.#lastDay) this.#lastDay = day
    }
    if (this.#pending.length > 1 << 16) await this.#flush()
  }

  #pseudonym(who: string | null): string | null {
    if (who === null) return null
    return createHmac('sha256', this.#key).update(`${this.#programme}\n${who}`).digest('base64url').slice(0, 20)
  }

  async #flush(): Promise<void> {
    if (!this.#gzip) {
      await mkdir(folderOf(this.#world), { recursive: true, mode: 0o700 })
      this.#gzip = createGzip({ level: 6 })
      const file = createWriteStream(this.#temporary, { mode: 0o600, flags: 'wx' })
      this.#closed = once(file, 'close')
      this.#gzip.pipe(file)
    }
    this.#hash.update(this.#pending)
    const room = this.#gzip.write(this.#pending)
    this.#pending = ''
    if (!room) await once(this.#gzip, 'drain')
  }

  /** Durable when it returns. */
  async finish(): Promise<Part> {
    await this.#flush()
    this.#gzip!.end()
    await this.#closed
    const part = this.#hash.digest('hex')
    const path = pathOf(this.#world, part)
    const file = await open(this.#temporary, 'r+')
    await file.sync()
    await file.close()
    await rename(this.#temporary, path)
    const folder = await open(dirname(path), 'r')
    await folder.sync()
    await folder.close()
    return { part, observations: this.#observations, firstDay: this.#firstDay, lastDay: this.#lastDay }
  }

  /** Nothing of it is kept. */
  async abandon(): Promise<void> {
    if (!this.#gzip) return
    this.#gzip.end()
    await this.#closed
    await rm(this.#temporary, { force: true })
  }
}

export const hasPart = (world: Pick<World, 'dataDir'>, part: string): boolean => existsSync(pathOf(world, part))

/**
 * The rows of a part in their order, some thousand at a time.
 *
 * @throws Error when the file is gone or its rows are not those that were hashed
 */
export async function* readPart(world: Pick<World, 'dataDir'>, part: string): AsyncGenerator<PartRow[]> {
  const hash = createHash('sha256')
  const source = createReadStream(pathOf(world, part))
  const lines = createInterface({ input: source.pipe(createGunzip()), crlfDelay: Infinity })
  source.once('error', (error) => lines.emit('error', error))
  let rows: PartRow[] = []
  for await (const line of lines) {
    hash.update(`${line}\n`)
    rows.push(JSON.parse(line) as PartRow)
    if (rows.length < 4_000) continue
    yield rows
    rows = []
  }
  if (rows.length > 0) yield rows
  if (hash.digest('hex') !== part) throw new Error(`the observations ${part} have changed since they were taken in`)
}
