// Starts the server again whenever it is killed, as long as the walk goes on.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Installation } from './installation.ts'
import { ready, run, sleep, startServer, stop } from './processes.ts'
import type { Running } from './processes.ts'
import type { Schedule } from './schedule.ts'

const KILLS_A_WALK = 10

export interface Supervised {
  of: Installation
  port: number
  seed: string
  /** Path of a file of this walk. */
  file(what: string): string
  /** Without one, nothing is killed. */
  schedule?: Schedule
  /** Takes the time from each kill to the next ready server, in ms. */
  recovered(ms: number): void
}

/**
 * One walk, through as many kills as the schedule gives. Checkpoints of its beginning and of its last life are kept
 * in the files `first` and `last`.
 *
 * @returns a server without a fault, running, and how the walk ended
 */
export async function walkUnderKills(walk: Supervised): Promise<{ last: Running; walkFailed: boolean }> {
  const { of, port, file, schedule } = walk
  let walking: Running | undefined
  let walkFailed = true
  let over = false
  let killedAt: number | undefined
  let saved = false
  for (let lives = 0; ; lives += 1) {
    const fault = !over && lives < KILLS_A_WALK ? schedule?.next() : undefined
    const server = startServer(of, port, file('server'), fault && `${fault.point}:${fault.passes}`)
    const readyAt = await ready(server, port)
    if (readyAt !== undefined) {
      if (killedAt !== undefined) walk.recovered(readyAt - killedAt)
      const note = await checkpointOf(port, saved ? 0 : 20_000)
      if (note !== '') for (const which of saved ? ['last'] : ['first', 'last']) writeFileSync(file(which), note)
      saved ||= note !== ''
    }
    walking ??= startWalk(walk)
    if (!over) {
      const walked = walking.ended.then(({ code }) => ({ by: 'walk' as const, code }))
      const ended = await Promise.race([walked, server.ended.then(() => ({ by: 'server' as const, code: null }))])
      if (ended.by === 'walk') { over = true; walkFailed = ended.code !== 0 }
    }
    if (over && !fault) return { last: server, walkFailed }
    if (over) await stop(server)
    const { signal, code, at } = await server.ended
    killedAt = undefined
    if (signal === 'SIGKILL' && fault && schedule) {
      schedule.hits[fault.point] += 1
      killedAt = at
    } else if (!over) {
      const tail = readFileSync(file('server'), 'utf8').slice(-2000)
      throw new Error(`the server ended by itself (${signal ?? code}): ${tail}`)
    }
  }
}

const startWalk = ({ port, seed, file }: Supervised): Running => run([
  join('test', 'walk', 'main.ts'), '--base', `http://127.0.0.1:${port}`, '--seed', seed, '--history', file('history'),
  '--json', file('json'), '--standing-limit', '60000',
], file('walk'))

/** The current checkpoint; '' when none has come after `waitMs`, or the server is gone. */
async function checkpointOf(port: number, waitMs: number): Promise<string> {
  const url = `http://127.0.0.1:${port}/log/checkpoint`
  for (const until = Date.now() + waitMs; ; await sleep(200)) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    if (answer?.ok) return answer.text()
    if (Date.now() > until) return ''
  }
}
