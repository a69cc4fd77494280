// npm run faults -- --runs 20 --seed N [--database URL]: the server is killed (SIGKILL) at named points while people work.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Workshop, openAsItIs } from './installation.ts'
import type { Installation } from './installation.ts'
import { acknowledgedIn, checkAcknowledged, differences, tallyOf } from './oracle.ts'
import type { Tally } from './oracle.ts'
import { environmentOf, ready, run, sleep, startServer, stop } from './processes.ts'
import type { Running } from './processes.ts'
import { POINTS, Schedule } from './schedule.ts'

const { values } = parseArgs({ options: {
  runs: { type: 'string', default: '20' }, each: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' },
  database: { type: 'string' }, port: { type: 'string', default: '18480' }, json: { type: 'string' },
  minutes: { type: 'string', default: '30' },
} })
const [kills, each, seed, port] = [values.runs, values.each, values.seed, values.port].map(Number) as [number, number, number, number]
const MOST_WALKS = 12
const KILLS_A_WALK = 10

const workshop = new Workshop(values.database)
const overdue = setTimeout(() => { console.error(`not done within ${values.minutes} minutes`); process.exit(1) }, Number(values.minutes) * 60_000)
const schedule = new Schedule(seed)
const recoveries: number[] = []

interface Walked { name: string; kills: number; acked: number; askedAgain: number; lost: string[]; duplicated: string[]; wrong: string[]; deliveredAgain: number; ms: number }

async function main(): Promise<boolean> {
  console.log(`kills: at least ${kills}, each point at least ${each} times, seed ${seed}, ${values.database ? 'PostgreSQL' : 'embedded'}`)
  const template = await workshop.empty()
  const log = join(workshop.folder, 'template.log')
  const first = startServer(template, port, log)
  if (await ready(first, port) === undefined) throw new Error(`the server does not start: ${readFileSync(log, 'utf8').slice(-500)}`)
  await stop(first)
  console.log('seeded')

  const quiet = await walkThrough(template, 'quiet', false)
  console.log(line(quiet.walked))
  if (quiet.walked.wrong.length + quiet.walked.lost.length > 0) return true
  const walks: Walked[] = []
  while (!schedule.satisfied(kills, each) && walks.length < MOST_WALKS) {
    const { walked } = await walkThrough(template, `walk-${walks.length + 1}`, true, quiet.tally)
    walks.push(walked)
    console.log(line(walked))
  }
  return report(walks)
}

const line = ({ name, kills: killed, acked, askedAgain, lost, duplicated, wrong, deliveredAgain, ms }: Walked): string =>
  [`${name}: ${killed} kills, ${acked} acknowledged, ${askedAgain} asked again, ${lost.length} lost, ${duplicated.length} duplicated, ${deliveredAgain} notices delivered again, ${(ms / 1000).toFixed(1)} s`,
    ...lost, ...duplicated, ...wrong].join('\n  ')

/** One walk on a copy of the template, through kills or not, and everything that is looked at afterwards. */
async function walkThrough(template: Installation, name: string, killing: boolean, expected?: Tally): Promise<{ walked: Walked; tally: Tally }> {
  const of = await workshop.copy(template, name)
  const file = (what: string) => join(workshop.folder, `${name}.${what}`)
  const began = Date.now()
  const before = schedule.kills
  const server = await walkUnderKills(of, name, file, killing)
  const wrong = server.walkFailed ? [`the walk failed: ${readFileSync(file('walk'), 'utf8').trim().split('\n').at(-1)}`] : []
  wrong.push(...await drain(port))
  for (const checkpoint of ['first', 'last']) wrong.push(...await fsckAgainst(of, file, checkpoint))
  await stop(server.last)
  const database = await openAsItIs(of)
  try {
    const acknowledged = acknowledgedIn(file('history'))
    const { lost, duplicated } = await checkAcknowledged(database.db, acknowledged)
    const tally = await tallyOf(database.db)
    if (expected) wrong.push(...differences(tally, expected))
    const deliveries = readFileSync(file('server'), 'utf8').split('\n').filter((text) => text.startsWith('[消息 notice]')).length
    return { tally, walked: {
      name, kills: schedule.kills - before, acked: acknowledged.keys.size, askedAgain: acknowledged.askedAgain, lost, duplicated, wrong,
      deliveredAgain: deliveries - (tally.notices ?? 0), ms: Date.now() - began,
    } }
  } finally {
    await database.close()
  }
}

