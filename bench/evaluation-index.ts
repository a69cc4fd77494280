// The index of 2,000 brands over 10⁵, 10⁶ and 10⁷ observations, by the engine of the module `market`.
// Measured: evidence weights and caps, shrinkage and scores from the roll-up beside the sealed rows. Baseline: DuckDB's
// bare aggregation of the same rows in the same files, brand × month with count, mean, deviation and sum. The roll-up
// is made once, when the rows are sealed: what that took is printed beside the ratio, and so is the ratio of all
// together (roll-up, check of every digest, index), as if the index were asked for once only.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { normalVariate, stream } from '@tianfu/evaluation'
import type { marketMethod } from '@tianfu/contract'
import { evaluateSnapshot } from '../apps/server/src/modules/market/engine/evaluate.ts'
import type { EvaluationInput, ObservationRow } from '../apps/server/src/modules/market/engine/port.ts'
import { Sealing, verify } from '../apps/server/src/modules/market/engine/seal.ts'
import { parquet, Store } from '../apps/server/src/modules/market/engine/store.ts'

const BRANDS = 2000
const DAYS = 365
const LAST = Date.parse('2026-06-30T00:00:00Z')
const DAY_NAMES = Array.from({ length: DAYS }, (_, d) => new Date(LAST - d * 86_400_000).toISOString().slice(0, 10))

/** Assumptions: brands of unequal size, 60 % confirmed, one observation in fifty from who says more. */
function* rows(n: number): Generator<ObservationRow[]> {
  const random = stream([n, 7])
  for (let from = 0; from < n; from += 5000) {
    yield Array.from({ length: Math.min(5000, n - from) }, (_, i): ObservationRow => {
      const u = random.uniform()
      const brand = Math.floor(u * u * BRANDS)
      const quality = 3.6 + (brand % 100) / 100
      return {
        batch: 'bench', row: from + i, source: 'shop', subjectKind: 'brand', subject: `brand-${brand}`,
        region: '110000', industry: `C${100 + (brand % 20)}`, indicator: 'rating', weight: 1,
        confirmed: random.uniform() < 0.6,
        value: Math.min(5, Math.max(1, Math.round(quality + normalVariate(random)))),
        day: DAY_NAMES[Math.floor(random.uniform() * DAYS)]!,
        cluster: random.uniform() < 0.02 ? `${brand}/${Math.floor(random.uniform() * 100)}` : null,
      }
    })
  }
}

const METHOD: marketMethod.MarketMethod = {
  indicators: [{ code: 'rating', name: { zh: '评分', en: 'Rating' }, kind: 'mean', of: 'rating', low: 3, high: 5,
    least: 30 }],
  results: [{ result: 'reputation', nodes: [{ code: 'root', parent: null, weight: 1 },
    { code: 'rating', parent: 'root', weight: 1 }] }],
  evidence: { tierWeight: [1, 0.7, 0.25], halfLifeDays: 365, clusterWindowDays: 180, clusterShare: 0.02,
    bursts: [{ days: 1, window: 28, floor: 3, medians: 2, deviations: 3 },
      { days: 7, window: 26, floor: 4, medians: 2, deviations: 3 }], stretch: { days: 28, share: 0.45, slack: 10 } },
  aggregation: { exponents: [1, 0], missingShare: 1 / 3 }, category: { digits: 4, least: 8 },
  // One draw: intervals cost the same whatever the number of observations, and are printed apart.
  uncertainty: { draws: 1, level: 0.9, concentration: 50, exponents: [] },
  bands: { floors: [{ code: 'A', floor: 80 }, { code: 'B', floor: 65 }], rest: 'C', sure: 0.8 }, seed: 'bench',
}

async function fastest(run: () => Promise<unknown>): Promise<number> {
  let best = Infinity
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    await run()
    best = Math.min(best, performance.now() - start)
  }
  return best / 1000
}

interface Measured { parts: number; rollUp: number; check: number; seconds: number; bare: number; whole: number }

async function measure(n: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-index-'))
  const limits = { memory: '4GB', spill: '20GB', spillFolder: join(folder, 'spill') }
  try {
    const start = performance.now()
    const writer = await Store.open({ ...limits, threads: 1 })
    const files = new Sealing(writer, join(folder, 'sealed'))
    for (const some of rows(n)) await files.append(some)
    await files.flush()
    const parts = (performance.now() - start) / 1000
    const start1 = performance.now()
    const snapshot = await files.finish()
    const rollUp = (performance.now() - start1) / 1000
    writer.close()
    const check = await fastest(() => verify(snapshot))
    const store = await Store.open({ ...limits, threads: 2 })
    const input: EvaluationInput = { snapshot, methodVersion: 'bench', method: METHOD, seed: '1', subjectKind: 'brand',
      from: DAY_NAMES.at(-1)!, until: DAY_NAMES[0]!, tiers: { shop: 2 } }
    const facts = parquet(...snapshot.files.filter((f) => f.name.startsWith('part-')).map((f) =>
      join(snapshot.folder, f.name)))
    const bare = await fastest(async () => {
      for await (const _ of store.columns(`select subject, day // 30 as month, count(*), avg(value), stddev(value),
        sum(value) from ${facts} group by subject, day // 30`));
    })
    const seconds = await fastest(() => evaluateSnapshot(store, input))
    const start2 = performance.now()
    const method = { ...METHOD, uncertainty: { ...METHOD.uncertainty, draws: 5000 } }
    await evaluateSnapshot(store, { ...input, method })
    const whole = (performance.now() - start2) / 1000
    store.close()
    return { parts, rollUp, check, seconds, bare, whole }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Prints and keeps the figures. */
export async function benchIndex(
  figure: (name: string, value: number, unit: string, more: { ratio: number; goal: string; met: boolean }) => void,
): Promise<void> {
  const small = await measure(1e5)
  for (const [name, n] of [['index-1e6', 1e6], ['index-1e7', 1e7]] as const) {
    const { parts, rollUp, check, seconds, bare, whole } = await measure(n)
    const ratio = bare / seconds
    figure(name, n / seconds, 'observations per second', { ratio, goal: '≥ 0.5', met: ratio >= 0.5 })
    const ms = (s: number): string => `${(s * 1000).toFixed(0)} ms`
    console.log(`  index ${ms(seconds)}; bare aggregation ${ms(bare)}; with intervals of 5,000 draws ${ms(whole)}; ` +
      `${(seconds / small.seconds).toFixed(1)} times the time of 10⁵ (${ms(small.seconds)})`)
    console.log(`  once, at sealing: rows made and written ${ms(parts)}, rolled up ${ms(rollUp)}; digests checked in ` +
      `${ms(check)}; ratio with roll-up and check ${(bare / (rollUp + check + seconds)).toFixed(3)}`)
  }
}
