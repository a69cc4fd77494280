/** Caps on bursts over cells in typed arrays: the rule of `evidenceWeights`, without an object per cell or period. */
import type { EvidenceRule } from './evidence.ts'
import type { EvidenceCells } from './evidence-cells.ts'

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

  /** Lowers `factor` to min(1, cap / count) of its period. What is confirmed neither counts nor is capped. */
  lower({ length, day, confirmed, count }: EvidenceCells, factor: Float64Array): void {
    const { days, floor } = this.#burst
    let first = Infinity
    let last = -Infinity
    for (let i = 0; i < length; i++) {
      if (confirmed[i]) continue
      if (day[i]! < first) first = day[i]!
      if (day[i]! > last) last = day[i]!
    }
    if (first > last) return
    const start = Math.floor(first / days)
    const periods = Math.floor(last / days) - start + 1
    this.#makeRoom(periods)
    let most = 0
    for (let i = 0; i < length; i++) {
      if (confirmed[i]) continue
      const p = Math.floor(day[i]! / days) - start
      const n = this.#count[p]! + count[i]!
      this.#count[p] = n
      if (n > most) most = n
    }
    if (most <= floor) return
    this.#follow(periods)
    for (let i = 0; i < length; i++) {
      if (confirmed[i]) continue
      const f = this.#factor[Math.floor(day[i]! / days) - start]!
      if (f < factor[i]!) factor[i] = f
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
      if (size === window) remove(this.#sorted, size--, history[p - window]!)
      insert(this.#sorted, size++, kept)
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

function remove(sorted: Float64Array, size: number, value: number): void {
  let i = 0
  while (sorted[i] !== value) i++
  for (; i < size - 1; i++) sorted[i] = sorted[i + 1]!
}
