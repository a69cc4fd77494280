// Numbers of identity documents, telephones and mail addresses that people gave are looked for everywhere: in every
// answer to every role, in notices and logs, in the database and in the data folder.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { CONTRACT } from '@tianfu/contract'
import { idNumberCheck } from '@tianfu/identifiers'
import { sql } from 'kysely'
import { parse } from 'yaml'
import { ROOT } from '../apps/server/src/world.ts'
import { Company, granted, ok } from './certification-file.ts'
import { signedIn, somebody } from './people.ts'
import type { Person } from './people.ts'
import { dumpOf, filesIn, readFile, saidBy } from './privacy.ts'
import type { Reader, Secret } from './privacy.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'

interface Demo {
  organisations: { id: string; uscc: string; region?: string }[]; persons: { idNumber: string }[]
  accounts: { login: string; memberships: { organisation: string; role: string; region?: string }[] }[]
}
const demo = parse(readFileSync(join(ROOT, 'scheme/sichuan/seed/demo.yaml'), 'utf8')) as Demo

const is = (...organisations: string[]) => (reader: Reader) => organisations.includes(reader.organisation)
const nobody = () => false
const IN_COUNTY = /^51(05(02|00)|0000)$/
const officials = ({ role, region }: Reader) => role.startsWith('authority') && IN_COUNTY.test(region)
/** Where it happened the office that has it, and nobody above it. */
const county = ({ role, region }: Reader) => role === 'authority-county' && region === '510502'
const NEW_ID = '51999919900101123'

const SECRETS: Secret[] = [
  ...demo.persons.map(({ idNumber }) => ({ what: 'identity number', value: idNumber, mayBeSeenBy: nobody })),
  { what: 'identity number of an account', value: NEW_ID + idNumberCheck(NEW_ID), mayBeSeenBy: nobody },
  { what: 'telephone of an account', value: '13700001111', mayBeSeenBy: nobody },
  { what: 'mail address of an account', value: 'secret-mail-7351@example.test', mayBeSeenBy: nobody },
  { what: 'contact of an application', value: '13800000000', mayBeSeenBy: is('enterprise-baijiu', 'body-shuxin') },
  { what: 'contact of a licence', value: '13700002222', mayBeSeenBy: is('enterprise-baijiu', 'society') },
  { what: 'contact of an objection', value: '13700003333', mayBeSeenBy: is('society') },
  { what: 'contact of a report', value: '13700004444', mayBeSeenBy: county },
  { what: 'contact of a challenge', value: '13700005555',
    mayBeSeenBy: (reader) => officials(reader) || reader.role === 'alliance-secretariat' },
]
const value = (what: string): string => SECRETS.find((one) => one.what === what)?.value ?? ''

let of: TestWorld
const readers: { reader: Reader; person: Person }[] = []
const said: string[] = []
const console_ = { ...console }

before(async () => {
  const note = (...parts: unknown[]) => { said.push(parts.map((part) => (typeof part === 'string' ? part
    : JSON.stringify(part, (_, one) => (one instanceof Error ? one.stack : one)))).join(' ')) }
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) console[level] = note
  of = await testWorld({ checkAnswers: false })
  Object.assign(of.world.log, { info: note, warn: note, error: note })
  await fill(new Company(of, ''))
  for (const { login, memberships: [first] } of demo.accounts) {
    if (!first) continue
    readers.push({ person: await signedIn(of, login), reader: {
      login, ...first, region: first.region ?? demo.organisations.find(({ id }) => id === first.organisation)?.region
        ?? '',
    } })
  }
  readers.push({ person: somebody(of), reader: { login: 'a stranger', role: '', organisation: '', region: '' } })
})
after(async () => {
  Object.assign(console, console_)
  await of.close()
})

