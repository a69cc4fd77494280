/** DuckDB as the engine uses it: bounded memory, spill beside the data, columns instead of row objects. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'

/** Limits of the engine. */
export interface StoreLimits { threads: number; memory: string; spill: string; spillFolder: string }

/** One value as the statements select it. */
export type Cell = number | string | boolean | null

/** `integer` of four bytes and `double`. */
export type NumberKind = 'integer' | 'double'
export type NumberColumns<Kinds extends readonly NumberKind[]> = {
  [K in keyof Kinds]: Kinds[K] extends 'integer' ? Int32Array : Float64Array
}

/** An open store in memory; it holds nothing between two runs but the folder for spilling. */
export class Store {
  readonly #instance: DuckDBInstance
  readonly connection: DuckDBConnection

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance
    this.connection = connection
  }

  static async open({ threads, memory, spill, spillFolder }: StoreLimits): Promise<Store> {
    mkdirSync(spillFolder, { recursive: true })
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(threads), memory_limit: memory, temp_directory: join(spillFolder, 'spill'),
      max_temp_directory_size: spill,
    })
    return new Store(instance, await instance.connect())
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql)
  }

  /** Streams columns, about two thousand rows at a time. */
  async *columns(sql: string): AsyncGenerator<Cell[][]> {
    const result = await this.connection.stream(sql)
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
      yield chunk.getColumns() as Cell[][]
  }

  /**
   * Streams columns of numbers, without nulls, as the engine lays them out: no value of its own for each of millions.
   * The next rows are fetched while the caller works; arrays hold until it asks for them.
   */
  async *numbers<const Kinds extends readonly NumberKind[]>(
    sql: string, kinds: Kinds,
  ): AsyncGenerator<{ rows: number; columns: NumberColumns<Kinds> }> {
    const result = await this.connection.stream(sql)
    let next = result.fetchChunk()
    for (let chunk = await next; chunk && chunk.rowCount > 0; chunk = await next) {
      next = result.fetchChunk()
      const rows = chunk.rowCount
      const columns = kinds.map((kind, at) => numbersOf(chunk, at, kind, rows)) as NumberColumns<Kinds>
      yield { rows, columns }
    }
  }

  close(): void {
    this.connection.closeSync()
    this.#instance.closeSync()
  }
}

function numbersOf(chunk: DuckDBDataChunk, at: number, kind: NumberKind, rows: number): Int32Array | Float64Array {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, at)
  const bytes = duckdb.vector_get_data(vector, rows * (kind === 'integer' ? 4 : 8))
  return kind === 'integer'
    ? new Int32Array(bytes.buffer, bytes.byteOffset, rows)
    : new Float64Array(bytes.buffer, bytes.byteOffset, rows)
}

/** A text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A sealed file as a table of the statements. */
export const parquet = (...paths: string[]): string => `read_parquet([${paths.map(literal).join(', ')}])`
