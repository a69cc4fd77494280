import { pages as contract } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { certificateStatuses, publicLicence } from '../modules/licences/index.ts'
import { readAsked, verdictOf } from '../modules/codes/index.ts'
import type { On } from '../platform/http/routes.ts'
import { asStranger, searchEntries } from '../platform/search.ts'
import type { SearchHit } from '../platform/search.ts'
import type { View } from '../platform/work.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import { receiptOf, registerKnown } from './receipt.ts'
import { formOf, minute, readerOf, sendPage, withQuery } from './layout.ts'
import type { Page } from './layout.ts'
import { whyNothing } from './not-found.ts'
import type { NotFound } from './not-found.ts'
import { candidates } from './numbers.ts'
import { chip, nextSteps, statement } from './words.ts'

const MOST = 50

export const KINDS: Record<string, Text> = {
  certificate: { zh: '证书', en: 'Certificates' }, licence: { zh: '标识使用许可', en: 'Licences' },
    declaration: { zh: '自主申明', en: 'Declarations' },
  brand: { zh: '品牌', en: 'Brands' }, standard: { zh: '标准', en: 'Standards' },
    rule: { zh: '认证实施规则', en: 'Certification rules' },
  body: { zh: '认证机构', en: 'Certification bodies' }, laboratory: { zh: '检测机构', en: 'Laboratories' },
}

export interface Hit { kind: string; title: Text; link: string; numbers: string[]; status?: string }

/** The number of the thing itself among those that find it: a licence is found by its certificate's first. */
export const ownNumber = (kind: string, numbers: readonly string[]): string =>
  (kind === 'licence' ? numbers.at(-1) : numbers[0])?.toUpperCase() ?? ''

/** Public addresses of what search finds; its own links lead into the workbench. */
export function addressOf(kind: string, numbers: readonly string[], title: Text): string | undefined {
  const number = ownNumber(kind, numbers)
  switch (kind) {
    case 'certificate': return `/c/${number}`
    case 'licence': return number && `/v/${number}`
    case 'declaration': return `/declarations/${number}`
    case 'standard': case 'rule': return `/standards/${encodeURIComponent(number)}`
    case 'body': case 'laboratory': return `/org/${number}`
    case 'brand': return withQuery('/brands', { q: title.zh })
    default: return undefined
  }
}

async function hitsOf(view: View, q: string, kind: string | undefined): Promise<Hit[]> {
  let rows: SearchHit[] = []
  for (const asked of new Set([q, ...candidates(q)])) {
    rows = (await searchEntries(asStranger(view), { q: asked, kind, limit: MOST })).items
    if (rows.length > 0) break
  }
  const statuses = await certificateStatuses(view.db,
    rows.filter((row) => row.kind === 'certificate').map(({ id }) => id), view.at.today)
  return Promise.all(rows.flatMap((row) => {
    const link = addressOf(row.kind, row.numbers, row.title)
    return link ? [{ ...row, link }] : []
  }).map(async (row) => {
    const status = statuses.get(row.id) ?? (row.kind === 'licence'
      ? (await publicLicence(view, ownNumber(row.kind, row.numbers)))?.status : undefined)
    return { kind: row.kind, title: row.title, link: row.link,
      numbers: row.numbers.map((number) => number.toUpperCase()), ...(status && { status }) }
  }))
}

export const searchBox = (reader: Reader, q = ''): Markup =>
  html`<form class="find" role="search" action="${to(reader, '/search')}"><label for="q" class="r">${
  say(reader, '标识码、证书编号、企业、产品或标准',
  'Code, certificate, enterprise, product or standard')}</label><input id="q" name="q" value="${
  q}" autocomplete="off" enterkeyhint="search"><button class="b">${say(reader, '查询', 'Look up')}</button></form>`

