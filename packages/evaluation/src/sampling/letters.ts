/**
 * Code letters of sample sizes and the preferred acceptance quality limits.
 *
 * Source: MIL-STD-105E (1989), table I, the same as ISO 2859-1:1999 and GB/T 2828.1, table 1.
 */

/** Levels of inspection. */
export const LEVELS = ['S-1', 'S-2', 'S-3', 'S-4', 'I', 'II', 'III'] as const
/** One of them. */
export type InspectionLevel = (typeof LEVELS)[number]

/** Upper ends of the fifteen ranges of lot size. */
export const LOT_RANGES = [
  8,
  15,
  25,
  50,
  90,
  150,
  280,
  500,
  1200,
  3200,
  10000,
  35000,
  150000,
  500000,
  Infinity,
] as const

/** Code letters without I and O. */
export const CODE_LETTERS = 'ABCDEFGHJKLMNPQR'

/** One letter for each range of lot size. */
const BY_LEVEL: Record<InspectionLevel, string> = {
  'S-1': 'AAAABBBBCCCCDDD',
  'S-2': 'AAABBBCCCDDDEEE',
  'S-3': 'AABBCCDDEEFFGGH',
  'S-4': 'AABCCDEEFGGHJJK',
  I: 'AABCCDEFGHJKLMN',
  II: 'ABCDEFGHJKLMNPQ',
  III: 'BCDEFGHJKLMNPQR',
}

/** The code letter, as its place in CODE_LETTERS. @throws RangeError for a lot below 2 */
export function codeLetter(lot: number, level: InspectionLevel): number {
  if (!(lot >= 2)) throw new RangeError('a lot has at least two units')
  const range = LOT_RANGES.findIndex((top) => lot <= top)
  return CODE_LETTERS.indexOf(BY_LEVEL[level][range]!)
}

/** The preferred limits in percent (above 10: defects per hundred units). */
export const AQLS = [0.01, 0.015, 0.025, 0.04, 0.065, 0.1, 0.15, 0.25, 0.4, 0.65, 1, 1.5, 2.5, 4, 6.5, 10,
  15, 25, 40, 65, 100, 150, 250, 400, 650, 1000] as const
