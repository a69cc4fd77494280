// The certification body: application review, evaluation, review, decision, each by somebody else.
import assert from 'node:assert/strict'
import { evaluation } from '@tianfu/contract'
import { addWorkingDays } from '@tianfu/scheme'
import type { LocalDate } from '@tianfu/kernel'
import { photograph } from '../walk/papers.ts'
import { BAIJIU } from '../walk/stories.ts'
import { Desk } from './desk.ts'
import type { Paper } from './form.ts'
import { dossierAt } from './prepared.ts'
import type { House } from './support.ts'

export const photo = (name: string): Paper => ({ name: `${name}.png`, bytes: photograph(`${name} ${Math.random()}`) })

/** Finds the file in the work queue, asks for one field again, accepts, offers the contract. */
export async function acceptorAcceptsTheApplication(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'applied')
  const desk = await Desk.signedIn(house, 'body-acceptor')
  const { page } = desk
  await desk.look('body-acceptor-home')
  await page.locator(`a.task[href$="${dossier.id}"]`).first().click()
  await page.getByRole('heading', { level: 1, name: dossier.number }).waitFor()
  await desk.look('body-acceptor-file')
  await desk.act('acceptApplication', { competent: true, impartial: true, note: '范围、能力、公正性均已核对。' }, {
    picture: 'body-acceptor-decision',
  })
  await page.locator('[data-action=offerContract]').waitFor()
  await desk.act('offerContract', { feeFen: '36000.00', text: '认证费用包括文件审查、抽样与证后跟踪。' }, {
    picture: 'body-acceptor-contract',
  })
  await page.locator('.ant-drawer').waitFor({ state: 'detached' })
  const { status } = await dossier.file()
  assert.equal(status, 'contract-offered')
  await desk.close()
}

/** Document review clause by clause, sampling sheet with seals, order at the laboratory, evaluation report. */
export async function auditorReviewsSamplesAndEvaluates(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'accepted')
  const desk = await Desk.signedIn(house, 'body-auditor')
  const { page } = desk
  const clauses = dossier.declaration.clauses
  await desk.look('body-auditor-home')
  await desk.go(`/applications/${dossier.id}`)
  await desk.act('reviewDocuments', { impartial: true, clauses: clauses.map(() => ({ finding: 'conforms' })) }, {
    picture: 'body-auditor-document-review',
  })
  await page.locator('[data-action=writeSamplingSheet]').waitFor()
  await desk.act('writeSamplingSheet', {
    impartial: true, model: '5 kg', lot: 'S20261101', place: '成品库', unit: '袋', baseQuantity: 20_000, samples: 12,
    spares: 6,
    sealNumber: `F${Date.now()}`, spareSealNumber: `B${Date.now()}`, conditions: [{ value: '一级' }, { value: '2026' }],
    photographs: [photo('sampling')],
  }, { picture: 'body-auditor-sampling' })
  const { samplings: [sheet] } = await dossier.file()
  await dossier.agent.call(evaluation.witnessSampling, {
    params: { id: dossier.id, sampling: sheet?.id ?? '' }, body: { correct: true },
  })
  await desk.go(`/applications/${dossier.id}`)
  await desk.act('orderTest', { sampling: '', laboratory: '' })
  await page.locator('.ant-drawer').waitFor({ state: 'detached' })

  const tester = await house.stage.person('laboratory-tester')
  const order = (await dossier.file()).testOrders.at(-1)?.id ?? ''
  await tester.call(evaluation.receiveSamples, {
    params: { id: order }, body: { sealIntact: true, samples: 12, condition: '封条完好' },
  })
  await dossier.test(order)
  await desk.go(`/applications/${dossier.id}`)
  await desk.look('body-auditor-file')
  await desk.act('evaluateApplication', {
    conclusion: 'recommended', summary: '文件与样品均符合标准和实施规则。',
    clauses: clauses.map(({ requirement }) => ({ finding: 'conforms', ...(requirement !== 'must' && { mark: 90 }) })),
  }, { picture: 'body-auditor-evaluation' })
  await page.waitForURL(new RegExp(`/applications/${dossier.id}$`))
  assert.equal((await dossier.file()).status, 'evaluated')
  await desk.close()
}

