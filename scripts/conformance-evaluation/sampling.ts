// sampling/ and draw/: acceptance plans, probability samples, intervals, verifiable draws.
import { createHash } from 'node:crypto'
import {
  acceptance,
  chainElement,
  clopperPearson,
  detectionSize,
  drawKey,
  findPlan,
  findVariablesPlan,
  hex,
  horvitzThompson,
  inclusionProbabilities,
  jeffreys,
  LEVELS,
  LOT_RANGES,
  multipleAcceptance,
  neymanAllocation,
  opensChain,
  rfc3797,
  seedLines,
  sequentialPoisson,
  singlePlan,
  systematicSample,
  utf8,
  verifiableOrder,
  wilson,
  type Bounds,
  type Inspection,
  type InspectionLevel,
  type SamplingModel,
  type Stage,
} from '@tianfu/evaluation'
import { isNumbers, isObject, largestDifference, nearest, pick, records, walk, type Bench, type Json } from './suite.ts'

type Obj = { [key: string]: Json }
const sha256 = (x: Uint8Array): Uint8Array => createHash('sha256').update(x).digest()
const md5 = (x: Uint8Array): Uint8Array => createHash('md5').update(x).digest()

export function samplingSuite(b: Bench): void {
  for (const file of b.files.filter((f) => /^mil105e.*\.csv$/.test(f))) {
    const t = b.csv(file)
    const wrong: string[] = []
    for (const [inspection, level, lot, aql, n, ac, re] of t.rows as [
      Inspection,
      InspectionLevel,
      string,
      string,
      string,
      string,
      string,
    ][]) {
      // Both ends of the range must give the same plan.
      const top = LOT_RANGES.find((v) => v >= Number(lot.split('-')[0]))!
      for (const size of [Number(lot.split('-')[0]), Math.min(top, 1e7)]) {
        const p = singlePlan(size, level, Number(aql), inspection)
        if (p.n !== Number(n) || p.ac !== Number(ac) || p.re !== Number(re))
          wrong.push(`${inspection} ${level} ${size} ${aql}: ${p.n}/${p.ac}/${p.re} not ${n}/${ac}/${re}`)
      }
    }
    for (const line of wrong.slice(0, 20)) b.say(`       ${line}`)
    b.same(`${file}: ${t.rows.length} cells, wrong ones`, wrong.length, 0)
  }
  if (b.has('detection_n.json')) {
    const all = b.json('detection_n.json') as { N: number; D: number; n95: number; n99: number }[]
    b.same(
      'detection sizes',
      all.map((d) => [detectionSize(d.N, d.D), detectionSize(d.N, d.D, 0.99)]),
      all.map((d) => [d.n95, d.n99]),
    )
  } else b.skip('detection sizes', 'absent')
  if (b.has('pps_reference.json')) proportional(b, b.json('pps_reference.json') as Obj)
  else b.skip('probability samples', 'absent')
  if (b.has('binomial_ci.json')) intervals(b, b.json('binomial_ci.json'))
  else b.skip('binomial intervals', 'absent')
  if (b.has('acceptance_reference.json')) characteristics(b, b.json('acceptance_reference.json'))
  else b.skip('operating characteristics and plans', 'absent')
  if (LEVELS.length !== 7) b.fail('levels', 'seven expected')
}

function proportional(b: Bench, p: Obj): void {
  const pi = inclusionProbabilities(p.risk as number[], p.n as number)
  b.close('inclusion probabilities', pi, p.pik as number[], 1e-10)
  const oneBased = (x: number[]): number[] => x.map((i) => i + 1).sort((x1, y) => x1 - y)
  if (isObject(p.systematic))
    b.same(
      'systematic sample',
      oneBased(systematicSample(pi, p.systematic.u as number)),
      [...(p.systematic.sample as number[])].sort((x, y) => x - y),
    )
  if (isObject(p.sps)) {
    const sample = sequentialPoisson(pi, p.sps.U as number[]).slice(0, p.n as number)
    b.same(
      'sequential Poisson sample',
      oneBased(sample),
      [...(p.sps.sample as number[])].sort((x, y) => x - y),
    )
    if (typeof p.ht_total_sps === 'number')
      b.close('Horvitz–Thompson total', [horvitzThompson(p.y as number[], pi, sample)], [p.ht_total_sps], 1e-10)
  }
  if (isObject(p.neyman)) {
    const size = Object.values(p.neyman.Nh as Obj) as number[]
    const deviation = (p.neyman.p as number[]).map((v) => Math.sqrt(v * (1 - v)))
    b.close(
      'Neyman allocation',
      neymanAllocation(size, deviation, p.neyman.n as number),
      Object.values(p.neyman.alloc as Obj) as number[],
      1e-10,
    )
  }
}

