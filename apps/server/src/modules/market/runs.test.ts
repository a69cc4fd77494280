import assert from 'node:assert/strict'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { aProgramme, aRun, dayAt, gtinsOf, send, signedBy } from '../../../../../test/market.ts'
import { signedIn } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
let secretariat: Person
let gtins: string[]
before(async () => {
  of = await testWorld()
  secretariat = await signedIn(of, 'alliance-secretariat')
  gtins = await gtinsOf(of)
})
after(() => closeSound(of))

/** Ratings of every product, better the later it stands; the last has two only. */
const ratings = () => gtins.flatMap((subject, p) => Array.from({ length: p === gtins.length - 1 ? 2 : 60 }, (_, i) =>
  ({ subject, day: dayAt(i * 5), score: String(Math.min(5, 2 + ((i + p) % 3) + p * 0.2)), confirmed: '是' })))

const REPUTATION = { results: [{ result: 'reputation', nodes: [
  { code: 'root', parent: null, weight: 1 }, { code: 'rating', parent: 'root', weight: 1 }] }] }

test('a run gives results with intervals and ranges of ranks, and says what it was made from', async () => {
  const programme = await aProgramme(of, secretariat, REPUTATION)
  await send(secretariat, programme, 'ratings', ratings())
  const run = await aRun(of, secretariat, programme)
  assert.equal(run.status, 'completed', JSON.stringify(run.failure))
  assert.match(run.snapshot, /^[0-9a-f]{64}$/)
  assert.deepEqual(run.timeline.map(({ type }: { type: string }) => type),
    ['market-run.requested', 'market-run.completed'])
  for (const kind of ['product', 'brand', 'enterprise', 'region', 'industry']) {
    const { body } = await secretariat.get(`/api/v1/market-runs/${run.id}/results?kind=${kind}`)
    assert.ok(body.items.length > 0, kind)
    for (const one of body.items) {
      assert.ok(one.name.zh && one.name.zh !== one.subject, JSON.stringify(one))
      if (one.refused) continue
      assert.ok(one.low <= one.score && one.score <= one.high && one.rankLow <= one.rankHigh && one.rankHigh <= one.of,
        JSON.stringify(one))
    }
  }
  const products = (await secretariat.get(`/api/v1/market-runs/${run.id}/results?kind=product`)).body.items
  assert.equal(products.length, gtins.length)
  const [refused] = products.filter((one: { refused?: object }) => one.refused)
  assert.match(refused.refused.zh, /平均评分/, 'two ratings are too few')
  const detail = await secretariat.get(`/api/v1/market-runs/${run.id}/results/product/${refused.subject}`)
  const rating = detail.body.indicators.find((one: { indicator: string }) => one.indicator === 'rating')
  assert.match(rating.refused.zh, /至少需要 30/)
  const [first] = products.filter((one: { refused?: object }) => !one.refused)
  const { body } = await secretariat.get(`/api/v1/market-runs/${run.id}/results/product/${first.subject}`)
  assert.ok(body.results[0].samplingLow <= body.results[0].score)
  assert.ok(body.demonstration)
})

test('a list of results goes on by its cursor, without a hole and without a repeat', async () => {
  const programme = await aProgramme(of, secretariat, REPUTATION)
  await send(secretariat, programme, 'ratings', ratings())
  const run = await aRun(of, secretariat, programme)
  const whole = (await secretariat.get(`/api/v1/market-runs/${run.id}/results?limit=100`)).body.items
  const seen: unknown[] = []
  for (let after = ''; ;) {
    const { body } = await secretariat.get(`/api/v1/market-runs/${run.id}/results?limit=3${after}`)
    seen.push(...body.items)
    if (!body.next) break
    after = `&after=${encodeURIComponent(body.next)}`
  }
  assert.deepEqual(seen, whole)
  assert.equal((await secretariat.get(`/api/v1/market-runs/${run.id}/results?after=x`)).status, 400)
})

