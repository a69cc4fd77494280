import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import { signedIn, somebody, usccOf } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { bodySigner, didDocumentOf } from './keys.ts'
import { bodyMayCertify, isCompetent, laboratoryMayTest } from './store.ts'

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => closeSound(of))

const TODAY = '2026-03-02' as LocalDate
const bodyBy = async (slug: string) => (await somebody(of).get('/api/v1/bodies?limit=100')).body.items
  .find((one: { slug: string }) => one.slug === slug)

test('the public register of bodies names rules and no natural person', async () => {
  const shuxin = await bodyBy('shuxin')
  const forRice = await somebody(of).get('/api/v1/bodies?rule=TFPZ-R1005')
  assert.deepEqual(forRice.body.items.map(({ slug }: { slug: string }) => slug), ['shuxin'])
  const { body } = await somebody(of).get(`/api/v1/bodies/${shuxin.id}`)
  assert.equal(body.uscc, usccOf('body-shuxin'))
  assert.deepEqual(body.next, [])
  assert.ok(body.timeline.every((entry: { by?: string }) => entry.by === undefined))
})

test('scope is asked per rule and per method, on the day', async () => {
  const jincheng = await bodyBy('jincheng')
  assert.equal(await bodyMayCertify(of.world.db, jincheng.id, 'TFPZ-R1001', TODAY), true)
  assert.equal(await bodyMayCertify(of.world.db, jincheng.id, 'TFPZ-R1005', TODAY), false)
  assert.equal(await bodyMayCertify(of.world.db, jincheng.id, 'TFPZ-R1001', '2028-02-01' as LocalDate), false)
  const [laboratory] = (await somebody(of).get('/api/v1/laboratories?method=GB 6566-2010')).body.items
  assert.equal(await laboratoryMayTest(of.world.db, laboratory.id, 'GB 6566-2010', TODAY), true)
  assert.equal(await laboratoryMayTest(of.world.db, laboratory.id, 'GB 6566-2010', '2029-02-01' as LocalDate), false)
  assert.equal(await laboratoryMayTest(of.world.db, laboratory.id, 'GB 1', TODAY), false)
})

test('a body signs with a key that its DID document shows; a compromised one is revoked there and stays listed',
  async () => {
  const { id } = await bodyBy('jincheng')
  const bytes = new TextEncoder().encode('certificate')
  const verified = async (kid: string, signature: Uint8Array) => {
    const document = await didDocumentOf(of.world.db, of.world, 'jincheng')
    const method = document?.verificationMethod.find((one) => one.id === kid)
    assert.ok(method)
    return verify(null, bytes, createPublicKey({ key: { ...method.publicKeyJwk }, format: 'jwk' }), signature)
  }
  const signed = async () => {
    const { kid, sign } = await bodySigner(of.world.db, of.world, id)
    return { kid, signature: sign(bytes) }
  }
  const first = await signed()
  assert.ok(await verified(first.kid, first.signature))
  const administrator = await signedIn(of, 'body-administrator-jincheng')
  const rotated = await administrator.post(`/api/v1/bodies/${id}/keys`, { cause: 'compromised' })
  assert.equal(rotated.status, 200)
  assert.deepEqual(rotated.body.keys.map(({ revoked }: { revoked: boolean }) => revoked), [true, false])
  const since = ({ compromisedSince }: { compromisedSince: string | null }) => compromisedSince
  assert.deepEqual(rotated.body.keys.map(since), [null, null])
  const leaked = await administrator.post(`/api/v1/bodies/${id}/keys`, {
    cause: 'compromised', compromisedSince: '2026-02-20' })
  assert.deepEqual(leaked.body.keys.map(since), [null, '2026-02-19T16:00:00.000Z', null])
  const third = (await didDocumentOf(of.world.db, of.world, 'jincheng'))?.verificationMethod[1]
  assert.equal(third?.compromisedSince, '2026-02-19T16:00:00.000Z')
  for (const [request, code] of [
    [{ cause: 'compromised', compromisedSince: '2026-03-03' }, 'compromised-in-future'],
    [{ cause: 'routine', compromisedSince: '2026-02-20' }, 'compromised-without-cause'],
  ] as const) {
    assert.equal((await administrator.post(`/api/v1/bodies/${id}/keys`, request)).body.code, code)
  }
  const second = await signed()
  assert.notEqual(second.kid, first.kid)
  assert.ok(await verified(first.kid, first.signature) && await verified(second.kid, second.signature))
  const document = await didDocumentOf(of.world.db, of.world, 'jincheng')
  assert.deepEqual(document?.assertionMethod, [second.kid])
  const other = await signedIn(of, 'body-administrator')
  assert.equal((await other.post(`/api/v1/bodies/${id}/keys`, { cause: 'routine' })).status, 404, 'another body’s key')
})

