import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { marketMethod } from '@tianfu/contract'
import { CCSI_MODEL, normalVariate, stream, USUAL_BANDS } from '@tianfu/evaluation'
import { openEngine } from './engine.ts'
import type { AnalyticsPort, Evaluation, EvaluationInput, ObservationRow, ResultValue, Snapshot } from './port.ts'

const DAY = 86_400_000
const UNTIL = Date.parse('2026-06-30T00:00:00Z')
const ago = (days: number): string => new Date(UNTIL - days * DAY).toISOString().slice(0, 10)

const METHOD: marketMethod.MarketMethod = {
  indicators: [
    { code: 'rating', name: { zh: '评分' }, kind: 'mean', of: 'rating', low: 3, high: 5, least: 30 },
    { code: 'complaints', name: { zh: '投诉率' }, kind: 'rate', of: 'complaint', per: 'sales', low: 0.1, high: 0,
      least: 1 },
    { code: 'share', name: { zh: '份额' }, kind: 'market-share', of: 'sales', low: 0, high: 0.5, least: 1 },
    { code: 'csi', name: { zh: '满意度' }, kind: 'latent', of: 'satisfaction', low: 1, high: 100, least: 20 },
  ],
  results: [
    { result: 'reputation', nodes: [{ code: 'root', parent: null, weight: 1 },
      { code: 'rating', parent: 'root', weight: 1 }] },
    { result: 'performance', nodes: [{ code: 'root', parent: null, weight: 1 },
      { code: 'share', parent: 'root', weight: 0.6 }, { code: 'complaints', parent: 'root', weight: 0.4 }] },
    { result: 'satisfaction', nodes: [{ code: 'root', parent: null, weight: 1 },
      { code: 'csi', parent: 'root', weight: 1 }] },
  ],
  evidence: {
    tierWeight: [1, 0.7, 0.25], halfLifeDays: 365, clusterWindowDays: 180, clusterShare: 0.02,
    bursts: [{ days: 1, window: 28, floor: 3, medians: 2, deviations: 3 },
      { days: 7, window: 26, floor: 4, medians: 2, deviations: 3 }],
    stretch: { days: 28, share: 0.45, slack: 10 },
  },
  satisfaction: { ...CCSI_MODEL, scheme: 'path', convention: 'acsi', scale: { low: 1, high: 10 }, leastSheets: 100 },
  aggregation: { exponents: [1, 0], missingShare: 1 / 3 },
  category: { digits: 3, least: 3 },
  uncertainty: { draws: 400, level: 0.9, concentration: 50, exponents: [[0]] },
  bands: { floors: USUAL_BANDS.slice(0, 3).map(({ code, floor }) => ({ code, floor })), rest: 'D', sure: 0.8 },
  seed: 'test',
}

interface Said {
  subject: string; indicator: string; value: number; days: number; confirmed?: boolean; cluster?: string
}

function* batches(said: readonly Said[]): Generator<ObservationRow[]> {
  for (let i = 0; i < said.length; i += 997) {
    yield said.slice(i, i + 997).map(({ subject, indicator, value, days, confirmed = true, cluster }, k) => ({
      batch: 'b', row: i + k, source: 'shop', subjectKind: 'brand', subject, region: '510100', industry: 'C1521',
      indicator, value, weight: 1, confirmed, day: ago(days), cluster: cluster ?? null,
    }))
  }
}
async function* streamed(said: readonly Said[]): AsyncGenerator<ObservationRow[]> {
  yield* batches(said)
}

async function engineFor(t: { after(end: () => unknown): void }, threads = 2): Promise<{
  engine: AnalyticsPort; seal(said: readonly Said[]): Promise<Snapshot>
}> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  const engine = openEngine({ threads, memory: '512MB', spill: '2GB', spillFolder: join(folder, 'spill') })
  let sealed = 0
  t.after(async () => {
    await engine.close()
    rmSync(folder, { recursive: true })
  })
  return { engine, seal: (said) => engine.seal(streamed(said), join(folder, `snapshot-${(sealed += 1)}`)) }
}

const inputOf = (snapshot: Snapshot, more: Partial<EvaluationInput> = {}): EvaluationInput => ({
  snapshot, methodVersion: 'm1', method: METHOD, seed: 's', subjectKind: 'brand', from: ago(500), until: ago(0),
  tiers: { shop: 3 }, ...more,
})
const resultOf = (run: Evaluation, subject: string, result: string): Extract<ResultValue, { score: number }> => {
  const found = run.subjects.find((s) => s.subject === subject)!.results.find((r) => r.result === result)!
  assert.ok('score' in found, JSON.stringify(found))
  return found
}

