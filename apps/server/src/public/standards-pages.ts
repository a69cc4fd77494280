import { isRefusal } from '@tianfu/kernel'
import { listRules, listStandards, ruleDetail, standardDetail } from '../modules/standards/index.ts'
import type { View } from '../platform/work.ts'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { chinese, say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { filterForm } from './lists.ts'
import { noSuchNumber } from './not-found.ts'
import { pageAt } from './routes.ts'
import type { Asked, Site } from './routes.ts'
import { standardLink } from './verdict-page.ts'
import { facts } from './words.ts'

type Standard = Awaited<ReturnType<typeof standardDetail>>
type Row = Standard['rows'][number]

async function list(view: View, reader: Reader, { query }: Asked): Promise<Page> {
  const asked = { ...(query.q?.trim() && { q: query.q.trim().slice(0, 100) }), limit: 100 }
  const [a, b, rules] = [await listStandards(view, { ...asked, kind: 'A' }),
    await listStandards(view, { ...asked, kind: 'B' }), await listRules(view, asked)]
  const line = (one: { number: string; name: { zh: string; en?: string }; edition: string }, more: Markup | string) =>
    html`<li>${standardLink(reader, one.number)}（${one.edition}）<strong>${text(reader, one.name)}</strong> <small>${
      more}</small></li>`
  const none = html`<li>${say(reader, '没有。', 'None.')}</li>`
  return {
    title: say(reader, '标准与规则', 'Standards and rules'),
    body: html`<h1>${say(reader, 'A+B 标准与认证实施规则', 'A and B standards, certification rules')}</h1><p>${
      say(reader, 'A 标准是对所有企业的通用要求，B 标准是对一种产品或服务的要求；认证按两者进行。',
      'The A standard asks of every enterprise; a B standard asks of one kind of product or service. Certification '
      + 'is against both.')}</p>
      ${filterForm(reader, '/standards', say(reader, '标准号或名称', 'Number or name'), query.q)}
<h2>${say(reader, 'A 标准', 'A standards')}</h2><ul class="list">${a.items.length > 0
  ? a.items.map((one) => line(one, say(reader, `${one.clauses} 条`, `${one.clauses} clauses`))) : none}</ul>
<h2>${say(reader, 'B 标准', 'B standards')}</h2><ul class="list">${b.items.length > 0
  ? b.items.map((one) => line(one, say(reader, `${one.indicators} 项指标`, `${one.indicators} indicators`))) : none}</ul>
<h2>${say(reader, '认证实施规则', 'Certification rules')}</h2><ul class="list">${rules.items.length > 0
  ? rules.items.map((one) => line(one, `ISO/IEC 17067 ${say(reader, '类型', 'type')} ${one.schemeType}`)) : none}</ul>`,
  }
}

const LIMITS: Record<string, [string, string]> = { stricter: ['严于国家标准', 'Stricter'], equal: ['与国家标准相同', 'Equal'],
  looser: ['低于国家标准', 'Looser'], new: ['国家标准未规定', 'Not in the national standard'], unknown: ['待核', 'To be checked'] }

/** Beside the national limit; what is not known is an empty cell that says why. */
function comparisonTable(reader: Reader, rows: readonly Row[]): Markup {
  const empty = (words: { zh: string; en?: string } | null) => html`<small>${text(reader, words)}</small>`
  return html`<div class="scroll" tabindex="0"><table><caption>${
    say(reader, '指标与国家标准限值比较', 'Indicators beside the national limits')}</caption><thead><tr><th scope="col">${
    say(reader, '指标', 'Indicator')}</th><th scope="col">${say(reader, '单位', 'Unit')}</th><th scope="col">${
    say(reader, '本标准', 'This standard')}</th><th scope="col">${
    say(reader, '国家标准', 'National limit')}</th><th scope="col">${
    say(reader, '比较', 'Comparison')}</th><th scope="col">${
    say(reader, '方法与判定', 'Method and judging')}</th></tr></thead><tbody>${rows.map((row) =>
    html`<tr id="${row.id}"><th scope="row">${text(reader, row.name)}${row.symbol
      && html` <small>${row.symbol}</small>`}${row.key
      && html` <small>${say(reader, '关键', 'key')}</small>`}${row.condition
      && html`<br><small>${text(reader, row.condition)}</small>`}</th><td>${row.unit}</td><td>${row.ours.limit
      ? text(reader, row.ours.limit) : empty(row.reason)}${row.ours.note
      && html`<br>${empty(row.ours.note)}`}</td><td>${text(reader, row.national.limit)}${row.national.source
      && html`<br><small>${row.national.source}${row.national.clause && ` ${row.national.clause}`}</small>`}${
      row.national.note && html`<br>${empty(row.national.note)}`}</td><td>${
      say(reader, ...(LIMITS[row.comparison] ?? [row.comparison, row.comparison]))}</td><td>${row.method
      && html`${row.method}<br>`}<small>${text(reader, row.rounding)}</small></td></tr>`)}</tbody></table></div>`
}

const clausesTable = (reader: Reader, of: Standard): Markup =>
  html`<div class="scroll" tabindex="0"><table><caption>${
  say(reader, '条款', 'Clauses')}</caption><thead><tr><th scope="col">${
  say(reader, '条款', 'Clause')}</th><th scope="col">${say(reader, '内容', 'Content')}</th><th scope="col">${
  say(reader, '要求', 'Requirement')}</th><th scope="col">${say(reader, '证据', 'Evidence')}</th></tr></thead><tbody>${
  of.clauseTree.map((row) =>
  row.depth === 0 ? html`<tr><th scope="row">${row.id}</th><th colspan="3">${text(reader, row.name)}</th></tr>`
    : html`<tr><th scope="row">${row.id}</th><td>${text(reader, row.name)}${row.question
      && html`<br><small>${text(reader, row.question)}</small>`}</td><td>${row.requirement === null ? ''
      : say(reader, ...(REQUIREMENTS[row.requirement] ?? [row.requirement, row.requirement]))}</td><td>${
      row.evidence.map(({ name }, i) => html`${i > 0 && say(reader, '、', ', ')}${
      text(reader, name)}`)}</td></tr>`)}</tbody></table></div>`

const REQUIREMENTS: Record<string, [string, string]> = { must: ['必须', 'must'], score: ['评分', 'scored'],
  bonus: ['加分', 'bonus'] }

const editions = (reader: Reader, number: string,
  of: readonly { edition: string; inForceFrom: string | null; status: string }[]): Markup =>
  html`<h2>${say(reader, '版本', 'Editions')}</h2><ul>${
    of.map(({ edition, inForceFrom, status }) => html`<li><a href="${
    to(reader, `/standards/${encodeURIComponent(number)}?edition=${encodeURIComponent(edition)}`)}">${edition}</a> ${
    inForceFrom && say(reader, `${inForceFrom} 起实施`, `in force from ${inForceFrom}`)} ${status === 'withdrawn'
    && say(reader, '（已废止）', '(withdrawn)')}${status === 'draft' && say(reader, '（草案）', '(draft)')}</li>`)}</ul>`

