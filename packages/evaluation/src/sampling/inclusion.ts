/**
 * Drawing units with unequal probabilities, and estimating from them.
 *
 * Sources: C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling (1992): inclusion probabilities and
 * Horvitz–Thompson; W. Madow (1949): systematic; E. Ohlsson, J. Official Statistics 14 (1998): sequential Poisson,
 * permanent random numbers; J. Neyman (1934): allocation; J. Hájek (1964): ratio form and approximate variance.
 */

/**
 * Inclusion probabilities proportional to size with sum n: those above 1 are set to 1 and the rest shared again.
 * `floor` keeps everyone reachable.
 *
 * @throws RangeError when n exceeds the number of units with positive size (or the floor cannot be kept)
 */
export function inclusionProbabilities(size: ArrayLike<number>, n: number, floor = 0): Float64Array {
  const count = size.length
  const pi = new Float64Array(count)
  const state = new Int8Array(count) // 1 held at 1, −1 held at the floor
  let positive = 0
  for (let i = 0; i < count; i++) if (size[i]! > 0 || floor > 0) positive++
  if (n > positive || floor * count > n) throw new RangeError('more units asked for than can be reached')
  for (;;) {
    let left = n
    let sum = 0
    for (let i = 0; i < count; i++) {
      if (state[i] === 1) left -= 1
      else if (state[i] === -1) left -= floor
      else sum += size[i]!
    }
    let changed = false
    let high = false
    for (let i = 0; i < count; i++) {
      pi[i] = state[i] === 1 ? 1 : state[i] === -1 ? floor : sum > 0 ? (left * size[i]!) / sum : 0
      if (state[i] === 0 && pi[i]! > 1) {
        state[i] = 1
        changed = high = true
      }
    }
    // Units at 1 first: holding others at the floor takes away from what is left only afterwards.
    if (!high) {
      for (let i = 0; i < count; i++) {
        if (state[i] === 0 && pi[i]! < floor) {
          state[i] = -1
          changed = true
        }
      }
    }
    if (!changed) return pi
  }
}

/** Systematic selection with start u in [0, 1): unit i is taken when an integer plus u lies in its part of Σπ. */
export function systematicSample(pi: ArrayLike<number>, u: number): number[] {
  const chosen: number[] = []
  let sum = 0
  let next = u
  for (let i = 0; i < pi.length; i++) {
    sum += pi[i]!
    // Sums of probabilities that should be whole are so only within rounding.
    if (next < sum - 1e-9) {
      chosen.push(i)
      next += 1
    }
  }
  return chosen
}

/**
 * Sequential Poisson sampling: the n smallest u/π; units with π = 1 come first. `u` are permanent random numbers, one
 * per unit for ever: two campaigns share units when they share u, and avoid each other when one is shifted.
 * Ranking beyond n gives the substitutes, in order.
 */
export function sequentialPoisson(pi: ArrayLike<number>, u: ArrayLike<number>): number[] {
  const key = (i: number): number => (pi[i]! >= 1 - 1e-12 ? -1 : u[i]! / pi[i]!)
  return Array.from({ length: pi.length }, (_, i) => i)
    .filter((i) => pi[i]! > 0)
    .sort((a, b) => key(a) - key(b) || u[a]! - u[b]!)
}

/** Permanent random numbers moved by a constant modulo 1: another campaign then avoids this one's units. */
export const shifted = (u: ArrayLike<number>, by: number): Float64Array => Float64Array.from(u, (v) => (v + by) % 1)

/** Horvitz–Thompson total of the sampled units. */
export const horvitzThompson = (y: ArrayLike<number>, pi: ArrayLike<number>, sample: readonly number[]): number =>
  sample.reduce((sum, i) => sum + y[i]! / pi[i]!, 0)

/** Hájek's mean with the variance of high-entropy fixed-size designs (Hájek 1964: c_i = n/(n−1)·(1−π_i)). */
export function hajekMean(
  y: ArrayLike<number>,
  pi: ArrayLike<number>,
  sample: readonly number[],
): { mean: number; variance: number } {
  const weight = sample.reduce((sum, i) => sum + 1 / pi[i]!, 0)
  const mean = horvitzThompson(y, pi, sample) / weight
  const n = sample.length
  if (n < 2) return { mean, variance: NaN }
  const c = sample.map((i) => (n / (n - 1)) * (1 - pi[i]!))
  const e = sample.map((i) => (y[i]! - mean) / pi[i]!)
  const total = c.reduce((a, b) => a + b, 0)
  const middle = total === 0 ? 0 : c.reduce((sum, v, k) => sum + v * e[k]!, 0) / total
  return { mean, variance: c.reduce((sum, v, k) => sum + v * (e[k]! - middle) ** 2, 0) / weight ** 2 }
}

/** Neyman's allocation n_h ∝ N_h·s_h, as real numbers (the reference form). */
export function neymanAllocation(size: ArrayLike<number>, deviation: ArrayLike<number>, n: number): Float64Array {
  const share = Float64Array.from(size, (v, h) => v * deviation[h]!)
  const total = share.reduce((a, b) => a + b, 0)
  return share.map((v) => (n * v) / total)
}

/** The same in whole units: at least `least` and at most N_h in each stratum, largest remainders first. */
export function wholeAllocation(
  size: ArrayLike<number>,
  deviation: ArrayLike<number>,
  n: number,
  least = 2,
): Int32Array {
  const whole = Int32Array.from(size, (v) => Math.min(v, least))
  const free = (): number => n - whole.reduce((a, b) => a + b, 0)
  if (free() < 0) throw new RangeError('fewer units than strata need')
  while (free() > 0) {
    const ideal = neymanAllocation(size, deviation, n)
    let best = -1
    for (let h = 0; h < size.length; h++) {
      if (whole[h]! < size[h]! && (best < 0 || ideal[h]! - whole[h]! > ideal[best]! - whole[best]!)) best = h
    }
    if (best < 0) return whole
    whole[best]!++
  }
  return whole
}
