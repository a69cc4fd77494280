// People without an account: a shopper with a telephone and no script, a buyer abroad.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
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

const MOST_SCRIPT_BYTES = 20_000

/** Verifies the certificate on her own device, takes the offline page along and verifies again without a network. */
export async function buyerVerifiesWithoutTheServer(house: House): Promise<void> {
  const { certificate } = await certified(house)
  const desk = await Desk.open(house, 'buyer', { locale: 'en-GB' })
  const { page } = desk
  await page.goto(`${house.base}/en/verify`)
  await desk.look('buyer-verify')
  await page.locator('#paper').fill(`${house.base}/c/${certificate.number}`)
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.locator('#result table').nth(1).waitFor()
  const said = await page.locator('#result').innerText()
  assert.match(said, /Credential of the certificate: Stands[\s\S]*Receipt: Genuine/)
  assert.doesNotMatch(said, /failed|not checked/)
  await desk.look('buyer-verified')
  const script = await (await page.request.get(`${house.base}/verify/main.js`)).body()
  assert.ok(gzipSync(script).length <= MOST_SCRIPT_BYTES, `${gzipSync(script).length} bytes`)
  const token = await (await page.request.get(`${house.base}/c/${certificate.number}.jwt`)).body()
  const offline = await (await page.request.get(`${house.base}/en/verify/offline.html`)).body()
  await desk.close()

  const folder = mkdtempSync(join(tmpdir(), 'tianfu-offline-'))
  writeFileSync(join(folder, 'verify.html'), offline)
  const away = await Desk.open(house, 'buyer-away', { offline: true, viewport: TELEPHONE })
  await away.page.goto(pathToFileURL(join(folder, 'verify.html')).href)
  await away.page.locator('#file').setInputFiles({ name: 'c.jwt', mimeType: 'text/plain', buffer: token })
  await away.page.locator('#result table').waitFor()
  assert.match(await away.page.locator('#result').innerText(), /Credential of the certificate: Stands/)
  const changed = Buffer.from(`${token.toString('utf8').trim().slice(0, -6)}AAAAAA`)
  await away.page.locator('#file').setInputFiles({ name: 'd.jwt', mimeType: 'text/plain', buffer: changed })
  await away.page.getByText('Not genuine').waitFor()
  await away.close()
  rmSync(folder, { recursive: true })
}
