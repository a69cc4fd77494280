// An invented second scheme on the same program: nothing in code may know a province.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parse } from 'yaml'
import { ROOT } from '../apps/server/src/world.ts'
import { cookieOf, freshCode, somebody } from './people.ts'
import type { Person } from './people.ts'
import { closeSound } from './sound.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'

const demo = parse(readFileSync(join(ROOT, 'scheme', 'testland', 'seed', 'demo.yaml'), 'utf8')) as {
  password: string; accounts: { login: string; totpSecret: string | null }[]
}
const RULE = 'ZR 11'

let of: TestWorld
before(async () => { of = await testWorld({ scheme: 'testland' }) })
after(() => closeSound(of))

async function enter(login: string): Promise<Person> {
  const secret = demo.accounts.find((account) => account.login === login)?.totpSecret
  const answer = await somebody(of).post('/api/v1/session', {
    login, password: demo.password, ...(secret && { oneTimeCode: freshCode(of, secret, login) }),
  })
  assert.equal(answer.status, 201, `${login}: ${JSON.stringify(answer.body)}`)
  return somebody(of, cookieOf(answer))
}

test('everybody of the other scheme signs in, and holds what its own edition grants', async () => {
  for (const { login } of demo.accounts) {
    const { status, body } = await (await enter(login)).get('/api/v1/session')
    assert.equal(status, 200)
    assert.ok(body.grants.length > 0, login)
  }
})

test('a product is declared under the other scheme: its rule, its indicators, its numbers, its id in every act',
  async () => {
  const agent = await enter('enterprise-agent')
  const representative = await enter('enterprise-representative')
  const brands = (await agent.get('/api/v1/brands')).body.items
  const brand = brands[0]?.id ?? (await agent.post('/api/v1/brands', { name: { zh: '试验' }, kind: 'product' })).body.id
  const product = await agent.post('/api/v1/products', {
    name: { zh: '小件甲' }, brand, models: ['W1'], industry: 'T99', unit: '件', yearlyCapacity: 10,
  })
  assert.equal(product.status, 201, JSON.stringify(product.body))
  const rules = (await agent.get('/api/v1/rules')).body.items as { number: string }[]
  const rule = rules.find(({ number }) => number === RULE)?.number ?? rules[0]?.number
  const draft = (await agent.post('/api/v1/declaration-drafts', { product: product.body.id, rule })).body
  const values: Record<string, string> = { length: '3.0', strength: '20.0', range: '5.0' }
  const { indicators } = (await agent.get(`/api/v1/rules/${encodeURIComponent(rule ?? '')}`)).body
  assert.ok(draft.id, JSON.stringify(draft))
  const whole = await agent.put(`/api/v1/declaration-drafts/${draft.id}`, {
    version: draft.version, facts: [], statement: '申明。',
    clauses: draft.clauses.map(({ clause }: { clause: string }) => ({ clause, answer: 'met' })),
    values: Object.entries(values).map(([indicator, value]) => ({ indicator, values: [value] })),
  })
  assert.deepEqual(whole.body.problems, [], JSON.stringify([whole.body, indicators]).slice(0, 2000))
  const published = await representative.post(
    `/api/v1/declaration-drafts/${draft.id}/publication`, { version: whole.body.version, truthful: true })
  assert.equal(published.status, 201, JSON.stringify(published.body))
  const acts = await of.world.db.selectFrom('act').select('scheme').distinct().execute()
  assert.deepEqual(acts.map(({ scheme }) => scheme), ['testland'])
})

test('no page of the other scheme names a province', async () => {
  const stranger = somebody(of)
  for (const url of ['/', '/en/', '/brands', '/standards', '/notices', '/search', '/report', '/check',
    '/api/v1/vocabulary',
    '/api/openapi.json', '/api/v1/register?q=%E8%AF%95']) {
    const { status, body } = await stranger.get(url)
    if (status === 404) continue
    assert.equal(status, 200, url)
    assert.doesNotMatch(typeof body === 'string' ? body : JSON.stringify(body), /四川|Sichuan|天府品质|Tianfu Quality/i, url)
  }
})
