import { marketRuns } from '@tianfu/contract'
import { listPublicMarket, publicMarket } from '../modules/market/index.ts'
import type { Text } from '@tianfu/kernel'
import { html } from './html.ts'
import type { Markup } from './html.ts'
import { say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { filterForm, nextPage } from './lists.ts'
import { intervalChart } from './market-chart.ts'
import { pageAt } from './routes.ts'
import type { Site } from './routes.ts'
import { facts } from './words.ts'

type Evaluation = Awaited<ReturnType<typeof publicMarket>>
type Result = Evaluation['results'][number]
type Scored = Extract<Result, { score: number }>

const isScored = (of: Result): of is Scored => 'score' in of && of.score !== undefined

interface Worded { 'x-words': { choices: Record<string, Text> } }
const KINDS = (marketRuns.MarketSubjectKindSchema as unknown as Worded)['x-words']
const RESULTS = (marketRuns.MarketResultSchema as unknown as Worded)['x-words']

const demonstration = (reader: Reader): Markup => html`<p class="note" role="note"><strong>${
  say(reader, '演示', 'Demonstration')}</strong> ${say(reader, '观测由程序生成，不代表任何真实产品、企业或地区。',
  'The observations are generated and say nothing of any real product, enterprise or region.')}</p>`

const one = (value: number): string => value.toFixed(1)
const ranks = (reader: Reader, { rankLow, rankHigh, of }: Scored): string => rankLow === rankHigh
  ? say(reader, `第 ${rankLow} 名（共 ${of}）`, `${rankLow} of ${of}`)
  : say(reader, `第 ${rankLow}–${rankHigh} 名（共 ${of}）`, `${rankLow}–${rankHigh} of ${of}`)

function table(reader: Reader, rows: readonly Result[]): Markup {
  const head = [['对象', 'Evaluated'], ['得分', 'Score'], ['区间', 'Interval'], ['名次范围', 'Range of ranks'],
    ['档次', 'Band'], ['同等水平组', 'Group']] as const
  return html`<div class="scroll"><table><thead><tr>${head.map(([zh, en]) =>
    html`<th scope="col">${say(reader, zh, en)}</th>`)}</tr></thead><tbody>${rows.map((row) =>
    html`<tr><th scope="row">${text(reader, row.name)}${
    row.category && html`<br><small>${text(reader, row.category)}</small>`}</th>${
    isScored(row)
      ? html`<td>${one(row.score)}</td><td>${one(row.low)}–${one(row.high)}</td><td>${ranks(reader, row)}</td><td>${
        row.band}${row.boundary && say(reader, '（边界）', ' (at the boundary)')}</td><td>${row.group}</td>`
      : html`<td colspan="5">${'refused' in row && row.refused && say(reader, row.refused.zh, row.refused.en)}</td>`
  }</tr>`)}</tbody></table></div>`
}

const ORDER = ['product', 'brand', 'region', 'industry']
const kindsOf = ({ results }: Evaluation): string[] => [...new Set(results.map(({ kind }) => kind))]
  .toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))

/** One kind of subjects: its results one below the other, each as a picture with its figures beside it. */
function kindSection(reader: Reader, of: Evaluation, kind: string): Markup {
  const results = [...new Set(of.results.map(({ result }) => result))]
  return html`<section><h2 id="${kind}">${text(reader, KINDS.choices[kind])}</h2>${results.map((result) => {
    const rows = of.results.filter((row) => row.kind === kind && row.result === result)
    const scored = rows.filter(isScored)
    const label = `${KINDS.choices[kind]?.[reader.lang]} ${RESULTS.choices[result]?.[reader.lang]}`
    return html`<h3>${text(reader, RESULTS.choices[result])}</h3><div class="${scored.length > 0 ? 'pair' : ''}">${
      scored.length > 0 && intervalChart(reader, scored, label)}${table(reader, rows)}</div>`
  })}</section>`
}

