/**
 * Leaves of market performance (市场表现力) and competitiveness (竞争力), each with its standard error.
 *
 * Sources: log ratios and the delta method (Casella & Berger, Statistical Inference, §5.5); C. Shannon (1948), E.
 * Pielou (1966) for evenness; S. Rosen, J. Political Economy 82 (1974) for hedonic prices; Wilson (1927) for shares.
 */
import { choleskyInverse, cholesky } from '../numeric/matrix.ts'

/** A leaf's value and standard error. */
export interface Leaf { value: number; error: number }

/**
 * Growth against the category: ln(brand now / brand before) − ln(category now / before), seasons removed by comparing
 * the same months. Relative errors of the four totals are given by the sources (0 for a census).
 */
export function growthAgainstCategory(
  brand: { before: number; now: number; relativeError?: number },
  category: { before: number; now: number; relativeError?: number },
): Leaf {
  const value = Math.log(brand.now / brand.before) - Math.log(category.now / category.before)
  return { value, error: Math.sqrt(2 * ((brand.relativeError ?? 0) ** 2 + (category.relativeError ?? 0) ** 2)) }
}

/** Share of a market in [0, 1] with the error of a share among n independent purchases. */
export function marketShare(brand: number, market: number, purchases: number): Leaf {
  const value = brand / market
  return { value, error: Math.sqrt((value * (1 - value)) / purchases) }
}

/**
 * Breadth over channels or regions: Shannon's entropy over its greatest value, 0 (one place) to 1 (equal). The error
 * is that of a multinomial sample: Var H = (Σ p ln²p − H²)/n.
 */
export function evenness(amounts: readonly number[], observations: number): Leaf {
  const total = amounts.reduce((a, b) => a + b, 0)
  let h = 0
  let second = 0
  for (const v of amounts) {
    if (v <= 0) continue
    const p = v / total
    h -= p * Math.log(p)
    second += p * Math.log(p) ** 2
  }
  const most = Math.log(amounts.length)
  return { value: h / most, error: Math.sqrt(Math.max(0, second - h * h) / observations) / most }
}

/** One price: brand, what the product is like (attributes as numbers, the same for all), and the price. */
export interface Price { brand: string; attributes: readonly number[]; price: number }

/**
 * Price premium by hedonic regression: ln p = constant + attributes + brand. The premium of a brand is its coefficient
 * against the mean of all brands, so that no brand is the yardstick; e^value − 1 is the premium as a share.
 *
 * @throws RangeError when attributes and brands depend on each other, or prices are fewer than unknowns
 */
export function pricePremia(prices: readonly Price[]): Map<string, Leaf> {
  const brands = [...new Set(prices.map((p) => p.brand))].sort()
  const k = prices[0]?.attributes.length ?? 0
  const size = brands.length + k
  if (prices.length <= size) throw new RangeError('fewer prices than unknowns')
  // One column per brand instead of a constant: the mean is taken out afterwards.
  const rows = prices.map((p) => [...brands.map((b) => (b === p.brand ? 1 : 0)), ...p.attributes])
  const a = new Float64Array(size * size)
  const y = new Float64Array(size)
  prices.forEach((p, r) => {
    for (let i = 0; i < size; i++) {
      y[i] = y[i]! + rows[r]![i]! * Math.log(p.price)
      for (let j = 0; j < size; j++) a[i * size + j] = a[i * size + j]! + rows[r]![i]! * rows[r]![j]!
    }
  })
  const l = cholesky(a, size)
  if (!l) throw new RangeError('attributes and brands depend on each other')
  const inverse = choleskyInverse(l, size)
  const b = Float64Array.from({ length: size }, (_, i) => y.reduce((s, v, j) => s + inverse[i * size + j]! * v, 0))
  const residual = prices.reduce(
    (s, p, r) => s + (Math.log(p.price) - rows[r]!.reduce((t, v, i) => t + v * b[i]!, 0)) ** 2,
    0,
  )
  const variance = residual / (prices.length - size)
  const mean = b.subarray(0, brands.length).reduce((s, v) => s + v, 0) / brands.length
  return new Map(
    brands.map((brand, i) => {
      // Variance of b_i − mean(b): the contrast with weights 1 − 1/B and −1/B.
      let v = 0
      const c = (j: number): number => (j === i ? 1 : 0) - 1 / brands.length
      for (let p = 0; p < brands.length; p++)
        for (let q = 0; q < brands.length; q++) v += c(p) * c(q) * inverse[p * size + q]!
      return [brand, { value: b[i]! - mean, error: Math.sqrt(variance * v) }]
    }),
  )
}
