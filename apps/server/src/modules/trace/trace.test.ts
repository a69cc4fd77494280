import assert from 'node:assert/strict'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { as } from '../../../../../test/licence.ts'
import { somebody, usccOf } from '../../../../../test/people.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { fsck } from '../../platform/fsck.ts'
import { MODULES } from '../../modules.ts'

let of: TestWorld
let agent: Person
let other: Person
let gtin: string
before(async () => {
  of = await testWorld()
  agent = await as(of, 'enterprise-agent')
  const { login } = await of.world.db.selectFrom('account')
    .innerJoin('membership', 'membership.account', 'account.id')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .where('membership.role', '=', 'enterprise-agent').where('organisation.uscc', '<>', usccOf('enterprise-baijiu'))
    .select('account.login').orderBy('account.login').executeTakeFirstOrThrow()
  other = await as(of, login)
  ;({ gtin } = await of.world.db.selectFrom('product')
    .innerJoin('organisation', 'organisation.id', 'product.organisation')
    .where('organisation.uscc', '=', usccOf('enterprise-baijiu')).where('gtin', 'is not', null)
    .select('gtin').$castTo<{ gtin: string }>().executeTakeFirstOrThrow())
})
after(() => of.close())

type Fields = Record<string, unknown>
const CONTEXT = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { ex: 'https://ns.example.com/' }]
const documentOf = (...eventList: Fields[]): Fields => ({
  '@context': CONTEXT, type: 'EPCISDocument', schemaVersion: '2.0', creationDate: '2026-03-02T00:00:00Z',
  epcisBody: { eventList },
})
const lot = (name: string) => `https://id.gs1.org/01/${gtin}/10/${name}`
const event = (name: string, more: Fields = {}): Fields => ({
  type: 'ObjectEvent', eventTime: '2026-02-20T08:00:00Z', eventTimeZoneOffset: '+08:00', action: 'ADD',
  bizStep: 'commissioning', quantityList: [{ epcClass: lot(name), quantity: 100, uom: 'KGM' }], ...more,
})
const refused = (answer: Answer, status: number, code: string) =>
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
const captured = async (by: Person, document: Fields, headers: Record<string, string> = {}) => {
  const answer = await by.post('/epcis/capture', document, headers)
  assert.equal(answer.status, 202, JSON.stringify(answer.body))
  return (await by.get(String(answer.headers.location))).body
}
const events = async (by: Person, query: string): Promise<Fields[]> => {
  const answer = await by.get(`/epcis/events?${query}`)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.epcisBody.queryResults.resultsBody.eventList
}
/** Credit code of the other enterprise: the only one of its account's organisations. */
const usccOfOther = async (): Promise<string> => {
  const { account } = (await other.get('/api/v1/session')).body
  const { uscc } = await of.world.db.selectFrom('membership')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .where('membership.account', '=', account.id).where('membership.role', '=', 'enterprise-agent')
    .select('uscc').executeTakeFirstOrThrow()
  return uscc
}
const q = encodeURIComponent

