// How a screen looks to people: pictures for the manual, nothing wider than a telephone, nothing that a reader's aid
// stumbles on.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ROOT } from './support.ts'

export const DESK = { width: 1366, height: 768 }
export const TELEPHONE = { width: 390, height: 844 }
const IMAGES = join(ROOT, 'docs', 'manual', 'images')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Pictures are written only when asked for: a test run leaves the manual as it is. */
const takesPictures = process.env.MANUAL_IMAGES === '1'

/** Looks at a screen at both widths; `name` is `<role>-<screen>`. What is wrong with it, in words. */
export async function look(page: Page, name: string, scripts = true): Promise<string[]> {
  await still(page)
  const findings: string[] = []
  for (const size of [DESK, TELEPHONE]) {
    await page.setViewportSize(size)
    await still(page)
    if (takesPictures) {
      mkdirSync(IMAGES, { recursive: true })
      await page.screenshot({ path: join(IMAGES, `${name}-${size.width}.png`), animations: 'disabled' })
    }
    const wide =
      await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    if (wide > 0) findings.push(`${size.width} 像素宽时横向溢出 ${wide} 像素`)
    // The engine needs a page that runs scripts.
    if (scripts) findings.push(...(await violations(page)).map((one) => `${size.width}: ${one}`))
  }
  await page.setViewportSize(DESK)
  return findings.map((finding) => `${name}（${new URL(page.url()).pathname}）${finding}`)
}

async function still(page: Page): Promise<void> {
  await page.mouse.move(0, 0) // nothing is shown as pointed at
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached', timeout: 5_000 }).catch(() => undefined)
  await page.waitForTimeout(400) // animations of panels and lists
}

interface Violation {
  id: string; impact: string | null; nodes: { target: string[]; html: string; failureSummary?: string }[]
}

/** Serious and critical findings, each with where it is. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await page.evaluate(async () => {
    // The page has `axe` now; the compiler does not know it.
    const { axe: engine } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: Violation[] }> }
    }
    const { violations: all } = await engine.run({
      resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
    })
    return all.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => ({
      id,
      nodes: nodes.slice(0, 4).map(({ target, html, failureSummary }) =>
        `${target.join(' ')} ${html.slice(0, 160)} ${failureSummary?.split('\n')[1] ?? ''}`) }))
  })
  return found.map(({ id, nodes }) => `${id}: ${nodes.join(' | ')}`)
}
