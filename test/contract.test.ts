// The contract as a whole: what no module can see alone.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { ACT_WORDS, CONTRACT, REFUSALS } from '@tianfu/contract'
import { loadScheme } from '../apps/server/src/platform/scheme.ts'
import { checker } from '../apps/server/src/platform/http/validation.ts'
import { ROOT } from '../apps/server/src/world.ts'
import { signedIn, somebody } from './people.ts'
import type { Person } from './people.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'

type Endpoint = (typeof CONTRACT)[number]
type Schema = Record<string, unknown>

const EDITIONS = readdirSync(join(ROOT, 'scheme'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => loadScheme(join(ROOT, 'scheme', name)).editions
    .map((edition) => ({ name: `${name}/${edition.inForceFrom}`, edition })))
const WRITES = CONTRACT.filter(({ method }) => method !== 'GET')
const RIGHTS = new Set<string>(CONTRACT.map(({ may }) => may).filter((may) => may !== 'public' && may !== 'signed-in'))
/** Pages and files for browsers take whatever a link has been given on its way; the interface does not. */
const INTERFACE = CONTRACT.filter(({ url }) => url.startsWith('/api/v1/'))
/** Whole documents, checked to the last property by the form of the scheme: standards and rules. */
const CHECKED_BY_SCHEME = new Set(['publishRule/document', 'publishStandard/document'])
const UUID = '01890a5d-ac96-774b-bcce-b302099a8057'

let of: TestWorld
let people: { role: string; grants: readonly string[]; person: Person }[]

/** One account of each role, signed in. */
before(async () => {
  of = await testWorld()
  people = []
  const logins = await of.world.db.selectFrom('membership').innerJoin('account', 'account.id', 'membership.account')
    .select(['account.login', 'membership.official']).orderBy('account.login').execute()
  for (const { login, official } of logins) {
    if (people.some(({ role }) => role === official.role)) continue
    const person = await signedIn(of, login)
    const shown = person.session.memberships.find(({ id }: { id: string }) => id === person.session.membership)
    if (shown?.role === official.role) people.push({ role: official.role, grants: person.session.grants, person })
  }
})
after(() => of.close())

test('every endpoint of the contract is answered by a module', () => {
  assert.deepEqual(of.app.unanswered, [])
})

test('ids and addresses are unique, and every endpoint has words in both languages', () => {
  const twice = (values: string[]) => values.filter((value, i) => values.indexOf(value) !== i)
  assert.deepEqual(twice(CONTRACT.map(({ id }) => id)), [])
  assert.deepEqual(twice(CONTRACT.map(({ method, url }) => `${method} ${url.replace(/:\w+/g, ':')}`)), [])
  for (const { id, summary } of CONTRACT) assert.ok(summary.zh && summary.en, id)
})

test('what changes something is never a GET', () => {
  for (const { id, kind, method } of CONTRACT) {
    if (method === 'GET') assert.ok(kind === 'read' || kind === 'public' || kind === 'measure', `${id} is ${kind}`)
  }
})

for (const { name, edition } of EDITIONS) {
  const roles = Object.entries(edition.roles)
  const granted = new Set<string>(roles.flatMap(([, { grants }]) => [...grants]))

  test(`${name}: every right that an endpoint asks for is granted to a role, and every grant is asked for`, () => {
    assert.deepEqual([...RIGHTS].filter((right) => !granted.has(right)).sort(), [], 'asked for, granted to nobody')
    assert.deepEqual([...granted].filter((right) => !RIGHTS.has(right)).sort(), [], 'granted, asked for by nothing')
  })

  test(`${name}: whoever signs or decides has a second factor`, () => {
    const without = CONTRACT.filter(({ signs }) => signs).flatMap(({ id, may }) =>
      roles.filter(([, role]) => (role.grants as readonly string[]).includes(may) && !role.secondFactor)
        .map(([role]) => `${role} → ${id}`))
    assert.deepEqual(without, [])
  })

  test(`${name}: government and the platform's administrators have no right on a certificate but to read it`, () => {
    for (const [role, { capacity, grants }] of roles) {
      if (capacity !== 'authority' && capacity !== 'administrator') continue
      const beyond = grants.filter((right) => right.startsWith('certificate:') && right !== 'certificate:read')
      assert.deepEqual(beyond, [], role)
    }
  })
}

test('every refusal has a sentence in both languages, filled from the same details', () => {
  const names = (sentence: string) => [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()
  for (const [code, { zh, en, status }] of Object.entries(REFUSALS)) {
    assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)*$/)
    assert.ok(status >= 400 && status < 600, code)
    if (zh === '{zh}' && en === '{en}') continue // the whole sentence comes with the refusal, in both languages
    assert.ok(/\p{Script=Han}/u.test(zh) && /[A-Za-z]/.test(en) && !/\p{Script=Han}/u.test(en), code)
    // A detail may come in both languages: `why` for the Chinese sentence, `whyEn` for the English one; or `zh`, `en`.
    assert.deepEqual(names(en).map((name) => name === 'en' ? 'zh' : name?.replace(/En$/, '')), names(zh), code)
  }
})

