import { html } from './html.ts'
import type { Markup } from './html.ts'
import { say, to } from './language.ts'
import type { Reader } from './language.ts'
import { withQuery } from './layout.ts'

/** The field above a list that narrows it; `kept` goes along with what is asked. */
export const filterForm = (
  reader: Reader, path: string, label: string, q = '', kept: Record<string, string | undefined> = {},
): Markup => html`<form class="find" role="search" action="${to(reader, path)}">${
  Object.entries(kept).map(([name, value]) => value && html`<input type="hidden" name="${name}" value="${value}">`)
}<label for="q" class="r">${label}</label><input id="q" name="q" value="${q}"><button class="b alt">${
  say(reader, '筛选', 'Filter')}</button></form>`

/** The way on from a list that has more; nothing without `next`. */
export const nextPage = (
  reader: Reader, path: string, query: Record<string, string | undefined>, next: string | undefined,
): Markup | undefined => next === undefined || next === '' ? undefined
  : html`<p><a href="${to(reader, withQuery(path, { ...query, after: next }))}">${
    say(reader, '下一页', 'Next page')}</a></p>`
