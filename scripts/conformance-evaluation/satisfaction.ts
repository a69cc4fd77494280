// pls/: path models of two published surveys. File names say model, estimator and table: mobi_<estimator>_<table>.csv.
import {
  adjustedRSquared,
  bootstrapPaths,
  compileModel,
  consistent,
  ECSI_PATHS,
  effectSizes,
  fitPls,
  goodnessOfFit,
  htmt,
  latentIndices,
  momentsOf,
  reliability,
  selectAnswers,
  totalEffects,
  unidimensionality,
  type Answers,
  type CompiledModel,
  type Mode,
  type Moments,
  type PlsFit,
  type PlsSettings,
  type Scheme,
} from '@tianfu/evaluation'
import { isObject, largestDifference, nearest, toNumber, walk, type Bench, type Table } from './suite.ts'

/** Iterated to a tolerance: equal to 1e-6. */
const ITERATED = 1e-6

interface Survey {
  name: string
  blocks: [string, (item: string) => boolean][]
  paths: [string, string][]
  stop: PlsSettings
}

const SURVEYS: Survey[] = [
  {
    name: 'mobi',
    paths: ECSI_PATHS,
    stop: { scheme: 'path', stop: 'sum', tolerance: 1e-7 },
    blocks: (
      [
        ['Image', 'IMAG'],
        ['Expectation', 'CUEX'],
        ['Quality', 'PERQ'],
        ['Value', 'PERV'],
        ['Satisfaction', 'CUSA'],
        ['Complaints', 'CUSCO'],
        ['Loyalty', 'CUSL'],
      ] as const
    ).map(([n, p]) => [n, (i) => i.startsWith(p)]),
  },
  {
    name: 'satisfaction', stop: { scheme: 'path', stop: 'squares', tolerance: 1e-6 },
    blocks: ['IMAG', 'EXPE', 'QUAL', 'VAL', 'SAT', 'LOY'].map((n) => [n, (i) => new RegExp(`^${n}\\d`, 'i').test(i)]),
    paths: [
      ['IMAG', 'EXPE'],
      ['EXPE', 'QUAL'],
      ['EXPE', 'VAL'],
      ['QUAL', 'VAL'],
      ['IMAG', 'SAT'],
      ['EXPE', 'SAT'],
      ['QUAL', 'SAT'],
      ['VAL', 'SAT'],
      ['IMAG', 'LOY'],
      ['SAT', 'LOY'],
    ],
  },
]

/** One estimate of one survey. */
interface Estimate {
  fit: PlsFit
  paths: Float64Array
  rSquared: Float64Array
  loadings: Float64Array
  correlations: Float64Array
  moments: Moments
  answers: Answers
}

function estimate(
  survey: Survey,
  table: Table,
  scheme: Scheme,
  modes: (name: string) => Mode,
  corrected: boolean,
): Estimate {
  const columns = new Map(table.names.map((n) => [n, table.numbers(n)]))
  const model = compileModel({
    latent: survey.blocks.map(([name, mine]) => ({ name, items: table.names.filter(mine), mode: modes(name) })),
    paths: survey.paths,
  })
  const answers = selectAnswers(columns, model.items)
  const moments = momentsOf(answers)
  const fit = fitPls(model, moments.correlation, { ...survey.stop, scheme })
  const c = corrected ? consistent(fit, moments.correlation) : undefined
  return {
    fit,
    moments,
    answers,
    paths: c?.paths ?? fit.paths,
    rSquared: c?.rSquared ?? fit.rSquared,
    loadings: c?.loadings ?? fit.loadings,
    correlations: c?.correlations ?? fit.correlations,
  }
}