/** Intervals of x among n by method; names and nesting vary. */
function intervals(b: Bench, json: Json): void {
  const methods: [string, RegExp, (x: number, n: number) => Bounds][] = [
    ['Clopper–Pearson', /clopper|exact|cp|pearson/i, clopperPearson],
    ['Wilson', /wilson|score/i, wilson],
    ['Jeffreys', /jeff/i, jeffreys],
  ]
  const totals = new Map<string, { got: number[]; want: number[] }>()
  for (const { row: value } of records(json)) {
    const x = pick(value, /^x$|^k$|success/i)
    const n = pick(value, /^n$|trials/i)
    if (typeof x !== 'number' || typeof n !== 'number') continue
    for (const [name, pattern, how] of methods) {
      const want = Object.entries(value)
        .filter(([k]) => pattern.test(k))
        .flatMap(([, v]) =>
          typeof v === 'number'
            ? [v]
            : isNumbers(v)
              ? v
              : isObject(v)
                ? Object.values(v).filter((w) => typeof w === 'number')
                : [],
        ) as number[]
      if (want.length < 2) continue
      const bounds = how(x, n)
      const sorted = [...want].sort((p, q) => p - q)
      const plain = { low: bounds.low, high: bounds.high }
      const entry = totals.get(name) ?? { got: [], want: [] }
      // Jeffreys without the rule for the ends is the plain pair of beta quantiles.
      const forms = name === 'Jeffreys' && (x === 0 || x === n) ? [plain, betaPair(x, n)] : [plain]
      const best = nearest(
        forms.map((f) => ({ label: '', value: [f.low, f.high] })),
        (v) => largestDifference(v, [sorted[0]!, sorted[sorted.length - 1]!]),
      )
      entry.got.push(...best.value)
      entry.want.push(sorted[0]!, sorted[sorted.length - 1]!)
      totals.set(name, entry)
    }
  }
  if (totals.size === 0) b.skip('binomial_ci.json', 'not recognised')
  for (const [name, { got, want }] of totals) b.close(`${name} intervals`, got, want, 1e-8)
}

const betaPair = (x: number, n: number): Bounds => ({
  low: jeffreys(x + 1e-12, n).low,
  high: jeffreys(x - 1e-12, n).high,
})

/** Curves (p and P(accept) side by side) and plans (n and c or k) with their risk points. */
function characteristics(b: Bench, json: Json): void {
  let any = false
  for (const { path, value } of walk(json)) {
    if (!isObject(value)) continue
    const word = [...path, ...Object.values(value).filter((v) => typeof v === 'string')].join('.')
    const p = pick(value, /^pd$|^p$|^pr?op|defective|^x$/i)
    const accept = pick(value, /^pa(ccept)?$|accept|^oc$|^y$/i)
    if (isNumbers(p) && isNumbers(accept) && p.length === accept.length) {
      any = curve(b, word, value, p, accept) || any
      continue
    }
    const [prp, crp] = [pick(value, /prp|producer/i), pick(value, /crp|consumer/i)]
    const [n, c, k] = [pick(value, /^n$/i), pick(value, /^c$|^ac$/i), pick(value, /^k$/i)]
    const stated = isNumbers(prp) && isNumbers(crp) ? [prp, crp] : knownPoints(word, first(n))
    if (typeof first(n) !== 'number' || !stated) continue
    const [producer, consumer] = stated.map(([x, y]) => ({ p: x!, accept: y! })) as [
      { p: number; accept: number },
      { p: number; accept: number },
    ]
    if (typeof first(c) === 'number') {
      const found = findPlan(producer, consumer, modelOf(word, value))
      b.same(`plan ${word}`, [found.n, found.c], [first(n), first(c)])
      any = true
    } else if (typeof first(k) === 'number') {
      const found = findVariablesPlan(producer, consumer, /unknown/i.test(word) ? 'unknown' : 'known')
      b.same(`variables plan ${word}: size`, found.n, first(n))
      b.close(`variables plan ${word}: k`, [found.k], [first(k)!], 1e-4)
      any = true
    }
  }
  if (!any) b.skip('acceptance_reference.json', 'not recognised')
}

const first = (v: Json | undefined): number | undefined =>
  typeof v === 'number' ? v : isNumbers(v) && v.length === 1 ? v[0] : undefined

/** Risk points of the reference runs, for files that hold results only; the sample size tells which run it was. */
function knownPoints(word: string, n: number | undefined): [number[], number[]] | undefined {
  if (/hyper/i.test(word)) return [[0.05, 0.95], [0.2, 0.1]]
  if (/normal|variab|known|sigma|sd/i.test(word)) return [[0.05, 0.95], [0.15, 0.2]]
  if (!/plan|binom|pois/i.test(word) || n === undefined) return undefined
  return n > 100 ? [[0.01, 0.95], [0.05, 0.1]] : [[0.05, 0.95], [0.15, 0.075]]
}

