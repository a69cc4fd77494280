/** Weighted means, standard deviations and correlations of questions: all that the path model needs of the data. */

/** Answers: respondent-major, one number per question; no gaps (gaps are filled or dropped before). */
export interface Answers { n: number; items: string[]; x: Float64Array }

/** Moments of the questions of a model. */
export interface Moments { mean: Float64Array; deviation: Float64Array; correlation: Float64Array }

/**
 * Moments with respondent weights (design or evidence weights; all 1 when left out), divisor Σw − 1 as for n.
 * Weights are scaled to sum n first.
 */
export function momentsOf({ n, items, x }: Answers, weights?: ArrayLike<number>): Moments {
  const k = items.length
  const cross = new Float64Array(k * k)
  const mean = new Float64Array(k)
  return momentsInto(x, n, k, weights, mean, cross)
}

/** The same with the room given: the inner step of the bootstrap, where `weights` counts how often each was drawn. */
export function momentsInto(
  x: Float64Array,
  n: number,
  k: number,
  weights: ArrayLike<number> | undefined,
  mean: Float64Array,
  cross: Float64Array,
): Moments {
  mean.fill(0)
  cross.fill(0)
  let total = 0
  for (let r = 0; r < n; r++) {
    const w = weights ? weights[r]! : 1
    if (w === 0) continue
    total += w
    const row = r * k
    for (let i = 0; i < k; i++) {
      const wx = w * x[row + i]!
      mean[i] = mean[i]! + wx
      for (let j = 0; j <= i; j++) cross[i * k + j] = cross[i * k + j]! + wx * x[row + j]!
    }
  }
  for (let i = 0; i < k; i++) mean[i] = mean[i]! / total
  const deviation = new Float64Array(k)
  const scale = n / total / (n - 1)
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) cross[i * k + j] = (cross[i * k + j]! - total * mean[i]! * mean[j]!) * scale
    deviation[i] = Math.sqrt(cross[i * k + i]!)
  }
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      const r = cross[i * k + j]! / (deviation[i]! * deviation[j]!)
      cross[i * k + j] = r
      cross[j * k + i] = r
    }
  }
  for (let i = 0; i < k; i++) cross[i * k + i] = 1
  return { mean, deviation, correlation: cross }
}

/** Takes the given questions out of a table, in that order; subtracts a constant per question for numeric safety. */
export function selectAnswers(columns: ReadonlyMap<string, Float64Array>, items: readonly string[]): Answers {
  const first = columns.get(items[0]!)
  const n = first?.length ?? 0
  const x = new Float64Array(n * items.length)
  items.forEach((item, i) => {
    const column = columns.get(item)
    if (!column) throw new RangeError(`no answers to ${item}`)
    for (let r = 0; r < n; r++) x[r * items.length + i] = column[r]!
  })
  return { n, items: [...items], x }
}