test('a captured document comes back by every way of asking', async () => {
  const job = await captured(agent, documentOf(event('A1', {
    eventID: 'urn:uuid:11111111-1111-4111-8111-111111111111', readPoint: { id: 'urn:epc:id:sgln:4012345.00011.987' },
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:example:po:1' }], disposition: 'active',
    ilmd: { 'ex:proof': 52 }, 'ex:grade': 'one',
    destinationList: [{ type: 'owning_party', destination: 'urn:example:party:1' }],
  })))
  assert.deepEqual([job.running, job.success, job.counts], [false, true, { events: 1, captured: 1, duplicates: 0 }])
  const found = [
    'EQ_bizStep=commissioning', `EQ_bizStep=${q('https://ref.gs1.org/cbv/BizStep-commissioning')}`,
    'eventType=ObjectEvent|TransactionEvent', 'EQ_action=ADD', 'EQ_disposition=active',
    `EQ_readPoint=${q('https://id.gs1.org/414/4012345000115/254/987')}`,
    `WD_readPoint=${q('https://id.gs1.org/414/4012345000115')}`, `MATCH_epcClass=${q(lot('A1'))}`,
    `MATCH_anyEPCClass=${q(`https://id.gs1.org/01/${gtin}`)}`, 'EQ_bizTransaction_po=urn:example:po:1',
    'EQ_destination_owning_party=urn:example:party:1', 'GE_quantity=100', 'EQ_ILMD_ex:proof=52', 'GT_ILMD_ex:proof=50',
    'EXISTS_ILMD_ex:proof=true', 'EQ_ex:grade=one', 'EXISTS_ex:grade=true', 'GE_eventTime=2026-02-20T00:00:00Z',
    'LT_recordTime=2030-01-01T00:00:00Z', 'EQ_eventID=urn:uuid:11111111-1111-4111-8111-111111111111',
  ]
  for (const query of found) {
    const ids = (await events(agent, query)).map(({ eventID }) => eventID)
    assert.ok(ids.includes('urn:uuid:11111111-1111-4111-8111-111111111111'), query)
  }
  const absent = [
    'EQ_bizStep=shipping', 'EQ_action=DELETE', `MATCH_epc=${q(lot('A1'))}`, 'GT_quantity=100', 'GT_ILMD_ex:proof=52',
    'EQ_ex:grade=two', 'EXISTS_ex:other=true', 'LT_eventTime=2026-02-20T08:00:00Z',
    'EQ_bizTransaction_inv=urn:example:po:1',
    'EXISTS_errorDeclaration=true', `EQ_readPoint=${q('https://id.gs1.org/414/4012345000115')}`,
  ]
  for (const query of absent) assert.deepEqual(await events(agent, query), [], query)
  const one = await agent.get(`/epcis/events/${q('urn:uuid:11111111-1111-4111-8111-111111111111')}`)
  assert.equal(one.body.epcisBody.queryResults.resultsBody.eventList[0]['ex:grade'], 'one')
  assert.equal((await agent.get(`/epcis/events/${q('urn:uuid:none')}`)).status, 404)
  for (const [resource, value] of [['eventTypes', 'ObjectEvent'], ['bizSteps', 'commissioning'],
    ['dispositions', 'active'], ['readPoints', 'https://id.gs1.org/414/4012345000115/254/987']] as const) {
    assert.ok((await agent.get(`/epcis/${resource}`)).body.member.includes(value), resource)
    const within = await agent.get(`/epcis/${resource}/${q(value)}/events`)
    assert.equal(within.body.epcisBody.queryResults.resultsBody.eventList.length, 1, resource)
  }
  assert.equal((await agent.get('/epcis/bizSteps/shipping')).status, 404)
})

