import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { after, before, test } from 'node:test'
import { certificates as contract } from '@tianfu/contract'
import { checkCredential, verifyToken } from '@tianfu/credentials'
import type { LocalDate } from '@tianfu/kernel'
import { Compile } from 'typebox/compile'
import {
  Company, actAs, granted, ok, refused, upload,
} from '../../../../../test/certification-file.ts'
import { somebody } from '../../../../../test/people.ts'
import { closeSound } from '../../../../../test/sound.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'
import { viewOf } from '../../platform/command.ts'
import { didDocumentOf } from '../bodies/index.ts'
import { certificateAsOf } from './certificate/store.ts'
import { certificateJwt, certificatePdf, publicCertificate, statusListBits } from './index.ts'

let of: TestWorld
let company: Company
let address: string
let number: string
before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  const certificate = await granted(company)
  address = `/api/v1/certificates/${certificate.id}`
  number = certificate.number
})
after(() => closeSound(of))

const days = async (count: number): Promise<string> => {
  await of.world.db.updateTable('official_clock').set((is) => ({ ahead_ms: is('ahead_ms', '+', count * 86_400_000) }))
    .execute()
  await of.app.sweep()
  return ok(await somebody(of).get('/api/v1/clock')).today
}

test('the public data has the shape that outsiders build on, and names no person', async () => {
  const view = await viewOf(of.world, undefined)
  const shown = await publicCertificate(view, number.toLowerCase())
  assert.ok(Compile(contract.PublicCertificate).Check(JSON.parse(JSON.stringify(shown))))
  assert.deepEqual([shown?.status, shown?.number, shown?.holder.name], ['valid', number, '示例江阳老窖酒业有限公司'])
  assert.equal((await publicCertificate(view, shown?.bodyNumber ?? ''))?.number, number, 'any of its numbers finds it')
  assert.equal(await publicCertificate(view, number, '2026-03-01' as LocalDate), undefined, 'the day before its first')
  const text = JSON.stringify(shown)
  for (const name of ['章察微', '段明决', '江知行', '江守正']) assert.ok(!text.includes(name))
  const acts = await of.world.db.selectFrom('act').select('content').where('subject_type', '=', 'certificate')
    .where('public', '=', true).execute()
  const persons = await of.world.db.selectFrom('person').select('id').execute()
  for (const { id } of persons) assert.ok(!JSON.stringify(acts).includes(id), 'no public act names a person')
})

test('the credential is signed by the body\'s own key and keeps to the data model; the print form is a tagged PDF',
  async () => {
  const jwt = await certificateJwt(of.world.db, number) ?? ''
  const document = await didDocumentOf(of.world.db, of.world, 'shuxin')
  const reading = await verifyToken(jwt, {
    keyFor: (kid) => document?.verificationMethod.find(({ id }) => id === kid)?.publicKeyJwk,
    verify: (key, message, signature) => verify(null, message, createPublicKey({ key: { ...key }, format: 'jwk' }),
      signature),
  })
  assert.ok(reading.ok, JSON.stringify(reading))
  const { payload } = reading.token
  assert.deepEqual(checkCredential(payload), [])
  assert.equal((payload.issuer as { id: string }).id, 'did:web:localhost%3A8080:bodies:shuxin')
  assert.equal(payload.validFrom, '2026-03-02T00:00:00+08:00')
  const view = await viewOf(of.world, undefined)
  const [pdf, again] = [await certificatePdf(view, number), await certificatePdf(view, number)]
  assert.equal(Buffer.from(pdf ?? []).subarray(0, 5).toString(), '%PDF-')
  assert.ok(Buffer.from(pdf ?? []).includes('/StructTreeRoot'))
  assert.deepEqual(pdf, again, 'the same bytes for the same certificate')
})

