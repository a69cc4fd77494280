/** Caps on bursts over counts by day: the rule of `evidenceWeights`, without an object per observation or period. */
import type { EvidenceRule } from './evidence.ts'

/** Caps at one scale, with the rooms that one subject leaves to the next. */
export class BurstCaps {
  readonly #burst: EvidenceRule['bursts'][number]
  /** The periods before the current one as they counted, sorted. */
  readonly #sorted: Float64Array
  #count = new Float64Array(0)
  #history = new Float64Array(0)
  #factor = new Float64Array(0)

  constructor(burst: EvidenceRule['bursts'][number]) {
    this.#burst = burst
    this.#sorted = new Float64Array(burst.window)
  }

  /**
   * Lowers the factors of the days to min(1, cap / count) of their period. `counts` holds what is not confirmed by day,
   * `span` days from `first` on: what is confirmed neither counts nor is capped.
   */
  lower(counts: Float64Array, first: number, span: number, factor: Float64Array): void {
    const { days, floor } = this.#burst
    let begin = 0
    while (begin < span && counts[begin] === 0) begin++
    let end = span
    while (end > begin && counts[end - 1] === 0) end--
    if (begin === end) return
    const start = Math.floor((first + begin) / days)
    const periods = Math.floor((first + end - 1) / days) - start + 1
    this.#makeRoom(periods)
    let most = 0
    for (let d = begin; d < end; d++) {
      if (counts[d] === 0) continue
      const p = Math.floor((first + d) / days) - start
      const n = this.#count[p]! + counts[d]!
      this.#count[p] = n
      if (n > most) most = n
    }
    if (most <= floor) return
    this.#follow(periods)
    for (let d = begin; d < end; d++) {
      const f = this.#factor[Math.floor((first + d) / days) - start]!
      if (f < factor[d]!) factor[d] = f
    }
  }

  #makeRoom(periods: number): void {
    if (periods > this.#count.length) {
      this.#count = new Float64Array(2 * periods)
      this.#history = new Float64Array(2 * periods)
      this.#factor = new Float64Array(2 * periods)
    } else {
      this.#count.fill(0, 0, periods)
    }
  }

  #follow(periods: number): void {
    const { window, floor, medians, deviations } = this.#burst
    const count = this.#count
    const history = this.#history
    // A brand's first periods have no history: they are measured by its first eight together.
    const beginning = Float64Array.from({ length: 8 }, (_, i) => (i < periods ? count[i]! : 0)).sort()
    // Few brands need the window in every period: it is sorted where it is first asked for, and slides from there.
    let size = 0
    for (let p = 0; p < periods; p++) {
      const n = count[p]!
      const known = Math.min(window, p)
      let kept = n
      if (n > floor) {
        if (known >= 4 && size === 0)
          for (; size < known; size++) insert(this.#sorted, size, history[p - known + size]!)
        const before = known < 4 ? beginning : this.#sorted
        const of = known < 4 ? 8 : known
        const middle = halfway(before[(of - 1) >> 1]!, before[of >> 1]!)
        // The deviation is needed only where the median alone would cap.
        if (n > medians * middle) {
          kept = Math.min(n, Math.max(floor, medians * middle + deviations * 1.4826 * spread(before, of, middle)))
        }
      }
      this.#factor[p] = n > kept ? kept / n : 1
      history[p] = kept
      if (size === 0) continue
      if (size === window) replace(this.#sorted, size, history[p - window]!, kept)
      else insert(this.#sorted, size++, kept)
    }
  }
}

const halfway = (a: number, b: number): number => a + 0.5 * (b - a)

/** The median distance of sorted numbers from their median: both sides merged outwards. */
function spread(sorted: Float64Array, size: number, middle: number): number {
  let left = (size - 1) >> 1
  let right = left + 1
  let lower = 0
  let upper = 0
  for (let k = 0; k <= size >> 1; k++) {
    const l = left >= 0 ? middle - sorted[left]! : Infinity
    const r = right < size ? sorted[right]! - middle : Infinity
    lower = upper
    upper = Math.min(l, r)
    if (l <= r) left -= 1
    else right += 1
  }
  return size % 2 === 1 ? upper : halfway(lower, upper)
}

function insert(sorted: Float64Array, size: number, value: number): void {
  let i = size
  for (; i > 0 && sorted[i - 1]! > value; i--) sorted[i] = sorted[i - 1]!
  sorted[i] = value
}

/** What lies between the old and the new place moves by one. */
function replace(sorted: Float64Array, size: number, old: number, value: number): void {
  if (old === value) return
  let i = 0
  while (sorted[i] !== old) i++
  if (value > old) for (; i + 1 < size && sorted[i + 1]! < value; i++) sorted[i] = sorted[i + 1]!
  else for (; i > 0 && sorted[i - 1]! > value; i--) sorted[i] = sorted[i - 1]!
  sorted[i] = value
}
