import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { pdfText } from './paper-text.ts'
import type { TestWorld } from './support.ts'
import { sql } from 'kysely'

/** A value that only some may see, and who: by login, role, organisation of the demonstration, and region. */
export interface Secret {
  readonly what: string
  readonly value: string
  mayBeSeenBy(reader: Reader): boolean
}
export interface Reader { login: string; role: string; organisation: string; region: string }

/** Everything that bytes say, those of an archive or of a paper included. */
export function saidBy(bytes: Buffer): string {
  const plain = bytes.toString('utf8')
  if (bytes.toString('latin1', 0, 2) === 'PK') {
    return [plain, ...Object.values(unzipSync(bytes)).map((part) => Buffer.from(part).toString('utf8'))].join('\n')
  }
  return bytes.toString('latin1', 0, 5) === '%PDF-' ? `${plain}\n${pdfText(bytes) ?? ''}` : plain
}

/** Rows of every table as text, bytes of columns read as text too. */
export async function dumpOf({ world }: TestWorld): Promise<{ table: string; text: string }[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`.execute(world.db)
  const dump = []
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(world.db)
    const text = rows.map((row) => row.text.replace(/\\+x((?:[0-9a-f]{2})+)/g, (whole, hex: string) =>
      `${whole} ${Buffer.from(hex, 'hex').toString('utf8')}`)).join('\n')
    dump.push({ table: name, text })
  }
  return dump
}

/** Every file below a folder. */
export const filesIn = (folder: string): string[] => readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))

export const readFile = (path: string): string => saidBy(readFileSync(path))