function standardPage(reader: Reader, of: Standard): Page {
  const state = of.status === 'draft' ? say(reader, '草案，尚未实施', 'Draft, not in force')
    : of.status === 'withdrawn' ? say(reader, '已废止', 'Withdrawn')
    : of.inForce ? say(reader, '现行', 'In force') : say(reader, '不是现行版本', 'Not the edition in force')
  return {
    title: `${of.number} ${reader.lang === 'en' ? of.name.en ?? of.name.zh : of.name.zh}`, wide: true,
    body: html`<h1>${of.number} ${text(reader, of.name)}</h1><p><strong>${state}</strong></p>${facts([
      [say(reader, '版本', 'Edition'), of.edition], [say(reader, '类别', 'Kind'),
        of.kind === 'A' ? say(reader, 'A 通用要求', 'A: general requirements')
        : say(reader, 'B 产品（服务）要求', 'B: product or service')],
      [say(reader, '发布方', 'Published by'), text(reader, of.publisher)],
        [say(reader, '实施日期', 'In force from'), of.inForceFrom ?? ''],
        [say(reader, '适用产品', 'Applies to'), of.class && text(reader, of.class.name)],
      [say(reader, '来源', 'Source'), chinese(reader, of.source)],
        [say(reader, '说明', 'Note'), of.note && text(reader, of.note)]])}${of.summary && html`<p>${say(reader,
      `可比指标 ${of.summary.comparable} 项：严于国家标准 ${of.summary.stricter}，相同 ${of.summary.equal}，低于 ${
        of.summary.looser}；国家标准未规定 ${of.summary.new}，待核 ${of.summary.unknown}。`,
      `Of ${of.summary.comparable} comparable indicators ${of.summary.stricter} are stricter, ${
        of.summary.equal} equal, ${of.summary.looser} looser; ${of.summary.new} are not in the national standard, ${
        of.summary.unknown} are to be checked.`)}</p>`}${of.rows.length > 0
        && comparisonTable(reader, of.rows)}${of.clauseTree.length > 0
        && clausesTable(reader, of)}${of.references.length > 0
        && html`<h2>${say(reader, '引用标准', 'References')}</h2><ul>${
        of.references.map(({ number, name, toBeConfirmed }) =>
        html`<li>${number} ${text(reader, name)}${toBeConfirmed
        && html` <small>${say(reader, '待核', 'to be checked')}</small>`}</li>`)}</ul>`}${of.rules.length > 0
        && html`<h2>${say(reader, '按它认证的规则', 'Certification rules under it')}</h2><ul>${
        of.rules.map((one) => html`<li>${standardLink(reader, one.number)} ${text(reader, one.name)}</li>`)}</ul>`}${
        editions(reader, of.number, of.editions)}`,
  }
}

