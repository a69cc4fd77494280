import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { stream } from '@tianfu/evaluation'
import type { marketMethod } from '@tianfu/contract'
import { openEngine } from './engine.ts'
import type { Evaluation, EvaluationInput, ObservationRow } from './port.ts'

const UNTIL = Date.parse('2026-06-30T00:00:00Z') / 86_400_000
const dayOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
const METHOD: marketMethod.MarketMethod = {
  indicators: [
    { code: 'rating', name: { zh: '评分' }, kind: 'mean', of: 'rating', low: 1, high: 5, least: 30 },
    { code: 'share', name: { zh: '份额' }, kind: 'market-share', of: 'sales', low: 0, high: 1, least: 1 },
  ],
  results: [{ result: 'reputation', nodes: [{ code: 'root', parent: null, weight: 1 },
    { code: 'rating', parent: 'root', weight: 1 }] }],
  evidence: { tierWeight: [1, 1, 1], halfLifeDays: 1e18, clusterWindowDays: 180, clusterShare: 0.02,
    bursts: [{ days: 1, window: 28, floor: 3, medians: 2, deviations: 3 }],
    stretch: { days: 28, share: 1, slack: 10 } },
  aggregation: { exponents: [1], missingShare: 0 }, category: { digits: 3, least: 2 },
  uncertainty: { draws: 200, level: 0.9, concentration: 50, exponents: [] },
  bands: { floors: [{ code: 'A', floor: 80 }], rest: 'B', sure: 0.8 }, seed: 'test',
}

type Said = Pick<ObservationRow, 'subject' | 'region' | 'industry' | 'indicator' | 'value'> & { ago: number }

async function evaluated(
  t: { after(end: () => unknown): void }, said: readonly Said[],
): Promise<(more: Partial<EvaluationInput>) => Promise<Evaluation>> {
  const folder = mkdtempSync(join(tmpdir(), 'areas-'))
  const engine = openEngine({ threads: 1, memory: '512MB', spill: '1GB', spillFolder: folder })
  t.after(async () => {
    await engine.close()
    rmSync(folder, { recursive: true })
  })
  const rows = said.map(({ ago, ...one }, row): ObservationRow => ({
    ...one, batch: 'b', row, source: 'shop', subjectKind: 'brand', weight: 1, confirmed: false,
    day: dayOf(UNTIL - ago), cluster: null,
  }))
  const snapshot = await engine.seal((async function* () { yield rows })(), join(folder, 'sealed'))
  return (more) => engine.evaluate({ snapshot, methodVersion: 'm', method: METHOD, seed: 's', subjectKind: 'brand',
    from: dayOf(UNTIL - 300), until: dayOf(UNTIL), tiers: {}, ...more })
}

/** Six brands of two regions and three industries; every brand sells in both regions. */
function market(): Said[] {
  const random = stream([3, 1])
  return Array.from({ length: 6 }, (_, b) => Array.from({ length: 200 }, (_, i): Said[] => {
    const one = { subject: `b${b}`, region: i % 4 === 0 ? '510100' : '511500', industry: `C15${b % 3}1`, ago: i }
    const value = 1 + Math.floor(random.uniform() * (i % 4 === 0 ? 5 : 4))
    return [{ ...one, indicator: 'rating', value }, { ...one, indicator: 'sales', value: 1 }]
  })).flat(2)
}

test('regions and industries are units: the plain mean of what was said there, compared with each other', async (t) => {
  const said = [...market(), { subject: 'b0', region: '', industry: '', indicator: 'rating', value: 5, ago: 3 }]
  const evaluate = await evaluated(t, said)
  for (const [area, column, codes] of [
    [{ by: 'region', digits: 4 }, 'region', ['5101', '5115']],
    [{ by: 'region', digits: 2 }, 'region', ['51']],
    [{ by: 'industry', digits: 4 }, 'industry', ['C150', 'C151', 'C152']],
  ] as const) {
    const run = await evaluate({ area })
    assert.deepEqual(run.subjects.map((s) => s.subject), codes)
    for (const { subject, category, indicators, results } of run.subjects) {
      const own = said.filter((s) => s[column].startsWith(subject))
      const ratings = own.filter((s) => s.indicator === 'rating').map((s) => s.value)
      assert.equal(category, '')
      assert.equal(indicators[0]!.rows, ratings.length)
      const sales = said.filter((s) => s.indicator === 'sales')
      const share = own.filter((s) => s.indicator === 'sales').length / sales.length
      assert.ok(Math.abs(indicators[1]!.value! - share) < 1e-12)
      // Less than three units have nothing to be drawn to.
      if (codes.length < 3) {
        assert.ok(Math.abs(indicators[0]!.value! - ratings.reduce((a, b) => a + b, 0) / ratings.length) < 1e-12)
      }
      const [result] = results
      assert.ok(result && 'score' in result && result.of === codes.length && result.low <= result.high)
    }
    assert.equal((await evaluate({ area })).digest, run.digest)
  }
  await assert.rejects(evaluate({ area: { by: 'region', digits: 0 } }), RangeError)
})

test('a burst on one brand is capped by that brand’s own days, whatever its region sells', async (t) => {
  const flood = Array.from({ length: 60 }, (): Said =>
    ({ subject: 'b0', region: '510100', industry: 'C1501', indicator: 'rating', value: 5, ago: 2 }))
  const evaluate = await evaluated(t, [...market(), ...flood])
  const [region] = (await evaluate({ area: { by: 'region', digits: 4 } })).subjects
  const [brand] = (await evaluate({})).subjects
  const lost = (u: typeof region): number => u!.indicators[0]!.dropped * u!.indicators[0]!.rows
  assert.ok(lost(brand) > 50 && Math.abs(lost(brand) - lost(region)) < 1, `${lost(brand)} ${lost(region)}`)
})