/** Ratings, sales and complaints of invented brands, 3.6 to 4.6 in quality. */
function market(brands: number, each: number): Said[] {
  const random = stream([7, 7])
  const mark = (quality: number): number => Math.min(5, Math.max(1, Math.round(quality + normalVariate(random))))
  return Array.from({ length: brands }, (_, b) => Array.from({ length: each }, (_, i): Said[] => {
    const days = Math.floor(random.uniform() * 400)
    const subject = `brand${String(b).padStart(3, '0')}`
    const quality = 3.6 + b / brands
    const u = random.uniform()
    return [
      { subject, indicator: 'rating', value: mark(quality), days, confirmed: u < 0.6,
        ...(u > 0.8 && { cluster: `${subject}/${i % 5}` }) },
      { subject, indicator: 'sales', value: 100 + b, days },
      ...(i % 20 === b % 7 ? [{ subject, indicator: 'complaint', value: 1, days }] : []),
    ]
  })).flat(2)
}

test('the same rows, method and seed give the same bytes, whatever the threads', async (t) => {
  const one = await engineFor(t, 1)
  const two = await engineFor(t, 2)
  const said = market(12, 200)
  const a = await one.seal(said)
  const b = await two.seal(said)
  assert.equal(a.digest, b.digest)
  const runs = [await one.engine.evaluate(inputOf(a)), await two.engine.evaluate(inputOf(b)),
    await two.engine.evaluate(inputOf(b))]
  assert.deepEqual(runs.map((r) => r.digest), Array.from({ length: 3 }, () => runs[0]!.digest))
  const other = await one.engine.evaluate(inputOf(a, { seed: 'other' }))
  assert.notEqual(other.digest, runs[0]!.digest)
  assert.deepEqual(other.subjects.map((s) => s.indicators), runs[0]!.subjects.map((s) => s.indicators))
})

test('a result is an interval, a range of ranks, a band and an exact sum of causes', async (t) => {
  const { engine, seal } = await engineFor(t)
  const run = await engine.evaluate(inputOf(await seal(market(12, 200))))
  assert.equal(run.subjects.length, 12)
  const worst = resultOf(run, 'brand000', 'reputation')
  const best = resultOf(run, 'brand011', 'reputation')
  assert.ok(worst.score < best.score && worst.rankLow > best.rankHigh)
  for (const { subject } of run.subjects) {
    for (const name of ['reputation', 'performance']) {
      const one = resultOf(run, subject, name)
      assert.ok(one.low <= one.high && one.rankLow <= one.rankHigh && one.rankLow >= 1 && one.rankHigh <= one.of)
      assert.ok(one.samplingLow <= one.score + 1 && one.samplingHigh >= one.score - 1)
      assert.ok(one.causes!.length > 0)
    }
  }
  // The causes of two subjects differ by exactly what their scores differ by: the reference is common.
  const sum = (r: typeof best): number => r.causes!.reduce((s, c) => s + c.points, 0)
  assert.ok(Math.abs(sum(best) - sum(worst) - (best.score - worst.score)) < 1e-9)
})

test('a mean by hand: two kinds of evidence, one of them a half-life old, a cluster limited', async (t) => {
  const { engine, seal } = await engineFor(t)
  const said: Said[] = [
    { subject: 'x', indicator: 'rating', value: 4, days: 0 },
    { subject: 'x', indicator: 'rating', value: 2, days: 365 },
    { subject: 'x', indicator: 'rating', value: 5, days: 0, cluster: 'c' },
    { subject: 'x', indicator: 'rating', value: 3, days: 0, cluster: 'c' },
    { subject: 'x', indicator: 'rating', value: 1, days: 0, confirmed: false },
  ]
  const method = { ...METHOD, indicators: METHOD.indicators.map((i) => ({ ...i, least: 1 })) }
  const run = await engine.evaluate(inputOf(await seal(said), { method }))
  const rating = run.subjects[0]!.indicators.find((i) => i.indicator === 'rating')!
  // Weights 1, ½, ½ and ½ (the cluster's two count as one), ¼: (4 + 1 + 2.5 + 1.5 + 0.25) / 2.75.
  assert.ok(Math.abs(rating.value! - 9.25 / 2.75) < 1e-12, String(rating.value))
  assert.ok(Math.abs(rating.effective - 2.75 ** 2 / (1 + 3 * 0.25 + 0.0625)) < 1e-12)
  assert.ok(Math.abs(rating.dropped - (1 - 2.75 / 3.75)) < 1e-12)
})

test('too little evidence is refused with the reason and never ranked', async (t) => {
  const { engine, seal } = await engineFor(t)
  const few: Said[] = Array.from({ length: 10 }, (_, i) =>
    ({ subject: 'new', indicator: 'rating', value: 5, days: i * 9 }))
  const run = await engine.evaluate(inputOf(await seal([...market(5, 100), ...few])))
  const fresh = run.subjects.find((s) => s.subject === 'new')!
  const rating = fresh.indicators.find((i) => i.indicator === 'rating')!
  assert.equal(rating.refused?.code, 'too-few')
  assert.equal(rating.refused.need, 30)
  assert.ok(rating.refused.have < 10 && rating.value === undefined)
  assert.deepEqual(fresh.results[0], {
    result: 'reputation', refused: { code: 'indicators-missing', indicators: ['rating'] } })
  assert.equal(resultOf(run, 'brand000', 'reputation').of, 5)
})

