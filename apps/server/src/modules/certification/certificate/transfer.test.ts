import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Company, granted, nextOf, ok, refused } from '../../../../../../test/certification-file.ts'
import { days } from '../../../../../../test/licence.ts'
import { somebody } from '../../../../../../test/people.ts'
import { closeSound } from '../../../../../../test/sound.ts'
import { testWorld } from '../../../../../../test/support.ts'
import type { TestWorld } from '../../../../../../test/support.ts'

let of: TestWorld
let company: Company
let certificate: { id: string; number: string }
const bodies = new Map<string, string>()
before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  certificate = await granted(company)
  for (const { approvalNumber, organisation } of ok(await somebody(of).get('/api/v1/bodies')).items) {
    bodies.set(approvalNumber, organisation)
  }
  await days(of, 5)
})
after(() => closeSound(of))

const own = (path = '') => `/api/v1/certificates/${certificate.id}${path}`
const page = async (query = '') => ok(await somebody(of).get(`/c/${certificate.number}.json${query}`))
const secretariat = () => company.as('alliance-secretariat')
const jincheng = () => company.as('body-decider-jincheng')

test('a certificate stays with a body that may certify; it goes over when that body is suspended', async () => {
  const agent = await company.agent()
  const first = await page()
  const present = bodies.get(first.body.approvalNumber) ?? ''
  const other = [...bodies.values()].find((body) => body !== present) ?? ''
  const asked = { body: other, text: '发证机构被暂停' }
  refused(await agent.post(own('/transfer-request'), asked), 'body-stands')
  assert.ok(!(await nextOf(agent, own())).has('askTransfer'))
  ok(await (await secretariat()).post(`/api/v1/bodies/${present}/suspension`, { reason: '检查发现严重问题' }))
  refused(await agent.post(own('/transfer-request'), { ...asked, body: present }), 'transfer-same')
  ok(await agent.post(own('/transfer-request'), asked))
  refused(await agent.post(own('/transfer-request'), asked), 'transfer-open')
  assert.equal((await (await company.as('body-decider')).post(own('/transfer'),
    { outcome: 'taken-over', text: '评审' })).status, 404, 'only the body that was asked answers')
  const decider = await jincheng()
  assert.equal(ok(await decider.get(own())).transfer.to.id, other)
  ok(await decider.post(own('/transfer'), { outcome: 'refused', text: '能力不足' }))
  assert.equal((await decider.get(own())).status, 404, 'who declined reads it no more')
  ok(await agent.post(own('/transfer-request'), asked))
  ok(await decider.post(own('/transfer'), { outcome: 'taken-over', text: '已评审认证档案与跟踪调查记录' }))
  const now = await page()
  assert.deepEqual([now.status, now.number, now.validUntil, now.revision],
    ['valid', first.number, first.validUntil, 2])
  assert.notEqual(now.bodyNumber, first.bodyNumber)
  assert.notEqual(now.body.name, first.body.name)
  const then = await page(`?at=${first.validFrom}`)
  assert.deepEqual([then.body.name, then.bodyNumber], [first.body.name, first.bodyNumber])
})

test('the new body keeps it from then on, the old one does not', async () => {
  const { deadlines } = ok(await (await jincheng()).get(own()))
  const open = deadlines.filter(({ endedOn }: { endedOn?: string }) => endedOn === undefined)
  assert.deepEqual(open.map(({ kind }: { kind: string }) => kind).sort(), ['national-report', 'surveillance'])
  const suspension = { ground: 'rule-breached', text: '违反合同', until: '2026-05-01' }
  assert.equal((await (await company.as('body-decider')).post(own('/suspension'), suspension)).status, 404)
  ok(await (await jincheng()).post(own('/suspension'), suspension))
  const [, claims = ''] = String((await somebody(of).get(`/c/${certificate.number}.jwt`)).body).split('.')
  const { issuer } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { issuer: { id: string } }
  assert.equal(issuer.id, (await page()).body.did, 'its credential is the new body’s')
})
