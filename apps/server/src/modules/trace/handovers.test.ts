import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { as } from '../../../../../test/licence.ts'
import { usccOf } from '../../../../../test/people.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { fsck } from '../../platform/fsck.ts'
import { MODULES } from '../../modules.ts'

let of: TestWorld
let maker: Person
let tile: Person
let rice: Person
let gtin: string
const TILE = usccOf('enterprise-tile')
const RICE = usccOf('enterprise-rice')
before(async () => {
  of = await testWorld()
  ;[maker, tile, rice] = await Promise.all([
    as(of, 'enterprise-agent'), as(of, 'enterprise-agent-tile'), as(of, 'enterprise-agent-rice'),
  ])
  ;({ gtin } = await of.world.db.selectFrom('product')
    .innerJoin('organisation', 'organisation.id', 'product.organisation')
    .where('organisation.uscc', '=', usccOf('enterprise-baijiu')).where('gtin', 'is not', null)
    .select('gtin').$castTo<{ gtin: string }>().executeTakeFirstOrThrow())
})
after(() => of.close())

type Fields = Record<string, unknown>
const CONTEXT = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld']
const lot = (name: string) => `https://id.gs1.org/01/${gtin}/10/${name}`
const BOXES = ['095201234567891235', '095201234567891242', '095201234567891259', '095201234567891266',
  '095201234567891273', '095201234567891280']
const box = (n: number) => `https://id.gs1.org/00/${BOXES[n]}`
const to = (uscc: string, type = 'possessing_party') =>
  ({ destinationList: [{ type, destination: `https://brand.example/org/${uscc}` }] })
const at = (day: number) => ({ eventTime: `2026-02-${String(day).padStart(2, '0')}T08:00:00Z` })
const said = (step: string, what: string | string[], more: Fields = {}): Fields => ({
  type: 'ObjectEvent', eventTimeZoneOffset: '+08:00', ...at(10), action: 'OBSERVE', bizStep: step,
  ...(Array.isArray(what) ? { epcList: what } : { quantityList: [{ epcClass: what, quantity: 10, uom: 'KGM' }] }),
  ...more,
})
const packed = (parentID: string, children: string[], more: Fields = {}): Fields => ({
  type: 'AggregationEvent', eventTimeZoneOffset: '+08:00', ...at(9), action: 'ADD', bizStep: 'packing', parentID,
  ...(children.every((one) => one.includes('/01/'))
    ? { childQuantityList: children.map((epcClass) => ({ epcClass, quantity: 10, uom: 'KGM' })) }
    : { childEPCs: children }),
  ...more,
})
const tell = async (by: Person, ...eventList: Fields[]): Promise<Answer['body']> => {
  const answer = await by.post('/epcis/capture', {
    '@context': CONTEXT, type: 'EPCISDocument', schemaVersion: '2.0', creationDate: '2026-03-02T00:00:00Z',
    epcisBody: { eventList },
  })
  assert.equal(answer.status, 202, JSON.stringify(answer.body))
  return (await by.get(String(answer.headers.location))).body
}
const taken = async (by: Person, ...events: Fields[]) => {
  const job = await tell(by, ...events)
  assert.equal(job.success, true, JSON.stringify(job.errors))
}
const notTheirs = async (by: Person, event: Fields) => {
  const job = await tell(by, event)
  assert.deepEqual([job.success, job.errors[0]?.type], [false, '/problems/epcis-not-yours'])
  const { status, body } = await by.post('/epcis/events', { '@context': CONTEXT, ...event })
  assert.deepEqual([status, body.code], [403, 'epcis-not-yours'])
}
const marksOf = async (name: string, by = maker): Promise<Record<string, string[]>> => {
  const { body } = await by.get(`/api/v1/trace-lots/${gtin}.${name}`)
  return Object.fromEntries(body.history.map(({ step, marks }: { step: { en: string }; marks: string[] }) =>
    [step.en, marks.filter((mark) => mark !== 'late' && mark !== 'out-of-order')]))
}
const broken = async () => (await fsck(of.world, MODULES.filter(({ name }) => name === 'trace'))).findings

