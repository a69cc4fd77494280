/** From sums to what is known of an indicator: shrunk within its category, or refused with the reason. */
import {
  evenness, fitBetaPrior, fitFayHerriot, fitGammaPrior, growthAgainstCategory, shrink, winsorise,
} from '@tianfu/evaluation'
import type { LeafPosterior } from '@tianfu/evaluation'
import type { marketMethod } from '@tianfu/contract'
import type { Evidence, Sums } from './evidence.ts'
import type { IndicatorValue } from './port.ts'
import type { LatentValue } from './satisfaction.ts'

/** One subject's indicator: for the reader, and for the draws. */
export interface Leaf { shown: IndicatorValue; posterior: LeafPosterior; point: number }

type Indicator = marketMethod.MarketIndicator
interface Raw { y: number; v: number; rows: number; effective: number; dropped: number; counts?: [number, number] }

/** Leaves of the subjects of one category, in their order. */
export function leavesOf(
  indicator: Indicator, subjects: readonly string[], evidence: Evidence, latent: Map<string, Map<string, LatentValue>>,
): Leaf[] {
  const sums = evidence.sums.get(indicator.of)
  const exposure = indicator.per === undefined ? undefined : evidence.sums.get(indicator.per)
  const market = subjects.reduce((sum, s) => sum + (sums?.get(s)?.amount ?? 0), 0)
  const present = subjects.flatMap((s) => sums?.get(s) ?? [])
  const category = [0, 1].map((h) => ({
    amount: present.reduce((s, one) => s + one.halves[h]!.amount, 0),
    squares: present.reduce((s, one) => s + one.halves[h]!.squares, 0),
  }))
  const places = [...new Set(present.flatMap((one) => [...one.places.keys()]))].sort()
  const raw = subjects.map((subject): Raw | undefined => {
    if (indicator.kind === 'latent') {
      const found = latent.get(indicator.of)?.get(subject)
      return found && { y: found.value, v: found.variance, rows: found.rows, effective: found.effective, dropped: 0 }
    }
    const own = sums?.get(subject)
    const base = exposure?.get(subject)
    if (indicator.kind === 'rate') return base && rate(own, base)
    if (indicator.kind === 'growth') return own && growth(own, category)
    if (indicator.kind === 'evenness') return own && breadth(own, places)
    return own && (indicator.kind === 'market-share' ? share(own, market) : mean(own, indicator.kind === 'share'))
  })
  const counted = raw.flatMap((r, i) => (r && r.effective >= indicator.least ? [i] : []))
  const estimates = estimate(indicator, counted.map((i) => raw[i]!))
  const leaves = raw.map((r): Leaf => {
    const code = r ? 'too-few' as const : 'no-observations' as const
    const refused = { code, have: r ? r.effective : 0, need: indicator.least }
    return {
      shown: { indicator: indicator.code, rows: r?.rows ?? 0, effective: r?.effective ?? 0, dropped: r?.dropped ?? 0,
        refused },
      posterior: { kind: 'missing' }, point: NaN,
    }
  })
  counted.forEach((i, k) => {
    const { posterior, point, error, shrinkage } = estimates[k]!
    const { refused: _, ...shown } = leaves[i]!.shown
    leaves[i] = { posterior, point, shown: { ...shown, value: point, error, shrinkage } }
  })
  return leaves
}

function mean({ rows, s0, ss, s1, s2, dropped }: Sums, ones: boolean): Raw {
  const y = s1 / s0
  const effective = (s0 * s0) / ss
  const v = Math.max(0, s2 / s0 - y * y) / Math.max(effective - 1, 1e-9)
  return { y, v, rows, effective, dropped, ...(ones && { counts: [y * effective, effective] as [number, number] }) }
}

function rate(events: Sums | undefined, base: Sums): Raw {
  const count = events?.amount ?? 0
  const rows = (events?.rows ?? 0) + base.rows
  return { y: count / base.amount, v: 0, rows, effective: base.rows, dropped: 0, counts: [count, base.amount] }
}

