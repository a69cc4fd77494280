/** One look at a code. No personal data: a keyed hash of the device, and a city. */
export interface Look {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Keyed hash that tells devices apart for a while, not persons. */
  readonly source: string
  /** Coarse place, where one is known. */
  readonly city?: { readonly code: string; readonly latitude: number; readonly longitude: number }
}

export interface LookHistory {
  readonly looks: readonly Look[]
  /** When the code was activated; looks before it should not be. */
  readonly activatedAt?: number
  /** City codes where trace says that the lot went; nothing when trace does not say. */
  readonly tracedTo?: readonly string[]
}

/** Why a score is what it is: names for a person who reviews, with how much each adds. */
export interface Suspicion {
  /** 0 to 100. It never decides: from `REVIEW_FROM` on a person looks, and only a person's word becomes public. */
  readonly score: number
  readonly reasons: readonly {
    readonly name: 'two-places' | 'many-sources' | 'many-cities' | 'before-activation' | 'off-trace'
    readonly points: number
  }[]
}

/** The score at which a person reviews. */
export const REVIEW_FROM = 40

const FASTEST_KM_PER_HOUR = 900 // an airliner; parcels and people are slower
const NEAR_KM = 150 // within a region, coarse places tell nothing about speed
const EARTH_KM = 6371
/** A bottle is looked at by a household and a few friends; beyond that each further source adds. */
const USUAL_SOURCES = 4
const USUAL_CITIES = 2
const MOST_LOOKS = 500

/**
 * How much a code's looks speak for several goods carrying it. The word is never "fake": a copy makes the genuine one
 * look
 * just as strange.
 *
 * No one source can brand a genuine code: the score is the least that is left when any one source is left out.
 */
export function suspicionOf(history: LookHistory): Suspicion {
  const looks = history.looks.slice(-MOST_LOOKS)
  let least = judge({ ...history, looks })
  for (const source of new Set(looks.map((look) => look.source))) {
    const without = judge({ ...history, looks: looks.filter((look) => look.source !== source) })
    if (without.score < least.score) least = without
  }
  return least
}

function judge({ looks, activatedAt, tracedTo }: LookHistory): Suspicion {
  const sources = new Set(looks.map(({ source }) => source))
  const cities = new Set(looks.flatMap(({ city }) => city?.code ?? []))
  const early = new Set(
    looks.filter(({ at }) => activatedAt !== undefined && at < activatedAt).map(({ source }) => source),
  )
  const strayed = new Set(
    looks
      .filter(({ city }) => city && tracedTo && tracedTo.length > 0 && !tracedTo.includes(city.code))
      .map(({ source }) => source),
  )
  const counted = [
    { name: 'two-places', points: 20 * Math.min(impossiblePairs(looks), 3) },
    { name: 'many-sources', points: 4 * Math.min(Math.max(sources.size - USUAL_SOURCES, 0), 8) },
    { name: 'many-cities', points: 8 * Math.min(Math.max(cities.size - USUAL_CITIES, 0), 4) },
    { name: 'before-activation', points: 15 * Math.min(early.size, 2) },
    { name: 'off-trace', points: 6 * Math.min(strayed.size, 4) },
  ] as const
  const reasons = counted.filter(({ points }) => points > 0)
  return { score: Math.min(reasons.reduce((sum, { points }) => sum + points, 0), 100), reasons }
}

/** Pairs of neighbours in time, of different sources, that one good cannot have made. */
function impossiblePairs(looks: readonly Look[]): number {
  const placed = looks.filter(({ city }) => city !== undefined).toSorted((a, b) => a.at - b.at)
  return placed.filter((look, i) => {
    const before = placed[i - 1]
    if (!before || before.source === look.source) return false
    const apart = distanceKm(before, look)
    const hours = (look.at - before.at) / 3_600_000
    return apart > NEAR_KM && apart > hours * FASTEST_KM_PER_HOUR
  }).length
}

function distanceKm({ city: a }: Look, { city: b }: Look): number {
  if (!a || !b) return 0
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const half = (x: number) => Math.sin(x / 2) ** 2
  const chord = half(radians(b.latitude - a.latitude))
    + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(radians(b.longitude - a.longitude))
  return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, chord)))
}
