/** From the daily roll-up to what the evidence of each subject says, weighted and capped. */
import { evidenceWeights } from '@tianfu/evaluation'
import type { EvidenceRule, Observation } from '@tianfu/evaluation'
import { join } from 'node:path'
import type { EvaluationInput } from './port.ts'
import { dayNumber } from './seal.ts'
import { literal, parquet, type Cell, type Store } from './store.ts'

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
interface Group { subject: string; indicator: string; cells: Observation[]; sums: number[] }

/** Reads and weighs; at most one subject's cells are held as objects. */
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
  let group: Group | undefined
  const daily = `select key, day, cluster, n, w, ww, wx, wxx from ${parquet(join(folder, 'daily.parquet'))}
    where day between ${dayNumber(input.from)} and ${until} order by key, day, cluster`
  for await (const columns of store.columns(daily)) {
    for (let i = 0; i < columns[0]!.length; i++) {
      const key = keys.get(columns[0]![i] as number)
      if (!key) continue
      if (group && (group.subject !== key.subject || group.indicator !== key.indicator)) {
        close(evidence, group, until, rule)
        group = undefined
      }
      group ??= { subject: key.subject, indicator: key.indicator, cells: [], sums: [] }
      const [day, cluster, n, w, ww, wx, wxx] = columns.slice(1).map((c) => c[i]!) as
        [number, Cell, number, number, number, number, number]
      const who = cluster === null ? {} : { actor: cluster as string, cluster: cluster as string }
      group.cells.push({ day, tier: key.tier, confirmed: key.confirmed, count: n, design: w, ...who })
      group.sums.push(w, ww, wx, wxx)
      const industries = named.get(key.subject) ?? new Map<string, number>()
      named.set(key.subject, industries.set(key.industry, (industries.get(key.industry) ?? 0) + n))
    }
  }
  if (group) close(evidence, group, until, rule)
  for (const [subject, industries] of named) {
    const [first] = [...industries].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    evidence.industry.set(subject, first![0])
  }
  return evidence
}

function close({ sums }: Evidence, { subject, indicator, cells, sums: own }: Group, until: number, rule: EvidenceRule) {
  const weights = evidenceWeights(cells, until, rule)
  const total: Sums = { rows: 0, s0: 0, ss: 0, s1: 0, s2: 0, amount: 0, dropped: 0 }
  let full = 0
  cells.forEach((cell, i) => {
    const [w, ww, wx, wxx] = own.slice(4 * i, 4 * i + 4) as [number, number, number, number]
    const factor = weights.weight[i]! / w
    total.rows += cell.count!
    total.s0 += factor * w
    total.ss += factor * factor * ww
    total.s1 += factor * wx
    total.s2 += factor * wxx
    total.amount += wx
    // Age and kind of source are no loss: what caps and limits took is.
    full += weights.verified[i]! * weights.age[i]! * w
  })
  total.dropped = full > 0 ? Math.max(0, 1 - total.s0 / full) : 0
  const subjects = sums.get(indicator) ?? new Map<string, Sums>()
  sums.set(indicator, subjects.set(subject, total))
}
