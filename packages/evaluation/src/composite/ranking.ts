/** Ranks of units: 1 is the best; equal scores share the better rank; missing scores have no rank (NaN). */
export function rankDown(scores: ArrayLike<number>): Float64Array {
  const out = new Float64Array(scores.length)
  rankDownInto(scores, 0, scores.length, out, new Uint32Array(scores.length))
  return out
}

/** The same on a stretch of a larger array, with the room given: nothing is allocated. */
export function rankDownInto(
  scores: ArrayLike<number>, from: number, n: number, out: Float64Array, order: Uint32Array,
): void {
  let present = 0
  for (let i = 0; i < n; i++) {
    if (scores[from + i]! === scores[from + i]!) order[present++] = i
    else out[i] = NaN
  }
  const used = order.subarray(0, present)
  if (present <= 64) insertionSort(used, scores, from)
  else used.sort((a, b) => scores[from + b]! - scores[from + a]!)
  for (let k = 0; k < present; k++) {
    const same = k > 0 && scores[from + used[k]!]! === scores[from + used[k - 1]!]!
    out[used[k]!] = same ? out[used[k - 1]!]! : k + 1
  }
}

function insertionSort(order: Uint32Array, scores: ArrayLike<number>, from: number): void {
  for (let k = 1; k < order.length; k++) {
    const item = order[k]!
    const key = scores[from + item]!
    let j = k - 1
    while (j >= 0 && scores[from + order[j]!]! < key) {
      order[j + 1] = order[j]!
      j--
    }
    order[j + 1] = item
  }
}

/**
 * Groups of units that cannot be told apart: sorted by score, a unit joins the group above while its interval
 * overlaps that of the group's first. A published list shows groups and rank intervals, never bare ranks.
 */
export function equivalenceGroups(units: readonly { score: number; low: number; high: number }[]): number[] {
  const order = units.map((_, i) => i).sort((a, b) => units[b]!.score - units[a]!.score)
  const group = units.map(() => 0)
  let current = 0
  let head: (typeof units)[number] | undefined
  for (const i of order) {
    if (!head || units[i]!.high < head.low) {
      current += 1
      head = units[i]!
    }
    group[i] = current
  }
  return group
}
