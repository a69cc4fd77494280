// pls/: path models of two published surveys. File names say model, estimator and table: mobi_<estimator>_<table>.csv.
import { effectSizes, goodnessOfFit, htmt, totalEffects } from '@tianfu/evaluation'
import { estimate, estimatorsFor, SURVEYS, type Estimate } from './pls-estimates.ts'
import { boot, jsonFile } from './pls-numbers.ts'
import { byItem, cells, effects, latent, outer, reliable, rsq } from './pls-tables.ts'
import { type Bench, type Table } from './suite.ts'

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
