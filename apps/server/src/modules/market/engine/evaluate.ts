/** A run: evidence, indicators, and for each result the scores, intervals, ranges of ranks, bands and causes. */
import { createHash } from 'node:crypto'
import {
  aggregateTree, bandOf, compileFramework, decompose, equivalenceGroups, leafValueFor, median, officialScore, runSeed,
  summarise, uncertainty,
} from '@tianfu/evaluation'
import type { Aggregation, Band, Framework } from '@tianfu/evaluation'
import { readEvidence, type Evidence } from './evidence.ts'
import { leavesOf, type Leaf } from './leaves.ts'
import type { Evaluation, EvaluationInput, ResultValue, SubjectEvaluation } from './port.ts'
import { readSatisfaction } from './satisfaction.ts'
import type { Store } from './store.ts'

/** The category of those whose own is too small to compare within. */
const TOGETHER = ''

const sha256 = (bytes: Uint8Array | string): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

/** Evaluates a verified snapshot. */
export async function evaluateSnapshot(store: Store, input: EvaluationInput): Promise<Evaluation> {
  const evidence = await readEvidence(store, input)
  const categories = categoriesOf(evidence, input)
  const latent = await readSatisfaction(store, input, (subject) => categories.get(subject) ?? TOGETHER)
  for (const values of latent.values()) for (const subject of values.keys())
    if (!categories.has(subject)) categories.set(subject, TOGETHER)
  const subjects: SubjectEvaluation[] = []
  const members = Map.groupBy(categories.keys(), (subject) => categories.get(subject)!)
  for (const category of [...members.keys()].sort()) {
    const own = members.get(category)!.sort()
    const leaves = new Map(input.method.indicators.map((indicator) =>
      [indicator.code, leavesOf(indicator, own, evidence, latent)]))
    const results = input.method.results.map((tree) => resultOf(tree, own, category, leaves, input))
    own.forEach((subject, u) => subjects.push({
      subject, category, indicators: [...leaves.values()].map((column) => column[u]!.shown),
      results: results.map((column) => column[u]!),
    }))
  }
  subjects.sort((a, b) => (a.subject < b.subject ? -1 : 1))
  const run = { methodVersion: input.methodVersion, snapshot: input.snapshot.digest, seed: input.seed, subjects }
  return { ...run, digest: Buffer.from(sha256(JSON.stringify(run))).toString('hex') }
}

function categoriesOf({ industry }: Evidence, { method: { category } }: EvaluationInput): Map<string, string> {
  const sizes = new Map<string, number>()
  const codes = [...industry].map(([subject, code]): [string, string] => [subject, code.slice(0, category.digits)])
  for (const [, code] of codes) sizes.set(code, (sizes.get(code) ?? 0) + 1)
  return new Map(codes.map(([subject, code]) => [subject, sizes.get(code)! >= category.least ? code : TOGETHER]))
}

function resultOf(
  { result, nodes }: EvaluationInput['method']['results'][number], subjects: readonly string[], category: string,
  leaves: ReadonlyMap<string, Leaf[]>, input: EvaluationInput,
): ResultValue[] {
  const { method } = input
  const framework = compileFramework(nodes)
  const codes = framework.codes.slice(0, framework.leaves)
  const posts = codes.map((code) => {
    const { low, high } = method.indicators.find((one) => one.code === code)!
    return { low, high }
  })
  const columns = codes.map((code) => leaves.get(code)!)
  const how: Aggregation = method.aggregation
  const units = subjects.length
  const scores = new Float64Array(framework.codes.length * units)
  columns.forEach((column, l) => scores.set(
    officialScore(Float64Array.from(column, (leaf) => leaf.point), posts[l]!.low, posts[l]!.high), l * units))
  aggregateTree(framework, scores, units, framework.weight, how)
  const root = framework.codes.length - 1
  const seed = runSeed(sha256, `${input.methodVersion}:${method.seed}`, input.snapshot.digest,
    JSON.stringify([input.seed, input.subjectKind, result, category, ...(input.area ? [input.area] : [])]))
  const alternatives = [how, ...method.uncertainty.exponents.map((exponents) => ({ ...how, exponents }))]
  const { sampling, total } = uncertainty(framework, columns.map((column) => column.map((leaf) => leaf.posterior)), how,
    { concentration: method.uncertainty.concentration, aggregations: alternatives, goalposts: [posts] },
    method.uncertainty.draws, seed)
  const data = summarise(sampling, method.uncertainty.level)
  const both = summarise(total, method.uncertainty.level)
  const present = subjects.flatMap((_, u) => (Number.isNaN(scores[root * units + u]!) ? [] : [u]))
  const groups = equivalenceGroups(present.map((u) =>
    ({ score: scores[root * units + u]!, low: both[u]!.low, high: both[u]!.high })))
  const middle = framework.codes.map((_, node) => middleOf(scores.subarray(node * units, (node + 1) * units)))
  aggregateOne(framework, middle, how)
  const bands: Band[] = [...method.bands.floors, { code: method.bands.rest, floor: -Infinity }]
  const { draws } = method.uncertainty
  return subjects.map((subject, u): ResultValue => {
    const at = present.indexOf(u)
    if (at < 0) {
      const missing = codes.filter((_, l) => Number.isNaN(columns[l]![u]!.point))
      return { result, refused: { code: 'indicators-missing', indicators: missing } }
    }
    const own = framework.codes.map((_, node) => scores[node * units + u]!)
    const drawn = sampling.scores.subarray(u * draws, (u + 1) * draws)
    const band = bandOf(drawn, bands, input.lastBands?.[subject]?.[result], method.bands.sure)
    const causes = causesOf(framework, own, middle, how)
    return {
      result, score: own[root]!, low: both[u]!.low, high: both[u]!.high, samplingLow: data[u]!.low,
      samplingHigh: data[u]!.high, rankLow: both[u]!.rankLow, rankHigh: both[u]!.rankHigh, of: present.length,
      group: groups[at]!, ...band, ...(causes && { causes }),
      whatIf: whatIf(framework, own, band.band, bands, posts, how),
    }
  })
}

/** The median of what is there. */
function middleOf(x: Float64Array): number {
  const there = x.filter((v) => !Number.isNaN(v))
  return there.length === 0 ? NaN : median(there)
}

function aggregateOne(framework: Framework, scores: number[], how: Aggregation): void {
  const room = Float64Array.from(scores)
  aggregateTree(framework, room, 1, framework.weight, how)
  room.forEach((v, i) => { scores[i] = v })
}

function causesOf(
  framework: Framework, own: number[], middle: number[], how: Aggregation,
): { indicator: string; points: number }[] | undefined {
  // Where one side lacks an indicator there is no exact sum, and none is made up.
  if (own.some((v, i) => Number.isNaN(v) !== Number.isNaN(middle[i]!))) return undefined
  const { points } = decompose(framework, own, middle, how)
  return framework.codes.slice(0, framework.leaves).flatMap((indicator, l) =>
    (Number.isNaN(own[l]!) ? [] : [{ indicator, points: points[l]! }]))
}

function whatIf(
  framework: Framework, own: number[], band: string, bands: readonly Band[],
  posts: readonly { low: number; high: number }[], how: Aggregation,
): { indicator: string; value: number; band: string }[] {
  const next = bands[bands.findIndex(({ code }) => code === band) - 1]
  if (!next) return []
  return posts.flatMap(({ low, high }, l) => {
    const score = leafValueFor(framework, own, l, next.floor, 100, how)
    if (score === undefined) return []
    return [{ indicator: framework.codes[l]!, value: low + ((score - 1) * (high - low)) / 99, band: next.code }]
  })
}
