/**
 * Shrinkage of rates: shares (beta–binomial) and counts per exposure (gamma–Poisson), fitted by maximum likelihood.
 *
 * Sources: J. Skellam (1948); B. Efron, C. Morris (1975) for the empirical-Bayes use; D. Clayton, J. Kaldor,
 * Biometrics 43 (1987) for counts.
 */
import { betaQuantile, betaTails, gammaQuantile } from '../numeric/continuous.ts'
import { logBeta, logGamma } from '../numeric/gamma.ts'
import { nelderMead } from '../numeric/simplex.ts'

/** Parameters of a beta prior and the log-likelihood of the counts (binomial coefficients included). */
export interface BetaPrior { a: number; b: number; logLikelihood: number }

const logChoose = (n: number, x: number): number => -Math.log(n + 1) - logBeta(n - x + 1, x + 1)

/** Log-likelihood of x successes of n under Beta(a, b). */
export function betaBinomialLogLikelihood(x: ArrayLike<number>, n: ArrayLike<number>, a: number, b: number): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) {
    sum += logChoose(n[i]!, x[i]!) + logBeta(x[i]! + a, n[i]! - x[i]! + b) - logBeta(a, b)
  }
  return sum
}

/** Fits the prior. When the rates vary no more than chance, a + b runs to its bound 1e7 (full shrinkage). */
export function fitBetaPrior(x: ArrayLike<number>, n: ArrayLike<number>): BetaPrior {
  let successes = 0.5
  let trials = 1
  for (let i = 0; i < x.length; i++) {
    successes += x[i]!
    trials += n[i]!
  }
  const mean = successes / trials
  const bounded = (s: number): number => Math.min(Math.exp(Math.min(s, 40)), 1e7)
  const split = (t: number[]): [number, number] => {
    const m = 1 / (1 + Math.exp(-t[0]!))
    const s = bounded(t[1]!)
    return [m * s, (1 - m) * s]
  }
  const best = nelderMead((t) => {
    const [a, b] = split(t)
    const ll = betaBinomialLogLikelihood(x, n, a, b)
    return Number.isFinite(ll) ? -ll : 1e300
  }, [Math.log(mean / (1 - mean)), Math.log(20)], 0.5)
  const [a, b] = split(best)
  return { a, b, logLikelihood: betaBinomialLogLikelihood(x, n, a, b) }
}

/** A rate's posterior: mean and central interval. */
export interface RatePosterior { mean: number; low: number; high: number }

/** Posterior of one share. */
export function shareOf(x: number, n: number, prior: { a: number; b: number }, level = 0.95): RatePosterior {
  const a = x + prior.a
  const b = n - x + prior.b
  const tail = (1 - level) / 2
  return { mean: a / (a + b), low: betaQuantile(tail, a, b), high: betaQuantile(1 - tail, a, b) }
}

/** P(share < limit | data): the statistical trigger on pass rates asks for 0.95 at 0.90. */
export const probabilityBelow = (limit: number, x: number, n: number, prior: { a: number; b: number }): number =>
  betaTails(limit, x + prior.a, n - x + prior.b).lower

/** Parameters of a gamma prior on a rate per unit of exposure. */
export interface GammaPrior { shape: number; rate: number; logLikelihood: number }

/** Negative-binomial log-likelihood of counts with exposures. */
export function gammaPoissonLogLikelihood(
  x: ArrayLike<number>,
  e: ArrayLike<number>,
  shape: number,
  rate: number,
): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) {
    sum += logGamma(x[i]! + shape) - logGamma(shape) - logGamma(x[i]! + 1) +
      shape * Math.log(rate / (rate + e[i]!)) + x[i]! * Math.log(e[i]! / (rate + e[i]!))
  }
  return sum
}

/** Fits the prior to counts x with exposures e > 0; the shape is bounded by 1e7. */
export function fitGammaPrior(x: ArrayLike<number>, e: ArrayLike<number>): GammaPrior {
  let count = 0.5
  let exposure = 0
  for (let i = 0; i < x.length; i++) {
    count += x[i]!
    exposure += e[i]!
  }
  const split = (t: number[]): [number, number] => {
    const shape = Math.min(Math.exp(Math.min(t[1]!, 40)), 1e7)
    return [shape, shape / Math.exp(t[0]!)]
  }
  const best = nelderMead((t) => {
    const ll = gammaPoissonLogLikelihood(x, e, ...split(t))
    return Number.isFinite(ll) ? -ll : 1e300
  }, [Math.log(count / exposure), 0], 0.5)
  const [shape, rate] = split(best)
  return { shape, rate, logLikelihood: gammaPoissonLogLikelihood(x, e, shape, rate) }
}

/** Posterior of one rate. */
export function rateOf(x: number, e: number, prior: { shape: number; rate: number }, level = 0.95): RatePosterior {
  const shape = x + prior.shape
  const rate = e + prior.rate
  const tail = (1 - level) / 2
  return { mean: shape / rate, low: gammaQuantile(tail, shape, rate), high: gammaQuantile(1 - tail, shape, rate) }
}