/** Plan of an audit at the site, declaration of impartiality, sign-in with a photograph, a nonconformity, sign-out. */
export async function auditorAuditsTheSite(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'tested', BAIJIU)
  const { stage } = house
  const { time } = stage
  const desk = await Desk.signedIn(house, 'body-auditor')
  const { page } = desk
  const from = time.due('acceptance')
  const until = addWorkingDays(time.calendar, from, 1).day
  const colleague = await stage.person('body-auditor-2')
  const [one, other] = [await desk.account(), colleague.session?.account.name ?? '']
  const site = dossier.site.name
  await desk.go(`/applications/${dossier.id}`)
  await desk.act('planAudit', {
    sites: [{ site, from, until, startsAt: '09:00' }],
    team: [
      { person: one, function: 'lead', site, from, until }, { person: other, function: 'auditor', site, from, until },
    ],
    scope: '申请范围内的全部条款',
  }, { picture: 'body-auditor-audit-plan' })
  await page.locator('[data-action=declareImpartiality]').waitFor()
  await desk.act('declareImpartiality', { consulted: 'no', interest: 'no' })
  await page.locator('.ant-drawer').waitFor({ state: 'detached' })
  await colleague.call(evaluation.declareImpartiality, {
    params: { id: dossier.id }, body: { consulted: 'no', interest: 'no' },
  })
  await dossier.agent.call(evaluation.answerAuditPlan, { params: { id: dossier.id }, body: { answer: 'confirm' } })
  await time.moveTo(from as LocalDate, '09:10')
  await desk.standAt(dossier.site.lon ?? '', dossier.site.lat ?? '')
  await desk.again(`/applications/${dossier.id}`)
  await signInAtTheSite(desk, 'openAudit', [one, other], 'opening')
  await page.locator('[data-action=raiseNonconformity]').waitFor()
  await desk.act('raiseNonconformity', { grade: 'minor', clause: '2.4', finding: '一台温度计超过检定周期。' }, {
    picture: 'body-auditor-nonconformity',
  })
  await page.locator('.ant-drawer').waitFor({ state: 'detached' })
  const { nonconformities: [nonconformity] } = await dossier.file()
  assert.ok(nonconformity, '不符合项已开具')
  await dossier.agent.call(evaluation.answerNonconformity,
    { params: { id: dossier.id, nonconformity: nonconformity.id }, body: {
    cause: '检定计划漏列。', correction: '已送检并更换。', correctiveAction: '检定计划改由系统提醒。',
    files: [await dossier.paper(dossier.agent, 'calibration')] } })
  await desk.go(`/applications/${dossier.id}`)
  await desk.act('verifyNonconformity', { outcome: 'verified', note: '检定证书与台账相符，关闭。' })
  await time.moveTo(until as LocalDate, '16:30')
  await desk.again(`/applications/${dossier.id}`)
  await signInAtTheSite(desk, 'closeAudit', [one, other], 'closing')
  await page.locator('.ant-drawer').waitFor({ state: 'detached' })
  assert.equal((await dossier.file()).audit?.status, 'closed', '末次会议已签到')
  await desk.close()
}

/** Everybody present, a photograph, the place taken from the device. */
async function signInAtTheSite(
  desk: Desk, endpoint: 'openAudit' | 'closeAudit', present: readonly string[], name: string,
): Promise<void> {
  const form = await desk.press(endpoint)
  await desk.fill(form, { present, photographs: [photo(name)] })
  await form.getByRole('button', { name: '填入当前位置' }).click()
  const said = form.locator('.hint[role=status]')
  await said.waitFor()
  // Without a place from the device it is typed in, as the form says; the sign-in is never held up by it.
  if (/无法/.test(await said.innerText())) {
    await desk.fill(form, { longitude: desk.place.longitude, latitude: desk.place.latitude })
  }
  await desk.look(`body-auditor-${name}`)
  await desk.submit(form)
}

/** Reads the evaluation beside the documents and lets it go to the decision. */
export async function reviewerReviewsTheEvaluation(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'evaluated')
  const desk = await Desk.signedIn(house, 'body-reviewer')
  await desk.look('body-reviewer-home')
  await desk.go(`/applications/${dossier.id}`)
  await desk.act('reviewApplication', { outcome: 'approve', note: '评价完整，可以决定。' }, { picture: 'body-reviewer-review' })
  await desk.page.waitForURL(new RegExp(`/applications/${dossier.id}$`))
  assert.equal((await dossier.file()).status, 'reviewed')
  await desk.close()
}

/** Who evaluated finds no way to decide, in whatever account; somebody else decides, and a certificate stands there. */
export async function deciderDecidesUnlessEvaluator(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'reviewed')
  const evaluator = await Desk.signedIn(house, 'body-decider-second')
  await evaluator.switchTo('决定人')
  await evaluator.go(`/applications/${dossier.id}`)
  const barred = evaluator.page.locator('.refused', { hasText: '认证决定' })
  await barred.waitFor()
  assert.equal(await evaluator.page.locator('[data-action=decideApplication]').count(), 0, '评价过的人没有决定按钮')
  await evaluator.look('body-decider-refused')
  await evaluator.close()

  const desk = await Desk.signedIn(house, 'body-decider')
  await desk.look('body-decider-home')
  await desk.go(`/applications/${dossier.id}`)
  await desk.act(
    'decideApplication', { outcome: 'grant', scope: `${dossier.plan.product.zh}：5 kg`, note: '符合要求，批准。' },
    { picture: 'body-decider-decision' },
  )
  const { certificate } = await dossier.file()
  assert.ok(certificate, '批准之后有证书')
  await desk.go('/certificates')
  await desk.page.getByRole('link', { name: certificate.number }).first().click()
  await desk.page.getByRole('heading', { level: 1, name: certificate.number }).waitFor()
  await desk.look('body-decider-certificate')
  await desk.close()
}

