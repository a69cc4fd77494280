import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { as } from '../../../../../test/licence.ts'
import { usccOf } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { viewOf } from '../../platform/command.ts'
import { publicStages } from './index.ts'

let of: TestWorld
let maker: Person
let representative: Person
let gtin: string
before(async () => {
  of = await testWorld()
  maker = await as(of, 'enterprise-agent')
  representative = await as(of, 'enterprise-representative')
  ;({ gtin } = await of.world.db.selectFrom('product')
    .innerJoin('organisation', 'organisation.id', 'product.organisation')
    .where('organisation.uscc', '=', usccOf('enterprise-baijiu')).where('gtin', 'is not', null)
    .select('gtin').$castTo<{ gtin: string }>().executeTakeFirstOrThrow())
})
after(() => of.close())

const told = async (lot: string, step: string, day: number, more: object = {}): Promise<void> => {
  const { status, body } = await maker.post('/api/v1/trace-steps', {
    gtin, lot, step, at: `2026-02-${day}T08:00:00+08:00`, ...more,
  })
  assert.equal(status, 200, JSON.stringify(body))
}
const seen = async (lot: string) => {
  of.pass(11_000) // what the public sees is kept for ten seconds
  return (await publicStages(await viewOf(of.world, undefined), gtin, lot)).stages
    .map(({ name, told: is, on, by }) => [name.en, is, on, by?.zh])
}
const consent = async (fields: string[]) => {
  const { status, body } = await representative.put('/api/v1/trace-consent', { audience: 'public', fields })
  assert.equal(status, 200, JSON.stringify(body))
}

test('the public sees the stages that were recorded only where it is let, and no more of them', async () => {
  await told('P-1', 'commissioning', 10)
  await told('P-1', 'inspecting', 11)
  await told('P-1', 'shipping', 12, { receiver: usccOf('enterprise-rice') })
  assert.deepEqual(await seen('P-1'), [])
  await consent(['steps'])
  assert.deepEqual(await seen('P-1'), [['Made', true, undefined, undefined], ['Inspected', true, undefined, undefined],
    ['Packed', false, undefined, undefined], ['Shipped', true, undefined, undefined]])
  await consent(['steps', 'days', 'parties'])
  const [made] = await seen('P-1')
  assert.equal(made?.[2], '2026-02-10')
  assert.ok(made?.[3])
  const rice = await as(of, 'enterprise-agent-rice')
  assert.equal((await rice.post('/api/v1/trace-steps', {
    gtin, lot: 'P-1', step: 'retail_selling', at: '2026-02-14T08:00:00+08:00',
  })).status, 200)
  assert.equal((await seen('P-1')).some(([name]) => name === 'Sold'), false, 'the one who sells has not let it be seen')
  assert.deepEqual(await seen('NONE'), [])
  await consent([])
  assert.deepEqual(await seen('P-1'), [])
})

test('what one audience may see is said apart from the other', async () => {
  const wrong = await representative.put('/api/v1/trace-consent', { audience: 'public', fields: ['sensors'] })
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'trace-consent-field'])
  await consent(['steps'])
  assert.equal((await representative.put('/api/v1/trace-consent', { fields: ['place'] })).status, 200)
  const { items } = (await representative.get('/api/v1/trace-consent')).body
  assert.deepEqual(items.map(({ audience, fields }: { audience: string; fields: string[] }) => [audience, fields]),
    [['chain', ['place']], ['public', ['steps']]])
})

test('completeness counts the lots of each product that have the stages which its industry is asked for', async () => {
  const of1 = async (person: Person) => (await person.get('/api/v1/trace-completeness')).body.items
    .find((one: { gtin: string }) => one.gtin === gtin)
  await told('P-2', 'commissioning', 10)
  const one = await of1(maker)
  assert.deepEqual([one.asked, one.lots, one.complete, one.percent], [true, 2, 0, '0.0'])
  assert.deepEqual(one.stages.map(({ name, lots }: { name: { en: string }; lots: number }) => [name.en, lots]),
    [['Made', 2], ['Inspected', 1], ['Packed', 0], ['Shipped', 1]])
  await told('P-1', 'packing', 11)
  assert.deepEqual([(await of1(maker)).complete, (await of1(maker)).percent], [1, '50.0'])
  assert.equal((await of1(await as(of, 'authority-city'))).complete, 1)
  assert.equal(await of1(await as(of, 'authority-city-510600')), undefined)
  const rice = await as(of, 'enterprise-agent-tile')
  const [tile] = (await rice.get('/api/v1/trace-completeness')).body.items
  assert.deepEqual([tile.asked, tile.stages, 'percent' in tile], [false, [], false], 'not a priority industry')
})
