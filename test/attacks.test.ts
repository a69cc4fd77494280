// The main job is done while somebody attacks it at every step: whatever a person of the right organisation is about to
// do, those who hold the same role elsewhere try first, with the very same valid request; whatever was done is sent
// again, under the same key, under it with another request, and under it by another person. A new endpoint that the
// walk uses is attacked without a change here.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { after, before, describe, test } from 'node:test'
import { CONTRACT } from '@tianfu/contract'
import type { Endpoint } from '@tianfu/contract'
import { sql } from 'kysely'

import { parse } from 'yaml'
import { needsKey } from '../apps/server/src/platform/command.ts'
import { closeSound } from './sound.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'
import { Person } from './walk/client.ts'
import type { AnyInput, Watch } from './walk/client.ts'
import { Stage } from './walk/stage.ts'
import { baijiu, care, rice } from './walk/stories.ts'

interface Account { login: string; memberships: { organisation: string; role: string; region?: string }[] }
const DEMO = parse(readFileSync(join(import.meta.dirname, '../scheme/sichuan/seed/demo.yaml'), 'utf8')) as {
  password: string; accounts: Account[]
}

let of: TestWorld
let stage: Stage
let skew = 0
const tally = { attacked: 0, refused: 0, open: 0, replayed: 0, reused: 0, stolen: 0 }
const attacked = new Set<string>()
const wrong: string[] = []

before(async () => {
  of = await testWorld({ now: () => Date.now() + skew, backgroundMs: 50, checkAnswers: false })
  await of.app.http.listen({ port: 0, host: '127.0.0.1' })
  const base = `http://127.0.0.1:${(of.app.http.server.address() as AddressInfo).port}`
  // Whoever waits for the next one-time code lets the clock of this world pass.
  const sleep = async (ms: number) => { skew += ms }
  stage = await Stage.open({ base, password: DEMO.password, seed: 'attacks', sleep, watch })
  stage.minutes.print = () => {}
  if (!stage.time.workingDay(stage.time.today)) await stage.time.nextWorkingDay()
  await baijiu(stage, { bases: [base], limitMs: 60_000 })
  await care(stage)
  await rice(stage)
})
after(() => closeSound(of))

/** Every change of anything official or half official, in one number each. */
async function traces(): Promise<string> {
  const { rows: [counts] } = await sql<Record<string, number>>`select
    (select count(*) from act) as acts, (select count(*) from task) as tasks, (select count(*) from notice) as notices,
    (select count(*) from deadline) as deadlines, (select count(*) from file_share) as shares`.execute(of.world.db)
  return JSON.stringify(counts)
}

const twins = new Map<string, Person[]>()

/** Those who hold the role that the person acts in, for another organisation. */
async function twinsOf(person: Person): Promise<Person[]> {
  const acting = person.session?.memberships.find(({ id }) => id === person.session?.membership)
  if (!acting) return []
  const name = `${acting.role}/${acting.organisation.id}`
  const known = twins.get(name)
  if (known) return known
  const own = DEMO.accounts.find(({ login }) => login === person.login)?.memberships
    .find(({ role }) => role === acting.role)?.organisation
  const others = DEMO.accounts.filter(({ login, memberships: [first, ...more] }) =>
    login !== person.login && more.length === 0 && first?.role === acting.role && first.organisation !== own)
  const made = await Promise.all(others.slice(0, 2).map(({ login }) => new Person(person.client, login).signIn()))
  twins.set(name, made)
  return made
}

/** Names a subject by id: what lies in another organisation must not be found. Numbers and days are public names. */
const namesSubject = ({ url, params }: Endpoint, input: AnyInput): boolean =>
  params !== undefined && /:\w+/.test(url)
  && Object.values(input.params as Record<string, string>).some((value) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value))

