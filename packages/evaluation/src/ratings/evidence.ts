/**
 * Evidence weights: how much one observation counts. Weights answer manipulation; shrinkage answers small samples;
 * the two stages are separate. All factors lie in [0, 1] and are published; no observation is deleted.
 *
 * Source: rules of the programme (method version). L. Kish, Survey Sampling (1965) for the effective size.
 */
import { median, medianDeviation } from '../numeric/describe.ts'

/**
 * One observation of one brand, or a cell of a roll-up: observations of one day that are alike in all of this. `day`
 * counts days; `actor` and `cluster` are pseudonyms.
 */
export interface Observation {
  day: number
  /** Left out for a cell of actors who said one thing each. */
  actor?: string
  /** How many observations, and the sum of their design weights; 1 and `count` when left out. */
  count?: number
  design?: number
  /** Group of actors that share a device, an address or a household; left out when unknown. */
  cluster?: string
  /** 1 verified purchase or survey, 2 verified by the selling platform, 3 not verified. */
  tier: 1 | 2 | 3
  /** The purchase is confirmed by its amount: a genuine promotion is not capped. */
  confirmed?: boolean
}

/** Parameters, part of the method version. */
export interface EvidenceRule {
  tierWeight: readonly [number, number, number]
  halfLifeDays: number
  actorWindowDays: number
  clusterShare: number
  /** A cluster counts at least this much, so that few observations do not bound each other to nothing; 0 usually. */
  clusterFloor?: number
  /**
   * Caps on what is not confirmed, at one scale or more: a period of `days` counts at most
   * max(floor, medians·median + deviations·1.4826·MAD) of the `window` periods before it.
   */
  bursts: readonly { days: number; window: number; floor: number; medians: number; deviations: number }[]
  /**
   * No stretch of `days` carries more than `share` of the brand's weight (plus `slack`, for brands with little):
   * purchases can be bought too, so that confirmed ones are limited as well, but only here. The share leaves ample
   * room for a genuine threefold promotion of four weeks in a year's history; a young brand's evidence grows with its
   * months.
   */
  stretch: { days: number; share: number; slack: number }
}

/** The usual parameters. */
export const USUAL_EVIDENCE: EvidenceRule = {
  tierWeight: [1, 0.7, 0.25], halfLifeDays: 365, actorWindowDays: 180, clusterShare: 0.02,
  bursts: [
    { days: 1, window: 28, floor: 3, medians: 2, deviations: 3 },
    { days: 7, window: 26, floor: 4, medians: 2, deviations: 3 },
  ],
  stretch: { days: 28, share: 0.45, slack: 10 },
}

/** Factors and product of every observation, in order. */
export interface EvidenceWeights {
  weight: Float64Array
  verified: Float64Array
  age: Float64Array
  burst: Float64Array
  actor: Float64Array
  stretch: Float64Array
}

/** Weights of one brand's observations as of a day (those after it get 0). */
export function evidenceWeights(all: readonly Observation[], asOf: number, rule = USUAL_EVIDENCE): EvidenceWeights {
  const verified = Float64Array.from(all, (o) => rule.tierWeight[o.tier - 1]!)
  const age = Float64Array.from(all, (o) => (o.day > asOf ? 0 : 2 ** (-(asOf - o.day) / rule.halfLifeDays)))
  const burst = burstFactors(all, rule)
  const weight = verified.map((v, i) => v * age[i]! * burst[i]! * (all[i]!.design ?? all[i]!.count ?? 1))
  const actor = new Float64Array(all.length).fill(1)
  limitActors(all, weight, actor, rule.actorWindowDays)
  limitGroups(all.map((o) => o.cluster), weight, actor, rule.clusterShare, 0, rule.clusterFloor)
  const stretch = new Float64Array(all.length).fill(1)
  const { days, share, slack } = rule.stretch
  // Stretches that begin a quarter later each time: a burst across two of them is whole in one of the others.
  for (let shift = 0; shift < 4; shift++) {
    const part = all.map((o) => String(Math.floor((asOf - o.day + (shift * days) / 4) / days)))
    limitGroups(part, weight, stretch, share, slack)
  }
  return { weight, verified, age, burst, actor, stretch }
}