/** The main job up to a licence in its publicity, and everybody who leaves a way to be reached. */
async function fill(company: Company): Promise<void> {
  const certificate = await granted(company)
  const agent = await company.agent()
  const { official } = await of.world.db.selectFrom('certificate').select('official').where('id', '=', certificate.id)
    .executeTakeFirstOrThrow()
  const licence = ok(await agent.post('/api/v1/licences', {
    certificate: certificate.id, products: [{ product: official.products[0]?.product, yearlyCapacity: 1000 }],
    media: ['packaging'], contactName: '示例甲', contactPhone: value('contact of a licence'),
  })).id
  const facts = { qualification: 'confirmed', spotChecks: 'confirmed', safety: 'confirmed' }
  const address = `/api/v1/licences/${licence}`
  ok(await (await company.as('licensor-officer')).post(`${address}/acceptance`))
  ok(await (await company.as('authority-county')).post(`${address}/facts`, facts))
  ok(await (await company.as('authority-city')).post(`${address}/facts`, facts))
  ok(await (await company.as('licensor-officer')).post(`${address}/publicity`))
  const stranger = somebody(of)
  const [publicity] = ok(await stranger.get('/api/v1/publicity')).items
  ok(await stranger.post(`/api/v1/publicity/${publicity.id}/objections`, {
    ground: 'facts-wrong', text: '有异议', contact: value('contact of an objection'),
  }))
  ok(await stranger.post('/api/v1/reports', {
    ground: 'counterfeit', text: '瓶身标识疑似伪造', region: '510502', contact: value('contact of a report'),
  }))
  const [declaration] = ok(await stranger.get('/api/v1/public/declarations')).items
  ok(await stranger.post(`/api/v1/public/declarations/${declaration.number}/challenges`, {
    ground: 'value-wrong', text: '指标与实物不符', contact: value('contact of a challenge'),
  }))
  ok(await stranger.post('/api/v1/accounts', {
    login: 'private-person', password: 'long-enough-7351-phrase', name: '示例私人', idKind: 'resident',
    idNumber: value('identity number of an account'), phone: value('telephone of an account'),
  }))
  ok(await agent.post('/api/v1/account/mail', {
    mail: value('mail address of an account'), password: parse(readFileSync(
      join(ROOT, 'scheme/sichuan/seed/demo.yaml'), 'utf8')).password,
  }))
  await of.app.sequence()
}

/** Values of an address's parts, a few of each kind that the world holds. */
async function partsOf(url: string, name: string): Promise<string[]> {
  const segment = url.split('/').find((_, i, all) => all[i + 1]?.startsWith(`:${name}`)) ?? ''
  const ask = async (query: string) => (await sql<{ one: string }>`${sql.raw(query)}`.execute(of.world.db)).rows
    .map(({ one }) => String(one))
  const TABLES: Record<string, string> = {
    orders: 'supervision_order', 'application-summaries': 'application', publicity: 'licence',
    'test-orders': '', challenges: 'declaration_challenge', staff: 'staff', bodies: 'body', laboratories: 'laboratory',
  }
  if (segment === 'test-orders') {
    return ask("select jsonb_array_elements(official -> 'testOrders') ->> 'id' as one from application")
  }
  if (name === 'sha256') return ask('select distinct sha256 as one from file limit 8')
  if (name === 'uscc') return demo.organisations.slice(0, 3).map(({ uscc }) => uscc)
  if (name === 'gtin') return ask('select distinct gtin as one from product where gtin is not null limit 2')
  if (name === 'code' || segment === 'c') return ask("select official ->> 'registerNumber' as one from certificate")
  if (name === 'number' && segment === 'declarations') return ask('select number as one from declaration')
  if (name === 'number') {
    return ask(`select distinct number as one from ${segment === 'rules' ? 'certification_rule' : 'standard'} limit 3`)
  }
  if (name === 'kind') return ['application', 'certificate', 'contract', 'audit-report', 'announcement', 'acceptance']
  const table = TABLES[segment] ?? segment.replaceAll('-', '_').replace(/ies$/, 'y').replace(/s$/, '')
  const { rows } = await sql`
    select 1 from information_schema.columns where table_name = ${table} and column_name = 'id'`
    .execute(of.world.db)
  return rows.length > 0 ? ask(`select id as one from ${table} order by id desc limit 4`) : []
}

