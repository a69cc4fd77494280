import { CompiledQuery } from 'kysely'
import type pg from 'pg'
import type { Tables } from '../../tables.ts'
import type { Tx } from './database.ts'

/**
 * Rows by COPY, in its text form: one statement for any number of rows, and the database appends them together instead
 * of one by one. Both databases take it as a query `copy … from stdin` with the rows as its one parameter.
 */

/** A value of a row: text as PostgreSQL writes the type, bytes, or nothing. */
export type Copied = string | number | boolean | Uint8Array | null
const SPECIAL = /[\\\t\n\r]/
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function written(value: Copied): string {
  if (typeof value === 'string') {
    return SPECIAL.test(value) ? value.replace(/[\\\t\n\r]/g, (one) => ESCAPES[one] ?? one) : value
  }
  if (value === null) return '\\N'
  return typeof value === 'object' ? `\\\\x${Buffer.from(value).toString('hex')}` : String(value)
}

/** Appends rows to a table. @throws the database's error; a row that is there already is one */
export async function copyRows<T extends keyof Tables & string>(
  tx: Tx, table: T, columns: readonly (keyof Tables[T] & string)[], rows: readonly (readonly Copied[])[],
): Promise<void> {
  if (rows.length === 0) return
  let text = ''
  for (const row of rows) {
    for (let i = 0; i < row.length; i += 1) text += (i === 0 ? '' : '\t') + written(row[i] ?? null)
    text += '\n'
  }
  await tx.executeQuery(CompiledQuery.raw(`${COPY}"${table}" (${columns.join(', ')}) from stdin`, [Buffer.from(text)]))
}

const COPY = 'copy '
/** Whether a query sends rows. */
export const isCopy = (sql: string): boolean => sql.startsWith(COPY)

/** What the driver speaks while a COPY is under way; its types do not name it. */
interface Wire { query(sql: string): void; sendCopyFromChunk(rows: Uint8Array): void; endCopyFrom(): void }

/** Runs a COPY on a connection to PostgreSQL. */
export function copyIn(client: pg.ClientBase, sql: string, rows: Uint8Array): Promise<{ command: 'COPY'; rows: [] }> {
  return new Promise((resolve, reject) => {
    client.query({
      submit: (wire: Wire) => wire.query(sql),
      handleCopyInResponse(wire: Wire) {
        wire.sendCopyFromChunk(rows)
        wire.endCopyFrom()
      },
      handleCommandComplete() {},
      handleReadyForQuery: () => resolve({ command: 'COPY', rows: [] }),
      handleError: reject,
    } as unknown as pg.Submittable)
  })
}