test('who says that something arrived at its own door holds nothing by that', async () => {
  await taken(maker, said('commissioning', lot('S1'), { action: 'ADD', ...at(1) }))
  await taken(tile, said('receiving', lot('S1'), to(TILE)))
  await notTheirs(tile, said('storing', lot('S1'), at(11)))
  await notTheirs(tile, said('shipping', lot('S1'), { ...to(RICE), ...at(12) }))
  await taken(tile, said('accepting', lot('S1'), { ...to(RICE), ...at(13) }))
  await notTheirs(rice, said('storing', lot('S1'), at(14)))
  await notTheirs(rice, said('retail_selling', lot('S1'), { ...to(RICE, 'owning_party'), ...at(14) }))
  assert.deepEqual(await marksOf('S1'), { Made: [], Received: ['unconfirmed'], Accepted: ['unconfirmed'] })
  const { body } = await maker.get(`/api/v1/trace-lots/${gtin}.S1`)
  assert.deepEqual(body.holders, [])
  // The sender tells late: the arrival is confirmed, and from then on its receiver may speak.
  await taken(maker, said('shipping', lot('S1'), { ...to(TILE), ...at(9) }))
  assert.deepEqual(await marksOf('S1'), { Made: [], Shipped: [], Received: [], Accepted: [] })
  await taken(tile, said('storing', lot('S1'), at(11)))
  await notTheirs(rice, said('storing', lot('S1'), at(14)))
})

test('a stranger’s box, or a box that is packed by a stranger, gives nothing of what is said to be in it', async () => {
  await taken(tile, said('receiving', [box(0)], to(TILE)))
  await notTheirs(tile, packed(box(0), [lot('S2')]))
  // An arrival may be told of what is in a box, but it neither packs nor makes.
  await notTheirs(tile, packed(box(0), [lot('S2')], { bizStep: 'receiving' }))
  await taken(tile, packed(box(0), [lot('S2')], { bizStep: 'receiving', action: 'OBSERVE' }))
  await taken(tile, said('shipping', [box(0)], { ...to(TILE), ...at(11) }))
  await notTheirs(tile, said('storing', lot('S2'), at(12)))
  // Nor does it slip in by the maker's own dispatch of the box.
  await taken(maker, said('shipping', [box(0)], { ...to(RICE), ...at(12) }))
  await notTheirs(rice, said('storing', lot('S2'), at(13)))
  await notTheirs(tile, {
    type: 'TransformationEvent', eventTimeZoneOffset: '+08:00', ...at(12), bizStep: 'receiving',
    inputQuantityList: [{ epcClass: lot('S2') }],
    outputQuantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.1' }],
  })
  await taken(maker, packed(box(1), [lot('S2')]))
  await taken(tile, said('shipping', [box(1)], { ...to(TILE), ...at(11) }))
  await notTheirs(tile, said('storing', lot('S2'), at(12)))
})

test('what is in a box goes with it through as many hands, in whatever order it is told', async () => {
  const story: [Person, Fields][] = [
    [maker, packed(box(2), [lot('S3')], at(1))], [maker, packed(box(3), [box(2)], at(2))],
    [maker, said('shipping', [box(3)], { ...to(TILE), ...at(3) })],
    [tile, said('shipping', [box(3)], { ...to(RICE), ...at(5) })],
  ]
  for (const [by, event] of story.toReversed()) await taken(by, event)
  await taken(rice, said('storing', lot('S3'), at(6)))
  await notTheirs(rice, said('storing', lot('S3'), at(3)))
  const { body } = await rice.get(`/api/v1/trace-lots/${gtin}.S3`)
  assert.equal(body.holders.length, 1, 'what was handed on before stays between those two')
  assert.deepEqual(await broken(), [])
})

test('what was taken out before, put in later, or corrected does not go with the box', async () => {
  await taken(maker,
    packed(box(4), [lot('S4'), lot('S5'), lot('S6')], at(1)),
    packed(box(4), [lot('S4')], { action: 'DELETE', bizStep: 'unpacking', ...at(2) }),
    packed(box(4), [lot('S7')], at(5)),
    packed(box(4), [lot('S6')], { ...at(1), errorDeclaration: { declarationTime: '2026-02-02T00:00:00Z' } }),
    said('shipping', [box(4)], { ...to(TILE), ...at(3) }),
  )
  for (const name of ['S4', 'S7']) await notTheirs(tile, said('storing', lot(name), at(6)))
  await taken(tile, said('storing', lot('S5'), at(6)))
})

test('a handover that was declared an error gives nothing from then on, by its id or by its hash', async () => {
  const eventID = 'urn:uuid:33333333-3333-4333-8333-333333333333'
  for (const [name, given] of [['S8', { eventID }], ['S9', {}]] as const) {
    const sent = said('shipping', lot(name), { ...to(TILE), ...at(3), ...given })
    await taken(maker, said('commissioning', lot(name), { action: 'ADD', ...at(1) }), sent)
    await taken(tile, said('storing', lot(name), at(4)))
    const errorDeclaration = { declarationTime: '2026-02-20T00:00:00Z', reason: 'incorrect_data' }
    await taken(maker, { ...sent, errorDeclaration })
    await notTheirs(tile, said('storing', lot(name), at(5)))
    assert.deepEqual((await marksOf(name)).Shipped, ['corrected'])
    assert.deepEqual((await maker.get(`/api/v1/trace-lots/${gtin}.${name}`)).body.holders, [])
  }
})

