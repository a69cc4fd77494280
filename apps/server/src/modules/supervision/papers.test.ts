import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import { aCertificate } from '../../../../../test/certificate.ts'
import { aLicenceInForce, as as personOf, done } from '../../../../../test/licence.ts'
import { paperOf, paperSays, wordText } from '../../../../../test/paper-text.ts'
import type { Person } from '../../../../../test/people.ts'
import { testWorld } from '../../../../../test/support.ts'
import type { TestWorld } from '../../../../../test/support.ts'

let of: TestWorld
const as = (login: string) => personOf(of, login)
before(async () => { of = await testWorld() })
after(() => of.close())

const says = (t: TestContext, person: Person, at: string, texts: readonly string[], formats?: readonly string[]) =>
  paperSays(t, of, person, at, texts, formats)

test('an order is a paper of government with its proof of service, for the body and its authorities', async (t) => {
  const certificate = await aCertificate(of)
  const province = await as('authority-province')
  const { body: made } = done(await province.post('/api/v1/orders', {
    certificate: certificate.number, ground: 'spot-check-failed', text: '监督抽查酒精度不合格', workingDays: 10,
  }))
  const at = `/api/v1/orders/${made.id}/papers`
  const index = done(await province.get(at)).body.items
  assert.deepEqual(index.map(({ number }: { number: string }) => number), [`${made.number}-01`, `${made.number}-02`])
  for (const person of [province, await as('body-decider')]) {
    await says(t, person, `${at}/order`,
      ['责令改正通知书', made.authority.name.zh, `${made.body.name.zh}：`, '监督抽查酒精度不合格', '2026年3月16日', '独立作出决定'])
    await says(t, person, `${at}/proof-of-service`, ['送达回证', `${made.number}-01`, '2026-03-02', '送达人', '见证人'])
  }
  const before = await paperOf(of, province, `${at}/order`)
  done(await (await as('body-decider')).post(`/api/v1/orders/${made.id}/answer`, { text: '已调查' }))
  assert.ok((await paperOf(of, province, `${at}/order`)).equals(before), 'an answer changes nothing of the order')
  for (const path of [at, `${at}/order`]) {
    assert.equal((await (await as('body-decider-jincheng')).get(path)).status, 404)
    assert.equal((await (await as('enterprise-agent')).get(path)).status, 403)
  }
})

test('a cancelled certificate has its notice', async (t) => {
  const { id, number } = await aCertificate(of)
  const ground = done(await (await as('enterprise-agent')).get('/api/v1/grounds?list=cancellation')).body.items[0]
  done(await (await as('enterprise-representative')).post(`/api/v1/certificates/${id}/cancellation-request`,
    { ground: ground.id, text: '不再生产' }))
  done(await (await as('body-decider')).post(`/api/v1/certificates/${id}/cancellation`,
    { ground: ground.id, text: '按申请注销' }))
  await says(t, await as('enterprise-agent'), `/api/v1/certificates/${id}/papers/cancellation-notice`,
    ['注销通知书', number, '按申请注销', ground.name.zh], ['pdf'])
})

test('a licence has its contract and its announcement, each once there is something to say', async (t) => {
  const { id, certificate } = await aLicenceInForce(of, 1000)
  const at = `/api/v1/licences/${id}/papers`
  const [agent, officer] = [await as('enterprise-agent'), await as('licensor-officer')]
  const { number, validUntil } = done(await agent.get(`/api/v1/licences/${id}`)).body
  for (const person of [agent, officer]) {
    await says(t, person, `${at}/contract`, ['标识使用许可合同', number, certificate.number, '包装', validUntil, '不得转让'])
  }
  const early = await officer.get(`${at}/announcement`)
  assert.deepEqual([early.status, early.body.code], [409, 'paper-not-yet'])
  done(await officer.post(`/api/v1/licences/${id}/announcement`))
  await says(t, officer, `${at}/announcement`, ['标识使用许可公告', number, certificate.number, '现予公告'])
  const text = wordText(await paperOf(of, officer, `${at}/contract?as=docx`))
  assert.ok(!text.includes('13800000000') && !text.includes('示例甲'), 'the contact of the application is in no paper')
  assert.equal((await (await as('enterprise-agent-tile')).get(`${at}/contract`)).status, 404)
})
