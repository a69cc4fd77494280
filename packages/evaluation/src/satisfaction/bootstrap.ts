/**
 * Bootstrap over respondents. Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap (1993); percentile
 * intervals by quantile definition 7.
 */
import { deviation, mean, sortedQuantile } from '../numeric/describe.ts'
import { stream, type Seed } from '../numeric/philox.ts'
import { integerVariate } from '../numeric/variates.ts'
import { momentsInto, type Answers } from './moments.ts'
import type { CompiledModel } from './model.ts'
import { fitPls, type PlsFit, type PlsSettings } from './pls.ts'

/** One path's bootstrap: mean and standard deviation of the replicates, percentile interval. */
export interface PathInterval {
  from: string
  to: string
  estimate: number
  mean: number
  deviation: number
  low: number
  high: number
}

/**
 * Calls `see` with each replicate's fit and its respondents' counts. Replicate b is a function of (seed, b) alone.
 * Respondent weights multiply the counts. A replicate whose correlations cannot be solved is skipped and counted.
 */
export function bootstrapFits(
  model: CompiledModel, answers: Answers, settings: PlsSettings, replicates: number, seed: Seed,
  see: (fit: PlsFit, counts: Float64Array, replicate: number) => void, weights?: ArrayLike<number>,
): { skipped: number } {
  const { n, x } = answers
  const k = model.items.length
  const random = stream(seed)
  const counts = new Float64Array(n)
  const center = new Float64Array(k)
  const cross = new Float64Array(k * k)
  let skipped = 0
  for (let b = 0; b < replicates; b++) {
    random.seek(b)
    counts.fill(0)
    for (let i = 0; i < n; i++) {
      const r = integerVariate(random, n)
      counts[r] = counts[r]! + (weights ? weights[r]! : 1)
    }
    try {
      see(fitPls(model, momentsInto(x, n, k, counts, center, cross).correlation, settings), counts, b)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      skipped += 1
    }
  }
  return { skipped }
}

/** Percentile intervals of all paths of the model. */
export function bootstrapPaths(
  model: CompiledModel, answers: Answers, original: PlsFit, settings: PlsSettings, replicates: number, seed: Seed,
  level = 0.95, weights?: ArrayLike<number>,
): PathInterval[] {
  const m = model.names.length
  const cells = model.predecessors.flatMap((before, j) => before.map((p) => p * m + j))
  const kept = cells.map(() => [] as number[])
  bootstrapFits(model, answers, settings, replicates, seed, (fit) => {
    cells.forEach((cell, i) => kept[i]!.push(fit.paths[cell]!))
  }, weights)
  return cells.map((cell, i) => {
    const sorted = Float64Array.from(kept[i]!).sort()
    return {
      from: model.names[Math.floor(cell / m)]!, to: model.names[cell % m]!, estimate: original.paths[cell]!,
      mean: mean(sorted), deviation: deviation(sorted),
      low: sortedQuantile(sorted, (1 - level) / 2), high: sortedQuantile(sorted, (1 + level) / 2),
    }
  })
}
