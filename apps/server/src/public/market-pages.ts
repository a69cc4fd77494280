import { marketRuns } from '@tianfu/contract'
import { listPublicMarket, publicMarket } from '../modules/market/index.ts'
import type { Text } from '@tianfu/kernel'
import { html, trusted } from './html.ts'
import type { Markup } from './html.ts'
import { say, text, to } from './language.ts'
import type { Reader } from './language.ts'
import type { Page } from './layout.ts'
import { filterForm, nextPage } from './lists.ts'
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

const ROW = 34
const LABELS = 190
const WIDTH = 640

/** Intervals on a scale of 0 to 100; the same figures stand in the table below. */
function chart(reader: Reader, rows: readonly Scored[], label: string): Markup {
  const x = (points: number): number => LABELS + (points / 100) * (WIDTH - LABELS - 20)
  const height = rows.length * ROW + 30
  const grid = [0, 25, 50, 75, 100].map((at) => `<line x1="${x(at)}" x2="${x(at)}" y1="4" y2="${height - 24}" `
    + `stroke="currentColor" opacity="0.2"/><text x="${x(at)}" y="${height - 8}" text-anchor="middle" `
    + `font-size="12" fill="currentColor">${at}</text>`).join('')
  const lines = rows.map(({ low, high, score, name }, i) => {
    const y = i * ROW + 20
    return html`<text x="${LABELS - 8}" y="${y + 4}" text-anchor="end" font-size="13" fill="currentColor">${
      short(reader.lang === 'en' ? name.en ?? name.zh : name.zh)}</text>
      <line x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" stroke="currentColor" stroke-width="6" opacity="0.35"/>
      <circle cx="${x(score)}" cy="${y}" r="5" fill="currentColor"/>`
  })
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${
    label}" style="width:100%;height:auto">${trusted(grid)}${lines}</svg><figcaption><small>${
    say(reader, '点为得分，横条为区间；数字见下表。',
    'The dot is the score, the bar its interval; the figures are in the table.')}</small></figcaption></figure>`
}

const short = (name: string): string => (name.length > 14 ? `${name.slice(0, 13)}…` : name)

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

function resultsOf(reader: Reader, of: Evaluation): Markup[] {
  const kinds = [...new Set(of.results.map(({ kind }) => kind))]
  const order = ['product', 'brand', 'region', 'industry']
  return kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)).flatMap((kind) =>
    [...new Set(of.results.map(({ result }) => result))].map((result) => {
      const rows = of.results.filter((row) => row.kind === kind && row.result === result)
      const title = html`${text(reader, KINDS.choices[kind])} · ${text(reader, RESULTS.choices[result])}`
      const scored = rows.filter(isScored)
      return html`<section><h2>${title}</h2>${scored.length > 0
        && chart(reader, scored, `${KINDS.choices[kind]?.[reader.lang]} ${RESULTS.choices[result]?.[reader.lang]}`)}${
        table(reader, rows)}</section>`
    }))
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
<p><a href="${data}/results.csv">CSV</a> · <a href="${data}">JSON</a></p>${resultsOf(reader, of)}
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