export function satisfactionSuite(b: Bench): void {
  for (const survey of SURVEYS) {
    if (!b.has(`${survey.name}.csv`)) {
      b.skip(survey.name, 'absent')
      continue
    }
    const table = b.csv(`${survey.name}.csv`)
    const files = b.files.filter((f) => f.startsWith(`${survey.name}_`))
    const estimators = new Map<string, Estimate[]>()
    for (const file of files) {
      const rest = file.slice(survey.name.length + 1)
      const key = rest.split(/[_.]/)[0]!
      const estimates = estimators.get(key) ?? estimatorsFor(survey, table, rest)
      estimators.set(key, estimates)
      compareFile(b, file, rest, estimates)
    }
    for (const scheme of ['centroid', 'factorial', 'path'] as const) {
      const { fit } = estimate(survey, table, scheme, () => 'A', false)
      b.say(`       ${survey.name}, ${scheme}: GoF ${goodnessOfFit(fit).toFixed(4)}, ${fit.iterations} iterations`)
    }
  }
}

/** Estimates that a file name may mean; where mode B is used for part of the blocks only, several are possible. */
function estimatorsFor(survey: Survey, table: Table, rest: string): Estimate[] {
  const scheme = (['factorial', 'centroid', 'path'] as const).find((x) => rest.startsWith(x))
  const schemes: Scheme[] = scheme ? [scheme] : ['path', 'factorial', 'centroid']
  if (/mode_?b|formative/i.test(rest)) {
    const names = survey.blocks.filter(([, mine]) => table.names.filter(mine).length > 1).map(([n]) => n)
    const sets = Array.from({ length: 2 ** names.length - 1 }, (_, i) => names.filter((__, k) => ((i + 1) >> k) & 1))
    return schemes
      .slice(0, 2)
      .flatMap((s) => sets.map((set) => estimate(survey, table, s, (n) => (set.includes(n) ? 'B' : 'A'), false)))
  }
  if (/plsc|consistent/i.test(rest)) return schemes.map((s) => estimate(survey, table, s, () => 'A', true))
  return schemes.map((s) => estimate(survey, table, s, () => 'A', false))
}

const TABLES: [RegExp, (b: Bench, file: string, t: Table, e: Estimate[]) => boolean][] = [
  [/boot/, boot],
  [/weights/, (b, f, t, e) => byItem(b, f, t, e, (x) => x.fit.weights)],
  [
    /cross/,
    (b, f, t, e) =>
      cells(
        b,
        f,
        t,
        e,
        (x) => x.fit.crossLoadings,
        (x) => x.fit.model.items,
        (x) => x.fit.model.names,
      ),
  ],
  [/loadings/, (b, f, t, e) => byItem(b, f, t, e, (x) => x.loadings)],
  [/outer/, outer],
  [/effects/, effects],
  [/total/, (b, f, t, e) => latent(b, f, t, e, (x) => totalEffects(x.paths, x.fit.model.names.length))],
  [/f2|fsquare|effect_?size/i, (b, f, t, e) => latent(b, f, t, e, (x) => effectSizes(x.fit))],
  [/rsq|r2|inner_?summary/i, rsq],
  [/reliab|unidim/, reliable],
  [/htmt/i, (b, f, t, e) => latent(b, f, t, e, (x) => htmt(x.fit.model, x.moments.correlation))],
  [/(^|_)(construct_?|latent_?)?cor/i, (b, f, t, e) => latent(b, f, t, e, (x) => x.correlations)],
  [/path/, (b, f, t, e) => latent(b, f, t, e, (x) => x.paths)],
]

function compareFile(b: Bench, file: string, rest: string, estimates: Estimate[]): void {
  if (file.endsWith('.json')) return jsonFile(b, file, estimates)
  if (!file.endsWith('.csv')) return b.skip(file, 'not recognised')
  const table = b.csv(file)
  // The estimator's own name ('path') must not be read as the table's.
  const part = /boot/i.test(rest) ? 'boot' : rest.replace(/^[^_.]*[_.]/, '') || rest
  for (const [pattern, compare] of TABLES) {
    if (!pattern.test(part) && !(part === 'csv' && pattern.test(rest))) continue
    if (!compare(b, file, table, estimates)) b.skip(file, 'not recognised')
    return
  }
  b.skip(file, 'not recognised')
}