async function addressesOf(url: string): Promise<string[]> {
  let urls = [url]
  for (const [whole, name = ''] of url.matchAll(/:(\w+)/g)) {
    const parts = await partsOf(url, name)
    urls = urls.flatMap((one) => parts.map((part) => one.replace(whole, encodeURIComponent(part))))
  }
  return urls
}

test('no answer to anybody holds what only others may see', async (t) => {
  const leaks = new Set<string>()
  const seen = new Set<string>()
  const answered = new Set<string>()
  const reads = CONTRACT.filter(({ method }) => method === 'GET')
  for (const { id, url, may } of reads) {
    const addresses = await addressesOf(url)
    // What is public is the same for everybody: asked by a stranger and by one who signs in.
    for (const { person, reader } of may === 'public' ? [readers[0]!, readers.at(-1)!] : readers) {
      for (const address of addresses) {
        const answer = await of.app.http.inject({ url: address, headers: { ...(person.cookie && {
          cookie: person.cookie }) } })
        if (answer.statusCode === 403 || answer.statusCode === 401) break
        if (answer.statusCode < 300) answered.add(id)
        const text = `${saidBy(answer.rawPayload)} ${JSON.stringify(answer.headers)}`
        for (const { what, value: secret, mayBeSeenBy } of SECRETS) {
          if (!text.includes(secret)) continue
          seen.add(what)
          if (!mayBeSeenBy(reader)) leaks.add(`${id} tells ${reader.login} the ${what}`)
        }
      }
    }
  }
  t.diagnostic(`${answered.size} of ${reads.length} reads answered somebody; to those who may: ${[...seen].join(', ')}`)
  assert.deepEqual([...leaks], [])
  // What nobody at all sees would not be looked for: those who may do see it.
  for (const what of ['application', 'licence', 'objection', 'report', 'challenge']) {
    assert.ok(seen.has(`contact of ${what === 'application' || what === 'objection' ? 'an' : 'a'} ${what}`), what)
  }
  assert.ok(answered.size > reads.length / 2)
})

test('no address takes any of it', () => {
  const taken = CONTRACT.filter(({ params, query }) => JSON.stringify([params ?? {}, query ?? {}]).includes('"pii"')
    || JSON.stringify([params ?? {}, query ?? {}]).includes('x-pii'))
  assert.deepEqual(taken.map(({ id }) => id), [])
})

test('no log line, no notice and no message holds any of it', () => {
  const all = [...said, JSON.stringify(of.outbox)].join('\n')
  assert.deepEqual(SECRETS.filter((one) => all.includes(one.value)).map(({ what }) => what), [])
})

test('no row of the database holds any of it, and no file of the data folder', async () => {
  const found: string[] = []
  const look = (where: string, text: string) => {
    for (const one of SECRETS) if (text.includes(one.value)) found.push(`${where}: ${one.what}`)
  }
  const dump = await dumpOf(of)
  assert.ok(dump.some(({ text }) => text.includes('示例江阳老窖')), 'the dump is of this world')
  for (const { table, text } of dump) look(table, text)
  const files = filesIn(of.world.dataDir)
  assert.ok(files.length > 0)
  for (const path of files) look(path, readFile(path))
  // The embedded database as its files lie on disk, with what it keeps for a crash.
  if ('embedded' in of.database) {
    const bytes = Buffer.from(await (of.database.embedded as { dump(): Promise<Uint8Array> }).dump())
    for (const one of SECRETS) if (bytes.includes(one.value)) found.push(`data folder: ${one.what}`)
  }
  assert.deepEqual(found, [])
})
