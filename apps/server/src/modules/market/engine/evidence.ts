/** From the daily roll-up to what the evidence of each subject says, weighted and capped. */
import { CellWeigher } from '@tianfu/evaluation'
import type { EvidenceRule } from '@tianfu/evaluation'
import { join } from 'node:path'
import { CELLS_FILE, readCells, type DailyColumns } from './cells-file.ts'
import type { EvaluationInput } from './port.ts'
import { dayNumber } from './seal.ts'
import { literal, parquet, type Store } from './store.ts'

/** Sums of one subject's observations of one code, with weights and, in `amount`, without them. */
export interface Sums { rows: number; s0: number; ss: number; s1: number; s2: number; amount: number; dropped: number }

/** Sums by code, then by subject; and the industry that most observations of a subject name. */
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
  subject: string; industry: string; indicator: string; tier: 1 | 2 | 3; confirmed: 0 | 1; rows: number
}

/** Which evidence is asked for. */
export type EvidenceInput = Pick<EvaluationInput, 'snapshot' | 'subjectKind' | 'from' | 'until' | 'tiers'>

/** Reads and weighs, one subject's cells at a time. */
export async function readEvidence(store: Store, input: EvaluationInput): Promise<Evidence> {
  const evidence: Evidence = { sums: new Map(), industry: new Map() }
  const keys = await weighEvidence(store, input, ruleOf(input.method), (key, cells) => keep(evidence, key, cells))
  nameIndustries(evidence, keys)
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
    cells.length = 0
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

/** Keys of the kind of subject that is asked for, by number. */
async function readKeys(store: Store, input: EvidenceInput): Promise<Key[]> {
  const keys: Key[] = []
  const known = Object.entries(input.tiers).map(([source, tier]) => `when ${literal(source)} then ${Number(tier)} `)
  const tiers = known.length === 0 ? '3' : `case source ${known.join('')}else 3 end`
  const select = `select key, subject, industry, indicator, case when confirmed then 1 else ${tiers} end, confirmed from
    ${parquet(join(input.snapshot.folder, 'keys.parquet'))} where subject_kind = ${literal(input.subjectKind)}`
  for await (const [key, subject, industry, indicator, tier, confirmed] of store.columns(select)) {
    key!.forEach((k, i) => {
      keys[k as number] = {
        subject: subject![i] as string, industry: industry![i] as string, indicator: indicator![i] as string,
        tier: tier![i] as 1 | 2 | 3, confirmed: confirmed![i] ? 1 : 0, rows: 0,
      }
    })
  }
  return keys
}

/** The industry that most observations of a subject name; of several the first by code. */
function nameIndustries({ industry }: Evidence, keys: readonly Key[]): void {
  const named = new Map<string, Map<string, number>>()
  keys.forEach(({ subject, industry, rows }) => {
    if (rows === 0) return
    const found = named.get(subject) ?? new Map<string, number>()
    named.set(subject, found.set(industry, (found.get(industry) ?? 0) + rows))
  })
  for (const [subject, found] of named) {
    const [first] = [...found].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    industry.set(subject, first![0])
  }
}

/** Room for the cells of one subject and code; it grows and is used again. */
export class CellRoom {
  length = 0
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

function keep({ sums }: Evidence, { subject, indicator }: Key, cells: CellRoom): void {
  const { weight, design, count, ww, wx, wxx } = cells
  const total: Sums = { rows: 0, s0: 0, ss: 0, s1: 0, s2: 0, amount: 0, dropped: 0 }
  let full = 0
  for (let i = 0; i < cells.length; i++) {
    const factor = weight[i]! / design[i]!
    total.rows += count[i]!
    total.s0 += weight[i]!
    total.ss += factor * factor * ww[i]!
    total.s1 += factor * wx[i]!
    total.s2 += factor * wxx[i]!
    total.amount += wx[i]!
    // Age and kind of source are no loss: what caps and limits took is.
    full += cells.full[i]!
  }
  total.dropped = full > 0 ? Math.max(0, 1 - total.s0 / full) : 0
  const subjects = sums.get(indicator) ?? new Map<string, Sums>()
  sums.set(indicator, subjects.set(subject, total))
}
