// The generator of the demonstration's observations: files of each kind for given subjects and days, from a seed alone.
// What it draws from is told in docs/market-demonstration.md. None of it says anything of a real product or enterprise.
import type { market } from '@tianfu/contract'
import { integerVariate, normalVariate, seedOf, stream } from '@tianfu/evaluation'
import type { Stream } from '@tianfu/evaluation'
import { addDays } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'

/** The seed of `npm run walk -- market`: every installation shows the same observations for the same products. */
export const DEMONSTRATION_SEED = 'tianfu-demonstration'

/** How a subject fares. `strained` gets worse over the period: this one sets off a proposal. */
export type Character = 'strong' | 'steady' | 'strained'

export interface DemoSubject {
  /** GTIN, or the credit code of an enterprise whose service has none. */
  code: string
  character: Character
}

export interface DemoFile {
  kind: market.MarketKind
  /** Name of the file and of its source. */
  name: string
  source: string
  headings: readonly string[]
  rows: readonly (readonly string[])[]
}

interface Traits {
  rating: number
  favourable: number
  confirmed: number
  units: number
  price: number
  returned: number
  /** Complaints per unit sold, in the first months and in the last four. */
  complaints: readonly [number, number]
  passed: number
  tone: readonly [favourable: number, unfavourable: number]
}

const TRAITS: Readonly<Record<Character, Traits>> = {
  strong: { rating: 4.5, favourable: 0.93, confirmed: 0.75, units: 900, price: 148, returned: 0.008,
    complaints: [0.0002, 0.0002], passed: 0.995, tone: [0.6, 0.05] },
  steady: { rating: 4.1, favourable: 0.85, confirmed: 0.7, units: 600, price: 118, returned: 0.015,
    complaints: [0.0005, 0.0005], passed: 0.98, tone: [0.45, 0.15] },
  strained: { rating: 3.2, favourable: 0.6, confirmed: 0.65, units: 350, price: 92, returned: 0.045,
    complaints: [0.0012, 0.009], passed: 0.75, tone: [0.2, 0.45] },
}
/** Mean price of the kind, in yuan. */
const REFERENCE_PRICE = 110
/** Prefectures that sell: capital, Luzhou, Deyang, Leshan, with their shares of sales. */
const PLACES = [['510100', 0.5], ['510500', 0.2], ['510600', 0.15], ['511100', 0.15]] as const
const LATE_MONTHS = 4

const chance = (random: Stream, p: number): boolean => random.uniform() < p
const yes = (value: boolean): string => (value ? '是' : '否')
const around = (random: Stream, mean: number, spread: number): number => mean + spread * normalVariate(random)
/** A count with mean and variance `mean`, by the normal law where it is large; never below zero. */
const count = (random: Stream, mean: number): number => {
  if (mean > 30) return Math.max(0, Math.round(around(random, mean, Math.sqrt(mean))))
  let events = 0
  for (let left = Math.exp(-mean), product = random.uniform(); product > left; product *= random.uniform()) events += 1
  return events
}

/** First days of the months that lie whole in the period. */
function monthsOf(from: LocalDate, until: LocalDate): LocalDate[] {
  const first: LocalDate[] = []
  for (let day = from; day <= until; day = addDays(day, 1)) {
    if (day.endsWith('-01') && addDays(day, 27) <= until) first.push(day)
  }
  return first
}