function modelOf(word: string, value: Obj): SamplingModel {
  const lot = first(pick(value, /^N$/, /lot/i))
  if (/hyper/i.test(word)) return { type: 'hypergeometric', lot: lot ?? 100 }
  return /pois/i.test(word) ? { type: 'poisson' } : { type: 'binomial' }
}

function curve(b: Bench, word: string, value: Obj, p: number[], accept: number[]): boolean {
  const list = (v: Json | undefined): number[] => (typeof v === 'number' ? [v] : isNumbers(v) ? v : [])
  const [n, c, r] = [list(value.n), list(pick(value, /^c$|^ac$/i)), list(pick(value, /^r$|^re$/i))]
  if (n.length === 0 || c.length !== n.length) {
    b.skip(`curve ${word}`, 'plan not stated')
    return false
  }
  const stages: Stage[] = n.map((size, i) => ({
    n: size,
    ac: c[i]!,
    re: r[i] ?? (i === n.length - 1 ? c[i]! + 1 : Infinity),
  }))
  const model = modelOf(word, value)
  const models: SamplingModel[] = /hyper|pois|binom/i.test(word)
    ? [model]
    : [{ type: 'binomial' }, { type: 'poisson' }, { type: 'hypergeometric', lot: first(value.N) ?? 100 }]
  const best = nearest(
    models.map((m) => ({
      label: m.type,
      value: p.map((x) => (stages.length === 1 ? acceptance(m, n[0]!, c[0]!, x) : multipleAcceptance(m, stages, x))),
    })),
    (v) => largestDifference(v, accept),
  )
  b.close(`curve ${word} (${best.label}, ${stages.length} stage)`, best.value, accept, 1e-9)
  return true
}

export function drawSuite(b: Bench): void {
  for (const file of b.files.filter((f) => /^vrs.*\.json$/.test(f))) chain(b, file)
  for (const seeds of b.files.filter((f) => f.endsWith('.seeds'))) {
    const stem = seeds.slice(0, -6)
    const names = b.files.find((f) => f === `${stem}.names`) ?? b.files.find((f) => f.startsWith(`${stem}.names`))
    const results = b.files.find((f) => f === `${stem}.results`) ?? b.files.find((f) => f.startsWith(`${stem}.result`))
    if (!names || !results) b.skip(`RFC 3797 ${stem}`, 'list or result absent')
    else published(b, stem, seeds, names, results)
  }
  for (const file of b.files.filter((f) => /drand/.test(f)))
    b.skip(file, 'pairing-based beacons are an optional third source; not part of the library')
}

function chain(b: Bench, file: string): void {
  const v = b.json(file) as {
    secret: string
    n: number
    commit: string
    randomness: string
    labels: string[]
    [k: string]: Json
  }
  const secret = utf8(v.secret)
  b.same(`${file} commitment`, hex(chainElement(sha256, secret, v.n)), v.commit)
  for (const key of Object.keys(v).filter((k) => /^otc\d+$/.test(k))) {
    b.same(
      `${file} ${key}`,
      [
        hex(chainElement(sha256, secret, Number(key.slice(3)))),
        opensChain(
          sha256,
          chainElement(sha256, secret, Number(key.slice(3)) + 1),
          chainElement(sha256, secret, Number(key.slice(3))),
        ),
      ],
      [v[key], true],
    )
  }
  for (const key of Object.keys(v).filter((k) => /^round\d+$/.test(k))) {
    const order = verifiableOrder(
      sha256,
      drawKey(sha256, chainElement(sha256, secret, v.n - Number(key.slice(5))), v.randomness),
      v.labels,
    )
    b.same(
      `${file} ${key}, all places`,
      order.map((o) => [o.place, o.label]),
      v[key],
    )
  }
}

function published(b: Bench, stem: string, seeds: string, names: string, results: string): void {
  const rows = [...b.text(results).matchAll(/^\s*\d+\s+([0-9A-F]{32})\s+(\d+)\s+->\s+(\d+)\s+<-/gim)]
  const list = b.text(names).replace(/\n$/, '').split('\n')
  const size = Number(rows[0]?.[2] ?? list.length)
  b.same(`RFC 3797 ${stem}: length of the list`, list.length, size)
  const picks = rfc3797(md5, seedLines(b.text(seeds)), size, rows.length)
  b.same(
    `RFC 3797 ${stem}: ${rows.length} selected`,
    picks.map((p) => [p.digest.toUpperCase(), p.left, p.chosen]),
    rows.map((r) => [r[1]!.toUpperCase(), Number(r[2]), Number(r[3])]),
  )
}