test('what the server refuses with is in the closed list', () => {
  const unknown = sources('apps/server/src').flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/(?:\brefuse|new Refusal|new BadRequest)(?:<[^>]*>)?\(\s*'([^']+)'/g)]
      .filter(([, code]) => REFUSALS[code as string] === undefined)
      .map(([, code]) => `${code} in ${path.slice(ROOT.length + 1)}`))
  assert.deepEqual(unknown, [])
})

test('every act that was written into the world of the demonstration has words in both languages', async () => {
  const types = await of.world.db.selectFrom('act').select('type').distinct().execute()
  assert.deepEqual(types.map(({ type }) => type).filter((type) => !ACT_WORDS[type]?.zh || !ACT_WORDS[type]?.en), [])
})

test('every object in the body of a write refuses unknown properties, and every field has words', () => {
  for (const { id, body } of WRITES) {
    if (!body) continue
    const open = openObjects(body as Schema, '').filter((at) => !CHECKED_BY_SCHEME.has(`${id}${at}`))
    assert.deepEqual(open, [], id)
    const fields = ((body as Schema).properties ?? {}) as Record<string, Schema>
    for (const [field, schema] of Object.entries(fields)) {
      const label = schema['x-words'] as { zh?: string; en?: string } | undefined
      if (label) assert.ok(label.zh && label.en, `${id} ${field}`)
    }
  }
})

test('a stranger gets 401 at every endpoint that is not public, whatever else the request says', async () => {
  const stranger = somebody(of)
  for (const endpoint of CONTRACT) {
    if (endpoint.may === 'public') continue
    const { status, body } = await ask(stranger, endpoint, { nonsense: true })
    assert.deepEqual([status, body.code], [401, 'not-signed-in'], endpoint.id)
  }
})

test('a role without the right gets 403 before the request is looked at (B65)', async () => {
  for (const endpoint of CONTRACT) {
    if (endpoint.may === 'public' || endpoint.may === 'signed-in') continue
    for (const { role, grants, person } of people.filter((one) => !one.grants.includes(endpoint.may)).slice(0, 2)) {
      assert.ok(!grants.includes(endpoint.may))
      const { status, body } = await ask(person, endpoint, { nonsense: true })
      assert.deepEqual([status, body.code], [403, 'not-permitted'], `${role} at ${endpoint.id}`)
    }
  }
})

test('every write with a body refuses a property that it does not know (B15)', async () => {
  for (const endpoint of WRITES) {
    if (!endpoint.body) continue
    const person = endpoint.may === 'public' ? somebody(of) : holderOf(endpoint)
    const { status, body } = await ask(person, endpoint, { 'not-in-the-contract': 1 })
    assert.deepEqual([status, body.code], [400, 'unknown-field'], endpoint.id)
  }
})

test('every write without a body refuses one', async () => {
  for (const endpoint of WRITES) {
    if (endpoint.body || endpoint.method === 'DELETE' || endpoint.tags?.includes('multipart')) continue
    const { status, body } = await ask(holderOf(endpoint), endpoint, { 'not-in-the-contract': 1 })
    assert.deepEqual([status, body.code], [400, 'unknown-field'], endpoint.id)
  }
})

