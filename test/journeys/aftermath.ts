// After the certificate: surveillance, suspension, correction, restoration, withdrawal; and codes from order to void.
import assert from 'node:assert/strict'
import { certificates, codes } from '@tianfu/contract'
import { licence } from '../walk/licensing.ts'
import { Desk } from './desk.ts'
import { paper } from './enterprise.ts'
import { certified } from './prepared.ts'
import type { House } from './support.ts'

const gone = (desk: Desk) => desk.page.locator('.ant-drawer').waitFor({ state: 'detached' })

/** The decider suspends; the firm corrects, the auditor verifies, the decider restores and in the end withdraws. */
export async function certificateFallsAndRises(house: House): Promise<void> {
  const { certificate } = await certified(house)
  const { stage } = house
  const page = `/certificates/${certificate.id}`
  const status = async () => (await (await stage.person('body-decider'))
    .call(certificates.getCertificate, { params: { id: certificate.id } })).certificate.status
  const decider = await Desk.signedIn(house, 'body-decider')
  await decider.go(page)
  await decider.act('suspendCertificate', {
    ground: '监督抽查不合格', text: '监督抽查一项指标不合格，暂停证书并限期整改。', until: stage.time.plus(30),
  }, { picture: 'body-decider-suspension' })
  await gone(decider)
  assert.equal(await status(), 'suspended')

  const agent = await Desk.signedIn(house, 'enterprise-agent-rice')
  await agent.go(page)
  await agent.act('submitCertificateCorrection', { text: '已整改并自检合格。', files: [paper('correction')] }, {
    picture: 'enterprise-agent-correction',
  })
  await gone(agent)
  await agent.close()
  const auditor = await Desk.signedIn(house, 'body-auditor')
  await auditor.go(page)
  await auditor.act('verifyCertificateCorrection', { outcome: 'verified', note: '现场核实整改有效。' })
  await gone(auditor)
  await auditor.close()

  await decider.go(page)
  await decider.act('restoreCertificate', { ground: '整改', text: '整改经验证有效，恢复证书。' })
  await gone(decider)
  assert.equal(await status(), 'valid')
  await decider.act('withdrawCertificate', { ground: '', text: '再次抽查不合格且性质严重，撤销证书。' })
  await gone(decider)
  assert.equal(await status(), 'withdrawn')
  await decider.look('body-decider-withdrawn')
  await decider.close()
}

/** The agent orders codes within the year's volume, activates a lot and voids what was spoiled. */
export async function agentOrdersCodes(house: House): Promise<void> {
  const { dossier, certificate } = await certified(house)
  const licensed = await licence(dossier, certificate, {
    county: 'authority-county-510681', city: 'authority-city-510600', citySilent: false, objection: false,
  })
  const desk = await Desk.signedIn(house, 'enterprise-agent-rice')
  await desk.go('/code-orders')
  await desk.act('placeCodeOrder', { licence: licensed.number, product: dossier.product.name.zh, quantity: 20 }, {
    picture: 'enterprise-agent-code-order',
  })
  await desk.page.waitForURL(/\/code-batches\/[0-9a-f-]{36}$/)
  const id = desk.where().split('/').at(-1) ?? ''
  await desk.page.locator('[data-action=activateCodes]').waitFor()
  await desk.act('activateCodes', { lot: 'S1', producedOn: house.stage.time.today, quantity: 12 })
  await gone(desk)
  await desk.act('voidCodes', { from: 19, to: 20, ground: '' })
  await gone(desk)
  await desk.look('enterprise-agent-code-batch')
  const batch = await dossier.agent.call(codes.getCodeBatch, { params: { id } })
  assert.equal(batch.status, 'partly-active')
  await desk.close()
}
