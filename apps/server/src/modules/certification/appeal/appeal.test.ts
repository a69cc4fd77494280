import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  Company, clausesOf, examined, nextOf, ok, refused, upload, url,
} from '../../../../../../test/certification-file.ts'
import { days } from '../../../../../../test/licence.ts'
import { somebody } from '../../../../../../test/people.ts'
import { closeSound } from '../../../../../../test/sound.ts'
import { testWorld } from '../../../../../../test/support.ts'
import type { TestWorld } from '../../../../../../test/support.ts'

let of: TestWorld
let company: Company
let file: string
let certificate: { id: string; number: string }
before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  file = await examined(company)
  const clauses = await clausesOf(company, file)
  ok(await (await company.as('body-auditor'))
    .post(url(file, '/evaluation'), { conclusion: 'recommended', summary: '综述', clauses }))
  ok(await (await company.as('body-reviewer')).post(url(file, '/review'), { outcome: 'approve', note: '同意' }))
})
after(() => closeSound(of))

const administrator = () => company.as('body-administrator')
const decider = () => company.as('body-decider')
const against = (id: string) => `/api/v1/decisions/${id}/appeals`
const appealOf = (id: string, path = '') => `/api/v1/appeals/${id}${path}`
const reasons = { ground: 'fact-error', text: '事实认定有误', files: [] }
const statusOf = async () => ok(await (await company.agent()).get(url(file))).status
const page = async (path = '') => ok(await somebody(of).get(`/c/${certificate.number}.json${path}`))
const today = async (): Promise<string> => ok(await somebody(of).get('/api/v1/clock')).today

async function filed(id: string, more: object = {}): Promise<string> {
  return ok(await (await company.agent()).post(against(id), { ...reasons, ...more })).id
}

test('a denial is appealed against in time; who took part does not decide; upheld, the file is decided anew',
  async () => {
  const agent = await company.agent()
  refused(await agent.post(against(file), reasons), 'appeal-nothing')
  ok(await (await decider()).post(url(file, '/decision'), { outcome: 'deny', ground: 'score-below', note: '不足' }))
  assert.ok((await nextOf(agent, url(file))).has('fileAppeal'))
  const evidence = await upload(of, agent)
  const appeal = await filed(file, { files: [evidence] })
  refused(await agent.post(against(file), reasons), 'appeal-open')
  for (const who of ['body-decider', 'body-reviewer']) {
    refused(await (await company.as(who)).post(appealOf(appeal, '/decision'), { outcome: 'rejected', text: '理由' }),
      'took-part')
  }
  const next = (await nextOf(await decider(), appealOf(appeal))).get('decideAppeal')
  assert.equal(next.refused.code, 'took-part')
  refused(await (await administrator()).post(appealOf(appeal, '/answer'), { outcome: 'founded', text: '理由' }),
    'not-found')
  const shown = ok(await (await administrator()).get(appealOf(appeal)))
  assert.deepEqual([shown.against.what.zh, shown.documents.length, shown.appellant.name !== ''], ['认证决定', 1, true])
  ok(await (await administrator()).post(appealOf(appeal, '/decision'), { outcome: 'upheld', text: '得分计算有误' }))
  assert.equal(await statusOf(), 'reviewed', 'nothing is granted by an appeal')
  refused(await (await administrator()).post(appealOf(appeal, '/decision'), { outcome: 'upheld', text: '再' }),
    'wrong-state')
  const answer = ok(await agent.get(appealOf(appeal)))
  assert.deepEqual([answer.status, answer.decision.text], ['decided', '得分计算有误'])
  ok(await (await decider()).post(url(file, '/decision'), { outcome: 'grant', scope: '所列型号' }))
  certificate = ok(await agent.get(url(file))).certificate
})

test('strangers and other bodies find nothing of it', async () => {
  const appeal = ok(await (await administrator()).get('/api/v1/appeals')).items[0].id
  const other = new Company(of, '-tile')
  assert.equal((await (await other.agent()).get(appealOf(appeal))).status, 404)
  assert.equal((await (await company.as('body-administrator-jincheng')).get(appealOf(appeal))).status, 404)
  assert.equal((await (await other.agent()).post(against(file), reasons)).status, 404)
  assert.deepEqual(ok(await (await other.agent()).get('/api/v1/appeals')).items, [])
})

