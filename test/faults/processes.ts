// The processes of a run. None outlives it, and none but these is ever ended.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../apps/server/src/world.ts'
import type { Installation } from './installation.ts'

const children = new Set<ChildProcess>()
process.on('exit', () => { for (const child of children) child.kill('SIGKILL') })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))

export interface Ended { code: number | null; signal: NodeJS.Signals | null; at: number }
export interface Running { child: ChildProcess; ended: Promise<Ended> }

/** Runs a program of the repository under this Node; output goes to the end of `log`. */
export function run(args: readonly string[], log: string, environment: Record<string, string> = {}): Running {
  const output = openSync(log, 'a')
  const { PATH = '', HOME = '', TMPDIR } = process.env
  const child = spawn(process.execPath, args, {
    cwd: ROOT, stdio: ['ignore', output, output], env: { PATH, HOME, ...(TMPDIR && { TMPDIR }), ...environment },
  })
  closeSync(output)
  children.add(child)
  const ended = new Promise<Ended>((resolve) => {
    child.on('exit', (code, signal) => { children.delete(child); resolve({ code, signal, at: Date.now() }) })
  })
  return { child, ended }
}

export const environmentOf = ({ dataDir, databaseUrl }: Installation, port: number): Record<string, string> => ({
  PORT: String(port), ORIGIN: `http://localhost:${port}`, TIANFU_DATA: dataDir,
  ...(databaseUrl && { DATABASE_URL: databaseUrl }),
})

/** Starts a server, with a fault when one is named. */
export const startServer = (of: Installation, port: number, log: string, fault?: string): Running =>
  run([join('apps', 'server', 'src', 'main.ts')], log, {
    ...environmentOf(of, port), ...(fault && { TIANFU_FAULT_POINT: fault }),
  })

const START_MS = 180_000

/** When the server was ready, or undefined when it ended before. @throws Error after three minutes */
export async function ready(server: Running, port: number): Promise<number | undefined> {
  let over = false
  void server.ended.then(() => { over = true })
  for (const until = Date.now() + START_MS; Date.now() < until && !over; await sleep(50)) {
    const asking = fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) })
    const answer = await asking.catch(() => undefined)
    if (answer?.ok) return Date.now()
  }
  if (over) return undefined
  throw new Error('the server does not become ready')
}

/** Ends a server as an operator does; one that does not go is killed. */
export async function stop(server: Running): Promise<void> {
  server.child.kill('SIGTERM')
  const timer = setTimeout(() => server.child.kill('SIGKILL'), 20_000)
  await server.ended
  clearTimeout(timer)
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms) })
