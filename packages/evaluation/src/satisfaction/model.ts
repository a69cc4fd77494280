/**
 * Structural models as data: latent variables, their questions, and who influences whom.
 *
 * Sources: ACSI: C. Fornell et al., J. Marketing 60 (1996); ECSI: M. Tenenhaus et al., Comput. Statist. & Data
 * Analysis 48 (2005); CCSI: six latent variables and eleven relations of the Chinese index (GB/T 19038 names the
 * model; its text is to be confirmed before it is cited as a requirement).
 */

/** How a block is measured: A reflective (correlation weights), B formative (regression weights). */
export type Mode = 'A' | 'B'

/** A latent variable and the names of its questions. */
export interface LatentVariable { name: string; items: string[]; mode?: Mode }

/** A path model. `paths` are [from, to] by name. */
export interface PathModel { latent: LatentVariable[]; paths: [string, string][] }

/** Relations of the Chinese customer satisfaction index: 品牌形象, 预期质量, 感知质量, 感知价值, 顾客满意度, 顾客忠诚. */
export const CCSI_PATHS: [string, string][] = [
  ['image', 'expectation'], ['image', 'quality'], ['image', 'satisfaction'], ['image', 'loyalty'],
  ['expectation', 'quality'], ['expectation', 'value'], ['expectation', 'satisfaction'],
  ['quality', 'value'], ['quality', 'satisfaction'],
  ['value', 'satisfaction'],
  ['satisfaction', 'loyalty'],
]

/** Names of the latent variables of the CCSI in both languages. */
export const CCSI_LATENT = [
  { name: 'image', zh: '品牌形象', en: 'Brand image' },
  { name: 'expectation', zh: '预期质量', en: 'Expected quality' },
  { name: 'quality', zh: '感知质量', en: 'Perceived quality' },
  { name: 'value', zh: '感知价值', en: 'Perceived value' },
  { name: 'satisfaction', zh: '顾客满意度', en: 'Customer satisfaction' },
  { name: 'loyalty', zh: '顾客忠诚', en: 'Customer loyalty' },
] as const

/** Relations of the European index in its form with complaints. */
export const ECSI_PATHS: [string, string][] = [
  ['Image', 'Expectation'], ['Image', 'Satisfaction'], ['Image', 'Loyalty'],
  ['Expectation', 'Quality'], ['Expectation', 'Value'], ['Expectation', 'Satisfaction'],
  ['Quality', 'Value'], ['Quality', 'Satisfaction'], ['Value', 'Satisfaction'],
  ['Satisfaction', 'Complaints'], ['Satisfaction', 'Loyalty'], ['Complaints', 'Loyalty'],
]

/** A model made ready: questions in block order, predecessors before successors where the graph allows. */
export interface CompiledModel {
  names: string[]
  items: string[]
  /** First question of each block, and one past the last. */
  start: Int32Array
  mode: Mode[]
  /** predecessors[j]: latent variables with a path into j. */
  predecessors: number[][]
  successors: number[][]
}

/**
 * Checks a model.
 *
 * @throws RangeError for an unknown name, a question used twice, an empty block, or a cycle of paths
 */
export function compileModel(model: PathModel): CompiledModel {
  const names = model.latent.map((v) => v.name)
  const at = new Map(names.map((name, i) => [name, i]))
  if (at.size !== names.length) throw new RangeError('a latent variable is named twice')
  const items = model.latent.flatMap((v) => v.items)
  if (new Set(items).size !== items.length) throw new RangeError('a question is used twice')
  const start = new Int32Array(names.length + 1)
  model.latent.forEach((v, i) => {
    if (v.items.length === 0) throw new RangeError(`no question for ${v.name}`)
    start[i + 1] = start[i]! + v.items.length
  })
  const predecessors: number[][] = names.map(() => [])
  const successors: number[][] = names.map(() => [])
  for (const [from, to] of model.paths) {
    const f = at.get(from)
    const t = at.get(to)
    if (f === undefined || t === undefined) throw new RangeError(`unknown latent variable in ${from} → ${to}`)
    predecessors[t]!.push(f)
    successors[f]!.push(t)
  }
  causalOrder(predecessors)
  return { names, items, start, mode: model.latent.map((v) => v.mode ?? 'A'), predecessors, successors }
}

/** An order in which every variable comes after those that influence it. */
export function causalOrder(predecessors: readonly number[][]): number[] {
  const order: number[] = []
  while (order.length < predecessors.length) {
    const next = predecessors.findIndex((p, i) => !order.includes(i) && p.every((k) => order.includes(k)))
    if (next < 0) throw new RangeError('the paths form a cycle')
    order.push(next)
  }
  return order
}
