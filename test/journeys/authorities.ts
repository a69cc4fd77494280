// The authorities and the secretariat: orders to bodies; no hand on a certificate.
import assert from 'node:assert/strict'
import { Desk } from './desk.ts'
import { certified } from './prepared.ts'
import type { House } from './support.ts'

/** The city orders the body to act, with a deadline; the certificate's standing does not change by that. */
export async function cityOrdersTheBody(house: House): Promise<void> {
  const { certificate } = await certified(house)
  const desk = await Desk.signedIn(house, 'authority-city-510600')
  await desk.look('authority-city-home')
  await desk.go('/orders')
  await desk.act('issueOrder', { certificate: certificate.number, ground: '抽查', text: '监督抽查发现一批次不合格，责令认证机构核查并处理。' }, {
    picture: 'authority-city-order',
  })
  await desk.page.waitForURL(/\/orders\/[0-9a-f-]{36}$/)
  await desk.look('authority-city-issued')
  const shown = await (await fetch(`${house.base}/c/${certificate.number}.json`)).json() as { status: string }
  assert.equal(shown.status, 'valid', '责令不改变证书状态')
  await desk.close()
}

/** The province reads every certificate and can change none. */
export async function provinceOnlyReadsCertificates(house: House): Promise<void> {
  const { certificate } = await certified(house)
  const desk = await Desk.signedIn(house, 'authority-province')
  await desk.look('authority-province-home')
  await desk.go('/certificates')
  await desk.page.getByRole('link', { name: certificate.number }).first().click()
  await desk.page.getByRole('heading', { level: 1, name: certificate.number }).waitFor()
  assert.equal(await desk.page.locator('[data-action]').count(), 0, '证书页上没有任何改动按钮')
  await desk.look('authority-province-certificate')
  await desk.close()
}

/** The secretariat keeps the register of bodies and publishes standards. */
export async function secretariatKeepsTheRegister(house: House): Promise<void> {
  const desk = await Desk.signedIn(house, 'alliance-secretariat')
  await desk.look('alliance-secretariat-home')
  await desk.go('/bodies')
  await desk.page.getByRole('link', { name: '示例锦程' }).first().click()
  await desk.page.locator('[data-action=grantBodyScope], [data-action=grantScope]').first().waitFor()
  await desk.look('alliance-secretariat-body')
  await desk.go('/standards')
  await desk.page.locator('.data-table tbody tr a').first().click()
  await desk.page.locator('h1').first().waitFor()
  await desk.look('alliance-secretariat-standard')
  await desk.close()
}
