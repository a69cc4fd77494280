import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { ROOT } from '../../world.ts'
import { migrate, readMigrations } from './migrate.ts'
import { openEmbedded } from './open.ts'

const migrations = join(ROOT, 'db', 'migrations')
let folder: string
before(() => { folder = mkdtempSync(join(tmpdir(), 'tianfu-db-')) })
after(() => rmSync(folder, { recursive: true, force: true }))

test('a second opener of the data folder is refused, and the first keeps its data', async () => {
  const first = await openEmbedded({ folder: join(folder, 'a'), migrations })
  await assert.rejects(openEmbedded({ folder: join(folder, 'a'), migrations }), /in use by process/)
  await first.db.insertInto('installation').values({ name: 'x', value: '1' }).execute()
  await first.close()
  const again = await openEmbedded({ folder: join(folder, 'a'), migrations })
  assert.deepEqual(again.migrated, [])
  assert.equal((await again.db.selectFrom('installation').selectAll().execute()).length, 1)
  await again.close()
})

test('the lock of a process that is gone, or of an earlier life of its pid, does not keep anybody out', async () => {
  const opened = await openEmbedded({ folder: join(folder, 'b'), migrations })
  await opened.close()
  writeFileSync(join(folder, 'b', 'tianfu.lock'), JSON.stringify({ pid: process.pid, started: 'another boot:1' }))
  const again = await openEmbedded({ folder: join(folder, 'b'), migrations })
  await again.close()
})

test('a query that outlives its deadline fails as unavailable, and the next one is answered by a new thread',
  async () => {
  const opened = await openEmbedded({ folder: join(folder, 'c'), migrations, deadlineMs: 3000 })
  await opened.db.insertInto('installation').values({ name: 'kept', value: '1' }).execute()
  await assert.rejects(sql`select count(*) from generate_series(1, 1000000000)`.execute(opened.db), { code: '57P03' })
  assert.equal(opened.embedded.restarts, 1)
  assert.equal((await opened.db.selectFrom('installation').selectAll().execute()).length, 1)
  await opened.close()
})

test('a transaction that throws leaves nothing, and others wait for their turn', async () => {
  const opened = await openEmbedded({ migrations })
  const failing = opened.db.transaction().execute(async (tx) => {
    await tx.insertInto('installation').values({ name: 'half', value: '1' }).execute()
    throw new Error('stop')
  })
  const other = opened.db.insertInto('installation').values({ name: 'whole', value: '1' }).execute()
  await assert.rejects(failing, /stop/)
  await other
  assert.deepEqual((await opened.db.selectFrom('installation').select('name').execute()).map(({ name }) => name), [
    'whole',
  ])
  await opened.close()
})

test('a migration that was edited after it ran is refused', async () => {
  const opened = await openEmbedded({ migrations })
  const edited = readMigrations(migrations).map((one, i) => i === 0 ? { ...one, sha256: 'other' } : one)
  await assert.rejects(migrate(opened.embedded, edited), /differs from what the database was made with/)
  await assert.rejects(migrate(opened.embedded, []), /newer than this program/)
  await opened.close()
})

test('acts and log entries cannot be changed or removed', async () => {
  const opened = await openEmbedded({ migrations })
  for (const table of ['act', 'log_entry', 'log_checkpoint']) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pg_trigger where tgname = ${`${table}_is_append_only`}`.execute(opened.db)
    assert.equal(rows[0]?.n, 1, table)
  }
  await opened.close()
})
