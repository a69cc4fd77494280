// The two surveys, their models, and the estimates that a file name may mean.
import {
  compileModel, consistent, ECSI_PATHS, fitPls, momentsOf, selectAnswers, type Answers, type Mode, type Moments,
  type PlsFit, type PlsSettings, type Scheme,
} from '@tianfu/evaluation'
import { type Table } from './suite.ts'

/** Iterated to a tolerance: equal to 1e-6. */
export const ITERATED = 1e-6

export interface Survey {
  name: string
  blocks: [string, (item: string) => boolean][]
  paths: [string, string][]
  stop: PlsSettings
}

export const SURVEYS: Survey[] = [
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
export interface Estimate {
  fit: PlsFit
  paths: Float64Array
  rSquared: Float64Array
  loadings: Float64Array
  correlations: Float64Array
  moments: Moments
  answers: Answers
}

export function estimate(
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

/** Estimates that a file name may mean; where mode B is used for part of the blocks only, several are possible. */
export function estimatorsFor(survey: Survey, table: Table, rest: string): Estimate[] {
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