function evaluationPage(reader: Reader, of: Evaluation): Page {
  const level = Math.round(of.level * 100)
  const data = `/api/v1/public/market-evaluations/${of.number}`
  return {
    title: reader.lang === 'en' ? of.name.en ?? of.name.zh : of.name.zh, wide: true,
    body: html`<h1>${text(reader, of.name)}</h1>${of.demonstration && demonstration(reader)}${facts([
      [say(reader, '项目编号', 'Number'), of.number],
      [say(reader, '品牌项目', 'Brand programme'), text(reader, of.programmeName)],
      [say(reader, '评价期', 'Period'), say(reader, `${of.from} 至 ${of.until}`, `${of.from} to ${of.until}`)],
      [say(reader, '组织方', 'Run by'), text(reader, of.holder)],
      [say(reader, '公布日', 'Published on'), of.publishedOn],
      [say(reader, '观测数', 'Observations'), String(of.observations)]])}
<p>${say(reader, `满意度、美誉度、市场表现力、竞争力分别评价，不合成总分。区间为 ${level}%；`
    + '区间重叠的对象属同一组，不分先后；数据不足的不给分，并说明原因。',
    'Satisfaction, reputation, market performance and competitiveness are separate; there is no total. Intervals are '
    + `of ${level} %; those that overlap form one group, without an order; `
    + 'where data are too few there is no score.')}</p>
<p>${say(reader, '报告：', 'Report: ')}<a href="${data}/report">PDF</a> · <a href="${
  data}/report?as=docx">docx</a> ${say(reader, '；数据：', '; data: ')}<a href="${data}/results.csv">CSV</a> · <a href="${
  data}">JSON</a></p>
<nav aria-label="${say(reader, '评价对象', 'Evaluated')}"><p>${kindsOf(of).map((kind) =>
    html`<a class="b alt" href="#${kind}">${text(reader, KINDS.choices[kind])}</a> `)}</p></nav>${
  kindsOf(of).map((kind) => kindSection(reader, of, kind))}
<section><h2>${say(reader, '被评价方意见', 'Replies of those evaluated')}</h2>${of.replies.length > 0
  ? html`<ul class="list">${of.replies.map(({ by, on, text: said }) =>
    html`<li><strong>${text(reader, by)}</strong> ${on}<br><span lang="zh-CN">${said}</span></li>`)}</ul>`
  : html`<p>${say(reader, '没有。', 'None.')}</p>`}</section>
<section><h2>${say(reader, '数据来源', 'Sources')}</h2><ul class="list">${of.sources.map(({ name, lineage, licence }) =>
    html`<li lang="zh-CN"><strong>${name}</strong><br><small>${lineage} · ${licence}</small></li>`)}</ul></section>
<section><h2>${say(reader, '如何重算', 'How to compute it again')}</h2>${facts([
    [say(reader, '方法版本', 'Method version'), html`<a href="${of.methodLink}">${
      of.methodVersion}</a> <code class="code">${of.methodHash}</code>`],
    [say(reader, '数据快照', 'Snapshot of the data'), html`<code class="code">${of.snapshot}</code>`],
    [say(reader, '种子', 'Seed'), of.seed],
    ...of.digests.map(({ kind, digest }): [string, Markup] => [
      `${say(reader, '结果指纹', 'Hash of results')} ${KINDS.choices[kind]?.[reader.lang] ?? kind}`,
      html`<code class="code">${digest}</code>`])])}</section>`,
  }
}

export function marketPages(site: Site): void {
  pageAt(site, '/market', async (view, reader, { query }) => {
    const q = query.q?.trim() ?? ''
    const { items, next } = await listPublicMarket(view, { ...(q && { q }), ...(query.after && { after: query.after }),
      limit: 30 })
    return {
      title: say(reader, '市场评价', 'Market evaluation'),
      body: html`<h1>${say(reader, '市场评价', 'Market evaluation')}</h1>${
        filterForm(reader, '/market', say(reader, '名称', 'Name'), q)}${items.length > 0
        ? html`<ul class="list">${items.map((of) => html`<li><a href="${to(reader, `/market/${of.number}`)}">${
          text(reader, of.name)}</a> ${of.demonstration && say(reader, '（演示）', '(demonstration)')}<br><small>${
          text(reader, of.programmeName)} · ${
          say(reader, `${of.from} 至 ${of.until}`, `${of.from} to ${of.until}`)}</small></li>`)}</ul>`
        : html`<p>${say(reader, '目前没有公布的评价。', 'None has been published.')}</p>`}${
        nextPage(reader, '/market', { q: q || undefined }, next)}`,
    }
  })
  pageAt(site, '/market/:number', async (view, reader, { params }) =>
    evaluationPage(reader, await publicMarket(view, params.number ?? '')))
}
