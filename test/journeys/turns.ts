// Where a file does not run straight through: a supplement, a failing value and its re-test, a review that sends back,
// a service that is assessed instead of sampled, and the contract of the mark.
import assert from 'node:assert/strict'
import { certification, licences } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { CARE } from '../walk/stories.ts'
import { Desk } from './desk.ts'
import { paper } from './enterprise.ts'
import type { Filled } from './form.ts'
import { CONFIRMED, appliedFor } from './licensing.ts'
import { dossierAt } from './prepared.ts'
import type { House } from './support.ts'

const gone = (desk: Desk) => desk.page.locator('.ant-drawer').waitFor({ state: 'detached' })

/** The acceptor names one field; the agent finds that one open and no other. */
export async function supplementOpensNamedFields(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'applied')
  const acceptor = await Desk.signedIn(house, 'body-acceptor')
  await acceptor.go(`/applications/${dossier.id}`)
  await acceptor.act('requestSupplement', {
    ground: '材料不清或过期', fields: ['关键工序'], text: '请补充关键工序的控制参数。',
  }, { picture: 'body-acceptor-supplement' })
  await gone(acceptor)
  assert.equal((await dossier.file()).status, 'supplement-requested')
  await acceptor.close()

  const agent = await Desk.signedIn(house, 'enterprise-agent-rice')
  await agent.page.locator(`a.task[href$="${dossier.id}"]`).first().click()
  const form = await agent.press('supplementApplication')
  const controls = form.locator('input:visible, textarea:not([aria-hidden]):visible')
  await controls.first().waitFor()
  assert.equal(await controls.count(), 1, '只开放被要求补正的一个字段')
  await agent.fill(form, { answers: { quality: { keySteps: '碾米、色选两道工序设控制点，温度和碎米率逐批记录。' } } })
  await agent.look('enterprise-agent-supplement')
  await agent.submit(form)
  await gone(agent)
  assert.equal((await dossier.file()).status, 'submitted')
  await agent.close()
}

/** A value fails; the enterprise finds the cause and corrects, the auditor orders the re-test of the spare sample. */
export async function failingValueIsTestedAgain(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'sent')
  const failed = await dossier.test(dossier.testOrder, { cadmium: ['0.35'] })
  assert.equal(failed.passed, false)
  const agent = await Desk.signedIn(house, 'enterprise-agent-rice')
  await agent.go(`/applications/${dossier.id}`)
  await agent.act('answerTestFailure', {
    cause: '一处产地的稻谷镉含量偏高，收购时未逐户检测。', correction: '该批稻谷隔离，未加工。',
    correctiveAction: '收购前逐户检测镉含量，不合格不入库。', files: [paper('corrective-action')],
  }, { picture: 'enterprise-agent-failure' })
  await gone(agent)
  await agent.close()

  const auditor = await Desk.signedIn(house, 'body-auditor')
  await auditor.go(`/applications/${dossier.id}`)
  await auditor.act('orderRetest', { of: '备样', laboratory: '' }, { picture: 'body-auditor-retest' })
  await gone(auditor)
  await auditor.close()
  const order = (await dossier.file()).testOrders.at(-1)?.id ?? ''
  const tester = await Desk.signedIn(house, 'laboratory-tester')
  await tester.go(`/test-orders/${order}`)
  await tester.act('receiveSamples', { sealIntact: true, samples: 6, condition: '备样封条完好' })
  await tester.page.locator('[data-action=enterTestReport]').waitFor()
  await tester.look('laboratory-tester-retest')
  await tester.close()
  assert.ok((await dossier.test(order)).passed, '复检合格')
}

