import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { evidenceWeights, stream, USUAL_EVIDENCE } from '@tianfu/evaluation'
import type { Observation, Stream } from '@tianfu/evaluation'
import { readCells } from './cells-file.ts'
import { readEvidence, ruleOf, type Sums as AllSums } from './evidence.ts'
import type { EvaluationInput, ObservationRow, Snapshot } from './port.ts'
import { dayNumber, Sealing } from './seal.ts'
import { parquet, Store } from './store.ts'

type Sums = Omit<AllSums, 'halves' | 'places'>
const UNTIL = dayNumber('2026-06-30')
const dayOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)
const TIERS = { shop: 2, street: 3 } as const
const { clusterFloor: _, actorWindowDays, ...usual } = USUAL_EVIDENCE
const evidence = { ...usual, tierWeight: [1, 0.7, 0.25] as [number, number, number],
  clusterWindowDays: actorWindowDays, bursts: [...usual.bursts] }
const method = { evidence } as EvaluationInput['method']

async function sealed(t: { after(end: () => unknown): void }, rows: readonly ObservationRow[]): Promise<{
  store: Store; snapshot: Snapshot; input: EvaluationInput
}> {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'))
  const limits = { memory: '512MB', spill: '2GB', spillFolder: folder }
  const writer = await Store.open({ ...limits, threads: 1 })
  const files = new Sealing(writer, join(folder, 'sealed'))
  // Three parts: what one source said may lie in several.
  for (let i = 0; i < 3; i++) {
    await files.append(rows.slice((i * rows.length) / 3, ((i + 1) * rows.length) / 3))
    await files.flush()
  }
  const snapshot = await files.finish()
  writer.close()
  const store = await Store.open({ ...limits, threads: 2 })
  t.after(() => {
    store.close()
    rmSync(folder, { recursive: true })
  })
  const input = { snapshot, methodVersion: 'm', method, seed: 's', subjectKind: 'brand', from: dayOf(UNTIL - 300),
    until: dayOf(UNTIL - 5), tiers: TIERS }
  return { store, snapshot, input }
}

/** Every kind of trouble: bursts, duplicates, a source that floods, sheets that come back, other kinds of subjects. */
function invented(random: Stream, n: number): ObservationRow[] {
  const one = (more: Partial<ObservationRow> = {}): ObservationRow => {
    const brand = Math.floor(random.uniform() ** 2 * 12)
    return {
      batch: 'b', row: 0, source: ['shop', 'street', 'fair'][Math.floor(random.uniform() * 3)]!,
      subjectKind: random.uniform() < 0.9 ? 'brand' : 'product', subject: `品牌 ${brand}`,
      region: `5101${10 + Math.floor(random.uniform() * 3)}`,
      industry: `C15${brand % 3}${random.uniform() < 0.9 ? 1 : 2}`,
      indicator: random.uniform() < 0.7 ? 'rating' : 'sales', value: 1 + Math.floor(random.uniform() * 5),
      weight: random.uniform() < 0.7 ? 1 : 0.5 + random.uniform(), confirmed: random.uniform() < 0.5,
      day: dayOf(UNTIL - Math.floor(random.uniform() * 330)),
      cluster: random.uniform() < 0.3 ? `who's ${Math.floor(random.uniform() * 60)}` : null, ...more,
    }
  }
  const rows = Array.from({ length: n }, () => one())
  for (let i = 0; i < n / 10; i++)
    rows.push(one({ subject: '品牌 1', indicator: 'rating', day: dayOf(UNTIL - 20 - (i % 9)), confirmed: false }))
  for (let i = 0; i < n / 10; i++)
    rows.push(one({ subject: '品牌 2', indicator: 'rating', day: dayOf(UNTIL - (i % 40)), cluster: 'flood' }))
  for (let i = 0; i < n / 20; i++) rows.push({ ...rows[i]! })
  return rows.map((row, i) => ({ ...row, row: i }))
}

