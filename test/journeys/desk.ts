// One person at one browser: signs in, goes to pages, does what the buttons offer.
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { fill } from './form.ts'
import type { Filled } from './form.ts'
import { DESK, look } from './looks.ts'
import type { House } from './support.ts'

const CODE_WAIT_MS = 70_000

export class Desk {
  readonly house: House
  readonly login: string
  readonly context: BrowserContext
  readonly page: Page
  readonly scripts: boolean
  /** What the pages threw, and what was wrong with how they looked; a journey ends with none. */
  readonly findings: string[] = []

  private constructor(house: House, login: string, context: BrowserContext, page: Page, scripts: boolean) {
    this.house = house
    this.login = login
    this.context = context
    this.page = page
    this.scripts = scripts
    page.on('pageerror', (error) => this.findings.push(`页面出错：${String(error)}`))
    page.setDefaultTimeout(20_000)
    house.desks.add(this)
  }

  static async open(
    house: House, login: string, options: {
      javaScriptEnabled?: boolean; locale?: string; offline?: boolean; viewport?: { width: number; height: number }
    } = {},
  ): Promise<Desk> {
    const context = await house.browser.newContext({
      viewport: DESK, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options,
    })
    return new Desk(house, login, context, await context.newPage(), options.javaScriptEnabled ?? true)
  }

  /** Signs in by hand; ends where the work queue is. */
  static async signedIn(house: House, login: string): Promise<Desk> {
    const desk = await Desk.open(house, login)
    await desk.signIn()
    return desk
  }

  async signIn(): Promise<void> {
    const { page, house } = this
    await page.goto(`${house.base}/workbench/login`)
    await page.locator('#login-name').fill(this.login)
    await page.locator('#login-password').fill(house.password)
    await page.locator('#login-submit').click()
    const code = page.locator('#login-code')
    const inside = page.locator('.shell-head')
    await code.or(inside).first().waitFor()
    if (await code.isVisible()) {
      for (let attempt = 0; attempt < 3 && !(await inside.isVisible()); attempt += 1) {
        await code.fill(await this.oneTimeCode())
        await page.locator('#login-submit').click()
        await inside.waitFor({ timeout: 6_000 }).catch(() => undefined)
      }
    }
    await inside.waitFor()
  }

  /** What the person's authenticator shows; waits for a code that was not used. */
  async oneTimeCode(): Promise<string> {
    const until = Date.now() + CODE_WAIT_MS
    while (Date.now() < until) {
      const { items } = await (await fetch(`${this.house.base}/api/v1/demo/one-time-codes`)).json() as {
        items: { login: string; code?: string }[]
      }
      const code = items.find(({ login }) => login === this.login)?.code
      if (code) return code
      await new Promise((resolve) => { setTimeout(resolve, 500) })
    }
    throw new Error(`${this.login} 没有动态验证码`)
  }

  /** A page of the workbench. */
  async go(path: string): Promise<void> {
    await this.page.goto(`${this.house.base}/workbench${path}`)
    await this.page.locator('h1').first().waitFor()
  }

  /** The same after the clock was moved: who was signed out by that signs in again. */
  async again(path: string): Promise<void> {
    await this.page.goto(`${this.house.base}/workbench${path}`)
    const gate = this.page.locator('#login-name')
    await gate.or(this.page.locator('.shell-head')).first().waitFor()
    if (await gate.isVisible()) await this.signIn()
    await this.go(path)
  }

  /** Acts in another of one's roles, by the menu of the account. */
  async switchTo(role: string): Promise<void> {
    const { page } = this
    await page.locator('[data-account]').click()
    await page.locator('.ant-dropdown-menu-item', { hasText: role }).first().click()
    const asked = page.locator('#one-time-code')
    const acting = page.locator('[data-account]', { hasText: role })
    const failed = page.locator('.ant-message-error')
    await asked.or(acting).or(failed).first().waitFor()
    if (await failed.isVisible()) throw new Error(`不能换岗位：${await failed.innerText()}`)
    if (await asked.isVisible()) {
      await asked.fill(await this.oneTimeCode())
      await page.locator('.ant-modal button[type=submit]').click()
    }
    await acting.waitFor()
  }

