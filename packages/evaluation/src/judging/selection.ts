/**
 * How often the wrong ones win: error of selecting the top share q from unreliable scores.
 *
 * Model: true merit and mean score are bivariate normal with correlation √ICC_k. Same idea as IRR2FPR (arXiv
 * 2207.09101). The organiser is shown these numbers before deciding how many judges to ask.
 */
import { bivariateUpper, normalQuantile } from '../numeric/normal.ts'
import { spearmanBrown } from './icc.ts'

/** Share of winners that are truly among the top q (true positive rate), and its complement. */
export interface SelectionError { reliability: number; truePositive: number; falseDiscovery: number }

/** For single-judge ICC `single` (0…1), k judges per applicant and a share q of winners. */
export function selectionError(single: number, k: number, q: number): SelectionError {
  const reliability = spearmanBrown(single, k)
  const z = normalQuantile(1 - q)
  const truePositive = bivariateUpper(z, z, Math.sqrt(Math.max(0, reliability))) / q
  return { reliability, truePositive, falseDiscovery: 1 - truePositive }
}

/** The least number of judges that brings the false share to `most`; undefined when `limit` do not suffice. */
export function judgesNeeded(single: number, q: number, most: number, limit = 99): number | undefined {
  for (let k = 1; k <= limit; k++) if (selectionError(single, k, q).falseDiscovery <= most) return k
  return undefined
}

/**
 * Probability of being among the first `places`, from draws of the applicants' merits; > .8 direct, .2–.8 second
 * round, < .2 out, by the rule fixed before opening.
 */
export function winningProbabilities(draws: readonly Float64Array[], places: number): Float64Array {
  const n = draws[0]!.length
  const out = new Float64Array(n)
  for (const draw of draws) {
    const order = Array.from(draw, (_, i) => i).sort((a, b) => draw[b]! - draw[a]!)
    for (let i = 0; i < Math.min(places, n); i++) out[order[i]!] = out[order[i]!]! + 1 / draws.length
  }
  return out
}
