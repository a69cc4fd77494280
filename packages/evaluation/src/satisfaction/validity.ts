/**
 * Reliability and validity of the measurement, and consistent PLS.
 *
 * Sources: Cronbach (1951); Werts, Linn & Jöreskog (1974) composite reliability ρC; Fornell & Larcker (1981) AVE;
 * T. Dijkstra, J. Henseler, MIS Quarterly 39 (2015): ρA and consistent PLS; J. Henseler, C. Ringle, M. Sarstedt, JAMS
 * 43 (2015): HTMT; J. Cohen (1988): f²; M. Tenenhaus et al. (2005): GoF.
 */
import { symmetricEigen } from '../numeric/eigen.ts'
import type { CompiledModel } from './model.ts'
import type { PlsFit } from './pls.ts'
import { structural } from './structural.ts'

/** Per latent variable; 1 for a single question. The usual gates are alpha, ρA, ρC ≥ 0.7 and AVE ≥ 0.5. */
export interface Reliability { name: string; alpha: number; rhoA: number; rhoC: number; ave: number }

/** Reliability of every block from the fit and the correlations of the questions. */
export function reliability(fit: PlsFit, r: Float64Array): Reliability[] {
  const { model } = fit
  const k = model.items.length
  return model.names.map((name, j) => {
    const from = model.start[j]!
    const to = model.start[j + 1]!
    const size = to - from
    if (size === 1) return { name, alpha: 1, rhoA: 1, rhoC: 1, ave: 1 }
    let off = 0
    for (let a = from; a < to; a++) for (let b = from; b < to; b++) if (a !== b) off += r[a * k + b]!
    const mean = off / (size * (size - 1))
    let sum = 0
    let squares = 0
    let error = 0
    for (let a = from; a < to; a++) {
      sum += fit.loadings[a]!
      squares += fit.loadings[a]! ** 2
      error += 1 - fit.loadings[a]! ** 2
    }
    return {
      name, alpha: (size * mean) / (1 + (size - 1) * mean), rhoA: rhoA(fit, r, j),
      rhoC: (sum * sum) / (sum * sum + error), ave: squares / size,
    }
  })
}

/**
 * Unidimensionality of every block before any model: eigenvalues of its correlations (the first should be the only one
 * above 1) and Dillon–Goldstein's rho by the first principal component (M. Tenenhaus et al. 2005, §2.1).
 */
export function unidimensionality(
  model: CompiledModel,
  r: Float64Array,
): { name: string; eigenvalues: Float64Array; rho: number }[] {
  const k = model.items.length
  return model.names.map((name, j) => {
    const from = model.start[j]!
    const size = model.start[j + 1]! - from
    const block = Float64Array.from(
      { length: size * size },
      (_, c) => r[(from + Math.floor(c / size)) * k + from + (c % size)]!,
    )
    const { values, vectors } = symmetricEigen(block, size)
    let sum = 0
    for (let i = 0; i < size; i++) sum += vectors[i * size]! * Math.sqrt(values[0]!)
    // Squared correlations with the component sum to its eigenvalue.
    return { name, eigenvalues: values, rho: size === 1 ? 1 : sum ** 2 / (sum ** 2 + size - values[0]!) }
  })
}

/** Dijkstra and Henseler's ρA: (w′w)² · w′(S − diag S)w / w′(ww′ − diag ww′)w. */
export function rhoA({ model, weights }: PlsFit, r: Float64Array, j: number): number {
  const k = model.items.length
  const from = model.start[j]!
  const to = model.start[j + 1]!
  if (to - from === 1) return 1
  let ww = 0
  let top = 0
  let bottom = 0
  for (let a = from; a < to; a++) {
    ww += weights[a]! ** 2
    for (let b = from; b < to; b++) {
      if (a === b) continue
      top += weights[a]! * r[a * k + b]! * weights[b]!
      bottom += weights[a]! ** 2 * weights[b]! ** 2
    }
  }
  return (ww * ww * top) / bottom
}

/**
 * Consistent PLS: correlations of reflective variables divided by √(ρA ρA), paths and R² from those. Loadings of
 * reflective blocks are w·√ρA/(w′w). Corrections above 1 are kept: they say that the model does not fit.
 */
