import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { certificateAct } from '../../../../../test/certificate.ts'
import type { CertificateMade } from '../../../../../test/certificate.ts'
import { aLicenceInForce, as, days, done } from '../../../../../test/licence.ts'
import { somebody } from '../../../../../test/people.ts'
import type { Answer, Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import { MODULES } from '../../modules.ts'
import { fsck } from '../../platform/fsck.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { viewOf } from '../../platform/command.ts'
import { targetsOf, verdictOf } from './index.ts'
import { recorderOf } from './scans.ts'

let of: TestWorld
let licence: string
let certificate: CertificateMade
let agent: Person
let today: string
before(async () => {
  of = await testWorld()
  ;({ id: licence, certificate } = await aLicenceInForce(of, 1000))
  agent = await as(of, 'enterprise-agent')
  today = (await somebody(of).get('/api/v1/clock')).body.today
})
after(() => of.close())

const refused = (answer: Answer, status: number, code: string) => {
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body))
}
const order = (quantity: number, by = agent, more: object = {}) =>
  by.post('/api/v1/code-orders', { licence, product: certificate.product, quantity, ...more })
const aBatch = async (quantity: number): Promise<string> => done(await order(quantity)).body.batch
const lines = async (batch: string, query = ''): Promise<string[]> =>
  String(done(await agent.get(`/api/v1/code-batches/${batch}/codes.csv${query}`)).body).replace('\ufeff', '').trim()
    .split('\r\n').slice(1)
const serials = async (batch: string) => (await lines(batch)).map((line) => line.split(',')[0] ?? '')
const verify = async (code: string) => done(
  await somebody(of).get(`/api/v1/verify?code=${encodeURIComponent(code)}`),
).body
const gtin = () => certificate.gtin ?? ''

test('an order takes from the year’s volume and issues a batch; the printer’s file has all its items', async () => {
  const { order: id, batch, volumeLeft } = done(await order(600)).body
  assert.equal(volumeLeft, 450)
  assert.equal(done(await agent.get(`/api/v1/code-orders/${id}`)).body.status, 'issued')
  const file = done(await agent.get(`/api/v1/code-batches/${batch}/codes.csv`))
  assert.match(String(file.headers['content-type']), /^text\/csv/)
  assert.ok(String(file.body).startsWith('\ufeffserial,digitalLink\r\n'))
  const all = await lines(batch)
  assert.equal(all.length, 600)
  assert.equal(new Set(all).size, 600)
  const [serial, link] = (all[0] ?? '').split(',')
  assert.equal(link, `http://localhost:8080/01/${gtin()}/21/${serial}`)
  assert.deepEqual(await lines(batch, '?from=1&to=2'), all.slice(0, 2))
  assert.equal((await agent.get(`/api/v1/code-batches/${batch}`)).body.sample.serial, serial)
  refused(await agent.get(`/api/v1/code-batches/${batch}/codes.csv?from=1&to=601`), 422, 'range-outside')
})

test('an order beyond the volume, of nothing, or of a product that is not licensed is refused (B74)', async () => {
  refused(await order(451), 409, 'volume-exhausted')
  for (const quantity of [0, -1, 1.5, 1e10]) refused(await order(quantity), 400, 'bad-request')
  refused(await order(1_000_000_000), 422, 'order-too-large')
  const other = await of.world.db.selectFrom('product').where('id', '<>', certificate.product).select('id').limit(1)
    .executeTakeFirstOrThrow()
  refused(await order(1, agent, { product: other.id }), 422, 'product-not-licensed')
  refused(await order(1, await as(of, 'enterprise-agent-tile')), 404, 'not-found')
  refused(await order(1, await as(of, 'authority-province')), 403, 'not-permitted')
})

