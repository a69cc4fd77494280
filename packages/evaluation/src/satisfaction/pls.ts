/**
 * PLS path modelling on the correlation matrix of the questions.
 *
 * Sources: H. Wold (1982); J.-B. Lohmöller, Latent Variable Path Modeling with Partial Least Squares (1989), ch. 2;
 * M. Tenenhaus et al. (2005). Outer weights and inner weights are functions of correlations only, so the n
 * respondents enter once, in the cross-product, and respondent weights fall out for free.
 */
import { solve } from '../numeric/matrix.ts'
import type { CompiledModel } from './model.ts'
import { regress, structural } from './structural.ts'

/** Inner weighting: sign of the correlation, the correlation, or regression on predecessors with it on successors. */
export type Scheme = 'centroid' | 'factorial' | 'path'

/** A fitted model. Matrices of latent variables are row-major, [from · m + to] for paths. */
export interface PlsFit {
  model: CompiledModel
  /** Outer weights of standardised questions, scaled so that each score has variance 1. */
  weights: Float64Array
  loadings: Float64Array
  /** Correlations of every question with every latent variable, question-major. */
  crossLoadings: Float64Array
  correlations: Float64Array
  paths: Float64Array
  rSquared: Float64Array
  iterations: number
  converged: boolean
}

/**
 * Settings; part of the method version.
 *
 * `stop` says when it has converged: the 'sum' (usual) or 'largest' of the changes of outer weights, or the sum of
 * 'squares' of the changes of the weights before scaling (unit proxies). Programs differ here, by about the tolerance.
 */
export interface PlsSettings {
  scheme: Scheme
  tolerance?: number
  stop?: 'largest' | 'sum' | 'squares'
  maxIterations?: number
}

/**
 * Fits a model to a correlation matrix of its questions (in the model's order).
 *
 * @throws RangeError when a question has no variance, or predictors depend on each other
 */
export function fitPls(model: CompiledModel, r: Float64Array, settings: PlsSettings): PlsFit {
  const k = model.items.length
  const m = model.names.length
  const tolerance = settings.tolerance ?? 1e-7
  const flat = r.findIndex(Number.isNaN)
  if (flat >= 0) throw new RangeError(`no variance in ${model.items[Math.floor(flat / k)]} or ${model.items[flat % k]}`)
  const w = new Float64Array(k).fill(1)
  const rw = new Float64Array(k * m)
  const c = new Float64Array(m * m)
  const inner = new Float64Array(m * m)
  scaleWeights(model, r, w)
  const before = new Float64Array(k).fill(1)
  let iterations = 0
  let converged = false
  while (!converged && iterations < (settings.maxIterations ?? 1000)) {
    iterations += 1
    latentMoments(model, r, w, rw, c)
    innerWeights(model, c, settings.scheme, inner)
    const next = outerWeights(model, r, rw, inner)
    let change = 0
    if (settings.stop === 'squares') {
      unitProxies(model, c, inner, next)
      for (let i = 0; i < k; i++) {
        change += (Math.abs(next[i]!) - Math.abs(before[i]!)) ** 2
        before[i] = next[i]!
      }
    }
    scaleWeights(model, r, next)
    for (let i = 0; i < k; i++) {
      const moved = Math.abs(Math.abs(next[i]!) - Math.abs(w[i]!))
      if (settings.stop === undefined || settings.stop === 'sum') change += moved
      else if (settings.stop === 'largest') change = Math.max(change, moved)
      w[i] = next[i]!
    }
    converged = change < tolerance
  }
  orientSigns(model, r, w)
  latentMoments(model, r, w, rw, c)
  const loadings = new Float64Array(k)
  for (let j = 0; j < m; j++) for (let i = model.start[j]!; i < model.start[j + 1]!; i++) loadings[i] = rw[i * m + j]!
  const { paths, rSquared } = structural(model, c)
  return { model, weights: w, loadings, crossLoadings: rw, correlations: c, paths, rSquared, iterations, converged }
}

