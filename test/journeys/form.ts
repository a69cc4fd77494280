// Filling in the workbench's forms as a person does: each field is found by its place in the form, and clicked or
// typed.
import type { Locator, Page } from 'playwright-core'

/** A paper that is put in through the file control. */
export interface Paper { name: string; bytes: Uint8Array }
/** Text, number, tick or the words of a choice; a paper; several of them; or the fields of a part of the form. */
export type Filled = string | number | boolean | Paper | readonly Filled[] | { readonly [name: string]: Filled }

const isPaper = (value: unknown): value is Paper => typeof value === 'object' && value !== null && 'bytes' in value

/** Fills in the fields of a form, or of the part of it at `pointer`. */
export async function fill(form: Locator, fields: { readonly [name: string]: Filled }, pointer = ''): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await fillOne(form, `${pointer}/${name}`, value)
}

async function fillOne(form: Locator, pointer: string, value: Filled): Promise<void> {
  const field = form.locator(`[data-field="${pointer}"]`).first()
  if (isPaper(value)) return upload(field, value)
  if (Array.isArray(value)) return fillList(form, field, pointer, value as readonly Filled[])
  if (typeof value === 'object') return fill(form, value as { [name: string]: Filled }, pointer)
  return fillControl(field, value)
}

/** One scalar control: a tick, one of several, a list to choose from, or text. */
export async function fillControl(field: Locator, value: string | number | boolean): Promise<void> {
  await field.scrollIntoViewIfNeeded()
  if (await field.locator('.ant-select').count() > 0) return choose(field, String(value))
  if (await field.locator('input[type=radio]').count() > 0) return tickRadio(field, value)
  if (typeof value === 'boolean') return field.locator('input[type=checkbox]').setChecked(value)
  await field.locator('input:not([type=file]), textarea:not([aria-hidden])').first().fill(String(value))
}

async function tickRadio(field: Locator, value: string | number | boolean): Promise<void> {
  const label = field.locator('label', { has: field.page().locator(`input[type=radio][value="${value}"]`) })
  await (await label.count() > 0 ? label.first() : field.getByText(String(value), { exact: true }).first()).click()
}

/** Opens a list and takes the entry that says `words`, typing them where the list searches. */
export async function choose(field: Locator, words: string): Promise<void> {
  const page = field.page()
  const select = field.locator('.ant-select').first()
  const many = await select.evaluate((element) => element.classList.contains('ant-select-multiple'))
  for (let attempt = 0; ; attempt += 1) {
    if (!(await isOpen(select))) await select.click()
    const options = openList(page).locator('.ant-select-item-option')
    const exact = options.filter({ hasText: new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) })
    const option = (words !== '' && await exact.count() > 0 ? exact : options.filter({ hasText: words })).first()
    try {
      await option.waitFor({ state: 'visible', timeout: 2_500 })
    } catch {
      const input = select.locator('input').first()
      if (await input.isEditable()) await input.fill(words)
      await option.waitFor({ state: 'visible', timeout: 15_000 })
    }
    const said = (await option.innerText()).trim()
    await option.click()
    if (many) await page.keyboard.press('Escape')
    await openList(page).waitFor({ state: 'hidden', timeout: 3_000 }).catch(() => undefined)
    // A list that was fetched anew under the pointer takes no click: look whether the choice stands there.
    if ((await select.innerText()).includes(said.slice(0, 12))) return
    if (attempt === 3) throw new Error(`没有选上“${words}”：${await select.innerText()}`)
  }
}

const isOpen = (select: Locator): Promise<boolean> =>
  select.evaluate((element) => element.classList.contains('ant-select-open'))

const openList = (page: Page): Locator => page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').last()

/** Puts a paper in and waits until the cabinet has it. */
export async function upload(field: Locator, paper: Paper): Promise<void> {
  const stored = field.page().waitForResponse((response) => response.url().endsWith('/api/v1/files')
    && response.request().method() === 'POST')
  await field.locator('input[data-upload]').setInputFiles({
    name: paper.name, mimeType: mime(paper.name), buffer: Buffer.from(paper.bytes),
  })
  const response = await stored
  if (!response.ok()) throw new Error(`上传 ${paper.name}：${response.status()} ${await response.text()}`)
  await field.locator('.ant-select-selection-item, .ant-select-content-value, .ant-select-content-has-value').first()
    .waitFor({ timeout: 15_000 })
}

const mime = (name: string): string => (name.endsWith('.png') ? 'image/png' : 'application/pdf')

async function fillList(form: Locator, field: Locator, pointer: string, values: readonly Filled[]): Promise<void> {
  await field.scrollIntoViewIfNeeded()
  const [first] = values
  if (isPaper(first)) {
    for (const paper of values) await upload(field, paper as Paper)
    return
  }
  if (typeof first === 'object') {
    for (const [index, value] of values.entries()) {
      if (await cardsOf(form, pointer) <= index) await field.locator(':scope > button').last().click()
      await fill(form, value as { [name: string]: Filled }, `${pointer}/${index}`)
    }
    return
  }
  if (await field.locator('input[type=checkbox]').count() > 0) {
    for (const value of values) await field.locator(`input[type=checkbox][value="${String(value)}"]`).setChecked(true)
  } else if (await field.locator('.ant-select').count() > 0) {
    for (const value of values) await choose(field, String(value))
  } else if (await field.evaluate((element) => element.classList.contains('lines'))) {
    for (const [index, value] of values.entries()) {
      const lines = field.locator('.line-control input')
      if (await lines.count() <= index) await field.locator(':scope > button').last().click()
      await lines.nth(index).fill(String(value))
    }
  } else await field.locator('input').first().fill(values.join(' '))
}

/** How many cards or rows a list has now. */
const cardsOf = (form: Locator, pointer: string): Promise<number> =>
  form.locator(`[data-field="${pointer}"]`).first().evaluate((element) =>
    element.querySelectorAll(':scope > .card, :scope > .table-box > table > tbody > tr').length)