test('the same event is one event, a correction is told apart, another under its id is refused', async () => {
  const first = event('B1', { eventID: 'urn:uuid:22222222-2222-4222-8222-222222222222' })
  assert.equal((await captured(agent, documentOf(first, first))).counts.duplicates, 1)
  assert.deepEqual((await captured(agent, documentOf(first))).counts, { events: 1, captured: 0, duplicates: 1 })
  const declared = { ...first, errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z', reason: 'incorrect_data' } }
  assert.equal((await captured(agent, documentOf(declared))).counts.captured, 1)
  assert.equal((await events(agent, 'EQ_eventID=urn:uuid:22222222-2222-4222-8222-222222222222')).length, 2)
  assert.equal((await events(agent, 'EXISTS_errorDeclaration=true&EQ_errorReason=incorrect_data')).length, 1)
  const changed = { ...first, eventTime: '2026-02-21T08:00:00Z' }
  const job = await captured(agent, documentOf(changed))
  assert.deepEqual([job.success, job.counts.captured, job.errors[0].type], [false, 0, '/problems/epcis-event-id-used'])
  refused(await agent.post('/epcis/events', { '@context': CONTEXT, ...first }), 409, 'epcis-duplicate')
})

test('rolled back whole, or what is good is kept', async () => {
  const bad = event('C1', { action: 'MAYBE' })
  refused(await agent.post('/epcis/capture', documentOf(event('C1'), bad)), 400, 'epcis-invalid')
  assert.deepEqual(await events(agent, `MATCH_anyEPCClass=${q(lot('C1'))}`), [])
  for (const header of ['gs1-capture-error-behaviour', 'gs1-epcis-capture-error-behaviour']) {
    const job = await captured(agent, documentOf(event(`C-${header.length}`), bad), { [header]: 'proceed' })
    assert.deepEqual([job.success, job.counts.captured, job.errors[0].event], [false, 1, 1])
  }
  const odd = { 'gs1-capture-error-behaviour': 'maybe' }
  refused(await agent.post('/epcis/capture', documentOf(), odd), 400, 'bad-request')
})

test('the maker says what happened, then whoever it was handed to, and nobody else', async () => {
  const step = { action: 'OBSERVE', bizStep: 'storing' }
  const stored = event('D1', { ...step, eventTime: '2026-02-23T00:00:00Z' })
  const foreign = await captured(other, documentOf(stored))
  assert.deepEqual([foreign.success, foreign.errors[0].type], [false, '/problems/epcis-not-yours'])
  refused(await other.post('/epcis/events', { '@context': CONTEXT, ...stored }), 403, 'epcis-not-yours')
  const arrived = event('D1', { action: 'OBSERVE', bizStep: 'receiving', eventTime: '2026-02-22T00:00:00Z' })
  assert.equal((await captured(other, documentOf(arrived))).success, true)
  const uscc = await usccOfOther()
  const shipped = event('D1', {
    action: 'OBSERVE', bizStep: 'shipping', eventTime: '2026-02-21T00:00:00Z', 'ex:secret': 'x',
    destinationList: [{ type: 'possessing_party', destination: `http://localhost:8080/org/${uscc}` }],
    bizTransactionList: [{ type: 'inv', bizTransaction: 'urn:example:inv:9' }],
  })
  assert.equal((await captured(agent, documentOf(shipped))).success, true)
  assert.equal((await captured(other, documentOf(stored))).success, true)
  const [seen] = await events(other, `MATCH_anyEPCClass=${q(lot('D1'))}&EQ_bizStep=shipping`)
  assert.deepEqual([seen?.['ex:secret'], seen?.bizTransactionList], [undefined, undefined])
  assert.deepEqual(await events(other, 'EQ_bizTransaction_inv=urn:example:inv:9'), [], 'an answer would tell')
  assert.equal((await events(agent, 'EQ_bizTransaction_inv=urn:example:inv:9')).length, 1)
  assert.deepEqual(await events(other, `MATCH_anyEPCClass=${q(lot('B1'))}`), [])
})

test('pages follow one another without loss, and limits hold', async () => {
  await captured(agent, documentOf(...Array.from({ length: 7 }, (_, i) =>
    event('P1', { action: 'OBSERVE', bizStep: 'packing', eventTime: `2026-02-0${1 + (i >> 1)}T00:00:0${i}Z` }))))
  const seen: unknown[] = []
  let next: string | undefined = '/epcis/events?EQ_bizStep=packing&perPage=2&orderDirection=ASC'
  while (next) {
    const { body, headers }: Answer = await agent.get(next)
    seen.push(...body.epcisBody.queryResults.resultsBody.eventList.map((one: Fields) => one.eventTime))
    next = /<([^>]+)>; rel="next"/.exec(String(headers.link ?? ''))?.[1]
  }
  assert.equal(seen.length, 7)
  assert.deepEqual(seen, seen.toSorted())
  assert.equal((await events(agent, 'EQ_bizStep=packing&eventCountLimit=3')).length, 3)
  refused(await agent.get('/epcis/events?EQ_bizStep=packing&maxEventCount=3'), 413, 'epcis-query-too-large')
  for (const query of ['nonsense=1', 'GE_eventTime=yesterday', 'perPage=0', 'nextPageToken=x', 'GT_ex:a=text',
    'EQ_action=']) {
    refused(await agent.get(`/epcis/events?${query}`), 400, 'epcis-query')
  }
})

test('odd moments and tokens are refused or read, never a fault of ours (B81)', async () => {
  const at = (eventTime: string) => agent.post('/epcis/capture', documentOf(event('O1', { eventTime })))
  assert.equal((await at('2016-12-31T23:59:60Z')).status, 202)
  assert.equal((await at('2026-01-01t00:00:00.123456789+0800')).status, 202)
  refused(await at('0000-01-01T00:00:00Z'), 400, 'epcis-invalid')
  refused(await at('0001-01-01T00:00:00+14:00'), 400, 'epcis-invalid')
  refused(await agent.get('/epcis/events?GE_eventTime=0000-01-01T00:00:00Z'), 400, 'epcis-query')
  for (const cursor of ['2026-99-99T00:00:00Z 00000000-0000-0000-0000-000000000000 1', '2026-01-01T00:00:00Z x 1']) {
    const token = Buffer.from(cursor).toString('base64url')
    refused(await agent.get(`/epcis/events?nextPageToken=${token}`), 400, 'epcis-query')
  }
  await captured(agent, documentOf(event('O2', { 'ex:day': '2026-02-30T00:00:00Z' })))
  assert.ok((await agent.get('/epcis/events?GE_ex:day=2026-01-01T00:00:00Z')).status < 500)
})

test('named queries belong to their organisation', async () => {
  const query = { name: 'packed', query: { EQ_bizStep: ['packing'], eventCountLimit: 2 } }
  assert.equal((await agent.post('/epcis/queries', query)).status, 201)
  refused(await agent.post('/epcis/queries', query), 409, 'epcis-query-exists')
  refused(await agent.post('/epcis/queries', { name: 'bad', query: { nonsense: '1' } }), 400, 'epcis-query')
  assert.equal((await agent.get('/epcis/queries/packed/events')).body.epcisBody.queryResults.queryName, 'packed')
  assert.equal((await other.get('/epcis/queries/packed')).status, 404)
  assert.equal((await agent.delete('/epcis/queries/packed')).status, 204)
  assert.equal((await agent.get('/epcis/queries/packed')).status, 404)
})

test('versions, media types and methods are told, and what is not spoken is refused', async () => {
  const { statusCode, headers } = await of.app.http.inject({ method: 'OPTIONS', url: '/epcis/capture' })
  assert.deepEqual([statusCode, headers.allow, headers['gs1-epcis-version']], [204, 'GET, POST, OPTIONS', '2.0.1'])
  assert.ok(headers['gs1-epcis-capture-limit'] && headers['gs1-epcis-capture-file-size-limit'])
  const ask = (more: Record<string, string>) => of.app.http.inject({
    method: 'GET', url: '/epcis/events', headers: { cookie: agent.cookie, ...more },
  })
  assert.equal((await ask({ accept: 'application/xml' })).statusCode, 406)
  assert.equal((await ask({ 'gs1-epcis-version': '1.2' })).statusCode, 406)
  assert.equal((await ask({ 'gs1-epcis-max': '1.2' })).statusCode, 406)
  assert.match(String((await ask({ accept: 'application/ld+json' })).headers['content-type']), /ld\+json/)
  const xml = await of.app.http.inject({
    method: 'POST', url: '/epcis/capture', headers: { cookie: agent.cookie, 'content-type': 'application/xml' },
    payload: '<a/>',
  })
  assert.equal(xml.statusCode, 415)
})

test('a program captures with a key, within its rights, until it is revoked (B85)', async () => {
  const body = { name: 'printer', scopes: ['trace:capture'], expiresOn: '2026-12-31' }
  const { body: key, status } = await agent.post('/api/v1/api-keys', body)
  assert.equal(status, 201)
  const program = (url: string, method: 'GET' | 'POST', payload?: Fields) => of.app.http.inject({
    method, url, headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/ld+json' },
    ...(payload && { payload: JSON.stringify(payload) }),
  })
  assert.equal((await program('/epcis/capture', 'POST', documentOf(event('K1')))).statusCode, 202)
  assert.equal((await program('/epcis/events', 'GET')).statusCode, 403)
  assert.equal((await program('/api/v1/sessions', 'GET')).statusCode, 403)
  const listed = (await agent.get('/api/v1/api-keys')).body.items
  assert.ok(!JSON.stringify(listed).includes(key.secret) && !('secret' in listed[0]))
  const kept = await of.world.db.selectFrom('idempotency').select('answer').execute()
  assert.ok(!JSON.stringify(kept).includes(key.secret), 'the secret is kept nowhere')
  assert.equal((await other.post(`/api/v1/api-keys/${key.id}/revocation`)).status, 404)
  assert.equal((await agent.post(`/api/v1/api-keys/${key.id}/revocation`)).status, 200)
  assert.equal((await program('/epcis/capture', 'POST', documentOf(event('K2')))).statusCode, 401)
  refused(await agent.post('/api/v1/api-keys', { ...body, expiresOn: '2030-01-01' }), 422, 'api-key-too-long')
  refused(await (await as(of, 'enterprise-representative')).post('/api/v1/api-keys', body), 422, 'api-key-beyond-role')
  assert.equal((await somebody(of).post('/epcis/capture', documentOf())).status, 401)
})

test('a lot knows what it came from, what became of it and who was given it', async () => {
  const transformed = (from: string, into: string, more: Fields = {}): Fields => ({
    type: 'TransformationEvent', eventTime: '2026-02-10T00:00:00Z', eventTimeZoneOffset: '+08:00',
    inputQuantityList: [{ epcClass: lot(from), quantity: 120, uom: 'KGM' }],
    outputQuantityList: [{ epcClass: lot(into), quantity: 100, uom: 'KGM' }], bizStep: 'commissioning', ...more,
  })
  const wrong = transformed('G9', 'G2', { eventID: 'urn:uuid:99999999-9999-4999-8999-999999999999' })
  await captured(agent, documentOf(
    transformed('G2', 'G3', { eventTime: '2026-02-11T00:00:00Z' }), transformed('G1', 'G2'), transformed('G3', 'G1'),
    wrong, { ...wrong, errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z' } },
    {
      type: 'AggregationEvent', eventTime: '2026-02-12T00:00:00Z', eventTimeZoneOffset: '+08:00', action: 'ADD',
      parentID: 'https://id.gs1.org/00/095201234567891235', bizStep: 'packing',
      childQuantityList: [{ epcClass: lot('G3'), quantity: 100, uom: 'KGM' }],
    },
  ))
  const uscc = await usccOfOther()
  await captured(agent, documentOf({
    type: 'ObjectEvent', eventTime: '2026-02-13T00:00:00Z', eventTimeZoneOffset: '+08:00', action: 'OBSERVE',
    bizStep: 'shipping', epcList: ['https://id.gs1.org/00/095201234567891235'],
    destinationList: [{ type: 'owning_party', destination: `http://localhost:8080/org/${uscc}` }],
  }))
  const { body } = await agent.get(`/api/v1/trace-lots/${gtin}.G2`)
  const items = (list: { item: string; lot?: string }[]) => list.map(({ item, lot: name }) => name ?? item)
  // Linked in a circle by mistake: the walk ends all the same, and what was declared an error is no link.
  assert.deepEqual(items(body.from), ['G1', 'G3'])
  assert.deepEqual(items(body.into), ['G3', 'https://id.gs1.org/00/095201234567891235', 'G1'])
  assert.equal(body.holders.length, 1)
  assert.deepEqual(body.yields.map(({ percent }: { percent: string }) => percent), ['83.33', '83.33'])
  assert.ok(body.history.every(({ marks }: { marks: string[] }) => marks.includes('late')))
  const listed = (await agent.get('/api/v1/trace-lots?q=G2')).body.items
  assert.deepEqual(listed.map(({ lot: name }: { lot: string }) => name), ['G2'])
  assert.equal((await other.get(`/api/v1/trace-lots/${gtin}.G2`)).status, 404)
  const officer = await as(of, 'authority-city')
  assert.equal((await officer.get(`/api/v1/trace-lots/${gtin}.G2`)).body.from.length, 2)
})

test('a step written down by a person is the event that a program would send', async () => {
  const body = {
    gtin, lot: 'F1', step: 'commissioning', at: '2026-03-01T08:00:00+08:00', quantity: '12.5', unit: 'KGM',
  }
  const { body: made, status } = await agent.post('/api/v1/trace-steps', body)
  assert.deepEqual([status, made.id], [200, `${gtin}.F1`], JSON.stringify(made))
  const sent = event('F1', {
    eventTime: '2026-03-01T00:00:00Z', quantityList: [{ epcClass: lot('F1'), quantity: 12.5, uom: 'KGM' }],
  })
  assert.equal((await captured(agent, documentOf(sent))).counts.duplicates, 1)
  refused(await agent.post('/api/v1/trace-steps', body), 409, 'epcis-duplicate')
  refused(await agent.post('/api/v1/trace-steps', { ...body, at: '2027-01-01T00:00:00Z' }), 422, 'trace-in-future')
  refused(await agent.post('/api/v1/trace-steps', { ...body, quantity: '0' }), 422, 'trace-quantity')
  refused(await agent.post('/api/v1/trace-steps', { ...body, gtin: '123' }), 400, 'bad-request')
  const receiver = '91510000MA6AAAAA0B'
  refused(await agent.post('/api/v1/trace-steps', { ...body, receiver }), 422, 'trace-receiver-unknown')
  const step = { ...body, step: 'shipping', at: '2026-03-01T10:00:00+08:00', receiver: await usccOfOther() }
  assert.equal((await agent.post('/api/v1/trace-steps', step)).status, 200)
  assert.equal((await other.get(`/api/v1/trace-lots/${gtin}.F1`)).status, 200)
})

test('an organisation says what others see of its events, and its agent may not', async () => {
  const seen = async () => (await events(other, `MATCH_anyEPCClass=${q(lot('D1'))}&EQ_bizStep=shipping`))[0] ?? {}
  const representative = await as(of, 'enterprise-representative')
  refused(await agent.put('/api/v1/trace-consent', { fields: [] }), 403, 'not-permitted')
  assert.ok('quantity' in ((await seen()).quantityList as Fields[])[0]!)
  assert.equal((await representative.put('/api/v1/trace-consent', { fields: ['transactions'] })).status, 200)
  const shown = await seen()
  assert.deepEqual([(shown.quantityList as Fields[])[0], shown.destinationList], [{ epcClass: lot('D1') }, undefined])
  assert.equal((await events(other, 'EQ_bizTransaction_inv=urn:example:inv:9')).length, 1)
  assert.deepEqual((await agent.get('/api/v1/trace-consent')).body.items[0].fields, ['transactions'])
})

const VECTORS = join(import.meta.dirname, '../../../../../../shared/vectors/epcis')
test('every public example is captured and comes back', { skip: !existsSync(VECTORS) && 'no vectors' }, async () => {
  const folder = join(VECTORS, 'gs1-examples')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.jsonld')) continue
    const document = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    if (document.type !== 'EPCISDocument') continue
    const job = await captured(agent, document)
    assert.equal(job.success, true, `${name} ${JSON.stringify(job.errors)}`)
    for (const { eventID } of document.epcisBody.eventList) {
      if (eventID) assert.ok((await events(agent, `EQ_eventID=${q(eventID)}`)).length > 0, `${name} ${eventID}`)
    }
  }
})

test('nothing breaks a sentence that holds for every row', async () => {
  const { findings, checked } = await fsck(of.world, MODULES.filter(({ name }) => name === 'trace'))
  assert.deepEqual(findings, [])
  assert.ok((checked.invariants ?? 0) >= 3)
})
