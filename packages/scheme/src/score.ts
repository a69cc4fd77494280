import { leavesOf, type Applicability, type Leaf, type StandardA } from './standard.ts'

/**
 * The score of an A standard in hundredths (0 to 10000), rounded down once at the end. Marks are whole per cent; a
 * score clause without a mark counts as 0, one that does not apply is left out and the rest carries its weight. Bonus
 * clauses add their weight, up to 100 in all. `mustMet` is false when a must clause has less than 100.
 */
export function scoreOf(
  standard: StandardA,
  applicability: Applicability,
  marks: ReadonlyMap<string, number>,
): { readonly hundredths: number; readonly mustMet: boolean } {
  const leaves = leavesOf(standard, applicability)
  const weigh = (kind: Leaf['kind']) =>
    leaves
      .filter((leaf) => leaf.kind === kind)
      .reduce((sum, leaf) => ({ of: sum.of + leaf.weight, got: sum.got + leaf.weight * markOf(marks, leaf.id) }), {
        of: 0,
        got: 0,
      })
  const score = weigh('score')
  const base = score.of === 0 ? 0 : Math.floor((score.got * 100) / score.of)
  const mustMet = leaves.every(({ kind, id }) => kind !== 'must' || markOf(marks, id) === 100)
  return { hundredths: Math.min(10_000, base + weigh('bonus').got), mustMet }
}

function markOf(marks: ReadonlyMap<string, number>, id: string): number {
  const mark = marks.get(id) ?? 0
  if (!Number.isInteger(mark) || mark < 0 || mark > 100) throw new RangeError(`mark of ${id} must be a whole per cent`)
  return mark
}
