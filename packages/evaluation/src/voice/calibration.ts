/**
 * Calibration of probabilities, and its measures.
 *
 * Sources: J. Platt (1999) with the targets and Newton steps of H.-T. Lin, C.-J. Lin, R. Weng, Machine Learning 68
 * (2007); G. Brier (1950); M. DeGroot, S. Fienberg (1983) for reliability by bins.
 */

/** Slope and intercept of Platt's sigmoid p = 1/(1 + e^−(slope·score + intercept)), from held-out scores. */
export function plattScaling(score: ArrayLike<number>, label: ArrayLike<number>): { slope: number; intercept: number } {
  const n = score.length
  let positives = 0
  for (let i = 0; i < n; i++) positives += label[i]!
  const high = (positives + 1) / (positives + 2)
  const low = 1 / (n - positives + 2)
  let a = 1
  let b = 0
  const value = (slope: number, intercept: number): number => {
    let sum = 0
    for (let i = 0; i < n; i++) {
      const z = slope * score[i]! + intercept
      const t = label[i] === 1 ? high : low
      sum += (z > 0 ? Math.log1p(Math.exp(-z)) + z : Math.log1p(Math.exp(z))) - t * z
    }
    return sum
  }
  let current = value(a, b)
  for (let step = 0; step < 100; step++) {
    let ga = 0
    let gb = 0
    let haa = 1e-12
    let hab = 0
    let hbb = 1e-12
    for (let i = 0; i < n; i++) {
      const p = 1 / (1 + Math.exp(-(a * score[i]! + b)))
      const d = p - (label[i] === 1 ? high : low)
      const h = p * (1 - p)
      ga += d * score[i]!
      gb += d
      haa += h * score[i]! ** 2
      hab += h * score[i]!
      hbb += h
    }
    if (Math.abs(ga) + Math.abs(gb) < 1e-9 * n) break
    const det = haa * hbb - hab * hab
    const da = (hbb * ga - hab * gb) / det
    const db = (haa * gb - hab * ga) / det
    let t = 1
    while (t > 1e-10 && value(a - t * da, b - t * db) > current) t /= 2
    if (t <= 1e-10) break
    a -= t * da
    b -= t * db
    current = value(a, b)
  }
  return { slope: a, intercept: b }
}

/** Mean squared error of probabilities. */
export function brierScore(p: ArrayLike<number>, label: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < p.length; i++) sum += (p[i]! - label[i]!) ** 2
  return sum / p.length
}

/** Reliability by equal bins of probability, and the expected calibration error (mean gap weighted by size). */
export function reliabilityBins(p: ArrayLike<number>, label: ArrayLike<number>, bins = 10): {
  bins: { from: number; to: number; n: number; predicted: number; observed: number }[]; error: number
} {
  const table = Array.from({ length: bins }, (_, b) => ({
    from: b / bins,
    to: (b + 1) / bins,
    n: 0,
    predicted: 0,
    observed: 0,
  }))
  for (let i = 0; i < p.length; i++) {
    const bin = table[Math.min(bins - 1, Math.floor(p[i]! * bins))]!
    bin.n += 1
    bin.predicted += p[i]!
    bin.observed += label[i]!
  }
  let error = 0
  for (const bin of table) {
    if (bin.n === 0) continue
    bin.predicted /= bin.n
    bin.observed /= bin.n
    error += (bin.n / p.length) * Math.abs(bin.predicted - bin.observed)
  }
  return { bins: table, error }
}
