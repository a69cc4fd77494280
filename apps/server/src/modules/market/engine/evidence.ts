/** From the daily roll-up to what the evidence of each subject says, weighted and capped. */
import { CellWeigher } from '@tianfu/evaluation'
import type { EvidenceRule } from '@tianfu/evaluation'
import { join } from 'node:path'
import { CELLS_FILE, readCells, type DailyColumns } from './cells-file.ts'
import type { EvaluationInput } from './port.ts'
import { dayNumber } from './seal.ts'
import { literal, parquet, type Store } from './store.ts'

/** Sums of one unit's observations of one code, with weights and, in `amount`, without them; `full` without caps. */
export interface Sums {
  rows: number; s0: number; ss: number; s1: number; s2: number; amount: number; full: number; dropped: number
  /** The earlier and the later half of the period: rows, sum, and sum of squares, without weights for evidence. */
  halves: [Half, Half]
  /** The sum by prefecture (four digits), without weights for evidence. */
  places: Map<string, number>
}
interface Half { rows: number; amount: number; squares: number }

/** Sums by code, then by unit; and the industry that most observations of a unit name, '' for an area. */
export interface Evidence { sums: Map<string, Map<string, Sums>>; industry: Map<string, string> }

/** The library's rule from the method's form. A cluster counts at least as one full observation. */
export function ruleOf({ evidence }: Pick<EvaluationInput['method'], 'evidence'>): EvidenceRule {
  return {
    tierWeight: evidence.tierWeight, halfLifeDays: evidence.halfLifeDays, actorWindowDays: evidence.clusterWindowDays,
    clusterShare: evidence.clusterShare, clusterFloor: 1, bursts: evidence.bursts, stretch: evidence.stretch,
  }
}

/** A key of the roll-up: one kind of evidence on one subject. */
export interface Key {
  subject: string
  /** What it is counted for: the subject, or the area that it lies in; undefined where it lies in none. */
  unit: string | undefined
  industry: string
  place: string
  indicator: string
  tier: 1 | 2 | 3
  confirmed: 0 | 1
  rows: number
}

/** Which evidence is asked for. */
export type EvidenceInput = Pick<EvaluationInput, 'snapshot' | 'subjectKind' | 'area' | 'from' | 'until' | 'tiers'>

/** Reads and weighs, one subject's cells at a time. */
export async function readEvidence(store: Store, input: EvaluationInput): Promise<Evidence> {
  const evidence: Evidence = { sums: new Map(), industry: new Map() }
  const middle = dayNumber(input.from) + Math.ceil((dayNumber(input.until) - dayNumber(input.from) + 1) / 2)
  const keys = await weighEvidence(store, input, ruleOf(input.method), (key, cells) =>
    keep(evidence, key, cells, middle))
  // Age and kind of source are no loss: what caps and limits took is.
  for (const units of evidence.sums.values())
    for (const sums of units.values()) sums.dropped = sums.full > 0 ? Math.max(0, 1 - sums.s0 / sums.full) : 0
  nameIndustries(evidence, keys, input.area !== undefined)
  return evidence
}

/** Hands over the weighed cells of every subject and code; they hold until it returns. Tells the keys of the kind. */
export async function weighEvidence(
  store: Store, input: EvidenceInput, rule: EvidenceRule, take: (key: Key, cells: CellRoom) => void,
): Promise<Key[]> {
  const keys = await readKeys(store, input)
  const until = dayNumber(input.until)
  const weigher = new CellWeigher(until, rule)
  const cells = new CellRoom()
  let open: Key | undefined
  const close = (): void => {
    if (open) {
      weigher.weigh(cells, cells)
      take(open, cells)
    }
    cells.clear()
  }
  const from = dayNumber(input.from)
  const { rows: total } = input.snapshot.files.find(({ name }) => name === CELLS_FILE)!
  for await (const { rows, columns } of readCells(join(input.snapshot.folder, CELLS_FILE), total)) {
    const [ids, days] = columns
    for (let at = 0, next = 0; at < rows; at = next) {
      const id = ids[at]!
      next = firstAbove(ids, id, at, rows)
      const key = keys[id]
      if (!key) continue
      // The cells of a key stand in the order of their days.
      const first = firstAbove(days, from - 1, at, next)
      const last = firstAbove(days, until, first, next)
      if (first === last) continue
      if (open && (open.subject !== key.subject || open.indicator !== key.indicator)) close()
      open = key
      cells.add(key, columns, first, last)
    }
  }
  close()
  return keys
}

/** Place of the first number above `value` in what is sorted from `low` to before `high`; `high` where none is. */
function firstAbove(sorted: Int32Array, value: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}

/** The unit of a row as an expression; null where it belongs to none. */
export function unitOf({ area }: Pick<EvaluationInput, 'area'>): string {
  if (!area) return 'subject'
  const digits = Math.trunc(area.digits)
  if (!(digits >= 1)) throw new RangeError('an area has at least one character')
  const column = area.by === 'region' ? 'region' : 'industry'
  return `case when length(${column}) >= ${digits} then substr(${column}, 1, ${digits}) end`
}

