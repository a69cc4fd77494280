/**
 * From a row of text to observations: what each kind of file holds, which days, numbers and words are taken, and what
 * is said of each that is not. Pure; who is known as a subject is asked of the caller.
 */
import { marketImports } from '@tianfu/contract'
import type { market } from '@tianfu/contract'
import { parseCreditCode, parseGtin } from '@tianfu/identifiers'
import { isLocalDate } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'

/** One observation as it is kept; `subject` is `product:ID` or `organisation:ID`. */
export interface Observation {
  subject: string
  indicator: string
  value: number
  confirmed: boolean
  day: LocalDate
  region: string
  /** Whoever said it, as the file names them; kept as a pseudonym alone. */
  who: string | null
}

export interface RowError { column?: string; value?: string; code: string; zh: string; en: string }

/** Subjects that the register knows, by 14-digit GTIN and by credit code. */
export interface Subjects {
  product(gtin: string): string | undefined
  organisation(uscc: string): string | undefined
  region(code: string): boolean
  today: LocalDate
}

export type Row = Readonly<Record<string, string>>

class Wrong extends Error {
  readonly found: RowError
  constructor(found: RowError) {
    super(found.code)
    this.found = found
  }
}
const wrong = (column: string, value: string | undefined, code: string, zh: string, en: string): never => {
  throw new Wrong({ column, ...(value !== undefined && { value: value.slice(0, 40) }), code, zh, en })
}

const plain = (text: string): string => text.normalize('NFKC').trim()

const DAY = /^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|(\d\d)(\d\d)|年(\d{1,2})月(\d{1,2})日)(?:[ T].*)?$/

/** `2026-03-01`, `2026/3/1`, `20260301`, `2026年3月1日`, with or without a time after it. */
export function dayOf(text: string): LocalDate | undefined {
  const found = DAY.exec(plain(text))
  if (!found) return undefined
  const [, year = '', ...parts] = found
  const [month = '', day = ''] = parts.filter((part) => part !== undefined)
  const text10 = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isLocalDate(text10) ? text10 : undefined
}

/** A plain number; commas every three digits are taken, units and signs of money are not. */
export function numberOf(text: string): number | undefined {
  const typed = plain(text)
  if (!/^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(typed)) return undefined
  const value = Number(typed.replaceAll(',', ''))
  return Number.isFinite(value) ? value : undefined
}

const YES = new Set(['1', 'yes', 'y', 'true', '是', '合格', '好评', 'pass', 'passed', 'positive', '正面'])
const NO = new Set(['0', 'no', 'n', 'false', '否', '不合格', '差评', 'fail', 'failed', 'negative', '负面'])
const TONES: Readonly<Record<string, number>> = { 正面: 1, 中性: 0, 负面: -1, positive: 1, neutral: 0, negative: -1 }
/** Yuan in one of the unit. */
const UNITS: Readonly<Record<string, number>> = { 元: 1, 万元: 10_000, 分: 0.01, cny: 1, rmb: 1, yuan: 1 }

type Read = (row: Row) => (name: string) => string | undefined

const given: Read = (row) => (name) => {
  const text = row[name]
  return text === undefined || plain(text) === '' ? undefined : text
}

function needed(row: Row, name: string): string {
  return given(row)(name) ?? wrong(name, undefined, 'empty', '不能为空', 'must not be empty')
}

function yesNo(row: Row, name: string): boolean {
  const text = needed(row, name)
  const typed = plain(text).toLowerCase()
  if (YES.has(typed)) return true
  return NO.has(typed) ? false : wrong(name, text, 'not-yes-or-no', '应为“是”或“否”', 'must be yes or no')
}

function number(row: Row, name: string, low: number, high: number): number {
  const text = needed(row, name)
  const value = numberOf(text)
  if (value === undefined) return wrong(name, text, 'not-a-number', '不是数字（不带单位）', 'is not a number without unit')
  if (value < low || value > high) {
    wrong(name, text, 'out-of-range', `应在 ${low} 与 ${high} 之间`, `must lie between ${low} and ${high}`)
  }
  return value
}

const MOST = 1e12

/** Values by code of observation, as the kind of file says. */
const VALUES: Readonly<Record<market.MarketKind, (row: Row) => [indicator: string, value: number][]>> = {
  ratings: (row) => [['rating', number(row, 'score', 1, 5)]],
  reviews: (row) => [['positive', yesNo(row, 'favourable') ? 1 : 0]],
  sales: (row) => [['sales-units', number(row, 'quantity', 0, MOST)],
    ['sales-amount', number(row, 'amount', 0, MOST) * unitOf(row)]],
  prices: (row) => [['price-ratio', number(row, 'price', 0.01, MOST) / number(row, 'reference', 0.01, MOST)]],
  returns: (row) => [['return-units', number(row, 'quantity', 0, MOST)]],
  complaints: (row) => [['complaint', given(row)('quantity') === undefined ? 1 : number(row, 'quantity', 0, MOST)]],
  inspections: (row) => [['inspection-pass', yesNo(row, 'passed') ? 1 : 0]],
  media: (row) => [['media-tone', toneOf(row)]],
}

