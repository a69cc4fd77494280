// Verdicts per second, one run, interleaved: the page and the data of an item code, with and without recording the
// scan, each beside a bare node:http server that sends the same bytes, on the embedded database and on PostgreSQL.
//   node scripts/run.ts bench:verify [--json FILE] [--seconds N] [--rounds N] [--connections N] [--database NAME]
//     [--only NAME]
// PostgreSQL is measured where TEST_DATABASE_URL or DATABASE_URL names a server. Client, server and baseline share the
// same cores; every code is asked for in turn, so that no answer comes from having just been given.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Figure } from './figure.ts'
import { answerOf, load } from './verify/client.ts'

const { values: options } = parseArgs({ options: {
  json: { type: 'string' }, seconds: { type: 'string', default: '1.5' }, rounds: { type: 'string', default: '5' },
  connections: { type: 'string', default: '64' }, database: { type: 'string' }, only: { type: 'string' },
} })
const [seconds, rounds, connections] = [Number(options.seconds), Number(options.rounds), Number(options.connections)]
/**
 * Ratios that PostgreSQL must reach. HTML: measured first, on two cores with much other work (load 14): 0.48, recorded
 * 0.21; the goal is a little above.
 */
const GOALS: Record<string, number> = {
  'verdict-json': 0.55, 'verdict-json-recorded': 0.35, 'verdict-html': 0.5, 'verdict-html-recorded': 0.25,
}
const FORMS = [
  { name: 'verdict-json', accept: 'application/json', seen: true },
  { name: 'verdict-html', accept: 'text/html', seen: true },
  { name: 'verdict-json-recorded', accept: 'application/json', seen: false },
  { name: 'verdict-html-recorded', accept: 'text/html', seen: false },
] as const

const figures: Figure[] = []
const here = import.meta.dirname

async function told<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message')
  return message as T
}

async function measure(database: 'pglite' | 'postgres'): Promise<void> {
  const { TEST_DATABASE_URL, DATABASE_URL, ...rest } = process.env
  const url = TEST_DATABASE_URL ?? DATABASE_URL
  const server = fork(join(here, 'verify', 'server.ts'), {
    env: { ...rest, ...(database === 'postgres' && { TEST_DATABASE_URL: url }) },
  })
  const bare = fork(join(here, 'verify', 'bare.ts'))
  const { ready: barePort } = await told<{ ready: number }>(bare)
  const { ready } = await told<{ ready: { port: number; paths: string[]; database: string } }>(server)
  if (ready.database !== database) throw new Error(`the server runs on ${ready.database}`)
  const first = ready.paths[0] ?? ''
  const same = Object.fromEntries(await Promise.all(FORMS.map(async ({ name, accept }) =>
    [`/${name}`, await answerOf(ready.port, `${first}?seen=1`, { accept })])))
  bare.send(same)
  await told(bare)

  let at = 0
  const next = (seen: boolean) => () => {
    at = (at + 1) % ready.paths.length
    return seen ? `${ready.paths[at]}?seen=1` : ready.paths[at] ?? ''
  }
  const totals = new Map<string, { answers: number; seconds: number; statuses: Record<string, number> }>()
  const add = (name: string, one: Awaited<ReturnType<typeof load>>) => {
    const total = totals.get(name) ?? { answers: 0, seconds: 0, statuses: {} }
    total.answers += one.answers
    total.seconds += one.seconds
    for (const [status, count] of Object.entries(one.statuses)) {
      total.statuses[status] = (total.statuses[status] ?? 0) + count
    }
    totals.set(name, total)
  }
  for (let round = -1; round < rounds; round += 1) { // round −1 warms both up and is not counted
    for (const { name, accept, seen } of FORMS.filter(({ name }) => name === (options.only ?? name))) {
      const headers = `Accept: ${accept}\r\n`
      const platform = await load(ready.port, next(seen), headers, connections, seconds)
      const baseline = await load(barePort, () => `/${name}`, headers, connections, seconds)
      if (round < 0) { if (!seen) add('warm-up, recorded', platform); continue }
      add(name, platform)
      add(`${name} bare`, baseline)
    }
  }
  console.log(`\n${database}: ${connections} connections, ${rounds} rounds of ${seconds} s each`)
  for (const { name } of FORMS) {
    const [ours, theirs] = [totals.get(name), totals.get(`${name} bare`)]
    if (!ours || !theirs) continue
    const [rate, baseline] = [ours.answers / ours.seconds, theirs.answers / theirs.seconds]
    const ratio = rate / baseline
    const goal = GOALS[name] ?? 0
    figures.push({ name, database, value: Math.round(rate), unit: 'answers/s', ratio: Number(ratio.toFixed(4)) })
    console.log(`  ${name}: ${Math.round(rate)}/s, bare ${Math.round(baseline)}/s, ratio ${ratio.toFixed(3)}${
      database === 'postgres' ? ` (goal ${goal}: ${ratio >= goal ? 'met' : 'MISSED'})` : ''}; statuses ${
      JSON.stringify(ours.statuses)}, bare ${JSON.stringify(theirs.statuses)}`)
  }
  server.send('scans')
  const { scans, counted, figures: recorder } = await told<{
    scans: number; counted: number; figures: { late: number; lost: number; statements: number }
  }>(server)
  const answered = [...totals].filter(([name]) => name.endsWith('recorded'))
    .reduce((sum, [, { answers }]) => sum + answers, 0)
  console.log(`  scans: ${answered} answers given, ${scans} rows in the table, ${counted} counted by code, ${
    recorder.late} answered before their commit, ${recorder.lost} lost, ${recorder.statements} statements`)
  if (scans !== answered || counted !== answered) {
    console.error('  the scans counted in the table do not equal the answers given')
    process.exitCode = 1
  }
  for (const child of [server, bare]) {
    child.send('stop')
    await once(child, 'exit')
  }
}

const wanted = options.database ?? 'both'
if (wanted !== 'postgres') await measure('pglite')
if (wanted !== 'pglite') {
  if (process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL) await measure('postgres')
  else console.log('\npostgres: skipped, neither TEST_DATABASE_URL nor DATABASE_URL names a server')
}
if (options.json) writeFileSync(options.json, `${JSON.stringify({ figures }, null, 2)}\n`)