/** The same by objects, from the rows: cells by kind of evidence, day and repeated source, then the general rule. */
function slowly(rows: readonly ObservationRow[], input: EvaluationInput): Map<string, Sums> {
  const from = dayNumber(input.from)
  const until = dayNumber(input.until)
  const said = Map.groupBy(rows.filter((r) => r.subjectKind === input.subjectKind && r.cluster !== null),
    (r) => JSON.stringify([r.subject, r.indicator, r.cluster]))
  const wanted = rows.filter((r) =>
    r.subjectKind === input.subjectKind && dayNumber(r.day) >= from && dayNumber(r.day) <= until)
  const out = new Map<string, Sums>()
  for (const [name, own] of Map.groupBy(wanted, (r) => `${r.indicator} ${r.subject}`)) {
    const cells = [...Map.groupBy(own, (r) => {
      const repeated = r.cluster !== null && said.get(JSON.stringify([r.subject, r.indicator, r.cluster]))!.length > 1
      return JSON.stringify([r.region, r.industry, r.source, r.confirmed ? 1 : 0, 1e6 + dayNumber(r.day),
        repeated ? r.cluster : ''])
    })].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, list]) => ({ who: JSON.parse(key).at(-1) as string, list }))
    const all = cells.map(({ who, list }): Observation => ({
      day: dayNumber(list[0]!.day), confirmed: list[0]!.confirmed,
      tier: list[0]!.confirmed ? 1 : (TIERS as Record<string, 2 | 3>)[list[0]!.source] ?? 3,
      count: list.length, design: list.reduce((s, r) => s + r.weight, 0), ...(who && { actor: who, cluster: who }),
    }))
    const { weight, verified, age } = evidenceWeights(all, until, ruleOf(input.method))
    const total: Sums = { rows: own.length, s0: 0, ss: 0, s1: 0, s2: 0, amount: 0, full: 0, dropped: 0 }
    cells.forEach(({ list }, i) => {
      total.full += verified[i]! * age[i]! * all[i]!.design!
      for (const r of list) {
        const w = (weight[i]! / all[i]!.design!) * r.weight
        total.s0 += w
        total.ss += w * w
        total.s1 += w * r.value
        total.s2 += w * r.value * r.value
        total.amount += r.weight * r.value
      }
    })
    total.dropped = total.full > 0 ? Math.max(0, 1 - total.s0 / total.full) : 0
    out.set(name, total)
  }
  return out
}

async function compare(t: { after(end: () => unknown): void }, rows: readonly ObservationRow[]): Promise<number> {
  const { store, input } = await sealed(t, rows)
  const { sums } = await readEvidence(store, input)
  const expected = slowly(rows, input)
  assert.equal([...sums.values()].reduce((n, subjects) => n + subjects.size, 0), expected.size)
  let lowered = 0
  for (const [name, want] of expected) {
    const [, indicator, subject] = /^(\S+) (.*)$/.exec(name)!
    const found = sums.get(indicator!)!.get(subject!)!
    for (const member of Object.keys(want) as (keyof Sums)[]) {
      assert.ok(Math.abs(found[member] - want[member]) <= 1e-12 * Math.max(1, Math.abs(want[member])),
        `${name} ${member}: ${found[member]} ≠ ${want[member]}`)
    }
    if (want.dropped > 0.1) lowered++
  }
  return lowered
}

test('the fast way over sealed cells says what the slow one says over the rows, to 1e-12', async (t) => {
  const random = stream([2026, 6])
  for (const n of [1, 30, 400, 3000, 9000]) {
    const rows = invented(random, n)
    const lowered = await compare(t, rows)
    assert.ok(n < 400 || lowered >= 2, `the caps and limits are at work: ${lowered}`)
    // A correction is another value of the same row, in a snapshot of its own.
    await compare(t, rows.map((row, i) => (i % 7 === 0 ? { ...row, value: 6 - row.value, confirmed: false } : row)))
  }
})

test('the cells that a run reads are those of daily.parquet, over several blocks', async (t) => {
  // Few alike: almost as many cells as rows, and more than a block holds.
  const random = stream([2026, 7])
  const rows = Array.from({ length: 70_000 }, (_, i): ObservationRow => ({
    batch: 'b', row: i, source: 'shop', subjectKind: 'brand', subject: `b${i % 300}`, region: '', industry: 'C1',
    indicator: 'rating', value: random.uniform(), weight: 1 + random.uniform(), confirmed: false,
    day: dayOf(UNTIL - Math.floor(i / 300)), cluster: i % 2 === 0 ? `c${i % 1000}` : null,
  }))
  const { store, snapshot } = await sealed(t, rows)
  const { rows: total } = snapshot.files.find(({ name }) => name === 'daily.cells')!
  assert.ok(total > 65_536, String(total))
  const expected: unknown[][] = [[], [], [], [], [], [], [], []]
  const select = `select key, day, cluster, n, w, ww, wx, wxx from ${parquet(join(snapshot.folder, 'daily.parquet'))}`
  for await (const columns of store.columns(select)) columns.forEach((column, c) => expected[c]!.push(...column))
  const found: number[][] = [[], [], [], [], [], [], [], []]
  for await (const { columns } of readCells(join(snapshot.folder, 'daily.cells'), total))
    columns.forEach((column, c) => found[c]!.push(...column))
  assert.deepEqual(found, expected)
  assert.ok(found[2]!.some((c) => c > 1))
})
