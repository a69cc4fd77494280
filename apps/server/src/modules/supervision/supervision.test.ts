import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { aCertificate } from '../../../../../test/certificate.ts'
import type { CertificateMade } from '../../../../../test/certificate.ts'
import { as as personOf, days, done } from '../../../../../test/licence.ts'
import { somebody } from '../../../../../test/people.ts'
import type { Answer } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import { MODULES } from '../../modules.ts'
import { fsck } from '../../platform/fsck.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { CONTRACT } from '@tianfu/contract'
import { viewOf } from '../../platform/command.ts'
import { ordersOn } from './index.ts'

let of: TestWorld
let certificate: CertificateMade
const as = (login: string) => personOf(of, login)
before(async () => {
  of = await testWorld()
  certificate = await aCertificate(of)
})
after(() => of.close())

const refused = (answer: Answer, status: number, code: string) => {
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
}
const order = async (login: string, more: object = {}) => (await as(login)).post('/api/v1/orders', {
  certificate: certificate.number, ground: 'spot-check-failed', text: '监督抽查酒精度不合格，责令调查处理', ...more,
})
const rowOf = async () => of.world.db.selectFrom('certificate').where('id', '=', certificate.id)
  .select(['version', 'status']).executeTakeFirstOrThrow()

test('an authority orders, the body answers, the authority closes; the certificate never changes by it', async () => {
  const before = await rowOf()
  const { body: made } = done(await order('authority-province'))
  assert.match(made.number, /^T[A-Z]5100002026\d{4}/)
  assert.equal(made.dueOn, '2026-03-16') // ten working days after Monday 2 March
  const decider = await as('body-decider')
  assert.ok((await decider.get('/api/v1/tasks')).body.items.some((task: { subject: string }) =>
    task.subject === made.id))
  const detail = done(await decider.get(`/api/v1/orders/${made.id}`)).body
  assert.deepEqual(
    [detail.text, detail.next.map((one: { endpoint: string }) => one.endpoint)], ['监督抽查酒精度不合格，责令调查处理', ['answerOrder']],
  )
  const view = await viewOf(of.world, undefined)
  assert.deepEqual(
    (await ordersOn(view, certificate.id)).map(({ number, open }) => [number, open]), [[made.number, true]],
  )
  refused(
    await (await as('body-decider-jincheng')).post(`/api/v1/orders/${made.id}/answer`, { text: '不是本机构' }), 404,
    'not-found',
  )
  assert.equal(
    done(await decider.post(`/api/v1/orders/${made.id}/answer`, { text: '已调查，建议暂停' })).body.status, 'answered',
  )
  refused(await decider.post(`/api/v1/orders/${made.id}/answer`, { text: '再次' }), 409, 'wrong-state')
  const province = await as('authority-province')
  assert.equal((await province.get(`/api/v1/orders/${made.id}`)).body.answer.text, '已调查，建议暂停')
  assert.equal(
    done(await province.post(`/api/v1/orders/${made.id}/closure`, { outcome: 'complied', text: '已核查' })).body.status,
    'closed',
  )
  refused(
    await province.post(`/api/v1/orders/${made.id}/closure`, { outcome: 'complied', text: '再次' }), 409, 'wrong-state',
  )
  assert.deepEqual(await rowOf(), before)
})

test('an order that is not answered in time shows as late and goes one level up by the rule', async () => {
  const { body: made } = done(await order('authority-city', { workingDays: 3 }))
  assert.equal(made.late, false)
  const city = await as('authority-city')
  const province = await as('authority-province')
  await days(of, 9)
  const state = (await province.get(`/api/v1/orders/${made.id}`)).body
  assert.deepEqual(
    [state.status, state.late, state.escalation.byRule, state.region], ['escalated', true, true, '510000'],
  )
  refused(await city.post(`/api/v1/orders/${made.id}/closure`, { outcome: 'complied', text: 'x' }), 404, 'not-found')
  assert.ok((await city.get(`/api/v1/orders/${made.id}`)).status === 200) // still seen by whoever issued it
  assert.ok((await province.get('/api/v1/orders?late=true')).body.items.some((one: { id: string }) =>
    one.id === made.id))
  done(await (await as('body-decider')).post(`/api/v1/orders/${made.id}/answer`, { text: '补报' }))
  done(await province.post(`/api/v1/orders/${made.id}/closure`, { outcome: 'not-complied', text: '逾期' }))
})

