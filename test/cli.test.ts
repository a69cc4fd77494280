// The command line as somebody runs it: a process of its own, with its exit code.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { answerLocalCommands } from '../apps/server/src/local-commands.ts'
import { MODULES } from '../apps/server/src/modules.ts'
import { lockFolder } from '../apps/server/src/platform/db/lock.ts'
import { openEmbedded } from '../apps/server/src/platform/db/open.ts'
import { masterKey } from '../apps/server/src/platform/keys.ts'
import { latestCheckpoint } from '../apps/server/src/platform/log.ts'
import { ROOT } from '../apps/server/src/world.ts'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { signedIn } from './people.ts'
import { testWorld } from './support.ts'

const CLI = join('apps', 'cli', 'src', 'main.ts')
const SERVER = join('apps', 'server', 'src', 'main.ts')
const migrations = join(ROOT, 'db', 'migrations')
const DEADLINE_MS = 120_000
let folder: string
before(() => { folder = mkdtempSync(join(tmpdir(), 'tianfu-cli-')) })
after(() => rmSync(folder, { recursive: true, force: true }))

async function run(program: string, args: readonly string[], environment: Record<string, string>) {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT, env: { PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
  let out = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => { out += part.toString('utf8') })
  }
  const [code] = await once(child, 'close') as [number | null]
  clearTimeout(timer)
  return { code, out }
}

/** A data folder with a migrated, empty database and a key. */
async function dataFolder(name: string): Promise<string> {
  const dataDir = join(folder, name)
  mkdirSync(dataDir, { mode: 0o700 })
  masterKey(dataDir)
  await (await openEmbedded({ folder: join(dataDir, 'embedded'), migrations })).close()
  return dataDir
}

test('of two processes on one embedded folder the second ends at once and says who holds it (B90)', async () => {
  const dataDir = join(folder, 'held')
  mkdirSync(join(dataDir, 'embedded'), { recursive: true })
  masterKey(dataDir)
  const unlock = lockFolder(join(dataDir, 'embedded'))
  try {
    const server = await run(SERVER, [], { TIANFU_DATA: dataDir, PORT: '18499' })
    assert.equal(server.code, 1)
    assert.match(server.out, new RegExp(`in use by process ${process.pid}`))
    const cli = await run(CLI, ['fsck'], { TIANFU_DATA: dataDir })
    assert.equal(cli.code, 2)
    assert.match(cli.out, new RegExp(`in use by process ${process.pid}`))
  } finally {
    unlock()
  }
})

test('fsck ends with 0 when nothing is found, with 1 when something is, with 2 when it cannot look', async () => {
  const dataDir = await dataFolder('checked')
  assert.equal((await run(CLI, ['fsck'], { TIANFU_DATA: dataDir })).code, 0)
  const opened = await openEmbedded({ folder: join(dataDir, 'embedded'), migrations })
  await sql`insert into idempotency (caller, endpoint, key, request, status, at)
    values ('c', 'e', 'half-answered', 'r', 201, now())`.execute(opened.db)
  await opened.close()
  const found = await run(CLI, ['fsck', '--json'], { TIANFU_DATA: dataDir })
  assert.equal(found.code, 1)
  assert.deepEqual(JSON.parse(found.out).findings, [
    { kind: 'invariant', subject: 'half-answered', what: 'broken: an idempotency key that was answered has a status' },
  ])
  assert.equal((await run(CLI, ['fsck'], { TIANFU_DATA: join(folder, 'nowhere') })).code, 2)
  assert.equal((await run(CLI, ['fsck', '--unknown'], { TIANFU_DATA: dataDir })).code, 2)
  assert.equal((await run(CLI, ['unheard-of'], {})).code, 2)
})

test('doctor names a key that others can read; looking at what never started leaves nothing (B90)', async () => {
  const dataDir = await dataFolder('open')
  chmodSync(join(dataDir, 'keys', 'master.key'), 0o644)
  const { code, out } = await run(CLI, ['doctor', '--json'], { TIANFU_DATA: dataDir })
  assert.equal(code, 1)
  const seen = JSON.parse(out) as { what: string; state: string }[]
  const off = seen.filter(({ state }) => state === 'off').map(({ what }) => what)
  assert.ok(off.includes('主密钥 master key'), off.join())
  assert.equal((await run(CLI, ['doctor'], { TIANFU_DATA: join(folder, 'never') })).code, 1)
  assert.throws(() => readFileSync(join(folder, 'never')), /ENOENT/)
})

test('a running server answers through its socket; a checkpoint taken there proves the log later', async () => {
  const of = await testWorld()
  const dataDir = join(folder, 'served')
  mkdirSync(dataDir)
  const socket = answerLocalCommands(join(dataDir, `tianfu-${process.pid}.sock`), of.world, MODULES, createServer)
  try {
    await of.app.sequence()
    const saved = join(folder, 'saved.checkpoint')
    assert.equal((await run(CLI, ['checkpoint', '--save', saved], { TIANFU_DATA: dataDir })).code, 0)
    assert.equal(readFileSync(saved, 'utf8'), (await latestCheckpoint(of.world.db))?.note)
    await (await signedIn(of, 'enterprise-agent')).post('/api/v1/brands', { name: { zh: '命令行酒' }, kind: 'product' })
    await of.app.sequence()
    const checked = await run(CLI, ['fsck', '--checkpoint', saved], { TIANFU_DATA: dataDir })
    assert.equal(checked.code, 0, checked.out)
    assert.match(checked.out, /nothing found/)
  } finally {
    socket.close()
    await of.close()
  }
})

test('first administrators are for production databases, from a file that says who they are', async () => {
  const refused = await run(CLI, ['administrators', '--file', 'x.yaml'], {})
  assert.equal(refused.code, 2)
  assert.match(refused.out, /TIANFU_MODE=production/)
})
