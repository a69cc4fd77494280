// coinr/: every stage of a composite index; the alternatives, checks and Monte Carlo results beside it.
import {
  scoreTree,
  compileFramework, copelandScores, denominate, imputeGroupMean, minMax, outrankingMatrix, powerMean, reversed,
  saltelliDesign, sensitivityIndices, treatOutliers,
} from '@tianfu/evaluation'
import { alternatives, normalisers } from './index-alternatives.ts'
import { checks } from './index-checks.ts'
import { EXACT, type Index } from './index-columns.ts'
import { monteCarlo } from './index-monte-carlo.ts'
import { isNumbers, type Bench, type Json, type Table } from './suite.ts'

export function compositeSuite(b: Bench): void {
  if (b.has('iMeta.csv')) {
    const meta = b.csv('iMeta.csv')
    const at = (name: string): number => meta.names.indexOf(name)
    const nodes = meta.rows.filter((r) => ['Indicator', 'Aggregate'].includes(r[at('Type')]!))
    const framework = compileFramework(
      nodes.map((r) => ({
        code: r[at('iCode')]!,
        parent: r[at('Parent')] === 'NA' ? null : r[at('Parent')]!,
        weight: Number(r[at('Weight')]),
        direction: Number(r[at('Direction')]) as 1 | -1,
      })),
    )
    const tables = new Map<string, Table>()
    const table = (file: string): Table => tables.get(file) ?? tables.set(file, b.csv(file)).get(file)!
    const index: Index = {
      framework,
      indicators: nodes
        .filter((r) => r[at('Type')] === 'Indicator')
        .map((r) => [r[at('iCode')]!, r[at('Denominator')]!]),
      column: (file, code) => table(file).numbers(code),
      units: b.has('data_Raw.csv') ? table('data_Raw.csv').column('uCode') : [],
    }
    stages(b, index, table)
    if (b.has('data_Normalised.csv') && b.has('data_Treated.csv')) {
      alternatives(b, index)
      checks(b, index, table)
      monteCarlo(b, index)
    }
  }
  aggregators(b)
  normalisers(b)
  ishigami(b)
}

function stages(b: Bench, { framework, indicators, column, units }: Index, table: (f: string) => Table): void {
  const codes = indicators.map(([c]) => c!)
  const compare = (
    name: string,
    file: string,
    make: (code: string, denominator: string) => Float64Array,
    needs: string[],
  ): void => {
    if (![file, ...needs].every((f) => b.has(f))) return b.skip(name, 'absent')
    const actual = indicators.flatMap(([c, d]) => [...make(c!, d!)])
    b.close(name, actual, codes.flatMap((c) => [...column(file, c)]), EXACT)
  }
  const place = b.has('iData.csv')
    ? new Map(
        table('iData.csv')
          .column('uCode')
          .map((u, i) => [u, i]),
      )
    : new Map<string, number>()
  const meta = (name: string): string[] => {
    const all = table('iData.csv').column(name)
    return units.map((u) => all[place.get(u)!]!)
  }
  compare(
    'denominated',
    'data_Denominated.csv',
    (c, d) =>
      d === 'NA'
        ? column('data_Raw.csv', c)
        : denominate(column('data_Raw.csv', c), Float64Array.from(meta(d), Number)),
    ['data_Raw.csv', 'iData.csv'],
  )
  compare(
    'imputed',
    'data_Imputed.csv',
    (c) => imputeGroupMean(column('data_Denominated.csv', c), meta('EurAsia_group')),
    ['data_Denominated.csv', 'iData.csv'],
  )
  compare('screened', 'data_Screened.csv', (c) => column('data_Imputed.csv', c), ['data_Imputed.csv'])
  compare('treated', 'data_Treated.csv', (c) => treatOutliers(column('data_Screened.csv', c)).values, [
    'data_Screened.csv',
  ])
  if (b.has('treat_details.csv') && b.has('data_Screened.csv')) {
    const details = table('treat_details.csv')
    const got = details.column('iCode').map((c) => treatOutliers(column('data_Screened.csv', c)))
    b.close(
      'treatment: values moved',
      got.map((t) => (t.how === 'winsorised' ? t.winsorised : NaN)),
      details.numbers('winsorise.nwin'),
      0,
    )
    for (const step of [0, 1]) {
      for (const [name, key] of [['Skew', 'skewness'], ['Kurt', 'kurtosis']] as const) {
        if (!details.names.includes(`check_SkewKurt${step}.${name}`)) continue
        b.close(`treatment: ${key} ${step === 0 ? 'before' : 'after'}`, got.map((t) => t.checks[step]?.[key] ?? NaN),
          details.numbers(`check_SkewKurt${step}.${name}`), EXACT)
      }
    }
  } else b.skip('treatment', 'absent')
  compare(
    'normalised',
    'data_Normalised.csv',
    (c) => minMax(reversed(column('data_Treated.csv', c), framework.direction[framework.indexOf.get(c)!]!)),
    ['data_Treated.csv'],
  )
  if (!b.has('data_Aggregated.csv') || !b.has('data_Normalised.csv')) return b.skip('aggregated', 'absent')
  const leaves = framework.codes.slice(0, framework.leaves).map((c) => column('data_Normalised.csv', c))
  b.close('aggregated', [...scoreTree(framework, leaves, { exponents: [1] })],
    framework.codes.flatMap((c) => [...column('data_Aggregated.csv', c)]), EXACT)
}

