import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { aLicenceInForce, as, done } from '../../../../../test/licence.ts'
import { aProgramme, aRun, aSource } from '../../../../../test/market.ts'
import { signedIn, somebody } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { readPart } from './parts.ts'

let of: TestWorld
let secretariat: Person
let product: string
let code: string
let today: string
before(async () => {
  of = await testWorld()
  const { id: licence, certificate } = await aLicenceInForce(of, 1000)
  product = certificate.product
  const agent = await as(of, 'enterprise-agent')
  const { batch } = done(await agent.post('/api/v1/code-orders', { licence, product, quantity: 3 })).body
  const csv = String(done(await agent.get(`/api/v1/code-batches/${batch}/codes.csv`)).body).trim().split('\r\n')
  code = `${certificate.gtin}.${csv[1]!.split(',')[0]}`
  today = (await somebody(of).get('/api/v1/clock')).body.today
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`, { quantity: 3, lot: 'L1', producedOn: today }))
  secretariat = await signedIn(of, 'alliance-secretariat')
})
after(() => of.close())

const METHOD = {
  indicators: [{ code: 'reports', name: { zh: '每次扫码举报率' }, kind: 'rate', of: 'own-report', per: 'own-look', low: 1,
    high: 0, least: 1 }],
  results: [{ result: 'reputation', nodes: [
    { code: 'root', parent: null, weight: 1 }, { code: 'reports', parent: 'root', weight: 1 }] }],
}

test('looks and founded reports of the platform come in as observations, once, and count in a run', async () => {
  const [first, last] = [`${Number(today.slice(0, 4)) - 1}-01-01`, `${Number(today.slice(0, 4)) + 1}-12-31`]
  const programme = await aProgramme(of, secretariat, METHOD, { from: first, until: last })
  const source = await aSource(secretariat, programme, 'own')
  const collect = (from = source) =>
    secretariat.post(`/api/v1/market-programmes/${programme}/own-observations`, { source: from })
  assert.equal((await collect(await aSource(secretariat, programme, 'ratings'))).body.code, 'source-not-own')
  assert.equal((await collect()).body.code, 'no-data')
  for (let i = 0; i < 4; i++) done(await somebody(of).get(`/api/v1/verify?code=${code}`))
  // A look may be answered before it is written down.
  for (let left = 200; left > 0; left -= 1) {
    const { count } = await of.world.db.selectFrom('scan').select((is) => is.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) === 4) break
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const made = await collect()
  assert.equal(made.status, 201, JSON.stringify(made.body))
  assert.equal((await collect()).body.code, 'file-imported', 'nothing has changed since')

  const report = done(await somebody(of).post('/api/v1/reports', { ground: 'quality', text: '有异味', code,
    region: '510502' }))
  const { id } = await of.world.db.selectFrom('report').select('id').where('number', '=', report.body.number)
    .executeTakeFirstOrThrow()
  const office = await as(of, 'authority-county')
  done(await office.post(`/api/v1/reports/${id}/acceptance`, {}))
  assert.equal((await collect()).body.code, 'file-imported', 'what is only said counts for nothing')
  done(await office.post(`/api/v1/reports/${id}/closure`, { outcome: 'founded', reply: '属实' }))
  await secretariat.post(`/api/v1/market-imports/${made.body.id}/withdrawal`, { reason: '重新导入' })
  const again = await collect()
  assert.equal(again.status, 201, JSON.stringify(again.body))
  const { part } = await of.world.db.selectFrom('market_file').select('part').where('id', '=', again.body.id)
    .executeTakeFirstOrThrow()
  const kept: unknown[] = []
  for await (const rows of readPart(of.world, part)) kept.push(...rows.map((row) => row.slice(1, 4)))
  assert.deepEqual(kept, [[`product:${product}`, 'own-look', 4], [`product:${product}`, 'own-report', 1]])
  const run = await aRun(of, secretariat, programme)
  const { body } = await secretariat.get(`/api/v1/market-runs/${run.id}/results/product/${product}`)
  assert.ok(Math.abs(body.indicators[0].value - 0.375) < 1e-9, JSON.stringify(body.indicators))
})
