/**
 * Evidence weights over the cells of a roll-up, in typed arrays: the same rule and the same numbers as
 * `evidenceWeights`, without an object per cell, so that millions of cells take no longer than reading them.
 */
import { medianDeviation } from '../numeric/describe.ts'
import { evidenceWeights, groupLevel, type EvidenceRule, type Observation } from './evidence.ts'

/** Cells of one subject and one kind of evidence; the first `length` of each array count. */
export interface EvidenceCells {
  length: number
  day: Int32Array
  tier: Uint8Array
  confirmed: Uint8Array
  count: Int32Array
  /** Sum of design weights. */
  design: Float64Array
  /** Cells of actors who said more than one thing, by place. */
  cluster: ReadonlyMap<number, string>
}

/** Room for the answer, at least as long as the cells: weights, and weights before caps and limits. */
export interface CellWeights { weight: Float64Array; full: Float64Array }

/** Fills `out`. A subject with clusters goes the general way: they are few. */
export function cellWeights(cells: EvidenceCells, asOf: number, rule: EvidenceRule, out: CellWeights): void {
  const { length, day, tier, design } = cells
  if (cells.cluster.size > 0) {
    general(cells, asOf, rule, out)
    return
  }
  const { weight, full } = out
  for (let i = 0; i < length; i++) {
    const age = day[i]! > asOf ? 0 : 2 ** (-(asOf - day[i]!) / rule.halfLifeDays)
    full[i] = rule.tierWeight[tier[i]! - 1]! * age * design[i]!
    weight[i] = 1
  }
  for (const burst of rule.bursts) capBursts(cells, burst, weight)
  for (let i = 0; i < length; i++) weight[i] = weight[i]! * full[i]!
  const { days, share, slack } = rule.stretch
  for (let shift = 0; shift < 4; shift++) {
    const partOf = (d: number): number => Math.floor((asOf - d + (shift * days) / 4) / days)
    let least = Infinity
    let most = -Infinity
    let total = slack
    for (let i = 0; i < length; i++) {
      const part = partOf(day[i]!)
      if (part < least) least = part
      if (part > most) most = part
      total += weight[i]!
    }
    const sums = new Float64Array(length === 0 ? 0 : most - least + 1)
    for (let i = 0; i < length; i++) sums[partOf(day[i]!) - least]! += weight[i]!
    const level = groupLevel(sums, total, share)
    if (level === undefined) continue
    for (let i = 0; i < length; i++) {
      const sum = sums[partOf(day[i]!) - least]!
      if (sum > level) weight[i] = (weight[i]! * level) / sum
    }
  }
}

/** Lowers `factor` to min(1, cap / count) of its period; history in a sorted window that slides. */
function capBursts(cells: EvidenceCells, burst: EvidenceRule['bursts'][number], factor: Float64Array): void {
  const { length, day, confirmed, count } = cells
  const { days, window, floor, medians, deviations } = burst
  let first = Infinity
  let last = -Infinity
  for (let i = 0; i < length; i++) {
    if (confirmed[i]) continue
    const period = Math.floor(day[i]! / days)
    if (period < first) first = period
    if (period > last) last = period
  }
  if (first > last) return
  const counts = new Float64Array(last - first + 1)
  for (let i = 0; i < length; i++) if (!confirmed[i]) counts[Math.floor(day[i]! / days) - first]! += count[i]!
  const history = new Float64Array(counts.length)
  const sorted = new Float64Array(window)
  let known = 0
  const factors = new Float64Array(counts.length).fill(1)
  for (let p = 0; p < counts.length; p++) {
    const n = counts[p]!
    let cap = Infinity
    if (n > floor) {
      const before = known < 4
        ? Float64Array.from({ length: 8 }, (_, i) => counts[i] ?? 0).sort()
        : sorted.subarray(0, known)
      const m = before.length
      const middle = m % 2 === 1 ? before[(m - 1) / 2]! : (before[m / 2 - 1]! + before[m / 2]!) / 2
      // The deviation is needed only where the median alone would cap.
      if (n > medians * middle) cap = Math.max(floor, medians * middle + deviations * medianDeviation(before))
      factors[p] = Math.min(1, cap / n)
    }
    history[p] = Math.min(n, cap)
    if (p >= window) remove(sorted, known--, history[p - window]!)
    insert(sorted, known++, history[p]!)
  }
  for (let i = 0; i < length; i++) {
    if (!confirmed[i]) factor[i] = Math.min(factor[i]!, factors[Math.floor(day[i]! / days) - first]!)
  }
}

function insert(sorted: Float64Array, size: number, value: number): void {
  let i = size
  for (; i > 0 && sorted[i - 1]! > value; i--) sorted[i] = sorted[i - 1]!
  sorted[i] = value
}

function remove(sorted: Float64Array, size: number, value: number): void {
  let i = 0
  while (sorted[i] !== value) i++
  for (; i < size - 1; i++) sorted[i] = sorted[i + 1]!
}

function general(cells: EvidenceCells, asOf: number, rule: EvidenceRule, { weight, full }: CellWeights): void {
  const all = Array.from({ length: cells.length }, (_, i): Observation => {
    const cluster = cells.cluster.get(i)
    return {
      day: cells.day[i]!, tier: cells.tier[i] as 1 | 2 | 3, confirmed: cells.confirmed[i] === 1,
      count: cells.count[i]!, design: cells.design[i]!, ...(cluster !== undefined && { actor: cluster, cluster }),
    }
  })
  const found = evidenceWeights(all, asOf, rule)
  for (let i = 0; i < cells.length; i++) {
    weight[i] = found.weight[i]!
    full[i] = found.verified[i]! * found.age[i]! * cells.design[i]!
  }
}
