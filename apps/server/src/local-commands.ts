import type { createServer } from 'node:http'
import { chmodSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { examine } from './platform/examine.ts'
import { fsck } from './platform/fsck.ts'
import type { Checked } from './platform/fsck.ts'
import { rebuild } from './platform/search-index.ts'
import { publishedCheckpoint } from './platform/witnesses.ts'
import type { World } from './platform/work.ts'

/** What the command line asks of an open database, by a running server or by itself. */
export const LOCAL_COMMANDS = {
  /** `body`: a checkpoint saved earlier, or nothing. */
  fsck: (world: World, modules: readonly Checked[], body: string) => fsck(world, modules, body || undefined),
  examine: (world: World) => examine(world),
  index: (world: World) => rebuild(world),
  checkpoint: async (world: World) => ({ checkpoint: await publishedCheckpoint(world) }),
} as const
export type LocalCommand = keyof typeof LOCAL_COMMANDS
export type LocalAnswer<C extends LocalCommand> = Awaited<ReturnType<(typeof LOCAL_COMMANDS)[C]>>

const SOCKET = /^tianfu-(\d+)\.sock$/

/** Sockets of the servers in a data folder; one that was killed leaves its own behind. */
export const socketsIn = (dataDir: string): { path: string; pid: number }[] =>
  readdirSync(dataDir).flatMap((name) => {
    const pid = Number(SOCKET.exec(name)?.[1] ?? 0)
    return pid > 0 ? [{ path: join(dataDir, name), pid }] : []
  })

/**
 * Answers `tianfu` commands on a socket in the data folder, which only the owner of the folder can open. The server
 * alone may hold the embedded database, so the command line goes through it. Where the system has no such sockets the
 * server runs without: the command line then says that the folder is in use.
 */
export function answerLocalCommands(
  path: string, world: World, modules: readonly Checked[], make: typeof createServer,
) {
  for (const old of socketsIn(join(path, '..'))) {
    if (!alive(old.pid) || old.path === path) rmSync(old.path, { force: true })
  }
  const server = make((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const name = (request.url ?? '').slice(1)
      const answer = Object.hasOwn(LOCAL_COMMANDS, name) ? LOCAL_COMMANDS[name as LocalCommand] : undefined
      if (!answer) { response.writeHead(404).end(); return }
      answer(world, modules, Buffer.concat(parts).toString('utf8')).then(
        (found) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found)),
        (error: Error) => response.writeHead(500).end(error.message))
    })
  })
  server.on('error', (error) => world.log.warn({ err: error }, 'no socket for the command line'))
  server.listen(path, () => { if (process.platform !== 'win32') chmodSync(path, 0o600) })
  return server
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
