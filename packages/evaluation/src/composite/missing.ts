/** Missing data: what is NaN. Source: OECD/JRC Handbook, step 3. */

/** Fills with the mean of the unit's group; where the group has no value, with the mean of all. NaN when none has. */
export function imputeGroupMean(x: Float64Array, group: readonly (string | number)[]): Float64Array {
  const sums = new Map<string | number, { sum: number; n: number }>()
  let sum = 0
  let n = 0
  x.forEach((v, i) => {
    if (Number.isNaN(v)) return
    const own = sums.get(group[i]!) ?? { sum: 0, n: 0 }
    sums.set(group[i]!, { sum: own.sum + v, n: own.n + 1 })
    sum += v
    n += 1
  })
  return x.map((v, i) => {
    if (!Number.isNaN(v)) return v
    const own = sums.get(group[i]!)
    return own ? own.sum / own.n : sum / n
  })
}

/** Fills with the mean of all units. */
export const imputeMean = (x: Float64Array): Float64Array => imputeGroupMean(x, Array.from(x, () => 0))

/** Divides by a denominator, unit by unit; NaN stays NaN. */
export const denominate = (x: Float64Array, by: Float64Array): Float64Array => x.map((v, i) => v / by[i]!)

/** The share of indicators that each unit has, 0 to 1. */
export function availability(columns: readonly Float64Array[]): Float64Array {
  const units = columns[0]?.length ?? 0
  return Float64Array.from(
    { length: units },
    (_, u) => columns.filter((c) => !Number.isNaN(c[u]!)).length / columns.length,
  )
}
