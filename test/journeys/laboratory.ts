// The laboratory: the tester enters what was measured, the signatory issues the report.
import assert from 'node:assert/strict'
import { evaluation } from '@tianfu/contract'
import { Desk } from './desk.ts'
import type { Filled } from './form.ts'
import { paper } from './enterprise.ts'
import { dossierAt } from './prepared.ts'
import type { House } from './support.ts'

export async function laboratoryTestsAndSigns(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'sampled')
  const auditor = await house.stage.person('body-auditor')
  await auditor.call(evaluation.orderTest, {
    params: { id: dossier.id }, body: { sampling: dossier.sheet, laboratory: await house.stage.laboratory() },
  })
  const order = (await dossier.file()).testOrders.at(-1)?.id ?? ''

  const tester = await Desk.signedIn(house, 'laboratory-tester')
  await tester.look('laboratory-tester-home')
  await tester.go(`/test-orders/${order}`)
  await tester.act('receiveSamples', { sealIntact: true, samples: 12, condition: '封条完好，样品无损' })
  await tester.page.locator('[data-action=enterTestReport]').waitFor()
  const asked = await (await house.stage.person('laboratory-tester')).call(evaluation.getTestOrder, {
    params: { id: order },
  })
  const { today } = house.stage.time
  await tester.act('enterTestReport', {
    number: `CJ-${Date.now().toString(36)}`, testedFrom: today, testedUntil: today,
    values: asked.indicators.map(({ id }): { [name: string]: Filled } => {
      const [first = '', ...more] = dossier.plan.values[id] ?? []
      return first === 'yes' ? { result: '是' } : { result: '实测值', values: [first, ...more] }
    }),
    file: paper('test-report'),
  }, { picture: 'laboratory-tester-values' })
  await tester.page.locator('.ant-drawer').waitFor({ state: 'detached' })
  await tester.look('laboratory-tester-judged')
  assert.equal(await tester.page.locator('[data-action=issueTestReport]').count(), 0, '检测员不能签发')
  await tester.close()

  const signatory = await Desk.signedIn(house, 'laboratory-signatory')
  await signatory.look('laboratory-signatory-home')
  await signatory.go(`/test-orders/${order}`)
  await signatory.act('issueTestReport', {}, { picture: 'laboratory-signatory-report' })
  await signatory.page.locator('.ant-drawer').waitFor({ state: 'detached' })
  const report = (await dossier.file()).reports.at(-1)
  assert.ok(report?.passed, '检测报告已签发，全部合格')
  await signatory.close()
}
