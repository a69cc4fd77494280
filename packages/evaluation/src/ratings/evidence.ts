/**
 * Evidence weights: how much one observation counts. Weights answer manipulation; shrinkage answers small samples;
 * the two stages are separate. All factors lie in [0, 1] and are published; no observation is deleted.
 *
 * Source: rules of the programme (method version). L. Kish, Survey Sampling (1965) for the effective size.
 */
import { median, medianDeviation } from '../numeric/describe.ts'

/** One observation of one brand. `day` counts days; `actor` and `cluster` are pseudonyms. */
export interface Observation {
  day: number
  actor: string
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
  burst: { windowDays: number; floor: number; medians: number; deviations: number }
}

/** The usual parameters. */
export const USUAL_EVIDENCE: EvidenceRule = {
  tierWeight: [1, 0.7, 0.25], halfLifeDays: 365, actorWindowDays: 180, clusterShare: 0.02,
  burst: { windowDays: 28, floor: 3, medians: 2, deviations: 3 },
}

/** Factors and product of every observation, in order. */
export interface EvidenceWeights {
  weight: Float64Array
  verified: Float64Array
  age: Float64Array
  burst: Float64Array
  actor: Float64Array
}

/** Weights of one brand's observations as of a day (those after it get 0). */
export function evidenceWeights(all: readonly Observation[], asOf: number, rule = USUAL_EVIDENCE): EvidenceWeights {
  const verified = Float64Array.from(all, (o) => rule.tierWeight[o.tier - 1]!)
  const age = Float64Array.from(all, (o) => (o.day > asOf ? 0 : 2 ** (-(asOf - o.day) / rule.halfLifeDays)))
  const burst = burstFactors(all, rule)
  const weight = verified.map((v, i) => v * age[i]! * burst[i]!)
  const actor = new Float64Array(all.length).fill(1)
  limitActors(all, weight, actor, rule.actorWindowDays)
  limitClusters(all, weight, actor, rule.clusterShare)
  return { weight, verified, age, burst, actor }
}

/**
 * Cap of a day: max(floor, 2·median + 3·1.4826·MAD of the daily counts of the window before it). Confirmed purchases
 * neither count nor are capped. The factor is min(1, cap / count).
 */
function burstFactors(all: readonly Observation[], { burst }: EvidenceRule): Float64Array {
  const counts = new Map<number, number>()
  for (const o of all) if (!o.confirmed) counts.set(o.day, (counts.get(o.day) ?? 0) + 1)
  const factor = new Map<number, number>()
  // History counts as capped: else a burst of two weeks would raise the median and so its own cap.
  const history = new Map<number, number>()
  for (const day of [...counts.keys()].sort((a, b) => a - b)) {
    const n = counts.get(day)!
    const before = Float64Array.from({ length: burst.windowDays }, (_, i) => history.get(day - 1 - i) ?? 0)
    const cap = Math.max(burst.floor, burst.medians * median(before) + burst.deviations * medianDeviation(before))
    factor.set(day, Math.min(1, cap / n))
    history.set(day, Math.min(n, cap))
  }
  return Float64Array.from(all, (o) => (o.confirmed ? 1 : factor.get(o.day)!))
}

/** One actor carries at most weight 1 in any window: earlier observations keep theirs, later ones get what is left. */
function limitActors(all: readonly Observation[], weight: Float64Array, actor: Float64Array, window: number): void {
  const byActor = new Map<string, number[]>()
  all.forEach((o, i) => byActor.set(o.actor, [...(byActor.get(o.actor) ?? []), i]))
  for (const own of byActor.values()) {
    if (own.length === 1) continue
    own.sort((a, b) => all[a]!.day - all[b]!.day || a - b)
    own.forEach((i, k) => {
      let used = 0
      for (let e = 0; e < k; e++) if (all[i]!.day - all[own[e]!]!.day < window) used += weight[own[e]!]!
      scaleTo(i, Math.max(0, 1 - used), weight, actor)
    })
  }
}

function scaleTo(i: number, most: number, weight: Float64Array, factor: Float64Array): void {
  if (weight[i]! <= most) return
  factor[i] = factor[i]! * (weight[i] === 0 ? 1 : most / weight[i]!)
  weight[i] = most
}

/**
 * A cluster's total weight is at most `share` of the brand's: scaled until it holds, at once for all that exceed it.
 * The scale t solves t = share·(rest + sum of capped clusters), which is a fixed point of the capped set.
 */
function limitClusters(all: readonly Observation[], weight: Float64Array, factor: Float64Array, share: number): void {
  const sums = new Map<string, number>()
  let rest = 0
  all.forEach((o, i) => {
    if (o.cluster === undefined) rest += weight[i]!
    else sums.set(o.cluster, (sums.get(o.cluster) ?? 0) + weight[i]!)
  })
  const sorted = [...sums.values()].sort((a, b) => b - a)
  const total = rest + sorted.reduce((a, b) => a + b, 0)
  let capped = 0
  let cap = Infinity
  let left = total
  // With m clusters capped at t each: t = share·(left + m·t), so t = share·left/(1 − m·share).
  while (capped < sorted.length && sorted[capped]! > (capped === 0 ? share * total : cap)) {
    left -= sorted[capped]!
    capped += 1
    cap = 1 - capped * share > 0 ? Math.max(0, (share * left) / (1 - capped * share)) : 0
  }
  if (capped === 0) return
  all.forEach((o, i) => {
    const sum = o.cluster === undefined ? 0 : sums.get(o.cluster)!
    if (sum <= cap) return
    factor[i] = (factor[i]! * cap) / sum
    weight[i] = (weight[i]! * cap) / sum
  })
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
