/**
 * Survey weights and sizes.
 *
 * Sources: W. Deming, F. Stephan (1940), iterative proportional fitting (raking); L. Kish, Survey Sampling (1965):
 * effective size and design effect; W. Cochran, Sampling Techniques (1977), §4.4: sizes; F. Reichheld (2003): NPS.
 */
import { normalQuantile } from '../numeric/normal.ts'

/** A margin: the cell of each respondent and the share of each cell in the population (sums to 1). */
export interface Margin { cell: readonly string[]; target: Readonly<Record<string, number>> }

/**
 * Weights that meet all margins; they sum to n. `cap` trims to that multiple of the mean after each round.
 *
 * @throws RangeError when a target cell has no respondent, or the margins are not met after 1,000 rounds (with a cap
 *   that may be because the cap forbids it)
 */
export function rake(
  n: number, margins: readonly Margin[], start?: ArrayLike<number>, cap = Infinity, tolerance = 1e-10,
): Float64Array {
  const w = Float64Array.from({ length: n }, (_, i) => (start ? start[i]! : 1))
  for (const { cell, target } of margins) {
    for (const [name, share] of Object.entries(target)) {
      if (share > 0 && !cell.includes(name)) throw new RangeError(`no respondent in ${name}`)
    }
  }
  for (let round = 0; round < 1000; round++) {
    let worst = 0
    for (const { cell, target } of margins) {
      const sums: Record<string, number> = {}
      let total = 0
      for (let i = 0; i < n; i++) {
        sums[cell[i]!] = (sums[cell[i]!] ?? 0) + w[i]!
        total += w[i]!
      }
      for (let i = 0; i < n; i++) {
        const factor = ((target[cell[i]!] ?? 0) * total) / sums[cell[i]!]!
        worst = Math.max(worst, Math.abs(factor - 1))
        w[i] = w[i]! * factor
      }
    }
    const mean = w.reduce((a, b) => a + b, 0) / n
    for (let i = 0; i < n; i++) w[i] = Math.min(w[i]! / mean, cap)
    if (worst < tolerance) return w
  }
  throw new RangeError('the margins cannot be met')
}

/** Kish's effective size (Σw)²/Σw². */
export function effectiveSize(w: ArrayLike<number>): number {
  let a = 0
  let b = 0
  for (let i = 0; i < w.length; i++) {
    a += w[i]!
    b += w[i]! ** 2
  }
  return b === 0 ? 0 : (a * a) / b
}

/** Design effect from unequal weights: n / effective size. */
export const designEffect = (w: ArrayLike<number>): number => w.length / effectiveSize(w)

/** Respondents for a mean with the given half-width of the interval, in a population of finite size if given. */
export function sizeForMean(sd: number, halfWidth: number, level = 0.95, population = Infinity, effect = 1): number {
  const z = normalQuantile((1 + level) / 2)
  const n0 = ((z * sd) / halfWidth) ** 2 * effect
  return Math.ceil(population === Infinity ? n0 : n0 / (1 + (n0 - 1) / population) - 1e-9)
}

/** Respondents for a share. */
export const sizeForShare = (p: number, halfWidth: number, level = 0.95, population = Infinity, effect = 1): number =>
  sizeForMean(Math.sqrt(p * (1 - p)), halfWidth, level, population, effect)

/** Net promoter score (shares of 9–10 minus 0–6) in points −100…100, with its standard error (multinomial). */
export function netPromoter(answers: ArrayLike<number>): { score: number; error: number } {
  let up = 0
  let down = 0
  for (let i = 0; i < answers.length; i++) {
    if (answers[i]! >= 9) up++
    else if (answers[i]! <= 6) down++
  }
  const n = answers.length
  const score = (up - down) / n
  return { score: 100 * score, error: 100 * Math.sqrt(((up + down) / n - score * score) / n) }
}
