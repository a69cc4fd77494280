// An audit at a site where there is no network: the telephone keeps everything, and sends it once.
import assert from 'node:assert/strict'
import { field } from '@tianfu/contract'
import { BAIJIU } from '../walk/stories.ts'
import { photo } from './body.ts'
import { Desk } from './desk.ts'
import { TELEPHONE } from './looks.ts'
import { dossierAt } from './prepared.ts'
import type { House } from './support.ts'

const upload = (name: string) => {
  const { name: file, bytes } = photo(name)
  return { name: file, mimeType: 'image/png', buffer: Buffer.from(bytes) }
}

/** What a telephone has to keep to open the page without a network. */
const BUDGET_BYTES = 220 * 1024
const carried = async ({ base }: House): Promise<number> => {
  const files = await Promise.all(['', 'main.js', 'main.css', 'seal.svg'].map((file) => fetch(`${base}/field/${file}`)))
  for (const { status } of files) assert.equal(status, 200)
  assert.equal((await fetch(`${base}/field/package.json`)).status, 404)
  const bytes = await Promise.all(files.map((file) => file.arrayBuffer()))
  return bytes.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** Takes the audit along, signs in and writes without a network, loses an answer on the way, and has it all once. */
export async function auditorWorksWithoutANetwork(house: House): Promise<void> {
  const dossier = await dossierAt(house, 'tested', BAIJIU)
  const { stage } = house
  const team = [await stage.person('body-auditor'), await stage.person('body-auditor-2')]
  const { from } = await dossier.planAudit(team, 2)
  await stage.time.moveTo(from, '09:05')

  const desk = await Desk.signedIn(house, 'body-auditor')
  const { page, context } = desk
  await page.setViewportSize(TELEPHONE)
  await desk.standAt(dossier.site.lon ?? '', dossier.site.lat ?? '')
  await page.goto(`${house.base}/field/`)
  const card = page.locator(`a[href="#/audit/${dossier.id}"]`)
  await card.waitFor()
  await desk.look('body-auditor-field')
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')

  assert.ok(await carried(house) <= BUDGET_BYTES, '离线要带走的字节数')

  await context.setOffline(true)
  await page.reload()
  await page.locator('[data-line=offline]').waitFor()
  await card.click()
  await page.locator('[data-action=openAudit]').click()
  const form = page.locator('form[data-form=opening]')
  await form.getByRole('button', { name: '保存并发送' }).click()
  assert.match(await page.locator('.errors').innerText(), /位置.*\n.*照片/s, '缺什么一次说清')
  await form.getByRole('button', { name: '填入当前位置' }).click()
  await form.locator('#photographs').setInputFiles(upload('opening'))
  await form.locator('.pictures img').waitFor()
  await desk.look('body-auditor-field-sign-in')
  await form.getByRole('button', { name: '保存并发送' }).click()

  await page.locator('[data-action=noteAudit]').click()
  await page.locator('#text').fill('原料库温度计读数 23 摄氏度，检定在有效期内。')
  await page.waitForTimeout(200) // what was typed a moment ago is on the device
  await page.reload()
  assert.equal(await page.locator('#text').inputValue(), '原料库温度计读数 23 摄氏度，检定在有效期内。', '没有网络时重开页面，已填内容还在')
  await page.locator('form[data-form=note]').getByRole('button', { name: '保存并发送' }).click()
  await page.locator('[data-action=noteAudit]').waitFor()
  await page.locator('header a[href="#/outbox"]').click()
  await page.locator('li[data-state=waiting]').nth(1).waitFor()
  await desk.look('body-auditor-field-outbox')
  assert.equal((await dossier.file()).audit?.opening, undefined, '没有网络，什么都没有到')

  // The sign-in arrives, its answer does not: the telephone cannot know, and sends it again.
  await page.evaluate(`{
    const { fetch } = globalThis
    globalThis.fetch = async (address, init) => {
      const answer = await fetch(address, init)
      if (!String(address).endsWith('/audit/opening')) return answer
      globalThis.fetch = fetch
      document.body.dataset.lost = answer.status
      throw new TypeError('the answer was lost')
    }
  }`)
  await context.setOffline(false)
  await page.getByRole('button', { name: '立即发送' }).click()
  await page.locator('li[data-state=sent]').nth(1).waitFor({ timeout: 60_000 })
  assert.equal(await page.locator('body').getAttribute('data-lost'), '200', '签到已到，答复丢在路上')
  const file = await dossier.file()
  assert.equal(file.timeline.filter(({ type }) => type === 'application.audit-opened').length, 1, '签到只有一次')
  assert.ok(file.audit?.opening?.filledAt, '离线填写的时间在案')
  const { items: notes } = await team[0]!.call(field.listAuditNotes, { params: { id: dossier.id }, query: {} })
  assert.deepEqual(notes.map(({ text }) => text), ['原料库温度计读数 23 摄氏度，检定在有效期内。'])

  await page.goto(`${house.base}/field/`)
  await card.click()
  await page.locator('.done').waitFor()
  await desk.look('body-auditor-field-audit')
  await desk.close()
}
