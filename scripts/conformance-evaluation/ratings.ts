// shrinkage/, monitor/ and anomaly/: empirical Bayes, run lengths, reviewers away from the consensus.
import {
  areaUnderCurve,
  averagePrecision,
  betaBinomialLogLikelihood,
  betaQuantile,
  cusumRunLength,
  ewmaRunLength,
  fitBetaPrior,
  fitFayHerriot,
  reviewerAnomaly,
  shareOf,
  shrink,
  twoSidedRunLength,
  type ReviewLink,
  type TauMethod,
} from '@tianfu/evaluation'
import {
  isNumbers, isObject, largestDifference, nearest, pick, records, toNumber, walk, type Bench, type Json,
} from './suite.ts'

type Obj = { [key: string]: Json }

export function shrinkageSuite(b: Bench): void {
  if (b.has('fayherriot_reference.json')) fayHerriot(b, b.json('fayherriot_reference.json') as Obj)
  else b.skip('fayherriot_reference.json', 'absent')
  const others = b.files.filter((f) => /beta/i.test(f) && f.endsWith('.json'))
  if (others.length === 0) b.skip('beta–binomial', 'absent')
  for (const file of others) betaBinomial(b, file)
}

function fayHerriot(b: Bench, j: Obj): void {
  const [y, v] = [j.y as number[], j.v as number[]]
  for (const [key, part] of Object.entries(j)) {
    if (!isObject(part) || !/^(DL|REML|PM)/.test(key)) continue
    const method = key.split('_')[0] as TauMethod
    // DL is closed; the others are iterated in the reference program.
    const tolerance = method === 'DL' ? 1e-9 : 1e-6
    const category = key.includes('_') ? (j[key.slice(key.indexOf('_') + 1)] as number[]) : undefined
    const levels = category ? [...new Set(category)].sort((p, q) => p - q).slice(1) : []
    const x = category?.map((c) => [1, ...levels.map((l) => (c === l ? 1 : 0))])
    const fit = fitFayHerriot(y, v, method, x)
    const s = shrink(y, v, fit, x)
    const close = (name: string, got: ArrayLike<number>, want: Json | undefined): void => {
      if (typeof want === 'number') b.close(`${key} ${name}`, got, [want], tolerance)
      else if (isNumbers(want)) b.close(`${key} ${name}`, got, want, tolerance)
    }
    close('tau²', [fit.tau2], part.tau2)
    close('mean', [fit.beta[0]!], part.mu)
    close('error of the mean', [Math.sqrt(fit.covariance[0]!)], part.se_mu)
    close('coefficients', fit.beta, part.beta)
    close('I²', [fit.i2], part.I2)
    close('Q', [fit.q], part.Q)
    close('predictions', s.map((u) => u.value), part.blup)
    close('errors', s.map((u) => u.error), part.blup_se)
    close('lower bounds', s.map((u) => u.low), part.pi_lb)
    close('upper bounds', s.map((u) => u.high), part.pi_ub)
  }
}

function betaBinomial(b: Bench, file: string): void {
  const json = b.json(file)
  if (!isObject(json)) return b.skip(file, 'not recognised')
  const all = [...walk(json)]
  const find = (...patterns: RegExp[]): Json | undefined => {
    for (const p of patterns) {
      const hit = all.find(({ path }) => p.test(path[path.length - 1] ?? ''))
      if (hit) return hit.value
    }
    return undefined
  }
  const x = find(/^x$/i, /^pass|success/i, /^y$/)
  const n = find(/^n$/, /trials|^N$/, /^m$/)
  if (!isNumbers(x) || !isNumbers(n)) return b.skip(file, 'not recognised')
  const prior = fitBetaPrior(x, n)
  const [a, beta, ll] = [find(/^a$|alpha/i), find(/^b$|^beta$/i), find(/log_?lik|^ll$|nll/i)]
  const given = typeof a === 'number' && typeof beta === 'number' ? { a, b: beta } : prior
  if (typeof ll === 'number')
    b.close(
      `${file} log-likelihood at the maximum`,
      [prior.logLikelihood],
      [Math.abs(prior.logLikelihood - ll) < Math.abs(prior.logLikelihood + ll) ? ll : -ll],
      1e-6,
    )
  if (typeof a === 'number' && typeof beta === 'number') {
    // A flat top: the likelihood must not be below theirs, and the parameters agree as far as it can tell.
    const theirs = betaBinomialLogLikelihood(x, n, a, beta)
    b.same(`${file} likelihood at least that of the reference`, prior.logLikelihood >= theirs - 1e-9, true)
    b.close(`${file} parameters`, [prior.a, prior.b], [a, beta], 1e-2)
  }
  const posterior = x.map((v, i) => shareOf(v, n[i]!, given))
  for (const { path, value } of all) {
    const word = path[path.length - 1] ?? ''
    if (!isNumbers(value) || value.length !== x.length || value === x || value === n) continue
    const level = /(\d+(?:\.\d+)?)$/.exec(word)?.[1]
    const candidates = [
      { label: 'means', value: posterior.map((p) => p.mean) },
      { label: 'lower 95 %', value: posterior.map((p) => p.low) },
      { label: 'upper 95 %', value: posterior.map((p) => p.high) },
      ...[
        0.05,
        0.1,
        0.5,
        0.9,
        0.95,
        ...(level
          ? [
              Number(level) / (Number(level) >= 1 ? 10 ** Math.ceil(Math.log10(Number(level) + 1e-9)) : 1),
              Number(level) / 100,
            ]
          : []),
      ]
        .filter((q) => q > 0 && q < 1)
        .map((q) => ({
          label: `quantile ${q}`,
          value: x.map((v, i) => betaQuantile(q, v + given.a, n[i]! - v + given.b)),
        })),
    ]
    const best = nearest(candidates, (c) => largestDifference(c, value))
    if (best.distance <= 1e-6) b.close(`${file} ${word} (${best.label})`, best.value, value, 1e-8)
    else if (/true|raw|rate|^p$/i.test(word)) b.skip(`${file} ${word}`, 'an input')
    else if (best.distance < 1e-2) b.fail(`${file} ${word}`, `nearest is ${best.label}, difference ${best.distance}`)
    else b.skip(`${file} ${word}`, 'not recognised')
  }
}

