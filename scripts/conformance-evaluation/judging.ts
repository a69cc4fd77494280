// raters/ and assign/: agreement, severity, selection error, assignment.
import {
  assignJudges,
  cohenKappa,
  fleissKappa,
  finnR,
  icc,
  kendallW,
  krippendorffAlpha,
  leastSquaresSeverity,
  lightKappa,
  meanCorrelation,
  meanSquares,
  remlSeverity,
  robinsonA,
  selectionError,
  type AssignmentProblem,
  type IccModel,
  type Level,
  type Sheet,
} from '@tianfu/evaluation'
import { isNumbers, isObject, largestDifference, nearest, pick, records, walk, type Bench, type Json } from './suite.ts'

type Obj = { [key: string]: Json }
const CLOSED = 1e-9

export function ratersSuite(b: Bench): void {
  if (b.has('irr_reference.json')) agreement(b, b.json('irr_reference.json') as Obj)
  else b.skip('irr_reference.json', 'absent')
  severity(b)
  selection(b)
}

function agreement(b: Bench, json: Obj): void {
  for (const [name, part] of Object.entries(json)) {
    if (!isObject(part)) continue
    const units = part.data_raters_by_units as (number | null)[][] | undefined
    const table = part.data as (number | string)[][] | undefined
    if (units && isObject(part.alpha)) {
      for (const [level, v] of Object.entries(part.alpha))
        b.close(`${name} Krippendorff ${level}`, [krippendorffAlpha(units, level as Level)], [v as number], CLOSED)
    }
    if (!table) continue
    if (typeof table[0]![0] === 'string') categories(b, name, part, table as string[][])
    else numbers(b, name, part, table as number[][])
  }
}

function numbers(b: Bench, name: string, part: Obj, table: number[][]): void {
  const ms = meanSquares(table)
  if (Array.isArray(part.icc)) {
    for (const r of part.icc as Obj[]) {
      const model = (r.model === 'oneway' ? 'one-way' : r.type) as IccModel
      const x = icc(ms, model, r.unit as 'single', 0.95, 'estimated')
      b.close(`${name} ${String(r.name)} ${String(r.type)}`, [x.value, x.f, x.df1, x.df2, x.p, x.low, x.high],
        ['value', 'F', 'df1', 'df2', 'p', 'lo', 'hi'].map((k) => r[k] as number), CLOSED)
    }
  }
  if (Array.isArray(part.results)) {
    for (const r of part.results as Obj[]) {
      const type = String(r.type)
      const model = type.startsWith('ICC1') ? 'one-way' : type.startsWith('ICC2') ? 'agreement' : 'consistency'
      const x = icc(ms, model, type.endsWith('k') ? 'average' : 'single')
      b.close(`${name} ${type}`, [x.value, x.f, x.df1, x.df2, x.p, x.low, x.high],
        ['ICC', 'F', 'df1', 'df2', 'p', 'lower bound', 'upper bound'].map((k) => r[k] as number), CLOSED)
    }
  }
  for (const [key, corrected] of [['kendall', true], ['kendall_uncorrected', false]] as const) {
    const want = part[key]
    const got = kendallW(table, corrected)
    if (isObject(want))
      b.close(
        `${name} Kendall W${corrected ? '' : ', ties not corrected'}`,
        [got.w, got.chiSquare, got.p],
        [want.W as number, want.chisq as number, want.p as number],
        CLOSED,
      )
  }
  const single: [string, number][] = [
    ['W', kendallW(table).w],
    ['icc21', icc(ms, 'agreement', 'single').value],
    ['meancor', meanCorrelation(table)],
    ['meanrho', meanCorrelation(table, true)],
    ['robinson', robinsonA(table)],
    ['finn', finnR(table, Math.max(...table.flat()), true)],
  ]
  for (const [key, got] of single)
    if (typeof part[key] === 'number') b.close(`${name} ${key}`, [got], [part[key]], CLOSED)
  for (const key of Object.keys(part).filter((k) => k.startsWith('kripp_'))) {
    const raters = table[0]!.map((_, j) => table.map((row) => row[j]!))
    const alpha = krippendorffAlpha(raters, key.slice(6) as Level)
    // irr 0.84 does not divide the coincidences by m − 1 when no value is missing, so that its small-sample term is
    // n − 1/(m−1) instead of n − 1. The published definition is ours; the program's number is shown to follow from it.
    const n = table.length * raters.length
    const theirs = 1 - ((1 - alpha) * (n - 1 / (raters.length - 1))) / (n - 1)
    const best = nearest(
      [
        { label: 'as published', value: alpha },
        { label: 'with the program’s small-sample term', value: theirs },
      ],
      (v) => Math.abs(v - (part[key] as number)),
    )
    b.close(`${name} Krippendorff ${key.slice(6)} (${best.label})`, [best.value], [part[key] as number], CLOSED)
  }
}

