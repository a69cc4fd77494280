import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CertificateMade } from '../../../../../test/certificate.ts'
import { aLicenceInForce, as, done } from '../../../../../test/licence.ts'
import { somebody } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { alarmsOf } from './mass-balance.ts'

let of: TestWorld
let licence: string
let certificate: CertificateMade
let agent: Person
let gtin: string
let today: string
before(async () => {
  of = await testWorld()
  ;({ id: licence, certificate } = await aLicenceInForce(of, 1000))
  gtin = certificate.gtin ?? ''
  agent = await as(of, 'enterprise-agent')
  today = (await somebody(of).get('/api/v1/clock')).body.today
})
after(() => of.close())

const balance = async (by: Person, query = '') =>
  done(await by.get(`/api/v1/mass-balances${query}`)).body.items.find((one: { gtin: string }) => one.gtin === gtin)
const meter = (query = '') => somebody(of).get(`/api/v1/meters/${gtin}${query}`)
const made = (lot: string, quantity: string, unit = 'H87') => agent.post('/api/v1/trace-steps', {
  gtin, lot, step: 'commissioning', at: `${today}T00:00:00+08:00`, quantity, unit,
})

const ALARMS: [Parameters<typeof alarmsOf>[0], string[], string][] = [
  [{ activated: 10, activatedEver: 10, scanned: 3 }, [], 'no trace, no capacity'],
  [{ activated: 10, activatedEver: 10, output: 10, outputEver: 10, capacity: 10, scanned: 10 }, [], 'all the same'],
  [{ activated: 11, activatedEver: 11, output: 10, outputEver: 10, scanned: 0 }, ['activated-over-output'],
    'too many marks'],
  [{ activated: 11, activatedEver: 90, output: 10, outputEver: 99, scanned: 0 }, [], 'made last year, marked in this'],
  [{ activated: 1, activatedEver: 1, output: 11, outputEver: 11, capacity: 10, scanned: 0 }, ['output-over-capacity'],
    'more made than can be'],
  [{ activated: 0, activatedEver: 4, scanned: 5 }, ['scanned-over-activated'], 'more seen than marked'],
]
for (const [figures, expected, why] of ALARMS) {
  test(`a balance, ${why}: ${expected.join() || 'nothing'}`, () => assert.deepEqual(alarmsOf(figures), expected))
}

test('what was granted, activated, made and looked at stands side by side; what does not fit is named', async () => {
  assert.equal((await balance(agent)).activated, 0)
  const order = { licence, product: certificate.product, quantity: 100 }
  const { batch } = done(await agent.post('/api/v1/code-orders', order)).body
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`, {
    from: 1, quantity: 40, lot: 'B1', producedOn: today,
  }))
  const before = await balance(agent)
  assert.deepEqual([before.granted, before.activated, before.scanned, before.capacity, before.output, before.alarms],
    [1050, 40, 0, 1000, undefined, []])
  done(await made('B1', '30'))
  done(await made('B1', '5000', 'KGM'))
  assert.deepEqual([(await balance(agent)).output, (await balance(agent)).alarms], [30, ['activated-over-output']])
  done(await made('B2', '20'))
  assert.deepEqual([(await balance(agent)).output, (await balance(agent)).alarms], [50, []])
  done(await made('B3', '960'))
  assert.deepEqual((await balance(agent)).alarms, ['output-over-capacity'])
})

test('an authority sees the products of its region, and nobody those of others', async () => {
  assert.equal((await balance(await as(of, 'authority-city'))).activated, 40)
  assert.equal(await balance(await as(of, 'authority-city-510600')), undefined)
  assert.equal(await balance(await as(of, 'enterprise-agent-rice')), undefined)
  assert.equal((await balance(agent, `?year=${Number(today.slice(0, 4)) - 1}`)).activated, 0)
})

test('anybody may see how many marks a product bears, and no more of it', async () => {
  const { status, body } = await meter()
  assert.equal(status, 200)
  assert.deepEqual([body.gtin, body.granted, body.activated, body.scanned, 'output' in body, 'capacity' in body],
    [gtin, 1050, 40, 0, false, false])
  assert.equal((await meter('?year=2021')).status, 404)
  assert.equal((await somebody(of).get('/api/v1/meters/04012345123456')).status, 404)
})