/** Keys of the kind of subject that is asked for, by number. */
async function readKeys(store: Store, input: EvidenceInput): Promise<Key[]> {
  const keys: Key[] = []
  const known = Object.entries(input.tiers).map(([source, tier]) => `when ${literal(source)} then ${Number(tier)} `)
  const tiers = known.length === 0 ? '3' : `case source ${known.join('')}else 3 end`
  const select = `select key, subject, ${unitOf(input)}, industry, substr(region, 1, 4), indicator,
    case when confirmed then 1 else ${tiers} end, confirmed from
    ${parquet(join(input.snapshot.folder, 'keys.parquet'))} where subject_kind = ${literal(input.subjectKind)}`
  for await (const [key, subject, unit, industry, place, indicator, tier, confirmed] of store.columns(select)) {
    key!.forEach((k, i) => {
      keys[k as number] = {
        subject: subject![i] as string, unit: (unit![i] as string | null) ?? undefined,
        industry: industry![i] as string, place: place![i] as string, indicator: indicator![i] as string,
        tier: tier![i] as 1 | 2 | 3, confirmed: confirmed![i] ? 1 : 0, rows: 0,
      }
    })
  }
  return keys
}

/** The industry that most observations of a subject name; of several the first by code. */
function nameIndustries(evidence: Evidence, keys: readonly Key[], areas: boolean): void {
  const named = new Map<string, Map<string, number>>()
  keys.forEach(({ unit, industry, rows }) => {
    if (rows === 0 || unit === undefined) return
    const found = named.get(unit) ?? new Map<string, number>()
    named.set(unit, found.set(industry, (found.get(industry) ?? 0) + rows))
  })
  for (const [unit, found] of named) {
    const [first] = [...found].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    evidence.industry.set(unit, areas ? '' : first![0])
  }
}

/** Room for the cells of one subject and code; it grows and is used again. */
export class CellRoom {
  length = 0
  /** Keys of the cells, and where the cells of each end. */
  readonly keys: Key[] = []
  readonly ends: number[] = []
  day = new Int32Array(0)
  cluster = new Int32Array(0)
  count = new Int32Array(0)
  tier = new Uint8Array(0)
  confirmed = new Uint8Array(0)
  design = new Float64Array(0)
  ww = new Float64Array(0)
  wx = new Float64Array(0)
  wxx = new Float64Array(0)
  weight = new Float64Array(0)
  full = new Float64Array(0)

  /** Adds the rows from `from` to before `to`. */
  add(key: Key, columns: DailyColumns, from: number, to: number): void {
    const at = this.length
    this.length = at + to - from
    if (this.length > this.day.length) this.#grow()
    const [, day, cluster, n, w, ww, wx, wxx] = columns
    this.day.set(day.subarray(from, to), at)
    this.cluster.set(cluster.subarray(from, to), at)
    this.count.set(n.subarray(from, to), at)
    this.design.set(w.subarray(from, to), at)
    this.ww.set(ww.subarray(from, to), at)
    this.wx.set(wx.subarray(from, to), at)
    this.wxx.set(wxx.subarray(from, to), at)
    this.tier.fill(key.tier, at, this.length)
    this.confirmed.fill(key.confirmed, at, this.length)
    for (let i = from; i < to; i++) key.rows += n[i]!
    this.keys.push(key)
    this.ends.push(this.length)
  }

  clear(): void {
    this.length = 0
    this.keys.length = 0
    this.ends.length = 0
  }

  #grow(): void {
    const size = 2 * this.length
    const floats = ['design', 'ww', 'wx', 'wxx', 'weight', 'full'] as const
    for (const name of floats) this[name] = enlarged(this[name], new Float64Array(size))
    for (const name of ['tier', 'confirmed'] as const) this[name] = enlarged(this[name], new Uint8Array(size))
    for (const name of ['day', 'cluster', 'count'] as const) this[name] = enlarged(this[name], new Int32Array(size))
  }
}

function enlarged<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from)
  return to
}

function keep({ sums }: Evidence, { indicator }: Key, cells: CellRoom, middle: number): void {
  const { day, weight, design, count, ww, wx, wxx, full } = cells
  let units = sums.get(indicator)
  if (!units) sums.set(indicator, units = new Map())
  let i = 0
  cells.keys.forEach(({ unit, place }, k) => {
    const end = cells.ends[k]!
    const total = unit === undefined ? undefined : units.get(unit) ?? noSums()
    if (total) {
      const before = total.amount
      for (; i < end; i++) {
        const factor = weight[i]! / design[i]!
        total.rows += count[i]!
        total.s0 += weight[i]!
        total.ss += factor * factor * ww[i]!
        total.s1 += factor * wx[i]!
        total.s2 += factor * wxx[i]!
        total.amount += wx[i]!
        total.full += full[i]!
        const half = total.halves[day[i]! < middle ? 0 : 1]
        half.rows += count[i]!
        half.amount += wx[i]!
        half.squares += wxx[i]!
      }
      if (place !== '') total.places.set(place, (total.places.get(place) ?? 0) + total.amount - before)
      units.set(unit!, total)
    }
    i = end
  })
}

const noHalf = (): Half => ({ rows: 0, amount: 0, squares: 0 })
const noSums = (): Sums => ({ rows: 0, s0: 0, ss: 0, s1: 0, s2: 0, amount: 0, full: 0, dropped: 0,
  halves: [noHalf(), noHalf()], places: new Map() })