test('an authority orders only where holder or body has its seat, and counties never order a body', async () => {
  refused(await order('authority-city-511100'), 404, 'not-found')
  refused(await order('authority-county'), 403, 'not-permitted')
  done(await order('authority-city-510100')) // the body has its seat in Chengdu
  refused(await order('authority-province', { certificate: 'NOSUCHNUMBER' }), 404, 'not-found')
  refused(await order('authority-province', { ground: 'dislike' }), 422, 'ground-unknown')
  refused(await order('enterprise-agent'), 403, 'not-permitted')
  refused(await somebody(of).post('/api/v1/orders', {}), 401, 'not-signed-in')
})

test('a provincial official is refused at every act on a certificate', async () => {
  const province = await as('authority-province')
  const acts = CONTRACT.filter(({ kind, method, url }) =>
    kind === 'act' && method !== 'GET' && url.startsWith('/api/v1/certificates/:id'))
  assert.ok(acts.length >= 5)
  for (const { url, id } of acts) {
    const answer = await province.post(url.replace(':id', certificate.id).replace(/:\w+/g, certificate.id), {})
    // Until the module that answers an address is bound, it is not there for anybody.
    assert.ok(answer.status === 403 || answer.status === 404, `${id} ${answer.status}`)
    if (answer.status === 403) assert.equal(answer.body.code, 'not-permitted', id)
  }
})

/** A head of a JPEG of 8 × 8 pixels: start, one application segment, frame. */
const JPEG = Buffer.concat([Buffer.from('ffd8ffe00002ffc0000b080008000801011100', 'hex'), Buffer.alloc(200, 1)])
  .toString('base64')

test('anybody reports, with photographs and a sealed contact, and follows it by number and token', async () => {
  const stranger = somebody(of)
  const { body: lodged } = done(await stranger.post('/api/v1/reports', {
    ground: 'counterfeit', text: '瓶身标识疑似伪造', code: certificate.number, photos: [JPEG, JPEG], contact: '13900000000',
  }))
  assert.match(lodged.number, /^TR2026\d{6}/)
  assert.equal(lodged.token.length, 32)
  const track = (token: string) => stranger.post('/api/v1/report-progress', { number: lodged.number, token })
  const first = done(await track(lodged.token)).body
  assert.deepEqual([first.status, first.steps.length], ['lodged', 1])
  for (
    const token of ['0'.repeat(32), lodged.token.slice(0, 31), `${lodged.token}x`]
  ) refused(await track(token), 404, 'not-found')

  const county = await as('authority-county') // the place of the certificate's site
  const list = (await county.get('/api/v1/reports')).body.items
  const { id } = list.find((one: { number: string }) => one.number === lodged.number)
  const detail = done(await county.get(`/api/v1/reports/${id}`)).body
  assert.deepEqual(
    [detail.text, detail.contact, detail.photos.length, detail.certificate],
    ['瓶身标识疑似伪造', '13900000000', 2, certificate.number],
  )
  const photo = await county.get(`/api/v1/reports/${id}/photos/${detail.photos[0].id}`)
  assert.equal(photo.headers['content-type'], 'image/jpeg')
  const city = await as('authority-city')
  assert.equal((await city.get(`/api/v1/reports/${id}`)).body.contact, undefined) // above, but not its office
  refused(await city.post(`/api/v1/reports/${id}/acceptance`), 404, 'not-found')
  refused(await (await as('authority-county-511126')).get(`/api/v1/reports/${id}`), 404, 'not-found')
  refused(
    await (await as('authority-county-511126')).get(`/api/v1/reports/${id}/photos/${detail.photos[0].id}`), 404,
    'not-found',
  )

  refused(await county.post(`/api/v1/reports/${id}/closure`, { outcome: 'founded', reply: 'x' }), 409, 'wrong-state')
  done(await county.post(`/api/v1/reports/${id}/acceptance`))
  refused(await county.post(`/api/v1/reports/${id}/transfer`, { region: '519999', reason: 'x' }), 422, 'region-unknown')
  refused(
    await county.post(`/api/v1/reports/${id}/transfer`, { region: '510502', reason: 'x' }), 422, 'transfer-to-self',
  )
  done(await county.post(`/api/v1/reports/${id}/transfer`, { region: '511126', reason: '不属本地管辖，移送夹江县' }))
  const other = await as('authority-county-511126')
  refused(await other.post(`/api/v1/reports/${id}/acceptance`), 409, 'transfer-open')
  done(await other.post(`/api/v1/reports/${id}/receipt`))
  done(await other.post(`/api/v1/reports/${id}/acceptance`))
  done(await other.post(`/api/v1/reports/${id}/closure`, { outcome: 'founded', reply: '已立案，谢谢' }))
  const last = done(await track(lodged.token)).body
  assert.equal(last.status, 'closed')
  assert.deepEqual(
    last.steps.map((step: { label: { en: string } }) => step.label.en.split(' ')[0]),
    ['Lodged', 'Accepted', 'Transferred', 'Received', 'Accepted', 'Closed'],
  )
  assert.equal(last.steps.at(-1).note, '已立案，谢谢')
  assert.ok(!JSON.stringify(last).includes('移送夹江县')) // reasons between offices stay between them
})

