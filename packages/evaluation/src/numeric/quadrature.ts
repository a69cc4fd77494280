/** Gauss–Legendre quadrature (Abramowitz & Stegun 25.4.30); nodes by Newton's method on the Legendre polynomial. */

const RULES = new Map<number, { nodes: Float64Array; weights: Float64Array }>()

/** The n nodes on (−1, 1) and their weights. */
export function legendreRule(n: number): { nodes: Float64Array; weights: Float64Array } {
  const known = RULES.get(n)
  if (known) return known
  const nodes = new Float64Array(n)
  const weights = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    let slope = 0
    for (let step = 0; step < 100; step++) {
      let p0 = 1
      let p1 = x
      for (let j = 2; j <= n; j++) [p0, p1] = [p1, ((2 * j - 1) * x * p1 - (j - 1) * p0) / j]
      slope = (n * (x * p1 - p0)) / (x * x - 1)
      const dx = p1 / slope
      x -= dx
      if (Math.abs(dx) < 1e-16) break
    }
    nodes[i] = x
    weights[i] = 2 / ((1 - x * x) * slope * slope)
  }
  const rule = { nodes, weights }
  RULES.set(n, rule)
  return rule
}

/** ∫ f from a to b by the n-point rule. */
export function gaussLegendre(f: (x: number) => number, a: number, b: number, n: number): number {
  const { nodes, weights } = legendreRule(n)
  const half = (b - a) / 2
  const middle = (a + b) / 2
  let sum = 0
  for (let i = 0; i < n; i++) sum += weights[i]! * f(middle + half * nodes[i]!)
  return sum * half
}