function categories(b: Bench, name: string, part: Obj, table: string[][]): void {
  if (isObject(part.fleiss)) {
    const { kappa, z } = fleissKappa(table)
    b.close(`${name} Fleiss kappa`, [kappa, z], [part.fleiss.kappa as number, part.fleiss.z as number], CLOSED)
  }
  if (typeof part.exact === 'number')
    b.close(`${name} exact kappa`, [fleissKappa(table, true).kappa], [part.exact], CLOSED)
  if (typeof part.light === 'number') b.close(`${name} Light kappa`, [lightKappa(table)], [part.light], CLOSED)
  for (const key of Object.keys(part).filter((k) => /^cohen\d\d$/.test(k))) {
    const [i, j] = [Number(key[5]) - 1, Number(key[6]) - 1]
    const { kappa, z } = cohenKappa(table.map((r) => [r[i]!, r[j]!] as const))
    const want = part[key] as Obj
    b.close(`${name} Cohen kappa ${i + 1}, ${j + 1}`, [kappa, z], [want.value as number, want.z as number], CLOSED)
  }
}

function severity(b: Bench): void {
  if (!b.has('severity_panel.csv')) return b.skip('severity', 'absent')
  const t = b.csv('severity_panel.csv')
  const sheets: Sheet[] = [...t.numbers('a')].map((a, i) => ({
    applicant: a - 1,
    judge: t.numbers('j')[i]! - 1,
    score: t.numbers('y')[i]!,
  }))
  const applicants = Math.max(...sheets.map((s) => s.applicant)) + 1
  const judges = Math.max(...sheets.map((s) => s.judge)) + 1
  const ols = leastSquaresSeverity(sheets, applicants, judges)
  const reml = remlSeverity(sheets, applicants, judges)
  const raw = Float64Array.from({ length: applicants }, (_, a) => {
    const own = sheets.filter((s) => s.applicant === a)
    return own.reduce((sum, s) => sum + s.score, 0) / own.length
  })
  b.say(`       severity: residual ${ols.residual.toFixed(3)}, REML ${JSON.stringify(reml.variances)}`)
  if (!b.has('severity_expected.json')) return b.skip('severity_expected.json', 'absent')
  const plus = (x: Float64Array, m: number): Float64Array => x.map((v) => v + m)
  const v = reml.variances
  const arrays = [
    { label: 'least squares, applicants', value: ols.applicants },
    { label: 'least squares, applicants with mean', value: plus(ols.applicants, ols.mean) },
    { label: 'least squares, judges', value: ols.judges },
    { label: 'REML, applicants', value: reml.applicants },
    { label: 'REML, applicants with mean', value: plus(reml.applicants, reml.mean) },
    { label: 'REML, judges', value: reml.judges },
    { label: 'REML, applicants’ errors', value: reml.applicantErrors },
    { label: 'REML, judges’ errors', value: reml.judgeErrors },
    { label: 'REML, applicants’ errors with the mean known', value: reml.conditional.applicants },
    { label: 'REML, judges’ errors with the mean known', value: reml.conditional.judges },
    { label: 'raw means', value: raw },
  ]
  const scalars = [
    { label: 'mean', value: ols.mean },
    { label: 'REML mean', value: reml.mean },
    { label: 'error of the mean', value: reml.meanError },
    { label: 'residual deviation', value: ols.residual },
    { label: 'residual variance', value: ols.residual ** 2 },
    ...(['applicant', 'judge', 'residual'] as const).flatMap((k) => [
      { label: `variance of ${k}`, value: v[k] },
      { label: `deviation of ${k}`, value: Math.sqrt(v[k]) },
    ]),
    { label: 'REML criterion', value: reml.criterion },
  ]
  // Effects that sum to zero may be given without the last.
  for (const a of arrays.slice(0, 4)) {
    arrays.push({ label: `${a.label}, all but the last`, value: a.value.slice(0, -1) })
  }
  for (const { path, value } of walk(b.json('severity_expected.json'))) {
    const word = path.join('.')
    const array = isNumbers(value) ? value
      : isObject(value) && Object.keys(value).length > 4 && Object.values(value).every((x) => typeof x === 'number')
        ? Object.entries(value)
            .sort(([x], [y]) => Number(x.replace(/\D/g, '')) - Number(y.replace(/\D/g, '')))
            .map(([, x]) => x as number)
        : undefined
    // Least squares are closed; REML is iterated.
    if (array && [applicants, judges, applicants - 1, judges - 1].includes(array.length)) {
      const best = nearest(arrays.filter((c) => c.value.length === array.length), (c) => largestDifference(c, array))
      const tolerance = /REML/.test(best.label) ? 1e-4 : 1e-8
      if (best.distance <= tolerance || !/true|plant|sever|raw/i.test(word))
        b.close(`severity ${word} (${best.label})`, best.value, array, tolerance)
      else b.skip(`severity ${word}`, 'planted truth, not an estimate')
    } else if (typeof value === 'number' && !/\.\d+$/.test(word)) {
      const best = nearest(scalars, (c) => Math.abs(c - value) / Math.max(1, Math.abs(value)))
      if (best.distance <= 1e-4) b.close(`severity ${word} (${best.label})`, [best.value], [value], 1e-4)
      else b.skip(`severity ${word}`, 'not recognised')
    }
  }
}

