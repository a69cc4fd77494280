/** One-dimensional roots and minima. */

/**
 * A root of f between a and b, where f changes sign: false position that halves the weight of an end which stays (the
 * Illinois rule; M. Dowell, P. Jarratt, BIT 11, 1971), with a bisection now and then.
 *
 * @throws RangeError when f(a) and f(b) have the same sign
 */
export function root(f: (x: number) => number, a: number, b: number, tolerance = 1e-15): number {
  let lo = a
  let hi = b
  let fLo = f(lo)
  let fHi = f(hi)
  if (fLo === 0) return lo
  if (fHi === 0) return hi
  if (fLo > 0 === fHi > 0) throw new RangeError('no change of sign between the ends')
  let best = lo
  let stayed = 0
  for (let i = 0; i < 400; i++) {
    const middle = (lo + hi) / 2
    let x = middle
    if (i % 8 !== 7) {
      const secant = hi - (fHi * (hi - lo)) / (fHi - fLo)
      if (secant > Math.min(lo, hi) && secant < Math.max(lo, hi)) x = secant
    }
    const fx = f(x)
    best = x
    if (fx === 0) return x
    if (fx > 0 === fLo > 0) {
      lo = x
      fLo = fx
      if (stayed === 1) fHi /= 2
      stayed = 1
    } else {
      hi = x
      fHi = fx
      if (stayed === -1) fLo /= 2
      stayed = -1
    }
    if (Math.abs(hi - lo) <= tolerance * Math.max(1e-300, Math.abs(x))) break
  }
  return Math.abs(fLo) < Math.abs(fHi) ? lo : Number.isNaN(fHi) ? best : hi
}

const GOLDEN = (Math.sqrt(5) - 1) / 2

/** The minimum of a unimodal f on [a, b] by golden section; x to about the square root of machine precision. */
export function goldenMinimum(f: (x: number) => number, a: number, b: number, tolerance = 1e-10): number {
  let lo = a
  let hi = b
  let c = hi - GOLDEN * (hi - lo)
  let d = lo + GOLDEN * (hi - lo)
  let fc = f(c)
  let fd = f(d)
  while (hi - lo > tolerance * (1 + Math.abs(lo) + Math.abs(hi))) {
    if (fc < fd) {
      hi = d
      d = c
      fd = fc
      c = hi - GOLDEN * (hi - lo)
      fc = f(c)
    } else {
      lo = c
      c = d
      fc = fd
      d = lo + GOLDEN * (hi - lo)
      fd = f(d)
    }
  }
  return (lo + hi) / 2
}
