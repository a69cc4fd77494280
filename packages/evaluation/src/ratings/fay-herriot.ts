/**
 * Small-sample shrinkage of means towards what their category predicts.
 *
 * Model: y_i = θ_i + e_i, e_i ~ N(0, v_i) with v_i known; θ_i ~ N(x_i′β, τ²). Sources: R. Fay, R. Herriot, JASA 74
 * (1979); τ² by R. DerSimonian, N. Laird (1986), by REML, or by R. Paule, J. Mandel (1982); mean squared error by
 * N. Prasad, J. Rao, JASA 85 (1990).
 */
import { cholesky, choleskyInverse } from '../numeric/matrix.ts'
import { normalQuantile } from '../numeric/normal.ts'
import { root } from '../numeric/roots.ts'

/** How τ² is found. REML is the rule; Paule–Mandel its fallback; DerSimonian–Laird a start value and comparison. */
export type TauMethod = 'DL' | 'REML' | 'PM'

/** The fit. `covariance` is that of β, row-major p × p. */
export interface FayHerriot {
  tau2: number
  beta: Float64Array
  covariance: Float64Array
  /** Cochran's Q of the fixed-effect fit, and the share of variance that is between units, in percent. */
  q: number
  i2: number
}

/** One unit's best prediction. `error` leaves out the uncertainty of τ²; `mse` has it in (Prasad–Rao, 2·g₃). */
export interface Shrunken { value: number; error: number; mse: number; low: number; high: number; shrinkage: number }

interface Design { k: number; p: number; y: ArrayLike<number>; v: ArrayLike<number>; x: Float64Array }

/** Weighted fit at τ²: β, its covariance, residuals, and the trace and quadratic forms of P. */
function fitAt(d: Design, tau2: number): {
  beta: Float64Array; covariance: Float64Array; trace: number; traceSquared: number; q: number; py: Float64Array
} {
  const { k, p, x } = d
  const w = new Float64Array(k)
  for (let i = 0; i < k; i++) w[i] = 1 / (d.v[i]! + tau2)
  const a = new Float64Array(p * p)
  const b = new Float64Array(p * p)
  const c = new Float64Array(p * p)
  const xy = new Float64Array(p)
  let sum = 0
  let sumSquares = 0
  for (let i = 0; i < k; i++) {
    const w1 = w[i]!
    const w2 = w1 * w1
    sum += w1
    sumSquares += w2
    for (let r = 0; r < p; r++) {
      xy[r] = xy[r]! + w1 * x[i * p + r]! * d.y[i]!
      for (let s = 0; s < p; s++) {
        const xx = x[i * p + r]! * x[i * p + s]!
        a[r * p + s] = a[r * p + s]! + w1 * xx
        b[r * p + s] = b[r * p + s]! + w2 * xx
        c[r * p + s] = c[r * p + s]! + w2 * w1 * xx
      }
    }
  }
  const l = cholesky(a, p)
  if (!l) throw new RangeError('predictors depend on each other')
  const covariance = choleskyInverse(l, p)
  const beta = new Float64Array(p)
  for (let r = 0; r < p; r++) for (let s = 0; s < p; s++) beta[r] = beta[r]! + covariance[r * p + s]! * xy[s]!
  const trace2 = (m: Float64Array): number => {
    let t = 0
    for (let r = 0; r < p; r++) for (let s = 0; s < p; s++) t += covariance[r * p + s]! * m[s * p + r]!
    return t
  }
  // tr(P P) = Σw² − 2 tr(C·X′W³X) + tr((C·X′W²X)²), with C the covariance of β.
  const cb = new Float64Array(p * p)
  for (let r = 0; r < p; r++) {
    for (let s = 0; s < p; s++)
      for (let t = 0; t < p; t++) cb[r * p + s] = cb[r * p + s]! + covariance[r * p + t]! * b[t * p + s]!
  }
  let square = 0
  for (let r = 0; r < p; r++) for (let s = 0; s < p; s++) square += cb[r * p + s]! * cb[s * p + r]!
  let q = 0
  const py = new Float64Array(k)
  for (let i = 0; i < k; i++) {
    let fitted = 0
    for (let r = 0; r < p; r++) fitted += x[i * p + r]! * beta[r]!
    const residual = d.y[i]! - fitted
    q += w[i]! * residual * residual
    py[i] = w[i]! * residual
  }
  return { beta, covariance, trace: sum - trace2(b), traceSquared: sumSquares - 2 * trace2(c) + square, q, py }
}

/**
 * Fits the model. `x` holds one row per unit (with the constant); left out: a constant only.
 *
 * @throws RangeError for a variance that is not positive, no more units than predictors, or predictors that depend on
 *   each other
 */
export function fitFayHerriot(
  y: ArrayLike<number>, v: ArrayLike<number>, method: TauMethod = 'REML', x?: readonly (readonly number[])[],
): FayHerriot {
  const k = y.length
  for (let i = 0; i < k; i++) if (!(v[i]! > 0)) throw new RangeError('a sampling variance is positive')
  const p = x ? x[0]!.length : 1
  if (k <= p) throw new RangeError('more units than predictors are needed')
  const d: Design = { k, p, y, v, x: x ? Float64Array.from(x.flat()) : new Float64Array(k).fill(1) }
  const fixed = fitAt(d, 0)
  const tau2 = tauSquared(d, method, fixed)
  const { beta, covariance } = fitAt(d, tau2)
  const typical = (k - p) / fixed.trace
  return { tau2, beta, covariance, q: fixed.q, i2: (100 * tau2) / (typical + tau2) }
}

function tauSquared(d: Design, method: TauMethod, fixed: { q: number; trace: number }): number {
  const df = d.k - d.p
  const moment = Math.max(0, (fixed.q - df) / fixed.trace)
  if (method === 'DL') return moment
  const gap = method === 'PM'
    ? (t: number): number => fitAt(d, t).q - df
    // Score of the restricted likelihood: y′PPy = tr P.
    : (t: number): number => {
      const at = fitAt(d, t)
      return at.py.reduce((s, v) => s + v * v, 0) - at.trace
    }
  if (gap(0) <= 0) return 0
  let top = Math.max(moment, 1e-6) * 2
  while (gap(top) > 0) top *= 2
  return root(gap, 0, top)
}

/** Best predictions of all units, in order; interval at `level` from `error`. */
export function shrink(
  y: ArrayLike<number>, v: ArrayLike<number>, fit: FayHerriot, x?: readonly (readonly number[])[], level = 0.95,
): Shrunken[] {
  const p = fit.beta.length
  const z = normalQuantile((1 + level) / 2)
  let information = 0
  for (let i = 0; i < y.length; i++) information += 0.5 / (v[i]! + fit.tau2) ** 2
  return Array.from({ length: y.length }, (_, i) => {
    const row = x?.[i] ?? [1]
    let prior = 0
    let leverage = 0
    for (let r = 0; r < p; r++) {
      prior += row[r]! * fit.beta[r]!
      for (let s = 0; s < p; s++) leverage += row[r]! * fit.covariance[r * p + s]! * row[s]!
    }
    const b = v[i]! / (v[i]! + fit.tau2)
    const value = b * prior + (1 - b) * y[i]!
    const variance = (1 - b) * v[i]! + b * b * leverage
    const g3 = (v[i]! ** 2 / (v[i]! + fit.tau2) ** 3) / information
    const error = Math.sqrt(variance)
    return { value, error, mse: variance + 2 * g3, low: value - z * error, high: value + z * error, shrinkage: b }
  })
}
