// Uncertainty and sensitivity of the reference experiment.
import {
  meanRankShift, minMax, rankDown, regenerator, saltelliDesign, sensitivityIndices, sortedQuantile, stream,
  variantOf, zScore, type Variant,
} from '@tianfu/evaluation'
import { leavesOf, rootOf, type Index } from './index-columns.ts'
import { type Bench } from './suite.ts'

/** The reference experiment replayed: cap 1…5, min-max or z, 100 weight sets, arithmetic or geometric. */
export function monteCarlo(b: Bench, index: Index): void {
  const { framework, units } = index
  const files = ['ua_rankstats_N500.csv', 'sa_rankstats_N400.csv', 'sa_indices_N400.csv']
  if (!b.has('noisy_weights_100.json') || !files.some((f) => b.has(f))) return files.forEach((f) => b.skip(f, 'absent'))
  const variants: Variant[] = []
  for (let cap = 1; cap <= 5; cap++) {
    for (const how of [(x: Float64Array) => minMax(x, 1, 100), (x: Float64Array) => zScore(x, 10, 2)])
      variants.push(variantOf(leavesOf(index, cap, how)))
  }
  const sets = (b.json('noisy_weights_100.json') as { [c: string]: number }[]).map((s) =>
    Float64Array.from(framework.codes, (c) => s[c]!),
  )
  const r = regenerator(framework, units.length)
  const place = (u: number, n: number): number => Math.min(n - 1, Math.floor(u * n))
  const run = (x: ArrayLike<number>, at: number): void =>
    r.run(variants[place(x[at]!, 5) * 2 + place(x[at + 1]!, 2)]!, sets[place(x[at + 2]!, sets.length)]!, {
      exponents: [place(x[at + 3]!, 2) === 0 ? 1 : 0],
    })
  const nominal = rankDown(
    rootOf(
      framework,
      leavesOf(index, 5, (x) => minMax(x)),
      1,
    ),
  )
  const random = stream([2026, 1])
  const runs = 4000
  const ranks = units.map(() => new Float64Array(runs))
  for (let d = 0; d < runs; d++) {
    run([random.uniform(), random.uniform(), random.uniform(), random.uniform()], 0)
    units.forEach((_, u) => {
      ranks[u]![d] = r.ranks[u]!
    })
  }
  for (const column of ranks) column.sort()
  for (const file of files.slice(0, 2)) {
    if (!b.has(file)) {
      b.skip(file, 'absent')
      continue
    }
    const t = b.csv(file)
    const at = t.column('uCode').map((u) => units.indexOf(u))
    const gap = (got: (u: number) => number, name: string, tolerance: number): void => {
      const want = t.numbers(name)
      const worst = at.reduce((m, u, i) => Math.max(m, Math.abs(got(u) - want[i]!)), 0)
      b.close(`${file} ${name} (largest gap in ranks)`, [worst], [0], tolerance)
    }
    gap((u) => nominal[u]!, 'Nominal', 0)
    gap((u) => ranks[u]!.reduce((x, y) => x + y, 0) / runs, 'Mean', 0.6)
    gap((u) => sortedQuantile(ranks[u]!, 0.05), 'Q5', 1)
    gap((u) => sortedQuantile(ranks[u]!, 0.95), 'Q95', 1)
  }
  if (!b.has(files[2]!)) return b.skip(files[2]!, 'absent')
  const n = 2048
  const design = saltelliDesign(n, 4, [2026, 2])
  const y = Float64Array.from({ length: n * 6 }, (_, row) => {
    run(design, row * 4)
    return meanRankShift(r.ranks, nominal)
  })
  const s = sensitivityIndices(y, n, 4)
  const factor = [/win/i, /norm/i, /w(ei)?g?h?t/i, /agg/i]
  const t = b.csv(files[2]!)
  const total = t.numbers(t.names.find((c) => /STi$/i.test(c)) ?? 'STi')
  t.column(t.names.find((c) => /variable/i.test(c)) ?? t.names[0]!).forEach((name, i) => {
    const k = factor.findIndex((p) => p.test(name))
    if (k < 0) b.skip(`sensitivity ${name}`, 'not recognised')
    else b.close(`sensitivity ${name}: total order`, [s.total[k]!], [total[i]!], 0.06)
  })
  // Kept for those who read the log: first orders converge here, with 400 rows they do not.
  b.say(`       first orders (cap, scale, weights, aggregation): ${[...s.first].map((v) => v.toFixed(3)).join(' ')}`)
}
