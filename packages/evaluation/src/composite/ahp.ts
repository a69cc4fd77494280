/**
 * Analytic hierarchy process: weights from pairwise judgements, with the consistency that gates their use.
 *
 * Sources: T. Saaty, The Analytic Hierarchy Process (1980); group judgements by geometric mean, J. Aczél, T. Saaty,
 * J. Math. Psychology 27 (1983); incomplete matrices, S. Bozóki, J. Fülöp, L. Rónyai, Math. Comput. Modelling 52
 * (2010): the missing values that minimise the largest eigenvalue, a convex problem in the logarithms; it has one
 * solution exactly when the graph of given comparisons is connected.
 */
import { goldenMinimum } from '../numeric/roots.ts'
import { perron } from '../numeric/eigen.ts'

/** Mean consistency index of random matrices by size. The table changes the ratio, so a method version names it. */
export interface RandomIndex { name: string; byOrder: Readonly<Record<number, number>> }

/** T. Saaty, The Analytic Hierarchy Process (1980). */
export const SAATY_1980: RandomIndex = { name: 'saaty-1980', byOrder: { 3: 0.58, 4: 0.9, 5: 1.12, 6: 1.24, 7: 1.32,
  8: 1.41, 9: 1.45, 10: 1.49, 11: 1.51, 12: 1.48, 13: 1.56, 14: 1.57, 15: 1.59 } }

/** T. Saaty, Theory and Applications of the Analytic Network Process (2005), p. 31. */
export const SAATY_2005: RandomIndex = { name: 'saaty-2005', byOrder: { 3: 0.52, 4: 0.89, 5: 1.11, 6: 1.25, 7: 1.35,
  8: 1.4, 9: 1.45, 10: 1.49, 11: 1.52, 12: 1.54, 13: 1.56, 14: 1.58, 15: 1.59 } }

/** H. Donegan, F. Dodd, Mathematical and Computer Modelling 15:10 (1991). */
export const DONEGAN_DODD_1991: RandomIndex = { name: 'donegan-dodd-1991', byOrder: { 3: 0.4914, 4: 0.8286, 5: 1.0591,
  6: 1.1797, 7: 1.2519, 8: 1.3171, 9: 1.3733, 10: 1.4055, 11: 1.4213, 12: 1.4497, 13: 1.4643, 14: 1.4822, 15: 1.4969 } }

/** A judged matrix: a[i·n + j] says how many times i outweighs j; NaN where the judge gave no answer. */
export interface Judgements { n: number; a: Float64Array }

/**
 * A reciprocal matrix from answered pairs [i, j, value].
 *
 * @throws RangeError for a value that is not positive, or a pair answered twice
 */
export function judgements(n: number, pairs: readonly (readonly [number, number, number])[]): Judgements {
  const a = new Float64Array(n * n).fill(NaN)
  for (let i = 0; i < n; i++) a[i * n + i] = 1
  for (const [i, j, value] of pairs) {
    if (!(value > 0)) throw new RangeError('a judgement is a positive number')
    if (i === j || !Number.isNaN(a[i * n + j]!)) throw new RangeError(`pair ${i}, ${j} is answered twice`)
    a[i * n + j] = value
    a[j * n + i] = 1 / value
  }
  return { n, a }
}

/** Geometric mean of several judges' matrices, entry by entry over those who answered. */
export function groupJudgements(all: readonly Judgements[]): Judgements {
  const n = all[0]!.n
  const a = new Float64Array(n * n)
  for (let k = 0; k < n * n; k++) {
    const given = all.map((j) => j.a[k]!).filter((v) => !Number.isNaN(v))
    a[k] = given.length === 0 ? NaN : Math.exp(given.reduce((sum, v) => sum + Math.log(v), 0) / given.length)
  }
  return { n, a }
}

/** Result of the eigenvector method. `ratio` is NaN below order 3 or beyond the table. */
export interface Priorities {
  weights: Float64Array
  lambda: number
  index: number
  ratio: number
  completed: Float64Array
}

/** Weights (sum 1) by the principal eigenvector; missing answers are completed first. */
export function priorities(given: Judgements, random: RandomIndex = SAATY_2005): Priorities {
  const { n } = given
  const completed = complete(given)
  const { value, vector } = perron(completed, n)
  const index = n > 1 ? Math.max(0, (value - n) / (n - 1)) : 0
  const expected = random.byOrder[n]
  return { weights: vector, lambda: value, index, ratio: expected ? index / expected : NaN, completed }
}

