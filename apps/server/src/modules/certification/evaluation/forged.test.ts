import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  Company, clausesOf, decided, examined, fitting, nextOf, ok, refused, reported, upload, url,
} from '../../../../../../test/certification-file.ts'
import { days } from '../../../../../../test/licence.ts'
import { somebody } from '../../../../../../test/people.ts'
import { closeSound } from '../../../../../../test/sound.ts'
import { testWorld } from '../../../../../../test/support.ts'
import type { TestWorld } from '../../../../../../test/support.ts'

let of: TestWorld
let company: Company
let file: string
before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  file = await examined(company)
})
after(() => closeSound(of))

const auditor = () => company.as('body-auditor')
const decider = () => company.as('body-decider')
const finding = { text: '检测机构书面答复：未出具此报告', files: [], confirmed: true }
const reports = async () => ok(await (await auditor()).get(url(file))).reports as { id: string; forgedOn?: string }[]
const forgery = (report: string) => url(file, `/reports/${report}/forgery`)
const today = async (): Promise<string> => ok(await somebody(of).get('/api/v1/clock')).today
const own = (id: string, path = '') => `/api/v1/certificates/${id}${path}`
const page = async (number: string, query = '') => ok(await somebody(of).get(`/c/${number}.json${query}`))

test('a report found forged during the file counts no more: what was tested by it is tested again', async () => {
  const clauses = await clausesOf(company, file)
  ok(await (await auditor()).post(url(file, '/evaluation'), { conclusion: 'recommended', summary: '综述', clauses }))
  const [report] = await reports()
  assert.ok(report)
  refused(await (await auditor()).post(forgery(file), finding), 'report-unknown')
  assert.equal((await (await company.as('body-auditor-jincheng')).post(forgery(report.id), finding)).status, 404)
  ok(await (await auditor()).post(forgery(report.id), { ...finding, files: [await upload(of, await auditor())] }))
  refused(await (await auditor()).post(forgery(report.id), finding), 'report-forged-already')
  const shown = ok(await (await auditor()).get(url(file)))
  assert.deepEqual([shown.status, shown.reports[0].forgedOn], ['evaluation', await today()])
  refused(await (await auditor()).post(url(file, '/evaluation'),
    { conclusion: 'recommended', summary: '综述', clauses }), 'still-open')
})

test('found after the certificate: the decider withdraws it from its first day, whoever found it does not decide',
  async () => {
  const { samplings } = ok(await (await auditor()).get(url(file)))
  const laboratory = ok(await somebody(of).get('/api/v1/laboratories')).items[0].id
  ok(await (await auditor()).post(url(file, '/test-orders'), { sampling: samplings.at(-1).id, laboratory }))
  const { testOrders } = ok(await (await auditor()).get(url(file)))
  await reported(company, testOrders.at(-1).id, 'CJ-2', await fitting(of))
  const { certificate } = await decided(company, file)
  await days(of, 20)
  const report = (await reports()).find(({ forgedOn }) => forgedOn === undefined)
  assert.ok(report)
  assert.equal((await somebody(of).get(`/reports/${report.id}.jwt`)).status, 200)
  ok(await (await auditor()).post(forgery(report.id), finding))
  assert.equal((await somebody(of).get(`/reports/${report.id}.jwt`)).status, 404, 'it is vouched for no more')
  assert.equal((await page(certificate.number)).status, 'valid', 'a finding takes nothing away')
  const next = (await nextOf(await decider(), own(certificate.id))).get('withdrawCertificate')
  assert.equal(next.initial.ground, 'forged-evidence')
  const finder = await company.as('body-decider-second')
  const roles = ok(await finder.get('/api/v1/session')).memberships
  ok(await finder.put('/api/v1/session/membership',
    { membership: roles.find(({ role }: { role: string }) => role === 'body-decider').id }))
  refused(await finder.post(own(certificate.id, '/withdrawal'), { ground: 'forged-evidence', text: '撤销' }),
    'separation-of-duties')
  ok(await (await decider()).post(own(certificate.id, '/withdrawal'), { ground: 'forged-evidence', text: '撤销' }))
  const now = await page(certificate.number)
  const end = now.history.at(-1)
  assert.deepEqual([end.effectiveOn, end.decidedOn], [now.validFrom, await today()])
  assert.equal((await page(certificate.number, `?at=${now.validFrom}`)).status, 'withdrawn', 'on no day did it stand')
  assert.ok(String((await somebody(of).get(`/c/${certificate.number}`)).body).includes('自始无效'))
})
