import type { FastifyReply, FastifyRequest } from 'fastify'
import type { View } from '../platform/work.ts'
import { html, trusted } from './html.ts'
import type { Markup } from './html.ts'
import { plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import { STYLE } from './style.ts'

/** A page without its frame. */
export interface Page {
  title: string
  body: Markup
  /** For tables: 64 rem instead of 40. */
  wide?: boolean
  status?: number
  /** A page that counts a look; its own links to itself do not count again. */
  counts?: boolean
}

/** Who reads: language by the address, large print by `?big=1` or the cookie that it set. */
export function readerOf(request: FastifyRequest): Reader {
  const url = request.url
  const english = /^\/en(\/|\?|$)/.test(url)
  const query = request.query as Record<string, string | undefined>
  const path = english ? url.slice(3) : url
  return {
    lang: english ? 'en' : 'zh', big: query.big === '1' || (query.big !== '0' && request.cookies.big === '1'),
    path: path.startsWith('/') ? path : `/${path}`,
  }
}

/** `path` with parameters set; undefined takes one away. */
export function withQuery(path: string, change: Record<string, string | undefined>): string {
  const [before = '', query = ''] = path.split('?')
  const parameters = new URLSearchParams(query)
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) parameters.delete(name)
    else parameters.set(name, value)
  }
  const left = parameters.toString()
  return left ? `${before}?${left}` : before
}

const HEAD = trusted(
  `<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="renderer" content="webkit">
  <meta name="format-detection" content="telephone=no"><meta name="referrer" content="same-origin">
  <link rel="icon" href="data:,"><style>${STYLE}</style>`)

/** The day and minute in China of a moment. */
export const minute = (moment: string): string =>
  new Date(Date.parse(moment) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

export function framed(view: View, reader: Reader, { title, body, wide, counts }: Page): Markup {
  const name = plain(reader, view.edition.brand.name)
  const again = counts ? { seen: '1' } : {}
  const path = withQuery(reader.path, { ...again, big: undefined })
  return html`<!doctype html>
<html lang="${reader.lang === 'en' ? 'en' : 'zh-CN'}"${reader.big
  && trusted(' class="big"')}><head><meta charset="utf-8"><title>${title} – ${name}</title>${HEAD}</head>
<body${wide && trusted(' class="wide"')}><a class="skip" href="#main">${say(reader, '跳到正文', 'Skip to content')}</a>
<header class="top"><div class="in"><a class="name" href="${to(reader, '/')}"><i aria-hidden="true">${
  view.edition.brand.name.zh.slice(0, 1)}</i>${name}</a>
<a href="${to(reader.lang === 'en' ? { lang: 'zh' } : { lang: 'en' }, path)}" lang="${reader.lang === 'en' ? 'zh-CN'
  : 'en'}">${reader.lang === 'en' ? '中文' : 'English'}</a>
<a href="${to(reader, withQuery(reader.path, { ...again, big: reader.big ? '0' : '1' }))}">${reader.big
  ? say(reader, '标准字号', 'Normal print') : say(reader, '大字版', 'Large print')}</a></div></header>
${view.world.mode === 'demo' && html`<aside class="note" aria-label="${
  say(reader, '演示', 'Demonstration')}"><div class="in">${text(reader, view.edition.wording.terms.demonstration)}${
  view.at.moved && say(reader, `；业务时钟已拨至 ${view.at.today}`,
  `; the official clock has been moved to ${view.at.today}`)}</div></aside>`}
<main id="main"><div class="in">${body}<p class="printed">${view.world.origin}${
  to(reader, withQuery(reader.path, { seen: undefined, big: undefined }))} · ${
  minute(view.at.official)}</p></div></main>
<footer><div class="in"><nav aria-label="${say(reader, '页脚', 'Footer')}">${
  FOOTER.map(([href, zh, en]) => html`<a href="${to(reader, href)}">${say(reader, zh, en)}</a> `)}</nav>
<p>${say(reader, '主办：', 'Run by ')}${text(reader, view.edition.brand.owner)} · ${
  say(reader, '消费者投诉举报电话 12315', 'Consumer hotline 12315')} · ${say(reader, '数据时间', 'As of')} ${
  minute(view.at.official)}</p></div></footer></body></html>`
}

const FOOTER = [
  ['/search', '查询', 'Search'], ['/verify', '核验', 'Verify'],
  ['/notices', '公示公告', 'Notices'], ['/declarations', '自主申明', 'Declarations'],
    ['/brands', '品牌', 'Brands'],
  ['/market', '市场评价', 'Market evaluation'],
  ['/standards', '标准', 'Standards'], ['/report', '举报', 'Report'], ['/help', '帮助', 'Help'], ['/about', '关于', 'About'],
    ['/privacy', '隐私', 'Privacy'],
  ['/accessibility', '无障碍', 'Accessibility'], ['/developers', '开发者', 'Developers'],
] as const

/** Sends a page; nothing that shows standing is ever kept by a cache. */
export function sendPage(reply: FastifyReply, view: View, reader: Reader, page: Page): FastifyReply {
  const { big } = reply.request.query as { big?: string }
  if (big === '1' || big === '0') {
    void reply.setCookie('big', big, { path: '/', sameSite: 'lax', httpOnly: true,
      secure: view.world.origin.startsWith('https:'), maxAge: big === '1' ? 31_536_000 : 0 })
  }
  return reply.code(page.status ?? 200).type('text/html; charset=utf-8').header('cache-control',
    'no-store').header('vary', 'accept')
    .header('content-language', reader.lang === 'en' ? 'en' : 'zh-CN')
    .send(Buffer.from(framed(view, reader, page).text))
}

export type Form = 'html' | 'json' | 'linkset' | 'jwt'

/** What the caller would rather have; a browser, and whoever does not say, gets the page. */
export const formOf = (request: FastifyRequest, offered: readonly Form[] = ['html', 'json']): Form =>
  formOfAccept(request.headers.accept, offered)

/** The same by the header `Accept` alone. */
export function formOfAccept(accept = '', offered: readonly Form[]): Form {
  const quality = (type: string): number => Math.max(0, ...accept.split(',').map((range) => {
    const [name = '', ...parameters] = range.toLowerCase().split(';').map((part) => part.trim())
    const q = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1)
    return name === type && Number.isFinite(q) ? q : 0
  }))
  const types: Record<Form, readonly string[]> = {
    html: ['text/html', 'application/xhtml+xml'], json: ['application/json', 'application/ld+json'],
    linkset: ['application/linkset+json'], jwt: ['application/vc+jwt'],
  }
  let [best, most] = ['html' as Form, 0]
  for (const form of offered) {
    const value = Math.max(...types[form].map(quality))
    if (value > most) [best, most] = [form, value]
  }
  return best
}
