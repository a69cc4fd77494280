/**
 * The report of a publication as a paper: what the public page shows, with the method and its uncertainty in full, and
 * a table for each picture. Made from the publication alone, so that the same one gives the same bytes.
 */
import { market, marketMethod, marketRuns } from '@tianfu/contract'
import type { Instant, Text } from '@tianfu/kernel'
import { facts, heading, note, paragraph, table } from '../../platform/documents/paper.ts'
import type { Block, ChartRow, Paper } from '../../platform/documents/paper.ts'
import type { publicDetail } from './publication.ts'

type Publication = Awaited<ReturnType<typeof publicDetail>>
type Result = Publication['results'][number]
type Scored = Extract<Result, { score: number }>
type Method = marketMethod.MarketMethod

interface Worded { 'x-words': { choices: Record<string, { zh: string; en: string }> } }
const wordsOf = (schema: unknown) => (schema as Worded)['x-words'].choices
const KINDS = wordsOf(marketRuns.MarketSubjectKindSchema)
const RESULTS = wordsOf(marketRuns.MarketResultSchema)
const SOURCES = wordsOf(market.MarketSourceKind)
const BASES = wordsOf(market.MarketBasis)
const ESTIMATES = wordsOf(marketMethod.MarketIndicator.properties.kind)

const isScored = (one: Result): one is Scored => 'score' in one && one.score !== undefined
const both = ({ zh, en }: Text): string => (en ? `${zh}\n${en}` : zh)
const hundredths = (points: number): number => Math.min(10_000, Math.max(0, Math.round(points * 100)))
const places = (value: number): string => value.toFixed(1)
const percent = (share: number): string => `${Math.round(share * 100)} %`

const KIND_ORDER = ['product', 'brand', 'region', 'industry']

export function reportOf(of: Publication, method: Method): Paper {
  return {
    kind: 'market-report', layout: 'form', title: { zh: `${of.name.zh}报告`, en: `${of.name.en ?? of.name.zh}: report` },
    number: `${of.number}-R${of.run}`, issuer: of.holder,
    madeAt: new Date(`${of.publishedOn}T00:00:00+08:00`).toISOString() as Instant,
    blocks: [
      ...(of.demonstration ? [note('演示：观测由程序生成，不代表任何真实产品、企业或地区。\n'
        + 'Demonstration: the observations are generated and say nothing of any real product, enterprise '
        + 'or region.')] : []),
      facts(['品牌项目', 'Brand programme', both(of.programmeName)], ['评价期', 'Period', `${of.from} – ${of.until}`],
        ['组织方', 'Run by', both(of.holder)], ['公布日', 'Published on', of.publishedOn],
        ['观测数', 'Observations', String(of.observations)], ['运行', 'Run', `${of.run}${of.corrects ? '（更正）' : ''}`]),
      ...howToRead(of, method), ...results(of), ...methodOf(method), ...origins(of), ...again(of),
    ],
  }
}

const howToRead = ({ level }: Publication, { uncertainty, bands }: Method): Block[] => [
  heading('怎样读', 'How to read it'),
  paragraph('满意度、美誉度、市场表现力、竞争力分别评价，不合成总分，也不给单一名次。区间重叠的对象属同一组，不分先后；'
    + '数据不足的不给分，并说明原因。',
  'Satisfaction, reputation, market performance and competitiveness are separate; there is no total and no bare rank. '
  + 'Subjects whose intervals overlap form one group, without an order; where data are too few there is no score.'),
  paragraph(`区间为 ${percent(level)}，由 ${uncertainty.draws} 次模拟得到，含抽样误差和方法选择（权重集中度 ${
    uncertainty.concentration}、另行试算的合成幂次）。名次范围由同一次模拟得到。某档的把握不小于 ${
    percent(bands.sure)} 才给该档，否则注明“边界”。`,
  `Intervals are of ${percent(level)}, from ${uncertainty.draws} draws over sampling errors and choices of method `
  + '(weights, aggregation). Ranges of ranks come from the same draws. '
  + `A band is given where its probability is at least ${percent(bands.sure)}, else “at the boundary” is said.`),
]

