// Other scales and aggregations of the same index; single normalisations.
import {
  borda, distanceToMaximum, distanceToReference, distanceToTarget, fractionOfMaximum, goalposts, minMax,
  percentileRank, rankUp, scale, zScore,
} from '@tianfu/evaluation'
import { EXACT, leavesOf, rootOf, type Index } from './index-columns.ts'
import { isNumbers, isObject, largestDifference, nearest, walk, type Bench, type Json } from './suite.ts'

export function alternatives(b: Bench, index: Index): void {
  const file = 'index_alternatives.csv'
  if (!b.has(file)) return b.skip('index alternatives', 'absent')
  const t = b.csv(file)
  const order = t.names.includes('uCode')
    ? t.column('uCode').map((u) => index.units.indexOf(u))
    : index.units.map((_, i) => i)
  const candidates: { label: string; value: Float64Array }[] = []
  const scales: [string, (x: Float64Array) => Float64Array][] = [
    ['min-max 0–100', (x) => minMax(x)],
    ['min-max 1–100', (x) => minMax(x, 1, 100)],
    ['min-max 0–1', (x) => minMax(x, 0, 1)],
    ['min-max 1–10', (x) => minMax(x, 1, 10)],
    ['min-max 10–100', (x) => minMax(x, 10, 100)],
    ['min-max 0.01–100', (x) => minMax(x, 0.01, 100)],
    ['min-max 0.1–100', (x) => minMax(x, 0.1, 100)],
    ...[
      [0, 1],
      [10, 2],
      [50, 10],
      [100, 15],
      [100, 10],
      [10, 3],
      [50, 15],
      [0, 10],
      [50, 20],
    ].map(
      ([m, s]) => [`z ${m}, ${s}`, (x: Float64Array) => zScore(x, m, s)] as [string, (x: Float64Array) => Float64Array],
    ),
    ['percentile rank', (x) => percentileRank(x)],
    ['percentile rank ×100', (x) => percentileRank(x).map((v) => 100 * v)],
    ['rank', (x) => rankUp(x)],
    ['Borda', (x) => borda(x)],
    ['distance to maximum', (x) => distanceToMaximum(x)],
  ]
  for (const [label, how] of scales) {
    const leaves = leavesOf(index, 5, how)
    for (const p of [1, 0, -1])
      candidates.push({ label: `${label}, exponent ${p}`, value: rootOf(index.framework, leaves, p) })
  }
  for (const name of t.names) {
    const given = t.numbers(name)
    if (name === 'uCode' || given.every(Number.isNaN)) continue
    const expected = Float64Array.from(index.units, (_, u) => given[order.indexOf(u)] ?? NaN)
    const best = nearest(candidates, (v) => largestDifference(v, expected))
    b.close(`index alternative ${name} (${best.label})`, best.value, expected, EXACT)
  }
}

export function normalisers(b: Bench): void {
  if (!b.has('normalisers.json')) return b.skip('normalisers', 'absent')
  const json = b.json('normalisers.json') as { [k: string]: Json }
  // Inputs: stated in the file, or columns of a stage with the same names.
  const stated = Object.values(json).find(
    (v) => isObject(v) && Object.values(v).every(isNumbers) && v === (json.X ?? json.x ?? json.input ?? json.raw),
  )
  const candidatesOf = (x: Float64Array): { label: string; value: Float64Array }[] => {
    const out: { label: string; value: Float64Array }[] = []
    const add = (label: string, value: Float64Array): void => void out.push({ label, value })
    for (const [l, h] of [
      [0, 100],
      [0, 1],
      [1, 100],
      [1, 10],
      [0, 10],
      [-1, 1],
    ] as const)
      add(`min-max ${l}–${h}`, minMax(x, l, h))
    for (const [m, s] of [
      [0, 1],
      [10, 2],
      [50, 10],
      [100, 15],
      [100, 10],
      [50, 15],
      [10, 3],
    ] as const)
      add(`z ${m}, ${s}`, zScore(x, m, s))
    for (const [l, h] of [
      [0, 100],
      [1, 10],
      [0, 1],
      [0, 10],
      [1, 100],
      [10, 100],
      [0, 50],
      [0, 200],
      [0, 1000],
    ] as const)
      add(`scaled ${l}–${h}`, scale(x, l, h))
    add('percentile rank', percentileRank(x))
    add('rank', rankUp(x))
    add('Borda', borda(x))
    add('distance to maximum', distanceToMaximum(x))
    add('fraction of maximum', fractionOfMaximum(x))
    for (let u = 0; u < x.length; u++) {
      add(`distance to unit ${u}`, distanceToReference(x, u))
      add(`distance to unit ${u}, capped`, distanceToReference(x, u, true))
    }
    return out
  }
  for (const [name, part] of Object.entries(json)) {
    if (!isObject(part) || part === stated) continue
    for (const { path, value } of walk(part)) {
      if (!isNumbers(value)) continue
      const code = path
        .toReversed()
        .find(
          (p) => (isObject(stated) && stated[p]) || (b.has('data_Raw.csv') && b.csv('data_Raw.csv').names.includes(p)),
        )
      if (code === undefined) continue
      const inputs =
        isObject(stated) && isNumbers(stated[code])
          ? [Float64Array.from(stated[code])]
          : ['data_Raw.csv', 'data_Denominated.csv', 'data_Imputed.csv', 'data_Treated.csv']
              .filter((f) => b.has(f))
              .map((f) => b.csv(f).numbers(code))
      const all = inputs
        .flatMap((x) => [x, x.map((v) => -v)])
        .filter((x) => x.length === value.length)
        .flatMap((x) => [...candidatesOf(x), ...fitted(x, value)])
      if (all.length === 0) continue
      const best = nearest(all, (v) => largestDifference(v, value))
      b.close(`normaliser ${name} ${path.join('.')} (${best.label})`, best.value, value, EXACT)
    }
  }
}

/** Goalposts and targets that the file does not state are read off two of its values; all others must then agree. */
function fitted(x: Float64Array, expected: readonly number[]): { label: string; value: Float64Array }[] {
  const inner = expected.map((v, i) => ({ v, x: x[i]! })).sort((p, q) => p.v - q.v)
  const [top] = inner.slice(-1)
  const free = inner.filter((p) => p.v > inner[0]!.v && p.v < top!.v)
  const [p, q] = [free[0], free[free.length - 1]]
  if (!p || !q || p.v === q.v) return []
  const slope = (q.v - p.v) / (q.x - p.x)
  return [1, 10, 100, top!.v].flatMap((to) => {
    const low = p.x - p.v / slope
    return [{ label: `goalposts onto ${to}`, value: goalposts(x, low, low + to / slope, 0, to) }]
  }).concat([false, true].map((capped) => {
    const min = x.filter((v) => !Number.isNaN(v)).reduce((a, c) => Math.min(a, c), Infinity)
    return { label: 'distance to a target', value: distanceToTarget(x, min + 1 / slope, capped) }
  }))
}
