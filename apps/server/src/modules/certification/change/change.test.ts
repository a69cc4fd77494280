import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Company, granted, nextOf, ok, refused, upload } from '../../../../../../test/certification-file.ts'
import { days } from '../../../../../../test/licence.ts'
import { somebody } from '../../../../../../test/people.ts'
import { closeSound } from '../../../../../../test/sound.ts'
import { testWorld } from '../../../../../../test/support.ts'
import { statusListBits } from '../certificate/store.ts'
import type { TestWorld } from '../../../../../../test/support.ts'

let of: TestWorld
let company: Company
let certificate: { id: string; number: string }
let issuedOn: string
before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  certificate = await granted(company)
  issuedOn = (await page()).issuedOn
  await days(of, 3)
})
after(() => closeSound(of))

const page = async (path = '') => ok(await somebody(of).get(`/c/${certificate.number}.json${path}`))
const own = (path: string) => `/api/v1/certificates/${certificate.id}${path}`
const at = (change: string, path = '') => `/api/v1/certificate-changes/${change}${path}`
const statement = { text: '原因说明', files: [] }
const looked = { impartial: true, note: '材料齐全', outcome: 'conforms' }
const asDecider = () => company.as('body-decider')

async function requested(path: string, body: object): Promise<string> {
  return ok(await (await company.agent()).post(own(path), { ...statement, ...body })).id
}
const bits = async (list: string): Promise<number> => {
  const { index } = await of.world.db.selectFrom('status_index').select((is) => is.fn.countAll<number>().as('index'))
    .where('list', '=', list).executeTakeFirstOrThrow()
  return Number(index)
}

test('a name is changed by papers: the register first, an auditor looks, somebody else decides, paper and credential '
  + 'are new', async () => {
  const [agent, auditor] = [await company.agent(), await company.as('body-auditor')]
  refused(await agent.post(own('/changes'), { ...statement, kind: 'name' }), 'change-nothing')
  const before = await page()
  const jwt = (await somebody(of).get(`/c/${certificate.number}.jwt`)).body
  const me = ok(await agent.get('/api/v1/session')).memberships[0].organisation
  ok(await agent.post(`/api/v1/organisations/${me.id}/name`, { name: '示例新名酒业有限公司' }))
  const id = await requested('/changes', { kind: 'name' })
  refused(await agent.post(own('/changes'), { ...statement, kind: 'name' }), 'change-open')
  const shown = ok(await auditor.get(at(id)))
  assert.deepEqual([shown.route, shown.status, shown.indicators], ['paper', 'requested', []])
  assert.deepEqual(shown.differences[0].afterChange, '示例新名酒业有限公司')
  assert.deepEqual((await nextOf(auditor, at(id))).get('evaluateCertificateChange').only,
    ['impartial', 'files', 'outcome', 'note'])
  refused(await (await asDecider()).post(at(id, '/decision'), { outcome: 'grant' }), 'wrong-state')
  ok(await auditor.post(at(id, '/evaluation'), looked))
  assert.equal((await page()).holder.name, before.holder.name, 'nothing is changed before the decision')
  ok(await (await asDecider()).post(at(id, '/decision'), { outcome: 'grant', note: '同意' }))
  const after = await page()
  assert.deepEqual([after.holder.name, after.revision, after.history.at(-1).type, after.status],
    ['示例新名酒业有限公司', 2, 'changed', 'valid'])
  assert.deepEqual([after.number, after.validUntil], [before.number, before.validUntil])
  const renewed = (await somebody(of).get(`/c/${certificate.number}.jwt`)).body
  assert.notEqual(renewed, jwt)
  assert.equal(await bits('suspension-1'), 2)
  assert.ok(String((await somebody(of).get(`/c/${certificate.number}`)).body).includes('名称变更'))
  const { items } = ok(await agent.get(own('/papers')))
  const notice = items.find(({ kind }: { kind: string }) => kind === 'change-notice')
  assert.match(notice.files[0].href, /change-notice/)
  assert.equal((await agent.get(notice.files[0].href)).status, 200)
})

