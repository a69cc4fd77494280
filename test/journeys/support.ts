// One server on fresh data and one browser, shared by every journey of a run; both end with it.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { parse } from 'yaml'
import type { Desk } from './desk.ts'
import { Stage } from '../walk/stage.ts'

export const ROOT = join(import.meta.dirname, '..', '..')
const READY_MS = 240_000
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']

export interface House {
  base: string
  password: string
  /** People over HTTP, for the steps before the one under test. */
  stage: Stage
  browser: Browser
  /** Browsers that people have open now. */
  desks: Set<Desk>
  close(): Promise<void>
}

export async function openHouse(): Promise<House> {
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const data = mkdtempSync(join(tmpdir(), 'tianfu-journeys-'))
  const server = spawn(process.execPath, ['apps/server/src/main.ts'], {
    cwd: ROOT, env: { ...process.env, PORT: String(port), TIANFU_DATA: data, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: string[] = []
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk) => { said.push(String(chunk)); if (said.length > 400) said.shift() })
  }
  try {
    await ready(base, server, said)
    const { password } = parse(readFileSync(join(ROOT, 'scheme', 'sichuan', 'seed', 'demo.yaml'), 'utf8')) as {
      password: string
    }
    const stage = await Stage.open({ base, password, seed: Date.now().toString(36) })
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: FLAGS })
    return {
      base, password, stage, browser, desks: new Set(),
      close: async () => { await browser.close(); await stop(server, data) },
    }
  } catch (error) {
    await stop(server, data)
    throw error
  }
}

const chromiumPath = (): string => {
  const found = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  )
  if (!found) throw new Error('没有找到浏览器 / no chromium found: apt-get install chromium, or set CHROMIUM')
  return found
}

async function ready(base: string, server: ChildProcess, said: readonly string[]): Promise<void> {
  const until = Date.now() + READY_MS
  while (Date.now() < until) {
    if (server.exitCode !== null) break
    try {
      if ((await fetch(`${base}/readyz`)).ok) return
    } catch { /* not listening yet */ }
    await new Promise((resolve) => { setTimeout(resolve, 300) })
  }
  throw new Error(`服务没有就绪 / the server did not become ready\n${said.join('')}`)
}

async function stop(server: ChildProcess, data: string): Promise<void> {
  if (server.exitCode === null) {
    server.kill('SIGTERM')
    const hard = setTimeout(() => server.kill('SIGKILL'), 10_000)
    await once(server, 'exit')
    clearTimeout(hard)
  }
  rmSync(data, { recursive: true, force: true })
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  await once(probe, 'close')
  return port
}
