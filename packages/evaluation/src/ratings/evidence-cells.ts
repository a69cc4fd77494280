/**
 * Evidence weights over the cells of a roll-up, in typed arrays: the same rule and the same numbers as
 * `evidenceWeights`, without an object per cell, so that millions of cells take no longer than reading them.
 */
import { BurstCaps } from './evidence-caps.ts'
import { ClusterLimits } from './evidence-limits.ts'
import { groupLevel, type EvidenceRule } from './evidence.ts'

/** Cells of one subject and one kind of evidence; the first `length` of each array count. Days are whole. */
export interface EvidenceCells {
  length: number
  day: Int32Array
  tier: Uint8Array
  confirmed: Uint8Array
  count: Int32Array
  /** Sum of design weights. */
  design: Float64Array
  /** Number of the actor (and its cluster) who said more than one thing; 0 for those who said one thing each. */
  cluster: Int32Array
}

/** Room for the answer, at least as long as the cells: weights, and weights before caps and limits. */
export interface CellWeights { weight: Float64Array; full: Float64Array }

/** Weighs one subject after the other as of a day. */
export class CellWeigher {
  readonly #asOf: number
  readonly #rule: EvidenceRule
  readonly #caps: readonly BurstCaps[]
  readonly #limits: ClusterLimits
  /** By age from the youngest met on: the share that is left, and the quarter of a stretch that it falls into. */
  #youngest = 0
  #left = new Float64Array(0)
  #quarter = new Int32Array(0)
  /** By day of one subject: how many are not confirmed, and the factor of the caps. */
  #count = new Float64Array(0)
  #factor = new Float64Array(0)
  /** By quarter of a stretch: weight, and the factor that is left of it. */
  #sum = new Float64Array(0)
  #kept = new Float64Array(0)

  constructor(asOf: number, rule: EvidenceRule) {
    this.#asOf = asOf
    this.#rule = rule
    this.#caps = rule.bursts.map((burst) => new BurstCaps(burst))
    this.#limits = new ClusterLimits(rule)
  }

  /** Fills `out`. */
  weigh(cells: EvidenceCells, out: CellWeights): void {
    const { length, day, tier, confirmed, count, design, cluster } = cells
    const { weight, full } = out
    let first = Infinity
    let last = -Infinity
    let named = 0
    for (let i = 0; i < length; i++) {
      if (day[i]! < first) first = day[i]!
      if (day[i]! > last) last = day[i]!
      if (cluster[i] !== 0) named++
    }
    if (length === 0) return
    const span = last - first + 1
    this.#makeRoom(this.#asOf - last, this.#asOf - first, span)
    const ages = this.#asOf - this.#youngest
    const left = this.#left
    const counts = this.#count
    const factor = this.#factor
    const [one, two, three] = this.#rule.tierWeight
    for (let i = 0; i < length; i++) {
      const d = day[i]!
      full[i] = (tier[i] === 1 ? one : tier[i] === 2 ? two : three) * left[ages - d]! * design[i]!
      if (confirmed[i] === 0) counts[d - first] = counts[d - first]! + count[i]!
    }
    for (const caps of this.#caps) caps.lower(counts, first, span, factor)
    for (let i = 0; i < length; i++)
      weight[i] = confirmed[i] === 0 ? full[i]! * factor[day[i]! - first]! : full[i]!
    if (named > 0) this.#limits.lower(cells, named, weight)
    this.#limitStretches(cells, ages, weight)
  }

  #makeRoom(youngest: number, oldest: number, span: number): void {
    if (youngest < this.#youngest || oldest >= this.#youngest + this.#left.length) {
      const from = Math.min(youngest, this.#youngest)
      const ages = Int32Array.from(
        { length: Math.max(oldest + 1, this.#youngest + this.#left.length) - from }, (_, i) => from + i)
      const { halfLifeDays, stretch: { days } } = this.#rule
      this.#youngest = from
      this.#left = Float64Array.from(ages, (age) => (age < 0 ? 0 : 2 ** (-age / halfLifeDays)))
      // Counted from a whole number of stretches before the youngest.
      const before = 4 * Math.floor(Math.floor((4 * from) / days) / 4)
      this.#quarter = ages.map((age) => Math.floor((4 * age) / days) - before)
      this.#sum = new Float64Array(this.#quarter.at(-1)! + 1)
      this.#kept = new Float64Array(this.#sum.length)
    }
    if (span > this.#count.length) {
      this.#count = new Float64Array(2 * span)
      this.#factor = new Float64Array(2 * span)
    }
    this.#count.fill(0, 0, span)
    this.#factor.fill(1, 0, span)
  }

  /**
   * No stretch carries more than its share. Stretches begin a quarter later under each shift, so that quarters are all
   * that has to be summed: what a stretch loses, each of its quarters loses by the same factor.
   */
  #limitStretches({ length, day }: EvidenceCells, ages: number, weight: Float64Array): void {
    const { share, slack } = this.#rule.stretch
    const quarter = this.#quarter
    const sum = this.#sum.fill(0)
    for (let i = 0; i < length; i++) {
      const q = quarter[ages - day[i]!]!
      sum[q] = sum[q]! + weight[i]!
    }
    const kept = this.#kept.fill(1)
    let lowered = false
    for (let shift = 0; shift < 4; shift++) {
      const stretches = new Float64Array((sum.length + shift + 3) >> 2)
      let total = slack
      let most = 0
      for (let q = 0; q < sum.length; q++) {
        const part = (q + shift) >> 2
        const s = stretches[part]! + sum[q]!
        stretches[part] = s
        total += sum[q]!
        if (s > most) most = s
      }
      if (most <= share * total) continue
      const level = groupLevel(stretches, total, share)
      if (level === undefined) continue
      lowered = true
      for (let q = 0; q < sum.length; q++) {
        const s = stretches[(q + shift) >> 2]!
        if (s <= level) continue
        kept[q] = kept[q]! * (level / s)
        sum[q] = sum[q]! * (level / s)
      }
    }
    if (!lowered) return
    for (let i = 0; i < length; i++) weight[i] = weight[i]! * kept[quarter[ages - day[i]!]!]!
  }
}