test('fifty orders at the edge of the volume never exceed it', async () => {
  const [before] = (await agent.get(`/api/v1/licences/${licence}`)).body.volumes
  const size = Math.floor(before.left / 10)
  const answers = await Promise.all(Array.from({ length: 50 }, () => order(size)))
  assert.equal(answers.filter(({ status }) => status === 201).length, Math.floor(before.left / size))
  assert.ok(
    answers.every(({ status }) => status === 201 || status === 409),
    JSON.stringify(answers.find(({ status }) => status >= 500)?.body),
  )
  const [volume] = (await agent.get(`/api/v1/licences/${licence}`)).body.volumes
  assert.ok(volume.ordered <= 1050 && volume.left < size)
  done(
    await (await as(of, 'licensor-decider')).post(`/api/v1/licences/${licence}/volumes`, {
      product: certificate.product, quantity: 2000, stockCount: 3, reason: '销售增长，已盘点',
    }),
  )
  assert.equal((await agent.get(`/api/v1/licences/${licence}`)).body.volumes[0].left, volume.left + 2000)
})

test('a code is unactivated until its lot is active, then valid; counts begin with the first scan', async () => {
  const batch = await aBatch(10)
  const [first = '', second = '', , fourth = ''] = await serials(batch)
  const printed = await verify(`${gtin()}.${first}`)
  assert.deepEqual([printed.verdict, printed.scans], ['unactivated', 1])
  done(
    await agent.post(`/api/v1/code-batches/${batch}/activations`, { lot: 'L20260316', producedOn: today, quantity: 3 }),
  )
  const scanned = await verify(`http://localhost:8080/01/${gtin()}/21/${first}`)
  assert.deepEqual(
    [scanned.verdict, scanned.kind, scanned.scans, scanned.production],
    ['valid', 'item', 2, { lot: 'L20260316', on: today, certificateThen: 'valid' }],
  )
  assert.equal(scanned.certificate.number, certificate.number)
  assert.equal(scanned.firstScan, printed.firstScan)
  assert.equal((await verify(`${gtin()}.${fourth}`)).verdict, 'unactivated')
  done(await agent.post(`/api/v1/code-batches/${batch}/voids`, { from: 2, to: 2, ground: 'lost' }))
  assert.equal((await verify(`${gtin()}.${second}`)).verdict, 'void')
  refused(
    await agent.post(`/api/v1/code-batches/${batch}/voids`, { from: 2, to: 3, ground: 'lost' }), 409, 'range-void',
  )
  refused(
    await agent.post(`/api/v1/code-batches/${batch}/voids`, { from: 3, to: 3, ground: 'licence-ended' }), 422,
    'ground-unknown',
  )
  refused(
    await agent.post(`/api/v1/code-batches/${batch}/activations`, {
      lot: 'L2', producedOn: today, quantity: 1, from: 3,
    }),
    409, 'range-active',
  )
  const scans = done(await agent.get(`/api/v1/code-batches/${batch}/scans`)).body
  assert.deepEqual([scans.total, scans.codes], [4, 3])
  const detail = (await agent.get(`/api/v1/code-batches/${batch}`)).body
  assert.deepEqual([detail.status, detail.activated, detail.voided], ['partly-active', 3, 1])
})

test('forged, unknown and malformed codes get their own answers, never an error (B75)', async () => {
  const [good = ''] = await serials(await aBatch(1))
  const altered = `${good.slice(0, 5)}${good[5] === '0' ? '1' : '0'}${good.slice(6)}`
  const CASES: [code: string, verdict: string][] = [
    [`${gtin()}.${altered}`, 'forged'], [`${gtin()}.Z${good.slice(1)}`, 'forged'],
    [`06901234567892.${good}`, 'unknown'], ['XYZ-2026-77', 'unknown'], ['TFQ019999999999', 'malformed'],
    [
      `${gtin()}.${good.slice(1)}`, 'malformed',
    ], ['1234.ABC', 'malformed'], ['%00', 'malformed'], ["' or 1=1", 'malformed'],
    [`${gtin().slice(0, 13)}${(Number(gtin()[13]) + 1) % 10}.${good}`, 'malformed'],
  ]
  for (const [code, verdict] of CASES) assert.equal((await verify(code)).verdict, verdict, code)
  assert.equal((await somebody(of).get('/api/v1/verify')).status, 400)
  assert.equal((await verify(`${gtin()}.${good.toLowerCase()}`)).verdict, 'unactivated')
})

