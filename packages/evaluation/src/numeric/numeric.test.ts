import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { betaCdf, betaQuantile, chiSquareQuantile, fQuantile, fUpper, gammaCdf, gammaQuantile, studentCdf,
  studentQuantile } from './continuous.ts'
import { kurtosis, median, ranks, skewness, sortedQuantile } from './describe.ts'
import { binomialCdf, binomialPoint, hypergeometricCdf, hypergeometricPoint, poissonCdf } from './discrete.ts'
import { perron, symmetricEigen } from './eigen.ts'
import { digamma, logGamma, trigamma } from './gamma.ts'
import { cholesky, choleskyInverse, solve } from './matrix.ts'
import { bivariateUpper, normalCdf, normalQuantile } from './normal.ts'
import { philox4x32, stream } from './philox.ts'
import { gaussLegendre } from './quadrature.ts'
import { root } from './roots.ts'
import { SOBOL_DIMENSIONS, sobolPoints } from './sobol.ts'
import { betaVariate, gammaVariate, shuffle } from './variates.ts'

const near = (actual: number, expected: number, relative = 1e-12): void =>
  assert.ok(Math.abs(actual - expected) <= relative * Math.max(1e-300, Math.abs(expected)), `${actual} ≠ ${expected}`)

test('the gamma family agrees with tabulated values', () => {
  near(logGamma(10), Math.log(362880), 1e-14)
  near(logGamma(0.5), 0.5 * Math.log(Math.PI), 1e-13)
  near(digamma(1), -0.5772156649015329, 1e-13)
  near(trigamma(1), Math.PI ** 2 / 6, 1e-13)
  near(gammaCdf(2, 3), 1 - Math.exp(-2) * (1 + 2 + 2), 1e-13)
})

test('distribution functions agree with tabulated values', () => {
  near(normalCdf(1.96), 0.9750021048517795)
  near(normalCdf(-8), 6.220960574271784e-16, 1e-11)
  near(normalQuantile(0.975), 1.959963984540054, 1e-15)
  near(studentQuantile(0.975, 10), 2.2281388519649385, 1e-11)
  near(studentCdf(2.2281388519649385, 10), 0.975)
  near(chiSquareQuantile(0.95, 3), 7.814727903251178, 1e-12)
  near(fQuantile(0.95, 5, 18), 2.772853153, 1e-9)
  near(fUpper(4.5, 1, 1e6), 0.033894957, 1e-4)
  near(binomialCdf(3, 132, 0.05), 0.0983, 1e-1)
  near(poissonCdf(2, 1.5), Math.exp(-1.5) * (1 + 1.5 + 1.125))
  near(hypergeometricPoint(1, 10, 3, 4), 0.5)
  near(hypergeometricCdf(0, 500, 5, 225), (() => {
    let p = 1
    for (let i = 0; i < 5; i++) p *= (275 - i) / (500 - i)
    return p
  })(), 1e-13)
})

test('a quantile undoes its distribution function', () => {
  fc.assert(fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
    fc.double({ min: 0.2, max: 300, noNaN: true }), fc.double({ min: 0.2, max: 300, noNaN: true }), (p, a, b) => {
      const x = betaQuantile(p, a, b)
      if (x > 1e-250 && 1 - x > 1e-13) near(betaCdf(x, a, b), p, 1e-8)
      near(gammaCdf(gammaQuantile(p, a, b), a, b), p, 1e-9)
      near(normalCdf(normalQuantile(p)), p, 1e-12)
    }), { numRuns: 200 })
})

test('the binomial point probabilities of any n sum to one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (n, p) => {
      let sum = 0
      for (let k = 0; k <= n; k++) sum += binomialPoint(k, n, p)
      near(sum, 1, 1e-11)
    }),
    { numRuns: 50 },
  )
})

test('the bivariate orthant is 1/4 + asin(rho)/2π at the origin and a product without correlation', () => {
  for (const rho of [-0.99, -0.5, 0, 0.3, 0.9, 0.999])
    near(bivariateUpper(0, 0, rho), 0.25 + Math.asin(rho) / (2 * Math.PI))
  near(bivariateUpper(1, 2, 0), normalCdf(-1) * normalCdf(-2))
  near(bivariateUpper(1.2, 1.2, 0.99999), bivariateUpper(1.2, 1.2, 1), 0.01)
})

