/**
 * Two-layer Monte Carlo: what the data leave open (sampling) and what the method leaves open (choices).
 *
 * Layer (a) draws every leaf from its posterior; layer (b) also draws weights, exponents and variants of goalposts.
 * Both layers use the same leaf draws (common random numbers), so that their difference is the method's alone. Every
 * draw is a function of (seed, draw number), whatever subset of draws or units is recomputed.
 */
import { normalQuantile } from '../numeric/normal.ts'
import { philox4x32, stream, type Seed, type Stream } from '../numeric/philox.ts'
import { sortedQuantile } from '../numeric/describe.ts'
import { betaVariate, dirichletVariate, gammaVariate } from '../numeric/variates.ts'
import { aggregateTree, scoreRoom, type Aggregation } from './aggregate.ts'
import type { Framework } from './framework.ts'
import { rankDownInto } from './ranking.ts'

/** What is known of one leaf of one unit, on the raw scale; `missing` has no value. */
export type LeafPosterior =
  | { kind: 'known'; value: number }
  | { kind: 'normal'; mean: number; variance: number }
  | { kind: 'beta'; a: number; b: number }
  | { kind: 'gamma'; shape: number; rate: number }
  | { kind: 'missing' }

/** Fixed goalposts of a leaf; low > high turns the direction. Scores run from 1 to 100. */
export interface Goalposts { low: number; high: number }

/** The choices of layer (b). */
export interface MethodChoices {
  /** Dirichlet concentration around the nominal weights, per parent; Infinity keeps them. */
  concentration: number
  aggregations: readonly Aggregation[]
  /** Alternative sets of goalposts; the first is the nominal one. */
  goalposts: readonly (readonly Goalposts[])[]
}

/** Draws of the root score and of the ranks, unit-major: `scores[unit * draws + draw]`. */
export interface Draws { units: number; draws: number; scores: Float64Array; ranks: Float64Array }

/** Both layers. */
export interface Uncertainty { sampling: Draws; total: Draws }

/** Runs `draws` draws. `leaves[leaf][unit]`; `nominal` is the official aggregation. */
export function uncertainty(
  framework: Framework, leaves: readonly (readonly LeafPosterior[])[], nominal: Aggregation, choices: MethodChoices,
  draws: number, seed: Seed,
): Uncertainty {
  const units = leaves[0]!.length
  const random = stream(seed)
  const raw = new Float64Array(framework.leaves * units)
  const room = scoreRoom(framework, units)
  const ranks = new Float64Array(units)
  const order = new Uint32Array(units)
  const root = (framework.codes.length - 1) * units
  const result = { sampling: drawsRoom(units, draws), total: drawsRoom(units, draws) }
  const block = new Uint32Array(4)
  const weight = framework.weight.slice()
  const keep = (into: Draws, posts: readonly Goalposts[], how: Aggregation, w: ArrayLike<number>, d: number): void => {
    score(raw, posts, room, units)
    aggregateTree(framework, room, units, w, how)
    rankDownInto(room, root, units, ranks, order)
    for (let u = 0; u < units; u++) {
      into.scores[u * draws + d] = room[root + u]!
      into.ranks[u * draws + d] = ranks[u]!
    }
  }
  for (let d = 0; d < draws; d++) {
    for (let l = 0; l < leaves.length; l++) {
      const column = leaves[l]!
      let held = -1
      // One place per (draw, leaf, unit): a unit's draws do not depend on who else is in the list.
      for (let u = 0; u < units; u++) {
        const p = column[u]!
        if (p.kind === 'normal') {
          // The commonest kind needs one number only: a block of four words serves two neighbours.
          if (held !== u >>> 1) {
            held = u >>> 1
            philox4x32(held, 1, d, l, seed[0] >>> 0, seed[1] >>> 0, block)
          }
          const at = (u & 1) * 2
          const uniform = ((block[at]! >>> 5) * 67108864 + (block[at + 1]! >>> 6) + 0.5) / 9007199254740992
          raw[l * units + u] = p.mean + Math.sqrt(p.variance) * normalQuantile(uniform)
        } else {
          random.seek(d, l * 0x100000 + u)
          raw[l * units + u] = drawLeaf(random, p)
        }
      }
    }
    keep(result.sampling, choices.goalposts[0]!, nominal, framework.weight, d)
    random.seek(d, 0xffffffff)
    drawWeights(framework, choices.concentration, random, weight)
    const how = choices.aggregations[Math.floor(random.uniform() * choices.aggregations.length)] ?? nominal
    const posts = choices.goalposts[Math.floor(random.uniform() * choices.goalposts.length)]!
    keep(result.total, posts, how, weight, d)
  }
  return result
}

const drawsRoom = (units: number, draws: number): Draws =>
  ({ units, draws, scores: new Float64Array(units * draws), ranks: new Float64Array(units * draws) })

function score(raw: Float64Array, posts: readonly Goalposts[], room: Float64Array, units: number): void {
  for (let l = 0; l < posts.length; l++) {
    const { low, high } = posts[l]!
    const slope = 99 / (high - low)
    for (let u = 0; u < units; u++) {
      const s = 1 + (raw[l * units + u]! - low) * slope
      room[l * units + u] = s < 1 ? 1 : s > 100 ? 100 : s
    }
  }
}

function drawLeaf(random: Stream, p: Exclude<LeafPosterior, { kind: 'normal' }>): number {
  switch (p.kind) {
    case 'known': return p.value
    case 'beta': return betaVariate(random, p.a, p.b)
    case 'gamma': return gammaVariate(random, p.shape) / p.rate
    case 'missing': return NaN
  }
}

function drawWeights(framework: Framework, c: number, random: Stream, out: Float64Array): void {
  if (c === Infinity) {
    out.set(framework.weight)
    return
  }
  for (const children of framework.children) {
    let total = 0
    for (const child of children) total += framework.weight[child]!
    const drawn = new Float64Array(children.length)
    dirichletVariate(random, Array.from(children, (child) => (c * framework.weight[child]!) / total), drawn)
    children.forEach((child, i) => {
      out[child] = drawn[i]!
    })
  }
}

/** Central interval and rank interval of every unit, and the probability of a place among the first k. */
export function summarise({ units, draws, scores, ranks }: Draws, level = 0.9, top = 10): {
  mean: number; low: number; high: number; rankLow: number; rankHigh: number; inTop: number
}[] {
  const tail = (1 - level) / 2
  return Array.from({ length: units }, (_, u) => {
    const own = sortedOf(scores, u * draws, draws)
    const places = sortedOf(ranks, u * draws, draws)
    let sum = 0
    for (let i = 0; i < own.length; i++) sum += own[i]!
    let first = 0
    while (first < places.length && places[first]! <= top) first++
    return {
      mean: sum / own.length,
      low: sortedQuantile(own, tail),
      high: sortedQuantile(own, 1 - tail),
      rankLow: Math.floor(sortedQuantile(places, tail)),
      rankHigh: Math.ceil(sortedQuantile(places, 1 - tail)),
      inTop: first / draws,
    }
  })
}

/** A part's numbers in order, without those that are none (they sort behind all others). */
function sortedOf(x: Float64Array, from: number, length: number): Float64Array {
  const own = x.slice(from, from + length).sort()
  let end = length
  while (end > 0 && Number.isNaN(own[end - 1]!)) end--
  return end === length ? own : own.subarray(0, end)
}
