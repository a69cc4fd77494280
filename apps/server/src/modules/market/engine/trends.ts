/**
 * Lasting changes of an indicator against the subject's own past: EWMA and CUSUM of standardised periods, and false
 * discovery control over all subjects, since many charts together alarm often by chance alone.
 *
 * Sources: S. Roberts, Technometrics 1 (1959); E. Page, Biometrika 41 (1954); Y. Benjamini, Y. Hochberg, JRSS B 57
 * (1995). Rates are compared on the scale of roots: M. Huffman, Applied Statistics 33 (1984). A baseline is an estimate
 * too: its error is part of every standard error here, since charts that take it for the truth alarm too often
 * (L. Jones, C. Champ, S. Rigdon, Technometrics 43, 2001).
 */
import { cusum, ewma, falseDiscovery, normalCdf } from '@tianfu/evaluation'
import type { marketMethod } from '@tianfu/contract'
import { ruleOf, weighEvidence } from './evidence.ts'
import type { Trend, TrendInput, TrendPoint } from './port.ts'
import { dayNumber } from './seal.ts'
import type { Store } from './store.ts'

type Indicator = marketMethod.MarketIndicator

/** Sums of one subject and code by period. */
interface Series { rows: Float64Array; s0: Float64Array; ss: Float64Array; s1: Float64Array; s2: Float64Array
  amount: Float64Array }

/** Events or weighted values, and what they are divided by. */
interface Period { rows: number; sum: number; base: number; effective: number }

/** Reads the series of every subject and watches them. */
export async function readTrends(store: Store, input: TrendInput): Promise<Trend[]> {
  const { periodDays, periods, baseline } = input
  if (!(baseline >= 1 && baseline < periods)) throw new RangeError('a baseline leaves periods to watch')
  const until = dayNumber(input.until)
  const first = until - periodDays * periods + 1
  const series = new Map<string, Map<string, Series>>()
  // Every period counts as of itself: evidence does not age within its own trend.
  const rule = { ...ruleOf(input.method), halfLifeDays: Infinity }
  await weighEvidence(store, { ...input, from: dayText(first) }, rule, ({ subject, indicator }, cells) => {
    const room = (): Float64Array => new Float64Array(periods)
    const own: Series = { rows: room(), s0: room(), ss: room(), s1: room(), s2: room(), amount: room() }
    const add = (to: Float64Array, p: number, value: number): void => { to[p] = to[p]! + value }
    for (let i = 0; i < cells.length; i++) {
      const p = Math.floor((cells.day[i]! - first) / periodDays)
      const factor = cells.weight[i]! / cells.design[i]!
      add(own.rows, p, cells.count[i]!)
      add(own.s0, p, cells.weight[i]!)
      add(own.ss, p, factor * factor * cells.ww[i]!)
      add(own.s1, p, factor * cells.wx[i]!)
      add(own.s2, p, factor * cells.wxx[i]!)
      add(own.amount, p, cells.wx[i]!)
    }
    const subjects = series.get(indicator) ?? new Map<string, Series>()
    series.set(indicator, subjects.set(subject, own))
  })
  const dates = Array.from({ length: periods }, (_, p) => ({
    from: dayText(first + p * periodDays), until: dayText(first + (p + 1) * periodDays - 1),
  }))
  return input.method.indicators.flatMap((indicator) => {
    if (indicator.kind !== 'mean' && indicator.kind !== 'share' && indicator.kind !== 'rate') return []
    const own = series.get(indicator.of)
    const base = indicator.per === undefined ? undefined : series.get(indicator.per)
    const subjects = [...((indicator.kind === 'rate' ? base : own)?.keys() ?? [])].sort()
    const watched = subjects.map((subject) => watch(indicator, subject, own?.get(subject), base?.get(subject), dates,
      input))
    return controlled(watched, input)
  })
}

const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

function periodsOf(indicator: Indicator, own: Series | undefined, base: Series | undefined, count: number): Period[] {
  return Array.from({ length: count }, (_, p) => {
    if (indicator.kind === 'rate') {
      const rows = base!.rows[p]!
      return { rows: rows + (own?.rows[p] ?? 0), sum: own?.amount[p] ?? 0, base: base!.amount[p]!, effective: rows }
    }
    const ss = own!.ss[p]!
    const s0 = own!.s0[p]!
    return { rows: own!.rows[p]!, sum: own!.s1[p]!, base: s0, effective: ss > 0 ? (s0 * s0) / ss : 0 }
  })
}

