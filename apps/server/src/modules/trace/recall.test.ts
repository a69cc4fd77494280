import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { as } from '../../../../../test/licence.ts'
import { usccOf } from '../../../../../test/people.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let maker: Person
let tile: Person
let rice: Person
let gtin: string
before(async () => {
  of = await testWorld()
  ;[maker, tile, rice] = await Promise.all([
    as(of, 'enterprise-agent'), as(of, 'enterprise-agent-tile'), as(of, 'enterprise-agent-rice'),
  ])
  ;({ gtin } = await of.world.db.selectFrom('product')
    .innerJoin('organisation', 'organisation.id', 'product.organisation')
    .where('organisation.uscc', '=', usccOf('enterprise-baijiu')).where('gtin', 'is not', null)
    .select('gtin').$castTo<{ gtin: string }>().executeTakeFirstOrThrow())
  const to = (id: string) =>
    ({ destinationList: [{ type: 'possessing_party', destination: `https://brand.example/org/${usccOf(id)}` }] })
  await taken(maker,
    made('R1', ['R2', 'R3']),
    { ...common, type: 'AggregationEvent', action: 'ADD', bizStep: 'packing', parentID: BOX,
      childQuantityList: [{ epcClass: lot('R2'), quantity: 5, uom: 'KGM' }] },
    said('shipping', { epcList: [BOX], ...to('enterprise-tile'), eventTime: '2026-02-11T08:00:00Z' }),
    said('storing', { quantityList: [{ epcClass: lot('R3') }] }))
  await taken(rice, said('receiving', { quantityList: [{ epcClass: lot('R3') }], ...to('enterprise-rice') }))
})
after(() => of.close())

type Fields = Record<string, unknown>
const BOX = 'https://id.gs1.org/00/095201234567891235'
const common = { eventTime: '2026-02-10T08:00:00Z', eventTimeZoneOffset: '+08:00' }
const lot = (name: string) => `https://id.gs1.org/01/${gtin}/10/${name}`
const said = (bizStep: string, more: Fields): Fields =>
  ({ ...common, type: 'ObjectEvent', action: 'OBSERVE', bizStep, ...more })
const made = (from: string, into: string[]): Fields => ({
  ...common, type: 'TransformationEvent', bizStep: 'commissioning', inputQuantityList: [{ epcClass: lot(from) }],
  outputQuantityList: into.map((name) => ({ epcClass: lot(name) })),
})
async function taken(by: Person, ...eventList: Fields[]): Promise<void> {
  const { status, headers, body } = await by.post('/epcis/capture', {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'], type: 'EPCISDocument',
    schemaVersion: '2.0', creationDate: '2026-03-02T00:00:00Z', epcisBody: { eventList },
  })
  assert.equal(status, 202, JSON.stringify(body))
  assert.equal((await by.get(String(headers.location))).body.success, true)
}
const recall = (by: Person, name: string, query = ''): Promise<Answer> =>
  by.get(`/api/v1/trace-lots/${gtin}.${name}/recall${query}`)
const refused = (answer: Answer, status: number, code: string) =>
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))

test('the maker sees what a lot went into, who has it and who only says so, and which codes are on it', async () => {
  const organisation = await of.world.db.selectFrom('organisation').where('uscc', '=', usccOf('enterprise-baijiu'))
    .select('id').executeTakeFirstOrThrow()
  const { body } = await recall(maker, 'R1')
  assert.deepEqual(body.nodes.map(({ item, steps, holders }: Fields) => [item, steps,
    (holders as { uscc: string; confirmed: boolean }[]).map(({ uscc, confirmed }) => [uscc, confirmed])]), [
    [lot('R1'), 0, []], [lot('R2'), 1, [[usccOf('enterprise-tile'), true]]],
    [lot('R3'), 1, [[usccOf('enterprise-rice'), false]]], [BOX, 2, [[usccOf('enterprise-tile'), true]]],
  ])
  assert.deepEqual(body.links.map(({ from, to, by }: Fields) => [from, to, by]), [
    [lot('R1'), lot('R2'), 'made-into'], [lot('R1'), lot('R3'), 'made-into'], [lot('R2'), BOX, 'packed-in'],
  ])
  assert.deepEqual([body.whole, body.looks], [true, []])
  assert.ok(organisation.id)
})

test('a holder sees what it holds, whoever only says that it came does not, and a stranger finds nothing', async () => {
  const { body } = await recall(tile, 'R2')
  assert.deepEqual(body.nodes.map(({ item }: Fields) => item), [lot('R2')])
  assert.equal('looks' in body, false)
  refused(await recall(rice, 'R3'), 403, 'trace-recall-not-yours')
  refused(await recall(rice, 'R1'), 404, 'not-found')
  refused(await recall(tile, 'R1'), 404, 'not-found')
})

test('an authority sees its region on a ground, and the maker sees that it looked', async () => {
  const officer = await as(of, 'authority-city')
  refused(await recall(officer, 'R1'), 422, 'trace-recall-ground')
  refused(await recall(officer, 'R1', '?ground=curious'), 422, 'ground-unknown')
  const { body } = await recall(officer, 'R1', '?ground=safety-incident')
  assert.equal(body.nodes.length, 4)
  assert.equal('looks' in body, false)
  refused(await recall(await as(of, 'authority-city-510600'), 'R1', '?ground=safety-incident'), 404, 'not-found')
  const { looks } = (await recall(maker, 'R1')).body
  assert.deepEqual(looks.map(({ ground }: { ground: { en: string } }) => ground.en),
    ['A safety incident has happened or may happen'])
  await assert.rejects(sql`delete from trace_recall_look`.execute(of.world.db))
})

test('a recall that is too long says where it stops, and goes on from there', async () => {
  await taken(maker, ...Array.from({ length: 22 }, (_, i) => made(`T${i}`, [`T${i + 1}`])))
  const { body } = await recall(maker, 'T0')
  assert.deepEqual([body.whole, body.nodes.length], [false, 21])
  const open = body.nodes.filter(({ more }: { more: boolean }) => more)
  assert.deepEqual(open.map(({ item }: Fields) => item), [lot('T20')])
  const { body: rest } = await recall(maker, 'T20')
  assert.deepEqual([rest.whole, rest.nodes.length], [true, 3])
})
