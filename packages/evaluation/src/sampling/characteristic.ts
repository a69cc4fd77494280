/**
 * Operating characteristics of acceptance plans, and plans for given risks.
 *
 * Sources: D. Montgomery, Introduction to Statistical Quality Control, ch. 15–16; A. Kiermeier, J. Stat. Software 26
 * (2008) for the definitions of producer's and consumer's risk points; ISO 2859-2 for isolated lots.
 */
import {
  binomialCdf,
  binomialPoint,
  hypergeometricCdf,
  hypergeometricPoint,
  poissonCdf,
  poissonPoint,
} from '../numeric/discrete.ts'
import { noncentralStudentCdf } from '../numeric/noncentral.ts'
import { normalCdf, normalQuantile } from '../numeric/normal.ts'

/** How defects in a sample are distributed; the lot's size is needed for the hypergeometric. */
export type SamplingModel = { type: 'binomial' } | { type: 'poisson' } | { type: 'hypergeometric'; lot: number }

/** One stage: sample, acceptance and rejection number (cumulative). */
export interface Stage { n: number; ac: number; re: number }

/** P(accept) of a single plan at a proportion p defective (for the hypergeometric, p·lot rounded to whole units). */
export function acceptance(model: SamplingModel, n: number, c: number, p: number): number {
  switch (model.type) {
    case 'binomial': return binomialCdf(c, n, p)
    case 'poisson': return poissonCdf(c, n * p)
    case 'hypergeometric': return hypergeometricCdf(c, model.lot, Math.round(p * model.lot), n)
  }
}

function point(model: SamplingModel, x: number, n: number, p: number): number {
  switch (model.type) {
    case 'binomial': return binomialPoint(x, n, p)
    case 'poisson': return poissonPoint(x, n * p)
    case 'hypergeometric': return hypergeometricPoint(x, model.lot, Math.round(p * model.lot), n)
  }
}

/** P(accept) of a plan with several stages: accept at Σx ≤ ac, refuse at Σx ≥ re, else the next sample. */
export function multipleAcceptance(model: SamplingModel, stages: readonly Stage[], p: number): number {
  // undecided.get(d): probability of being undecided with d defectives so far.
  let undecided = new Map([[0, 1]])
  let drawn = 0
  let accepted = 0
  for (const { n, ac, re } of stages) {
    const next = new Map<number, number>()
    for (const [d, weight] of undecided) {
      for (let x = 0; x + d < re && x <= n; x++) {
        const left = model.type === 'hypergeometric'
          ? hypergeometricPoint(x, model.lot - drawn, Math.round(p * model.lot) - d, n)
          : point(model, x, n, p)
        if (x + d <= ac) accepted += weight * left
        else next.set(x + d, (next.get(x + d) ?? 0) + weight * left)
      }
    }
    undecided = next
    drawn += n
  }
  return accepted
}

/** A point of the curve: at proportion `p`, P(accept) is at least (producer) or at most (consumer) `accept`. */
export interface RiskPoint { p: number; accept: number }

/**
 * The plan with the smallest acceptance number, and the smallest sample for it, that meets both risk points.
 *
 * @throws RangeError when the points contradict each other or, for a finite lot, cannot be met
 */
export function findPlan(
  producer: RiskPoint,
  consumer: RiskPoint,
  model: SamplingModel = { type: 'binomial' },
): { n: number; c: number } {
  if (!(producer.p < consumer.p && producer.accept > consumer.accept))
    throw new RangeError('the risk points contradict each other')
  const most = model.type === 'hypergeometric' ? model.lot : 1e7
  for (let c = 0, least = 1; c < most; c++) {
    // P(accept) falls with n: the first n that satisfies the consumer is found by bisection.
    let low = Math.max(least, c + 1)
    if (acceptance(model, Math.min(low, most), c, consumer.p) > consumer.accept) {
      let high = low
      while (high < most && acceptance(model, high, c, consumer.p) > consumer.accept) {
        low = high
        high = Math.min(most, high * 2)
      }
      if (acceptance(model, high, c, consumer.p) > consumer.accept)
        throw new RangeError('the consumer’s point cannot be met')
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if (acceptance(model, middle, c, consumer.p) > consumer.accept) low = middle
        else high = middle
      }
      low = high
    }
    if (acceptance(model, low, c, producer.p) >= producer.accept) return { n: low, c }
    least = low
  }
  throw new RangeError('no plan meets both points')
}

/** P(accept) of a variables plan x̄ + k·s ≤ limit at proportion p, standard deviation known or estimated. */
export function variablesAcceptance(n: number, k: number, p: number, deviation: 'known' | 'unknown'): number {
  const z = normalQuantile(1 - p)
  return deviation === 'known'
    ? normalCdf((z - k) * Math.sqrt(n))
    : 1 - noncentralStudentCdf(k * Math.sqrt(n), n - 1, z * Math.sqrt(n))
}

/** Variables plan for two risk points: the smallest n for which the k that meets the producer's point meets both. */
export function findVariablesPlan(
  producer: RiskPoint,
  consumer: RiskPoint,
  deviation: 'known' | 'unknown',
): { n: number; k: number } {
  const za = normalQuantile(producer.accept)
  const z1 = normalQuantile(1 - producer.p)
  if (deviation === 'known') {
    const gap = z1 - normalQuantile(1 - consumer.p)
    const n = Math.ceil(((za + normalQuantile(1 - consumer.accept)) / gap) ** 2)
    return { n, k: z1 - za / Math.sqrt(n) }
  }
  for (let n = 2; n < 1e6; n++) {
    let low = z1 - 20
    let high = z1 + 20
    for (let i = 0; i < 200 && high - low > 1e-14; i++) {
      const middle = (low + high) / 2
      if (variablesAcceptance(n, middle, producer.p, deviation) > producer.accept) low = middle
      else high = middle
    }
    if (variablesAcceptance(n, low, consumer.p, deviation) <= consumer.accept) return { n, k: low }
  }
  throw new RangeError('no plan meets both points')
}

/** Least n with P(at least one of `defective` among `lot` is drawn) ≥ level. */
export function detectionSize(lot: number, defective: number, level = 0.95): number {
  let low = 0
  let high = lot
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (1 - hypergeometricPoint(0, lot, defective, middle) >= level - 1e-15) high = middle
    else low = middle
  }
  return high
}
