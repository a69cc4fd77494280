// Tables of path models: wide or long, by question or by latent variable, in either orientation.
import { adjustedRSquared, reliability, totalEffects, unidimensionality, type CompiledModel } from '@tianfu/evaluation'
import { ITERATED, type Estimate } from './pls-estimates.ts'
import { largestDifference, nearest, toNumber, type Bench, type Table } from './suite.ts'

/** Compares the cells that a table holds; rows and columns are found by name, in either orientation. */
export function cells(
  b: Bench, file: string, t: Table, estimates: Estimate[], values: (e: Estimate) => Float64Array,
  rowNames: (e: Estimate) => string[], columnNames: (e: Estimate) => string[], turned = false,
): boolean {
  const model = estimates[0]!
  const [rows, columns] = [rowNames(model), columnNames(model)]
  const expected: number[] = []
  const at: number[] = []
  for (const row of t.rows) {
    t.names.slice(1).forEach((name, k) => {
      const [r, c] = turned
        ? [rows.indexOf(name), columns.indexOf(row[0]!)]
        : [rows.indexOf(row[0]!), columns.indexOf(name)]
      const v = toNumber(row[k + 1]!)
      if (r < 0 || c < 0 || Number.isNaN(v)) return
      expected.push(v)
      at.push(r * columns.length + c)
    })
  }
  if (expected.length === 0) return false
  const best = nearest(
    estimates.map((e) => ({ label: '', value: at.map((i) => values(e)[i]!) })),
    (v) => largestDifference(v, expected),
  )
  b.close(file, best.value, expected, ITERATED)
  return true
}

/** Latent by latent; a table may hold the effects by column (from × to) or by row (to × from). */
export function latent(
  b: Bench,
  file: string,
  t: Table,
  estimates: Estimate[],
  values: (e: Estimate) => Float64Array,
): boolean {
  const names = (e: Estimate): string[] => e.fit.model.names
  const gap = (turned: boolean): number => {
    const m = names(estimates[0]!)
    let worst = 0
    for (const row of t.rows) {
      t.names.slice(1).forEach((name, k) => {
        const [i, j] = turned ? [m.indexOf(name), m.indexOf(row[0]!)] : [m.indexOf(row[0]!), m.indexOf(name)]
        const v = toNumber(row[k + 1]!)
        if (i >= 0 && j >= 0 && !Number.isNaN(v))
          worst = Math.max(worst, Math.abs((values(estimates[0]!)[i * m.length + j] || 0) - v))
      })
    }
    return worst
  }
  return cells(b, file, t, estimates, values, names, names, gap(true) < gap(false))
}

/** Weights or loadings: one number per question, in the column of its block. */
export function byItem(
  b: Bench,
  file: string,
  t: Table,
  estimates: Estimate[],
  values: (e: Estimate) => Float64Array,
): boolean {
  const wide = (e: Estimate): Float64Array => {
    const { model } = e.fit
    const out = new Float64Array(model.items.length * model.names.length)
    model.names.forEach((_, j) => {
      for (let i = model.start[j]!; i < model.start[j + 1]!; i++) out[i * model.names.length + j] = values(e)[i]!
    })
    return out
  }
  return cells(b, file, t, estimates, wide, (e) => e.fit.model.items, (e) => e.fit.model.names)
}

/** A long table: name, block, weight, loading, communality. */
export function outer(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
  const { items } = estimates[0]!.fit.model
  const name = t.names.find((n) => t.column(n).every((v) => items.includes(v)))
  if (name === undefined) return false
  const order = t.column(name).map((v) => items.indexOf(v))
  let any = false
  for (const [column, values] of [
    [/weight/i, (e: Estimate) => e.fit.weights], [/loading/i, (e: Estimate) => e.loadings],
    [/communal/i, (e: Estimate) => e.loadings.map((l) => l * l)],
    [
      /redund/i,
      (e: Estimate) => Float64Array.from(items, (_, i) => e.loadings[i]! ** 2 * e.rSquared[blockOf(e.fit.model, i)]!),
    ],
  ] as const) {
    const found = t.names.find((n) => column.test(n))
    if (!found) continue
    any = true
    const expected = t.numbers(found)
    const best = nearest(
      estimates.map((e) => ({ label: '', value: order.map((i) => values(e)[i]!) })),
      (v) => largestDifference(v, expected),
    )
    b.close(`${file} ${found}`, best.value, expected, ITERATED)
  }
  return any
}

const blockOf = (model: CompiledModel, item: number): number =>
  model.names.findIndex((_, j) => item < model.start[j + 1]!)

