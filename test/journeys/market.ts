// A market evaluation by hand: programme, method, source, a file with faults and the right one, run, right of reply,
// publication, the public page in both languages, and the proposal that a person decides.
import assert from 'node:assert/strict'
import { marketPublication, marketRuns } from '@tianfu/contract'
import { addDays } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import {
  bytesOf, demonstrationFiles, DEMONSTRATION_SEED, spoiled,
} from '../walk/market/observations.ts'
import type { DemoFile } from '../walk/market/observations.ts'
import { demoPeriod, demoSubjects, takeIn } from '../walk/market/story.ts'
import { Desk } from './desk.ts'
import type { House } from './support.ts'

export async function evaluationFromProgrammeToExit(house: House): Promise<void> {
  const { stage } = house
  stage.minutes.say = () => {}
  const period = demoPeriod(stage)
  const [ratings, ...others] = demonstrationFiles(
    await demoSubjects(stage), period.from, period.until, DEMONSTRATION_SEED) as [DemoFile, ...DemoFile[]]
  const desk = await Desk.signedIn(house, 'alliance-secretariat')
  const programme = await openedByHand(desk, period)
  await takenInByHand(desk, programme, ratings)
  const secretariat = await stage.person('alliance-secretariat')
  for (const file of others) await takeIn(stage, secretariat, programme, file)
  const run = await runByHand(desk, programme)
  const replyUntil = await heard(house, desk, run)
  await stage.time.moveTo(addDays(replyUntil, 1))
  await desk.again(`/market-runs/${run}`)
  await desk.act('publishMarketRun')
  await desk.look('alliance-secretariat-market-published')
  await desk.close()
  const { programmeNumber } = await secretariat.call(marketRuns.getMarketRun, { params: { id: run } })
  await readByAnybody(house, programmeNumber)
  await decidedByTheCity(house, run)
}

async function openedByHand(desk: Desk, { from, until }: { from: string; until: string }): Promise<string> {
  await desk.go('/market-programmes')
  await desk.look('alliance-secretariat-market-programmes')
  await desk.act('openMarketProgramme', {
    name: { zh: '演示：手工设立的市场评价', en: 'Demonstration: a market evaluation by hand' }, programme: '四川制造', from, until,
  }, { picture: 'alliance-secretariat-market-opening' })
  await desk.page.waitForURL(/\/market-programmes\/[0-9a-f-]{36}$/)
  await desk.page.locator('[data-action=adoptMarketMethod]').waitFor()
  await desk.act('adoptMarketMethod', {}, { picture: 'alliance-secretariat-market-method' })
  await desk.page.locator('#methods').waitFor()
  return desk.where().split('/').at(-1)!
}

async function takenInByHand(desk: Desk, programme: string, ratings: DemoFile): Promise<void> {
  const { page } = desk
  await desk.act('addMarketSource', {
    name: ratings.source, kind: '评分', tier: 2, basis: '数据合同', basisDocument: '演示数据协议', licence: '仅用于演示评价',
    lineage: '由演示程序按种子生成',
  })
  await page.locator('#sources').waitFor()
  await page.locator('#check .ant-select').click()
  await page.locator('.ant-select-item-option', { hasText: ratings.source }).click()
  const give = (file: DemoFile) => page.locator('[data-market-file]')
    .setInputFiles({ name: file.name, mimeType: 'text/csv', buffer: Buffer.from(bytesOf(file)) })
  await give(spoiled(ratings))
  await page.locator('#check table tbody tr').nth(2).waitFor()
  assert.match(await page.locator('#check').innerText(), /3 行有误，没有导入任何数据/)
  assert.equal(await page.locator('[data-action=importMarketFile]').count(), 0)
  await desk.look('alliance-secretariat-market-faults')
  await give(ratings)
  await page.locator('[data-action=importMarketFile]').click()
  await page.waitForURL(/\/market-imports\/[0-9a-f-]{36}$/)
  await page.locator('h1', { hasText: ratings.name }).waitFor()
  await desk.look('alliance-secretariat-market-import')
  await desk.go(`/market-programmes/${programme}`)
}

async function runByHand(desk: Desk, programme: string): Promise<string> {
  const { page } = desk
  await desk.go(`/market-programmes/${programme}`)
  await desk.act('requestMarketRun')
  await page.locator('#market-runs .row-link').first().click()
  await page.locator('#results .market-bar').first().waitFor()
  await desk.look('alliance-secretariat-market-run')
  await page.locator('#results table a').first().click()
  await page.locator('#indicators').waitFor()
  await desk.look('alliance-secretariat-market-subject')
  await page.goBack()
  return desk.where().split('/').at(-1)!
}

/** Those evaluated are told; one replies. The last day of replies. */
async function heard(house: House, desk: Desk, run: string): Promise<LocalDate> {
  await desk.act('openMarketReply')
  const enterprise = await Desk.signedIn(house, 'enterprise-representative-tile')
  await enterprise.go(`/market-own-results/${run}`)
  await enterprise.look('enterprise-representative-market-own')
  await enterprise.act('replyMarketResult', { text: '不合格批次已停售，整改后请以复查为准。' })
  await enterprise.close()
  const { replyUntil } = await (await house.stage.person('alliance-secretariat'))
    .call(marketRuns.getMarketRun, { params: { id: run } })
  return replyUntil as LocalDate
}

async function readByAnybody(house: House, number: string): Promise<void> {
  for (const [prefix, word, name] of [['', '演示', 'zh'], ['/en', 'Demonstration', 'en']] as const) {
    const reader = await Desk.open(house, `market-reader-${name}`, { javaScriptEnabled: false })
    await reader.page.goto(`${house.base}${prefix}/market`)
    await reader.page.locator(`a[href$="/market/${number}"]`).click()
    const text = await reader.page.locator('main').innerText()
    assert.ok(text.includes(word), text.slice(0, 200))
    const figures = await reader.page.locator('figure svg').count()
    assert.ok(figures > 0 && await reader.page.locator('.pair:has(figure) table').count() === figures, '每幅图旁有一张表')
    await reader.look(`buyer-market-${name}`)
    await reader.close()
  }
}

async function decidedByTheCity(house: House, run: string): Promise<void> {
  const city = await Desk.signedIn(house, 'authority-city-511100')
  await city.page.getByRole('link', { name: /退出预警/ }).filter({ hasNotText: /^退出预警$/ }).first().click()
  await city.page.locator('#evidence').waitFor()
  await city.look('authority-city-market-warning')
  const id = city.where().split('/').at(-1)!
  await city.act('decideMarketWarning', { decision: '进入监管（可责令认证机构）', reason: '抽查不合格属实，进入监管程序。' })
  await city.page.locator('h1', { hasText: '进入监管' }).waitFor()
  await city.close()
  const warning = await (await house.stage.person('authority-province'))
    .call(marketPublication.getMarketWarning, { params: { id } })
  assert.deepEqual([warning.run, warning.status], [run, 'pursued'])
}