/** The standard error of a value in units of 1/√size, and the size of each period: exposure or effective evidence. */
function spreadOf(indicator: Indicator, own: Series | undefined, before: readonly Period[]): number {
  const base = before.reduce((s, p) => s + p.base, 0)
  const value = before.reduce((s, p) => s + p.sum, 0) / base
  // No event at all in the baseline is not a rate of nought: half an event.
  if (indicator.kind === 'rate') return Math.sqrt(Math.max(value, 0.5 / base))
  const least = ((indicator.high - indicator.low) / 1000) ** 2
  const squares = own!.s2.subarray(0, before.length).reduce((s, v) => s + v, 0) / base
  return Math.sqrt(Math.max(squares - value * value, least))
}

function watch(
  indicator: Indicator, subject: string, own: Series | undefined, base: Series | undefined,
  dates: readonly { from: string; until: string }[], { baseline, charts }: TrendInput,
): Trend {
  const periods = periodsOf(indicator, own, base, dates.length)
  const sizeOf = (p: Period): number => (indicator.kind === 'rate' ? p.base : p.effective)
  const before = periods.slice(0, baseline)
  const have = before.reduce((s, p) => s + p.effective, 0)
  const points = periods.map(({ rows, sum, base: of }, p): TrendPoint =>
    ({ ...dates[p]!, rows, ...(of > 0 && { value: sum / of }) }))
  if (have < indicator.least) {
    return { subject, indicator: indicator.code, points, refused: { code: 'too-few', have, need: indicator.least } }
  }
  const total = before.reduce((s, p) => s + p.base, 0)
  const value = before.reduce((s, p) => s + p.sum, 0) / total
  const spread = spreadOf(indicator, own, before)
  const size = before.reduce((s, p) => s + sizeOf(p), 0)
  periods.forEach((p, i) => {
    if (sizeOf(p) > 0) points[i]!.error = spread / Math.sqrt(sizeOf(p))
  })
  // A period in which nothing was said moves no chart.
  const after = periods.flatMap((p, i) => (i >= baseline && sizeOf(p) > 0 ? [i] : []))
  const events = before.reduce((s, p) => s + p.sum, 0)
  const z = after.map((i) => {
    const p = periods[i]!
    const unit = Math.sqrt(1 / sizeOf(p) + 1 / size)
    if (indicator.kind !== 'rate') return (p.sum / p.base - value) / (spread * unit)
    // Few events lie askew: on the scale of roots they do not.
    return (2 * (Math.sqrt((p.sum + 0.375) / p.base) - Math.sqrt((events + 0.375) / size))) / unit
  })
  const average = ewma(z, charts.ewma, 'exact')
  const fall = cusum(z, charts.cusum)
  const rise = cusum(z.map((v) => -v), charts.cusum)
  after.forEach((i, t) => {
    Object.assign(points[i]!, { z: z[t]!, ewma: average.z[t]!, fall: fall.s[t]!, rise: rise.s[t]! })
  })
  const trend: Trend = {
    subject, indicator: indicator.code, baseline: { value, error: spread / Math.sqrt(size) }, points,
  }
  const last = after.length - 1
  if (last < 0) return trend
  const deviation = averageDeviation(charts.ewma.lambda, after.map((i) => sizeOf(periods[i]!)), size)
  const falls = average.z[last]! < 0
  const cumulated = falls ? fall : rise
  trend.alarm = {
    direction: falls ? 'fall' : 'rise', better: falls === indicator.low > indicator.high,
    charts: [...(average.alarm[last] ? ['ewma' as const] : []), ...(cumulated.alarm[last] ? ['cusum' as const] : [])],
    p: 2 * normalCdf(-Math.abs(average.z[last]!) / deviation), adjusted: 1, raised: false,
  }
  return trend
}

/**
 * Standard deviation of the last EWMA when nothing has changed. All periods are compared with the same baseline, whose
 * error they share: Var Σ c·z = Σ c²·u² + (Σ c·v)², with u² and v² the parts of a period and of the baseline in Var z.
 */
function averageDeviation(lambda: number, sizes: readonly number[], baseline: number): number {
  let own = 0
  let shared = 0
  sizes.forEach((size, t) => {
    const c = lambda * (1 - lambda) ** (sizes.length - 1 - t)
    const both = 1 / size + 1 / baseline
    own += (c * c) / size / both
    shared += c * Math.sqrt(1 / baseline / both)
  })
  return Math.sqrt(own + shared * shared)
}

/** Every subject that is watched is one test, also those without an alarm; who stands within the limits has none. */
function controlled(trends: readonly Trend[], { falseDiscovery: q }: TrendInput): Trend[] {
  const tested = trends.filter((t) => t.alarm !== undefined)
  const { rejected, adjusted } = falseDiscovery(tested.map((t) => t.alarm!.p), q)
  const place = new Map(tested.map((t, i) => [t, i]))
  return trends.map((trend) => {
    const i = place.get(trend)
    if (i === undefined) return trend
    const { alarm, ...rest } = trend
    if (alarm!.charts.length === 0) return rest
    return { ...rest, alarm: { ...alarm!, adjusted: adjusted[i]!, raised: rejected[i]! } }
  })
}
