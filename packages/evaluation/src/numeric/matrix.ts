/** Small dense matrices as row-major Float64Array. */

/** Lower Cholesky factor of a symmetric positive definite n × n matrix; undefined when it is not. */
export function cholesky(a: ArrayLike<number>, n: number): Float64Array | undefined {
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!
      if (i === j) {
        // A pivot that is rounding of its diagonal means columns that depend on each other.
        if (!(sum > 1e-13 * a[i * n + i]!)) return undefined
        l[i * n + i] = Math.sqrt(sum)
      } else l[i * n + j] = sum / l[j * n + j]!
    }
  }
  return l
}

/** Solves L Lᵀ x = b. */
export function choleskySolve(l: Float64Array, n: number, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = b[i]!
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k]!
    x[i] = sum / l[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * x[k]!
    x[i] = sum / l[i * n + i]!
  }
  return x
}

/** The inverse from the factor. */
export function choleskyInverse(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n)
  const unit = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    unit.fill(0)
    unit[j] = 1
    const column = choleskySolve(l, n, unit)
    for (let i = 0; i < n; i++) inverse[i * n + j] = column[i]!
  }
  return inverse
}

/** log det from the factor. */
export function choleskyLogDet(l: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += 2 * Math.log(l[i * n + i]!)
  return sum
}

/**
 * Solves a x = b for symmetric positive definite a.
 *
 * @throws RangeError when a is not positive definite (predictors that depend on each other)
 */
export function solve(a: ArrayLike<number>, n: number, b: ArrayLike<number>): Float64Array {
  const l = cholesky(a, n)
  if (!l) throw new RangeError('matrix is not positive definite')
  return choleskySolve(l, n, b)
}

/**
 * Solves a x = b for a general square matrix by elimination with partial pivoting.
 *
 * @throws RangeError when a is singular
 */
export function solveGeneral(matrix: ArrayLike<number>, n: number, right: ArrayLike<number>): Float64Array {
  const a = Float64Array.from(matrix)
  const x = Float64Array.from(right)
  for (let c = 0; c < n; c++) {
    let pivot = c
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r * n + c]!) > Math.abs(a[pivot * n + c]!)) pivot = r
    if (a[pivot * n + c] === 0) throw new RangeError('matrix is singular')
    if (pivot !== c) {
      for (let k = 0; k < n; k++) [a[c * n + k], a[pivot * n + k]] = [a[pivot * n + k]!, a[c * n + k]!]
      ;[x[c], x[pivot]] = [x[pivot]!, x[c]!]
    }
    for (let r = c + 1; r < n; r++) {
      const f = a[r * n + c]! / a[c * n + c]!
      if (f === 0) continue
      for (let k = c; k < n; k++) a[r * n + k] = a[r * n + k]! - f * a[c * n + k]!
      x[r] = x[r]! - f * x[c]!
    }
  }
  for (let r = n - 1; r >= 0; r--) {
    let sum = x[r]!
    for (let k = r + 1; k < n; k++) sum -= a[r * n + k]! * x[k]!
    x[r] = sum / a[r * n + r]!
  }
  return x
}