/** The files of a programme, for its subjects and period. The same arguments give the same files. */
export function demonstrationFiles(
  subjects: readonly DemoSubject[], from: LocalDate, until: LocalDate, seed: string,
): DemoFile[] {
  const days = Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000) + 1
  const months = monthsOf(from, until)
  const random = stream(seedOf(seed))
  const day = (): LocalDate => addDays(from, integerVariate(random, days))
  const place = (): string => {
    const u = random.uniform()
    let sum = 0
    return PLACES.find(([, share]) => (sum += share) > u)?.[0] ?? PLACES[0][0]
  }
  let kindsSoFar = 0
  /** Rows of a kind, each kind from a place of its own in the stream: one more subject changes no other's rows. */
  const rows = (make: (code: string, traits: Traits) => string[][]): string[][] => subjects.flatMap((one, s) => {
    random.seek(kindsSoFar * 1_000 + s)
    return make(one.code, TRAITS[one.character])
  })
  const each = (n: number, make: () => string[]): string[][] => Array.from({ length: n }, make)
  const file = (
    kind: market.MarketKind, name: string, source: string, headings: string[],
    make: (code: string, traits: Traits) => string[][],
  ): DemoFile => {
    kindsSoFar += 1
    return { kind, name, source, headings, rows: rows(make) }
  }
  const byMonth = (make: (month: LocalDate, late: boolean, [region, share]: readonly [string, number]) => string[]) =>
    months.flatMap((month, m) => PLACES.map((one) => make(month, m >= months.length - LATE_MONTHS, one)))
  return [
    file('ratings', '评分.csv', '演示：电商平台评分', ['日期', '条码', '评分', '用户', '已购买', '地区'], (code, traits) =>
      each(360, () => [day(), code, String(Math.min(5, Math.max(1, Math.round(around(random, traits.rating, 0.8))))),
        `买家${integerVariate(random, 100_000)}`, yes(chance(random, traits.confirmed)), place()])),
    file('reviews', '评论.csv', '演示：点评网站评论', ['日期', '条码', '好评', '用户', '地区'], (code, traits) =>
      each(240, () => [day(), code, yes(chance(random, traits.favourable)), `读者${integerVariate(random, 100_000)}`,
        place()])),
    file('sales', '销售.csv', '演示：零售监测', ['日期', '条码', '销量', '销售额', '单位', '地区'], (code, traits) =>
      byMonth((month, _, [region, share]) => {
        const units = count(random, traits.units * share)
        return [month, code, String(units), (units * traits.price).toFixed(2), '元', region]
      })),
    file('prices', '价格.csv', '演示：价格监测', ['日期', '条码', '价格', '同类均价', '地区'], (code, traits) =>
      byMonth((month, _, [region]) => [month, code, around(random, traits.price, 3).toFixed(2),
        around(random, REFERENCE_PRICE, 2).toFixed(2), region])),
    file('returns', '退货.csv', '演示：零售监测退货', ['日期', '条码', '退货量', '地区'], (code, traits) =>
      byMonth((month, _, [region, share]) =>
        [month, code, String(count(random, traits.units * share * traits.returned)), region])),
    file('complaints', '投诉.csv', '演示：消费投诉', ['投诉日期', '条码', '投诉件数', '地区'], (code, traits) =>
      byMonth((month, late, [region, share]) =>
        [month, code, String(count(random, traits.units * share * traits.complaints[late ? 1 : 0])), region])),
    file('inspections', '抽查.csv', '演示：监督抽查', ['日期', '条码', '是否合格', '地区'], (code, traits) =>
      each(40, () => [day(), code, yes(chance(random, traits.passed)), place()])),
    file('media', '媒体.csv', '演示：媒体监测', ['日期', '条码', '倾向'], (code, traits) => each(24, () => {
      const u = random.uniform()
      const [favourable, unfavourable] = traits.tone
      return [day(), code, u < favourable ? '正面' : u < favourable + unfavourable ? '负面' : '中性']
    })),
  ]
}

/** A file as its sender would write it: UTF-8 with a mark, commas, a heading line. No cell of ours needs quotes. */
export const bytesOf = ({ headings, rows }: Pick<DemoFile, 'headings' | 'rows'>): Uint8Array =>
  new TextEncoder().encode(`\ufeff${[headings, ...rows].map((row) => row.join(',')).join('\r\n')}\r\n`)

/** The ratings with three faults: a day that is none, a score beyond the scale, a product that nobody knows. */
export function spoiled(file: DemoFile): DemoFile {
  const change = (at: number, column: string, value: string) => (row: readonly string[], i: number) =>
    (i === at ? row.with(file.headings.indexOf(column), value) : row)
  const rows = [change(3, '日期', '2026-02-30'), change(7, '评分', '7'), change(11, '条码', '6901234567892')]
    .reduce<readonly (readonly string[])[]>((now, one) => now.map(one), file.rows)
  return { ...file, name: '评分（有误）.csv', rows }
}