/** Compares the cells that a table holds; rows and columns are found by name, in either orientation. */
function cells(
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
function latent(
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
function byItem(
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
function outer(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
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
function effects(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
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

function rsq(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
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

function reliable(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
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

/** Bootstrap: bounds of 2,000 replicates within 0.02 (fewer: wider); means and deviations likewise. */
function boot(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
  const replicates = Number(/\d{3,}/.exec(file)?.[0] ?? 500)
  const parts = t.rows.map((r) => r[0]!.split(/\s*->\s*/))
  const { fit } = estimates[0]!
  if (!parts.every((p) => p.length === 2 && p.every((n) => fit.model.names.includes(n)))) return false
  const original = t.numbers(t.names.find((n) => /orig/i.test(n)) ?? t.names[1]!)
  const index = (p: string[]): number =>
    fit.model.names.indexOf(p[0]!) * fit.model.names.length + fit.model.names.indexOf(p[1]!)
  const e = nearest(
    estimates.map((x) => ({ label: '', value: x })),
    (x) =>
      largestDifference(
        parts.map((p) => x.paths[index(p)]!),
        original,
      ),
  ).value
  b.close(
    `${file} estimates`,
    parts.map((p) => e.paths[index(p)]!),
    original,
    ITERATED,
  )
  const own = bootstrapPaths(e.fit.model, e.answers, e.fit, { scheme: 'path' }, 2000, [2026, 3])
  const tolerance = replicates >= 2000 ? 0.02 : 0.04
  for (const [pattern, key] of [
    [/mean/i, 'mean'],
    [/sd|std/i, 'deviation'],
    [/2\.5|025/, 'low'],
    [/97\.5|975/, 'high'],
  ] as const) {
    const name = t.names.find((n) => pattern.test(n))
    if (name)
      b.close(
        `${file} ${name}`,
        parts.map((p) => own.find((o) => o.from === p[0] && o.to === p[1])![key]),
        t.numbers(name),
        tolerance,
      )
  }
  return true
}

function jsonFile(b: Bench, file: string, estimates: Estimate[]): void {
  const json = b.json(file)
  if (!/index/.test(file) || !isObject(json)) return numbersIn(b, file, estimates)
  const e = nearest(
    estimates.map((x) => ({ label: '', value: x })),
    (x) => {
      const i = latentIndices(x.fit, x.moments, x.answers)[0]!
      const want = json[i.name]
      return isObject(want) && typeof want.mean === 'number' ? Math.abs(i.mean - want.mean) : Infinity
    },
  ).value
  for (const index of latentIndices(
    e.fit,
    e.moments,
    e.answers,
    /plspm|rescale|standard/i.test(file) ? 'standardised' : 'acsi',
  )) {
    const want = json[index.name]
    if (!isObject(want)) continue
    if (isObject(want.weights)) {
      const j = e.fit.model.names.indexOf(index.name)
      const items = e.fit.model.items.slice(e.fit.model.start[j], e.fit.model.start[j + 1])
      b.close(
        `${file} ${index.name} weights`,
        index.weights,
        items.map((i) => (want.weights as { [k: string]: number })[i]!),
        ITERATED,
      )
    }
    for (const [key, got] of [['mean', index.mean], ['sd', index.deviation], ['se', index.error]] as const) {
      if (typeof want[key] === 'number') b.close(`${file} ${index.name} ${key}`, [got], [want[key]], ITERATED)
    }
  }
}

/** Single numbers that a file names: goodness of fit and R². */
function numbersIn(b: Bench, file: string, estimates: Estimate[]): void {
  let any = false
  for (const { path, value } of walk(b.json(file))) {
    if (typeof value !== 'number') continue
    const { names } = estimates[0]!.fit.model
    const name = path.find((p) => names.includes(p))
    const word = path.join('.')
    const of = /gof/i.test(word) ? (e: Estimate): number => goodnessOfFit(e.fit)
      : /r.?2|rsq/i.test(word) && name ? (e: Estimate): number => e.rSquared[names.indexOf(name)]! : undefined
    if (!of) continue
    any = true
    const best = nearest(estimates.map((e) => ({ label: '', value: of(e) })), (v) => Math.abs(v - value))
    b.close(`${file} ${word}`, [best.value], [value], ITERATED)
  }
  if (!any) b.skip(file, 'not recognised')
}
