import { performance } from 'node:perf_hooks'

/** Interleaved rounds of two works on the same things, so that a slow moment hits both. Medians in ms. */
export async function beside(
  rounds: number, ours: (round: number) => unknown, theirs: (round: number) => unknown,
): Promise<{ ours: number; theirs: number }> {
  const [a, b]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    b.push(await msOf(() => theirs(round)))
    a.push(await msOf(() => ours(round)))
  }
  return { ours: median(a), theirs: median(b) }
}

export async function msOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