test('Gauss–Legendre with n nodes is exact for a polynomial of degree 2n − 1', () => {
  near(gaussLegendre((x) => x ** 9 + x ** 8, 0, 1, 5), 1 / 10 + 1 / 9, 1e-14)
  near(root((x) => x * x - 2, 0, 2), Math.SQRT2, 1e-14)
})

test('the counter-based generator gives the published words', () => {
  const out = new Uint32Array(4)
  const hex = (): string => [...out].map((w) => w.toString(16).padStart(8, '0')).join(' ')
  philox4x32(0, 0, 0, 0, 0, 0, out)
  assert.equal(hex(), '6627e8d5 e169c58d bc57ac4c 9b00dbd8')
  const f = 0xffffffff
  philox4x32(f, f, f, f, f, f, out)
  assert.equal(hex(), '408f276d 41c83b0e a20bc7c6 6d5451fd')
  philox4x32(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, out)
  assert.equal(hex(), 'd16cfe09 94fdcceb 5001e420 24126ea1')
})

test('a sub-stream repeats from its start, whatever was drawn before', () => {
  const a = stream([1, 2])
  a.seek(7, 3)
  const first = [a.uniform(), a.uniform(), a.uniform()]
  a.seek(8)
  a.uniform()
  a.seek(7, 3)
  assert.deepEqual([a.uniform(), a.uniform(), a.uniform()], first)
})

test('variates have the moments of their law', () => {
  const random = stream([5, 6])
  let g = 0
  let b = 0
  for (let i = 0; i < 20000; i++) {
    g += gammaVariate(random, 2.5)
    b += betaVariate(random, 2, 6)
  }
  near(g / 20000, 2.5, 0.02)
  near(b / 20000, 0.25, 0.02)
  const order = [...Array(50).keys()]
  shuffle(random, order)
  assert.deepEqual([...order].sort((x, y) => x - y), [...Array(50).keys()])
})

test('each dimension of the first 2^k Sobol points meets every interval of width 2^-k once', () => {
  const points = sobolPoints(256, SOBOL_DIMENSIONS)
  for (let j = 0; j < SOBOL_DIMENSIONS; j++) {
    const seen = new Set<number>()
    for (let i = 0; i < 256; i++) seen.add(Math.floor(points[i * SOBOL_DIMENSIONS + j]! * 256))
    assert.equal(seen.size, 256, `dimension ${j + 1}`)
  }
  assert.deepEqual([...sobolPoints(4, 2)], [0, 0, 0.5, 0.5, 0.75, 0.25, 0.25, 0.75])
})

test('eigenvectors rebuild the matrix, and the inverse times the matrix is one', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 16, maxLength: 16 }), (b) => {
      const a = new Float64Array(16)
      for (let i = 0; i < 4; i++)
        for (let j = 0; j < 4; j++) {
          a[i * 4 + j] = i === j ? 1 : 0
          for (let k = 0; k < 4; k++) a[i * 4 + j] = a[i * 4 + j]! + b[i * 4 + k]! * b[j * 4 + k]!
        }
      const { values, vectors } = symmetricEigen(a, 4)
      const inverse = choleskyInverse(cholesky(a, 4)!, 4)
      for (let i = 0; i < 4; i++)
        for (let j = 0; j < 4; j++) {
          let again = 0
          let unit = 0
          for (let k = 0; k < 4; k++) {
            again += values[k]! * vectors[i * 4 + k]! * vectors[j * 4 + k]!
            unit += a[i * 4 + k]! * inverse[k * 4 + j]!
          }
          assert.ok(Math.abs(again - a[i * 4 + j]!) < 1e-11)
          assert.ok(Math.abs(unit - (i === j ? 1 : 0)) < 1e-9)
        }
    }),
    { numRuns: 50 },
  )
  assert.throws(() => solve([1, 2, 2, 1], 2, [1, 1]), RangeError)
  near(perron([1, 2, 0.5, 1], 2).value, 2, 1e-14)
})

test('ranks share ties, quantiles interpolate, skewness and kurtosis follow Joanes and Gill', () => {
  assert.deepEqual([...ranks([3, 1, 3, 2])], [3.5, 1, 3.5, 2])
  assert.equal(median([4, 1, 3, 2]), 2.5)
  assert.equal(sortedQuantile([1, 2, 3, 4], 0.25), 1.75)
  near(skewness([1, 2, 3, 10]), (Math.sqrt(12) / 2) * (45 / 12.5 ** 1.5), 1e-12) // m2 = 12.5, m3 = 45
  near(kurtosis([1, 2, 3, 4, 20]), 4.60608, 1e-12) // m2 = 50, m4 = 7878.8
})
