/**
 * Many versions of one index: the loop under every uncertainty analysis.
 *
 * The leaf columns of each variant (treatment × normalisation) are made once; a regeneration then costs one pass over
 * the tree and one ranking.
 * Sources: OECD/JRC Handbook, step 7; M. Saisana, A. Saltelli, S. Tarantola, JRSS A 168 (2005).
 */
import { aggregateTree, scoreRoom, type Aggregation } from './aggregate.ts'
import type { Framework } from './framework.ts'
import { rankDownInto } from './ranking.ts'

/** A variant ready for the loop: leaf-major columns. */
export interface Variant { leaves: Float64Array; units: number }

/** Packs leaf columns, in the framework's order. */
export function variantOf(columns: readonly Float64Array[]): Variant {
  const units = columns[0]!.length
  const leaves = new Float64Array(columns.length * units)
  columns.forEach((column, i) => leaves.set(column, i * units))
  return { leaves, units }
}

/** Reusable room of one worker. `scores` and `ranks` are overwritten by each run. */
export interface Regenerator {
  scores: Float64Array
  ranks: Float64Array
  run(variant: Variant, weight: ArrayLike<number>, how: Aggregation): void
}

/** Room and loop for a framework and number of units. After `run`, `scores` holds the root and `ranks` its ranks. */
export function regenerator(framework: Framework, units: number): Regenerator {
  const room = scoreRoom(framework, units)
  const ranks = new Float64Array(units)
  const order = new Uint32Array(units)
  const root = (framework.codes.length - 1) * units
  return {
    scores: room.subarray(root),
    ranks,
    run(variant, weight, how) {
      room.set(variant.leaves)
      aggregateTree(framework, room, units, weight, how)
      rankDownInto(room, root, units, ranks, order)
    },
  }
}

/** Mean absolute change of rank against the nominal ranking, the usual target of a sensitivity analysis. */
export function meanRankShift(ranks: ArrayLike<number>, nominal: ArrayLike<number>): number {
  let sum = 0
  let n = 0
  for (let i = 0; i < ranks.length; i++) {
    const d = Math.abs(ranks[i]! - nominal[i]!)
    if (d === d) {
      sum += d
      n++
    }
  }
  return sum / n
}