export function monitorSuite(b: Bench): void {
  const files = b.files.filter((f) => f.endsWith('.json'))
  if (files.length === 0) return b.skip('run lengths', 'absent')
  for (const file of files) {
    let any = false
    for (const { path, value } of walk(b.json(file))) {
      if (typeof value === 'number') any = named(b, file, path, value, b.json(file)) || any
    }
    for (const { path, row } of records(b.json(file))) any = entry(b, file, path, row) || any
    if (!any) b.skip(file, 'not recognised')
  }
}

const number = (v: Json | undefined): number | undefined =>
  typeof v === 'number' ? v : isNumbers(v) && v.length === 1 ? v[0] : undefined

/** An object with the design's parameters and the run length, or run lengths for several shifts. */
function entry(b: Bench, file: string, path: string[], v: Obj): boolean {
  const word = [...path, ...Object.values(v).filter((x) => typeof x === 'string')].join('.')
  const [lambda, limit] = [number(pick(v, /lambda/i, /^l$/)), number(pick(v, /^c$|^cE$|limit/i, /^L$/))]
  const [k, h] = [number(pick(v, /^k$/i)), number(pick(v, /^h$/i))]
  const isEwma = /ewma/i.test(word) || (k === undefined && lambda !== undefined)
  const compute = (mu: number): { label: string; value: number }[] => {
    if (isEwma && lambda !== undefined && limit !== undefined)
      return [{ label: 'EWMA', value: ewmaRunLength(lambda, limit, mu) }]
    if (k === undefined || h === undefined) return []
    const up = cusumRunLength(k, h, mu)
    return [
      { label: 'CUSUM, one side', value: up },
      { label: 'CUSUM, two sides', value: twoSidedRunLength(up, cusumRunLength(k, h, -mu)) },
    ]
  }
  const [mus, arls] = [pick(v, /^mu|shift|delta/i), pick(v, /^arl$/i)]
  const pairs: [number, number][] =
    typeof arls === 'number'
      ? [[number(mus) ?? 0, arls]]
      : isNumbers(arls) && isNumbers(mus)
        ? arls.map((a, i) => [mus[i] ?? 0, a])
        : isObject(arls)
          ? Object.entries(arls).flatMap(([key, a]) =>
              typeof a === 'number' ? [[Number(/[\d.]+/.exec(key)?.[0] ?? 0), a] as [number, number]] : [],
            )
          : []
  let any = false
  const take = (mu: number, arl: number, name: string): void => {
    const candidates = compute(mu)
    if (candidates.length === 0) return
    const best = nearest(candidates, (c) => Math.abs(c / arl - 1))
    b.close(`${file} ${name} (${best.label}, shift ${mu}), ratio`, [best.value / arl], [1], 1e-3)
    any = true
  }
  for (const [mu, arl] of pairs) take(mu, arl, word)
  if (pairs.length === 0) {
    for (const [key, x] of Object.entries(v))
      if (/^arl\D*\d/i.test(key) && typeof x === 'number') take(Number(/[\d.]+/.exec(key)![0]), x, key)
  }
  return any
}