function rulePage(reader: Reader, of: Awaited<ReturnType<typeof ruleDetail>>): Page {
  const months = of.surveillanceMonths
  return {
    title: `${of.number} ${reader.lang === 'en' ? of.name.en ?? of.name.zh : of.name.zh}`,
    body: html`<h1>${of.number} ${text(reader, of.name)}</h1>${facts([
      [say(reader, '版本', 'Edition'), of.edition], [say(reader, '实施日期', 'In force from'), of.inForceFrom ?? ''],
        [say(reader, '认证模式', 'Scheme type'), text(reader, of.schemeTypeName)],
      [say(reader, '依据标准', 'Standards'), html`${standardLink(reader, of.a.number)} ${text(reader, of.a.name)}<br>${
        standardLink(reader, of.b.number)} ${text(reader, of.b.name)}`],
      [say(reader, '认证单元', 'Certification unit'), text(reader, of.certificationUnit)],
        [say(reader, '抽样', 'Sampling'), of.sampling && text(reader, of.sampling.note)],
      [say(reader, '检测方法', 'Methods'), of.methods.join(say(reader, '、', ', '))],
        [say(reader, '获证后跟踪', 'Surveillance'), of.surveillance.length > 0
        && html`${months !== null && say(reader, `每 ${months} 个月：`, `Every ${months} months: `)}${
        of.surveillance.map(({ name }, i) => html`${i > 0 && say(reader, '、', ', ')}${text(reader, name)}`)}`],
      [say(reader, '可否用标', 'Carries the mark'), of.licence ? say(reader, '可以申请', 'A licence may be applied for')
        : say(reader, '不可以', 'No')],
      [say(reader, '费用', 'Fees'), text(reader, of.fees)],
        [say(reader, '备案号', 'Filing number'), of.filingNumber ?? say(reader, '尚无', 'None yet')]])}
<h2>${say(reader, '步骤', 'Steps')}</h2><ol>${of.steps.map(({ name }) =>
  html`<li>${text(reader, name)}</li>`)}</ol><h2>${say(reader, '工厂质量保证要求', 'Requirements of the site')}</h2><ul>${
  of.factoryRequirements.map((one) => html`<li>${text(reader, one.text)}${one.must
  && html` <small>${say(reader, '必须', 'must')}</small>`}</li>`)}</ul>
<h2>${say(reader, '申请材料', 'Documents')}</h2><ul>${
  of.documents.map((one) => html`<li>${text(reader, one.name)}${!one.required
  && html` <small>${say(reader, '如有', 'if any')}</small>`}</li>`)}</ul><h2>${
  say(reader, '变更怎么办', 'Changes')}</h2><ul>${of.changes.map((one) =>
  html`<li>${text(reader, one.name)}：${text(reader, one.routeName)}</li>`)}</ul>${
  editions(reader, of.number, of.editions)}`,
  }
}

const orNothing = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (isRefusal(error) && error.code === 'not-found') return undefined
    throw error
  }
}

/**
 * `/standards/{number}` for standards and rules alike; numbers hold a slash and a blank, so the rest of the path is
 * one.
 */
export function standardsPages(site: Site): void {
  pageAt(site, '/standards', list)
  pageAt(site, '/standards/*', async (view, reader, { params, query }) => {
    const number = (params['*'] ?? '').normalize('NFKC').replace(/\s+/g, ' ').trim()
    const stranger = { ...view, actor: undefined }
    const standard = await orNothing(standardDetail(stranger, number, query.edition))
    if (standard) return standardPage(reader, standard)
    const rule = await orNothing(ruleDetail(stranger, number, query.edition))
    if (rule) return rulePage(reader, rule)
    const upper = number.toUpperCase()
    const again = upper === number ? undefined : await orNothing(standardDetail(stranger, upper, query.edition))
    return again ? standardPage(reader, again) : noSuchNumber(view, reader, number)
  })
}

