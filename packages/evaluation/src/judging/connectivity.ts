/**
 * Whether all applicants can be compared through common judges.
 * Source: R. MacKay et al., "Calibration with confidence", Royal Society Open Science 4 (2017) 160760.
 */

interface Link { applicant: number; judge: number }

/** Connected components of the graph of judges and applicants; a component number for each. */
export function components(links: readonly Link[], applicants: number, judges: number): {
  count: number; applicants: Int32Array; judges: Int32Array
} {
  const parent = Int32Array.from({ length: applicants + judges }, (_, i) => i)
  const find = (i: number): number => {
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!
      i = parent[i]!
    }
    return i
  }
  for (const { applicant, judge } of links) parent[find(applicant)] = find(applicants + judge)
  const number = new Map<number, number>()
  const label = Int32Array.from(parent, (_, i) => {
    const top = find(i)
    if (!number.has(top)) number.set(top, number.size)
    return number.get(top)!
  })
  return { count: number.size, applicants: label.slice(0, applicants), judges: label.slice(applicants) }
}

/**
 * Algebraic connectivity: second smallest eigenvalue of the Laplacian of that graph (M. Fiedler 1973); 0 when it is
 * not connected, small when it hangs on few links. By power iteration on cI − L with the constant vector removed.
 */
export function algebraicConnectivity(links: readonly Link[], applicants: number, judges: number): number {
  const n = applicants + judges
  if (components(links, applicants, judges).count > 1) return 0
  const degree = new Float64Array(n)
  for (const { applicant, judge } of links) {
    degree[applicant]!++
    degree[applicants + judge]!++
  }
  const c = 2 * degree.reduce((a, b) => Math.max(a, b), 0)
  let x = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1))
  let value = 0
  for (let step = 0; step < 20000; step++) {
    const mean = x.reduce((a, b) => a + b, 0) / n
    let norm = 0
    for (let i = 0; i < n; i++) norm += (x[i] = x[i]! - mean) ** 2
    norm = Math.sqrt(norm)
    const y = new Float64Array(n)
    for (let i = 0; i < n; i++) y[i] = ((c - degree[i]!) * (x[i] = x[i]! / norm))
    for (const { applicant, judge } of links) {
      y[applicant] = y[applicant]! + x[applicants + judge]!
      y[applicants + judge] = y[applicants + judge]! + x[applicant]!
    }
    let next = 0
    for (let i = 0; i < n; i++) next += x[i]! * y[i]!
    const done = Math.abs(next - value) < 1e-13 * c
    value = next
    x = y
    if (done) break
  }
  return c - value
}