test('a forged code of a known GTIN is refused without a database (B88)', async () => {
  const [good = ''] = await serials(await aBatch(1))
  await verify(`${gtin()}.${good}`)
  const view = await viewOf(of.world, undefined)
  const blind = {
    ...view, db: new Proxy({}, { get() { throw new Error('the database was asked') } }) as typeof view.db,
  }
  const answer = await verdictOf(blind, {
    gtin: gtin(), serial: `${good.slice(0, 7)}${good[7] === '0' ? '1' : '0'}${good.slice(8)}`,
  })
  assert.equal(answer.verdict, 'forged')
})

test('a certificate or a licence is verified by its number', async () => {
  const byCertificate = await verify(certificate.number)
  assert.deepEqual([byCertificate.verdict, byCertificate.kind], ['valid', 'certificate'])
  await recorderOf(of.world).settled()
  const { recorded } = recorderOf(of.world).figures
  await verify(certificate.number)
  assert.equal(recorderOf(of.world).figures.recorded, recorded) // no scan of an item
  assert.equal((await verify(` ${certificate.number.toLowerCase()} `)).verdict, 'valid')
  assert.equal(
    (await verify(`body-${certificate.number}`)).certificate.number, certificate.number,
  ) // the body's own number
  assert.equal((await verify(certificate.number.replace('TFQ', 'TFQ-'))).verdict, 'valid')
  const { number } = (await agent.get(`/api/v1/licences/${licence}`)).body
  const byLicence = await verify(number)
  assert.deepEqual(
    [byLicence.verdict, byLicence.kind, byLicence.certificate.number], ['valid', 'licence', certificate.number],
  )
  const wrong = `${number.slice(0, -1)}${number.at(-1) === 'A' ? 'B' : 'A'}`
  assert.deepEqual([(await verify(wrong)).verdict, (await verify(wrong)).problem.rule], ['malformed', 'number-check'])
})

test('a suspension of the certificate shows at once on every code, and stops orders and activation', async () => {
  const batch = await aBatch(5)
  const [serial = '', , , , unused = ''] = await serials(batch)
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`, { lot: 'L1', producedOn: today, quantity: 2 }))
  await certificateAct(of, certificate.id, 'suspended')
  assert.equal((await verify(`${gtin()}.${serial}`)).verdict, 'suspended')
  refused(await order(1), 409, 'licence-not-valid')
  refused(
    await agent.post(`/api/v1/code-batches/${batch}/activations`, { lot: 'L1', producedOn: today, quantity: 1 }), 409,
    'licence-not-valid',
  )
  await certificateAct(of, certificate.id, 'restored')
  assert.equal((await verify(`${gtin()}.${serial}`)).verdict, 'valid')
  assert.equal((await verify(`${gtin()}.${unused}`)).verdict, 'unactivated')
})

test('an expired and a withdrawn certificate speak for their codes; unused codes fall with a withdrawal', async () => {
  const batch = await aBatch(3)
  const [serial = '', , unused = ''] = await serials(batch)
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`, { lot: 'L1', producedOn: today, quantity: 1 }))
  const view = await viewOf(of.world, undefined)
  const later = { ...view, at: { ...view.at, today: '2035-01-01' as typeof view.at.today } }
  const expired = await verdictOf(later, { gtin: gtin(), serial })
  assert.deepEqual([expired.verdict, expired.production?.certificateThen], ['expired', 'valid'])
  await certificateAct(of, certificate.id, 'withdrawn')
  assert.equal((await verify(`${gtin()}.${serial}`)).verdict, 'withdrawn')
  assert.equal((await verify(`${gtin()}.${unused}`)).verdict, 'void')
  done(await agent.post(`/api/v1/code-batches/${batch}/voids`, { from: 3, to: 3, ground: 'batch-stopped' }))
})

