import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { as } from '../../../../../test/licence.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { MODULES } from '../../modules.ts'
import { fsck } from '../../platform/fsck.ts'
import { runCaptures } from './index.ts'

let of: TestWorld
let agent: Person
before(async () => {
  of = await testWorld()
  agent = await as(of, 'enterprise-agent')
})
after(() => of.close())

type Fields = Record<string, unknown>
const CONTEXT = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { ex: 'https://ns.example.com/' }]
const documentOf = (...eventList: Fields[]): Fields => ({
  '@context': CONTEXT, type: 'EPCISDocument', schemaVersion: '2.0', creationDate: '2026-03-02T00:00:00Z',
  epcisBody: { eventList },
})
const event = (thing: string, more: Fields = {}): Fields => ({
  type: 'ObjectEvent', eventTime: '2026-02-20T08:00:00Z', eventTimeZoneOffset: '+08:00', action: 'OBSERVE',
  epcList: [`urn:example:thing:${thing}`], ...more,
})
const captured = async (document: Fields) => {
  const answer = await agent.post('/epcis/capture', document)
  assert.equal(answer.status, 202, JSON.stringify(answer.body))
  return (await agent.get(String(answer.headers.location))).body
}
const found = async (query: string): Promise<Fields[]> =>
  (await agent.get(`/epcis/events?${query}`)).body.epcisBody.queryResults.resultsBody.eventList

test('what is written comes back character for character', async () => {
  const odd = 'a\\tb\ttab\nbreak\r\\N \\\\. “引号” \u007f end\\'
  await captured(documentOf(event('odd', { 'ex:note': odd, 'ex:empty': '', 'ex:nothing': null, 'ex:half': 0.5 })))
  const [one] = await found('MATCH_anyEPC=urn:example:thing:odd')
  assert.deepEqual([one?.['ex:note'], one?.['ex:empty'], one?.['ex:nothing'], one?.['ex:half']], [odd, '', null, 0.5])
})

test('an event twice in one document, and again in the next with others, is one event', async () => {
  const [a, b, c] = [event('a'), event('b'), event('c')]
  assert.deepEqual((await captured(documentOf(a, b, a))).counts, { events: 3, captured: 2, duplicates: 1 })
  assert.deepEqual((await captured(documentOf(c, b, a))).counts, { events: 3, captured: 1, duplicates: 2 })
  assert.deepEqual((await captured(documentOf(a, b, c))).counts, { events: 3, captured: 0, duplicates: 3 })
  assert.equal((await found('MATCH_anyEPC=urn:example:thing:a%7Curn:example:thing:b%7Curn:example:thing:c')).length, 3)
})

test('one event is created where it is new, and told where it is', async () => {
  const made = await agent.post('/epcis/events', { '@context': CONTEXT, ...event('alone') })
  assert.deepEqual([made.status, made.body.epcList], [201, ['urn:example:thing:alone']])
  assert.equal((await agent.get(String(made.headers.location))).status, 200)
  const again = await agent.post('/epcis/events', { '@context': CONTEXT, ...event('alone') })
  assert.equal(again.status, 409)
})

test('two captures of the same events at once keep each of them once', async () => {
  const [x, y] = [documentOf(event('x'), event('y')), documentOf(event('y'), event('x'))]
  const jobs = await Promise.all([captured(x), captured(y), captured(x)])
  assert.equal(jobs.reduce((sum, { counts }) => sum + counts.captured, 0), 2)
  assert.equal(jobs.reduce((sum, { counts }) => sum + counts.duplicates, 0), 4)
  assert.equal((await found('MATCH_anyEPC=urn:example:thing:x%7Curn:example:thing:y')).length, 2)
})

test('a capture that nobody waits for is durable at once and ends later, whoever asks meanwhile', async () => {
  const waiting = { prefer: 'wait=1, respond-async' }
  const answer = await agent.post('/epcis/capture', documentOf(event('later'), event('a')), waiting)
  assert.deepEqual([answer.status, answer.headers['preference-applied']], [202, 'respond-async'])
  const job = String(answer.headers.location)
  const before = (await agent.get(job)).body
  assert.deepEqual([before.running, before.success, before.finishedAt, before.counts],
    [true, true, undefined, { events: 2, captured: 0, duplicates: 0 }])
  assert.equal((await found('MATCH_anyEPC=urn:example:thing:later')).length, 0)
  // A process that stops in the middle leaves the document where it was.
  const stopped = { ...of.world, fault: () => { throw new Error('stopped') } }
  assert.equal(await runCaptures({ ...stopped, log: { ...of.world.log, error: () => {} } }), 1)
  assert.equal((await agent.get(job)).body.running, true)
  of.pass(60_000)
  await of.app.work()
  const after = (await agent.get(job)).body
  assert.deepEqual([after.running, after.success, after.counts],
    [false, true, { events: 2, captured: 1, duplicates: 1 }])
  assert.ok(after.finishedAt)
  assert.equal((await found('MATCH_anyEPC=urn:example:thing:later')).length, 1)
})

test('a document that breaks the standard is told at once, what is not allowed stands in the job', async () => {
  const later = { prefer: 'respond-async' }
  const wrong = await agent.post('/epcis/capture', documentOf(event('w', { action: 'LOOK' })), later)
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'epcis-invalid'])
  const id = 'urn:uuid:22222222-2222-4222-8222-222222222222'
  const behaviour = { ...later, 'gs1-capture-error-behaviour': 'proceed' }
  const taken = documentOf(event('one', { eventID: id }), event('two', { eventID: id }), event('w', { action: 'LOOK' }))
  const answer = await agent.post('/epcis/capture', taken, behaviour)
  await of.app.work()
  const job = (await agent.get(String(answer.headers.location))).body
  assert.deepEqual([job.success, job.counts.captured, job.errors.map((one: Fields) => [one.event, one.type])],
    [false, 1, [[1, '/problems/epcis-event-id-used'], [2, '/problems/epcis-invalid']]])
})

test('what fails again and again ends unsuccessfully, and lets the next one pass', async () => {
  const answer = await agent.post('/epcis/capture', documentOf(event('never')), { prefer: 'respond-async' })
  const failing = { ...of.world, fault: () => { throw new Error('out of order') },
    log: { ...of.world.log, error: () => {} } }
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await runCaptures(failing)
    of.pass(600_000)
  }
  const job = (await agent.get(String(answer.headers.location))).body
  assert.deepEqual([job.running, job.success, job.errors[0].type], [false, false, '/problems/epcis-not-captured'])
})

test('only so many documents of one organisation wait', async () => {
  const later = { prefer: 'respond-async' }
  for (let i = 0; i < 100; i += 1) {
    assert.equal((await agent.post('/epcis/capture', documentOf(event(`q${i}`)), later)).status, 202)
  }
  assert.equal((await agent.post('/epcis/capture', documentOf(event('q100')), later)).status, 429)
  await of.app.work()
  assert.equal((await agent.post('/epcis/capture', documentOf(event('q100')), later)).status, 202)
})

test('nothing breaks a sentence that holds for every row', async () => {
  assert.deepEqual((await fsck(of.world, MODULES.filter(({ name }) => name === 'trace'))).findings, [])
})
