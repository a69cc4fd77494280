/** Parquet as rows of text, read by DuckDB from a file beside the data that is gone when it is closed. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { refuse } from '@tianfu/contract'
import { Store, literal, parquet } from './engine/store.ts'

/** A few bytes may claim any number of rows. */
const MOST_ROWS = 20_000_000
const MOST_CHARACTERS = 2_000
const LIMITS = { threads: 1, memory: '512MB', spill: '2GB' }

const unreadable = (why: string): never => refuse('file-unreadable',
  { zh: `不是完整的 Parquet 文件（${why.slice(0, 120)}）`, en: `it is no whole Parquet file (${why.slice(0, 120)})` })

const named = (column: string): string => `"${column.replaceAll('"', '""')}"`

/**
 * Columns and rows, until it is closed.
 *
 * @param scratch folder for the file while it is read
 * @throws Refusal `file-unreadable`
 */
export async function openParquet(
  bytes: Uint8Array, scratch: string,
): Promise<{ columns: string[]; rows: AsyncIterable<readonly string[]>; close: () => Promise<void> }> {
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const path = join(scratch, `${process.pid}-${(opened += 1)}.parquet`)
  await writeFile(path, bytes, { mode: 0o600, flag: 'wx' })
  const store = await Store.open({ ...LIMITS, spillFolder: scratch })
  const close = async (): Promise<void> => {
    store.close()
    await rm(path, { force: true })
  }
  try {
    const columns = await columnsOf(store, path)
    return { columns, rows: rowsOf(store, path, columns), close }
  } catch (error) {
    await close()
    if (!(error instanceof Error) || 'code' in error) throw error
    return unreadable(error.message)
  }
}
let opened = 0

async function columnsOf(store: Store, path: string): Promise<string[]> {
  const columns: string[] = []
  const described = `select column_name from (describe select * from ${parquet(path)})`
  for await (const [names] of store.columns(described)) columns.push(...names!.map(String))
  const counted = `select sum(num_rows)::double from parquet_file_metadata(${literal(path)})`
  for await (const [rows] of store.columns(counted)) {
    if (Number(rows![0]) > MOST_ROWS) unreadable(`> ${MOST_ROWS} rows`)
  }
  return columns
}

async function* rowsOf(
  store: Store, path: string, columns: readonly string[],
): AsyncGenerator<readonly string[]> {
  const texts = columns.map((column) => `left(coalesce(cast(${named(column)} as varchar), ''), ${MOST_CHARACTERS})`)
  try {
    for await (const values of store.columns(`select ${texts.join(', ')} from ${parquet(path)}`)) {
      for (let row = 0; row < values[0]!.length; row += 1) yield values.map((column) => String(column[row]))
    }
  } catch (error) {
    if (!(error instanceof Error) || 'code' in error) throw error
    unreadable(error.message)
  }
}