test('a certificate that was withdrawn from its first day stood on no day on which its goods were made', async () => {
  ;({ id: licence, certificate } = await aLicenceInForce(of, 100))
  const batch = await aBatch(1)
  const [serial = ''] = await serials(batch)
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`, { lot: 'L1', producedOn: today, quantity: 1 }))
  const { official } = await of.world.db.selectFrom('certificate').select('official')
    .where('id', '=', certificate.id).executeTakeFirstOrThrow()
  await certificateAct(of, certificate.id, 'withdrawn', {}, official.validFrom)
  const scanned = await verify(`${gtin()}.${serial}`)
  assert.deepEqual([scanned.verdict, scanned.production.certificateThen], ['withdrawn', 'withdrawn'])
  const { status, endedOn } = (await of.world.db.selectFrom('licence').select('official').where('id', '=', licence)
    .executeTakeFirstOrThrow()).official
  assert.deepEqual([status, endedOn], ['withdrawn', official.validFrom], 'the licence falls from the same day')
})

test('many scans of one code at the same time are all counted, and none holds personal data', async () => {
  ;({ id: licence, certificate } = await aLicenceInForce(of, 100))
  const [serial = ''] = await serials(await aBatch(1))
  const answers = await Promise.all(Array.from({ length: 40 }, () => verify(`${gtin()}.${serial}`)))
  assert.ok(answers.every(({ scans }) => scans >= 1 && scans <= 41))
  await recorderOf(of.world).settled()
  assert.equal((await verify(`${gtin()}.${serial}`)).scans, 41)
  const { rows } = await of.database.executeSql(
    "select column_name from information_schema.columns where table_name = 'scan' order by 1",
  )
  assert.deepEqual(
    (rows as { column_name: string }[]).map((row) => row.column_name),
    ['at', 'counter', 'device', 'gtin', 'key_id', 'outcome', 'place'],
  )
  await assert.rejects(of.database.executeSql("update scan set place = '510100'"), /append-only/)
})

test('an item leads to certificate, credential and report', async () => {
  const view = await viewOf(of.world, undefined)
  const { anchor, targets } = await targetsOf(view, { gtin: gtin(), serial: '0ABCDEFGHJKMNPQRSTVW' })
  assert.equal(anchor, `http://localhost:8080/01/${gtin()}/21/0ABCDEFGHJKMNPQRSTVW`)
  for (const type of ['verificationService', 'certificationInfo', 'dcc', 'support']) {
    assert.ok(targets.some(({ relation }) => relation.endsWith(type)), type)
  }
})

test('a batch is not found by anybody else', async () => {
  const batch = await aBatch(1)
  const other = await as(of, 'enterprise-agent-tile')
  refused(await other.get(`/api/v1/code-batches/${batch}`), 404, 'not-found')
  refused(await other.get(`/api/v1/code-batches/${batch}/codes.csv`), 404, 'not-found')
  refused(await other.post(`/api/v1/code-batches/${batch}/voids`, { from: 1, to: 1, ground: 'lost' }), 404, 'not-found')
  assert.deepEqual((await other.get('/api/v1/code-batches')).body.items, [])
})

test('a batch certificate gives the codes of its batch, once: no factor, and not again next year', async () => {
  const harvest = await aLicenceInForce(of, 80, { schemeType: '1b', batch: 50 })
  const place = (quantity: number) => agent.post('/api/v1/code-orders', {
    licence: harvest.id, product: harvest.certificate.product, quantity,
  })
  refused(await place(51), 409, 'volume-exhausted')
  assert.equal(done(await place(50)).body.volumeLeft, 0)
  await days(of, 300)
  refused(await place(1), 409, 'volume-exhausted')
})

test('next year takes another key, and codes of the old one stay authentic', async () => {
  const [old = ''] = await serials(await aBatch(1))
  await days(of, 330)
  const [young = ''] = await serials(await aBatch(1))
  assert.notEqual(old[0], young[0])
  for (const serial of [old, young]) assert.equal((await verify(`${gtin()}.${serial}`)).verdict, 'unactivated')
})

test('after all this the fold of the acts equals the rows, and every sentence about codes holds', async () => {
  await recorderOf(of.world).settled()
  await of.app.sequence()
  const { findings, checked } = await fsck(of.world, MODULES.filter(({ name }) => name === 'codes'))
  assert.deepEqual(findings, [])
  assert.ok((checked.rows ?? 0) > 0)
})