test('satisfaction comes from the category’s model and the subject’s own sheets', async (t) => {
  const { engine, seal } = await engineFor(t)
  const random = stream([3, 9])
  const sheets = ['low', 'high', 'mid'].flatMap((subject, s) => Array.from({ length: 60 }, (_, r): Said[] => {
    const feeling = [4, 8, 6][s]! + 1.2 * normalVariate(random)
    return CCSI_MODEL.latent.flatMap(({ items }) => items).map((indicator) => ({
      subject, indicator, days: r, cluster: `${subject}-${r}`,
      value: Math.min(10, Math.max(1, Math.round(feeling + normalVariate(random)))) }))
  }).flat())
  const snapshot = await seal(sheets)
  const run = await engine.evaluate(inputOf(snapshot))
  const [high, low, mid] = ['high', 'low', 'mid'].map((s) => resultOf(run, s, 'satisfaction'))
  assert.ok(low!.high < mid!.low && mid!.high < high!.low)
  // Answers around 8 of 1…10 are about 78 of 100.
  assert.ok(Math.abs(high!.score - 77.8) < 4, String(high!.score))
  // All live in one region: its sheets are theirs together.
  const area = await engine.evaluate(inputOf(snapshot, { area: { by: 'region', digits: 4 } }))
  const counted = (of: Evaluation): number =>
    of.subjects.reduce((n, s) => n + s.indicators.find((i) => i.indicator === 'csi')!.rows, 0)
  assert.deepEqual([area.subjects.map((s) => s.subject), counted(area)], [['5101'], counted(run)])
})

test('500 invented ratings in four weeks move no brand by more than one band', async (t) => {
  const { engine, seal } = await engineFor(t)
  const said = market(16, 100)
  const bands = ['A', 'B', 'C', 'D']
  const before = await engine.evaluate(inputOf(await seal(said)))
  for (const victim of before.subjects.filter((_, i) => i % 4 === 0).map((s) => s.subject)) {
    const fakes = Array.from({ length: 500 }, (_, k): Said =>
      ({ subject: victim, indicator: 'rating', value: 5, days: k % 28, confirmed: false }))
    const invaded = await seal([...said, ...fakes])
    const after = await engine.evaluate(inputOf(invaded))
    const step = before.subjects.map(({ subject }) => Math.abs(
      bands.indexOf(resultOf(after, subject, 'reputation').band) -
      bands.indexOf(resultOf(before, subject, 'reputation').band)))
    assert.ok(Math.max(...step) <= 1, `${victim}: ${step.join()}`)
    if (victim !== 'brand000') continue
    // Without weights and caps the same invention lifts the weakest brand by more.
    const evidence = { ...METHOD.evidence, tierWeight: [1, 1, 1] as [number, number, number], bursts: [],
      stretch: { days: 28, share: 1, slack: 10 } }
    const open = await engine.evaluate(inputOf(invaded, { method: { ...METHOD, evidence } }))
    assert.ok(bands.indexOf(resultOf(before, victim, 'reputation').band) -
      bands.indexOf(resultOf(open, victim, 'reputation').band) >= 2)
  }
})

test('a genuine threefold promotion loses less than a twentieth of its weight', async (t) => {
  const { engine, seal } = await engineFor(t)
  const said = market(5, 400)
  const more = Array.from({ length: 56 }, (_, k): Said =>
    ({ subject: 'brand002', indicator: 'rating', value: 4, days: k % 28 }))
  const dropped = async (rows: Said[]): Promise<number> => (await engine.evaluate(inputOf(await seal(rows)))).subjects
    .find((s) => s.subject === 'brand002')!.indicators[0]!.dropped
  assert.ok((await dropped([...said, ...more])) - (await dropped(said)) < 0.05)
})

test('rows out of order, a row twice, no number: nothing is sealed; a changed file is noticed', async (t) => {
  const { engine, seal } = await engineFor(t)
  const said = market(3, 40)
  const folder = mkdtempSync(join(tmpdir(), 'engine-bad-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [rows] = [...batches(said)]
  const bad = (list: ObservationRow[], name: string): Promise<Snapshot> =>
    engine.seal((async function* () { yield list })(), join(folder, name))
  await assert.rejects(bad([rows![1]!, rows![0]!], 'a'), /out of order/)
  await assert.rejects(bad([rows![0]!, rows![0]!], 'b'), /twice/)
  await assert.rejects(bad([{ ...rows![0]!, value: NaN }], 'c'), /no value/)
  await assert.rejects(bad([{ ...rows![0]!, day: '2026-02-30' }], 'd'), /not a day/)
  await assert.rejects(bad([], 'e'), /nothing to seal/)
  const snapshot = await seal(said)
  writeFileSync(join(snapshot.folder, 'daily.parquet'), 'something else')
  await assert.rejects(engine.evaluate(inputOf(snapshot)), /changed since it was sealed/)
})