test('models that only go are cut without a test, those that come need one with all key indicators', async () => {
  const [agent, auditor] = [await company.agent(), await company.as('body-auditor')]
  const { models } = (await page()).products[0]
  const product = (await of.world.db.selectFrom('certificate').select('product').where('id', '=', certificate.id)
    .executeTakeFirstOrThrow()).product
  refused(await agent.post(own('/changes/models'), { ...statement, models }), 'change-nothing')
  refused(await agent.post(own('/changes/models'), { ...statement, models: ['没有登记'] }), 'not-on-sheet')
  assert.ok(models.length > 1, 'the product has several models')
  const fewer = await requested('/changes/models', { models: models.slice(0, 1) })
  assert.deepEqual([ok(await agent.get(at(fewer))).route, ok(await agent.get(at(fewer))).status],
    ['none', 'evaluated'])
  ok(await (await asDecider()).post(at(fewer, '/decision'), { outcome: 'grant', scope: '缩小后的范围' }))
  assert.deepEqual([(await page()).products[0].models, (await page()).scope], [models.slice(0, 1), '缩小后的范围'])
  const more = await requested('/changes/models', { models })
  const shown = ok(await auditor.get(at(more)))
  assert.equal(shown.route, 'retest')
  assert.ok(shown.indicators.length > 0)
  refused(await auditor.post(at(more, '/evaluation'), looked), 'change-needs')
  const report = await testedBy(auditor, shown.indicators)
  refused(await auditor.post(at(more, '/evaluation'), { ...looked, ...report, values: report.values.slice(1) }),
    'indicators-missing')
  const bad = report.values.map((one) => (one.result === 'measured' ? { ...one, values: one.values?.map(() => '0') }
    : one))
  refused(await auditor.post(at(more, '/evaluation'), { ...looked, ...report, values: bad }), 'result-negative')
  ok(await auditor.post(at(more, '/evaluation'), { ...looked, ...report }))
  ok(await (await asDecider()).post(at(more, '/decision'), { outcome: 'grant' }))
  assert.deepEqual([(await page()).products[0].models, (await page()).revision], [models, 4])
  const { status, product: covered } = await of.world.db.selectFrom('certificate').select(['status', 'product'])
    .where('id', '=', certificate.id).executeTakeFirstOrThrow()
  assert.deepEqual([status, covered], ['valid', product])
})

interface Value { indicator: string; method: string; result: string; values?: string[] }
async function testedBy(auditor: Awaited<ReturnType<Company['as']>>, indicators: { id: string; method: string }[]) {
  const { document } = (await of.world.db.selectFrom('standard').select('official')
    .where('number', '=', 'T/TFPZ 1001').executeTakeFirstOrThrow()).official
  const values = indicators.map(({ id, method }): Value => {
    const indicator = document.kind === 'B' ? document.indicators.find((one) => one.id === id) : undefined
    if (indicator?.kind === 'yes-no') return { indicator: id, method, result: 'yes' }
    const bound = Number(indicator?.limit?.least ?? indicator?.limit?.most ?? '0')
    return { indicator: id, method, result: 'measured',
      values: Array<string>(indicator?.values ?? 1)
        .fill(String(indicator?.direction === '<=' ? bound / 2 : bound + 0.5)) }
  })
  const { today } = ok(await auditor.get('/api/v1/clock'))
  return { laboratory: ok(await somebody(of).get('/api/v1/laboratories')).items[0].id as string, reportNumber: 'CJ-B1',
    testedFrom: today as string, testedUntil: today as string, reportFile: await upload(of, auditor), values,
    conditions: [{ key: 'grade', value: 'premium' }, { key: 'alcohol', value: '52' },
      { key: 'age', value: 'over-1-year' }, { key: 'material', value: 'grain' }] }
}

