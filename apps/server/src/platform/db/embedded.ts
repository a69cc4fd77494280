import { Worker } from 'node:worker_threads'
import { CompiledQuery, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from 'kysely'
import type { Answer, Request } from './embedded-worker.ts'

/** An error of the database as `pg` would give it. */
export class DatabaseError extends Error {
  readonly code: string | undefined
  readonly constraint: string | undefined
  constructor(message: string, code?: string, constraint?: string) {
    super(message)
    this.name = 'DatabaseError'
    this.code = code
    this.constraint = constraint
  }
}

/** SQLSTATE that we give ourselves when a query outlives its deadline or the thread is gone. */
const UNAVAILABLE = '57P03'

interface Waiting { resolve(answer: Answer): void; reject(error: Error): void; timer: NodeJS.Timeout }

/**
 * PGlite in a worker thread. One connection: whoever holds it (a transaction, or a single query) makes the others
 * wait in order. `statement_timeout` does nothing in PGlite, so the deadline of every query is held here, outside;
 * a query that outlives it ends the thread, and the next user gets a new one on the same folder (crash recovery is
 * PostgreSQL's own).
 */
export class Embedded {
  readonly #folder: string | undefined
  readonly #template: Uint8Array<ArrayBuffer> | undefined
  readonly #deadlineMs: number
  #worker: Promise<Worker> | undefined
  #waiting = new Map<number, Waiting>()
  #nextId = 1
  #turn: Promise<void> = Promise.resolve()
  #closed = false
  readonly #gone = new WeakSet<Worker>()
  /** How often the thread had to be replaced. */
  restarts = 0

  constructor(options: { folder?: string; template?: Uint8Array<ArrayBuffer>; deadlineMs: number }) {
    this.#folder = options.folder
    this.#template = options.template
    this.#deadlineMs = options.deadlineMs
  }

  /** Waits for the connection; the answer gives it back. */
  async acquire(): Promise<() => void> {
    let release = () => {}
    const before = this.#turn
    this.#turn = new Promise((resolve) => { release = resolve })
    await before
    return release
  }

  async query(sql: string, params: readonly unknown[]): Promise<{ rows: unknown[]; affected: number }> {
    const answer = await this.#ask('query', sql, params, this.#deadlineMs)
    return { rows: answer.rows ?? [], affected: answer.affected ?? 0 }
  }

  /** Several statements at once, without parameters: migrations, VACUUM. The rows of all of them. */
  async exec(sql: string, deadlineMs = this.#deadlineMs * 10): Promise<{ rows: unknown[] }> {
    const { rows = [] } = await this.#ask('exec', sql, [], deadlineMs)
    return { rows }
  }

  /** The whole database as a tar archive; tests start from such a template. */
  async dump(): Promise<Uint8Array<ArrayBuffer>> {
    const { dump } = await this.#ask('dump', '', [], this.#deadlineMs * 10)
    return new Uint8Array(dump ?? new ArrayBuffer())
  }

  async close(): Promise<void> {
    if (this.#closed) return
    const release = await this.acquire()
    this.#closed = true
    if (this.#worker) {
      const worker = await this.#worker
      await this.#ask('close', '', [], this.#deadlineMs).catch(() => {})
      await worker.terminate()
      worker.unref()
    }
    release()
  }

  async #ask(kind: Request['kind'], sql: string, params: readonly unknown[], deadlineMs: number): Promise<Answer> {
    const worker = await (this.#worker ??= this.#start())
    const id = this.#nextId++
    const answer = await new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => this.#abandon(worker, `no answer within ${deadlineMs} ms`), deadlineMs)
      this.#waiting.set(id, { resolve, reject, timer })
      worker.postMessage({ id, kind, sql, params: [...params] } satisfies Request)
    })
    if (answer.error) throw new DatabaseError(answer.error.message, answer.error.code, answer.error.constraint)
    return answer
  }

  #start(): Promise<Worker> {
    if (this.#closed) throw new DatabaseError('the database is closed', UNAVAILABLE)
    return new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
        workerData: { folder: this.#folder, template: this.restarts === 0 ? this.#template : undefined },
      })
      worker.on('message', (answer: Answer) => {
        if (answer.id === 0) return resolve(worker)
        const waiting = this.#waiting.get(answer.id)
        if (!waiting) return
        this.#waiting.delete(answer.id)
        clearTimeout(waiting.timer)
        waiting.resolve(answer)
      })
      worker.on('error', (error) => { reject(error); this.#abandon(worker, error.message) })
    })
  }

  /**
   * Ends a thread that hangs or died: everything that waits for it fails as unavailable; the next query starts anew.
   */
  #abandon(worker: Worker, why: string): void {
    if (this.#gone.has(worker)) return
    this.#gone.add(worker)
    this.restarts += 1
    // The next query waits until the old thread has really ended: two on one folder would lose data.
    const ended = worker.terminate()
    this.#worker = this.#closed ? undefined : ended.then(() => this.#start())
    this.#worker?.catch(() => {}) // whoever asks next hears of it
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const each of waiting) {
      clearTimeout(each.timer)
      each.reject(new DatabaseError(why, UNAVAILABLE))
    }
  }
}

/** Kysely on top of it. */
export function embeddedDialect(embedded: Embedded): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => new EmbeddedDriver(embedded),
  }
}

class EmbeddedConnection implements DatabaseConnection {
  readonly #embedded: Embedded
  readonly release: () => void
  /** How often the thread had been replaced when the open transaction began; undefined outside one. */
  began: number | undefined
  constructor(embedded: Embedded, release: () => void) {
    this.#embedded = embedded
    this.release = release
  }
  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    // What began in a thread that is gone was rolled back with it; the rest must not run outside a transaction.
    if (this.began !== undefined && this.began !== this.#embedded.restarts) {
      throw new DatabaseError('the transaction was lost with its thread', UNAVAILABLE)
    }
    const { rows, affected } = await this.#embedded.query(query.sql, query.parameters)
    return { rows: rows as Row[], numAffectedRows: BigInt(affected) }
  }
  // The embedded database answers whole results only.
  // eslint-disable-next-line require-yield
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new DatabaseError('streaming is not available on the embedded database')
  }
}

class EmbeddedDriver implements Driver {
  readonly #embedded: Embedded
  constructor(embedded: Embedded) {
    this.#embedded = embedded
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<EmbeddedConnection> {
    return new EmbeddedConnection(this.#embedded, await this.#embedded.acquire())
  }
  async beginTransaction(connection: EmbeddedConnection, settings: TransactionSettings): Promise<void> {
    connection.began = this.#embedded.restarts
    const { isolationLevel: level, accessMode: mode } = settings
    await this.#embedded.query(['begin', level && `isolation level ${level}`, mode].filter(Boolean).join(' '), [])
  }
  async commitTransaction(connection: EmbeddedConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'))
    connection.began = undefined
  }
  async rollbackTransaction(connection: EmbeddedConnection): Promise<void> {
    const lost = connection.began !== this.#embedded.restarts
    connection.began = undefined
    if (!lost) await this.#embedded.query('rollback', [])
  }
  async releaseConnection(connection: EmbeddedConnection): Promise<void> {
    connection.release()
  }
  async destroy(): Promise<void> {
    await this.#embedded.close()
  }
}
