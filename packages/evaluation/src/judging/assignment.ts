/**
 * Who judges whom: best total fit under conflicts, loads and spread; with a randomised form against collusion.
 *
 * Sources: min-cost flow as in conference systems (C. Taylor 2008); limits on the probability of a pair: S. Jecmen et
 * al., "Mitigating manipulation in peer review via randomized reviewer assignments", NeurIPS 2020. With a limit of one
 * half the fractional optimum is half-integral, and alternating along the cycles of its graph rounds it exactly.
 */
import type { Stream } from '../numeric/philox.ts'
import { addArc, minCostFlow, network } from './flow.ts'

/** The problem. Scores are integers, higher is better; a conflict is never overruled. */
export interface AssignmentProblem {
  score: readonly (readonly number[])[]
  conflict: readonly (readonly (number | boolean)[])[]
  perApplicant: number
  maxLoad: number
  /** Institution of each judge: at most one judge of each per applicant. */
  institution?: readonly string[]
  /**
   * outside[a][j]: judge j comes from outside applicant a's city; at least one such judge where there is one.
   * An institution lies in one city: all its judges are outside, or none.
   */
  outside?: readonly (readonly boolean[])[]
}

/** Judges of each applicant, the total score, and applicants who got fewer judges or none from outside. */
export interface Assignment { judges: number[][]; total: number; short: number[]; withoutOutside: number[] }

/** The optimum. Deterministic. */
export function assignJudges(problem: AssignmentProblem): Assignment {
  return solveAssignment(problem, 1)
}

function solveAssignment(problem: AssignmentProblem, copies: number): Assignment {
  const { score, conflict, perApplicant, maxLoad, institution, outside } = problem
  const A = score.length
  const J = score[0]?.length ?? 0
  const net = network(A + J + 1)
  const sink = A + J
  const bonus = 1 + 2 * score.reduce((m, row) => row.reduce((x, v) => Math.max(x, Math.abs(v)), m), 0) * perApplicant
  const pairs: { a: number; j: number; arc: number }[] = []
  for (let a = 0; a < A; a++) {
    const groups = new Map<string, number>()
    const sideOf = new Map<string, number>()
    const group = (key: string, into: number): number => {
      if ((sideOf.get(key) ?? into) !== into) throw new RangeError(`institution ${key} is both inside and outside`)
      sideOf.set(key, into)
      const known = groups.get(key)
      if (known !== undefined) return known
      const node = net.nodes++
      groups.set(key, node)
      addArc(net, into, node, copies, 0)
      return node
    }
    const sides = outside ? { far: net.nodes++, near: net.nodes++ } : undefined
    if (sides) {
      addArc(net, a, sides.far, copies, -bonus)
      addArc(net, a, sides.far, copies * (perApplicant - 1), 0)
      addArc(net, a, sides.near, copies * perApplicant, 0)
    }
    for (let j = 0; j < J; j++) {
      if (conflict[a]![j]) continue
      const far = outside?.[a]?.[j] ?? false
      const side = sides ? (far ? sides.far : sides.near) : a
      const node = institution ? group(institution[j]!, side) : side
      pairs.push({ a, j, arc: addArc(net, node, A + j, 1, -score[a]![j]!) })
    }
  }
  for (let j = 0; j < J; j++) addArc(net, A + j, sink, maxLoad * copies, 0)
  const sources = Array.from({ length: A }, (_, node) => ({ node, demand: perApplicant * copies }))
  const { flow } = minCostFlow(net, sources, sink)
  const judges: number[][] = Array.from({ length: A }, () => [])
  let total = 0
  for (const { a, j, arc } of pairs) {
    if (flow(arc) === 0) continue
    judges[a]!.push(j)
    total += score[a]![j]!
  }
  const each = judges.map((own, a) => ({ own, a }))
  return {
    judges, total,
    short: each.filter(({ own }) => own.length < perApplicant * copies).map(({ a }) => a),
    withoutOutside: outside ? each.filter(({ own, a }) => !own.some((j) => outside[a]![j])).map(({ a }) => a) : [],
  }
}

/**
 * A random assignment in which no pair has probability above one half and whose expected total is the best possible
 * under that limit. Draw the stream's seed from a verifiable source. Institution and outside rules hold for the
 * expectation only and are therefore not accepted here.
 *
 * @returns the drawn assignment and the expected total
 */
export function randomisedAssignment(problem: AssignmentProblem, random: Stream): Assignment & { expected: number } {
  if (problem.institution || problem.outside) throw new RangeError('spread rules need the deterministic form')
  const doubled = solveAssignment(problem, 2)
  const A = problem.score.length
  const J = problem.score[0]?.length ?? 0
  const edges = doubled.judges.flatMap((own, a) => own.map((j) => [a, A + j] as const))
  const chosen = alternate(edges, A + J, random)
  const judges: number[][] = Array.from({ length: A }, () => [])
  let total = 0
  edges.forEach(([a, node], e) => {
    if (!chosen[e]) return
    judges[a]!.push(node - A)
    total += problem.score[a]![node - A]!
  })
  const short = judges.map((own, a) => ({ n: own.length, a })).filter((x) => x.n < problem.perApplicant).map((x) => x.a)
  return { judges, total, short, withoutOutside: [], expected: doubled.total / 2 }
}

/**
 * Chooses half of the edges of a bipartite graph so that every node keeps half of its degree (rounded either way when
 * odd): walks trails, starting where the degree is odd, and takes every other edge, beginning by a coin.
 */
function alternate(edges: readonly (readonly [number, number])[], nodes: number, random: Stream): Uint8Array {
  const at: number[][] = Array.from({ length: nodes }, () => [])
  edges.forEach(([a, b], e) => {
    at[a]!.push(e)
    at[b]!.push(e)
  })
  const used = new Uint8Array(edges.length)
  const chosen = new Uint8Array(edges.length)
  const next = (v: number): number | undefined => {
    while (at[v]!.length > 0 && used[at[v]![at[v]!.length - 1]!]) at[v]!.pop()
    return at[v]!.pop()
  }
  const walk = (start: number): void => {
    let take = random.uniform() < 0.5
    let v = start
    for (let e = next(v); e !== undefined; e = next(v)) {
      used[e] = 1
      chosen[e] = take ? 1 : 0
      take = !take
      v = edges[e]![0] === v ? edges[e]![1] : edges[e]![0]
    }
  }
  const order = at.map((own, v) => ({ v, odd: own.length % 2 })).sort((a, b) => b.odd - a.odd)
  for (const { v } of order) while (at[v]!.some((e) => !used[e])) walk(v)
  return chosen
}