function share({ rows, amount }: Sums, market: number): Raw {
  const y = amount / market
  return { y, v: (y * (1 - y)) / rows, rows, effective: rows, dropped: 0 }
}

interface Total { amount: number; squares: number }

/**
 * Sums are taken as those of independent purchases: the relative variance of one is Σx²/(Σx)². Totals of months make
 * the interval wider than it is, never narrower.
 */
function growth({ rows, halves }: Sums, category: readonly Total[]): Raw | undefined {
  const all = [...halves, ...category]
  if (all.some(({ amount }) => !(amount > 0))) return undefined
  const relative = (two: readonly Total[]): number =>
    Math.sqrt(two.reduce((s, { amount, squares }) => s + squares / amount ** 2, 0) / 2)
  const side = (two: readonly Total[]): { before: number; now: number; relativeError: number } =>
    ({ before: two[0]!.amount, now: two[1]!.amount, relativeError: relative(two) })
  const { value, error } = growthAgainstCategory(side(halves), side(category))
  return { y: value, v: error * error, rows, effective: Math.min(halves[0].rows, halves[1].rows), dropped: 0 }
}

function breadth({ rows, places }: Sums, all: readonly string[]): Raw | undefined {
  const amounts = all.map((place) => places.get(place) ?? 0)
  if (all.length < 2 || amounts.some((a) => a < 0) || amounts.every((a) => a === 0)) return undefined
  const { value, error } = evenness(amounts, rows)
  return { y: value, v: error * error, rows, effective: rows, dropped: 0 }
}

interface Estimate { posterior: LeafPosterior; point: number; error: number; shrinkage: number }

function estimate(indicator: Indicator, raw: readonly Raw[]): Estimate[] {
  if (raw.length === 0) return []
  const x = raw.map((r) => r.counts?.[0] ?? 0)
  const n = raw.map((r) => r.counts?.[1] ?? 0)
  if (indicator.kind === 'share') {
    // One subject alone has nothing to be drawn to: Jeffreys' prior.
    const prior = raw.length < 3 ? { a: 0.5, b: 0.5 } : fitBetaPrior(x, n)
    return raw.map((_, i) => {
      const a = x[i]! + prior.a
      const b = n[i]! - x[i]! + prior.b
      const point = a / (a + b)
      const error = Math.sqrt((point * (1 - point)) / (a + b + 1))
      return { posterior: { kind: 'beta', a, b }, point, error, shrinkage: (prior.a + prior.b) / (a + b) }
    })
  }
  if (indicator.kind === 'rate') {
    const prior = raw.length < 3 ? { shape: 0.5, rate: 0 } : fitGammaPrior(x, n)
    return raw.map((_, i) => {
      const shape = x[i]! + prior.shape
      const per = n[i]! + prior.rate
      const error = Math.sqrt(shape) / per
      return { posterior: { kind: 'gamma', shape, rate: per }, point: shape / per, error, shrinkage: prior.rate / per }
    })
  }
  const treated = indicator.outliers && raw.length >= 8
    ? winsorise(Float64Array.from(raw, (r) => r.y), indicator.outliers).values
    : Float64Array.from(raw, (r) => r.y)
  // A sample in which all say the same is not without error: a floor far below any goalposts' width.
  const least = ((indicator.high - indicator.low) / 1000) ** 2
  const v = raw.map((r) => Math.max(r.v, least))
  if (indicator.kind === 'market-share' || raw.length < 3) {
    return raw.map((_, i) => normal(treated[i]!, v[i]!, 0))
  }
  return shrink(treated, v, fitFayHerriot(treated, v)).map((s) => normal(s.value, s.mse, s.shrinkage))
}

const normal = (point: number, variance: number, shrinkage: number): Estimate =>
  ({ posterior: { kind: 'normal', mean: point, variance }, point, error: Math.sqrt(variance), shrinkage })
