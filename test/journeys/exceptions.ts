// What does not go by plan: a certificate that is changed, a decision that is appealed against.
import assert from 'node:assert/strict'
import { certificates } from '@tianfu/contract'
import { Desk } from './desk.ts'
import { paper } from './enterprise.ts'
import { certified } from './prepared.ts'
import type { House } from './support.ts'

const gone = (desk: Desk) => desk.page.locator('.ant-drawer').waitFor({ state: 'detached' })

/** The firm appeals against a suspension; whoever decided it is told why not, somebody else upholds the appeal. */
export async function decisionIsAppealed(house: House): Promise<void> {
  const { certificate } = await certified(house)
  const { stage } = house
  await (await stage.person('body-decider')).call(certificates.suspendCertificate, { params: { id: certificate.id },
    body: { ground: 'rule-breached', text: '未按合同报告变更。', until: stage.time.plus(30) } })
  const agent = await Desk.signedIn(house, 'enterprise-agent-rice')
  await agent.go(`/certificates/${certificate.id}`)
  await agent.act('fileAppeal', {
    ground: '认定的事实有误', text: '变更已按期报告，回执附后。', files: [paper('receipt')],
  }, { picture: 'enterprise-agent-appeal' })
  await gone(agent)
  await agent.close()

  const administrator = await Desk.signedIn(house, 'body-administrator')
  await administrator.go('/appeals')
  await administrator.look('body-administrator-appeals')
  await administrator.page.locator('tbody a').first().click()
  await administrator.page.waitForURL(/\/appeals\/[0-9a-f-]{36}$/)
  const page = administrator.where()
  const decider = await Desk.signedIn(house, 'body-decider')
  await decider.go(page)
  await decider.page.getByText('曾参与').first().waitFor()
  assert.equal(await decider.page.locator('[data-action=decideAppeal]').count(), 0, '参与过的人没有按钮')
  await decider.look('body-decider-appeal')
  await decider.close()
  await administrator.act('decideAppeal', {
    outcome: 'upheld', text: '回执经核实属实，暂停决定依据的事实不成立，撤销原决定。',
  }, { picture: 'body-administrator-appeal' })
  await gone(administrator)
  await administrator.page.getByText('已办结').first().waitFor()
  await administrator.look('body-administrator-decided')
  await administrator.close()
  const after = (await (await stage.person('body-decider')).call(certificates.getCertificate,
    { params: { id: certificate.id } })).certificate
  assert.deepEqual([after.status, after.history.at(-1)?.setAsideOn], ['valid', stage.time.today])
  const buyer = await Desk.open(house, 'buyer')
  await buyer.page.goto(`${house.base}/c/${certificate.number}`)
  await buyer.look('buyer-certificate-appeal')
  await buyer.page.goto(`${house.base}/complaint?certificate=${certificate.number}`)
  await buyer.look('buyer-complaint')
  await buyer.close()
}

/** The firm asks, an auditor looks at the papers, the decider grants; the certificate is issued anew. */
export async function certificateIsChanged(house: House): Promise<void> {
  const { certificate } = await certified(house)
  const agent = await Desk.signedIn(house, 'enterprise-agent-rice')
  await agent.go(`/certificates/${certificate.id}`)
  await agent.act('requestCertificateChange', {
    kind: '住所变更', text: '公司住所迁至同县新址，生产场所不变。', files: [paper('new-licence')],
  }, { picture: 'enterprise-agent-change' })
  await gone(agent)
  await agent.go('/certificate-changes')
  await agent.page.getByText('待评价').first().waitFor()
  await agent.look('enterprise-agent-changes')
  await agent.close()

  const read = async () => (await house.stage.person('body-decider')).call(certificates.getCertificate,
    { params: { id: certificate.id } })
  const { changes } = await read()
  const page = `/certificate-changes/${changes[0]?.id ?? ''}`
  const auditor = await Desk.signedIn(house, 'body-auditor')
  await auditor.go(page)
  await auditor.act('evaluateCertificateChange', {
    impartial: true, outcome: 'conforms', note: '营业执照与申请一致，生产条件没有变化。',
  }, { picture: 'body-auditor-change' })
  await gone(auditor)
  await auditor.close()
  const decider = await Desk.signedIn(house, 'body-decider')
  await decider.go(page)
  await decider.act('decideCertificateChange', { outcome: 'grant', note: '准予变更。' }, { picture: 'body-decider-change' })
  await gone(decider)
  await decider.page.getByText('已准予').first().waitFor()
  await decider.look('body-decider-changed')
  await decider.close()
  const after = (await read()).certificate
  assert.deepEqual([after.revision, after.status, after.history.at(-1)?.label.zh], [2, 'valid', '住所变更'])
}
