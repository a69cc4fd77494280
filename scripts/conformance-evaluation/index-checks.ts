// Weights, coherence, correlations, components, pillars left out.
import {
  correlation, cronbachAlpha, effectiveWeights, meanRankShift, principalComponents, rankDown, scoreTree, spearman,
  type Framework,
} from '@tianfu/evaluation'
import { EXACT, rootOf, type Index } from './index-columns.ts'
import {
  isNumbers,
  isObject,
  largestDifference,
  nearest,
  records,
  toNumber,
  walk,
  type Bench,
  type Table,
} from './suite.ts'

export function checks(b: Bench, { framework, column, units, indicators }: Index, table: (f: string) => Table): void {
  const { codes } = framework
  const childrenOf = (code: string): Float64Array[] | undefined => {
    const i = (framework.indexOf.get(code) ?? -1) - framework.leaves
    return i < 0 ? undefined : [...framework.children[i]!].map((c) => column('data_Aggregated.csv', codes[c]!))
  }
  for (const file of ['weights_original.csv', 'lineage.csv']) {
    if (!b.has(file)) continue
    const t = table(file)
    if (file.startsWith('weights'))
      b.close(
        'weights',
        t.column('iCode').map((c) => framework.weight[framework.indexOf.get(c)!]!),
        t.numbers('Weight'),
        0,
      )
    else
      b.same(
        'lineage',
        indicators.every(([c]) =>
          t.rows.some((r) => r[0] === c && r[1] === codes[framework.parent[framework.indexOf.get(c!)!]!]),
        ),
        true,
      )
  }
  if (b.has('noisy_weights_100.json')) {
    const sets = b.json('noisy_weights_100.json') as { [code: string]: number }[]
    b.same('noisy weights stay within a quarter of the nominal ones', sets.every((s) => codes.every((c, i) =>
      Math.abs(s[c]! / framework.weight[i]! - 1) <= 0.25 + 1e-12)), true)
  }
  if (b.has('effective_weights.csv')) {
    const t = b.csv('effective_weights.csv')
    const w = effectiveWeights(framework)
    const name = t.names.find((n) => /eff/i.test(n)) ?? t.names[t.names.length - 1]!
    b.close('effective weights', t.column('iCode').map((c) => w[framework.indexOf.get(c)!]!), t.numbers(name), EXACT)
  } else b.skip('effective weights', 'absent')
  if (!b.has('cronbach.json')) b.skip('Cronbach alpha', 'absent')
  else {
    for (const { path, value } of walk(b.json('cronbach.json'))) {
      if (typeof value !== 'number') continue
      const word = path.flatMap((p) => p.split(/[^A-Za-z0-9]+/))
      const under = word.map(childrenOf).find(Boolean)
      const all = word.some((w) => /indicator|all|total/i.test(w))
      const leaves = indicators.map(([c]) => column('data_Normalised.csv', c!))
      // Alpha of the indicators below a node, of its direct children, or of everything.
      const node = word.find((w) => framework.indexOf.has(w))
      const below = node === undefined ? [] : indicators.filter(([c]) => {
        for (let i = framework.indexOf.get(c!)!; i >= 0; i = framework.parent[i]!) if (codes[i] === node) return true
        return false
      }).map(([c]) => column('data_Normalised.csv', c!))
      const sets = [...(under ? [under] : []), ...(below.length > 1 ? [below] : []), ...(all || !under ? [leaves] : [])]
      if (sets.length === 0) b.skip(`Cronbach alpha ${path.join('.')}`, 'not recognised')
      else {
        const best = nearest(
          sets.map((s) => ({ label: `${s.length} columns`, value: cronbachAlpha(s) })),
          (v) => Math.abs(v - value),
        )
        b.close(`Cronbach alpha ${path.join('.')} (${best.label})`, [best.value], [value], 1e-6)
      }
    }
  }
  const sources = [
    'data_Aggregated.csv',
    'data_Normalised.csv',
    'data_Treated.csv',
    'data_Screened.csv',
    'data_Raw.csv',
  ].filter((f) => b.has(f))
  for (const file of b.files.filter((f) => /^corr.*\.csv$/.test(f))) correlations(b, file, sources, column)
  if (!b.files.some((f) => f.startsWith('corr'))) b.skip('correlations', 'absent')
  const pca = b.files.filter((f) => /^pca.*\.json$/.test(f))
  if (pca.length === 0) b.skip('principal components', 'absent')
  for (const file of pca) components(b, file, childrenOf, indicators, column, framework)
  if (!b.has('remove_elements_level2.json')) b.skip('leave one pillar out', 'absent')
  else {
    const leaves = codes.slice(0, framework.leaves).map((c) => column('data_Normalised.csv', c))
    const nominal = rankDown(rootOf(framework, leaves, 1))
    const leaveOut = (code: string, value: number): void => {
      const weight = framework.weight.slice()
      weight[framework.indexOf.get(code)!] = 0
      const scores = scoreTree(framework, leaves, { exponents: [1] }, weight).subarray(-units.length)
      b.close(`leave out ${code}`, [meanRankShift(rankDown(scores), nominal)], [value], 1e-6)
    }
    const json = b.json('remove_elements_level2.json')
    const before = b.outcome.passed + b.outcome.failed.length
    for (const { path, value } of walk(json)) {
      const code = path.find((p) => framework.indexOf.has(p))
      if (typeof value === 'number' && code !== undefined && !/^(rank|score)/i.test(path[0] ?? ''))
        leaveOut(code, value)
    }
    for (const { row } of records(json)) {
      const code = Object.values(row).find((v) => typeof v === 'string' && framework.indexOf.has(v)) as
        string | undefined
      const value = Object.entries(row).find(([k, v]) => typeof v === 'number' && /mean|diff|value|shift/i.test(k))?.[1]
      if (code !== undefined && typeof value === 'number') leaveOut(code, value)
    }
    if (b.outcome.passed + b.outcome.failed.length === before) b.skip('remove_elements_level2.json', 'not recognised')
  }
}

