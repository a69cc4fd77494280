/** DuckDB as the engine uses it: bounded memory, spill beside the data, columns instead of row objects. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'

/** Limits of the engine. */
export interface StoreLimits { threads: number; memory: string; spill: string; spillFolder: string }

/** One value as the statements select it. */
export type Cell = number | string | boolean | null

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

  close(): void {
    this.connection.closeSync()
    this.#instance.closeSync()
  }
}

/** A text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A sealed file as a table of the statements. */
export const parquet = (...paths: string[]): string => `read_parquet([${paths.map(literal).join(', ')}])`