test('suspension has its longest day and one extension; restoring needs a correction that somebody else verified',
  async () => {
  const [decider, auditor, agent] = [await company.as('body-decider'), await company.as('body-auditor'),
    await company.agent()]
  const suspend = (until: string, ground = 'spot-check-failed') => decider.post(`${address}/suspension`,
    { ground, text: '抽查不合格', until })
  refused(await suspend('2026-06-03'), 'until-too-late')
  refused(await suspend('2026-03-02'), 'until-past')
  refused(await suspend('2026-06-02', '随意'), 'ground-unknown')
  refused(await decider.post(`${address}/restoration`, { ground: 'corrected-verified', text: '—' }), 'wrong-state')
  ok(await suspend('2026-06-02'))
  assert.equal(ok(await agent.get(address)).certificate.status, 'suspended')
  assert.equal((await statusListBits(of.world.db, 'suspension', '2026-03-02' as LocalDate)).indices.length, 1)
  assert.equal((await statusListBits(of.world.db, 'revocation', '2026-03-02' as LocalDate)).indices.length, 0)
  ok(await decider.post(`${address}/suspension/extension`,
    { ground: 'retest-pending', text: '等待复检', until: '2026-08-30' }))
  refused(await decider.post(`${address}/suspension/extension`,
    { ground: 'retest-pending', text: '再延', until: '2026-09-01' }), 'extension-once')
  await days(10)
  refused(await decider.post(`${address}/restoration`, { ground: 'corrected-verified', text: '—' }),
    'correction-not-verified')
  ok(await agent.post(`${address}/correction`, { text: '整改完成', files: [await upload(of, agent)] }))
  ok(await auditor.post(`${address}/correction/verification`, { outcome: 'verified', note: '有效' }))
  const second = await actAs(await company.as('body-decider-second'), 'body-decider')
  refused(await second.post(`${address}/restoration`, { ground: 'corrected-verified', text: '—' }),
    'separation-of-duties')
  ok(await decider.post(`${address}/restoration`, { ground: 'corrected-verified', text: '已验证' }))
  const view = await viewOf(of.world, undefined)
  assert.deepEqual((await publicCertificate(view, number))?.history.map(({ type }) => type),
    ['issued', 'suspended', 'extended', 'restored'])
  assert.equal((await certificateAsOf(of.world.db, number, '2026-03-05' as LocalDate))?.standing, 'suspended')
  assert.equal((await certificateAsOf(of.world.db, number, '2026-03-12' as LocalDate))?.standing, 'valid')
})

test('surveillance falls due within its months, is concluded by somebody else, and the next is planned', async () => {
  const [decider, auditor] = [await company.as('body-decider'), await company.as('body-auditor')]
  refused(await decider.post(`${address}/surveillance/conclusion`, { conclusion: 'maintained', note: '—' }),
    'surveillance-not-open')
  await days(366)
  assert.equal(ok(await auditor.get('/api/v1/certificates?due=late')).items.length, 1)
  ok(await auditor.post(`${address}/surveillance`, { outcome: 'passed', summary: '现场与抽样均符合', findings: [], files: [] }))
  refused(await (await company.as('body-decider-second'))
    .post(`${address}/surveillance/conclusion`, { conclusion: 'maintained', note: '—' }), 'separation-of-duties')
  ok(await decider.post(`${address}/surveillance/conclusion`, { conclusion: 'maintained', note: '保持' }))
  const { surveillance } = ok(await decider.get(address))
  assert.deepEqual(surveillance.map(({ status, dueOn }: { status: string; dueOn: string }) => [status, dueOn]),
    [['concluded', '2027-03-02'], ['planned', '2028-03-02']])
})

test('no authority acts on a certificate: each of its endpoints is refused to every role of government', async () => {
  for (const login of ['authority-province', 'authority-city', 'authority-county']) {
    const official = await company.as(login)
    const { next } = ok(await official.get(address))
    assert.deepEqual(next, [])
    for (const path of ['suspension', 'suspension/extension', 'restoration', 'withdrawal', 'cancellation',
      'national-number', 'surveillance', 'surveillance/conclusion', 'correction/verification']) {
      assert.equal((await official.post(`${address}/${path}`, {})).status, 403, `${login} ${path}`)
    }
  }
  assert.equal((await (await company.as('authority-county-511126')).get(address)).status, 404, 'another county')
})

test('a withdrawal for false material counts from the first day, is final, and closes the door for its time',
  async () => {
  const [decider, agent] = [await company.as('body-decider'), await company.agent()]
  refused(await decider.post(`${address}/cancellation`, { ground: 'holder-request', text: '—' }),
    'cancellation-not-asked')
  ok(await decider.post(`${address}/withdrawal`, { ground: 'forged-evidence', text: '报告系伪造' }))
  assert.equal((await certificateAsOf(of.world.db, number, '2026-03-12' as LocalDate))?.standing, 'withdrawn',
    'also on days on which it seemed to stand')
  for (const [path, body] of [['restoration', { ground: 'corrected-verified', text: '—' }],
    ['suspension', { ground: 'ordered', text: '—', until: '2027-05-01' }],
    ['withdrawal', { ground: 'ordered', text: '—' }]] as const) {
    refused(await decider.post(`${address}/${path}`, body), 'wrong-state')
  }
  assert.equal((await statusListBits(of.world.db, 'revocation', '2027-03-13' as LocalDate)).indices.length, 1)
  const product = ok(await agent.get('/api/v1/products')).items[0].id
  const body = ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0002')).items[0].id
  const { problems } = ok(await agent.post('/api/v1/application-drafts', { product, rule: 'TFPZ-R1001', body }))
  assert.ok(problems.some(({ code }: { code: string }) => code === 'waiting-time' || code === 'declaration-needed'),
    JSON.stringify(problems))
})