/** Weights by the geometric mean of rows (logarithmic least squares), Crawford & Williams 1985. Complete matrices. */
export function rowGeometricMean({ n, a }: Judgements): Float64Array {
  const w = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += Math.log(a[i * n + j]!)
    return Math.exp(sum / n)
  })
  const total = w.reduce((x, y) => x + y, 0)
  return w.map((v) => v / total)
}

/** Weights by the mean of the normalised columns (Saaty's approximation). Complete matrices. */
export function normalisedColumnMean({ n, a }: Judgements): Float64Array {
  const w = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += a[i * n + j]!
    for (let i = 0; i < n; i++) w[i] = w[i]! + a[i * n + j]! / sum / n
  }
  return w
}

/** Consistency ratio of weights found by another method: λ is the mean of (A·w)_i / w_i. */
export function consistencyRatio({ n, a }: Judgements, w: ArrayLike<number>, random: RandomIndex = SAATY_2005): number {
  let lambda = 0
  for (let i = 0; i < n; i++) {
    let row = 0
    for (let j = 0; j < n; j++) row += a[i * n + j]! * w[j]!
    lambda += row / w[i]! / n
  }
  return (lambda - n) / (n - 1) / (random.byOrder[n] ?? NaN)
}

/**
 * Completes a matrix by cyclic coordinates on the logarithms.
 *
 * @throws RangeError when the answered pairs do not connect all elements
 */
export function complete({ n, a }: Judgements): Float64Array {
  const filled = a.slice()
  const missing: [number, number][] = []
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) if (Number.isNaN(a[i * n + j]!)) missing.push([i, j])
  if (missing.length === 0) return filled
  if (!connected({ n, a })) throw new RangeError('the answered pairs do not connect all elements')
  const put = (i: number, j: number, log: number): void => {
    filled[i * n + j] = Math.exp(log)
    filled[j * n + i] = Math.exp(-log)
  }
  for (const [i, j] of missing) put(i, j, 0)
  for (let cycle = 0; cycle < 500; cycle++) {
    let change = 0
    for (const [i, j] of missing) {
      const before = Math.log(filled[i * n + j]!)
      const derivative = (log: number): number => {
        // d lambda / d log a_ij = v_i a_ij u_j − v_j a_ji u_i over v·u, with left and right Perron vectors v and u.
        put(i, j, log)
        const u = perron(filled, n).vector
        const v = perron(transpose(filled, n), n).vector
        return v[i]! * filled[i * n + j]! * u[j]! - v[j]! * filled[j * n + i]! * u[i]!
      }
      const best = zeroOfIncreasing(derivative, before)
      put(i, j, best)
      change = Math.max(change, Math.abs(best - before))
    }
    if (change < 1e-13) break
  }
  return filled
}

function zeroOfIncreasing(f: (x: number) => number, start: number): number {
  let step = 0.5
  let lo = start
  let hi = start
  while (f(lo) > 0) lo -= step *= 2
  step = 0.5
  while (f(hi) < 0) hi += step *= 2
  if (lo === hi) return lo
  for (let i = 0; i < 100 && hi - lo > 1e-15; i++) {
    const middle = (lo + hi) / 2
    if (f(middle) > 0) hi = middle
    else lo = middle
  }
  return (lo + hi) / 2
}

function transpose(a: Float64Array, n: number): Float64Array {
  return Float64Array.from(a, (_, k) => a[(k % n) * n + Math.floor(k / n)]!)
}

function connected({ n, a }: Judgements): boolean {
  const seen = new Set([0])
  for (const i of seen) for (let j = 0; j < n; j++) if (!Number.isNaN(a[i * n + j]!)) seen.add(j)
  return seen.size === n
}

/** Dispersion of judges' weights as a Dirichlet concentration, by matching moments (Minka 2000); larger is closer. */
export function concentrationOf(weights: readonly Float64Array[]): number {
  const n = weights[0]!.length
  const m = Float64Array.from({ length: n }, (_, i) => weights.reduce((sum, w) => sum + w[i]!, 0) / weights.length)
  const objective = (logS: number): number => {
    const s = Math.exp(logS)
    let gap = 0
    for (let i = 0; i < n; i++) {
      const v = weights.reduce((sum, w) => sum + (w[i]! - m[i]!) ** 2, 0) / Math.max(1, weights.length - 1)
      gap += (v - (m[i]! * (1 - m[i]!)) / (s + 1)) ** 2
    }
    return gap
  }
  return Math.exp(goldenMinimum(objective, Math.log(0.1), Math.log(1e6), 1e-8))
}