function aggregators(b: Bench): void {
  if (!b.has('aggregators.json')) return b.skip('aggregators', 'absent')
  const g = b.json('aggregators.json') as { [k: string]: Json }
  const columns = Object.values(g.X as { [k: string]: number[] }).map((x) => Float64Array.from(x))
  const w = g.w as number[]
  const units = columns[0]!.length
  const exponent: Record<string, number> = { amean: 1, gmean: 0, hmean: -1, genmean_p_minus2: -2, genmean_p3: 3 }
  for (const [name, p] of Object.entries(exponent)) {
    if (!isNumbers(g[name])) continue
    b.close(
      `aggregator ${name}`,
      Float64Array.from({ length: units }, (_, u) =>
        powerMean(
          columns.map((x) => x[u]!),
          w,
          p,
        ),
      ),
      g[name],
      EXACT,
    )
  }
  const matrix = outrankingMatrix(columns, w)
  // The reference program leaves the lower triangle as one minus the upper one, as here.
  if (Array.isArray(g.outrank)) b.close('outranking matrix', matrix, (g.outrank as number[][]).flat(), EXACT)
  if (isNumbers(g.copeland)) b.close('Copeland scores', copelandScores(matrix, units), g.copeland, 0)
}

function ishigami(b: Bench): void {
  if (!b.has('ishigami_design_N256.csv') || !b.has('ishigami_expected.json')) return b.skip('Ishigami', 'absent')
  const y = b.csv('ishigami_design_N256.csv').numbers('y')
  const e = b.json('ishigami_expected.json') as {
    N: number
    d: number
    variance: number
    analytic: { S: number[]; ST: number[] }
    SensInd: { Si: number; STi: number }[]
  }
  const s = sensitivityIndices(y, e.N, e.d, false)
  b.close('Ishigami: first order, given design', s.first, e.SensInd.map((v) => v.Si), EXACT)
  b.close('Ishigami: total order, given design', s.total, e.SensInd.map((v) => v.STi), EXACT)
  b.close('Ishigami: variance', [s.variance], [e.variance], EXACT)
  const design = saltelliDesign(4096, 3, [1, 2])
  const f = (r: number): number => {
    const [p, q, t] = [0, 1, 2].map((k) => (2 * design[r * 3 + k]! - 1) * Math.PI) as [number, number, number]
    return Math.sin(p) + 7 * Math.sin(q) ** 2 + 0.1 * t ** 4 * Math.sin(p)
  }
  const own = sensitivityIndices(
    Float64Array.from({ length: 4096 * 5 }, (_, r) => f(r)),
    4096,
    3,
  )
  b.close(
    'Ishigami: own design against the analytic values',
    [...own.first, ...own.total],
    [...e.analytic.S, ...e.analytic.ST],
    0.02,
  )
}
