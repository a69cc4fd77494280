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
  /** Ages that the tables begin and end with; by age the share that is left, and its stretch under each shift. */
  #youngest = 0
  #oldest = -1
  #left = new Float64Array(0)
  #parts: Int32Array[] = []
  #age = new Int32Array(0)
  #sums = new Float64Array(0)

  constructor(asOf: number, rule: EvidenceRule) {
    this.#asOf = asOf
    this.#rule = rule
    this.#caps = rule.bursts.map((burst) => new BurstCaps(burst))
    this.#limits = new ClusterLimits(rule)
  }

  /** Fills `out`. */
  weigh(cells: EvidenceCells, out: CellWeights): void {
    const { length, tier, design } = cells
    const { weight, full } = out
    if (length === 0) return
    this.#tabulate(cells)
    const [first, second, third] = this.#rule.tierWeight
    for (let i = 0; i < length; i++) {
      const kind = tier[i] === 1 ? first : tier[i] === 2 ? second : third
      full[i] = kind * this.#left[this.#age[i]!]! * design[i]!
      weight[i] = 1
    }
    for (const caps of this.#caps) caps.lower(cells, weight)
    for (let i = 0; i < length; i++) weight[i] = weight[i]! * full[i]!
    this.#limits.lower(cells, weight)
    for (const parts of this.#parts) this.#limitStretches(parts, length, weight)
  }

  /** Ages of the cells as places in the tables, which grow with the ages that are met. */
  #tabulate({ length, day }: EvidenceCells): void {
    let youngest = Infinity
    let oldest = -Infinity
    for (let i = 0; i < length; i++) {
      const age = this.#asOf - day[i]!
      if (age < youngest) youngest = age
      if (age > oldest) oldest = age
    }
    if (youngest < this.#youngest || oldest > this.#oldest) {
      this.#youngest = Math.min(youngest, this.#youngest)
      this.#oldest = Math.max(oldest, this.#oldest)
      const { halfLifeDays, stretch: { days } } = this.#rule
      const ages = Int32Array.from({ length: this.#oldest - this.#youngest + 1 }, (_, i) => this.#youngest + i)
      this.#left = Float64Array.from(ages, (age) => (age < 0 ? 0 : 2 ** (-age / halfLifeDays)))
      this.#parts = [0, 1, 2, 3].map((shift) => {
        const part = ages.map((age) => Math.floor((age + (shift * days) / 4) / days))
        return part.map((p) => p - part[0]!)
      })
      this.#sums = new Float64Array(Math.max(...this.#parts.map((part) => part.at(-1)!)) + 1)
    }
    if (length > this.#age.length) this.#age = new Int32Array(2 * length)
    const whole = this.#asOf - this.#youngest
    for (let i = 0; i < length; i++) this.#age[i] = whole - day[i]!
  }

  /** No stretch carries more than its share. */
  #limitStretches(parts: Int32Array, length: number, weight: Float64Array): void {
    const { share, slack } = this.#rule.stretch
    const sums = this.#sums.fill(0)
    let total = slack
    for (let i = 0; i < length; i++) {
      const part = parts[this.#age[i]!]!
      sums[part] = sums[part]! + weight[i]!
      total += weight[i]!
    }
    let most = 0
    for (let p = 0; p < sums.length; p++) if (sums[p]! > most) most = sums[p]!
    if (most <= share * total) return
    const level = groupLevel(sums, total, share)
    if (level === undefined) return
    for (let i = 0; i < length; i++) {
      const sum = sums[parts[this.#age[i]!]!]!
      if (sum > level) weight[i] = (weight[i]! * level) / sum
    }
  }
}
