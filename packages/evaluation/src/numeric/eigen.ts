/**
 * Symmetric eigenproblem by Jacobi rotations, and the Perron vector of a positive matrix.
 *
 * Source: G. Golub, C. Van Loan, Matrix Computations (4th ed.), §8.5.
 */

/** Eigenvalues, largest first, and unit vectors as columns (row-major n × n). */
export interface Eigen { values: Float64Array; vectors: Float64Array }

/** All eigenvalues and vectors of a symmetric matrix; each vector's largest component is positive. */
export function symmetricEigen(matrix: ArrayLike<number>, n: number): Eigen {
  const a = Float64Array.from(matrix)
  const v = new Float64Array(n * n)
  for (let i = 0; i < n; i++) v[i * n + i] = 1
  for (let sweep = 0; sweep < 100; sweep++) {
    let off = 0
    let all = 0
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        all += a[i * n + j]! ** 2
        if (i !== j) off += a[i * n + j]! ** 2
      }
    }
    if (off <= 1e-32 * all) break
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q)
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!)
  const values = new Float64Array(n)
  const vectors = new Float64Array(n * n)
  order.forEach((from, to) => {
    values[to] = a[from * n + from]!
    let largest = 0
    for (let i = 0; i < n; i++) if (Math.abs(v[i * n + from]!) > Math.abs(largest) + 1e-12) largest = v[i * n + from]!
    for (let i = 0; i < n; i++) vectors[i * n + to] = largest < 0 ? -v[i * n + from]! : v[i * n + from]!
  })
  return { values, vectors }
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!
  if (apq === 0) return
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]!
    const kq = a[k * n + q]!
    a[k * n + p] = c * kp - s * kq
    a[k * n + q] = s * kp + c * kq
  }
  for (let k = 0; k < n; k++) {
    const pk = a[p * n + k]!
    const qk = a[q * n + k]!
    a[p * n + k] = c * pk - s * qk
    a[q * n + k] = s * pk + c * qk
    const vp = v[k * n + p]!
    const vq = v[k * n + q]!
    v[k * n + p] = c * vp - s * vq
    v[k * n + q] = s * vp + c * vq
  }
}

/** Largest eigenvalue and its vector (sum 1) of a matrix with positive entries, by power iteration (Perron 1907). */
export function perron(matrix: ArrayLike<number>, n: number): { value: number; vector: Float64Array } {
  let x = new Float64Array(n).fill(1 / n)
  let value = n
  for (let step = 0; step < 10000; step++) {
    const y = new Float64Array(n)
    let sum = 0
    for (let i = 0; i < n; i++) {
      let row = 0
      for (let j = 0; j < n; j++) row += matrix[i * n + j]! * x[j]!
      y[i] = row
      sum += row
    }
    let change = 0
    for (let i = 0; i < n; i++) {
      y[i] = y[i]! / sum
      change = Math.max(change, Math.abs(y[i]! - x[i]!))
    }
    x = y
    value = sum
    if (change < 1e-16) break
  }
  return { value, vector: x }
}
