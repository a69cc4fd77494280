import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { freshCode, secretOf, signedIn, somebody } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let secretariat: Person
before(async () => {
  of = await testWorld()
  secretariat = await signedIn(of, 'alliance-secretariat')
})
after(() => closeSound(of))

const signed = () => ({ 'x-one-time-code': freshCode(of, secretOf('alliance-secretariat'), 'alliance-secretariat') })
const PROGRAMME = {
  name: { zh: '白酒市场评价' }, programme: 'tianfu-quality', from: '2025-01-01', until: '2025-12-31',
  exitFloorHundredths: 5000,
}
const opened = async (change: object = {}) => {
  const [first] = (await secretariat.get('/api/v1/market-schemes')).body.items
  return secretariat.post('/api/v1/market-programmes', { ...PROGRAMME, programme: first.id, ...change })
}
const proposed = (detail: any) =>
  detail.next.find(({ endpoint }: { endpoint: string }) => endpoint === 'adoptMarketMethod').initial.method
const SOURCE = {
  name: '示例电商平台', kind: 'ratings', tier: 2, basis: 'contract', basisDocument: '数据合同 2026-01', licence: '仅用于评价',
  lineage: '平台按月导出的订单后评价',
}

test('a programme begins without method and source, and takes the method that the scheme proposes', async () => {
  const made = await opened()
  assert.equal(made.status, 201)
  assert.match(made.body.number, /^TM[A-Z]\d{4}\d{3}[0-9A-Z]$/)
  assert.deepEqual([made.body.methods, made.body.sources, made.body.demonstration], [[], [], true])
  const url = `/api/v1/market-programmes/${made.body.id}`
  const method = proposed(made.body)
  const adopted = await secretariat.post(`${url}/methods`, { method }, signed())
  assert.equal(adopted.status, 200, JSON.stringify(adopted.body))
  const [version] = adopted.body.methods
  assert.equal(version.version, 1)
  const shown = await somebody(of).get(`${url}/methods/1`)
  assert.deepEqual([shown.body.sha256, shown.body.method], [version.sha256, method])
  const again = await secretariat.post(`${url}/methods`, { method }, signed())
  assert.equal(again.body.code, 'method-same')
  const changed = await secretariat.post(`${url}/methods`, { method: { ...method, seed: 'another' } }, signed())
  assert.deepEqual(changed.body.methods.map((one: { version: number }) => one.version), [1, 2])
  assert.notEqual(changed.body.methods[1].sha256, version.sha256)
  assert.equal((await somebody(of).get(`${url}/methods/1`)).body.method.seed, method.seed)
  assert.equal((await somebody(of).get(`${url}/methods/3`)).status, 404)
})

test('the database refuses to change or to remove a method version', async () => {
  const { body: { id, ...detail } } = await opened()
  await secretariat.post(`/api/v1/market-programmes/${id}/methods`, { method: proposed(detail) }, signed())
  for (const statement of [
    sql`update market_method set sha256 = 'x' where programme = ${id}`,
    sql`delete from market_method where programme = ${id}`,
  ]) await assert.rejects(statement.execute(of.world.db), /append-only/)
})

test('a method needs a one-time code', async () => {
  const { body } = await opened()
  of.pass(11 * 60_000)
  const answer = await secretariat.post(`/api/v1/market-programmes/${body.id}/methods`, { method: proposed(body) })
  assert.equal(answer.body.code, 'second-factor-needed')
})

test('a method that does not hold is refused with the reason', async () => {
  const { body } = await opened()
  const method = proposed(body)
  const url = `/api/v1/market-programmes/${body.id}/methods`
  const cases: [string, object, RegExp][] = [
    ['a leaf that is no indicator', { ...method, results: [{ result: 'reputation', nodes: [
      { code: 'root', parent: null, weight: 1 }, { code: 'fame', parent: 'root', weight: 1 }] }] }, /fame/],
    ['two roots', { ...method, results: [{ result: 'reputation', nodes: [
      { code: 'rating', parent: null, weight: 1 }, { code: 'positive', parent: null, weight: 1 }] }] }, /one root/],
    ['equal goalposts', { ...method,
      indicators: method.indicators.map((one: object) => ({ ...one, low: 1, high: 1 })) }, /goalposts/],
    ['bands from low to high', { ...method, bands: { ...method.bands,
      floors: [...method.bands.floors].reverse() } }, /high to low/],
  ]
  for (const [why, wrong, said] of cases) {
    const answer = await secretariat.post(url, { method: wrong }, signed())
    assert.deepEqual([answer.status, answer.body.code], [422, 'method-unsound'], why)
    assert.match(JSON.stringify(answer.body), said, why)
  }
  const beyond = await secretariat.post(url, { method: { ...method, uncertainty: { ...method.uncertainty,
    draws: 1e9 } } }, signed())
  assert.equal(beyond.status, 400)
})

test('a source says by which right its data are held, and can be ended but not removed', async () => {
  const { body: { id } } = await opened()
  const url = `/api/v1/market-programmes/${id}/sources`
  assert.equal((await secretariat.post(url, { ...SOURCE, basis: 'because' })).status, 400)
  const { body } = await secretariat.post(url, SOURCE)
  const [source] = body.sources
  assert.equal(source.lineage, SOURCE.lineage)
  const ended = await secretariat.post(`${url}/${source.id}/end`, { reason: '合同到期' })
  assert.equal(ended.body.sources[0].endedOn, source.addedOn)
  assert.equal((await secretariat.post(`${url}/${source.id}/end`, { reason: '再次' })).body.code, 'source-ended')
})

test('refuses a period that ends before it begins and a programme of nobody; an ended one takes nothing', async () => {
  assert.equal((await opened({ until: '2024-12-31' })).body.code, 'period-reversed')
  assert.equal((await opened({ programme: 'nothing' })).body.code, 'programme-unknown')
  const { body: { id } } = await opened()
  const url = `/api/v1/market-programmes/${id}`
  assert.equal((await secretariat.post(`${url}/end`, { reason: '完成' })).body.status, 'ended')
  assert.equal((await secretariat.post(`${url}/sources`, SOURCE)).body.code, 'wrong-state')
  assert.deepEqual((await secretariat.get(url)).body.next, [])
})

test('the list finds by name and number; the province reads and changes nothing', async () => {
  const { body } = await opened({ name: { zh: '绿茶市场评价' } })
  const found = await secretariat.get(`/api/v1/market-programmes?q=${encodeURIComponent('绿茶')}`)
  assert.deepEqual(found.body.items.map(({ id }: { id: string }) => id), [body.id])
  assert.deepEqual((await secretariat.get(`/api/v1/market-programmes?q=${body.number}`)).body.items.length, 1)
  const province = await signedIn(of, 'authority-province')
  const read = await province.get(`/api/v1/market-programmes/${body.id}`)
  assert.deepEqual([read.status, read.body.next], [200, []])
  assert.equal((await province.post('/api/v1/market-programmes', PROGRAMME)).status, 403)
})