/** rw: correlation of each question with each score; c: correlations of scores. */
function latentMoments(
  model: CompiledModel,
  r: Float64Array,
  w: Float64Array,
  rw: Float64Array,
  c: Float64Array,
): void {
  const k = model.items.length
  const m = model.names.length
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0
      for (let q = model.start[j]!; q < model.start[j + 1]!; q++) sum += r[i * k + q]! * w[q]!
      rw[i * m + j] = sum
    }
  }
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) {
      let sum = 0
      for (let q = model.start[a]!; q < model.start[a + 1]!; q++) sum += w[q]! * rw[q * m + b]!
      c[a * m + b] = sum
    }
  }
}

function innerWeights(model: CompiledModel, c: Float64Array, scheme: Scheme, out: Float64Array): void {
  const m = model.names.length
  out.fill(0)
  for (let j = 0; j < m; j++) {
    const before = model.predecessors[j]!
    if (scheme === 'path' && before.length > 0) {
      const b = regress(c, m, before, j)
      before.forEach((p, i) => {
        out[p * m + j] = b[i]!
      })
    } else for (const p of before) out[p * m + j] = weigh(c[p * m + j]!, scheme)
    for (const s of model.successors[j]!) out[s * m + j] = weigh(c[s * m + j]!, scheme)
  }
}

const weigh = (r: number, scheme: Scheme): number => (scheme === 'centroid' ? Math.sign(r) : r)

function outerWeights(model: CompiledModel, r: Float64Array, rw: Float64Array, inner: Float64Array): Float64Array {
  const k = model.items.length
  const m = model.names.length
  const next = new Float64Array(k)
  for (let j = 0; j < m; j++) {
    const from = model.start[j]!
    const size = model.start[j + 1]! - from
    // Covariance of each question of the block with the inner proxy.
    for (let i = from; i < from + size; i++) {
      let sum = 0
      for (let a = 0; a < m; a++) {
        const e = inner[a * m + j]!
        if (e !== 0) sum += e * rw[i * m + a]!
      }
      next[i] = sum
    }
    if (model.mode[j] === 'B' && size > 1) {
      const block = new Float64Array(size * size)
      for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) block[a * size + b] = r[(from + a) * k + from + b]!
      next.set(solve(block, size, next.subarray(from, from + size)), from)
    }
  }
  return next
}

/** Outer weights as they are when each inner proxy has variance 1. */
function unitProxies(model: CompiledModel, c: Float64Array, inner: Float64Array, w: Float64Array): void {
  const m = model.names.length
  for (let j = 0; j < m; j++) {
    let v = 0
    for (let a = 0; a < m; a++) for (let b = 0; b < m; b++) v += inner[a * m + j]! * c[a * m + b]! * inner[b * m + j]!
    for (let i = model.start[j]!; i < model.start[j + 1]!; i++) w[i] = w[i]! / Math.sqrt(v)
  }
}

/** Scales each block so that its score has variance 1. */
function scaleWeights(model: CompiledModel, r: Float64Array, w: Float64Array): void {
  const k = model.items.length
  for (let j = 0; j < model.names.length; j++) {
    let v = 0
    for (let a = model.start[j]!; a < model.start[j + 1]!; a++) {
      for (let b = model.start[j]!; b < model.start[j + 1]!; b++) v += w[a]! * w[b]! * r[a * k + b]!
    }
    const s = 1 / Math.sqrt(v)
    for (let a = model.start[j]!; a < model.start[j + 1]!; a++) w[a] = w[a]! * s
  }
}

/** The sign of a score is free: it is set so that most of its questions load positively. */
function orientSigns(model: CompiledModel, r: Float64Array, w: Float64Array): void {
  const k = model.items.length
  for (let j = 0; j < model.names.length; j++) {
    let signs = 0
    for (let a = model.start[j]!; a < model.start[j + 1]!; a++) {
      let loading = 0
      for (let b = model.start[j]!; b < model.start[j + 1]!; b++) loading += r[a * k + b]! * w[b]!
      signs += Math.sign(loading)
    }
    if (signs < 0) for (let a = model.start[j]!; a < model.start[j + 1]!; a++) w[a] = -w[a]!
  }
}