function selection(b: Bench): void {
  if (!b.has('selection_error.json')) return b.skip('selection error', 'absent')
  const got: number[] = []
  const want: number[] = []
  for (const { row: value } of records(b.json('selection_error.json'))) {
    const [r, k, q] = [
      pick(value, /^icc1?$|^r$|^icc_?1|^icc/i),
      pick(value, /^k$|judges/i),
      pick(value, /^q$|share|top/i),
    ]
    if (typeof r !== 'number' || typeof k !== 'number' || typeof q !== 'number') continue
    const e = selectionError(r, k, q)
    for (const [pattern, mine] of [
      [/tpr|true/i, e.truePositive],
      [/fdr|false/i, e.falseDiscovery],
      [/icc_?k|reliab/i, e.reliability],
    ] as const) {
      const stated = pick(value, pattern)
      if (typeof stated !== 'number') continue
      got.push(mine)
      want.push(stated)
    }
  }
  if (want.length === 0) b.skip('selection_error.json', 'not recognised')
  else b.close('selection error', got, want, 1e-6)
}

export function assignSuite(b: Bench): void {
  for (const file of b.files.filter((f) => /^inst_.*\.json$/.test(f))) {
    const p = b.json(file) as unknown as AssignmentProblem & { optimalTotalScore: number }
    const start = performance.now()
    const a = assignJudges(p)
    const spent = performance.now() - start
    b.same(`${file} total score (${spent.toFixed(0)} ms)`, a.total, p.optimalTotalScore)
    const loads = new Map<number, number>()
    for (const j of a.judges.flat()) loads.set(j, (loads.get(j) ?? 0) + 1)
    b.same(
      `${file} rules kept`,
      a.judges.every(
        (own, i) =>
          own.length === p.perApplicant && new Set(own).size === own.length && own.every((j) => !p.conflict[i]![j]),
      ) && Math.max(...loads.values()) <= p.maxLoad,
      true,
    )
  }
}
