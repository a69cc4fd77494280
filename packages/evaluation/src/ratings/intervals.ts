/**
 * Intervals for a share from x of n. Lower bounds serve decisions; rankings use the shrunken mean, which follows the
 * truth better.
 *
 * Sources: E. Wilson, JASA 22 (1927); C. Clopper, E. Pearson, Biometrika 26 (1934); L. Brown, T. Cai, A. DasGupta,
 * Statist. Science 16 (2001) for Jeffreys' interval and its ends; B. Hanley, A. Lippman-Hand, JAMA 249 (1983) for the
 * rule of three.
 */
import { betaQuantile } from '../numeric/continuous.ts'
import { normalQuantile } from '../numeric/normal.ts'

/** Bounds, 0 to 1. */
export interface Bounds { low: number; high: number }

/** Wilson's score interval; n may be an effective size that is not whole. */
export function wilson(x: number, n: number, level = 0.95): Bounds {
  const z = normalQuantile((1 + level) / 2)
  const p = x / n
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** Clopper and Pearson's exact interval: covers at least as often as stated. */
export function clopperPearson(x: number, n: number, level = 0.95): Bounds {
  const tail = (1 - level) / 2
  return {
    low: x === 0 ? 0 : betaQuantile(tail, x, n - x + 1),
    high: x === n ? 1 : betaQuantile(1 - tail, x + 1, n - x),
  }
}

/** Jeffreys' interval: quantiles of Beta(x + ½, n − x + ½), with 0 and 1 kept at the ends. */
export function jeffreys(x: number, n: number, level = 0.95): Bounds {
  const tail = (1 - level) / 2
  return {
    low: x === 0 ? 0 : betaQuantile(tail, x + 0.5, n - x + 0.5),
    high: x === n ? 1 : betaQuantile(1 - tail, x + 0.5, n - x + 0.5),
  }
}

/** Upper bound when none of n was bad: 1 − (1 − level)^(1/n), near 3/n at 95 %. */
export const upperWhenNone = (n: number, level = 0.95): number => 1 - (1 - level) ** (1 / n)
