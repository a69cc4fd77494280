import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { normalCdf, normalVariate, stream, USUAL_CUSUM, USUAL_EWMA } from '@tianfu/evaluation'
import type { marketMethod } from '@tianfu/contract'
import { openEngine } from './engine.ts'
import type { AnalyticsPort, ObservationRow, Snapshot, Trend, TrendInput } from './port.ts'

const UNTIL = Date.parse('2026-06-30T00:00:00Z') / 86_400_000
const dayOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
const indicators: marketMethod.MarketIndicator[] = [
  { code: 'rating', name: { zh: '评分' }, kind: 'mean', of: 'rating', low: 3, high: 5, least: 30 },
  { code: 'complaints', name: { zh: '投诉率' }, kind: 'rate', of: 'complaint', per: 'sales', low: 0.1, high: 0,
    least: 30 },
]
const evidence: marketMethod.MarketMethod['evidence'] = {
  tierWeight: [1, 1, 1], halfLifeDays: 365, clusterWindowDays: 180, clusterShare: 0.02, bursts: [],
  stretch: { days: 28, share: 1, slack: 10 },
}

interface Said { subject: string; indicator: string; value: number; ago: number }

async function watched(
  t: { after(end: () => unknown): void }, said: readonly Said[],
): Promise<(more?: Partial<TrendInput>) => Promise<readonly Trend[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'trends-'))
  const engine: AnalyticsPort = openEngine({ threads: 1, memory: '512MB', spill: '1GB', spillFolder: folder })
  t.after(async () => {
    await engine.close()
    rmSync(folder, { recursive: true })
  })
  const rows = said.map(({ subject, indicator, value, ago }, row): ObservationRow => ({
    batch: 'b', row, source: 'shop', subjectKind: 'brand', subject, region: '', industry: '', indicator, value,
    weight: 1, confirmed: true, day: dayOf(UNTIL - ago), cluster: null,
  }))
  const snapshot: Snapshot = await engine.seal((async function* () { yield rows })(), join(folder, 'sealed'))
  return (more = {}) => engine.trends({
    snapshot, method: { indicators, evidence }, subjectKind: 'brand', tiers: {}, until: dayOf(UNTIL), periodDays: 28,
    periods: 18, baseline: 12, charts: { ewma: USUAL_EWMA, cusum: USUAL_CUSUM }, falseDiscovery: 0.1, ...more,
  })
}

/** Brands with ratings and complaints around what they always had; `change` says what the last four periods add. */
function market(brands: number, change: (b: number) => { rating?: number; complaints?: number }): Said[] {
  const random = stream([11, 3])
  return Array.from({ length: brands }, (_, b) => Array.from({ length: 18 * 28 * 2 }, (_, i): Said[] => {
    const ago = i >> 1
    const { rating = 0, complaints = 0 } = ago < 4 * 28 ? change(b) : {}
    const subject = `b${String(b).padStart(3, '0')}`
    return [
      { subject, indicator: 'rating', value: 4 + rating + normalVariate(random), ago },
      { subject, indicator: 'sales', value: 1, ago },
      ...(random.uniform() < 0.05 + complaints ? [{ subject, indicator: 'complaint', value: 1, ago }] : []),
    ]
  })).flat(2)
}

test('a lasting fall and a lasting rise are raised, with their direction; a quiet market raises nobody', async (t) => {
  const trends = await watched(t, market(60, (b) => (b === 7 ? { rating: -0.6 } : b === 9 ? { complaints: 0.1 } : {})))
  const found = await trends()
  assert.equal(found.length, 120)
  const raised = found.filter((one) => one.alarm?.raised)
  assert.deepEqual(raised.map((one) => [one.subject, one.indicator, one.alarm!.direction, one.alarm!.better]),
    [['b007', 'rating', 'fall', false], ['b009', 'complaints', 'rise', false]])
  assert.deepEqual(raised[0]!.alarm!.charts, ['ewma', 'cusum'])
  for (const { baseline, points, refused } of found) {
    assert.equal(refused, undefined)
    assert.equal(points.length, 18)
    assert.ok(baseline!.error > 0 && points.every((p, i) => (p.z !== undefined) === (i >= 12)))
  }
  // Without control each chart alarms on its own.
  const loose = await trends({ falseDiscovery: 1, charts: { ewma: { lambda: 0.2, limit: 2 }, cusum: USUAL_CUSUM } })
  assert.ok(loose.filter((one) => one.alarm?.raised).length > 2)
  const strict = await trends({ charts: { ewma: { lambda: 0.2, limit: 2 }, cusum: USUAL_CUSUM } })
  assert.equal(strict.filter((one) => one.alarm?.raised).length, 2)
  assert.deepEqual(await trends(), found)
})

test('a series by hand: the error of the baseline is in every period and in the chance of the average', async (t) => {
  const values = [[1, 5], [2, 4], [3, 3], [1, 1], [2, 2]]
  const said = values.flatMap((two, p) => two.flatMap((value, k) => Array.from({ length: 10 }, (_, i): Said =>
    ({ subject: 'x', indicator: 'rating', value, ago: (4 - p) * 28 + ((k * 10 + i) % 28) }))))
  const charts = { ewma: { lambda: 0.5, limit: 2 }, cusum: { k: 0.5, h: 4 } }
  const trends = await watched(t, said)
  const [trend] = await trends({ periods: 5, baseline: 3, charts })
  // Sixty ratings of mean 3 and variance (4 + 1 + 0) / 3; then twenty in each period.
  const spread = Math.sqrt(5 / 3)
  assert.ok(Math.abs(trend!.baseline!.value - 3) < 1e-12)
  assert.ok(Math.abs(trend!.baseline!.error - spread / Math.sqrt(60)) < 1e-12)
  const unit = spread * Math.sqrt(1 / 20 + 1 / 60)
  const z = [-2 / unit, -1 / unit]
  const [first, second] = trend!.points.slice(3)
  assert.ok(Math.abs(first!.z! - z[0]!) < 1e-12 && Math.abs(second!.z! - z[1]!) < 1e-12)
  const average = 0.5 * z[1]! + 0.25 * z[0]!
  assert.ok(Math.abs(second!.ewma! - average) < 1e-12)
  assert.ok(Math.abs(second!.fall! - (-z[0]! - 0.5 - z[1]! - 0.5)) < 1e-12 && second!.rise === 0)
  // Three quarters of Var z are the period's own, a quarter is the baseline's and common to both.
  const deviation = Math.sqrt((0.25 + 0.0625) * 0.75 + (0.75 * 0.5) ** 2)
  assert.ok(Math.abs(trend!.alarm!.p - 2 * normalCdf(average / deviation)) < 1e-12)
  assert.equal(trend!.alarm!.adjusted, trend!.alarm!.p)
})

test('too little to compare with is refused; a baseline of everything leaves nothing to watch', async (t) => {
  const trends = await watched(t, [...market(2, () => ({})),
    ...Array.from({ length: 20 }, (_, i): Said => ({ subject: 'new', indicator: 'rating', value: 5, ago: i }))])
  const fresh = (await trends()).find((one) => one.subject === 'new')!
  assert.deepEqual(fresh.refused, { code: 'too-few', have: 0, need: 30 })
  assert.ok(fresh.alarm === undefined && fresh.points.at(-1)!.value === 5)
  await assert.rejects(trends({ baseline: 18 }), RangeError)
})
