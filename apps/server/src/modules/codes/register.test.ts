import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { certificateAct } from '../../../../../test/certificate.ts'
import type { CertificateMade } from '../../../../../test/certificate.ts'
import { aLicenceInForce, as, done } from '../../../../../test/licence.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { followerOf } from '../../platform/follow.ts'
import { viewOf } from '../../platform/command.ts'
import { eraOf, keepCount, keptCount } from './counts.ts'
import { hmacSha256 } from './keys.ts'
import { endRecording, recorderOf } from './scans.ts'
import { verdictOf } from './verify.ts'

let of: TestWorld
let certificate: CertificateMade
let codes: string[]

before(async () => {
  of = await testWorld()
  const made = await aLicenceInForce(of, 1000)
  certificate = made.certificate
  const agent = await as(of, 'enterprise-agent')
  const { body: { batch } } = done(await agent.post('/api/v1/code-orders',
    { licence: made.id, product: certificate.product, quantity: 10 }))
  done(await agent.post(`/api/v1/code-batches/${batch}/activations`, {
    quantity: 10, lot: 'L1', producedOn: done(await agent.get('/api/v1/clock')).body.today,
  }))
  codes = String(done(await agent.get(`/api/v1/code-batches/${batch}/codes.csv`)).body).trim().split(/\r?\n/).slice(1)
    .map((line) => `/01/${certificate.gtin}/21/${line.split(',')[0]}`)
})
after(() => of.close())

const verdict = async (path: string | undefined, query = '') => (await of.app.http.inject({
  url: `${path}${query}`, headers: { accept: 'application/json' },
})).json()

const readCode = (path = '') => ({ gtin: path.slice(4, 18), serial: path.slice(22) })

/** Runs `body` and counts the statements that reach the database. */
async function statements(body: () => Promise<unknown>): Promise<number> {
  let count = 0
  const original = of.world.db.getExecutor().executeQuery
  const executor = of.world.db.getExecutor()
  executor.executeQuery = function counted(this: typeof executor, ...args) {
    count += 1
    return original.apply(this, args)
  } as typeof original
  try {
    await body()
  } finally {
    executor.executeQuery = original
  }
  return count
}

test('before the first look the database is asked; after it a known code is answered from memory', async () => {
  assert.equal(followerOf(of.world).times(), undefined)
  assert.ok(await statements(() => verdict(codes[0], '?seen=1')) > 0)
  await of.app.sequence()
  await followerOf(of.world).look()
  assert.equal((await verdict(codes[0], '?seen=1')).verdict, 'valid')
  assert.equal(await statements(async () => {
    assert.equal((await verdict(codes[0], '?seen=1')).verdict, 'valid')
  }), 0)
})

test('an act of this process is known at its commit, before any look', async () => {
  assert.equal((await verdict(codes[1])).verdict, 'valid')
  await certificateAct(of, certificate.id, 'suspended')
  assert.equal((await verdict(codes[1])).verdict, 'suspended')
  await certificateAct(of, certificate.id, 'restored')
  assert.equal((await verdict(codes[1])).verdict, 'valid')
})

test('an act that another process wrote is known at the next look', async () => {
  await of.app.sequence()
  await followerOf(of.world).look()
  assert.equal((await verdict(codes[2])).verdict, 'valid')
  // Another process has its own follower: the change reaches this one through the log alone.
  await certificateAct({ ...of, world: { ...of.world, db: of.world.db.withoutPlugins() } }, certificate.id, 'suspended')
  await of.app.sequence()
  await followerOf(of.world).look()
  assert.equal((await verdict(codes[2])).verdict, 'suspended')
  await certificateAct(of, certificate.id, 'restored')
})

test('memory that is more than five seconds behind is not asked, nor when an act waits for its place', async () => {
  await of.app.sequence()
  await followerOf(of.world).look()
  assert.notEqual(followerOf(of.world).times(), undefined)
  of.pass(5_001)
  assert.equal(followerOf(of.world).times(), undefined)
  await certificateAct(of, certificate.id, 'suspended')
  of.pass(5_001)
  await followerOf(of.world).look() // the act is still pending: what happened since is not known to be in the log
  assert.equal(followerOf(of.world).times(), undefined)
  await of.app.sequence()
  await followerOf(of.world).look()
  assert.notEqual(followerOf(of.world).times(), undefined)
  await certificateAct(of, certificate.id, 'restored')
})

test('a look that is no scan is told a count; a scan counts in it at once', async () => {
  await of.app.sequence()
  await followerOf(of.world).look()
  for (const scans of [1, 2, 3]) {
    await verdict(codes[5])
    await recorderOf(of.world).settled() // a slow commit lets the answer of the scan itself go before its count
    assert.equal((await verdict(codes[5], '?seen=1')).scans, scans)
  }
})

test('a count in memory stands while nobody else records, and falls at the look that sees another', async () => {
  await of.app.sequence()
  await followerOf(of.world).look()
  await verdict(codes[6])
  of.pass(60_000)
  await followerOf(of.world).look()
  assert.equal(await statements(async () => assert.equal((await verdict(codes[6], '?seen=1')).scans, 1)), 0)
  // Another process has its own recorder and its own memory; this one is told by the table alone.
  const other = { ...of.world, db: of.world.db.withoutPlugins() }
  await verdictOf(await viewOf(other, undefined), readCode(codes[6]), { device: 'phone', place: null })
  await recorderOf(other).settled()
  assert.equal((await verdict(codes[6], '?seen=1')).scans, 1)
  await followerOf(of.world).look()
  of.pass(5_001)
  await followerOf(of.world).look()
  assert.equal((await verdict(codes[6], '?seen=1')).scans, 2)
  await endRecording(other)
})

test('a count that was read before the look that sees another is not kept beyond it', async () => {
  await followerOf(of.world).look()
  const [item, era] = [{ gtin: certificate.gtin ?? '', keyId: '0', counter: 99 }, eraOf(of.world)]
  const other = { ...of.world, db: of.world.db.withoutPlugins() }
  await verdictOf(await viewOf(other, undefined), readCode(codes[7]), { device: 'phone', place: null })
  await recorderOf(other).settled()
  await followerOf(of.world).look()
  keepCount(of.world, item, { firstScan: '2026-03-02T01:00:00.000Z', scans: 1 }, era)
  assert.equal(keptCount(of.world, item)?.count?.scans, 1)
  of.pass(5_001)
  await followerOf(of.world).look()
  assert.equal(keptCount(of.world, item), undefined)
  keepCount(of.world, item, { firstScan: '2026-03-02T01:00:00.000Z', scans: 3 }, eraOf(of.world))
  keepCount(of.world, item, { firstScan: '2026-03-02T01:00:00.000Z', scans: 2 }, eraOf(of.world))
  assert.equal(keptCount(of.world, item)?.count?.scans, 3, 'an answer that comes out of order')
  await endRecording(other)
})

test('HMAC over prepared pads is HMAC', () => {
  for (const length of [0, 1, 32, 63, 64, 65, 200]) {
    const [key, message] = [randomBytes(32), randomBytes(length)]
    assert.deepEqual(Buffer.from(hmacSha256(key)(message)), createHmac('sha256', key).update(message).digest())
  }
  const tag = hmacSha256(randomBytes(32))
  const message = randomBytes(200)
  const first = Buffer.from(tag(message))
  tag(randomBytes(10))
  assert.deepEqual(Buffer.from(tag(message)), first)
})
