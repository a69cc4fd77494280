/**
 * Reviewers who keep away from the consensus, by repeated improvement: products are summarised with less weight on
 * anomalous reviewers, reviewers are scored by their distance from the summaries, and so on.
 *
 * Sources: J. Kawamoto, Y. Tawaramoto, Y. Asano, M. Yoshikawa (DEIM 2015) "RIA"; K. Tawaramoto et al. (DEXA 2011)
 * "MRA" with equal credibility; E.-P. Lim et al. (CIKM 2010) for the single pass. Ratings alone say little: the score
 * orders an investigation queue and is one ground among others, never a sanction.
 */

/** A rating of a product by a reviewer, both by index. */
export interface ReviewLink { reviewer: number; product: number; rating: number }

/** Settings: slope of the logistic weight, whether products count by credibility ln N/(s² + 1), number of passes. */
export interface ConsensusSettings { slope?: number; credibility?: boolean; passes?: number }

/** Anomaly scores of reviewers (0 and more) and summaries of products. Reviewers without ratings keep NaN. */
export function reviewerAnomaly(
  links: readonly ReviewLink[], reviewers: number, products: number,
  { slope = 1, credibility = true, passes = 20 }: ConsensusSettings = {},
): { scores: Float64Array; summaries: Float64Array } {
  const scores = new Float64Array(reviewers).fill(1 / reviewers)
  const summaries = new Float64Array(products)
  const trust = credibility ? credibilities(links, products) : new Float64Array(products).fill(1)
  for (let pass = 0; pass < passes; pass++) {
    summarise(links, weightsOf(scores, slope), summaries)
    const sum = new Float64Array(reviewers)
    const weight = new Float64Array(reviewers)
    const plain = new Float64Array(reviewers)
    const n = new Float64Array(reviewers)
    for (const { reviewer: r, product: p, rating } of links) {
      const d = Math.abs(rating - summaries[p]!)
      sum[r] = sum[r]! + trust[p]! * d
      weight[r] = weight[r]! + trust[p]!
      plain[r] = plain[r]! + d
      n[r]!++
    }
    for (let r = 0; r < reviewers; r++) scores[r] = weight[r]! > 0 ? sum[r]! / weight[r]! : plain[r]! / n[r]!
  }
  return { scores, summaries }
}

/** 1/(1 + e^(slope·(score − mean)/sd)); all 1 when the scores do not differ. */
function weightsOf(scores: Float64Array, slope: number): Float64Array {
  const present = scores.filter((s) => !Number.isNaN(s))
  const mean = present.reduce((a, b) => a + b, 0) / present.length
  const sd = Math.sqrt(present.reduce((a, v) => a + (v - mean) ** 2, 0) / present.length)
  // Equal scores leave only rounding in the standard deviation.
  if (sd <= 1e-14 * Math.abs(mean)) return new Float64Array(scores.length).fill(1)
  return scores.map((s) => 1 / (1 + Math.exp((slope * (s - mean)) / sd)))
}

function summarise(links: readonly ReviewLink[], weight: Float64Array, out: Float64Array): void {
  const sum = new Float64Array(out.length)
  const total = new Float64Array(out.length)
  const plain = new Float64Array(out.length)
  const n = new Float64Array(out.length)
  for (const { reviewer: r, product: p, rating } of links) {
    sum[p] = sum[p]! + weight[r]! * rating
    total[p] = total[p]! + weight[r]!
    plain[p] = plain[p]! + rating
    n[p]!++
  }
  for (let p = 0; p < out.length; p++) out[p] = total[p]! > 0 ? sum[p]! / total[p]! : plain[p]! / n[p]!
}

/** ln N/(s² + 1) with the unbiased variance; ½ for a single rating. */
function credibilities(links: readonly ReviewLink[], products: number): Float64Array {
  const ratings: number[][] = Array.from({ length: products }, () => [])
  for (const l of links) ratings[l.product]!.push(l.rating)
  return Float64Array.from(ratings, (x) => {
    if (x.length < 2) return 0.5
    const m = x.reduce((a, b) => a + b, 0) / x.length
    const s2 = x.reduce((a, v) => a + (v - m) ** 2, 0) / (x.length - 1)
    return Math.log(x.length) / (s2 + 1)
  })
}

/** Area under the ROC curve: the probability that a marked one scores above an unmarked one (ties count half). */
export function areaUnderCurve(score: ArrayLike<number>, marked: ArrayLike<number | boolean>): number {
  const order = Array.from({ length: score.length }, (_, i) => i).sort((a, b) => score[a]! - score[b]!)
  let rankSum = 0
  let positives = 0
  for (let i = 0; i < order.length; ) {
    let j = i
    while (j + 1 < order.length && score[order[j + 1]!] === score[order[i]!]) j++
    for (let k = i; k <= j; k++) {
      if (!marked[order[k]!]) continue
      rankSum += (i + j) / 2 + 1
      positives++
    }
    i = j + 1
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (order.length - positives))
}

/** Mean precision at the places of the marked ones, best score first. */
export function averagePrecision(score: ArrayLike<number>, marked: ArrayLike<number | boolean>): number {
  const order = Array.from({ length: score.length }, (_, i) => i).sort((a, b) => score[b]! - score[a]!)
  let sum = 0
  let found = 0
  order.forEach((i, k) => {
    if (!marked[i]) return
    found++
    sum += found / (k + 1)
  })
  return sum / found
}