/** A long table of effects: 'A -> B', direct, indirect, total; a wide one holds the totals. */
export function effects(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
  const { names } = estimates[0]!.fit.model
  const name = t.names.find((n) => t.column(n).every((v) => v.includes('->')))
  if (name === undefined) return latent(b, file, t, estimates, (x) => totalEffects(x.paths, x.fit.model.names.length))
  const at = t.column(name).map((v) => {
    const [from, to] = v.split(/\s*->\s*/)
    return names.indexOf(from!) * names.length + names.indexOf(to!)
  })
  let any = false
  for (const column of t.names.filter((n) => /^(direct|indirect|total)/i.test(n))) {
    const expected = t.numbers(column)
    const values = (e: Estimate): number[] => {
      const total = totalEffects(e.paths, names.length)
      return at.map((i) =>
        /^d/i.test(column) ? e.paths[i]! : /^i/i.test(column) ? total[i]! - e.paths[i]! : total[i]!,
      )
    }
    const best = nearest(
      estimates.map((e) => ({ label: '', value: values(e) })), (v) => largestDifference(v, expected),
    )
    b.close(`${file} ${column}`, best.value, expected, ITERATED)
    any = true
  }
  return any
}

export function rsq(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
  const { model } = estimates[0]!.fit
  const value = (e: Estimate, name: string, kind: string): number => {
    const j = model.names.indexOf(name)
    return /adj/i.test(kind)
      ? adjustedRSquared(e.rSquared[j]!, e.answers.n, model.predecessors[j]!.length)
      : e.rSquared[j]!
  }
  const wanted: [string, string, number][] = []
  for (const row of t.rows) {
    t.names.slice(1).forEach((name, k) => {
      const v = toNumber(row[k + 1]!)
      if (Number.isNaN(v)) return
      if (model.names.includes(name)) wanted.push([name, row[0]!, v])
      else if (
        model.names.includes(row[0]!) &&
        /r.?2|rsq/i.test(name) &&
        model.predecessors[model.names.indexOf(row[0]!)]!.length > 0
      )
        wanted.push([row[0]!, name, v])
    })
  }
  const usable = wanted.filter(([, kind]) => /r.?2|rsq/i.test(kind))
  if (usable.length === 0) return false
  const best = nearest(
    estimates.map((e) => ({ label: '', value: usable.map(([n, k]) => value(e, n, k)) })),
    (v) =>
      largestDifference(
        v,
        usable.map((w) => w[2]),
      ),
  )
  b.close(
    file,
    best.value,
    usable.map((w) => w[2]),
    ITERATED,
  )
  return true
}

type Kind = 'alpha' | 'rhoC' | 'ave' | 'rhoA' | 'component' | 'first' | 'second'
const KINDS: [RegExp, Kind][] = [
  [/alpha/i, 'alpha'], [/DG/, 'component'], [/rho_?C/i, 'rhoC'], [/AVE/i, 'ave'], [/rho_?A/i, 'rhoA'],
  [/eig.*1/i, 'first'], [/eig.*2/i, 'second'],
]

export function reliable(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
  const { names } = estimates[0]!.fit.model
  const expected: number[] = []
  const wanted: [number, Kind][] = []
  for (const row of t.rows) {
    const j = names.indexOf(row[0]!)
    if (j < 0) continue
    t.names.slice(1).forEach((name, k) => {
      const kind = KINDS.find(([p]) => p.test(name))?.[1]
      const v = toNumber(row[k + 1]!)
      if (!kind || Number.isNaN(v)) return
      wanted.push([j, kind])
      expected.push(v)
    })
  }
  if (expected.length === 0) return false
  const candidates = estimates.map((e) => {
    const all = reliability({ ...e.fit, loadings: e.loadings }, e.moments.correlation)
    const blocks = unidimensionality(e.fit.model, e.moments.correlation)
    const values = all.map((x, j) => ({
      ...x, component: blocks[j]!.rho, first: blocks[j]!.eigenvalues[0]!, second: blocks[j]!.eigenvalues[1] ?? 0,
    }))
    // One program divides a sum of deviations with n by one with n − 1, which makes its alpha smaller by (n − 1)/n.
    const theirs = (kind: Kind): number => (kind === 'alpha' ? (e.answers.n - 1) / e.answers.n : 1)
    return [
      { label: file, value: wanted.map(([j, kind]) => values[j]![kind]) },
      { label: `${file} (alpha times (n − 1)/n)`, value: wanted.map(([j, kind]) => values[j]![kind] * theirs(kind)) },
    ]
  }).flat()
  const best = nearest(candidates, (v) => largestDifference(v, expected))
  b.close(best.label, best.value, expected, ITERATED)
  return true
}
