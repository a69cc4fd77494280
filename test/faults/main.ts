// npm run faults -- --runs 20 --seed N [--database URL]: the server is killed (SIGKILL) at named points as people work.
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openAnswer } from '../../apps/server/src/platform/command.ts'
import { keysOf, masterKey } from '../../apps/server/src/platform/keys.ts'
import { Workshop, openAsItIs } from './installation.ts'
import type { Installation } from './installation.ts'
import { acknowledgedIn, checkAcknowledged, deliveriesIn, differences, tallyOf } from './oracle.ts'
import type { Tally } from './oracle.ts'
import { environmentOf, ready, run, sleep, startServer, stop } from './processes.ts'
import { POINTS, Schedule } from './schedule.ts'
import { walkUnderKills } from './supervisor.ts'

const { values } = parseArgs({ options: {
  runs: { type: 'string', default: '20' }, each: { type: 'string', default: '5' },
  seed: { type: 'string', default: '1' }, database: { type: 'string' }, port: { type: 'string', default: '18480' },
  json: { type: 'string' }, minutes: { type: 'string', default: '30' },
} })
const kills = Number(values.runs)
const each = Number(values.each)
const port = Number(values.port)
const MOST_WALKS = 12
const DRAIN_MS = 300_000

const workshop = new Workshop(values.database)
const schedule = new Schedule(Number(values.seed))
const recoveries: number[] = []

interface Walked {
  name: string
  kills: number
  acknowledged: number
  askedAgain: number
  deliveredAgain: number
  lost: string[]
  duplicated: string[]
  /** Whatever else is not as it must be: walk, fsck, numbers that differ from a walk without kills. */
  wrong: string[]
  ms: number
}

const overdue = setTimeout(() => {
  console.error(`not done within ${values.minutes} minutes`)
  process.exit(1)
}, Number(values.minutes) * 60_000)
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

/** @returns whether anything failed */
async function main(): Promise<boolean> {
  const where = values.database ? 'PostgreSQL' : 'embedded'
  console.log(`at least ${kills} kills, each point at least ${each} times, seed ${values.seed}, ${where}`)
  const template = await workshop.empty()
  const log = join(workshop.folder, 'template.log')
  const first = startServer(template, port, log)
  if (await ready(first, port) === undefined) {
    throw new Error(`the server does not start: ${readFileSync(log, 'utf8').slice(-500)}`)
  }
  await stop(first)
  const quiet = await walkThrough(template, 'quiet')
  console.log(lineOf(quiet.walked))
  if (quiet.walked.wrong.length + quiet.walked.lost.length > 0) return true
  const walks: Walked[] = []
  while (!schedule.satisfied(kills, each) && walks.length < MOST_WALKS) {
    const { walked } = await walkThrough(template, `walk-${walks.length + 1}`, quiet.tally)
    walks.push(walked)
    console.log(lineOf(walked))
    if (walked.lost.length + walked.duplicated.length + walked.wrong.length > 0) break // kept for a look
  }
  return report(walks)
}

function lineOf(walked: Walked): string {
  const { name, lost, duplicated, wrong } = walked
  const figures = [
    `${walked.kills} kills`, `${walked.acknowledged} acknowledged`, `${walked.askedAgain} asked again`,
    `${lost.length} lost`, `${duplicated.length} duplicated`, `${walked.deliveredAgain} notices delivered again`,
    `${(walked.ms / 1000).toFixed(1)} s`,
  ]
  return [`${name}: ${figures.join(', ')}`, ...lost, ...duplicated, ...wrong].join('\n  ')
}

/** One walk on a copy of the template, through kills when a quiet one is given to compare with; then every check. */
async function walkThrough(
  template: Installation, name: string, quiet?: Tally,
): Promise<{ walked: Walked; tally: Tally }> {
  const of = await workshop.copy(template, name)
  const file = (what: string) => join(workshop.folder, `${name}.${what}`)
  const began = Date.now()
  const before = schedule.kills
  const { last, walkFailed } = await walkUnderKills({
    of, port, seed: `${values.seed}-${name}`, file, ...(quiet && { schedule }),
    recovered: (ms) => { recoveries.push(ms) },
  })
  const wrong = walkFailed ? [`the walk failed: ${readFileSync(file('walk'), 'utf8').trim().split('\n').at(-1)}`] : []
  wrong.push(...await drain())
  for (const checkpoint of ['first', 'last']) wrong.push(...await fsckAgainst(of, file, checkpoint))
  await stop(last)
  const database = await openAsItIs(of)
  const keys = keysOf(masterKey(of.dataDir), (length) => new Uint8Array(randomBytes(length)))
  try {
    const acknowledged = acknowledgedIn(file('history'))
    const { lost, duplicated } = await checkAcknowledged(database.db, acknowledged,
      (kept) => openAnswer(keys, kept))
    const tally = await tallyOf(database.db)
    if (quiet) wrong.push(...differences(tally, quiet))
    const deliveries = deliveriesIn(file('server')) + deliveriesIn(join(workshop.folder, 'template.log'))
    return { tally, walked: {
      name, kills: schedule.kills - before, acknowledged: acknowledged.keys.size, askedAgain: acknowledged.askedAgain,
      deliveredAgain: deliveries - (tally.notices ?? 0), lost, duplicated, wrong, ms: Date.now() - began,
    } }
  } finally {
    await database.close()
  }
}

/** Waits until the log has ordered and the outbox delivered everything. @returns what waits too long */
async function drain(): Promise<string[]> {
  for (const until = Date.now() + DRAIN_MS; ; await sleep(500)) {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
    const waiting = ['log_pending', 'notices_waiting'].filter((name) => !text.includes(`tianfu_${name} 0\n`))
    if (waiting.length === 0) return []
    if (Date.now() > until) return waiting.map((name) => `${name} is not 0 after ${DRAIN_MS / 1000} s`)
  }
}

async function fsckAgainst(of: Installation, file: (what: string) => string, checkpoint: string): Promise<string[]> {
  const log = file(`fsck-${checkpoint}`)
  const program = join('apps', 'cli', 'src', 'main.ts')
  const { code } = await run([program, 'fsck', '--checkpoint', file(checkpoint)], log, environmentOf(of, port)).ended
  return code === 0 ? [] : [`fsck ends with ${code}: ${readFileSync(log, 'utf8').slice(0, 2000)}`]
}

/** @returns whether anything failed */
function report(walks: readonly Walked[]): boolean {
  const sum = (count: (walk: Walked) => number) => walks.reduce((total, walk) => total + count(walk), 0)
  const sorted = [...recoveries].sort((a, b) => a - b)
  const figures = {
    seed: values.seed, database: values.database ? 'postgres' : 'pglite', walks: walks.length,
    kills: schedule.kills, hits: schedule.hits,
    acknowledged: sum(({ acknowledged }) => acknowledged), askedAgain: sum(({ askedAgain }) => askedAgain),
    lost: sum(({ lost }) => lost.length), duplicated: sum(({ duplicated }) => duplicated.length),
    wrong: sum(({ wrong }) => wrong.length), deliveredAgain: sum(({ deliveredAgain }) => deliveredAgain),
    recoveryMs: { median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1), count: sorted.length },
  }
  console.log(['', ...POINTS.map((point) => `${point.padEnd(16)} ${schedule.hits[point]}`)].join('\n'))
  console.log(JSON.stringify(figures, null, 2))
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`)
  const good = figures.lost + figures.duplicated + figures.wrong === 0 && schedule.satisfied(kills, each)
  console.log(good ? 'nothing lost, nothing twice' : 'NOT what is promised')
  return !good
}
