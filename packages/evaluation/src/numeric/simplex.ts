/** Minimisation without derivatives. Source: J. Nelder, R. Mead, Computer Journal 7 (1965), restarted once. */

/** A minimum near `start`; first steps of the given size in each coordinate. */
export function nelderMead(
  f: (x: number[]) => number,
  start: readonly number[],
  step: number,
  tolerance = 1e-15,
): number[] {
  let best = [...start]
  for (const size of [step, step / 20, step / 1000]) best = descend(f, best, size, tolerance)
  return best
}

function descend(f: (x: number[]) => number, start: readonly number[], step: number, tolerance: number): number[] {
  const n = start.length
  let points = [[...start], ...start.map((_, i) => start.map((v, j) => (i === j ? v + step : v)))]
    .map((x) => ({ x, y: f(x) }))
  for (let round = 0; round < 400 * n; round++) {
    points.sort((a, b) => a.y - b.y)
    const best = points[0]!
    const worst = points[n]!
    const size = Math.max(...points.map((p) => Math.max(...p.x.map((v, i) => Math.abs(v - best.x[i]!)))))
    if (Math.abs(worst.y - best.y) <= tolerance * (1 + Math.abs(best.y)) && size < 1e-9) break
    if (size < 1e-13) break
    const center = best.x.map((_, i) => points.slice(0, n).reduce((s, p) => s + p.x[i]!, 0) / n)
    const along = (t: number): { x: number[]; y: number } => {
      const x = center.map((c, i) => c + t * (worst.x[i]! - c))
      return { x, y: f(x) }
    }
    const reflected = along(-1)
    if (reflected.y < best.y) {
      const further = along(-2)
      points[n] = further.y < reflected.y ? further : reflected
    } else if (reflected.y < points[n - 1]!.y) points[n] = reflected
    else {
      const inner = reflected.y < worst.y ? along(-0.5) : along(0.5)
      if (inner.y < Math.min(worst.y, reflected.y)) points[n] = inner
      else {
        points = points.map((p) => {
          const x = p.x.map((v, i) => (v + best.x[i]!) / 2)
          return p === best ? p : { x, y: f(x) }
        })
      }
    }
  }
  return points.sort((a, b) => a.y - b.y)[0]!.x
}