test('computed again a run is the same to the last bit, and tells when its sealed data were touched', async () => {
  const programme = await aProgramme(of, secretariat, REPUTATION)
  await send(secretariat, programme, 'ratings', ratings())
  const run = await aRun(of, secretariat, programme, { seed: 'one' })
  const again = await secretariat.post(`/api/v1/market-runs/${run.id}/recomputation`)
  assert.deepEqual([again.status, again.body.same, again.body.kinds.length], [200, true, 5])
  const other = await aRun(of, secretariat, programme, { seed: 'two' })
  assert.equal(other.snapshot, run.snapshot, 'the same observations seal to the same bytes')
  assert.notEqual(other.results[0].digest, run.results[0].digest, 'another seed draws otherwise')
  const same = await aRun(of, secretariat, programme, { seed: 'one' })
  assert.deepEqual(same.results, run.results)
  const { official } = await of.world.db.selectFrom('market_run').select('official').where('id', '=', run.id)
    .executeTakeFirstOrThrow()
  const sealed = join(of.world.dataDir, official.sealed!.folder, official.sealed!.files[0]!.name)
  appendFileSync(sealed, 'x')
  assert.equal((await secretariat.post(`/api/v1/market-runs/${run.id}/recomputation`)).body.code, 'snapshot-changed')
})

test('a correction is a new run that names the corrected one and why; what was found before stays', async () => {
  const programme = await aProgramme(of, secretariat, REPUTATION)
  await send(secretariat, programme, 'ratings', ratings())
  const extra = await send(secretariat, programme, 'ratings',
    gtins.map((subject) => ({ subject, day: '2025-06-01', score: '1', confirmed: '是' })))
  const first = await aRun(of, secretariat, programme)
  await secretariat.post(`/api/v1/market-imports/${extra}/withdrawal`, { reason: '来源更正' })
  const url = `/api/v1/market-programmes/${programme}/runs`
  const bare = await secretariat.post(url, { correctionOf: first.id }, signedBy(of, 'alliance-secretariat'))
  assert.equal(bare.body.code, 'correction-needs-reason')
  const second = await aRun(of, secretariat, programme, { correctionOf: first.id, reason: '撤回了误报的评分' })
  assert.deepEqual([second.run, second.correctionOf, second.imports], [2, first.id, 1])
  assert.deepEqual((await secretariat.get(`/api/v1/market-runs/${first.id}`)).body.results, first.results)
  for (const statement of [
    sql`update market_result set category = 'x' where run = ${first.id}`,
    sql`delete from market_result where run = ${first.id}`,
  ]) await assert.rejects(statement.execute(of.world.db), /append-only/)
})

test('without method or data nothing is run; data that have gone are told', async () => {
  const [scheme] = (await secretariat.get('/api/v1/market-schemes')).body.items
  const bare = await secretariat.post('/api/v1/market-programmes', { name: { zh: '空' }, programme: scheme.id,
    from: '2025-01-01', until: '2025-12-31', exitFloorHundredths: 0 })
  const run = (id: string) => secretariat.post(`/api/v1/market-programmes/${id}/runs`, {},
    signedBy(of, 'alliance-secretariat'))
  assert.equal((await run(bare.body.id)).body.code, 'no-method')
  const programme = await aProgramme(of, secretariat, REPUTATION)
  assert.equal((await run(programme)).body.code, 'no-data')
  const taken = await send(secretariat, programme, 'ratings', [{ subject: gtins[0]!, day: '2025-06-01', score: '1' }])
  const { official } = await of.world.db.selectFrom('market_import').select('official').where('id', '=', taken)
    .executeTakeFirstOrThrow()
  rmSync(join(of.world.dataDir, 'market', 'parts', `${official.part}.ndjson.gz`))
  const failed = await aRun(of, secretariat, programme)
  assert.deepEqual([failed.status, failed.failure.zh], ['failed', '已导入的数据缺失或被改动'])
  assert.equal((await secretariat.get(`/api/v1/market-runs/${failed.id}/results`)).body.items.length, 0)
  assert.equal((await secretariat.post(`/api/v1/market-runs/${failed.id}/recomputation`)).body.code, 'wrong-state')
})