function resultPage(view: View, reader: Reader, q: string, kind: string | undefined, hits: Hit[],
  nothing?: { why: NotFound } & Required<Text>): Page {
  const filters = html`<p>${Object.entries(KINDS).map(([one, words]) =>
    html`<a href="${to(reader, withQuery('/search', { q, kind: one === kind ? undefined : one }))}"${one === kind
    && html` aria-current="true"`}>${text(reader, words)}</a> `)}</p>`
  const when = say(reader, `数据时间 ${minute(view.at.official)}`, `as of ${minute(view.at.official)}`)
  return {
    title: `${say(reader, '查询', 'Search')} ${q}`.trim(), status: 200,
    body: html`<h1>${say(reader, '公开查询', 'Search the register')}</h1>${searchBox(reader, q)}${q === ''
      ? html`<p>${say(reader, '可以输入：证书编号、包装上的标识码、企业名称或信用代码、产品名称（也可用拼音首字母）、标准号。',
      'Enter a certificate number, an item code, an enterprise or its credit code, a product (also by pinyin '
      + 'initials), or a standard.')}</p>`
      : html`${filters}${hits.length > 0 ? html`<p role="status">${
        say(reader, `找到 ${hits.length}${hits.length === MOST ? ' 条以上' : ' 条'}`,
        `${hits.length}${hits.length === MOST ? ' or more' : ''} found`)} · ${when}</p>${hits.length === MOST
        && html`<p>${
        say(reader, '结果太多，请加上地区、企业或选择类别。', 'Too many: add a name or choose a kind.')}</p>`}<ul class="list">${
        hits.map((hit) => html`<li><small>${text(reader, KINDS[hit.kind])}</small> <a href="${
        to(reader, hit.link)}">${text(reader, hit.title)}</a> ${hit.status
        && chip(reader, hit.status)}<br><small class="code">${
        hit.numbers.slice(0, 3).join(' · ')}</small></li>`)}</ul>`
        : html`${statement(reader, nothing?.why === 'bad-form' || nothing?.why === 'check-digit' ? 'malformed'
          : 'unknown', nothing ?? { zh: '没有找到', en: 'Nothing found' },
          [html`<span class="code">${q}</span>`, when])}${nextSteps(reader, 'unknown')}<p><a class="b rep" href="${
          to(reader, `/report?code=${encodeURIComponent(q)}`)}">${say(reader, '举报', 'Report')}</a></p>`}`}`,
  }
}

/** A text that means a number rather than a name: no blanks between words, digits in it, no Chinese. */
export const looksLikeNumber = (q: string): boolean => /\d{3}/.test(q) && !/\p{Script=Han}/u.test(q)

export function searchRoutes(on: On): void {
  for (const endpoint of [contract.searchPage, contract.searchPageEnglish]) {
    on.raw(endpoint, async (view, { query }, { request, reply }) => {
      const reader = readerOf(request)
      const q = (query.q ?? '').trim()
      const kind = query.kind !== undefined && query.kind in KINDS ? query.kind : undefined
      const reading = q === '' ? undefined : readAsked(q)
      const wantsData = formOf(request) === 'json'
      // What is printed on goods has one answer, on its own page, where the look is counted.
      if (!wantsData && reading?.ok && 'gtin' in reading.asked) return reply.redirect(to(reader,
        `/v/${reading.asked.gtin}.${reading.asked.serial}`), 303)
      const hits = q === '' ? [] : await hitsOf(view, q, kind)
      if (hits.length === 0 && reading?.ok && 'number' in reading.asked) hits.push(...await byNumber(view, q))
      const nothing = q !== '' && hits.length === 0
        ? looksLikeNumber(q) ? await whyNothing(view, q) : { why: 'no-such-number' as const, zh: `没有与“${q}”相符的登记`,
          en: `Nothing in the register fits “${q}”` } : undefined
      if (wantsData) {
        const answer = {
          items: hits, ...(nothing && { nothing }), register: await registerKnown(view), asOf: view.at.official,
        }
        const subject = `${view.world.origin}${withQuery('/search', { q, kind })}`
        const status = hits.length > 0 ? 'found' : 'unknown'
        const receipt = await receiptOf(view, subject, view.at.today, status, answer)
        return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store')
          .header('vary', 'accept').send({ ...answer, receipt })
      }
      return sendPage(reply, view, reader, resultPage(view, reader, q, kind, hits, nothing))
    })
  }
}

/** A number that search has not indexed, such as a licence not announced yet, by its verdict. */
async function byNumber(view: View, q: string): Promise<Hit[]> {
  for (const number of candidates(q)) {
    const { kind, certificate, licence, verdict } = await verdictOf(view, { number })
    if (kind === 'certificate' && certificate) return [{ kind, title: certificate.holder.name,
      link: `/c/${certificate.number}`, numbers: [certificate.number], status: verdict }]
    if (kind === 'licence' && licence) return [{ kind, title: certificate?.holder.name ?? { zh: licence.number },
      link: `/v/${licence.number}`, numbers: [licence.number], status: verdict }]
  }
  return []
}
