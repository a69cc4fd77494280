// Which point ends which life of the server: drawn from a seed, so that a run can be repeated.
export const POINTS = ['before-commit', 'after-commit', 'before-sequence', 'before-checkpoint', 'in-outbox'] as const
export type Point = (typeof POINTS)[number]

/** How often a point is passed before the kill, at least and at most. */
const PASSES: Record<Point, readonly [number, number]> = {
  'before-commit': [3, 40], 'after-commit': [3, 40], 'before-sequence': [1, 6], 'before-checkpoint': [1, 6],
  'in-outbox': [1, 5],
}

export class Schedule {
  readonly hits = Object.fromEntries(POINTS.map((point) => [point, 0])) as Record<Point, number>
  readonly #draw: () => number
  constructor(seed: number) {
    this.#draw = mulberry32(seed)
  }

  /** The fault of the next life: one of the points hit least so far. */
  next(): { point: Point; passes: number } {
    const least = Math.min(...Object.values(this.hits))
    const open = POINTS.filter((point) => this.hits[point] === least)
    const point = open[Math.floor(this.#draw() * open.length)] ?? POINTS[0]
    const [low, high] = PASSES[point]
    return { point, passes: low + Math.floor(this.#draw() * (high - low + 1)) }
  }

  get kills(): number {
    return Object.values(this.hits).reduce((sum, hits) => sum + hits, 0)
  }

  /** Enough kills, and every point often enough. */
  satisfied(kills: number, each: number): boolean {
    return this.kills >= kills && Object.values(this.hits).every((hits) => hits >= each)
  }
}

/** Numbers in [0, 1) from a 32-bit seed (Tommy Ettinger's mulberry32); not for secrets. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