  /** The name under which one is registered. */
  async account(): Promise<string> {
    const session = await (await this.context.request.get(`${this.house.base}/api/v1/session`)).json() as {
      account: { name: string }
    }
    return session.account.name
  }

  /** A form is shown from its beginning. */
  toTop = (): Promise<void> => this.page.evaluate(
    'scrollTo(0, 0); for (const panel of document.querySelectorAll(".ant-drawer-body")) panel.scrollTop = 0',
  )

  /** Where the person is, as the device and a map would say. */
  place = { longitude: '', latitude: '' }

  async standAt(longitude: string, latitude: string): Promise<void> {
    this.place = { longitude, latitude }
    await this.context.grantPermissions(['geolocation'])
    await this.context.setGeolocation({ longitude: Number(longitude), latitude: Number(latitude) })
  }

  fill = (form: Locator, fields: { readonly [name: string]: Filled }): Promise<void> => fill(form, fields)

  /** The address inside the workbench. */
  where = (): string => new URL(this.page.url()).pathname.replace(/^\/workbench/, '')

  /** Presses the button of an action and waits for its form; `words` tell apart actions of one name. */
  async press(endpoint: string, words?: string): Promise<Locator> {
    const buttons = this.page.locator(`[data-action="${endpoint}"]`)
    await (words ? buttons.filter({ hasText: words }) : buttons).first().click()
    const form = this.page.locator('form.schema-form').last()
    await form.waitFor()
    return form
  }

  /** Does an action: opens its form, fills it in, submits, answers for the code if asked, waits until it is done. */
  async act(
    endpoint: string, fields: { readonly [name: string]: Filled } = {},
    options: { words?: string; picture?: string } = {},
  ): Promise<void> {
    const form = await this.press(endpoint, options.words)
    await fill(form, fields)
    if (options.picture) {
      await this.toTop()
      await this.look(options.picture)
    }
    await this.submit(form)
  }

  /** @throws Error with what the form says when it was not taken */
  async submit(form: Locator): Promise<void> {
    const { page } = this
    await page.locator('.ant-message-success').first().waitFor({ state: 'detached', timeout: 5_000 })
      .catch(() => undefined)
    await form.locator('button[type=submit]').click()
    const done = page.locator('.ant-message-success')
    const refused = form.locator('.summary [role=alert]')
    const asked = page.locator('#one-time-code')
    await done.or(refused).or(asked).first().waitFor()
    if (await asked.isVisible()) {
      await asked.fill(await this.oneTimeCode())
      await page.locator('.ant-modal button[type=submit]').click()
      await done.or(refused).first().waitFor()
    }
    if (await refused.isVisible()) throw new Error(`表单没有提交成功：${await refused.innerText()}`)
  }

  /** The sentence with which the form of an action is refused. */
  async refused(endpoint: string, fields: { readonly [name: string]: Filled } = {}): Promise<string> {
    try {
      await this.act(endpoint, fields)
    } catch (error) {
      return (error as Error).message
    }
    throw new Error(`${endpoint} 应被拒绝`)
  }

  async look(name: string): Promise<void> {
    this.findings.push(...await look(this.page, name, this.scripts))
  }

  async close(): Promise<void> {
    this.house.desks.delete(this)
    await this.context.close()
    assert.deepEqual(this.findings, [])
  }

  /** Leaves in the middle of things; where one was, with a picture of it beside the other temporary files. */
  async leave(): Promise<string> {
    const path = join(tmpdir(), `tianfu-journey-${this.login}.png`)
    const where = `${this.login}：${this.page.url()}，${path}`
    await this.page.screenshot({ path, timeout: 5_000 }).catch(() => undefined)
    this.house.desks.delete(this)
    await this.context.close()
    return where
  }
}