function correlations(b: Bench, file: string, sources: string[], column: Index['column']): void {
  const t = b.csv(file)
  const pairs: { x: string; y: string; r: number }[] = []
  const [first = ''] = t.names
  if (t.names.some((n) => /^cor/i.test(n)) && t.names.length <= 5) {
    const r = t.numbers(t.names.find((n) => /^cor/i.test(n))!)
    const [a, c] = t.names.filter((n) => /var|code/i.test(n))
    t.rows.forEach((row, i) => pairs.push({ x: row[t.names.indexOf(a!)]!, y: row[t.names.indexOf(c!)]!, r: r[i]! }))
  } else
    for (const row of t.rows)
      t.names.slice(1).forEach((y, k) => pairs.push({ x: row[t.names.indexOf(first)]!, y, r: toNumber(row[k + 1]!) }))
  const known = pairs.filter((p) => !Number.isNaN(p.r))
  const methods = [['Pearson', correlation], ['Spearman', spearman]] as const
  const candidates = sources.flatMap((source) => methods.flatMap(([label, how]) => {
    try {
      return [{ label: `${label}, ${source}`, value: known.map(({ x, y }) => {
        const [a, c] = [column(source, x), column(source, y)]
        const both = [...a.keys()].filter((i) => !Number.isNaN(a[i]!) && !Number.isNaN(c[i]!))
        return how(both.map((i) => a[i]!), both.map((i) => c[i]!))
      }) }]
    } catch {
      return []
    }
  }))
  if (candidates.length === 0 || known.length === 0) return b.skip(file, 'not recognised')
  const best = nearest(candidates, (v) => largestDifference(v, known.map((p) => p.r)))
  // Tables for reading are rounded.
  b.close(`${file} (${best.label})`, best.value, known.map((p) => p.r), 1e-6)
}

function components(
  b: Bench,
  file: string,
  childrenOf: (c: string) => Float64Array[] | undefined,
  indicators: string[][],
  column: Index['column'],
  framework: Framework,
): void {
  const json = b.json(file)
  const named = [...file.replace(/\.json$/, '').split(/[_.-]/), ...(isObject(json) ? Object.keys(json) : [])]
  for (const code of new Set(named)) {
    const columns = childrenOf(code)
    const part = isObject(json) && isObject(json[code]) ? json[code] : json
    if (!columns) continue
    const p = principalComponents(columns)
    const k = columns.length
    const vectors = Array.from({ length: k }, (_, j) =>
      Float64Array.from({ length: k }, (__, i) => p.vectors[i * k + j]!),
    )
    const numbers = [...walk(part)].flatMap(({ path, value }) =>
      isNumbers(value) && value.length === k ? [{ path, value }] : [],
    )
    const objects = [...walk(part)].flatMap(({ path, value }) =>
      (isObject(value) && Object.keys(value).length === k && Object.values(value).every((v) => typeof v === 'number')
        ? [{ path, value: Object.values(value) as number[] }] : []))
    const candidates = [
      { label: 'weights', value: p.weights },
      { label: 'variances', value: p.variances },
      { label: 'deviations', value: p.variances.map(Math.sqrt) },
      { label: 'explained', value: p.explained },
      { label: 'explained, percent', value: p.explained.map((v) => 100 * v) },
      { label: 'cumulated', value: p.explained.map((_, i) => p.explained.slice(0, i + 1).reduce((x, y) => x + y, 0)) },
      { label: 'ones', value: new Float64Array(k).fill(1) },
      ...vectors.flatMap((v, i) => [
        { label: `component ${i + 1}`, value: v },
        { label: `component ${i + 1} turned`, value: v.map((x) => -x) },
      ]),
      // A matrix given row by row: one child's place in all components, signs free.
      ...Array.from({ length: k }, (_, i) => ({
        label: `row ${i + 1}`,
        value: Float64Array.from({ length: k }, (__, j) => Math.abs(p.vectors[i * k + j]!)),
      })),
    ]
    for (const { path, value } of [...numbers, ...objects]) {
      const best = nearest(candidates, (v) =>
        Math.min(largestDifference(v, value), largestDifference(v, value.map(Math.abs))),
      )
      const label = `${file} ${code} ${path.join('.')} (${best.label})`
      if (best.distance <= 1e-6) b.close(label, [best.distance], [0], 1e-6)
      else if (path.some((w) => /weight|wts|sdev|var|rotation|loading/i.test(w))) {
        const leaves = indicators
          .filter(([c]) => framework.codes[framework.parent[framework.indexOf.get(c!)!]!] === code)
          .map(([c]) => column('data_Normalised.csv', c!))
        if (leaves.length === k) b.fail(label, `difference ${best.distance}`)
        else b.skip(label, 'not recognised')
      }
    }
  }
}
