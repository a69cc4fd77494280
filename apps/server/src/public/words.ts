import type { Text } from '@tianfu/kernel'
import { html, trusted } from './html.ts'
import type { Markup } from './html.ts'
import { say, text } from './language.ts'
import type { Reader } from './language.ts'

// Always icon, then word, then shape and colour, in this order (one is enough to understand the other three).
const ICONS = {
  check: '<path d="M5 13l5 5 9-11"/>',
  pause: '<path d="M8 5v14M16 5v14"/>',
  cross: '<path d="M6 6l12 12M18 6L6 18"/>',
  barred: '<circle cx="12" cy="12" r="9"/><path d="M6 18L18 6"/>',
  clock: '<circle cx="12" cy="12" r="9"/><path d="M12 6v6h5"/>',
  question: '<path d="M8 9a4 4 0 1 1 5 4q-1 .5-1 2M12 19v.5"/>',
  empty: '<circle cx="12" cy="12" r="9" stroke-dasharray="3 3"/>',
  warning: '<path d="M12 4v11M12 19v.5"/>',
} as const

interface Look { icon: keyof typeof ICONS; tone: 'ok' | 'warn' | 'bad' | 'grey' | 'out' | 'none' | 'wait'; word: Text }

/** How a status or a verdict looks; one table for the whole public face. */
const LOOKS: Record<string, Look> = {
  valid: { icon: 'check', tone: 'ok', word: { zh: '有效', en: 'Valid' } },
  suspended: { icon: 'pause', tone: 'warn', word: { zh: '暂停', en: 'Suspended' } },
  withdrawn: { icon: 'cross', tone: 'bad', word: { zh: '撤销', en: 'Withdrawn' } },
  cancelled: { icon: 'barred', tone: 'grey', word: { zh: '注销', en: 'Cancelled' } },
  expired: { icon: 'clock', tone: 'out', word: { zh: '过期', en: 'Expired' } },
  unactivated: { icon: 'empty', tone: 'wait', word: { zh: '未启用', en: 'Not activated' } },
  void: { icon: 'barred', tone: 'bad', word: { zh: '作废', en: 'Void' } },
  forged: { icon: 'warning', tone: 'bad', word: { zh: '伪造', en: 'Forged' } },
  unknown: { icon: 'question', tone: 'none', word: { zh: '未找到', en: 'Not found' } },
  malformed: { icon: 'question', tone: 'none', word: { zh: '格式不对', en: 'Malformed' } },
  none: { icon: 'question', tone: 'none', word: { zh: '未生效', en: 'Not in force' } },
  public: { icon: 'check', tone: 'wait', word: { zh: '公开有效', en: 'Public' } },
  challenged: { icon: 'warning', tone: 'warn', word: { zh: '被质疑，核查中', en: 'Challenged, being checked' } },
  lapsed: { icon: 'clock', tone: 'out', word: { zh: '未按年确认', en: 'Not confirmed this year' } },
  refuted: { icon: 'cross', tone: 'bad', word: { zh: '已被否定', en: 'Refuted' } },
  open: { icon: 'clock', tone: 'wait', word: { zh: '公示中', en: 'Open' } },
  closed: { icon: 'barred', tone: 'grey', word: { zh: '已结束', en: 'Closed' } },
}

export const lookOf = (status: string): Look => LOOKS[status] ?? { icon: 'question', tone: 'none',
  word: { zh: status } }

export const icon = (name: keyof typeof ICONS): Markup => trusted(
  '<svg viewBox="0 0 24 24" width="40" height="40" fill="none" stroke="currentColor" stroke-width="3" '
  + `stroke-linecap="round" aria-hidden="true">${ICONS[name]}</svg>`)

const SIGNS: Record<keyof typeof ICONS, string> = { check: '✓', pause: '‖', cross: '✕', barred: '⊘', clock: '◷',
  question: '?', empty: '◌', warning: '!' }

/** A status in a line of text. */
export function chip(reader: Pick<Reader, 'lang'>, status: string): Markup {
  const { icon: name, tone, word } = lookOf(status)
  return html`<span class="s ${tone}"><span aria-hidden="true">${SIGNS[name]} </span>${text(reader, word)}</span>`
}