test('a suspension that falls never held, as known from then on; an appeal that is rejected leaves it', async () => {
  const suspend = async () => ok(await (await decider()).post(`/api/v1/certificates/${certificate.id}/suspension`,
    { ground: 'rule-breached', text: '违反合同', until: '2026-05-01' }))
  await days(of, 10)
  await suspend()
  const begun = await today()
  const rejected = await filed(certificate.id)
  ok(await (await administrator()).post(appealOf(rejected, '/decision'), { outcome: 'rejected', text: '证据充分' }))
  assert.equal((await page()).status, 'suspended')
  refused(await (await company.agent()).post(against(certificate.id), reasons), 'appeal-open')
  ok(await (await decider()).post(`/api/v1/certificates/${certificate.id}/suspension/extension`,
    { ground: 'correction-under-way', text: '整改中', until: '2026-07-01' }))
  const appeal = await filed(certificate.id)
  refused(await (await administrator()).post(appealOf(appeal, '/decision'), { outcome: 'partly-upheld', text: '部分' }),
    'outcome-impossible')
  ok(await (await administrator()).post(appealOf(appeal, '/decision'), { outcome: 'upheld', text: '延长无据' }))
  const now = await page()
  assert.deepEqual([now.status, now.suspendedUntil], ['suspended', '2026-05-01'], 'the suspension itself stands')
  assert.equal(now.history.at(-1).setAsideOn, await today())
  assert.equal((await page(`?at=${begun}`)).status, 'suspended')
})

test('a withdrawal that falls on appeal: the certificate stands as before, its deadlines run again', async () => {
  await days(of, 1)
  ok(await (await decider()).post(`/api/v1/certificates/${certificate.id}/withdrawal`,
    { ground: 'not-corrected', text: '期满未整改' }))
  assert.equal((await page()).status, 'withdrawn')
  const retracted = await filed(certificate.id)
  ok(await (await company.agent()).post(appealOf(retracted, '/retraction')))
  const appeal = await filed(certificate.id)
  ok(await (await administrator()).post(appealOf(appeal, '/decision'), { outcome: 'upheld', text: '期限未满即撤销' }))
  const now = await page()
  assert.deepEqual([now.status, now.suspendedUntil], ['suspended', '2026-05-01'])
  assert.ok(String((await somebody(of).get(`/c/${certificate.number}`)).body).includes('申诉成立'))
  const { deadlines } = ok(await (await decider()).get(`/api/v1/certificates/${certificate.id}`))
  const open = deadlines.filter(({ endedOn }: { endedOn?: string }) => endedOn === undefined)
    .map(({ kind }: { kind: string }) => kind).sort()
  assert.deepEqual(open, ['certificate-suspension', 'national-report', 'surveillance'])
  const receipt = await page(`?at=${await today()}`)
  assert.equal(receipt.status, 'suspended', 'the receipt rests on the same acts')
})

test('an appeal that comes too late is refused with the day on which the time ended', async () => {
  ok(await (await decider()).post(`/api/v1/certificates/${certificate.id}/withdrawal`,
    { ground: 'serious-defect', text: '严重缺陷' }))
  await days(of, 40)
  const late = await (await company.agent()).post(against(certificate.id), reasons)
  refused(late, 'appeal-late')
  assert.match(late.body.details.until, /^\d{4}-\d\d-\d\d$/)
  assert.ok(!(await nextOf(await company.agent(), `/api/v1/certificates/${certificate.id}`)).has('fileAppeal'))
})

test('anybody complains about a body; the uninvolved answer, the contact is sealed, the token alone follows it',
  async () => {
  const stranger = somebody(of)
  const asked = { certificate: certificate.number.toLowerCase(), ground: 'conduct', text: '检查走过场' }
  refused(await stranger.post('/api/v1/complaints', { ...asked, certificate: 'TFX9999' }), 'certificate-unknown')
  refused(await stranger.post('/api/v1/complaints', { ...asked, ground: 'facts-wrong' }), 'ground-unknown')
  const { number, token, answerBy } = ok(await stranger.post('/api/v1/complaints',
    { ...asked, contact: '13912345678' }))
  assert.ok(answerBy > await today())
  const { items } = ok(await (await administrator()).get('/api/v1/appeals?kind=complaint'))
  const [{ id }] = items
  assert.equal(ok(await (await administrator()).get(appealOf(id))).contact, '13912345678')
  const acts = await of.world.db.selectFrom('act').select('content').where('subject', '=', id).execute()
  assert.ok(!JSON.stringify(acts).includes('13912345678'))
  refused(await (await decider()).post(appealOf(id, '/answer'), { outcome: 'founded', text: '属实' }), 'took-part')
  assert.equal((await stranger.post('/api/v1/complaint-progress', { number, token: 'x'.repeat(32) })).status, 404)
  ok(await (await administrator()).post(appealOf(id, '/answer'), { outcome: 'founded', text: '已更换检查员' }))
  const followed = ok(await stranger.post('/api/v1/complaint-progress', { number: number.toLowerCase(), token }))
  assert.deepEqual([followed.status, followed.answer, followed.outcome.zh], ['decided', '已更换检查员', '属实'])
  const form = await stranger.get(`/complaint?certificate=${certificate.number}`)
  assert.deepEqual([form.status, String(form.body).includes(certificate.number)], [200, true])
})