function unitOf(row: Row): number {
  const text = given(row)('unit')
  if (text === undefined) return 1
  return UNITS[plain(text).toLowerCase()] ?? wrong('unit', text, 'unit-unknown', '单位应为元、万元或分', 'is no known unit')
}

function toneOf(row: Row): number {
  const text = needed(row, 'tone')
  const tone = TONES[plain(text).toLowerCase()] ?? numberOf(text)
  return tone !== undefined && tone >= -1 && tone <= 1 ? tone
    : wrong('tone', text, 'tone-unknown', '应为正面、中性、负面，或 -1 至 1', 'must be positive, neutral, negative or −1 to 1')
}

function subjectOf(row: Row, subjects: Subjects): string {
  const text = needed(row, 'subject')
  const code = plain(text).toUpperCase().replace(/[\s-]/g, '')
  if (/^[0-9A-Z]{18}$/.test(code)) {
    const parsed = parseCreditCode(code)
    if (!parsed.ok) return wrong('subject', text, parsed.rule, parsed.zh, parsed.en)
    const id = subjects.organisation(parsed.value)
    return id ? `organisation:${id}` : unknown(text)
  }
  const parsed = parseGtin(code)
  if (!parsed.ok) return wrong('subject', text, parsed.rule, parsed.zh, parsed.en)
  const id = subjects.product(parsed.value)
  return id ? `product:${id}` : unknown(text)
}
const unknown = (text: string): never =>
  wrong('subject', text, 'subject-unknown', '登记簿中没有这个产品或企业', 'no such product or organisation in the register')

function dayIn(row: Row, today: LocalDate): LocalDate {
  const text = needed(row, 'day')
  const day = dayOf(text) ?? wrong('day', text, 'day-impossible', '日期不存在或写法不认识', 'is no day that exists')
  if (day > today) wrong('day', text, 'day-ahead', '日期在今天之后', 'lies after today')
  if (day < '2000-01-01') wrong('day', text, 'day-too-old', '日期早于 2000 年', 'lies before 2000')
  return day
}

function regionIn(row: Row, subjects: Subjects): string {
  const text = given(row)('region')
  if (text === undefined) return ''
  return subjects.region(plain(text)) ? plain(text)
    : wrong('region', text, 'region-unknown', '没有这个地区代码', 'is no known region')
}

/** The observations of one row, or what is wrong with it. */
export function observationsOf(
  kind: market.MarketKind, row: Row, subjects: Subjects,
): { ok: true; observations: Observation[] } | { ok: false; error: RowError } {
  try {
    const subject = subjectOf(row, subjects)
    const day = dayIn(row, subjects.today)
    const region = regionIn(row, subjects)
    const confirmed = given(row)('confirmed') === undefined ? false : yesNo(row, 'confirmed')
    const who = given(row)('who')
    const observations = VALUES[kind](row).map(([indicator, value]) =>
      ({ subject, indicator, value, confirmed, day, region, who: who === undefined ? null : plain(who) }))
    return { ok: true, observations }
  } catch (error) {
    if (!(error instanceof Wrong)) throw error
    return { ok: false, error: error.found }
  }
}

/** A heading as it is compared: without case, blanks, brackets and what stands in them. */
const headingOf = (text: string): string =>
  plain(text).toLowerCase().replace(/[（(][^（()）]*[)）]/g, '').replace(/[\s_*]/g, '')

export type Mapping = Readonly<Record<string, string>>

/**
 * Column → heading. Headings are recognised by the columns' own names; `asked` goes before.
 *
 * @returns the reason when a heading asked for is not there, one serves twice, or a needed column is missing
 */
export function mappingOf(
  kind: market.MarketKind, headings: readonly string[], asked: Mapping = {},
): { ok: true; mapping: Mapping } | { ok: false; zh: string; en: string } {
  const columns = marketImports.MARKET_COLUMNS[kind]
  const mapping: Record<string, string> = {}
  for (const [name, heading] of Object.entries(asked)) {
    if (!(name in columns)) return { ok: false, zh: `没有“${name}”这一项`, en: `there is no column ${name}` }
    if (!headings.includes(heading)) return { ok: false, zh: `文件中没有“${heading}”列`, en: `no heading “${heading}”` }
    mapping[name] = heading
  }
  const taken = new Set(Object.values(mapping))
  if (taken.size < Object.keys(mapping).length) return { ok: false, zh: '同一列不能用两次', en: 'one heading serves twice' }
  for (const [name, { zh, en, aliases }] of Object.entries(columns)) {
    if (name in mapping) continue
    const known = [name, zh, en, ...aliases].map(headingOf)
    const heading = headings.find((one) => !taken.has(one) && known.includes(headingOf(one)))
    if (heading === undefined) continue
    mapping[name] = heading
    taken.add(heading)
  }
  const missing = Object.entries(columns).filter(([name, { required }]) => required && !(name in mapping))
  if (missing.length > 0) {
    return { ok: false, zh: `缺少列：${missing.map(([, { zh }]) => zh).join('、')}`,
      en: `missing: ${missing.map(([, { en }]) => en).join(', ')}` }
  }
  return { ok: true, mapping }
}
