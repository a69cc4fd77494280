import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { as } from '../../../../../test/licence.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { deliverReport } from './index.ts'

type Fields = Record<string, unknown>
let of: TestWorld
let agent: Person
let other: Person
let dest: string
let answering = 204
const received: { headers: Record<string, unknown>; body: string }[] = []
const subscriber = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => { body += part.toString('utf8') })
  request.on('end', () => {
    if (answering < 300) received.push({ headers: request.headers, body })
    response.writeHead(answering, { location: '/elsewhere' }).end()
  })
})
before(async () => {
  of = await testWorld({ webhookNetworks: ['127.0.0.0/8'] })
  agent = await as(of, 'enterprise-agent')
  other = await as(of, 'enterprise-representative')
  subscriber.listen(0, '127.0.0.1')
  await once(subscriber, 'listening')
  dest = `http://127.0.0.1:${(subscriber.address() as AddressInfo).port}/hook`
  await agent.post('/epcis/queries', { name: 'mine', query: { MATCH_anyEPC: ['urn:example:thing:*'] } })
})
beforeEach(() => { received.length = 0; answering = 204 })
after(async () => { subscriber.close(); await of.close() })

const CONTEXT = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld']
const capture = async (...things: string[]) => {
  const answer = await agent.post('/epcis/capture', {
    '@context': CONTEXT, type: 'EPCISDocument', schemaVersion: '2.0', creationDate: '2026-03-02T00:00:00Z',
    epcisBody: { eventList: things.map((thing) => ({
      type: 'ObjectEvent', eventTime: '2026-02-20T08:00:00Z', eventTimeZoneOffset: '+08:00', action: 'OBSERVE',
      epcList: [`urn:example:thing:${thing}`],
    })) },
  })
  assert.equal(answer.status, 202, JSON.stringify(answer.body))
}
const subscribe = (body: Fields): Promise<Answer> => agent.post('/epcis/queries/mine/subscriptions', { dest, ...body })
const subscribed = async (body: Fields): Promise<string> => {
  const answer = await subscribe(body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return String(answer.headers.location)
}
/** Lets the background look, and the outbox carry out what it was asked. Answers how many deliveries failed. */
async function deliver(): Promise<number> {
  await of.app.work()
  let failed = 0
  for (const { kind, data } of of.outbox.splice(0)) {
    if (kind === 'report') await deliverReport(of.world, data.report ?? '').catch(() => { failed += 1 })
  }
  return failed
}
const things = (): string[] => received.flatMap(({ body }) =>
  JSON.parse(body).epcisBody.queryResults.resultsBody.eventList
    .flatMap(({ epcList }: { epcList: string[] }) => epcList))
const listed = async () => (await agent.get('/api/v1/trace-subscriptions')).body.items

test('what matches is sent as it is captured, once, signed, and nothing from before', async () => {
  await capture('before')
  const url = await subscribed({ stream: true, signatureToken: 'our secret' })
  const shown = (await agent.get(url)).body
  assert.deepEqual([shown.dest, shown.stream, shown.signatureToken], [dest, true, undefined])
  await deliver()
  assert.equal(received.length, 0)
  await capture('one', 'two')
  await capture('three')
  assert.equal(await deliver(), 0)
  assert.deepEqual(things().toSorted(), ['one', 'three', 'two'].map((name) => `urn:example:thing:${name}`))
  const [first] = received
  assert.equal(first?.headers['gs1-signature'],
    `sha256=${createHmac('sha256', 'our secret').update(first?.body ?? '').digest('hex')}`)
  const { queryName, subscriptionID } = JSON.parse(first?.body ?? '').epcisBody.queryResults
  assert.deepEqual([queryName, url.endsWith(`/${subscriptionID}`)], ['mine', true])
  received.length = 0
  await deliver()
  assert.equal(received.length, 0)
  const [row] = await listed()
  assert.deepEqual([row.delivery, row.waiting, row.queryName], ['delivered', 0, 'mine'])
  assert.equal((await agent.delete(url)).status, 204)
  await capture('four')
  await deliver()
  assert.equal(received.length, 0)
  assert.equal((await agent.get(url)).status, 404)
})

test('what is not taken is tried again, waits, and comes in its order', async () => {
  const url = await subscribed({ stream: true })
  answering = 500
  await capture('late')
  await of.app.work()
  const report = of.outbox.splice(0)[0]?.data.report ?? ''
  await assert.rejects(deliverReport(of.world, report))
  answering = 302
  await assert.rejects(deliverReport(of.world, report))
  const [row] = await listed()
  assert.deepEqual([row.delivery, row.failure, row.attempts, row.waiting], ['failing', 'redirects', 2, 1])
  answering = 204
  await deliverReport(of.world, report)
  await deliverReport(of.world, report)
  assert.deepEqual(things(), ['urn:example:thing:late'])
  await agent.delete(url)
})

test('a subscriber that takes nothing is not buried, and loses nothing', async () => {
  const url = await subscribed({ stream: true })
  answering = 503
  for (let i = 0; i < 30; i += 1) {
    await capture(`much${i}`)
    await of.app.work()
  }
  assert.equal((await listed())[0].waiting, 20)
  answering = 204
  assert.equal(await deliver(), 0)
  assert.equal(await deliver(), 0)
  assert.equal(new Set(things()).size, 30)
  await agent.delete(url)
})

test('a schedule reports at its times, empty only where that is wanted', async () => {
  const wanted = await subscribed({ schedule: { minute: '0,30' }, reportIfEmpty: true })
  const quiet = await subscribed({ schedule: { minute: '0,30' } })
  await capture('timely')
  await deliver()
  assert.equal(received.length, 0)
  of.pass(31 * 60_000)
  await deliver()
  assert.deepEqual(things(), ['urn:example:thing:timely', 'urn:example:thing:timely'])
  received.length = 0
  of.pass(30 * 60_000)
  await deliver()
  assert.deepEqual([received.length, things().length], [1, 0])
  await agent.delete(wanted)
  await agent.delete(quiet)
})

test('it may begin in the past, and ends with its query', async () => {
  const url = await subscribed({ stream: true, initialRecordTime: '2026-01-01T00:00:00Z' })
  await deliver()
  assert.ok(things().includes('urn:example:thing:before'))
  await agent.post('/epcis/queries', { name: 'brief', query: {} })
  const made = await agent.post('/epcis/queries/brief/subscriptions', { dest, stream: true })
  const brief = String(made.headers.location)
  assert.equal((await agent.delete('/epcis/queries/brief')).status, 204)
  assert.equal((await agent.get(brief)).status, 404)
  await agent.delete(url)
})

test('a subscription is refused that has no time, a limit, or no query', async () => {
  for (const body of [{}, { stream: false }, { stream: true, schedule: { hour: '1' } }, { schedule: { hour: '25' } },
    { schedule: {} }, { schedule: { dayOfMonth: '30', month: '2' } }]) {
    const answer = await subscribe(body)
    assert.deepEqual([answer.status, answer.body.code], [422, 'epcis-subscription'], JSON.stringify(body))
  }
  assert.equal((await agent.post('/epcis/queries/none/subscriptions', { dest, stream: true })).status, 404)
  await agent.post('/epcis/queries', { name: 'limited', query: { eventCountLimit: 5 } })
  assert.equal((await agent.post('/epcis/queries/limited/subscriptions', { dest, stream: true })).status, 400)
})

test('it ends with the role under which it was made, and shows to no other organisation', async () => {
  const url = await subscribed({ stream: true })
  const stranger = await as(of, 'body-acceptor')
  assert.ok([403, 404].includes((await stranger.get(url)).status))
  assert.equal((await other.get(url)).status, 200)
  const id = url.split('/').at(-1) ?? ''
  const { membership } = await of.world.db.selectFrom('epcis_subscription').where('id', '=', id)
    .select('membership').executeTakeFirstOrThrow()
  const { account } = await of.world.db.selectFrom('membership').where('id', '=', membership).select('account')
    .executeTakeFirstOrThrow()
  const disable = (at: string | null) =>
    of.world.db.updateTable('account').set({ disabled_at: at }).where('id', '=', account).execute()
  await disable('2026-03-02T01:00:00Z')
  await of.world.db.updateTable('epcis_subscription').set({ position: 0 }).where('id', '=', id).execute()
  await of.app.work()
  assert.equal((await other.get(url)).status, 404)
  await disable(null)
})