test('every question refuses a parameter that it does not know (B34, B80)', async () => {
  for (const endpoint of INTERFACE) {
    if (endpoint.method !== 'GET') continue
    const person = endpoint.may === 'public' ? somebody(of) : holderOf(endpoint)
    const { status, body } = await person.get(`${addressOf(endpoint)}?not-in-the-contract=1`)
    assert.deepEqual([status, body.code], [400, 'unknown-field'], endpoint.id)
  }
})

test('a list takes limits up to its own, and cursors of its own alone (B78)', async () => {
  for (const endpoint of INTERFACE) {
    const parts = ((endpoint.query as Schema | undefined)?.properties ?? {}) as Record<string, Schema>
    if (endpoint.method !== 'GET' || endpoint.params || !parts.limit) continue
    const person = endpoint.may === 'public' ? somebody(of) : holderOf(endpoint)
    for (const limit of ['100000', '0', '-1', '1e2']) {
      assert.equal((await person.get(`${endpoint.url}?limit=${limit}`)).status, 400, `${endpoint.id} ${limit}`)
    }
    if (!parts.after) continue
    for (const after of ['nonsense', "'", '%F0%9F%8F%AD', '9'.repeat(150), UUID, '2026-01-01T00:00:00Z_x']) {
      const { status } = await person.get(`${endpoint.url}?after=${after}`)
      assert.ok(status === 200 || status === 400, `${endpoint.id} after ${after}: ${status}`)
    }
  }
})

test('what names a subject that does not exist is answered with 404, never with a fault of ours', async () => {
  for (const endpoint of INTERFACE) {
    if (endpoint.method !== 'GET' || !endpoint.params) continue
    const person = endpoint.may === 'public' ? somebody(of) : holderOf(endpoint)
    const { status } = await person.get(addressOf(endpoint))
    assert.ok(status < 500, `${endpoint.id} answers ${status}`)
    if (/:\w+/.test(endpoint.url) && addressOf(endpoint).includes(UUID)) assert.equal(status, 404, endpoint.id)
  }
})

/** Somebody whose role may call the endpoint. */
function holderOf({ id, may }: Endpoint): Person {
  const found = people.find(({ grants }) => may === 'signed-in' || grants.includes(may))
  assert.ok(found, `nobody in the demonstration may call ${id} (${may})`)
  return found.person
}

function ask(person: Person, endpoint: Endpoint, body: object) {
  const url = addressOf(endpoint)
  if (endpoint.method === 'GET') return person.get(url)
  if (endpoint.method === 'DELETE') return person.delete(url)
  return endpoint.method === 'PUT' ? person.put(url, body) : person.post(url, body)
}

/** The address of the endpoint with parameters that its schema takes. */
function addressOf({ id, url, params }: Endpoint): string {
  const properties = ((params as Schema | undefined)?.properties ?? {}) as Record<string, Schema>
  return url.replace(/:(\w+)/g, (_, name: string) => {
    const schema = properties[name]
    const value = [UUID, '0'.repeat(64), '510000', '2026-03-01', '91510000MA6AAAAA0B', '06901234000016', 'X', '1',
      'epcs', '06901234000016.L1']
      .find((candidate) => schema === undefined || accepts(schema, candidate))
    assert.ok(value !== undefined, `${id}: no example for :${name}`)
    return value
  })
}

function accepts(schema: Schema, value: string): boolean {
  try {
    checker({ type: 'object', properties: { value: schema } }, 'params')({ value })
    return true
  } catch {
    return false
  }
}

/** Where a schema has an object that takes unknown properties. */
function openObjects(schema: Schema, path: string): string[] {
  const isOpen = schema.type === 'object' && schema.properties !== undefined && schema.additionalProperties !== false
  const parts = [
    ...Object.entries((schema.properties ?? {}) as Record<string, Schema>),
    ...(schema.items ? [['[]', schema.items as Schema] as const] : []),
    ...(['anyOf', 'oneOf', 'allOf'] as const).flatMap((word) => ((schema[word] ?? []) as Schema[])
      .map((part) => [word, part] as const)),
  ]
  return [...(isOpen ? [path || '/'] : []), ...parts.flatMap(([name, part]) => openObjects(part, `${path}/${name}`))]
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return sources(path)
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [join(ROOT, path)] : []
  })
}
