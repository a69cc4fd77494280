import type { Text } from '@tianfu/kernel'
import { programmeOf } from '@tianfu/scheme'
import type { VerdictAnswer } from '../modules/codes/index.ts'
import type { PublicStage } from '../modules/trace/index.ts'
import type { View } from '../platform/work.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { plain, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import { minute } from './layout.ts'
import type { Page } from './layout.ts'
import { chip, facts, lookOf, nextSteps, statement } from './words.ts'

export const standardLink = (reader: Reader, number: string): Markup =>
  html`<a href="${to(reader, `/standards/${encodeURIComponent(number)}`)}">${number}</a>`

/** The button that is on every page a scan leads to, with the code filled in. */
export const reportButton = (reader: Reader, code: string): Markup =>
  html`<div class="do"><a class="b rep" href="${to(reader, `/report?code=${encodeURIComponent(code)}`)}">${
    say(reader, '举报', 'Report')}</a><a class="b alt" href="${to(reader, '/search')}">${
    say(reader, '查询其他编号', 'Look up another number')}</a></div>`

/** A certificate or a licence is looked up by its number: no mark on goods was seen, so nothing is said of one. */
function wordsOf(view: View, { verdict, kind }: VerdictAnswer): { title: Text; sentence?: Text } {
  const words = view.edition.wording.verdicts[verdict]
  if (kind !== 'certificate' && kind !== 'licence') return words
  const { word } = lookOf(verdict)
  return { title: kind === 'certificate' ? { zh: `证书${word.zh}`, en: `Certificate: ${word.en}` }
    : { zh: `标识使用许可${word.zh}`, en: `Licence of the mark: ${word.en}` } }
}

/** Stages that were recorded, in their order, then those that were looked for and not seen: that accuses nobody. */
const stagesShown = (reader: Reader, stages: readonly PublicStage[]): Markup | false => stages.length > 0
  && html`<ol>${stages.map(({ name, told, on, by }) => html`<li>${told ? '✓' : '○'} ${text(reader, name)}${
    on && html` ${on}`}${by && html` ${text(reader, by)}`}${
    !told && html` <span class="small">${say(reader, '未见记录', 'not recorded')}</span>`}</li>`)}</ol>`

/** The verdict on a code or a number: what it is first, what to do next, then the facts. */
export function verdictPage(
  view: View, reader: Reader, answer: VerdictAnswer, stages: readonly PublicStage[] = [],
): Page {
  const { verdict, certificate, licence, product, production } = answer
  const words = wordsOf(view, answer)
  const body = html`${statement(reader, verdict, words.title, [
    verdict === 'malformed' && answer.problem ? say(reader, answer.problem.zh, answer.problem.en)
      : text(reader, words.sentence),
    certificate && verdict === 'valid' && html`<span class="until">${
      say(reader, `有效至 ${certificate.validUntil}`, `Valid until ${certificate.validUntil}`)}</span>`,
  ])}${verdict !== 'valid' && nextSteps(reader, verdict)}${facts([
    [say(reader, '产品', 'Product'), product && text(reader, product.name)],
    [say(reader, '型号规格', 'Models'), product && product.models.join(say(reader, '、', ', '))],
    [say(reader, '持证企业', 'Holder'), certificate && html`<a href="${to(reader, `/org/${certificate.holder.uscc}`)}">${
      text(reader, certificate.holder.name)}</a>`],
    [say(reader, '品牌项目', 'Programme'), certificate && text(reader,
      programmeOf(view.edition, certificate.programme)?.name ?? { zh: certificate.programme })],
    [say(reader, '执行标准', 'Standards'), certificate && html`${
      certificate.standards.map((number, i) => html`${i > 0
      && say(reader, '、', ', ')}${standardLink(reader, number)}`)}`],
    [say(reader, '证书', 'Certificate'), certificate && html`<a href="${to(reader, `/c/${certificate.number}`)}">${
      certificate.number}</a> ${chip(reader, certificate.status)}`],
    [say(reader, '认证机构', 'Certified by'), certificate && text(reader, certificate.body)],
    [say(reader, '标识许可', 'Mark licence'), licence && licence.number !== ''
      && html`${licence.number} ${chip(reader, licence.status)}`],
    [say(reader, '批号', 'Lot'), production && html`${production.lot}（${say(reader, '生产日期', 'made on')} ${
      production.on}${production.certificateThen && html`，${say(reader, '当日证书', 'certificate then')} ${
      chip(reader, production.certificateThen)}`}）`],
    [say(reader, '追溯环节', 'Stages recorded'), stagesShown(reader, stages)],
    [say(reader, '首次查询', 'First look'), answer.firstScan && minute(answer.firstScan)],
    [say(reader, '查询次数', 'Looks so far'), answer.scans],
    [say(reader, '所查编号', 'Asked for'), html`<span class="code">${answer.code}</span>`],
  ])}${answer.scans !== undefined && html`<p class="small">${say(reader, '次数仅为事实：转赠、经销商抽查、网络重试都会增加次数，次数多不说明产品有问题。',
    'The count is a fact only: gifts, dealers and retries add to it, '
    + 'and a high count does not mean that anything is wrong.')}</p>`}${
    answer.keyLostOn && verdict !== 'void' && html`<p class="small">${say(reader,
      `该码所用的密钥自 ${answer.keyLostOn} 起可能被他人掌握。企业此前已启用的标识码仍然有效，但可能被仿印：`
      + '请核对产品、批号和生产日期，不一致请举报。',
      `Others may know the key of this code since ${answer.keyLostOn}. What the enterprise had put on goods `
      + 'before stands, but may have been copied: compare product, lot and day of production, '
      + 'and report what differs.')}</p>`}${
    verdict === 'valid' && nextSteps(reader, verdict)}${verdict === 'valid' && production && html`<p><a href="${
    to(reader, `/survey?code=${encodeURIComponent(answer.code)}`)}">${
    say(reader, '评价这件商品（不问姓名）', 'Say how you find it (no name asked)')}</a></p>`}${
    reportButton(reader, answer.code)}`
  return { title: `${plain(reader, words.title)} ${answer.code}`.slice(0, 120), body, counts: true }
}

/** A GTIN alone names a kind of goods, never the piece in hand. */
export function tradeItemPage(view: View, reader: Reader, answer: VerdictAnswer): Page {
  const page = verdictPage(view, reader, answer)
  if (answer.verdict === 'malformed' || answer.verdict === 'unknown') return page
  return {
    ...page,
    body: html`${page.body}<p class="small">${say(reader, '商品条码只说明是哪一种产品。要核验手中这一件，请扫描包装上带序列号的标识码。',
      'A GTIN tells the kind of product only. To verify the piece in hand scan the item code with its serial.')}</p>`,
  }
}
