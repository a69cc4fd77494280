/**
 * Bringing indicators onto one scale. Source: OECD/JRC Handbook, step 5.
 *
 * The official score uses fixed goalposts (`goalposts`): they are part of the method version, so that a newcomer or a
 * change of the sample moves nobody else. The others serve comparison and the uncertainty analysis.
 */
import { deviation, mean } from '../numeric/describe.ts'

const present = (x: Float64Array): Float64Array => x.filter((v) => !Number.isNaN(v))
const lowest = (x: Float64Array): number => present(x).reduce((a, b) => Math.min(a, b), Infinity)
const highest = (x: Float64Array): number => present(x).reduce((a, b) => Math.max(a, b), -Infinity)

/** (x − min)/(max − min) onto [low, high]. NaN for a constant indicator. */
export function minMax(x: Float64Array, low = 0, high = 100): Float64Array {
  const min = lowest(x)
  const max = highest(x)
  return x.map((v) => ((v - min) / (max - min)) * (high - low) + low)
}

/** Given mean and standard deviation (n − 1). */
export function zScore(x: Float64Array, toMean = 0, toDeviation = 1): Float64Array {
  const m = mean(present(x))
  const s = deviation(present(x))
  return x.map((v) => ((v - m) / s) * toDeviation + toMean)
}

/** (x − low)/(high − low)·100 without truncation. */
export const scale = (x: Float64Array, low: number, high: number): Float64Array =>
  x.map((v) => ((v - low) / (high - low)) * 100)

/** Rank from 1 for the smallest; equal values share the smallest of their ranks. */
export function rankUp(x: Float64Array): Float64Array {
  const sorted = present(x).sort()
  return x.map((v) => (Number.isNaN(v) ? NaN : firstAtLeast(sorted, v) + 1))
}

/** Rank minus one (Borda count). */
export const borda = (x: Float64Array): Float64Array => rankUp(x).map((r) => r - 1)

/** (rank − 1)/(n − 1), 0 to 1. */
export function percentileRank(x: Float64Array): Float64Array {
  const n = present(x).length
  return rankUp(x).map((r) => (r - 1) / (n - 1))
}

/** 1 − (max − x)/(max − min). */
export function distanceToMaximum(x: Float64Array): Float64Array {
  const min = lowest(x)
  const max = highest(x)
  return x.map((v) => 1 - (max - v) / (max - min))
}

/** 1 − (target − x)/(target − min); above the target more than 1 unless capped. */
export function distanceToTarget(x: Float64Array, target: number, capped = false): Float64Array {
  const min = lowest(x)
  return x.map((v) => {
    const y = 1 - (target - v) / (target - min)
    return capped && y > 1 ? 1 : y
  })
}

/** Distance to the value of one unit, by index. */
export const distanceToReference = (x: Float64Array, unit: number, capped = false): Float64Array =>
  distanceToTarget(x, x[unit]!, capped)

/** x/max. */
export function fractionOfMaximum(x: Float64Array): Float64Array {
  const max = highest(x)
  return x.map((v) => v / max)
}

/**
 * Fixed goalposts: (x − low)/(high − low), truncated to 0…1 and stretched onto [from, to]. The official form is onto
 * [1, 100], so that a geometric mean is defined. For an indicator where less is better pass low > high.
 */
export const goalposts = (x: Float64Array, low: number, high: number, from = 0, to = 1): Float64Array =>
  x.map((v) => Math.min(1, Math.max(0, (v - low) / (high - low))) * (to - from) + from)

/** The official form: goalposts onto 1…100. */
export const officialScore = (x: Float64Array, low: number, high: number): Float64Array =>
  goalposts(x, low, high, 1, 100)

/** Turns the direction: multiplies by −1. */
export const reversed = (x: Float64Array, direction: number): Float64Array => (direction < 0 ? x.map((v) => -v) : x)

function firstAtLeast(sorted: Float64Array, v: number): number {
  let lo = 0
  let hi = sorted.length
  while (lo < hi) {
    const middle = (lo + hi) >> 1
    if (sorted[middle]! < v) lo = middle + 1
    else hi = middle
  }
  return lo
}
