/**
 * Minimum-cost flow by successive shortest paths with potentials and a heap.
 *
 * Source: R. Ahuja, T. Magnanti, J. Orlin, Network Flows (1993), §9.7; costs are integers of either sign as long as no
 * negative cycle exists at the start.
 */

/** A network under construction; arcs come in pairs (forward, backward). */
export interface Network {
  nodes: number
  from: number[]
  to: number[]
  capacity: number[]
  cost: number[]
}

/** An empty network. */
export const network = (nodes: number): Network => ({ nodes, from: [], to: [], capacity: [], cost: [] })

/** Adds an arc and returns its number; the flow on it is the capacity of its twin (number + 1) afterwards. */
export function addArc(net: Network, from: number, to: number, capacity: number, cost: number): number {
  net.from.push(from, to)
  net.to.push(to, from)
  net.capacity.push(capacity, 0)
  net.cost.push(cost, -cost)
  return net.from.length - 2
}

/**
 * Sends up to `demand[s]` units from each source s to the sink at least cost.
 *
 * @returns flow on each forward arc (by arc number), units sent, total cost
 */
export function minCostFlow(net: Network, sources: readonly { node: number; demand: number }[], sink: number): {
  flow: (arc: number) => number; sent: number; cost: number
} {
  const n = net.nodes
  const m = net.to.length
  const start = new Int32Array(n + 1)
  for (let e = 0; e < m; e++) start[net.from[e]! + 1]!++
  for (let i = 0; i < n; i++) start[i + 1] = start[i + 1]! + start[i]!
  const place = start.slice(0, n)
  const arcs = new Int32Array(m)
  for (let e = 0; e < m; e++) arcs[place[net.from[e]!]!++] = e
  const to = Int32Array.from(net.to)
  const capacity = Int32Array.from(net.capacity)
  const cost = Float64Array.from(net.cost)
  const potential = initialPotentials(n, arcs, start, to, capacity, cost)
  const distance = new Float64Array(n)
  const via = new Int32Array(n)
  const done = new Uint8Array(n)
  const heap = new Heap(m + n)
  let sent = 0
  let total = 0
  for (const source of sources) {
    for (let left = source.demand; left > 0; ) {
      if (!shortestPath(source.node)) break
      let room = left
      for (let v = sink; v !== source.node; v = to[via[v]! ^ 1]!) room = Math.min(room, capacity[via[v]!]!)
      for (let v = sink; v !== source.node; v = to[via[v]! ^ 1]!) {
        capacity[via[v]!]! -= room
        capacity[via[v]! ^ 1]! += room
        total += room * cost[via[v]!]!
      }
      sent += room
      left -= room
    }
  }
  return { flow: (arc) => capacity[arc + 1]!, sent, cost: total }

  function shortestPath(s: number): boolean {
    distance.fill(Infinity)
    done.fill(0)
    heap.clear()
    distance[s] = 0
    heap.push(0, s)
    let reached = false
    while (heap.size > 0) {
      const v = heap.pop()
      if (done[v]) continue
      done[v] = 1
      if (v === sink) {
        reached = true
        break
      }
      const base = distance[v]! + potential[v]!
      for (let k = start[v]!; k < start[v + 1]!; k++) {
        const e = arcs[k]!
        if (capacity[e]! <= 0) continue
        const w = to[e]!
        const d = base + cost[e]! - potential[w]!
        if (d < distance[w]! - 1e-12) {
          distance[w] = d
          via[w] = e
          heap.push(d, w)
        }
      }
    }
    if (!reached) return false
    const far = distance[sink]!
    // Nodes not settled are at least as far as the sink: they all move by the same amount.
    for (let v = 0; v < n; v++) potential[v] = potential[v]! + (done[v] ? Math.min(distance[v]!, far) : far)
    return true
  }
}

function initialPotentials(
  n: number, arcs: Int32Array, start: Int32Array, to: Int32Array, capacity: Int32Array, cost: Float64Array,
): Float64Array {
  const potential = new Float64Array(n)
  for (let round = 0; round <= n; round++) {
    let changed = false
    for (let v = 0; v < n; v++) {
      for (let k = start[v]!; k < start[v + 1]!; k++) {
        const e = arcs[k]!
        if (capacity[e]! > 0 && potential[v]! + cost[e]! < potential[to[e]!]! - 1e-12) {
          potential[to[e]!] = potential[v]! + cost[e]!
          changed = true
        }
      }
    }
    if (!changed) return potential
  }
  throw new RangeError('the network has a cycle of negative cost')
}

/** Binary heap of nodes by key; stale entries are skipped by the caller. */
class Heap {
  size = 0
  private keys: Float64Array
  private items: Int32Array
  constructor(room: number) {
    this.keys = new Float64Array(room)
    this.items = new Int32Array(room)
  }
  clear(): void {
    this.size = 0
  }
  push(key: number, item: number): void {
    if (this.size === this.keys.length) this.grow()
    let i = this.size++
    while (i > 0) {
      const up = (i - 1) >> 1
      if (this.keys[up]! <= key) break
      this.keys[i] = this.keys[up]!
      this.items[i] = this.items[up]!
      i = up
    }
    this.keys[i] = key
    this.items[i] = item
  }
  pop(): number {
    const top = this.items[0]!
    const key = this.keys[--this.size]!
    const item = this.items[this.size]!
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= this.size) break
      if (child + 1 < this.size && this.keys[child + 1]! < this.keys[child]!) child++
      if (this.keys[child]! >= key) break
      this.keys[i] = this.keys[child]!
      this.items[i] = this.items[child]!
      i = child
    }
    this.keys[i] = key
    this.items[i] = item
    return top
  }
  private grow(): void {
    const keys = new Float64Array(this.keys.length * 2)
    keys.set(this.keys)
    this.keys = keys
    const items = new Int32Array(this.items.length * 2)
    items.set(this.items)
    this.items = items
  }
}