/** The supervisor: starts the server again whenever it is killed, until the walk is over; then once more without a fault. */
async function walkUnderKills(of: Installation, name: string, file: (what: string) => string, killing: boolean): Promise<{ last: Running; walkFailed: boolean }> {
  let walk: Running | undefined
  let walkFailed = true
  let over = false
  let killedAt: number | undefined
  for (let lives = 0; ; lives += 1) {
    const fault = killing && !over && lives < KILLS_A_WALK ? schedule.next() : undefined
    const server = startServer(of, port, file('server'), fault && `${fault.point}:${fault.passes}`)
    const readyAt = await ready(server, port)
    if (readyAt !== undefined && killedAt !== undefined) recoveries.push(readyAt - killedAt)
    if (readyAt !== undefined) {
      const note = await fetch(`http://127.0.0.1:${port}/log/checkpoint`, { signal: AbortSignal.timeout(5_000) }).then((answer) => answer.text()).catch(() => '')
      if (lives === 0) writeFileSync(file('first'), note)
      if (note !== '') writeFileSync(file('last'), note)
    }
    walk ??= startWalk(file, name)
    if (!over) {
      const ended = await Promise.race([walk.ended.then(({ code }) => ({ of: 'walk' as const, code })), server.ended.then(() => ({ of: 'server' as const, code: 0 }))])
      if (ended.of === 'walk') { over = true; walkFailed = ended.code !== 0 }
    }
    if (over && !fault) return { last: server, walkFailed }
    if (over) await stop(server)
    const { signal, code, at } = await server.ended
    if (signal === 'SIGKILL' && fault) {
      schedule.hits[fault.point] += 1
      killedAt = at
    } else if (!over) throw new Error(`the server ended by itself (${signal ?? code}): ${readFileSync(file('server'), 'utf8').slice(-2000)}`)
    else killedAt = undefined
  }
}

const startWalk = (file: (what: string) => string, name: string): Running => run([
  join('test', 'walk', 'main.ts'), '--base', `http://127.0.0.1:${port}`, '--seed', `${seed}-${name}`, '--history', file('history'),
  '--json', file('json'), '--standing-limit', '60000',
], file('walk'))

const DRAIN_MS = 120_000

/** Waits until the log has ordered and the outbox delivered everything. @returns what is still waiting after two minutes */
async function drain(at: number): Promise<string[]> {
  for (const until = Date.now() + DRAIN_MS; ; await sleep(500)) {
    const text = await (await fetch(`http://127.0.0.1:${at}/metrics`)).text()
    const waiting = ['log_pending', 'notices_waiting'].filter((name) => !text.includes(`tianfu_${name} 0\n`))
    if (waiting.length === 0) return []
    if (Date.now() > until) return waiting.map((name) => `${name} is not 0 after ${DRAIN_MS / 1000} s`)
  }
}

async function fsckAgainst(of: Installation, file: (what: string) => string, checkpoint: string): Promise<string[]> {
  const log = file(`fsck-${checkpoint}`)
  const { code } = await run([join('apps', 'cli', 'src', 'main.ts'), 'fsck', '--checkpoint', file(checkpoint)], log, environmentOf(of, port)).ended
  return code === 0 ? [] : [`fsck ends with ${code}: ${readFileSync(log, 'utf8').slice(0, 2000)}`]
}

/** @returns whether anything failed */
function report(walks: readonly Walked[]): boolean {
  const sum = (count: (walk: Walked) => number) => walks.reduce((total, walk) => total + count(walk), 0)
  const sorted = [...recoveries].sort((a, b) => a - b)
  const figures = {
    seed, database: values.database ? 'postgres' : 'pglite', walks: walks.length, kills: schedule.kills, hits: schedule.hits,
    acknowledged: sum(({ acked }) => acked), askedAgain: sum(({ askedAgain }) => askedAgain), lost: sum(({ lost }) => lost.length),
    duplicated: sum(({ duplicated }) => duplicated.length), differing: sum(({ wrong }) => wrong.length),
    deliveredAgain: sum(({ deliveredAgain }) => deliveredAgain),
    recoveryMs: { median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1), count: sorted.length },
  }
  console.log(['', ...POINTS.map((point) => `${point.padEnd(16)} ${schedule.hits[point]}`), JSON.stringify(figures, null, 2)].join('\n'))
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`)
  const good = figures.lost + figures.duplicated + figures.differing === 0 && schedule.satisfied(kills, each)
  console.log(good ? 'nothing lost, nothing twice' : 'NOT what is promised')
  return !good
}

let failed = true
try {
  failed = await main()
} catch (error) {
  console.error((error as Error).stack)
} finally {
  clearTimeout(overdue)
  if (failed) console.error(`kept for a look: ${workshop.folder}`)
  else await workshop.clear()
}
process.exit(failed ? 1 : 0)
