import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { withCheckDigit } from '@tianfu/identifiers'
import { signedIn, somebody, usccOf } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let agent: Person
before(async () => {
  of = await testWorld()
  agent = await signedIn(of, 'enterprise-agent')
})
after(() => closeSound(of))

const aProduct = async (change: object = {}) => {
  const [brand] = (await agent.get('/api/v1/brands')).body.items
  return agent.post('/api/v1/products', {
    name: { zh: '测试酒' }, brand: brand.id, models: ['500mL'], industry: 'C1512', unit: '瓶', yearlyCapacity: 1000,
    ...change,
  })
}

test('a product has three parties: the applicant is its organisation, the others are the same unless named',
  async () => {
  const own = await aProduct()
  assert.equal(own.status, 201)
  assert.equal(own.body.applicant.uscc, usccOf('enterprise-baijiu'))
  assert.deepEqual([own.body.producer, own.body.manufacturer], [own.body.applicant, own.body.applicant])
  const oem = await aProduct({ manufacturer: { uscc: usccOf('enterprise-tile'), name: '任意写的名称' } })
  assert.equal(oem.body.manufacturer.name, '示例夹江瓷业有限公司', 'a registered party keeps its registered name')
  assert.ok(oem.body.manufacturer.organisation)
})

for (const [change, status, code, why] of [
  [{ gtin: '6999999000014' }, 422, 'gtin-invalid', 'a GTIN with a wrong check digit'],
  [{ gtin: '6999999001010' }, 409, 'gtin-taken', 'a GTIN of another enterprise’s product'],
  [{ industry: 'C0000' }, 400, 'industry-unknown', 'a class that GB/T 4754 does not have'],
  [{ rule: 'TFPZ-R0000' }, 422, 'rule-unknown', 'a rule that nobody published'],
  [
    { manufacturer: { uscc: '91519999MA0DEM0211', name: '校验位不对' } }, 422, 'uscc-invalid',
    'a credit code with a wrong check character',
  ],
  [{ yearlyCapacity: 1.5 }, 400, 'bad-request', 'half a bottle a year'],
  [{ yearlyCapacity: null }, 400, 'bad-request', 'null, which is not 0'],
  [{ colour: 'red' }, 400, 'unknown-field', 'a field that nobody knows'],
] as const) {
  test(`refuses ${why}`, async () => {
    const answer = await aProduct(change)
    assert.deepEqual([answer.status, answer.body.code], [status, code])
  })
}

test('of two that register one GTIN at the same moment exactly one succeeds', async () => {
  const gtin = withCheckDigit('699999900777')
  const answers = await Promise.all([aProduct({ gtin }), aProduct({ gtin })])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
})

test('what belongs to another enterprise is not found, by any address', async () => {
  const { body: product } = await aProduct()
  const other = await signedIn(of, 'enterprise-agent-tile')
  assert.equal((await other.get(`/api/v1/products/${product.id}`)).status, 404)
  assert.equal((await other.get(`/api/v1/brands/${product.brand}`)).status, 404)
  assert.equal((await other.post(`/api/v1/products/${product.id}/retirement`)).status, 404)
  assert.equal((await aProduct({ brand: (await other.get('/api/v1/brands')).body.items[0].id })).status, 404)
  const mine = (await other.get('/api/v1/products?limit=100')).body.items
  assert.ok(mine.every(({ organisation }: { organisation: string }) => organisation !== product.organisation))
})

test('the form of an amendment starts with what is there, and is taken as it is', async () => {
  const { body: product } = await aProduct({ gtin: withCheckDigit('699999900888') })
  const amend = product.next.find(({ endpoint }: { endpoint: string }) => endpoint === 'amendProduct')
  const answer = await agent.put(`/api/v1/products/${product.id}`, { ...amend.initial, yearlyCapacity: 2000 })
  assert.equal(answer.status, 200)
  assert.equal(answer.body.yearlyCapacity, 2000)
  assert.equal(answer.body.timeline.length, 2)
  const retired = await agent.post(`/api/v1/products/${product.id}/retirement`)
  assert.deepEqual([retired.body.status, retired.body.next], ['retired', []])
  assert.equal((await agent.put(`/api/v1/products/${product.id}`, amend.initial)).body.code, 'wrong-state')
})

test('a site needs a region that exists; a regional brand needs its region', async () => {
  const site = { name: '二厂', region: '510502', address: '示例路9号', lon: '105.44', lat: '28.87' }
  assert.equal((await agent.post('/api/v1/sites', site)).status, 201)
  assert.equal((await agent.post('/api/v1/sites', { ...site, region: '519999' })).body.code, 'region-unknown')
  const brand = { name: { zh: '江阳酒' }, kind: 'regional' }
  assert.equal((await agent.post('/api/v1/brands', brand)).body.code, 'brand-needs-region')
  assert.equal((await agent.post('/api/v1/brands', { ...brand, region: '510502' })).body.region, '510502')
})

test('strangers read the register of brands, with nobody’s name in it', async () => {
  const { body } = await somebody(of).get('/api/v1/public/brands?region=510500')
  assert.ok(body.items.length > 0)
  assert.ok(body.items.every(({ holder }: { holder: { region: string } }) => holder.region.startsWith('5105')))
})