function results(of: Publication): Block[] {
  const kinds = KIND_ORDER.filter((kind) => of.results.some((one) => one.kind === kind))
  const names = [...new Set(of.results.map(({ result }) => result))]
  return kinds.flatMap((kind) => names.flatMap((result) => {
    const rows = of.results.filter((one) => one.kind === kind && one.result === result)
    const [of1, of2] = [KINDS[kind]!, RESULTS[result]!]
    const scored = rows.filter(isScored)
    const chart: Block[] = scored.length === 0 ? [] : [{
      is: 'chart', label: { zh: `${of1.zh}${of2.zh}的得分与区间，数字见下表`, en: `${of1.en}, ${of2.en}` },
      rows: scored.map(({ name, score, low, high }): ChartRow => ({
        name: name.zh, score: hundredths(score), low: hundredths(low), high: hundredths(high) })) }]
    const title = heading(`${of1.zh} · ${of2.zh}`, `${of1.en} · ${of2.en}`)
    if (scored.length === 0) {
      return [title, table([['对象', 'Evaluated'], ['未给出结果的原因', 'Why there is no result']],
        rows.map((one) => [both(one.name), cellsOf(one)[2] ?? '']), [5, 10])]
    }
    return [title, ...chart, table(
      [['对象', 'Evaluated'], ['得分', 'Score'], ['区间', 'Interval'], ['名次范围', 'Range of ranks'], ['档次', 'Band'],
        ['同等水平组', 'Group']],
      rows.map((one) => [both(one.name), ...cellsOf(one)]), [5, 2, 3, 3, 2, 2])]
  }))
}

function cellsOf(one: Result): string[] {
  if (!isScored(one)) return ['—', '—', 'refused' in one && one.refused ? one.refused.zh : '—', '—', '—']
  const { score, low, high, rankLow, rankHigh, of, band, boundary, group } = one
  return [places(score), `${places(low)}–${places(high)}`,
    `${rankLow === rankHigh ? rankLow : `${rankLow}–${rankHigh}`} / ${of}`, `${band}${boundary ? '（边界）' : ''}`,
    String(group)]
}

const methodOf = (method: Method): Block[] => [
  heading('方法', 'Method'),
  table([['指标', 'Indicator'], ['算法', 'Estimated as'], ['1 分', 'Scores 1'], ['100 分', 'Scores 100'],
    ['最少有效观测', 'Least evidence']],
  method.indicators.map(({ name, kind, low, high, least }) =>
    [both(name), both(ESTIMATES[kind]!), String(low), String(high), String(least)]), [5, 4, 2, 2, 2]),
  ...method.results.flatMap(({ result, nodes }) => {
    const { zh, en } = RESULTS[result]!
    const name = (code: string) => method.indicators.find((one) => one.code === code)?.name ?? { zh: code }
    return [heading(`权重：${zh}`, `Weights: ${en}`), table([['指标', 'Indicator'], ['上级', 'Parent'], ['权重', 'Weight']],
      nodes.filter(({ parent }) => parent !== null).map(({ code, parent, weight }) =>
        [both(name(code)), parent === 'root' ? zh : both(name(parent!)), String(weight)]), [5, 4, 2])]
  }),
  paragraph(`证据按核验层级加权（${method.evidence.tierWeight.join('、')}），半衰期 ${
    method.evidence.halfLifeDays} 天；集中爆发和同一来源有上限。小样本向同类收缩，收缩程度见各对象的明细。`,
  `Evidence is weighted by tier (${method.evidence.tierWeight.join(', ')}) with a half-life of ${
    method.evidence.halfLifeDays} days; bursts and single sources are capped. `
  + 'Small samples are drawn to their category.'),
]

const origins = (of: Publication): Block[] => [
  heading('数据来源', 'Sources'),
  table([['来源', 'Source'], ['类别', 'Kind'], ['核验层级', 'Tier'], ['依据与许可', 'Basis and licence'], ['由来', 'Lineage']],
    of.sources.map(({ name, kind, tier, basis, licence, lineage }) =>
      [name, SOURCES[kind]?.zh ?? kind, String(tier), `${BASES[basis]?.zh ?? basis}；${licence}`, lineage]),
    [4, 2, 2, 4, 5]),
  heading('被评价方意见', 'Replies of those evaluated'),
  table([['单位', 'By'], ['日期', 'On'], ['意见', 'Reply']],
    of.replies.map(({ by, on, text }) => [by.zh, on, text]), [4, 2, 8]),
]

const again = (of: Publication): Block[] => [
  heading('如何重算', 'How to compute it again'),
  facts(['方法版本', 'Method version', `${of.methodVersion}\n${of.methodHash}`],
    ['数据快照', 'Snapshot of the data', of.snapshot], ['种子', 'Seed', of.seed],
    ...of.digests.map(({ kind, digest }): [string, string, string] =>
      [`结果指纹：${KINDS[kind]!.zh}`, `Hash of results: ${KINDS[kind]!.en}`, digest])),
]
