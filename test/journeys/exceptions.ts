// What does not go by plan: a certificate that is changed, a decision that is appealed against.
import assert from 'node:assert/strict'
import { certificates } from '@tianfu/contract'
import { Desk } from './desk.ts'
import { paper } from './enterprise.ts'
import { certified } from './prepared.ts'
import type { House } from './support.ts'

const gone = (desk: Desk) => desk.page.locator('.ant-drawer').waitFor({ state: 'detached' })

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
