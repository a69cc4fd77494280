/** From the daily roll-up to what the evidence of each subject says, weighted and capped. */
import { cellWeights } from '@tianfu/evaluation'
import type { EvidenceRule } from '@tianfu/evaluation'
import { join } from 'node:path'
import type { EvaluationInput } from './port.ts'
import { dayNumber } from './seal.ts'
import { literal, parquet, type Store } from './store.ts'

/** Sums of one subject's observations of one code, with weights and, in `amount`, without them. */
export interface Sums { rows: number; s0: number; ss: number; s1: number; s2: number; amount: number; dropped: number }

/** Sums by code, then by subject; and the industry that most observations of a subject name. */
export interface Evidence { sums: Map<string, Map<string, Sums>>; industry: Map<string, string> }

/** The library's rule from the method's form. A cluster counts at least as one full observation. */
export function ruleOf({ evidence }: EvaluationInput['method']): EvidenceRule {
  return {
    tierWeight: evidence.tierWeight, halfLifeDays: evidence.halfLifeDays, actorWindowDays: evidence.clusterWindowDays,
    clusterShare: evidence.clusterShare, clusterFloor: 1, bursts: evidence.bursts, stretch: evidence.stretch,
  }
}

interface Key { subject: string; industry: string; indicator: string; tier: 1 | 2 | 3; confirmed: boolean }
/** Reads and weighs, one subject's cells at a time. */
export async function readEvidence(store: Store, input: EvaluationInput): Promise<Evidence> {
  const { folder } = input.snapshot
  const keys = new Map<number, Key>()
  const select = `select key, subject, industry, indicator, source, confirmed from
    ${parquet(join(folder, 'keys.parquet'))} where subject_kind = ${literal(input.subjectKind)} order by key`
  for await (const [key, subject, industry, indicator, source, confirmed] of store.columns(select)) {
    key!.forEach((k, i) => keys.set(k as number, {
      subject: subject![i] as string, industry: industry![i] as string, indicator: indicator![i] as string,
      confirmed: confirmed![i] as boolean, tier: confirmed![i] ? 1 : input.tiers[source![i] as string] ?? 3,
    }))
  }
  const evidence: Evidence = { sums: new Map(), industry: new Map() }
  const named = new Map<string, Map<string, number>>()
  const rule = ruleOf(input.method)
  const until = dayNumber(input.until)
  let open: Key | undefined
  let industries = new Map<string, number>()
  const cells = new CellRoom()
  const daily = `select key, day, cluster, n, w, ww, wx, wxx from ${parquet(join(folder, 'daily.parquet'))}
    where day between ${dayNumber(input.from)} and ${until} order by key, day, cluster`
  let last = -1
  let key: Key | undefined
  for await (const columns of store.columns(daily)) {
    const ids = columns[0] as number[]
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] !== last) {
        last = ids[i]!
        key = keys.get(last)
        if (!key) continue
        if (open && (open.subject !== key.subject || open.indicator !== key.indicator)) {
          close(evidence, open, cells, until, rule)
        }
        open = key
        industries = named.get(key.subject) ?? new Map<string, number>()
        named.set(key.subject, industries)
      }
      if (!key) continue
      cells.add(key, columns as number[][], i)
      industries.set(key.industry, (industries.get(key.industry) ?? 0) + (columns[3]![i] as number))
    }
  }
  if (open) close(evidence, open, cells, until, rule)
  for (const [subject, found] of named) {
    const [first] = [...found].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    evidence.industry.set(subject, first![0])
  }
  return evidence
}

/** Room for the cells of one subject and code; it grows and is used again. */
class CellRoom {
  length = 0
  day = new Int32Array(0)
  tier = new Uint8Array(0)
  confirmed = new Uint8Array(0)
  count = new Int32Array(0)
  design = new Float64Array(0)
  ww = new Float64Array(0)
  wx = new Float64Array(0)
  wxx = new Float64Array(0)
  weight = new Float64Array(0)
  full = new Float64Array(0)
  readonly cluster = new Map<number, string>()

  add({ tier, confirmed }: Key, columns: readonly (readonly (number | string | null)[])[], i: number): void {
    const at = this.length
    if (at === this.day.length) this.#grow()
    this.day[at] = columns[1]![i] as number
    this.tier[at] = tier
    this.confirmed[at] = confirmed ? 1 : 0
    const cluster = columns[2]![i] as string | null
    if (cluster !== null) this.cluster.set(at, cluster)
    this.count[at] = columns[3]![i] as number
    this.design[at] = columns[4]![i] as number
    this.ww[at] = columns[5]![i] as number
    this.wx[at] = columns[6]![i] as number
    this.wxx[at] = columns[7]![i] as number
    this.length += 1
  }

  #grow(): void {
    const size = Math.max(1024, 2 * this.length)
    const floats = ['design', 'ww', 'wx', 'wxx', 'weight', 'full'] as const
    for (const name of floats) this[name] = enlarged(this[name], new Float64Array(size))
    for (const name of ['tier', 'confirmed'] as const) this[name] = enlarged(this[name], new Uint8Array(size))
    for (const name of ['day', 'count'] as const) this[name] = enlarged(this[name], new Int32Array(size))
  }

  clear(): void {
    this.length = 0
    this.cluster.clear()
  }
}

function enlarged<A extends Float64Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from)
  return to
}

function close({ sums }: Evidence, { subject, indicator }: Key, cells: CellRoom, until: number, rule: EvidenceRule) {
  cellWeights(cells, until, rule, cells)
  const total: Sums = { rows: 0, s0: 0, ss: 0, s1: 0, s2: 0, amount: 0, dropped: 0 }
  let full = 0
  for (let i = 0; i < cells.length; i++) {
    const factor = cells.weight[i]! / cells.design[i]!
    total.rows += cells.count[i]!
    total.s0 += cells.weight[i]!
    total.ss += factor * factor * cells.ww[i]!
    total.s1 += factor * cells.wx[i]!
    total.s2 += factor * cells.wxx[i]!
    total.amount += cells.wx[i]!
    // Age and kind of source are no loss: what caps and limits took is.
    full += cells.full[i]!
  }
  total.dropped = full > 0 ? Math.max(0, 1 - total.s0 / full) : 0
  const subjects = sums.get(indicator) ?? new Map<string, Sums>()
  sums.set(indicator, subjects.set(subject, total))
  cells.clear()
}
