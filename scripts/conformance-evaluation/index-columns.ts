// What the cases of coinr/ share.
import { reversed, scoreTree, treatOutliers, USUAL_TREATMENT, type Framework } from '@tianfu/evaluation'

/** Closed formulas agree to rounding. */
export const EXACT = 1e-9

/** What all cases need: the framework and columns by stage. */
export interface Index {
  framework: Framework
  indicators: string[][]
  column: (file: string, code: string) => Float64Array
  units: string[]
}

/** Leaf columns after treatment with a cap and a normalisation. */
export function leavesOf(
  { framework, column }: Index,
  atMost: number,
  how: (x: Float64Array) => Float64Array,
  from = 'data_Screened.csv',
): Float64Array[] {
  return framework.codes
    .slice(0, framework.leaves)
    .map((c, i) =>
      how(reversed(treatOutliers(column(from, c), { ...USUAL_TREATMENT, atMost }).values, framework.direction[i]!)),
    )
}

export const rootOf = (framework: Framework, leaves: Float64Array[], exponent: number): Float64Array =>
  scoreTree(framework, leaves, { exponents: [exponent] }).subarray(-leaves[0]!.length)
