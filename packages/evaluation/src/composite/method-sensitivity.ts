/**
 * Which choice of the method moves the result: of the ranking as a whole, and of each unit's score.
 *
 * Three factors: weights (a set drawn around the nominal ones), aggregation, variant (goalposts, treatment). Each is
 * one coordinate of a Sobol design; sources as in `sensitivity.ts` and Saisana, Saltelli, Tarantola, JRSS A 168 (2005).
 */
import { stream, type Seed } from '../numeric/philox.ts'
import { dirichletVariate } from '../numeric/variates.ts'
import type { Aggregation } from './aggregate.ts'
import type { Framework } from './framework.ts'
import { meanRankShift, regenerator, type Variant } from './regenerate.ts'
import { saltelliDesign, sensitivityIndices, sensitivityIntervals, type Sensitivity } from './sensitivity.ts'

/** The factors, in the order of all results. */
export const METHOD_FACTORS = ['weights', 'aggregation', 'variant'] as const

/** What may vary; the first aggregation and the first variant are the nominal ones. */
export interface MethodSpace {
  /** Dirichlet concentration around the nominal weights, per parent. */
  concentration: number
  aggregations: readonly Aggregation[]
  variants: readonly Variant[]
}

/** Indices for the mean absolute rank shift with bounds of the total ones, and for every unit's score. */
export interface MethodSensitivity {
  ranking: Sensitivity & { totalBounds: [number, number][] }
  units: Sensitivity[]
}

/** Sets of weights around the nominal ones, each parent's children summing to 1. */
export function weightSets(framework: Framework, concentration: number, count: number, seed: Seed): Float64Array[] {
  const random = stream(seed)
  return Array.from({ length: count }, (_, s) => {
    random.seek(s)
    const out = framework.weight.slice()
    for (const children of framework.children) {
      const total = children.reduce((sum, c) => sum + framework.weight[c]!, 0)
      const drawn = new Float64Array(children.length)
      const around = Array.from(children, (c) => Math.max(1e-6, (concentration * framework.weight[c]!) / total))
      dirichletVariate(random, around, drawn)
      children.forEach((c, i) => {
        out[c] = drawn[i]!
      })
    }
    return out
  })
}

/** Runs the design with n rows (a power of two; n·5 regenerations). A factor with one alternative has index 0. */
export function methodSensitivity(
  framework: Framework, space: MethodSpace, n: number, seed: Seed, bootstrap = 200,
): MethodSensitivity {
  const d = METHOD_FACTORS.length
  const units = space.variants[0]!.units
  const sets = weightSets(framework, space.concentration, 256, [seed[0], seed[1] ^ 1])
  const design = saltelliDesign(n, d, seed)
  const engine = regenerator(framework, units)
  engine.run(space.variants[0]!, framework.weight, space.aggregations[0]!)
  const nominal = engine.ranks.slice()
  const rows = n * (d + 2)
  const shift = new Float64Array(rows)
  const scores = Array.from({ length: units }, () => new Float64Array(rows))
  for (let r = 0; r < rows; r++) {
    const at = (
      factor: number, count: number,
    ): number => Math.min(count - 1, Math.floor(design[r * d + factor]! * count))
    const aggregation = space.aggregations[at(1, space.aggregations.length)]!
    engine.run(space.variants[at(2, space.variants.length)]!, sets[at(0, sets.length)]!, aggregation)
    shift[r] = meanRankShift(engine.ranks, nominal)
    for (let u = 0; u < units; u++) scores[u]![r] = engine.scores[u]!
  }
  const ranking = sensitivityIndices(shift, n, d)
  const bounds = sensitivityIntervals(shift, n, d, bootstrap, seed)
  return { ranking: { ...ranking, totalBounds: bounds.total }, units: scores.map((y) => sensitivityIndices(y, n, d)) }
}
