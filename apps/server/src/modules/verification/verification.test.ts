// The platform's keys over their life: replaced, given up, and what old signatures are worth then.
import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { PublicJwk } from '@tianfu/credentials'
import { verifyReceipt, withRevocations } from '@tianfu/verifier'
import { aCertificate } from '../../../../../test/certificate.ts'
import type { CertificateMade } from '../../../../../test/certificate.ts'
import { signedIn } from '../../../../../test/people.ts'
import type { Person } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { MODULES } from '../../modules.ts'
import { fsck } from '../../platform/fsck.ts'
import { didDocumentOf } from '../bodies/index.ts'
import { platformDid, platformDidDocument } from './index.ts'

let of: TestWorld
let security: Person
let certificate: CertificateMade
before(async () => {
  of = await testWorld()
  certificate = await aCertificate(of)
  await of.app.sequence()
  security = await signedIn(of, 'security-administrator')
})
after(() => of.close())

const tools = {
  verify: (jwk: PublicJwk, message: Uint8Array, signature: Uint8Array) =>
    verify(null, message, createPublicKey({ key: { ...jwk }, format: 'jwk' }), signature),
  inflate: () => new Uint8Array(),
}
const document = () => platformDidDocument({ db: of.world.db, world: of.world })
const receipt = async () =>
  (await of.app.http.inject({ url: `/c/${certificate.number}.json?at=2026-03-02` })).json() as {
    receipt: { token: string } }
const kidOf = (answer: { receipt: { token: string } }): string =>
  (JSON.parse(Buffer.from(answer.receipt.token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid
const judged = async (answer: unknown, documents?: { id: string }[]) => (await verifyReceipt(answer,
  { platform: platformDid(of.world), didDocuments: documents ?? [await document()] }, tools)).verdict
const giveUp = (kid: string, compromisedSince: string, by = security) =>
  by.post('/api/v1/given-up-keys', { kid, compromisedSince, reason: '密钥文件外泄' })

test('a replaced key keeps what it signed, a given-up one does not, and new receipts come under the next', async () => {
  const pinned = [await document()]
  const first = await receipt()
  assert.match(kidOf(first), /#receipt-1$/)
  of.pass(60_000)
  const replaced = await security.post('/api/v1/platform-keys', { use: 'receipt' })
  assert.equal(replaced.status, 200, JSON.stringify(replaced.body))
  const second = await receipt()
  assert.match(kidOf(second), /#receipt-2$/)
  assert.deepEqual([await judged(first), await judged(second)], ['genuine', 'genuine'])
  assert.equal(await judged(second, pinned), 'not-genuine', 'a key that nobody has pinned yet')
  of.pass(60_000)
  const given = await giveUp(kidOf(second), '2026-03-02')
  assert.equal(given.status, 200, JSON.stringify(given.body))
  assert.match(given.body.next, /#receipt-3$/)
  const third = await receipt()
  assert.deepEqual([await judged(first), await judged(second), await judged(third)],
    ['genuine', 'cannot-tell', 'genuine'])
  assert.deepEqual((await document()).assertionMethod.map((kid) => kid.split('#')[1]),
    ['receipt-1', 'status-1', 'attestation-1', 'receipt-3'])
  const late = await giveUp(kidOf(first), '2026-03-02')
  assert.equal(late.body.next, null, 'a key that is not in use needs no other')
  assert.equal(await judged(first, withRevocations(pinned, [await document()])), 'cannot-tell')
})

test('lists and credentials of the register go on under the next key as well', async () => {
  for (const use of ['status', 'attestation'] as const) {
    assert.match((await giveUp(`${platformDid(of.world)}#${use}-1`, '2026-03-02')).body.next, new RegExp(`#${use}-2$`))
  }
  const kids = await Promise.all(['/status/suspension-1', '/org/91510000MA0000000X.jwt'].map(async (url) => {
    const { body, statusCode } = await of.app.http.inject({ url })
    return statusCode === 200 ? kidOf({ receipt: { token: body } }).split('#')[1] : statusCode
  }))
  assert.deepEqual(kids, ['status-2', 404])
  const { items } = (await security.get('/api/v1/platform-keys')).body
  assert.deepEqual(items.map(({ revoked }: { revoked: boolean }) => revoked),
    [true, true, true, true, false, false, false])
})

test('an administrator declares a body’s key compromised since a day: it is replaced where it was in use', async () => {
  const did = `${platformDid(of.world)}:bodies:shuxin`
  const administrator = await signedIn(of, 'body-administrator')
  assert.equal((await administrator.post(`/api/v1/bodies/${certificate.body}/keys`, { cause: 'routine' })).status, 200)
  const old = await giveUp(`${did}#k1`, '2026-02-20')
  assert.deepEqual([old.status, old.body.next, old.body.compromisedSince], [200, null, '2026-02-19T16:00:00.000Z'])
  const used = await giveUp(`${did}#k2`, '2026-03-02')
  assert.equal(used.body.next, `${did}#k3`)
  const methods = (await didDocumentOf(of.world.db, of.world, 'shuxin'))?.verificationMethod
  assert.deepEqual(methods?.map(({ compromisedSince }) => compromisedSince),
    ['2026-02-19T16:00:00.000Z', '2026-03-01T16:00:00.000Z', undefined])
  const younger = await giveUp(`${did}#k1`, '2026-03-01')
  assert.deepEqual([younger.status, younger.body.code], [409, 'key-given-up'], 'nothing is believed again')
  assert.equal((await giveUp(`${did}#k1`, '2026-02-01')).status, 200, 'an older leak is news')
})

test('nobody else may, and no other key is meant', async () => {
  const did = platformDid(of.world)
  for (const kid of [`${did}#receipt-9`, `${did}:bodies:nobody#k1`, `${did}:bodies:shuxin#k9`,
    'did:web:other.example#k1']) {
    const answer = await giveUp(kid, '2026-03-02')
    assert.deepEqual([answer.status, answer.body.code], [404, 'key-unknown'], kid)
  }
  assert.equal((await giveUp(`${did}#receipt-3`, '2026-03-03')).body.code, 'compromised-in-future')
  for (const login of ['system-administrator', 'body-administrator', 'authority-province']) {
    const other = await signedIn(of, login)
    assert.equal((await giveUp(`${did}#receipt-3`, '2026-03-02', other)).status, 403, login)
    assert.equal((await other.post('/api/v1/platform-keys', { use: 'receipt' })).status, 403, login)
  }
})

test('the fold of the acts equals the rows, and every sentence about keys holds', async () => {
  await of.app.sequence()
  const modules = MODULES.filter(({ name }) => name === 'verification' || name === 'bodies')
  const { findings } = await fsck(of.world, modules)
  assert.deepEqual(findings, [])
})

test('two first acts on the keys at one moment leave one record of them', async () => {
  const other = await testWorld()
  try {
    const administrator = await signedIn(other, 'security-administrator')
    const both = await Promise.all([1, 2].map(async () =>
      (await administrator.post('/api/v1/platform-keys', { use: 'receipt' })).status))
    assert.deepEqual(both, [200, 200])
  } finally {
    await closeSound(other)
  }
})
