// mcda/: weights from pairwise judgements, from dispersion, and rankings as a cross-check.
import {
  consistencyRatio,
  correlation,
  criticWeights,
  DONEGAN_DODD_1991,
  entropyWeights,
  judgements,
  normalisedColumnMean,
  priorities,
  prometheeNetFlow,
  rowGeometricMean,
  SAATY_1980,
  SAATY_2005,
  topsis,
  type Judgements,
  type Preference,
  type RandomIndex,
} from '@tianfu/evaluation'
import { isMatrix, isNumbers, isObject, largestDifference, nearest, walk, type Bench, type Json } from './suite.ts'

type Obj = { [key: string]: Json }

export function criteriaSuite(b: Bench): void {
  if (b.has('ahpy_reference.json')) ahpy(b, b.json('ahpy_reference.json') as Obj)
  else b.skip('ahpy_reference.json', 'absent')
  if (b.has('pydecision_reference.json')) pyDecision(b, b.json('pydecision_reference.json') as Obj)
  else b.skip('pydecision_reference.json', 'absent')
}

function fromPairs(pairs: Obj): { names: string[]; given: Judgements } {
  const names = [...new Set(Object.keys(pairs).flatMap((k) => k.split('|')))]
  const at = (k: string, i: number): number => names.indexOf(k.split('|')[i]!)
  return {
    names,
    given: judgements(
      names.length,
      Object.entries(pairs).map(([k, v]) => [at(k, 0), at(k, 1), v as number] as const),
    ),
  }
}

function ahpy(b: Bench, json: Obj): void {
  for (const [name, part] of Object.entries(json)) {
    if (!isObject(part) || !isObject(part.weights)) continue
    const stem = name.replace(/_[^_]*$/, '')
    const pairs = isObject(part.pairs) ? part.pairs : json[`${stem}_pairs`]
    if (!isObject(pairs)) {
      b.skip(`AHP ${name}`, 'no pairs')
      continue
    }
    const random: RandomIndex = /saaty/i.test(name) ? SAATY_2005 : DONEGAN_DODD_1991
    const { names, given } = fromPairs(pairs)
    const p = priorities(given, random)
    const expected = part.weights as { [k: string]: number }
    b.close(
      `AHP ${name} weights`,
      Object.keys(expected).map((n) => p.weights[names.indexOf(n)]!),
      Object.values(expected),
      1e-6,
    )
    if (typeof part.CR === 'number') b.close(`AHP ${name} consistency ratio`, [p.ratio], [part.CR], 1e-6)
    if (isObject(part.missing)) {
      const keys = Object.keys(part.missing)
      const at = keys.map((k) => k.split('|').map((n) => names.indexOf(n)) as [number, number])
      b.close(
        `AHP ${name} completed`,
        at.map(([i, j]) => p.completed[i * names.length + j]!),
        Object.values(part.missing) as number[],
        1e-6,
      )
    }
  }
}

