import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parse } from 'yaml'
import { signedIn, somebody } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { ROOT } from '../../world.ts'

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => closeSound(of))

const seed = (name: string) =>
  parse(readFileSync(join(ROOT, 'scheme/sichuan/seed', name), 'utf8')) as Record<string, any> // `any`: YAML

test('strangers read standards in force; drafts only when they ask for them', async () => {
  const all = await somebody(of).get('/api/v1/standards?limit=100')
  assert.equal(all.status, 200)
  assert.ok(all.body.items.every(({ inForce }: { inForce: boolean }) => inForce))
  const b = await somebody(of).get('/api/v1/standards?kind=B&q=白酒')
  assert.deepEqual(b.body.items.map(({ kind }: { kind: string }) => kind), ['B'])
  const drafts = await somebody(of).get('/api/v1/standards?status=draft')
  assert.ok(drafts.body.items.length >= 2)
  const made = await somebody(of).get('/api/v1/standards?kind=B&programme=sichuan-made')
  assert.ok(made.body.items.every(({ programmes }: { programmes: string[] }) => programmes.includes('sichuan-made')))
})

test('a list goes on from its cursor and shows everything once', async () => {
  const whole = (await somebody(of).get('/api/v1/standards?limit=100')).body.items.map(({ id }: { id: string }) => id)
  const seen: string[] = []
  for (let after = ''; ;) {
    const { body } = await somebody(of).get(`/api/v1/standards?limit=2${after && `&after=${after}`}`)
    seen.push(...body.items.map(({ id }: { id: string }) => id))
    if (!body.next) break
    after = body.next
  }
  assert.deepEqual(seen, whole)
})

test('the comparison with national limits is computed, and what is unknown is null with its reason', async () => {
  const number = encodeURIComponent(seed('standards/b-tile.yaml').number)
  const { body } = await somebody(of).get(`/api/v1/standards/${number}/comparison`)
  const row = (id: string) => body.rows.find((one: { id: string }) => one.id === id)
  assert.equal(row('water-absorption').comparison, 'stricter')
  assert.equal(row('energy').national.limit, null)
  assert.match(row('energy').reason.zh, /待核|待定|未规定/)
  const detail = await somebody(of).get(`/api/v1/standards/${number}`)
  assert.equal(detail.body.rows.length, detail.body.indicators)
  assert.equal((await somebody(of).get('/api/v1/standards/none')).status, 404)
})

test('a rule shows the steps that its scheme type generates: tests and audit for type 5, neither for type 6',
  async () => {
  const steps = async (number: string) =>
    (await somebody(of).get(`/api/v1/rules/${number}`)).body.steps.map(({ step }: { step: string }) => step)
  const five = await steps(seed('rules/tile.yaml').number)
  assert.ok(five.includes('testing') && five.includes('audit'))
  const six = await steps(seed('rules/elderly-care.yaml').number)
  assert.ok(six.includes('service-assessment') && !six.includes('testing'))
})

test('the secretariat publishes a later edition; the same edition twice, an earlier one, and a looser one are refused',
  async () => {
  const secretariat = await signedIn(of, 'alliance-secretariat')
  const tile = seed('standards/b-tile.yaml')
  const publish = (document: object) => secretariat.post('/api/v1/standards', { document })
  assert.equal((await publish(tile)).body.code, 'edition-exists')
  assert.equal((await publish({ ...tile, edition: '2026.1' })).body.code, 'edition-not-later')
  assert.equal(
    (await publish({ ...tile, edition: '2027', inForceFrom: '2027-02-01', colour: 'red' })).body.code, 'document-form',
  )
  // `any`: YAML
  const looser = { ...tile, edition: '2027', inForceFrom: '2027-02-01', indicators: tile.indicators.map((one: any) =>
    one.id === 'water-absorption' ? { ...one, limit: { ...one.limit, most: '0.55' } } : one) }
  assert.equal((await publish(looser)).status, 422)
  const later = await publish({ ...tile, edition: '2027', inForceFrom: '2027-02-01' })
  assert.equal(later.status, 201)
  assert.equal(later.body.inForce, false)
  const listed = await somebody(of).get('/api/v1/standards?limit=100')
  const editions = listed.body.items.filter(({ number }: { number: string }) => number === tile.number)
  assert.deepEqual(editions.map(({ edition }: { edition: string }) => edition), ['2026'], 'not in force yet')
})

test('a rule that cites a standard nobody published is refused; an enterprise may publish nothing', async () => {
  const secretariat = await signedIn(of, 'alliance-secretariat')
  const rule = seed('rules/tile.yaml')
  const cites = { ...rule, number: 'TFPZ-R9999', b: { number: 'T/TFPZ 9999', edition: '2026' } }
  assert.equal((await secretariat.post('/api/v1/rules', { document: cites })).body.code, 'document-form')
  const own = await secretariat.post('/api/v1/rules', { document: { ...rule, number: 'TFPZ-R9999' } })
  assert.equal(own.status, 201)
  const withdrawn = await secretariat.post(`/api/v1/rules/${own.body.id}/withdrawal`, { reason: '演示' })
  assert.equal(withdrawn.body.status, 'withdrawn')
  const enterprise = await signedIn(of, 'enterprise-agent')
  assert.equal((await enterprise.post('/api/v1/rules', { document: rule })).status, 403)
  assert.equal((await somebody(of).post('/api/v1/rules', { document: rule })).status, 401)
})