test('the secretariat suspends, restores and narrows; a suspended body does not certify on that day', async () => {
  const secretariat = await signedIn(of, 'alliance-secretariat')
  const { id } = await bodyBy('jincheng')
  const may = () => bodyMayCertify(of.world.db, id, 'TFPZ-R1002', TODAY)
  assert.equal(
    (await secretariat.post(`/api/v1/bodies/${id}/suspension`, { reason: '国家认监委暂停批准' })).body.status, 'suspended',
  )
  assert.equal(await may(), false)
  assert.equal((await secretariat.post(`/api/v1/bodies/${id}/suspension`, { reason: '再次' })).body.code, 'wrong-state')
  assert.equal((await secretariat.post(`/api/v1/bodies/${id}/restoration`, { reason: '恢复' })).body.status, 'approved')
  assert.equal(await may(), true)
  assert.equal(
    (await secretariat.post(`/api/v1/bodies/${id}/scopes`, { rule: 'TFPZ-R1002', from: '2026-06-01' })).body.code,
    'scope-exists',
  )
  assert.equal(
    (await secretariat.post(`/api/v1/bodies/${id}/scopes`, { rule: 'TFPZ-R0000', from: '2026-06-01' })).body.code,
    'rule-unknown',
  )
  await secretariat.post(`/api/v1/bodies/${id}/scopes/end`, { rule: 'TFPZ-R1002', reason: '退出' })
  assert.equal(await may(), false)
  const officer = await signedIn(of, 'authority-province')
  assert.equal(
    (await officer.post(`/api/v1/bodies/${id}/suspension`, { reason: '责令' })).status, 403,
    'government orders, it does not suspend',
  )
})

test('a person practises in one body only: refused while registered, possible once the other registration ended',
  async () => {
  const shuxin = await signedIn(of, 'body-administrator')
  const staff = (await shuxin.get('/api/v1/staff?function=auditor&competence=C15.1')).body.items
  assert.equal(staff.length, 2)
  const [auditor] = staff
  const again = await shuxin.post('/api/v1/staff', { person: auditor.person, functions: ['auditor'], competences: [] })
  assert.equal(again.body.code, 'practises-elsewhere')
  const jincheng = await signedIn(of, 'body-administrator-jincheng')
  const stranger = await jincheng.post(
    '/api/v1/staff', { person: auditor.person, functions: ['auditor'], competences: [] },
  )
  assert.equal(stranger.body.code, 'not-a-member')
  assert.equal((await jincheng.get(`/api/v1/staff/${auditor.id}`)).status, 404)
  assert.equal((await jincheng.post(`/api/v1/staff/${auditor.id}/end`)).status, 404)

  const competent = (day: string) =>
    isCompetent(of.world.db, auditor.organisation, auditor.person, 'auditor', 'C15.1', day as LocalDate)
  assert.equal(await competent(TODAY), true)
  assert.equal((await shuxin.post(`/api/v1/staff/${auditor.id}/end`)).body.until, TODAY)
  assert.deepEqual([await competent(TODAY), await competent('2026-03-03')], [true, false])
  const soon = await shuxin.post(
    '/api/v1/staff', { person: auditor.person, functions: ['auditor'], competences: ['C15.1'] },
  )
  assert.equal(soon.body.code, 'practised-elsewhere-today')
  of.pass(24 * 3_600_000)
  const next = await signedIn(of, 'body-administrator')
  const candidates = await next.get('/api/v1/staff-candidates?limit=100')
  assert.ok(candidates.body.items.some(({ person }: { person: string }) => person === auditor.person))
  const registered = await next.post(
    '/api/v1/staff', { person: auditor.person, functions: ['auditor'], competences: ['C15.1'] },
  )
  assert.equal(registered.status, 201)
  assert.equal(registered.body.from, '2026-03-03')
})

test('of two registrations of one person at the same moment exactly one succeeds', async () => {
  const administrator = await signedIn(of, 'body-administrator')
  const [candidate] = (await administrator.get('/api/v1/staff-candidates?limit=100')).body.items
  assert.ok(candidate)
  const register = () =>
    administrator.post('/api/v1/staff', { person: candidate.person, functions: ['technical-expert'], competences: [] })
  const answers = await Promise.all([register(), register()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409])
})