test('production that moves is audited on the new site; a denial cites its ground and changes nothing', async () => {
  const [agent, auditor] = [await company.agent(), await company.as('body-auditor')]
  const site = ok(await agent.post('/api/v1/sites',
    { name: '新厂', region: '510504', address: '示例路 9 号', lon: '105.44', lat: '28.87' })).id
  const foreign = ok(await (await new Company(of, '-tile').agent()).get('/api/v1/sites')).items[0].id
  refused(await agent.post(own('/changes/sites'), { ...statement, kind: 'production-move', sites: [foreign] }),
    'site-foreign')
  const id = await requested('/changes/sites', { kind: 'production-move', sites: [site] })
  const shown = ok(await auditor.get(at(id)))
  assert.equal(shown.route, 'retest-and-audit')
  const report = { ...await testedBy(auditor, shown.indicators), reportNumber: 'CJ-B2' }
  refused(await auditor.post(at(id, '/evaluation'), { ...looked, ...report }), 'change-needs')
  const { today } = ok(await auditor.get('/api/v1/clock'))
  const audit = { site, auditedFrom: today, auditedUntil: today, auditRecord: '新厂设备到位' }
  ok(await auditor.post(at(id, '/evaluation'), { ...looked, ...report, ...audit, outcome: 'does-not-conform' }))
  const decider = await asDecider()
  refused(await decider.post(at(id, '/decision'), { outcome: 'grant' }), 'result-negative')
  refused(await decider.post(at(id, '/decision'), { outcome: 'deny' }), 'ground-unknown')
  const before = await page()
  ok(await decider.post(at(id, '/decision'), { outcome: 'deny', ground: 'nonconformity-open' }))
  assert.equal((await page()).revision, before.revision)
  assert.equal(ok(await agent.get(at(id))).decision.outcome, 'deny')
})

test('the holder retracts; strangers and other bodies find nothing; who evaluated is told why not', async () => {
  const id = await requested('/changes', { kind: 'address' })
  const stranger = new Company(of, '-rice')
  for (const path of ['', '/evaluation', '/decision', '/retraction']) {
    const who = path === '' || path === '/retraction' ? await stranger.agent()
      : await company.as(path === '/evaluation' ? 'body-auditor-jincheng' : 'body-decider-jincheng')
    const body = path === '/evaluation' ? looked : { outcome: 'grant' }
    const answer = path === '' ? await who.get(at(id))
      : await who.post(at(id, path), path === '/retraction' ? {} : body)
    assert.equal(answer.status, 404, path)
  }
  assert.deepEqual(ok(await (await stranger.agent()).get('/api/v1/certificate-changes')).items, [])
  ok(await (await company.agent()).post(at(id, '/retraction')))
  refused(await (await company.as('body-auditor')).post(at(id, '/evaluation'), looked), 'wrong-state')
  const tasks = await of.world.db.selectFrom('task').select('kind').where('subject', '=', id)
    .where('ended_at', 'is', null).execute()
  assert.deepEqual(tasks, [])
})

test('what it said before is answered by day', async () => {
  const [then, now] = [await page(`?at=${issuedOn}`), await page()]
  assert.deepEqual([then.revision, then.history.length], [1, 1])
  assert.notEqual(then.holder.name, now.holder.name)
  assert.deepEqual([now.revision, now.history.length], [4, 4])
  assert.equal((await somebody(of).get(`/c/${certificate.number}.pdf`)).status, 200)
  const places = await of.world.db.selectFrom('status_index').select('index').where('list', '=', 'revocation-1')
    .where('certificate', '=', certificate.id).execute()
  const { official } = await of.world.db.selectFrom('certificate').select('official')
    .where('id', '=', certificate.id).executeTakeFirstOrThrow()
  for (const purpose of ['suspension', 'revocation'] as const) {
    const { indices } = await statusListBits(of.world.db, purpose, official.issuedOn)
    const own = official.statusIndex[purpose]
    const before = places.map(({ index }) => index).filter((index) => index !== own)
    assert.deepEqual(indices, before.sort((a, b) => a - b), 'credentials of before stand no more, the present one does')
  }
})
