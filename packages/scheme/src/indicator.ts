import { Type } from 'typebox'
import { DECIMAL } from './decimal.ts'
import { BothLanguages, Id, Words, closed, oneOf } from './form.ts'

export const Decimal = Type.String({ pattern: DECIMAL, maxLength: 24 })
/** A number that is known, or an empty one that is shown as empty until somebody has checked the text. */
const Known = Type.Optional(Type.Union([Decimal, Type.Null()]))

const BOUNDS = {
  /** Lower and upper bound, both included. For `average` they bound the mean. */
  least: Known,
  most: Known,
  /** Bounds of every single value, where `judged` is `average-and-single`. */
  singleLeast: Known,
  singleMost: Known,
  /** A clause answered by yes. */
  yes: Type.Optional(Type.Union([Type.Literal(true), Type.Null()])),
  /** Per cent of the sampled answers that must be yes; without it all of them. */
  share: Known,
}

/** What the national standard asks. `clause` null and `certainty` null: nobody has read the text yet (待核). */
export const NationalLimit = closed({
  ...BOUNDS,
  source: Words,
  clause: Type.Union([Words, Type.Null()]),
  certainty: Type.Union([oneOf(['H', 'M']), Type.Null()]),
  toBeConfirmed: Type.Boolean(),
})
/** What this standard asks. `demonstration`: invented, until the alliance has adopted it. */
export const OurLimit = closed({ ...BOUNDS, origin: oneOf(['demonstration', 'national', 'adopted']) })
export type NationalLimit = Type.Static<typeof NationalLimit>
export type OurLimit = Type.Static<typeof OurLimit>
export type Limit = Pick<OurLimit, 'least' | 'most' | 'singleLeast' | 'singleMost' | 'yes' | 'share'>

/** A limit holds only for products of which this is true: one comparison of one fact. */
export const Condition = closed({
  key: Type.String({ pattern: '^[a-z][A-Za-z0-9-]{0,39}$' }),
  equals: Type.Optional(Words),
  above: Type.Optional(Decimal),
  atLeast: Type.Optional(Decimal),
  atMost: Type.Optional(Decimal),
  below: Type.Optional(Decimal),
  zh: Words,
  en: Words,
})
export type Condition = Type.Static<typeof Condition>

export const CATEGORIES = ['safety', 'performance', 'composition', 'sensory', 'environment', 'service'] as const

/**
 * One indicator of a B standard. `judged`: `single` every value against the limit; `average` the mean;
 * `average-and-single` the mean against the limit and every value against the single bounds. `rounding`: `full`
 * compares all digits (全数值比较法, the rule where nothing is said: GB/T 8170-2008, 4.3.1), `rounded` rounds first
 * (修约值比较法).
 */
export const Indicator = closed({
  id: Id,
  name: BothLanguages,
  symbol: Type.Optional(Words),
  unit: Type.Union([Words, Type.Null()]),
  kind: oneOf(['value', 'yes-no', 'score']),
  category: oneOf(CATEGORIES),
  key: Type.Boolean(),
  direction: oneOf(['>=', '<=', 'interval', 'yes']),
  judged: oneOf(['single', 'average', 'average-and-single']),
  /** How many single values a report gives at least. */
  values: Type.Integer({ minimum: 1, maximum: 100 }),
  conditions: Type.Array(Condition),
  rounding: closed({ method: oneOf(['full', 'rounded']), decimals: Type.Integer({ minimum: 0, maximum: 8 }) }),
  /** Null: the national standard has nothing on it. */
  national: Type.Union([NationalLimit, Type.Null()]),
  /** Null: not set yet. */
  limit: Type.Union([OurLimit, Type.Null()]),
  method: Type.Union([Words, Type.Null()]),
  detectionLimit: Type.Union([Decimal, Type.Null()]),
  note: Type.Optional(BothLanguages),
})
export type Indicator = Type.Static<typeof Indicator>
export type Direction = Indicator['direction']

/** What is wrong with an indicator beyond its form. */
export function indicatorProblems(indicator: Indicator): string[] {
  const problems: string[] = []
  const { kind, direction, judged, national, limit } = indicator
  if ((kind === 'yes-no') !== (direction === 'yes')) problems.push('yes-no and the direction yes belong together')
  for (const [name, of] of [['national', national], ['limit', limit]] as const) {
    if (of === null) continue
    problems.push(...strayBounds(direction, judged, of).map((bound) => `${name} must not have ${bound}`))
    const lacking = boundsOf(direction).filter((bound) => of[bound] === undefined)
    problems.push(...lacking.map((bound) => `${name} lacks ${bound} (null if unknown)`))
  }
  for (const condition of indicator.conditions) {
    const tests = [condition.equals, condition.above, condition.atLeast, condition.atMost, condition.below]
    if (tests.filter((test) => test !== undefined).length !== 1) {
      problems.push(`condition ${condition.key} needs exactly one comparison`)
    }
  }
  return problems
}

function boundsOf(direction: Direction): ('least' | 'most' | 'yes')[] {
  switch (direction) {
    case '>=': return ['least']
    case '<=': return ['most']
    case 'interval': return ['least', 'most']
    case 'yes': return ['yes']
  }
}

function strayBounds(direction: Direction, judged: Indicator['judged'], limit: Limit): string[] {
  const belonging = new Set<string>(boundsOf(direction))
  if (direction === 'yes') belonging.add('share')
  if (judged === 'average-and-single') {
    if (direction !== '<=') belonging.add('singleLeast')
    if (direction !== '>=') belonging.add('singleMost')
  }
  const all = ['least', 'most', 'singleLeast', 'singleMost', 'yes', 'share'] as const
  return all.filter((bound) => limit[bound] !== undefined && !belonging.has(bound))
}
