/**
 * Bands instead of bare ranks: a band is given when it is likely enough, and kept when it is not clear.
 * Thresholds are part of the method version; the usual ones are A ≥ 80, B ≥ 65, C ≥ 50, D below.
 */

/** A band and its floor; listed from the highest. The last has floor −Infinity. */
export interface Band { code: string; floor: number }

/** The usual bands. */
export const USUAL_BANDS: readonly Band[] = [
  { code: 'A', floor: 80 }, { code: 'B', floor: 65 }, { code: 'C', floor: 50 }, { code: 'D', floor: -Infinity },
]

/** The band, whether the unit stands at the boundary of the next higher one, and the probability of each floor. */
export interface BandResult { band: string; boundary: boolean; reaches: number[] }

/**
 * The highest band whose floor is reached with probability ≥ `sure`. When the next higher floor has a probability
 * between 1 − `sure` and `sure` the unit is at the boundary, and keeps last period's band if that is the higher one.
 *
 * @param draws posterior draws of the unit's score
 * @throws RangeError without draws, or with a missing one: what has no score has no band
 */
export function bandOf(
  draws: ArrayLike<number>, bands: readonly Band[] = USUAL_BANDS, last?: string, sure = 0.8,
): BandResult {
  if (draws.length === 0) throw new RangeError('no draws')
  const reaches = bands.map(({ floor }) => {
    let n = 0
    for (let i = 0; i < draws.length; i++) {
      if (Number.isNaN(draws[i]!)) throw new RangeError('a unit without a score has no band')
      if (draws[i]! >= floor) n++
    }
    return n / draws.length
  })
  const found = reaches.findIndex((p) => p >= sure)
  const at = found < 0 ? bands.length - 1 : found
  const boundary = at > 0 && reaches[at - 1]! > 1 - sure
  const kept = boundary && last === bands[at - 1]!.code
  return { band: bands[kept ? at - 1 : at]!.code, boundary, reaches }
}