const NEXT: Record<string, readonly Text[]> = {
  valid: [{ zh: '核对页面上的产品、型号、持证企业与实物是否一致；不一致请举报。',
    en: 'Compare product, model and holder with the goods in hand; report what differs.' }],
  suspended: [
    { zh: '暂停期间企业不得在新出厂产品上使用标识；暂停前出厂的请看生产日期。',
      en: 'While suspended no new goods may carry the mark; for older goods see the day of production.' },
    { zh: '已购买的可要求商家说明；涉及安全问题请停止使用并拨打 12315。',
      en: 'Ask the seller to explain; if safety is concerned stop using it and call 12315.' }],
  withdrawn: [
    { zh: '请勿将其作为认证产品购买；已购买的保留票据和包装。', en: 'Do not buy it as a certified product; keep receipt and packaging.' },
    { zh: '商家仍以认证产品销售的，请举报。', en: 'Report whoever still sells it as certified.' }],
  cancelled: [{ zh: '注销前出厂的产品当时认证有效；注销后生产的不得使用标识，发现请举报。',
    en: 'Goods made before that day were certified then; report the mark on anything made later.' }],
  expired: [{ zh: '有效期内出厂的产品当时认证有效；到期后生产的不得使用标识，发现请举报。',
    en: 'Goods made within the term were certified then; report the mark on anything made later.' }],
  unactivated: [{ zh: '该码还没有被企业用在产品上。若它已出现在商品上，请先不要购买并举报。',
    en: 'The enterprise has not put this code on goods yet. If it is on goods, do not buy and report it.' }],
  void: [{ zh: '作废的标识码不应出现在市场上。请保留商品、票据并举报。',
    en: 'A void code should not be on the market. Keep goods and receipt, and report it.' }],
  forged: [{ zh: '请勿购买、食用或使用；保留商品、包装和票据，点击下面的“举报”。',
    en: 'Do not buy, eat or use it; keep goods, packaging and receipt, and press “Report” below.' }],
  unknown: [
    { zh: '核对编号有没有抄错：数字 0 与字母 O、数字 1 与字母 I 容易混淆。', en: 'Compare the number: 0 and O, 1 and I are easily confused.' },
    { zh: '没有登记不等于产品不合格，只是它不持有本品牌的认证。若它印有本品牌标识，请举报。',
      en: 'Not registered does not mean bad; it only does not hold this certification. '
        + 'If it carries our mark, report it.' }],
  malformed: [
    { zh: '重新扫描包装上的二维码，或照包装逐位输入。', en: 'Scan the code on the package again, or type it digit by digit.' },
    { zh: '包装上印的就是这样的，请举报。', en: 'If this is exactly what is printed on the package, report it.' }],
}

/** What to do after a verdict. */
export const nextSteps = (reader: Pick<Reader, 'lang'>, verdict: string): Markup =>
  html`<h2>${say(reader, '接下来怎么做', 'What to do next')}</h2><ul>${
    (NEXT[verdict] ?? []).map((step) => html`<li>${text(reader, step)}</li>`)}</ul>`

/** The large statement of a verdict: first thing seen, first thing read out. */
export function statement(reader: Pick<Reader, 'lang'>, status: string, title: Text,
  lines: readonly (Markup | string | false | undefined)[]): Markup {
  const { icon: name, tone, word } = lookOf(status)
  return html`<div class="v ${tone}" role="status"><h1>${icon(name)}<span>${
    text(reader, word)}</span></h1><p class="until">${text(reader, title)}</p>${
    lines.filter(Boolean).map((line) => html`<p>${line}</p>`)}</div>`
}

/** A list of facts; a fact that is not known is left out. */
export const facts = (rows: readonly (readonly [label: string,
  value: Markup | string | number | undefined | null | false])[]): Markup =>
  html`<dl>${rows.filter(([, value]) => value !== undefined && value !== null && value !== false
    && value !== '').map(([label, value]) =>
    html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>`
