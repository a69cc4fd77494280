/** False discovery control over many tests. Source: Y. Benjamini, Y. Hochberg, JRSS B 57 (1995). */

/** Which hypotheses are rejected at false discovery rate q, and the adjusted p-values. */
export function falseDiscovery(p: readonly number[], q: number): { rejected: boolean[]; adjusted: number[] } {
  const order = p.map((_, i) => i).sort((a, b) => p[b]! - p[a]!)
  const adjusted = p.map(() => 1)
  let least = 1
  order.forEach((i, k) => {
    least = Math.min(least, (p[i]! * p.length) / (p.length - k))
    adjusted[i] = least
  })
  return { rejected: adjusted.map((a) => a <= q), adjusted }
}
