/**
 * The tree of an index: indicators as leaves, aggregates above them, one root.
 *
 * Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 1.
 */

/** One node as written in a method version. `parent` is null at the root; leaves carry the direction. */
export interface FrameworkNode {
  code: string
  parent: string | null
  /** Relative weight among the children of the same parent, ≥ 0. */
  weight: number
  /** 1 when more is better, −1 when less is better. Leaves only; 1 when left out. */
  direction?: 1 | -1
}

/** A tree made ready for computing: leaves first, then aggregates so that children come before parents. */
export interface Framework {
  codes: string[]
  leaves: number
  parent: Int32Array
  weight: Float64Array
  direction: Int8Array
  /** Children of each aggregate, by index of the aggregate minus `leaves`. */
  children: Int32Array[]
  /** Distance from the leaves: 1 for a leaf, more above. */
  level: Int32Array
  indexOf: Map<string, number>
}

/**
 * Checks the nodes and orders them.
 *
 * @throws RangeError for a code used twice, an unknown parent, a cycle, several roots, or a negative weight
 */
export function compileFramework(nodes: readonly FrameworkNode[]): Framework {
  const byCode = new Map<string, FrameworkNode>()
  for (const node of nodes) {
    if (byCode.has(node.code)) throw new RangeError(`code used twice: ${node.code}`)
    if (!(node.weight >= 0)) throw new RangeError(`weight of ${node.code} is not a number ≥ 0`)
    byCode.set(node.code, node)
  }
  const below = new Map<string, string[]>()
  const roots: string[] = []
  for (const node of nodes) {
    if (node.parent === null) roots.push(node.code)
    else if (!byCode.has(node.parent)) throw new RangeError(`unknown parent ${node.parent} of ${node.code}`)
    else below.set(node.parent, [...(below.get(node.parent) ?? []), node.code])
  }
  if (roots.length !== 1) throw new RangeError(`one root expected, found ${roots.length}`)
  const level = new Map<string, number>()
  const height = (code: string, depth: number): number => {
    if (depth > nodes.length) throw new RangeError('cycle')
    const own = 1 + Math.max(0, ...(below.get(code) ?? []).map((child) => height(child, depth + 1)))
    level.set(code, own)
    return own
  }
  height(roots[0]!, 0)
  if (level.size !== nodes.length) throw new RangeError('cycle, or nodes that do not hang on the root')
  const ordered = [...nodes].sort((a, b) => level.get(a.code)! - level.get(b.code)!)
  const indexOf = new Map(ordered.map((node, i) => [node.code, i]))
  const leaves = ordered.filter((node) => !below.has(node.code)).length
  return {
    codes: ordered.map((node) => node.code),
    leaves,
    parent: Int32Array.from(ordered, (node) => (node.parent === null ? -1 : indexOf.get(node.parent)!)),
    weight: Float64Array.from(ordered, (node) => node.weight),
    direction: Int8Array.from(ordered, (node) => node.direction ?? 1),
    children: ordered.slice(leaves).map((node) => Int32Array.from(below.get(node.code)!, (c) => indexOf.get(c)!)),
    level: Int32Array.from(ordered, (node) => level.get(node.code)!),
    indexOf,
  }
}

/**
 * Effective weight of every node in the root: the product of its relative weight and those of its ancestors.
 * Those of the leaves sum to 1. Source: OECD/JRC Handbook, step 6.
 */
export function effectiveWeights(framework: Framework, weight: ArrayLike<number> = framework.weight): Float64Array {
  const n = framework.codes.length
  const share = new Float64Array(n)
  share[n - 1] = 1
  for (let a = framework.children.length - 1; a >= 0; a--) {
    const node = framework.leaves + a
    let sum = 0
    for (const child of framework.children[a]!) sum += weight[child]!
    for (const child of framework.children[a]!) share[child] = (share[node]! * weight[child]!) / sum
  }
  return share
}
