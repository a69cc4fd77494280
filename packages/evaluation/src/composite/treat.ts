/**
 * Outliers of unbounded indicators.
 *
 * Source: OECD/JRC Handbook, step 4, as practised by the JRC: an indicator with |skewness| > 2 and kurtosis > 3.5 is
 * winsorised, one extreme value at a time and at most five; if that does not suffice, a logarithm is taken instead.
 */
import { kurtosis, skewness } from '../numeric/describe.ts'

/** What treating did, for the published record. */
export interface Treatment {
  values: Float64Array
  how: 'none' | 'winsorised' | 'log'
  /** Values moved by winsorising. */
  winsorised: number
  /** Skewness and kurtosis before the first step and after each. */
  checks: { skewness: number; kurtosis: number; passes: boolean }[]
}

/** Limits of the rule. */
export interface TreatmentRule { skewness: number; kurtosis: number; atMost: number }

/** The JRC's usual limits. */
export const USUAL_TREATMENT: TreatmentRule = { skewness: 2, kurtosis: 3.5, atMost: 5 }

function check(x: Float64Array, rule: TreatmentRule): Treatment['checks'][number] {
  const present = x.filter((v) => !Number.isNaN(v))
  const skew = skewness(present)
  const kurt = kurtosis(present)
  return { skewness: skew, kurtosis: kurt, passes: !(Math.abs(skew) > rule.skewness && kurt > rule.kurtosis) }
}

/** Applies the rule to one indicator; NaN stays NaN. A constant indicator passes. */
export function treatOutliers(x: Float64Array, rule: TreatmentRule = USUAL_TREATMENT): Treatment {
  const first = check(x, rule)
  if (first.passes) return { values: x.slice(), how: 'none', winsorised: 0, checks: [first] }
  const { values, moved } = winsorise(x, rule)
  const second = check(values, rule)
  if (second.passes) return { values, how: 'winsorised', winsorised: moved, checks: [first, second] }
  const logged = logShift(x, first.skewness < 0)
  return { values: logged, how: 'log', winsorised: moved, checks: [first, second, check(logged, rule)] }
}

/** Replaces the extreme value (with all that equal it) by the next one until the rule passes or `atMost` moved. */
export function winsorise(x: Float64Array, rule: TreatmentRule): { values: Float64Array; moved: number } {
  const values = x.slice()
  const touched = new Set<number>()
  for (let state = check(values, rule); !state.passes && touched.size < rule.atMost; state = check(values, rule)) {
    const sign = state.skewness >= 0 ? 1 : -1
    let extreme = -Infinity
    let next = -Infinity
    for (const v of values) {
      if (Number.isNaN(v)) continue
      if (v * sign > extreme) {
        next = extreme
        extreme = v * sign
      } else if (v * sign > next && v * sign < extreme) next = v * sign
    }
    values.forEach((v, i) => {
      if (v * sign !== extreme) return
      values[i] = next * sign
      touched.add(i)
    })
  }
  return { values, moved: touched.size }
}

/** ln(x − min + 0.01·range); mirrored, −ln(max − x + 0.01·range), when the long tail is below. Order is kept. */
export function logShift(x: Float64Array, mirrored = false): Float64Array {
  const present = x.filter((v) => !Number.isNaN(v))
  const min = present.reduce((a, b) => Math.min(a, b), Infinity)
  const max = present.reduce((a, b) => Math.max(a, b), -Infinity)
  const shift = 0.01 * (max - min)
  return x.map((v) => (mirrored ? -Math.log(max - v + shift) : Math.log(v - min + shift)))
}
