/** What one actor and one cluster may carry, over cells in typed arrays: the rule of `evidenceWeights`. */
import { groupLevel, type EvidenceRule } from './evidence.ts'
import type { EvidenceCells } from './evidence-cells.ts'

/** Limits on those who said more than one thing, with the rooms that one subject leaves to the next. */
export class ClusterLimits {
  readonly #rule: EvidenceRule
  /** Cells with a cluster in the order cluster, day, place; then where each cluster begins, and what it carries. */
  #order = new Float64Array(0)
  #begin = new Int32Array(0)
  #sum = new Float64Array(0)

  constructor(rule: EvidenceRule) {
    this.#rule = rule
  }

  /** Lowers `weight`; `named` of the cells have a cluster. */
  lower(cells: EvidenceCells, named: number, weight: Float64Array): void {
    const clusters = this.#sort(cells, named)
    for (let c = 0; c < clusters; c++) this.#limitActor(cells, c, weight)
    const { clusterShare, clusterFloor } = this.#rule
    let total = 0
    for (let i = 0; i < cells.length; i++) total += weight[i]!
    let most = 0
    for (let c = 0; c < clusters; c++) {
      let sum = 0
      for (let k = this.#begin[c]!; k < this.#begin[c + 1]!; k++) sum += weight[this.#order[k]!]!
      this.#sum[c] = sum
      if (sum > most) most = sum
    }
    if (most <= clusterShare * total) return
    const level = groupLevel(this.#sum.subarray(0, clusters), total, clusterShare, clusterFloor)
    if (level === undefined) return
    for (let c = 0; c < clusters; c++) {
      const sum = this.#sum[c]!
      if (sum <= level) continue
      for (let k = this.#begin[c]!; k < this.#begin[c + 1]!; k++) {
        const i = this.#order[k]!
        weight[i] = (weight[i]! * level) / sum
      }
    }
  }

  /** Orders the cells and says how many clusters there are. */
  #sort({ length, day, cluster }: EvidenceCells, named: number): number {
    if (named >= this.#begin.length) {
      this.#order = new Float64Array(2 * named)
      this.#begin = new Int32Array(2 * named + 1)
      this.#sum = new Float64Array(2 * named)
    }
    const order = this.#order.subarray(0, named)
    let [low, high, first, last] = [Infinity, -Infinity, Infinity, -Infinity]
    for (let i = 0, k = 0; i < length; i++) {
      const c = cluster[i]!
      if (c === 0) continue
      order[k++] = i
      if (c < low) low = c
      if (c > high) high = c
      if (day[i]! < first) first = day[i]!
      if (day[i]! > last) last = day[i]!
    }
    const days = last - first + 1
    if ((high - low + 1) * days * length < Number.MAX_SAFE_INTEGER) {
      // One number says cluster, day and place: typed arrays sort numbers without asking anyone.
      for (let k = 0; k < named; k++) {
        const i = order[k]!
        order[k] = ((cluster[i]! - low) * days + day[i]! - first) * length + i
      }
      order.sort()
      for (let k = 0; k < named; k++) order[k] = order[k]! - Math.floor(order[k]! / length) * length
    } else {
      order.sort((a, b) => cluster[a]! - cluster[b]! || day[a]! - day[b]! || a - b)
    }
    let clusters = 0
    for (let k = 0; k < named; k++)
      if (k === 0 || cluster[order[k]!] !== cluster[order[k - 1]!]) this.#begin[clusters++] = k
    this.#begin[clusters] = named
    return clusters
  }

  /** At most weight 1 in any window: earlier cells keep theirs, later ones get what is left. */
  #limitActor({ day, count }: EvidenceCells, c: number, weight: Float64Array): void {
    const order = this.#order
    const begin = this.#begin[c]!
    const end = this.#begin[c + 1]!
    if (end - begin === 1 && count[order[begin]!] === 1) return
    let used = 0
    let oldest = begin
    for (let k = begin; k < end; k++) {
      const i = order[k]!
      while (day[i]! - day[order[oldest]!]! >= this.#rule.actorWindowDays) used -= weight[order[oldest++]!]!
      weight[i] = Math.min(weight[i]!, Math.max(0, 1 - used))
      used += weight[i]!
    }
  }
}