export function consistent(fit: PlsFit, r: Float64Array): {
  correlations: Float64Array; paths: Float64Array; rSquared: Float64Array; loadings: Float64Array; rhoA: Float64Array
} {
  const { model } = fit
  const m = model.names.length
  const rho = Float64Array.from({ length: m }, (_, j) => (model.mode[j] === 'A' ? rhoA(fit, r, j) : 1))
  const correlations = fit.correlations.slice()
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      if (i !== j) correlations[i * m + j] = correlations[i * m + j]! / Math.sqrt(rho[i]! * rho[j]!)
      else correlations[i * m + j] = 1
    }
  }
  const loadings = fit.loadings.slice()
  for (let j = 0; j < m; j++) {
    const from = model.start[j]!
    const to = model.start[j + 1]!
    if (model.mode[j] !== 'A' || to - from === 1) continue
    let ww = 0
    for (let a = from; a < to; a++) ww += fit.weights[a]! ** 2
    for (let a = from; a < to; a++) loadings[a] = (fit.weights[a]! * Math.sqrt(rho[j]!)) / ww
  }
  return { correlations, ...structural(model, correlations), loadings, rhoA: rho }
}

/**
 * Heterotrait–monotrait ratio of every pair, row-major, lower triangle: mean of the absolute correlations between
 * blocks over the geometric mean of those within; 1 stands for the inside of a block with one question. Below 0.85
 * (or 0.9) two constructs are told apart.
 */
export function htmt(model: CompiledModel, r: Float64Array): Float64Array {
  const k = model.items.length
  const m = model.names.length
  const within = Float64Array.from({ length: m }, (_, j) => {
    let sum = 0
    let n = 0
    for (let a = model.start[j]!; a < model.start[j + 1]!; a++) {
      for (let b = model.start[j]!; b < a; b++) {
        sum += Math.abs(r[a * k + b]!)
        n++
      }
    }
    return n === 0 ? 1 : sum / n
  })
  const out = new Float64Array(m * m).fill(NaN)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0
      let n = 0
      for (let a = model.start[i]!; a < model.start[i + 1]!; a++) {
        for (let b = model.start[j]!; b < model.start[j + 1]!; b++) {
          sum += Math.abs(r[a * k + b]!)
          n++
        }
      }
      out[i * m + j] = sum / n / Math.sqrt(within[i]! * within[j]!)
    }
  }
  return out
}

/** R² adjusted for the number of predecessors. */
export const adjustedRSquared = (rSquared: number, n: number, predecessors: number): number =>
  1 - ((1 - rSquared) * (n - 1)) / (n - predecessors - 1)

/** f² of every path: (R² − R² without the path)/(1 − R²); 0.02 small, 0.15 medium, 0.35 large. */
export function effectSizes({ model, correlations, rSquared }: PlsFit): Float64Array {
  const m = model.names.length
  const out = new Float64Array(m * m)
  model.predecessors.forEach((before, j) => {
    for (const p of before) {
      const without = {
        ...model,
        predecessors: model.predecessors.map((b, i) => (i === j ? b.filter((q) => q !== p) : b)),
      }
      out[p * m + j] = (rSquared[j]! - structural(without, correlations).rSquared[j]!) / (1 - rSquared[j]!)
    }
  })
  return out
}

/** Goodness of fit √(mean communality × mean R²), over blocks of several questions; descriptive only. */
export function goodnessOfFit({ model, loadings, rSquared }: PlsFit): number {
  let communality = 0
  let items = 0
  model.names.forEach((_, j) => {
    if (model.start[j + 1]! - model.start[j]! < 2) return
    for (let a = model.start[j]!; a < model.start[j + 1]!; a++) {
      communality += loadings[a]! ** 2
      items++
    }
  })
  const endogenous = model.predecessors.map((b, j) => [b, j] as const).filter(([b]) => b.length > 0)
  return Math.sqrt((communality / items) * (endogenous.reduce((s, [, j]) => s + rSquared[j]!, 0) / endogenous.length))
}
