/**
 * The satisfaction index 0–100. Two conventions differ by more than half a point on the same data, so the method
 * version names the one it uses.
 *
 * Sources: C. Fornell et al. (1996) for the ACSI form: weights of the unstandardised questions,
 * w_i = (w_std,i/s_i) / Σ;
 * "standardised" uses w_std,i / Σ w_std; "equal" gives every question the same weight.
 */
import type { Answers, Moments } from './moments.ts'
import type { PlsFit } from './pls.ts'

/** Convention of the weights. */
export type IndexConvention = 'acsi' | 'standardised' | 'equal'

/** Index of one latent variable: weights (sum 1), mean, standard deviation (n − 1) and standard error. */
export interface LatentIndex { name: string; weights: Float64Array; mean: number; deviation: number; error: number }

/** Scores 0…100 of one latent variable for each respondent; answers run from `low` to `high`. */
export function respondentScores(
  fit: PlsFit, moments: Moments, answers: Answers, j: number, convention: IndexConvention, low = 1, high = 10,
): { weights: Float64Array; scores: Float64Array } {
  const from = fit.model.start[j]!
  const size = fit.model.start[j + 1]! - from
  const k = fit.model.items.length
  const weights = Float64Array.from({ length: size }, (_, i) =>
    convention === 'equal' ? 1 : convention === 'acsi'
      ? fit.weights[from + i]! / moments.deviation[from + i]!
      : fit.weights[from + i]!)
  const total = weights.reduce((a, b) => a + b, 0)
  for (let i = 0; i < size; i++) weights[i] = weights[i]! / total
  const scores = Float64Array.from({ length: answers.n }, (_, r) => {
    let sum = 0
    for (let i = 0; i < size; i++) sum += (weights[i]! * (answers.x[r * k + from + i]! - low)) / (high - low)
    return 100 * sum
  })
  return { weights, scores }
}

/** The index of every latent variable, with respondent weights if given (standard error by Kish's effective size). */
export function latentIndices(
  fit: PlsFit, moments: Moments, answers: Answers, convention: IndexConvention = 'acsi',
  respondent?: ArrayLike<number>, low = 1, high = 10,
): LatentIndex[] {
  return fit.model.names.map((name, j) => {
    const { weights, scores } = respondentScores(fit, moments, answers, j, convention, low, high)
    let w1 = 0
    let w2 = 0
    let sum = 0
    scores.forEach((s, r) => {
      const w = respondent ? respondent[r]! : 1
      w1 += w
      w2 += w * w
      sum += w * s
    })
    const mean = sum / w1
    let squares = 0
    scores.forEach((s, r) => {
      squares += (respondent ? respondent[r]! : 1) * (s - mean) ** 2
    })
    const effective = (w1 * w1) / w2
    const variance = (squares / w1) * (effective / (effective - 1))
    return { name, weights, mean, deviation: Math.sqrt(variance), error: Math.sqrt(variance / effective) }
  })
}
