import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What the runner needs of a database: several statements at once, and a query; both on one connection. */
export interface Migratable {
  exec(sql: string): Promise<unknown>
  query(sql: string, params: readonly unknown[]): Promise<{ rows: unknown[] }>
}

export interface Migration { name: string; sql: string; sha256: string }

/** Migrations of a folder by their number. @throws Error on two files with one number. */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}_[a-z_]+\.sql$/.test(name)).sort()
  const numbers = names.map((name) => name.slice(0, 4))
  const twice = numbers.find((number, i) => numbers.indexOf(number) !== i)
  if (twice) throw new Error(`two migrations have the number ${twice}`)
  return names.map((name) => {
    const sql = readFileSync(join(folder, name), 'utf8')
    return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
  })
}

/** Names of the files that the database still lacks; changes nothing. @throws Error as `migrate` does */
export async function pendingMigrations(
  db: Pick<Migratable, 'query'>, migrations: readonly Migration[],
): Promise<string[]> {
  const { rows: [known] } = await db.query("select to_regclass('schema_migration') is not null as there", [])
  if (!(known as { there: boolean }).there) return migrations.map(({ name }) => name)
  return (await missingFrom(db, migrations)).map(({ name }) => name)
}

async function missingFrom(db: Pick<Migratable, 'query'>, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await db.query('select name, sha256 from schema_migration order by name', [])
  const applied = new Map((rows as { name: string; sha256: string }[]).map((row) => [row.name, row.sha256]))
  for (const [name, sha256] of applied) {
    const ours = migrations.find((migration) => migration.name === name)
    if (!ours) throw new Error(`the database is newer than this program: it has ${name}`)
    if (ours.sha256 !== sha256) throw new Error(`${name} differs from what the database was made with`)
  }
  return migrations.filter(({ name }) => !applied.has(name))
}

/**
 * Applies what is missing, each file in a transaction of its own, and refuses a database whose applied files differ
 * from ours or that is newer than we are. Safe to run from several processes at once: an advisory lock orders them.
 *
 * @returns names of the files applied now
 */
export async function migrate(db: Migratable, migrations: readonly Migration[]): Promise<string[]> {
  await db.exec('select pg_advisory_lock(7384261)')
  try {
    await db.exec('create table if not exists schema_migration (name text primary key, sha256 text not null)')
    const missing = await missingFrom(db, migrations)
    for (const { name, sql, sha256 } of missing) {
      await db.exec(`begin;\n${sql}\n;insert into schema_migration values ('${name}', '${sha256}');\ncommit`)
    }
    return missing.map(({ name }) => name)
  } catch (error) {
    await db.exec('rollback').catch(() => {})
    throw error
  } finally {
    await db.exec('select pg_advisory_unlock(7384261)').catch(() => {})
  }
}
