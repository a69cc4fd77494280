// People without an account: a shopper with a telephone and no script, a buyer abroad.
import assert from 'node:assert/strict'
import { Desk } from './desk.ts'
import { TELEPHONE } from './looks.ts'
import { licence, local, order } from '../walk/licensing.ts'
import { certified } from './prepared.ts'
import type { House } from './support.ts'

/** Follows the link of a code, sees the verdict, reports a fake and keeps the number; nothing of it needs a script. */
export async function shopperVerifiesAndReports(house: House): Promise<void> {
  const { dossier, certificate } = await certified(house)
  const licensed = await licence(dossier, certificate, {
    county: 'authority-county-510681', city: 'authority-city-510600', citySilent: false, objection: false,
  })
  const { active: [item] } = await order(dossier, licensed, 30)
  assert.ok(item)
  const desk = await Desk.open(house, 'shopper', { javaScriptEnabled: false })
  const { page } = desk
  await page.setViewportSize(TELEPHONE)
  await page.goto(house.base + local(item.digitalLink))
  await page.getByRole('heading', { level: 1 }).waitFor()
  assert.match(await page.locator('body').innerText(), /有效/)
  await desk.look('shopper-verdict')
  await page.getByRole('link', { name: /举报/ }).first().click()
  await page.locator('form textarea[name=text]').fill('包装上的标识模糊，怀疑是假冒。')
  await page.locator('form input[name=ground]').first().check()
  await desk.look('shopper-report')
  await page.locator('form button').last().click()
  await page.getByRole('heading', { name: '举报已收到' }).waitFor()
  assert.match(await page.locator('.mark.code').innerText(), /\d/)
  await desk.look('shopper-receipt')
  await desk.close()
  const reader = await Desk.open(house, 'reader')
  for (const [address, name] of [
    [local(item.digitalLink), 'shopper-verdict'], ['/report', 'shopper-report'],
  ] as const) {
    await reader.page.goto(house.base + address)
    await reader.look(name)
  }
  await reader.close()
}

/** Reads the certificate in English, with its data, credential and print at hand. */
export async function buyerReadsTheCertificate(house: House): Promise<void> {
  const { certificate } = await certified(house)
  const desk = await Desk.open(house, 'buyer', { locale: 'en-GB' })
  const { page } = desk
  await page.goto(`${house.base}/en/`)
  await desk.look('buyer-home')
  await page.goto(`${house.base}/en/c/${certificate.number}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  assert.match(await page.locator('body').innerText(), /valid/i)
  await desk.look('buyer-certificate')
  const print = await page.request.get(`${house.base}/c/${certificate.number}.pdf`)
  assert.equal(print.status(), 200)
  await desk.close()
}