const watch: Watch = {
  async before(person, endpoint, input) {
    if (endpoint.may === 'public' || endpoint.may === 'signed-in' || !namesSubject(endpoint, input)) return
    for (const twin of await twinsOf(person)) {
      const earlier = await settled()
      const answer = await twin.attempt(endpoint, input as never)
      const now = await settled()
      tally.attacked += 1
      attacked.add(endpoint.id)
      if (endpoint.scope === 'all') { tally.open += 1; continue }
      if (answer.status === 403 || answer.status === 404) tally.refused += 1
      else wrong.push(`${twin.login} at ${endpoint.id} of another: ${answer.status} ${answer.body.code ?? ''}`)
      if (endpoint.method !== 'GET' && now !== earlier) {
        wrong.push(`${twin.login} at ${endpoint.id} left a trace: ${earlier} → ${now}`)
      }
    }
  },
  async after(person, endpoint, input, { key, status, body }) {
    if (endpoint.method === 'GET' || !needsKey(endpoint)) return
    const earlier = await settled()
    const again = await person.attempt(endpoint, input as never, key)
    tally.replayed += 1
    if (again.status !== status || !isDeepStrictEqual(again.body, body)) {
      wrong.push(`${endpoint.id} again under its key: ${again.status}, not the first answer`)
    }
    const other = await person.attempt(endpoint, otherRequest(input) as never, key)
    if (other.status === 422 && other.body.code === 'key-reused') tally.reused += 1
    else if (other.status !== 400) wrong.push(`${endpoint.id} under a used key: ${other.status} ${other.body.code}`)
    const [twin] = await twinsOf(person)
    const stolen = await twin?.attempt(endpoint, input as never, key)
    if (stolen) tally.stolen += 1
    if (stolen && stolen.status < 300 && stolen.body.id !== undefined && stolen.body.id === body.id) {
      wrong.push(`${twin?.login} got the answer of another’s key at ${endpoint.id}`)
    }
    if (!stolen || stolen.status >= 300) {
      const now = await settled()
      if (now !== earlier) wrong.push(`${endpoint.id} had a second effect: ${earlier} → ${now}`)
    }
  },
}

/** Traces once the background has nothing left to do: its own acts are nobody's attack. */
async function settled(): Promise<string> {
  await of.app.sweep()
  return traces()
}

/** The same request with one text of its body made longer, or for another subject. */
function otherRequest(input: AnyInput): AnyInput {
  if (typeof input.body === 'object' && input.body !== null) {
    const [name] = Object.entries(input.body).find(([, value]) => typeof value === 'string') ?? []
    if (name !== undefined) {
      const text = (input.body as Record<string, string>)[name]
      return { ...input, body: { ...input.body, [name]: `${text}。` } }
    }
  }
  const params = (input.params ?? {}) as Record<string, string>
  return { ...input, params: Object.fromEntries(Object.entries(params).map(([name, value]) =>
    [name, value.replace(/[0-9a-f]$/, (last) => (last === '0' ? '1' : '0'))])) }
}

test('the same role in another organisation, body, city or county reaches nothing and changes nothing', (t) => {
  t.diagnostic(JSON.stringify({ ...tally, endpoints: attacked.size }))
  assert.deepEqual(wrong, [])
  assert.ok(tally.attacked >= 100 && attacked.size >= 40, JSON.stringify(tally))
  assert.ok(tally.replayed >= 80 && tally.reused >= 40 && tally.stolen >= 50, JSON.stringify(tally))
})

describe('every id that the walk has left', () => {
  const READS = CONTRACT.filter(({ method, params, may, url }) =>
    method === 'GET' && params && may !== 'public' && may !== 'signed-in' && /:id\b/.test(url))
  /** Whom a subject belongs to or is seen by, as the list of the same person says. */
  test('is answered to those who see it in their lists, and to nobody else of their role', async (t) => {
    const { rows } = await sql<{ type: string; id: string }>`
      select distinct subject_type as type, subject as id from act where subject_type <> 'membership'`
      .execute(of.world.db)
    let asked = 0
    const reached: string[] = []
    for (const login of ['enterprise-agent-tile', 'body-auditor-jincheng', 'authority-county-511126']) {
      const person = await new Person(stage.client, login).signIn()
      const own = person.session?.memberships[0]?.organisation.id ?? ''
      for (const endpoint of READS) {
        for (const { id } of rows) {
          const { status, body } = await person.attempt(endpoint, { params: paramsOf(endpoint, id) } as never)
          asked += 1
          if (status >= 500) reached.push(`${login} ${endpoint.id}: ${status}`)
          // What is answered concerns the asker's own organisation, its county, or is open to the whole scheme.
          if (status < 300 && endpoint.scope !== 'all' && !(await concerns(id, own, login, body))) {
            reached.push(`${login} reads ${endpoint.id} of ${id}`)
          }
        }
      }
    }
    t.diagnostic(`${asked} questions`)
    assert.deepEqual([...new Set(reached)], [])
    assert.ok(asked > 1000)
  })
})

const paramsOf = ({ url }: Endpoint, id: string): Record<string, string> =>
  Object.fromEntries([...url.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, id]))

/** Whether an answer names the asker's own organisation or lies in the asker's region. */
async function concerns(id: string, own: string, login: string, body: unknown): Promise<boolean> {
  const text = JSON.stringify(body)
  if (text.includes(own) || id === own) return true
  const region = DEMO.accounts.find((one) => one.login === login)?.memberships[0]?.region
  if (region !== undefined && text.includes(`"${region}`)) return true
  const { rows } = await sql<{ mine: boolean }>`select true as mine from act
    where subject = ${id} and (organisation = ${own} or content::text like ${`%${own}%`}) limit 1`.execute(of.world.db)
  return rows.length > 0
}
