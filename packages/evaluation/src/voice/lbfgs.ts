/**
 * Minimisation of a smooth convex function. Source: J. Nocedal, S. Wright, Numerical Optimization (2nd ed.), algorithm
 * 7.5 (L-BFGS two-loop recursion) with Armijo backtracking. No randomness: the result is the optimum, to the tolerance.
 */

/** f(x, g) returns the value and writes the gradient. Starts at x and leaves the result there. */
export function minimise(
  f: (x: Float64Array, gradient: Float64Array) => number, x: Float64Array, tolerance = 1e-4, most = 200, memory = 7,
): { value: number; steps: number } {
  const n = x.length
  let g = new Float64Array(n)
  let value = f(x, g)
  const pairs: { s: Float64Array; y: Float64Array; rho: number }[] = []
  const start = norm(g)
  for (let steps = 0; steps < most; steps++) {
    if (norm(g) <= tolerance * Math.max(1, start)) return { value, steps }
    const d = direction(g, pairs)
    let slope = 0
    for (let i = 0; i < n; i++) slope += d[i]! * g[i]!
    let step = pairs.length === 0 ? Math.min(1, 1 / norm(g)) : 1
    const before = x.slice()
    const nextG = new Float64Array(n)
    let next = Infinity
    for (let tries = 0; tries < 40; tries++, step /= 2) {
      for (let i = 0; i < n; i++) x[i] = before[i]! + step * d[i]!
      next = f(x, nextG)
      if (next <= value + 1e-4 * step * slope) break
    }
    if (!(next < value)) {
      x.set(before)
      return { value, steps }
    }
    let sy = 0
    const s = new Float64Array(n)
    const y = new Float64Array(n)
    for (let i = 0; i < n; i++) {
      s[i] = x[i]! - before[i]!
      y[i] = nextG[i]! - g[i]!
      sy += s[i]! * y[i]!
    }
    if (sy > 1e-12) {
      pairs.push({ s, y, rho: 1 / sy })
      if (pairs.length > memory) pairs.shift()
    }
    g = nextG
    value = next
  }
  return { value, steps: most }
}

function norm(v: Float64Array): number {
  let sum = 0
  for (let i = 0; i < v.length; i++) sum += v[i]! ** 2
  return Math.sqrt(sum)
}

function direction(g: Float64Array, pairs: readonly { s: Float64Array; y: Float64Array; rho: number }[]): Float64Array {
  const d = g.map((v) => -v)
  const alpha: number[] = []
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, rho } = pairs[k]!
    let a = 0
    for (let i = 0; i < d.length; i++) a += s[i]! * d[i]!
    a *= rho
    alpha[k] = a
    for (let i = 0; i < d.length; i++) d[i] = d[i]! - a * y[i]!
  }
  const last = pairs[pairs.length - 1]
  if (last) {
    let yy = 0
    for (let i = 0; i < d.length; i++) yy += last.y[i]! ** 2
    const scale = 1 / (last.rho * yy)
    for (let i = 0; i < d.length; i++) d[i] = d[i]! * scale
  }
  pairs.forEach(({ s, y, rho }, k) => {
    let b = 0
    for (let i = 0; i < d.length; i++) b += y[i]! * d[i]!
    b *= rho
    for (let i = 0; i < d.length; i++) d[i] = d[i]! + s[i]! * (alpha[k]! - b)
  })
  return d
}
