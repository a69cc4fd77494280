/** A decimal as people and laboratories write it: `-12.50`, `0.6`, `35`. No exponent, no plus, no leading zeros. */
export const DECIMAL = '^-?(0|[1-9]\\d{0,11})(\\.\\d{1,8})?$'
const DECIMAL_FORM = new RegExp(DECIMAL)

/** An exact fraction; the denominator is positive. Means are fractions, so that nothing is rounded before judging. */
export interface Ratio {
  readonly n: bigint
  readonly d: bigint
}

/** The exact value of a decimal text, or undefined when it is none. */
export function ratioOf(text: string): Ratio | undefined {
  if (!DECIMAL_FORM.test(text)) return undefined
  const [whole = '0', part = ''] = text.split('.')
  return { n: BigInt(whole + part), d: 10n ** BigInt(part.length) }
}

/** Negative when `a` is less, 0 when equal, positive when more. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const difference = a.n * b.d - b.n * a.d
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The exact mean. @throws RangeError for no values. */
export function meanOf(values: readonly Ratio[]): Ratio {
  if (values.length === 0) throw new RangeError('no values, no mean')
  const sum = values.reduce((total, { n, d }) => ({ n: total.n * d + n * total.d, d: total.d * d }), { n: 0n, d: 1n })
  return { n: sum.n, d: sum.d * BigInt(values.length) }
}

/**
 * A ratio rounded to `decimals` digits: half goes to the even digit (GB/T 8170-2008, 3.2: 四舍六入五成双), in one step,
 * never twice (3.3). Negative values by their absolute value (3.2.4). `decimals` from 0 to 8.
 */
export function roundRatio({ n, d }: Ratio, decimals: number): string {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 8) throw new RangeError('0 to 8 decimals')
  const scaled = (n < 0n ? -n : n) * 10n ** BigInt(decimals)
  const floor = scaled / d
  const twice = (scaled % d) * 2n
  const rounded = twice > d || (twice === d && floor % 2n === 1n) ? floor + 1n : floor
  const digits = rounded.toString().padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return n < 0n && rounded !== 0n ? `-${text}` : text
}

/**
 * A decimal text rounded by GB/T 8170: `roundGb8170('12.1498', 1)` is `12.1`, `('1.050', 1)` is `1.0`.
 * @throws RangeError when `text` is no decimal or `decimals` is not a whole number from 0 to 8.
 */
export function roundGb8170(text: string, decimals: number): string {
  const ratio = ratioOf(text)
  if (ratio === undefined) throw new RangeError('not a decimal')
  return roundRatio(ratio, decimals)
}
