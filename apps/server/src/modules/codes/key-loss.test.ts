import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { certificateAct } from '../../../../../test/certificate.ts'
import type { CertificateMade } from '../../../../../test/certificate.ts'
import { aLicenceInForce, as, done } from '../../../../../test/licence.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { MODULES } from '../../modules.ts'
import { followerOf } from '../../platform/follow.ts'
import { fsck } from '../../platform/fsck.ts'

let of: TestWorld
let agent: Person
let decider: Person
let licence: string
let certificate: CertificateMade
let today: string

before(async () => {
  of = await testWorld()
  ;({ id: licence, certificate } = await aLicenceInForce(of, 1000))
  agent = await as(of, 'enterprise-agent')
  decider = await as(of, 'licensor-decider')
  today = done(await agent.get('/api/v1/clock')).body.today
})
after(() => of.close())

const refused = (answer: Answer, status: number, code: string) =>
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))

async function batchOf(quantity: number): Promise<{ id: string; serials: string[] }> {
  const { body: { batch: id } } = done(await agent.post('/api/v1/code-orders',
    { licence, product: certificate.product, quantity }))
  const csv = String(done(await agent.get(`/api/v1/code-batches/${id}/codes.csv`)).body)
  return { id, serials: csv.trim().split(/\r?\n/).slice(1).map((line) => line.split(',')[0] ?? '') }
}
const activate = (id: string, quantity: number) =>
  agent.post(`/api/v1/code-batches/${id}/activations`, { lot: 'L1', producedOn: today, quantity })
const lose = (id: string, more: object = {}, by = decider) =>
  by.post(`/api/v1/code-batches/${id}/key-loss`, { ground: 'key-disclosed', lostOn: today, ...more })
const shown = async (serial: string | undefined) => {
  const { verdict, keyLostOn } = (await of.app.http.inject({
    url: `/01/${certificate.gtin}/21/${serial}?seen=1`, headers: { accept: 'application/json' },
  })).json()
  return [verdict, keyLostOn]
}
const page = async (serial: string | undefined) =>
  (await of.app.http.inject({ url: `/01/${certificate.gtin}/21/${serial}`, headers: { accept: 'text/html' } })).body

test('a lost key loses no genuine goods: what was active stands, what was not is void for good', async () => {
  const [first, second] = [await batchOf(4), await batchOf(2)]
  done(await activate(first.id, 2))
  await of.app.sequence()
  await followerOf(of.world).look()
  for (const serial of [first.serials[0], first.serials[3], second.serials[0]]) await shown(serial) // held in memory

  const offered = (await decider.get(`/api/v1/code-batches/${first.id}`)).body
  assert.deepEqual(offered.next.map((one: { endpoint: string }) => one.endpoint), ['loseCodeKey'])
  refused(await lose(first.id, { lostOn: '2099-01-01' }), 422, 'lost-in-future')
  refused(await lose(first.id, { lostOn: '2020-01-01' }), 422, 'lost-before-key')
  refused(await lose(first.id, { ground: 'bad-weather' }), 422, 'ground-unknown')
  assert.equal((await lose(first.id, {}, agent)).status, 403)
  assert.deepEqual(await shown(first.serials[3]), ['unactivated', undefined])

  const { body } = done(await lose(first.id))
  assert.deepEqual([body.batches, body.lostOn], [2, today])
  assert.deepEqual(await shown(first.serials[0]), ['valid', today])
  assert.deepEqual(await shown(first.serials[3]), ['void', today])
  assert.deepEqual(await shown(second.serials[0]), ['void', today])
  assert.match(await page(first.serials[0]), /可能被仿印/)
  assert.doesNotMatch(await page(first.serials[3]), /可能被仿印/)
  refused(await activate(first.id, 1), 409, 'code-key-lost')
  refused(await lose(second.id), 409, 'code-key-lost')
  const after = (await agent.get(`/api/v1/code-batches/${first.id}`)).body
  assert.deepEqual([after.keyLostOn, after.next.map((one: { endpoint: string }) => one.endpoint)],
    [today, ['voidCodes']])

  await certificateAct(of, certificate.id, 'suspended')
  assert.deepEqual(await shown(first.serials[0]), ['suspended', today])
  await certificateAct(of, certificate.id, 'restored')
})

test('the next order takes another key, whose codes stand by themselves', async () => {
  const { id, serials } = await batchOf(2)
  done(await activate(id, 1))
  assert.deepEqual(await shown(serials[0]), ['valid', undefined])
  assert.deepEqual(await shown(serials[1]), ['unactivated', undefined])
})

test('orders, activations and the loss of their key at the same time: nothing is active under a lost key', async () => {
  const { id } = await batchOf(20)
  const answers = await Promise.all([
    ...Array.from({ length: 6 }, () => activate(id, 1)), lose(id), lose(id), batchOf(1), batchOf(1),
    ...Array.from({ length: 6 }, () => activate(id, 1)),
  ])
  const statuses = answers.flatMap((answer) => ('status' in answer ? [answer.status] : []))
  assert.deepEqual(statuses.filter((status) => ![200, 201, 409].includes(status)), [])
  assert.equal(answers.slice(6, 8).filter((answer) => 'status' in answer && answer.status < 300).length, 1)
  refused(await activate(id, 1), 409, 'code-key-lost')
  await of.app.sequence()
  const { findings, checked } = await fsck(of.world, MODULES.filter(({ name }) => name === 'codes'))
  assert.deepEqual(findings, [])
  assert.ok((checked.rows ?? 0) > 0)
})
