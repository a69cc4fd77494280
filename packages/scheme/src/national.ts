import type { Text } from '@tianfu/kernel'
import { compareRatios, ratioOf } from './decimal.ts'
import type { Indicator, Limit } from './indicator.ts'

/** Ours beside the national limit. `new`: the national standard has none; `unknown`: one of both is still empty. */
export type Comparison = 'stricter' | 'equal' | 'looser' | 'new' | 'unknown'

/**
 * Compares our limit with the national one, safe for the direction: a smaller upper bound and a larger lower bound are
 * stricter. One looser bound makes the whole looser, whatever the others.
 */
export function compareWithNational({ limit, national, direction }: Indicator): Comparison {
  if (limit === null) return 'unknown'
  if (national === null) return 'new'
  const lower = (ours: Known, theirs: Known) => side(ours, theirs, 1)
  const upper = (ours: Known, theirs: Known) => side(ours, theirs, -1)
  const sides = direction === 'yes'
    ? [answerSide(limit, national), lower(limit.share ?? '100', national.share ?? '100')]
    : [lower(limit.least, national.least), upper(limit.most, national.most),
      lower(limit.singleLeast, national.singleLeast), upper(limit.singleMost, national.singleMost)]
  if (sides.includes('unknown')) return 'unknown'
  return sides.includes('looser') ? 'looser' : sides.includes('stricter') ? 'stricter' : 'equal'
}

type Known = string | null | undefined

/** One bound: `sign` 1 where more is stricter, -1 where less is. A bound that only one of both has decides alone. */
function side(ours: Known, theirs: Known, sign: 1 | -1): Comparison {
  if (ours === null || theirs === null) return 'unknown'
  if (ours === undefined) return theirs === undefined ? 'equal' : 'looser'
  if (theirs === undefined) return 'stricter'
  const difference = compareRatios(ratioOf(ours)!, ratioOf(theirs)!) * sign
  return difference > 0 ? 'stricter' : difference < 0 ? 'looser' : 'equal'
}

const answerSide = (ours: Limit, theirs: Limit): Comparison =>
  ours.yes == null || theirs.yes == null ? 'unknown' : 'equal'

/** The limit as people read it, such as `≤ 0.5（平均值）；≤ 0.6（单值）`; null when there is none or it is empty. */
export function limitText(indicator: Indicator, whose: 'ours' | 'national'): Text | null {
  const limit = whose === 'ours' ? indicator.limit : indicator.national
  if (limit === null) return null
  if (indicator.direction === 'yes') {
    if (limit.yes !== true) return null
    return limit.share == null ? { zh: '符合', en: 'Met' }
      : { zh: `符合（不少于${limit.share} %）`, en: `Met (at least ${limit.share} %)` }
  }
  const main = boundText(limit.least, limit.most)
  if (main === null) return null
  const unit = indicator.unit === null ? '' : ` ${indicator.unit}`
  const single = boundText(limit.singleLeast, limit.singleMost)
  if (indicator.judged === 'average-and-single' && single !== null) {
    return { zh: `${main}${unit}（平均值）；${single}${unit}（单值）`, en: `${main}${unit} (mean); ${single}${unit} (single)` }
  }
  return indicator.judged === 'average'
    ? { zh: `${main}${unit}（平均值）`, en: `${main}${unit} (mean)` } : { zh: main + unit, en: main + unit }
}

function boundText(least: Known, most: Known): string | null {
  if (least != null && most != null) return `${least} – ${most}`
  if (least != null) return `≥ ${least}`
  return most != null ? `≤ ${most}` : null
}
