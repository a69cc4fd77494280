// Bootstrap intervals, indices and single numbers.
import { bootstrapPaths, goodnessOfFit, latentIndices } from '@tianfu/evaluation'
import { ITERATED, type Estimate } from './pls-estimates.ts'
import { isObject, largestDifference, nearest, walk, type Bench, type Table } from './suite.ts'

/** Bootstrap: bounds of 2,000 replicates within 0.02 (fewer: wider); means and deviations likewise. */
export function boot(b: Bench, file: string, t: Table, estimates: Estimate[]): boolean {
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

export function jsonFile(b: Bench, file: string, estimates: Estimate[]): void {
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
