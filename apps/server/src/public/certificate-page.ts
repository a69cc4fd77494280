import type { certificates } from '@tianfu/contract'
import { toString as qrCode } from 'qrcode'
import type { View } from '../platform/work.ts'
import { html, trusted } from './html.ts'
import type { Markup } from './html.ts'
import { chinese, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import { minute, withQuery } from './layout.ts'
import type { Page } from './layout.ts'
import type { receiptOf } from './receipt.ts'
import { reportButton, standardLink } from './verdict-page.ts'
import { facts, nextSteps, statement } from './words.ts'

type Certificate = certificates.PublicCertificate
type Receipt = Awaited<ReturnType<typeof receiptOf>>

/** A certificate: standing first, then what it covers, its history, and how it stood on another day. */
export async function certificatePage(view: View, reader: Reader, of: Certificate, receipt?: Receipt): Promise<Page> {
  const past = receipt !== undefined
  const words = view.edition.wording.certificate[of.status]
  const address = `/c/${encodeURIComponent(of.number)}`
  const title = past
    ? { zh: `${receipt.day} 这一天：${words.zh}`, en: `On ${receipt.day}: ${words.en}` }
    : { zh: `证书${words.zh}`, en: `Certificate: ${words.en}` }
  const code = await qrCode(`${view.world.origin}${address}`, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
  const body = html`${statement(reader, of.status, title, [
    of.status === 'valid' && html`<span class="until">${
      say(reader, `有效至 ${of.validUntil}`, `Valid until ${of.validUntil}`)}</span>`,
    of.status === 'suspended' && of.suspendedUntil && say(reader, `暂停至 ${of.suspendedUntil}`,
      `Suspended until ${of.suspendedUntil}`),
    lastTurn(reader, of),
  ])}<p class="mark code">${of.number}</p>${facts([
    [say(reader, '持证企业', 'Holder'), html`<a href="${to(reader, `/org/${of.holder.uscc}`)}">${
      chinese(reader, of.holder.name)}</a> <small class="code">${of.holder.uscc}</small>`],
    [say(reader, '产品或服务', 'Product or service'), html`${
      of.products.map((product, i) => html`${i > 0 && say(reader, '；', '; ')}${text(reader, product.name)}${
      product.brand && html` <small>${chinese(reader, product.brand)}</small>`}`)}`],
    [say(reader, '型号规格', 'Models'), of.products.flatMap(({ models }) => models).join(say(reader, '、', ', '))],
    [say(reader, '商品条码', 'GTIN'), of.products.flatMap(({ gtin }) => (gtin ? [gtin] : [])).join(say(reader, '、', ', '))],
    [say(reader, '批次', 'Batch'), of.batch && `${of.batch.lot}（${of.batch.quantity} ${of.batch.unit}）`],
    [say(reader, '认证范围', 'Scope'), chinese(reader, of.scope)],
    [say(reader, '条件', 'Conditions'), of.conditions !== null && chinese(reader, of.conditions)],
    [say(reader, '品牌项目', 'Programme'), text(reader, of.programme.name)],
    [say(reader, '认证依据', 'Standards'), html`${of.standards.map((standard, i) =>
      html`${i > 0 && html`<br>`}${standardLink(reader, standard.number)}（${standard.edition}）${
      text(reader, standard.name)}`)}`],
    [say(reader, '实施规则', 'Rule'), html`${standardLink(reader, of.rule.number)}（${of.rule.edition}）`],
    [say(reader, '认证模式', 'Scheme type'), `ISO/IEC 17067 ${say(reader, '类型', 'type')} ${of.schemeType}`],
    [say(reader, '认证机构', 'Certified by'), html`${chinese(reader, of.body.name)}${of.body.approvalNumber
      && html` <small>${of.body.approvalNumber}</small>`}`],
    [say(reader, '生产者', 'Producer'), chinese(reader, of.parties.producer)],
    [say(reader, '生产企业', 'Manufacturer'), chinese(reader, of.parties.manufacturer)],
    [say(reader, '发证日期', 'Issued on'), of.revision === 1 ? of.issuedOn
      : say(reader, `${of.issuedOn}（第 ${of.revision} 版，见变更记录）`,
      `${of.issuedOn} (revision ${of.revision}, see the history)`)],
    [say(reader, '有效期', 'Term'), say(reader, `${of.validFrom} 至 ${of.validUntil}`,
      `${of.validFrom} to ${of.validUntil}`)],
    [say(reader, '机构证书编号', 'Number of the body'), of.bodyNumber],
    [say(reader, '国家编号', 'National number'), of.nationalNumber ?? say(reader, '尚未取得', 'Not given yet')],
  ])}${past ? receiptBox(reader, receipt) : nextSteps(reader, of.status)}
<h2>${say(reader, '变更记录', 'History')}</h2><ol class="list">${
  of.history.map((entry) => html`<li><strong>${text(reader, entry.label)}</strong> ${entry.effectiveOn}${
  entry.decidedOn !== entry.effectiveOn && html` <small>${
  say(reader, `（${entry.decidedOn} 决定）`, `(decided on ${entry.decidedOn})`)}</small>`}${entry.ground
  && html`：${text(reader, entry.ground)}`}${entry.until
  && html`，${say(reader, '至', 'until')} ${entry.until}`}${entry.setAsideOn
  && html` <strong>${say(reader, `（申诉成立，${entry.setAsideOn} 撤销此决定，自始无效）`,
  `(set aside on appeal on ${entry.setAsideOn}, it never held)`)}</strong>`} <small>${say(reader, '记录于', 'recorded')} ${
  minute(entry.recordedAt)}</small></li>`)}</ol>
<h2>${say(reader, '查询某一天的状态', 'Standing on a day')}</h2><form class="find" action="${
  to(reader, address)}"><label for="at" class="r">${
  say(reader, '日期', 'Day')}</label><input id="at" name="at" type="date" value="${
  receipt?.day ?? view.at.today}" max="${view.at.today}" required><button class="b alt">${
  say(reader, '查询', 'Look up')}</button></form>
<h2>${say(reader, '证书文件', 'Documents')}</h2><p><a href="${address}.pdf">${
  say(reader, '打印件（PDF）', 'Print form (PDF)')}</a> · <a href="${address}.jwt">${
  say(reader, '可验证凭证（vc+jwt）', 'Verifiable credential (vc+jwt)')}</a> · <a href="${
  withQuery(`${address}.json`, { at: receipt?.day })}">${say(reader, '数据（JSON）', 'Data (JSON)')}</a></p>
<p class="small">${say(reader, '微信内不能下载时，可点右上角在浏览器中打开，或长按二维码保存。',
  'Where an in-app browser cannot download, open this page in a browser.')}</p><div>${
  trusted(code.replace('<svg ', `<svg width="120" height="120" role="img" aria-label="${
  say(reader, '本证书地址的二维码', 'QR code of this address')}" `))}</div>${
  reportButton(reader, of.number)}<p class="small"><a href="${
  to(reader, `/complaint?certificate=${encodeURIComponent(of.number)}`)}">${
  say(reader, '对认证有意见：投诉认证机构', 'About the certification itself: complain to the body')}</a></p>`
  return { title: `${say(reader, '证书', 'Certificate')} ${of.number} ${words[reader.lang] ?? words.zh}${past
    ? ` ${receipt.day}` : ''}`, body, counts: false }
}

/** Why it does not stand, from its last turn. */
function lastTurn(reader: Reader, of: Certificate): Markup | false {
  const last = of.history.findLast(({ type, setAsideOn }) => type !== 'changed' && setAsideOn === undefined)
  return of.status !== 'valid' && of.status !== 'expired' && last?.ground !== undefined
    && html`${last.type === 'withdrawn' && last.effectiveOn <= of.validFrom
      ? say(reader, '自始无效，从未有效持有；原因：', 'Void from the beginning, never rightly held: ')
      : say(reader, `自 ${last.effectiveOn} 起，原因：`, `Since ${last.effectiveOn}: `)}${text(reader, last.ground)}`
}

const receiptBox = (reader: Reader, { token, askedAt, checkpoint }: Receipt): Markup =>
  html`<h2>${say(reader, '查询回执', 'Receipt')}</h2><p class="small">${say(reader,
  `以上是按 ${minute(askedAt)} 时已公开的记录得出的当日状态。回执由平台密钥签名，公钥在 /.well-known/did.json。`,
  `The standing on that day as known at ${
    minute(askedAt)}. Signed by the platform's key, which is at /.well-known/did.json.`)}${checkpoint
    && html` ${say(reader, '日志检查点', 'Log checkpoint')} ${checkpoint.size}`}</p><details><summary>${
    say(reader, '显示签名回执', 'Show the signed receipt')}</summary><p class="code small">${token}</p>${checkpoint
    && html`<pre class="code small">${checkpoint.note}</pre>`}</details>`