/** Run lengths whose key names the design, for the usual designs: ewma_arl0, cusum_1 … */
function named(b: Bench, file: string, path: string[], value: number, whole: Json): boolean {
  const word = path.join('_')
  const parent = path.slice(0, -1).reduce<Json>((v, k) => (v as Obj)[k]!, whole)
  if (isObject(parent) && Object.keys(parent).some((k) => /^l$|lambda|^k$|^h$/i.test(k))) return false
  const shift = /(?:mu|arl|_)_?(\d(?:[._]\d+)?)$/i.exec(word)
  if (!shift || !/ewma|cusum/i.test(word)) return false
  const mu = Number(shift[1]!.replace('_', '.'))
  const up = cusumRunLength(0.5, 5, mu)
  const candidates = /ewma/i.test(word)
    ? [{ label: 'EWMA 0.2, 2.86', value: ewmaRunLength(0.2, 2.86, mu) }]
    : [
        { label: 'CUSUM 0.5, 5', value: up },
        { label: 'CUSUM 0.5, 5, two sides', value: twoSidedRunLength(up, cusumRunLength(0.5, 5, -mu)) },
      ]
  const best = nearest(candidates, (c) => Math.abs(c / value - 1))
  b.close(`${file} ${word} (${best.label}), ratio`, [best.value / value], [1], 1e-3)
  return true
}

export function anomalySuite(b: Bench): void {
  if (!['review.dat', 'reviewer.dat', 'product.dat'].every((f) => b.has(f))) return b.skip('reviewers', 'absent')
  const rows = (file: string): string[][] => b.text(file).trim().split('\n').map((l) => l.trim().split(/\s+/))
  const reviewers = rows('reviewer.dat')
  const products = rows('product.dat')
  const reviewer = new Map(reviewers.map((r, i) => [r[0]!, i]))
  const product = new Map(products.map((r, i) => [r[0]!, i]))
  // The reference programs work on ratings from 0 to 1.
  const links: ReviewLink[] = rows('review.dat').map((r) => ({
    reviewer: reviewer.get(r[0]!)!,
    product: product.get(r[1]!)!,
    rating: Number(r[2]) / 5,
  }))
  const marked = reviewers.map((r) => /anomaly/.test(r[1]!))
  const runs = {
    ria: reviewerAnomaly(links, reviewers.length, products.length),
    mra: reviewerAnomaly(links, reviewers.length, products.length, { credibility: false }),
    one: reviewerAnomaly(links, reviewers.length, products.length, { credibility: false, passes: 1 }),
  }
  for (const [name, { scores }] of Object.entries(runs)) {
    b.say(
      `       ${name}: area under the curve ${areaUnderCurve(scores, marked).toFixed(3)}, ` +
        `average precision ${averagePrecision(scores, marked).toFixed(3)}`,
    )
  }
  b.same(
    'planted reviewers score above chance',
    Object.values(runs).every(({ scores }) => areaUnderCurve(scores, marked) > 0.65),
    true,
  )
  for (const file of b.files.filter((f) => /\.(json|csv)$/.test(f))) {
    const wanted = new Map<string, [number, number][]>()
    const put = (method: string, who: string, v: number): void => {
      const i = reviewers.findIndex((r) => r[0] === who || r[1] === who)
      const key = Object.keys(runs).find((k) => new RegExp(`(^|[^a-z])${k}([^a-z]|$)`, 'i').test(method))
      if (key && i >= 0 && !Number.isNaN(v)) wanted.set(key, [...(wanted.get(key) ?? []), [i, v]])
    }
    if (file.endsWith('.csv')) {
      const t = b.csv(file)
      for (const row of t.rows) t.names.forEach((name, k) => put(`${file} ${name}`, row[0]!, toNumber(row[k]!)))
    } else {
      for (const { path, value } of walk(b.json(file))) {
        if (typeof value === 'number') {
          const method = path.slice(0, -1).join(' ')
          put(method, path[path.length - 1]!, value)
          const key = Object.keys(runs).find((k) => path.slice(0, -1).includes(k)) as keyof typeof runs | undefined
          if (key && /auc/i.test(path[path.length - 1]!))
            b.close(`${file} ${key} area under the curve`, [areaUnderCurve(runs[key].scores, marked)], [value], 1e-3)
          else if (key && /^ap$|precision/i.test(path[path.length - 1]!))
            b.close(`${file} ${key} average precision`, [averagePrecision(runs[key].scores, marked)], [value], 1e-3)
        } else if (isNumbers(value) && value.length === reviewers.length)
          value.forEach((v, i) => put(path.join(' '), reviewers[i]![0]!, v))
      }
    }
    if (wanted.size === 0) b.skip(file, 'not recognised')
    for (const [method, pairs] of wanted)
      b.close(
        `${file} ${method} scores`,
        pairs.map(([i]) => runs[method as keyof typeof runs].scores[i]!),
        pairs.map(([, v]) => v),
        1e-6,
      )
  }
}