test('a report without a place goes to the province; one key lodges it once; only pictures are taken', async () => {
  const stranger = somebody(of)
  const body = { ground: 'quality', text: '没有地点的举报' }
  const key = { 'idempotency-key': 'report-once' }
  const [one, two] = [
    done(await stranger.post('/api/v1/reports', body, key)).body,
    done(await stranger.post('/api/v1/reports', body, key)).body,
  ]
  assert.deepEqual(one, two)
  const list = (await (await as('authority-province')).get('/api/v1/reports')).body.items
  const found = list.filter((item: { number: string }) => item.number === one.number)
  assert.deepEqual(found.map((item: { with: object }) => item.with), [{ region: '510000', role: 'authority-province' }])
  refused(
    await stranger.post('/api/v1/reports', {
      ...body, photos: [Buffer.from('<svg onload="alert(1)">'.repeat(10)).toString('base64')],
    }),
    415, 'photo-type',
  )
  refused(await stranger.post('/api/v1/reports', { ...body, photos: [JPEG, JPEG, JPEG, JPEG] }), 400, 'bad-request')
  refused(await stranger.post('/api/v1/reports', { ...body, text: 'x'.repeat(50_000) }), 400, 'bad-request')
  refused(await stranger.post('/api/v1/reports', { ...body, region: '330100' }), 422, 'region-unknown')
  refused(await stranger.post('/api/v1/reports', { ...body, ground: 'envy' }), 422, 'ground-unknown')
})

test('a report left lying is late for its county, and its city is told', async () => {
  const { body: { number } } = done(
    await somebody(of).post('/api/v1/reports', { ground: 'quality', text: '无人处理的举报', region: '510502' }),
  )
  await days(of, 15)
  const county = await as('authority-county')
  const item = (await county.get('/api/v1/reports')).body.items.find((one: { number: string }) => one.number === number)
  assert.equal(item.late, true)
  const notices = (await (await as('authority-city')).get('/api/v1/notices')).body.items
  assert.ok(notices.some((notice: { text: { zh: string } }) => notice.text.zh.includes(number)))
})

test('no act, list or log of a report holds what was written or who wrote it', async () => {
  const { rows } = await of.database.executeSql(
    "select content::text as content from act where type like 'report.%' or type like 'order.%'",
  )
  const all = JSON.stringify(rows)
  for (const secret of ['瓶身标识', '13900000000', '抽查酒精度', '已立案']) assert.ok(!all.includes(secret), secret)
})

test('after all this the fold of the acts equals the rows, and every sentence about supervision holds', async () => {
  await of.app.sequence()
  const { findings, checked } = await fsck(of.world, MODULES.filter(({ name }) => name === 'supervision'))
  assert.deepEqual(findings, [])
  assert.ok((checked.rows ?? 0) > 0)
})