/** The least of min(1, cap / count) over all scales. Confirmed purchases neither count nor are capped. */
function burstFactors(all: readonly Observation[], { bursts }: EvidenceRule): Float64Array {
  const out = new Float64Array(all.length).fill(1)
  for (const { days, window, floor, medians, deviations } of bursts) {
    const periodOf = (o: Observation): number => Math.floor(o.day / days)
    const counts = new Map<number, number>()
    for (const o of all) if (!o.confirmed) counts.set(periodOf(o), (counts.get(periodOf(o)) ?? 0) + (o.count ?? 1))
    const factor = new Map<number, number>()
    // History counts as capped: else a burst of two weeks would raise the median and so its own cap.
    const history = new Map<number, number>()
    const periods = [...counts.keys()].sort((a, b) => a - b)
    const first = periods[0] ?? 0
    for (const period of periods) {
      const n = counts.get(period)!
      // A brand's first periods have no history: they are measured by its first eight together.
      const known = Math.min(window, period - first)
      const before = known < 4
        ? Float64Array.from({ length: 8 }, (_, i) => counts.get(first + i) ?? 0)
        : Float64Array.from({ length: known }, (_, i) => history.get(period - 1 - i) ?? 0)
      const cap = Math.max(floor, medians * median(before) + deviations * medianDeviation(before))
      factor.set(period, Math.min(1, cap / n))
      history.set(period, Math.min(n, cap))
    }
    all.forEach((o, i) => {
      if (!o.confirmed) out[i] = Math.min(out[i]!, factor.get(periodOf(o))!)
    })
  }
  return out
}

/** One actor carries at most weight 1 in any window: earlier observations keep theirs, later ones get what is left. */
function limitActors(all: readonly Observation[], weight: Float64Array, actor: Float64Array, window: number): void {
  const byActor = new Map<string, number[]>()
  all.forEach((o, i) => {
    if (o.actor === undefined) return
    const own = byActor.get(o.actor)
    if (own) own.push(i)
    else byActor.set(o.actor, [i])
  })
  for (const own of byActor.values()) {
    // A cell of several observations is limited even where it stands alone.
    if (own.length === 1 && (all[own[0]!]!.count ?? 1) === 1) continue
    own.sort((a, b) => all[a]!.day - all[b]!.day || a - b)
    let used = 0
    let oldest = 0
    for (const i of own) {
      while (all[i]!.day - all[own[oldest]!]!.day >= window) used -= weight[own[oldest++]!]!
      scaleTo(i, Math.max(0, 1 - used), weight, actor)
      used += weight[i]!
    }
  }
}

function scaleTo(i: number, most: number, weight: Float64Array, factor: Float64Array): void {
  if (weight[i]! <= most) return
  factor[i] = factor[i]! * (weight[i] === 0 ? 1 : most / weight[i]!)
  weight[i] = most
}

/**
 * A group's total weight is at most `share` of the brand's (plus `slack`): all groups above are scaled at once, to the
 * level t with t = share·(slack + others + m·t) for the m groups at it. Those without a group are never scaled.
 */
function limitGroups(
  group: readonly (string | undefined)[], weight: Float64Array, factor: Float64Array, share: number, slack: number,
  floor = 0,
): void {
  const sums = new Map<string, number>()
  let total = slack
  group.forEach((g, i) => {
    total += weight[i]!
    if (g !== undefined) sums.set(g, (sums.get(g) ?? 0) + weight[i]!)
  })
  const level = groupLevel([...sums.values()], total, share, floor)
  if (level === undefined) return
  group.forEach((g, i) => {
    const sum = g === undefined ? 0 : sums.get(g)!
    if (sum <= level) return
    factor[i] = (factor[i]! * level) / sum
    weight[i] = (weight[i]! * level) / sum
  })
}

/**
 * The level that groups with these sums are scaled down to, where one of them is above its share of `total`; undefined
 * where none is, or where as many as fill the whole bound each other.
 */
export function groupLevel(sums: ArrayLike<number>, total: number, share: number, floor = 0): number | undefined {
  const sorted = Float64Array.from(sums).sort().reverse()
  let capped = 0
  let level = share * total
  let left = total
  while (capped < sorted.length && sorted[capped]! > level * (1 + 1e-12)) {
    left -= sorted[capped]!
    capped += 1
    // As many groups as fill the whole leave no level: they bound each other.
    if (capped * share >= 1) return undefined
    level = (share * Math.max(0, left)) / (1 - capped * share)
  }
  return capped === 0 ? undefined : Math.max(level, floor)
}

/** Weighted mean with its sampling variance s²/n_eff (Kish), and the sums that a roll-up keeps. */
export function weightedMean(
  x: ArrayLike<number>,
  w: ArrayLike<number>,
): { mean: number; variance: number; effective: number } {
  let s0 = 0
  let s1 = 0
  let ss = 0
  for (let i = 0; i < x.length; i++) {
    s0 += w[i]!
    ss += w[i]! ** 2
    s1 += w[i]! * x[i]!
  }
  const mean = s1 / s0
  let squares = 0
  for (let i = 0; i < x.length; i++) squares += w[i]! * (x[i]! - mean) ** 2
  const effective = (s0 * s0) / ss
  return { mean, variance: (squares / s0) * (1 / Math.max(effective - 1, 1e-9)), effective }
}

/** Least effective evidence below which a result is shown as 数据不足 and never ranked. */
export const LEAST_EVIDENCE = { ratings: 30, survey: 100, lots: 5 } as const