/** The reviewer sends the evaluation back; the auditor finds it in the queue and evaluates anew. */
export async function reviewerSendsBack(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'evaluated')
  const reviewer = await Desk.signedIn(house, 'body-reviewer')
  await reviewer.go(`/applications/${dossier.id}`)
  await reviewer.act('reviewApplication', { outcome: 'reopen', note: '对关键工序的核实不充分，退回重新评价。' }, {
    picture: 'body-reviewer-reopen',
  })
  await reviewer.page.waitForURL(new RegExp(`/applications/${dossier.id}$`))
  assert.equal((await dossier.file()).status, 'evaluation')
  await reviewer.close()

  const auditor = await Desk.signedIn(house, 'body-auditor')
  await auditor.page.locator(`a.task[href$="${dossier.id}"]`).first().click()
  await auditor.page.locator('[data-action=evaluateApplication]').waitFor()
  await auditor.look('body-auditor-reopened')
  await auditor.act('evaluateApplication', {
    conclusion: 'recommended', summary: '补充核实关键工序后，文件与样品均符合标准和实施规则。',
    clauses: dossier.declaration.clauses.map(({ requirement }) =>
      ({ finding: 'conforms', ...(requirement !== 'must' && { mark: 88 }) })),
  })
  await auditor.page.waitForURL(new RegExp(`/applications/${dossier.id}$`))
  assert.equal((await dossier.file()).status, 'evaluated')
  await auditor.close()
}

/** Type 6: nothing is sampled; after the audit every indicator of the service is assessed and judged. */
export async function auditorAssessesAService(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'reviewed-documents', CARE)
  const [lead, colleague] = [await house.stage.person('body-auditor'), await house.stage.person('body-auditor-2')]
  await dossier.audit([lead, colleague], { days: 2, nonconformity: false })
  const desk = await Desk.signedIn(house, 'body-auditor')
  await desk.go(`/applications/${dossier.id}`)
  assert.equal(await desk.page.locator('[data-action=writeSamplingSheet]').count(), 0, '服务不抽样')
  const { initial } = (await lead.call(certification.getApplication, { params: { id: dossier.id } })).next
    .find(({ endpoint }) => endpoint === 'assessService') ?? {}
  const asked = (initial as { values: { indicator: string }[] }).values
  await desk.act('assessService', {
    clauses: dossier.declaration.clauses.map(() => ({ finding: 'conforms' })),
    values: asked.map(({ indicator }): { [name: string]: Filled } => {
      const [value = ''] = CARE.values[indicator] ?? []
      return value === 'yes' ? { result: '是' } : { result: '得分', value }
    }),
  }, { picture: 'body-auditor-service' })
  await gone(desk)
  assert.ok((await dossier.file()).serviceAssessment?.passed, '服务评价全部符合')
  await desk.look('body-auditor-service-judged')
  await desk.close()
}

/** The decision stands; the representative reads the terms and signs the contract of the mark. */
export async function representativeSignsForTheMark(house: House): Promise<void> {
  const { id } = await appliedFor(house)
  const { stage } = house
  const params = { id }
  const officer = await stage.person('licensor-officer')
  await officer.call(licences.acceptLicenceApplication, { params, body: {} })
  for (const login of ['authority-county-510681', 'authority-city-510600']) {
    await (await stage.person(login)).call(licences.checkLicenceFacts, { params, body: { ...CONFIRMED, note: '属实。' } })
  }
  await officer.call(licences.openLicencePublicity, { params, body: {} })
  const read = () => officer.call(licences.getLicence, { params })
  await stage.time.moveTo((await read()).publicity?.until as LocalDate)
  await stage.time.nextWorkingDay()
  await stage.until('公示结束', async () => ((await read()).status === 'deciding' ? true : undefined))
  await (await stage.person('licensor-decider')).call(licences.decideLicence, { params, body: { outcome: 'granted' } })
  const desk = await Desk.signedIn(house, 'enterprise-representative-rice')
  await desk.go(`/licences/${id}`)
  await desk.act('signLicenceContract', { agreed: 'agreed' }, { picture: 'enterprise-representative-licence' })
  await gone(desk)
  assert.equal((await read()).standing, 'valid')
  await desk.close()
}