test('a correction finds its event by its content, too, told before it or under another id', async () => {
  const made = (from: string, into: string, more: Fields = {}): Fields => ({
    type: 'TransformationEvent', eventTimeZoneOffset: '+08:00', ...at(2), bizStep: 'commissioning',
    inputQuantityList: [{ epcClass: lot(from), quantity: 12, uom: 'KGM' }],
    outputQuantityList: [{ epcClass: lot(into), quantity: 10, uom: 'KGM' }], ...more,
  })
  const error = { errorDeclaration: { declarationTime: '2026-02-20T00:00:00Z' } }
  const id = { eventID: 'urn:uuid:44444444-4444-4444-8444-444444444444' }
  await taken(maker, made('H1', 'H2'), made('H1', 'H3', error), made('H1', 'H4', id))
  await taken(maker, made('H1', 'H2', error), made('H1', 'H3'), made('H1', 'H4', error))
  await taken(maker, made('H1', 'H5'))
  const into = async () => (await maker.get(`/api/v1/trace-lots/${gtin}.H1`)).body.into
    .map(({ lot: name }: { lot: string }) => name)
  assert.deepEqual(await into(), ['H5'])
  const other = { eventID: 'urn:uuid:55555555-5555-4555-8555-555555555555' }
  await taken(maker, made('H1', 'H5', other), made('H1', 'H6', { ...other, ...error }))
  assert.deepEqual(await into(), [], 'an id that it was given later')
})

test('nobody holds what nobody made, once somebody makes it', async () => {
  const none = 'https://id.gs1.org/01/04012345123456/10/N1'
  await taken(tile, said('shipping', none, { ...to(TILE), ...at(3) }))
  await taken(rice, said('storing', none, at(4)))
  const organisation = await of.world.db.selectFrom('organisation')
    .where('uscc', '=', usccOf('enterprise-baijiu')).select('id').executeTakeFirstOrThrow()
  const product = await of.world.db.selectFrom('product').where('gtin', '=', gtin).selectAll().executeTakeFirstOrThrow()
  await sql`update product set official = jsonb_set(official, '{gtin}', '"04012345123456"') where id = ${product.id}`
    .execute(of.world.db)
  try {
    assert.equal(product.organisation, organisation.id)
    await notTheirs(tile, said('storing', none, at(5)))
    await notTheirs(tile, said('shipping', none, { ...to(RICE), ...at(5) }))
    await taken(maker, said('storing', none, at(5)))
  } finally {
    await sql`update product set official = jsonb_set(official, '{gtin}', to_jsonb(${gtin}::text))
      where id = ${product.id}`.execute(of.world.db)
  }
})

test('a long or wide chain is answered in part, and the answer says so', async () => {
  const made = (from: string, into: string[], day: number): Fields => ({
    type: 'TransformationEvent', eventTimeZoneOffset: '+08:00', ...at(day), bizStep: 'commissioning',
    inputQuantityList: [{ epcClass: lot(from) }], outputQuantityList: into.map((name) => ({ epcClass: lot(name) })),
  })
  await taken(maker, ...Array.from({ length: 22 }, (_, i) => made(`L${i}`, [`L${i + 1}`], 1)))
  const { body: long } = await maker.get(`/api/v1/trace-lots/${gtin}.L0`)
  assert.deepEqual([long.into.length, long.into.at(-1).steps, long.cut], [20, 20, ['into']])
  const { body: whole } = await maker.get(`/api/v1/trace-lots/${gtin}.L2`)
  assert.deepEqual([whole.into.length, whole.cut], [20, []])
  await taken(maker, made('W', Array.from({ length: 1001 }, (_, i) => `W${i}`), 1))
  const { body: wide } = await maker.get(`/api/v1/trace-lots/${gtin}.W`)
  assert.deepEqual([wide.into.length, wide.cut], [1000, ['into']])
})

test('fsck finds a handover by somebody who had nothing to give', async () => {
  assert.deepEqual(await broken(), [])
  const { rows: [one] } = await sql<{ event: string; receiver: string; item: string }>`
    insert into trace_handover (item, receiver, sender, event, event_time, maker)
    select h.item, h.sender, h.receiver, h.event, h.event_time - interval '30 days', h.maker from trace_handover h
    where h.item = ${lot('S5')} returning *`.execute(of.world.db)
  assert.deepEqual((await broken()).map(({ kind, what }) => [kind, what]),
    [['invariant', 'broken: every handover was given by who made or held the item']])
  await sql`delete from trace_handover where event = ${one?.event} and receiver = ${one?.receiver}`.execute(of.world.db)
})