/** Inputs stand beside or above the results; they are found by name and shape. */
function pyDecision(b: Bench, json: Obj): void {
  const above = (path: string[]): Obj[] =>
    path
      .map((_, i) => path.slice(0, i).reduce<Json>((v, k) => (v as Obj)[k]!, json))
      .filter(isObject)
      .toReversed()
  const input = (path: string[], test: (v: Json | undefined) => boolean, ...names: RegExp[]): Json | undefined => {
    for (const level of above([...path, ''])) {
      for (const pattern of names) {
        const key = Object.keys(level).find((k) => pattern.test(k) && test(level[k]))
        if (key !== undefined) return level[key]
      }
    }
    return undefined
  }
  const results = [...walk(json)].flatMap(({ path, value }) => {
    if (isNumbers(value) || typeof value === 'number') return [{ path, value }]
    // Flows come as rows of number and value, best first.
    if (!isMatrix(value) || !value.every((r) => r.length === 2)) return []
    const rows = [...value].sort((x, y) => x[0]! - y[0]!)
    return rows.every((r, i) => r[0] === i + 1) ? [{ path, value: rows.map((r) => r[1]!) }] : []
  })
  for (const { path, value } of results) {
    const word = path.join('.')
    const last = path[path.length - 1] ?? ''
    if (
      path.some((k) => /dataset|matrix|^data$|criteri|input/i.test(k)) ||
      (/^w$|^weights?$|^[qspf]$/i.test(last) && path.length < 2)
    )
      continue
    if (/^[qspf]$/i.test(last)) continue
    const matrix = input(
      path,
      isMatrix,
      ...(/ahp/i.test(word) ? [/ahp.*(matrix|data)|(matrix|data).*ahp/i] : []),
      /data|matrix|^x$/i,
    )
    if (!isMatrix(matrix)) continue
    const columns = matrix[0]!.map((_, j) => Float64Array.from(matrix, (r) => r[j]!))
    const kinds = input(
      path,
      (v) => Array.isArray(v) && v.every((x) => x === 'max' || x === 'min'),
      /type|criteri|direction/i,
    ) as string[] | undefined
    const direction = columns.map((_, j) => (kinds?.[j] === 'min' ? -1 : 1))
    const weights = input(path, (v) => isNumbers(v) && v.length === columns.length, /^w$|weights?$|^W$/i) as
      number[] | undefined
    const compare = (
      label: string,
      candidates: { label: string; value: ArrayLike<number> }[],
      tolerance = 1e-6,
    ): void => {
      const want = isNumbers(value) ? value : [value as number]
      const best = nearest(candidates.filter((c) => c.value.length === want.length), (v) => largestDifference(v, want))
      if (best) b.close(`${label} ${word} (${best.label})`, best.value, want, tolerance)
    }
    const unit = columns.map(() => 1)
    const weighted = (w: number[]): number[] => {
      const sum = w.reduce((x, y) => x + y, 0)
      return w.map((v) => v / sum)
    }
    if (/topsis/i.test(word) && isNumbers(value) && value.length === matrix.length) {
      const w = weights ?? unit
      compare('TOPSIS', [
        { label: 'weights as given', value: topsis(columns, w, direction) },
        { label: 'weights of sum 1', value: topsis(columns, weighted(w), direction) },
      ])
    } else if (/entropy/i.test(word) && isNumbers(value) && value.length === columns.length) {
      compare('entropy', [
        { label: 'as given', value: entropyWeights(columns) },
        { label: 'costs by reciprocals', value: entropyWeights(columns, direction) },
        // The reference program adds 1e-9 inside the logarithms.
      ], 1e-5)
    } else if (/critic/i.test(word) && isNumbers(value) && value.length === columns.length) {
      compare('CRITIC', [
        { label: 'as published', value: criticWeights(columns, direction) },
        { label: 'spread about the grand mean', value: grandMeanCritic(columns, direction) },
      ])
    } else if (/prometh/i.test(word) && isNumbers(value) && value.length === matrix.length) {
      const shape = /t[1-6]/.exec(word)?.[0] as Preference['shape'] | undefined
      const list = (name: RegExp): number[] | undefined =>
        input(path, (v) => isNumbers(v) && v.length === columns.length, name) as number[] | undefined
      const [q, s, p] = [list(/^q$/i), list(/^s$/i), list(/^p$/i)]
      if (!shape) b.skip(`PROMETHEE ${word}`, 'no preference function named')
      else {
        const preferences = columns.map((_, j) => ({ shape, q: q?.[j], s: s?.[j], p: p?.[j] }))
        compare('PROMETHEE II', [
          { label: shape, value: prometheeNetFlow(columns, weights ?? unit, preferences) },
          {
            label: `${shape}, costs turned`, value: prometheeNetFlow(columns, weights ?? unit, preferences, direction),
          },
        ])
      }
    } else if (/ahp/i.test(word)) ahp(word, matrix, value, compare)
  }
  if (b.outcome.passed === 0) b.skip('pydecision_reference.json', 'not recognised')
}

function ahp(
  word: string,
  matrix: number[][],
  value: Json,
  compare: (l: string, c: { label: string; value: ArrayLike<number> }[]) => void,
): void {
  const n = matrix.length
  if (matrix[0]!.length !== n) return
  const given: Judgements = { n, a: Float64Array.from(matrix.flat()) }
  const eigen = priorities(given, SAATY_1980)
  const methods = [
    {
      label: 'mean',
      w: normalisedColumnMean(given),
      cr: consistencyRatio(given, normalisedColumnMean(given), SAATY_1980),
    },
    {
      label: 'geometric',
      w: rowGeometricMean(given),
      cr: consistencyRatio(given, rowGeometricMean(given), SAATY_1980),
    },
    { label: 'eigenvector', w: eigen.weights, cr: eigen.ratio },
  ].filter(({ label }) =>
    /mean|_m\b/i.test(word) && !/geo/i.test(word)
      ? label === 'mean'
      : /geo|_g\b/i.test(word)
        ? label === 'geometric'
        : /eig|me\b/i.test(word)
          ? label === 'eigenvector'
          : true,
  )
  if (isNumbers(value) && value.length === n)
    compare(
      'AHP',
      methods.map(({ label, w }) => ({ label, value: w })),
    )
  else if (typeof value === 'number' && n > 2 && /cr|rc|ratio|cons/i.test(word))
    compare(
      'AHP',
      methods.map(({ label, cr }) => ({ label, value: [cr] })),
    )
}

/** The reference program measures spread about the mean of the whole table; shown beside the published form. */
function grandMeanCritic(columns: readonly Float64Array[], direction: readonly number[]): Float64Array {
  const scaled = columns.map((x, j) => {
    const [min, max] = [Math.min(...x), Math.max(...x)]
    return x.map((v) => (direction[j]! < 0 ? max - v : v - min) / (max - min))
  })
  const all = scaled.flatMap((x) => [...x])
  const mean = all.reduce((x, y) => x + y, 0) / all.length
  const c = scaled.map((x) => Math.sqrt(x.reduce((s, v) => s + (v - mean) ** 2, 0) / (x.length - 1)) *
    scaled.reduce((s, y) => s + 1 - (x === y ? 1 : correlation(x, y)), 0))
  const total = c.reduce((x, y) => x + y, 0)
  return Float64Array.from(c, (v) => v / total)
}

