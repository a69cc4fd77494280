import { request } from 'node:http'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LOCAL_COMMANDS, socketsIn } from '../../server/src/local-commands.ts'
import type { LocalAnswer, LocalCommand } from '../../server/src/local-commands.ts'
import { MODULES } from '../../server/src/modules.ts'
import { openEmbedded, openPostgres } from '../../server/src/platform/db/open.ts'
import type { OpenDatabase } from '../../server/src/platform/db/open.ts'
import { masterKey } from '../../server/src/platform/keys.ts'
import { tilesInBucket } from '../../server/src/platform/tile-store.ts'
import { loadScheme } from '../../server/src/platform/scheme.ts'
import type { World } from '../../server/src/platform/work.ts'
import { ROOT, worldOf } from '../../server/src/world.ts'
import { CannotRun } from './command.ts'
import type { Machine } from './command.ts'

const MIGRATIONS = join(ROOT, 'db', 'migrations')

/** The answer of a command: through a running server, else from the database itself. @throws CannotRun */
export async function askDatabase<C extends LocalCommand>(
  machine: Machine, command: C, body = '',
): Promise<LocalAnswer<C>> {
  const dataDir = resolve(machine.dataDir)
  const through = existsSync(dataDir) ? await throughServer(dataDir, command, body) : undefined
  if (through !== undefined) return through as LocalAnswer<C>
  return withDatabase(machine, async (world) =>
    await LOCAL_COMMANDS[command](world, MODULES, body) as LocalAnswer<C>)
}

/** Opens database and keys as they are, without migrating or making anything. @throws CannotRun */
export async function withDatabase<T>(
  machine: Machine, use: (world: World, database: OpenDatabase) => Promise<T>,
  options: { apply?: boolean } = {},
): Promise<T> {
  const dataDir = resolve(machine.dataDir)
  const apply = options.apply ?? false
  const folder = join(dataDir, 'embedded')
  if (!apply && !existsSync(join(dataDir, 'keys', 'master.key'))) {
    throw new CannotRun(`${dataDir} 中没有主密钥，请核对 TIANFU_DATA / no master key there, see TIANFU_DATA`)
  }
  if (!machine.databaseUrl && !existsSync(folder)) {
    throw new CannotRun(`${dataDir} 中没有数据库，请核对 TIANFU_DATA 与 DATABASE_URL / no database there, see both`)
  }
  const database = machine.databaseUrl
    ? await openPostgres({ url: machine.databaseUrl, migrations: MIGRATIONS, apply })
    : await openEmbedded({ folder, migrations: MIGRATIONS, apply })
  try {
    if (database.pending.length > 0) {
      const names = database.pending.join(' ')
      throw new CannotRun(`有迁移未执行，启动一次服务即可 / migrations are missing, start the server once: ${names}`)
    }
    const kept = await database.db.selectFrom('installation').selectAll().execute()
    const keptAs = (name: string) => kept.find((one) => one.name === name)?.value
    return await use(worldOf({
      database, scheme: loadScheme(join(ROOT, 'scheme', machine.scheme)), dataDir, master: masterKey(dataDir),
      mode: keptAs('mode') === 'production' ? 'production' : machine.mode,
      origin: keptAs('origin') ?? machine.origin ?? `http://localhost:${machine.port}`,
      now: machine.now, log: { info() {}, warn() {}, error: (facts, message) => console.error(message, facts) },
      witnesses: machine.witnesses, ...(machine.tiles && { tiles: tilesInBucket(machine.tiles) }),
      outbox: { send: async () => { throw new Error('nothing is sent from the command line') } },
    }), database)
  } finally {
    await database.close()
  }
}

async function throughServer(dataDir: string, command: string, body: string): Promise<unknown> {
  for (const { path } of socketsIn(dataDir)) {
    const answer = await ask(path, command, body)
    if (answer === undefined) continue // the socket of a server that is gone
    if (answer.status !== 200) throw new CannotRun(`服务答复 ${answer.status} / the server answered: ${answer.text}`)
    return JSON.parse(answer.text)
  }
  return undefined
}

function ask(socketPath: string, command: string, body: string): Promise<{ status: number; text: string } | undefined> {
  return new Promise((done, fail) => {
    const asking = request({ socketPath, path: `/${command}`, method: 'POST' }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }))
      response.on('error', fail)
    })
    asking.on('error', (error: NodeJS.ErrnoException) =>
      (error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? done(undefined) : fail(error)))
    asking.end(body)
  })
}
