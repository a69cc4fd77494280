import { refuse } from '@tianfu/contract'
import type { QueryOf, marketMethod, marketRuns as contract } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { sql } from 'kysely'
import { anywhere, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import type { IndicatorValue, ResultValue } from './engine/port.ts'
import type { Run, RunKind } from './run.ts'
import { getRun } from './runs.ts'
import { methodOf } from './store.ts'

type Method = marketMethod.MarketMethod

/** Points with two places: more would claim a precision that no interval has. */
const points = (value: number): number => Math.round(value * 100) / 100
/** Four significant figures, for values in units of their own. */
const figures = (value: number): number => Number(value.toPrecision(4))

const industryName = (view: Pick<View, 'world'>, code: string): Text | undefined => {
  const found = view.world.reference.industries.find((one) => one.code === code)
  return code === '' ? undefined : { zh: found?.name ?? code }
}

const nameOfIndicator = ({ indicators }: Method, code: string): Text =>
  indicators.find((one) => one.code === code)?.name ?? { zh: code }

const listed = (names: readonly Text[], language: 'zh' | 'en'): string =>
  names.map((name) => (language === 'en' ? name.en ?? name.zh : name.zh)).join(language === 'en' ? ', ' : '、')

/** A result as people read it: an interval and a range of ranks, or why there is none. */
export function shownResult(method: Method, value: ResultValue) {
  if ('refused' in value) {
    const names = value.refused.indicators.map((code) => nameOfIndicator(method, code))
    return { result: value.result, refused: {
      zh: `数据不足：${listed(names, 'zh')}`, en: `Too little data: ${listed(names, 'en')}` } }
  }
  return {
    result: value.result, score: points(value.score), low: points(value.low), high: points(value.high),
    rankLow: value.rankLow, rankHigh: value.rankHigh, of: value.of, group: value.group, band: value.band,
    boundary: value.boundary,
  }
}

function fullResult(method: Method, value: ResultValue) {
  if ('refused' in value) return shownResult(method, value)
  return {
    ...shownResult(method, value), samplingLow: points(value.samplingLow), samplingHigh: points(value.samplingHigh),
    ...(value.causes && { causes: value.causes.map(({ indicator, points: by }) =>
      ({ indicator, name: nameOfIndicator(method, indicator), points: points(by) })) }),
    whatIf: value.whatIf.map(({ indicator, value: needed, band }) =>
      ({ indicator, name: nameOfIndicator(method, indicator), value: figures(needed), band })),
  }
}

function shownIndicator(method: Method, { refused, ...of }: IndicatorValue) {
  return {
    indicator: of.indicator, name: nameOfIndicator(method, of.indicator), rows: of.rows,
    effective: Math.round(of.effective * 10) / 10, dropped: figures(of.dropped),
    ...(of.value !== undefined && { value: figures(of.value) }),
    ...(of.error !== undefined && { error: figures(of.error) }),
    ...(of.shrinkage !== undefined && { shrinkage: figures(of.shrinkage) }),
    ...(refused && { refused: refused.code === 'no-observations'
      ? { zh: '没有观测', en: 'No observations' }
      : { zh: `有效观测 ${Math.floor(refused.have)}，至少需要 ${refused.need}`,
        en: `Effective evidence ${Math.floor(refused.have)}, at least ${refused.need} needed` } }),
  }
}

const withMethod = async (view: View, id: string): Promise<{ state: Run; method: Method }> => {
  const { state } = await getRun(view, id)
  return { state, method: await methodOf(view.db, state.programme, state.methodVersion) }
}

interface ListedRow { kind: RunKind; subject: string; name: Text; category: string; value: ResultValue }

/** Results in the order of kinds, results and subjects, never of scores. */
export async function listResults(view: View, id: string, query: QueryOf<typeof contract.listMarketResults>) {
  const { method } = await withMethod(view, id)
  const after = query.after === undefined ? undefined : query.after.split('~')
  if (after && after.length !== 3) refuse('bad-request', { why: 'after' })
  const { rows } = await sql<ListedRow>`
    select m.kind, m.subject, m.name, m.category, r.value from market_result m, jsonb_array_elements(m.results) r
    where m.run = ${id}
      ${query.kind ? sql`and m.kind = ${query.kind}` : sql``}
      ${query.result ? sql`and r.value ->> 'result' = ${query.result}` : sql``}
      ${query.q ? sql`and m.name ->> 'zh' ilike ${anywhere(query.q)}` : sql``}
      ${after ? sql`and (m.kind, r.value ->> 'result', m.subject) > (${after[0]}, ${after[1]}, ${after[2]})` : sql``}
    order by m.kind, r.value ->> 'result', m.subject limit ${pageSize(query)}`.execute(view.db)
  return pageOf(rows, query, ({ kind, subject, value }) => `${kind}~${value.result}~${subject}`,
    ({ kind, subject, name, category, value }) => {
      const of = industryName(view, category)
      return { kind, subject, name, ...(of && { category: of }), ...shownResult(method, value) }
    })
}

export async function subjectDetail(view: View, id: string, kind: RunKind, subject: string) {
  const { state, method } = await withMethod(view, id)
  const row = await view.db.selectFrom('market_result').selectAll().where('run', '=', id).where('kind', '=', kind)
    .where('subject', '=', subject).executeTakeFirst()
  if (!row) refuse('not-found')
  const category = industryName(view, row.category)
  const base = { kind, subject, name: row.name, ...(category && { category }) }
  return {
    run: id, ...base, demonstration: state.demonstration,
    results: row.results.map((value) => ({ ...base, ...fullResult(method, value) })),
    indicators: row.indicators.map((value) => shownIndicator(method, value)),
  }
}
