/**
 * Sobol points with Joe and Kuo's direction numbers, and a random shift.
 *
 * Source: S. Joe, F. Kuo, "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci.
 * Comput. 30 (2008), table new-joe-kuo-6, dimensions 2 to 40 (rows: degree, coefficient, m_1 …); points in
 * Gray-code order (Antonov & Saleev 1979).
 */
const ROWS = ('1 0 1|2 1 1 3|3 1 1 3 1|3 2 1 1 1|4 1 1 1 3 3|4 4 1 3 5 13|5 2 1 1 5 5 17|5 4 1 1 5 5 5|' +
  '5 7 1 1 7 11 19|5 11 1 1 5 1 1|5 13 1 1 1 3 11|5 14 1 3 5 5 31|6 1 1 3 3 9 7 49|6 13 1 1 1 15 21 21|' +
  '6 16 1 3 1 13 27 49|6 19 1 1 1 15 7 5|6 22 1 3 1 15 13 25|6 25 1 1 5 5 19 61|7 1 1 3 7 11 23 15 103|' +
  '7 4 1 3 7 13 13 15 69|7 7 1 1 3 13 7 35 63|7 8 1 3 5 9 1 25 53|7 14 1 3 1 13 9 35 107|' +
  '7 19 1 3 1 5 27 61 31|7 21 1 1 5 11 19 41 61|7 28 1 3 5 3 3 13 69|7 31 1 1 7 13 1 19 1|' +
  '7 32 1 3 7 5 13 19 59|7 37 1 1 3 9 25 29 41|7 41 1 3 5 13 23 1 55|7 42 1 3 7 3 13 59 17|' +
  '7 50 1 3 1 3 5 53 69|7 55 1 1 5 5 23 33 13|7 56 1 1 7 7 1 61 123|7 59 1 1 7 9 13 61 49|' +
  '7 62 1 3 3 5 3 55 33|8 14 1 3 1 15 31 13 49 245|8 21 1 3 5 15 31 59 63 97|8 22 1 3 1 11 11 11 77 249')
  .split('|').map((row) => row.split(' ').map(Number))

/** The greatest number of dimensions the table serves. */
export const SOBOL_DIMENSIONS = ROWS.length + 1

function directions(dimension: number): Uint32Array {
  const v = new Uint32Array(32)
  if (dimension === 0) {
    for (let i = 0; i < 32; i++) v[i] = 2 ** (31 - i)
    return v
  }
  const [degree, coefficient, ...m] = ROWS[dimension - 1]! as [number, number, ...number[]]
  for (let i = 0; i < 32; i++) {
    if (i < degree) {
      v[i] = m[i]! * 2 ** (31 - i)
      continue
    }
    let next = v[i - degree]! ^ (v[i - degree]! >>> degree)
    for (let k = 1; k < degree; k++) if ((coefficient >>> (degree - 1 - k)) & 1) next ^= v[i - k]!
    v[i] = next >>> 0
  }
  return v
}

/**
 * n points in [0, 1)^d, row by row. `shift`, one number per dimension, is added modulo 1 (Cranley–Patterson): the
 * points stay evenly spread and the estimate becomes unbiased.
 *
 * @throws RangeError for more dimensions than the table serves
 */
export function sobolPoints(n: number, d: number, shift?: ArrayLike<number>): Float64Array {
  if (d > SOBOL_DIMENSIONS) throw new RangeError(`at most ${SOBOL_DIMENSIONS} dimensions`)
  const points = new Float64Array(n * d)
  for (let j = 0; j < d; j++) {
    const v = directions(j)
    const add = shift ? shift[j]! : 0
    let x = 0
    for (let i = 0; i < n; i++) {
      if (i > 0) x = (x ^ v[31 - Math.clz32(~(i - 1) & i)]!) >>> 0
      const u = x / 4294967296 + add
      points[i * d + j] = u >= 1 ? u - 1 : u
    }
  }
  return points
}
