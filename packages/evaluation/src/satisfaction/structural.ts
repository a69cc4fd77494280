/** The structural part of a path model: regressions among latent variables, and total effects. */
import { solve } from '../numeric/matrix.ts'
import type { CompiledModel } from './model.ts'

/** Path coefficients and R² of every variable with predecessors, by least squares on the correlations given. */
export function structural(model: CompiledModel, c: Float64Array): { paths: Float64Array; rSquared: Float64Array } {
  const m = model.names.length
  const paths = new Float64Array(m * m)
  const rSquared = new Float64Array(m)
  model.predecessors.forEach((before, j) => {
    if (before.length === 0) return
    const b = regress(c, m, before, j)
    before.forEach((p, i) => {
      paths[p * m + j] = b[i]!
      rSquared[j] = rSquared[j]! + b[i]! * c[p * m + j]!
    })
  })
  return { paths, rSquared }
}

/** Least squares of variable j on those before it, from correlations. */
export function regress(c: Float64Array, m: number, before: readonly number[], j: number): Float64Array {
  const size = before.length
  const a = new Float64Array(size * size)
  const b = new Float64Array(size)
  for (let p = 0; p < size; p++) {
    b[p] = c[before[p]! * m + j]!
    for (let q = 0; q < size; q++) a[p * size + q] = c[before[p]! * m + before[q]!]!
  }
  return solve(a, size, b)
}

/** Total effects: B + B² + … of an acyclic path matrix, same layout. */
export function totalEffects(paths: Float64Array, m: number): Float64Array {
  const total = paths.slice()
  let power = paths.slice()
  for (let step = 1; step < m; step++) {
    const next = new Float64Array(m * m)
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < m; k++) {
        const v = power[i * m + k]!
        if (v === 0) continue
        for (let j = 0; j < m; j++) next[i * m + j] = next[i * m + j]! + v * paths[k * m + j]!
      }
    }
    power = next
    for (let i = 0; i < m * m; i++) total[i] = total[i]! + power[i]!
  }
  return total
}
