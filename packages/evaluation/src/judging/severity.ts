/**
 * Scores corrected for the severity of judges: y = μ + θ(applicant) + δ(judge) + error, on an incomplete table.
 *
 * Sources: M. Raymond, C. Viswesvaran, J. Educ. Measurement 30 (1993) for the least-squares form; C. Henderson,
 * Biometrics 31 (1975): mixed-model equations; D. Bates et al., J. Stat. Software 67 (2015), eq. 39–41: the profiled
 * REML criterion. Applicants are eliminated from the equations (their block is diagonal), so that the dense part has
 * the size of the panel of judges only.
 */
import { nelderMead } from '../numeric/simplex.ts'
import { cholesky, choleskyInverse, choleskyLogDet, choleskySolve } from '../numeric/matrix.ts'
import { components } from './connectivity.ts'

/** One sheet: applicant and judge by index from 0, and the score. */
export interface Sheet { applicant: number; judge: number; score: number }

/** Effects with mean zero over applicants and over judges. */
export interface AdditiveFit { mean: number; applicants: Float64Array; judges: Float64Array; residual: number }

/**
 * Least squares with both sets of effects summing to zero.
 *
 * @throws RangeError when judges and applicants fall into several groups without a common judge: then levels of
 *   different groups cannot be compared
 */
export function leastSquaresSeverity(sheets: readonly Sheet[], applicants: number, judges: number): AdditiveFit {
  if (components(sheets, applicants, judges).count !== 1) throw new RangeError('the panel is not connected')
  // θ and δ with δ(0) fixed, then centred: normal equations reduced to the judges.
  const n = new Float64Array(applicants)
  const sum = new Float64Array(applicants)
  for (const s of sheets) {
    n[s.applicant]!++
    sum[s.applicant] = sum[s.applicant]! + s.score
  }
  const size = judges - 1
  const a = new Float64Array(size * size)
  const b = new Float64Array(size)
  const byApplicant = groupByApplicant(sheets, applicants)
  byApplicant.forEach((own, i) => {
    for (const s of own) {
      if (s.judge === 0) continue
      b[s.judge - 1] = b[s.judge - 1]! + s.score - sum[i]! / n[i]!
      a[(s.judge - 1) * size + s.judge - 1] = a[(s.judge - 1) * size + s.judge - 1]! + 1
      for (const t of own) {
        if (t.judge === 0) continue
        const cell = (s.judge - 1) * size + t.judge - 1
        a[cell] = a[cell]! - 1 / n[i]!
      }
    }
  })
  const l = cholesky(a, size)
  if (!l) throw new RangeError('the panel is not connected')
  const rest = choleskySolve(l, size, b)
  const delta = Float64Array.of(0, ...rest)
  const theta = Float64Array.from(byApplicant, (own, i) =>
    own.reduce((total, s) => total + s.score - delta[s.judge]!, 0) / n[i]!)
  const meanDelta = delta.reduce((x, y) => x + y, 0) / judges
  const meanTheta = theta.reduce((x, y) => x + y, 0) / applicants
  const squares = sheets.reduce((t, s) => t + (s.score - theta[s.applicant]! - delta[s.judge]!) ** 2, 0)
  return {
    mean: meanTheta + meanDelta, applicants: theta.map((v) => v - meanTheta), judges: delta.map((v) => v - meanDelta),
    residual: Math.sqrt(squares / (sheets.length - applicants - judges + 1)),
  }
}

function groupByApplicant(sheets: readonly Sheet[], applicants: number): Sheet[][] {
  const groups: Sheet[][] = Array.from({ length: applicants }, () => [])
  for (const s of sheets) groups[s.applicant]!.push(s)
  return groups
}

/** REML estimates: variances, mean, best predictions and standard errors of prediction. */
export interface MixedFit {
  mean: number
  meanError: number
  variances: { applicant: number; judge: number; residual: number }
  applicants: Float64Array
  applicantErrors: Float64Array
  judges: Float64Array
  judgeErrors: Float64Array
  /** Errors of the effects with the mean taken as known (conditional standard deviations). */
  conditional: { applicants: Float64Array; judges: Float64Array }
  /** −2 log restricted likelihood. */
  criterion: number
}

/** Crossed random effects by REML. Works for any panel; an unconnected one is pulled together by the common mean. */
export function remlSeverity(sheets: readonly Sheet[], applicants: number, judges: number): MixedFit {
  const groups = groupByApplicant(sheets, applicants)
  const spread = (x: number): number => Math.max(1e-12, Math.abs(x))
  const best = nelderMead(([x, y]) => equations(groups, judges, spread(x!), spread(y!)).criterion, [1, 1], 0.5)
  const gammaA = spread(best[0]!) ** 2
  const gammaJ = spread(best[1]!) ** 2
  return equations(groups, judges, Math.sqrt(gammaA), Math.sqrt(gammaJ)).fit()
}

/** The penalised least-squares problem at relative standard deviations (ta, tj) of applicants and judges. */
function equations(
  groups: Sheet[][],
  judges: number,
  ta: number,
  tj: number,
): { criterion: number; fit: () => MixedFit } {
  // Unknowns: spherical judge effects (size `judges`), then the mean; applicants are eliminated.
  const size = judges + 1
  const c = new Float64Array(size * size)
  const rhs = new Float64Array(size)
  let logDet = 0
  let yy = 0
  let n = 0
  for (let j = 0; j < judges; j++) c[j * size + j] = 1
  for (const own of groups) {
    const d = 1 + ta * ta * own.length
    logDet += Math.log(d)
    let sum = 0
    const row = new Map<number, number>()
    for (const s of own) {
      n++
      yy += s.score ** 2
      sum += s.score
      row.set(s.judge, (row.get(s.judge) ?? 0) + tj)
      add(c, size, s.judge, s.judge, tj * tj)
      add(c, size, s.judge, judges, tj)
      add(c, size, judges, s.judge, tj)
      rhs[s.judge] = rhs[s.judge]! + tj * s.score
    }
    add(c, size, judges, judges, own.length)
    rhs[judges] = rhs[judges]! + sum
    row.set(judges, own.length)
    const shrink = (ta * ta) / d
    yy -= shrink * sum * sum
    for (const [p, vp] of row) {
      rhs[p] = rhs[p]! - shrink * vp * sum
      for (const [q, vq] of row) add(c, size, p, q, -shrink * vp * vq)
    }
  }
  const l = cholesky(c, size)!
  const u = choleskySolve(l, size, rhs)
  let explained = 0
  for (let i = 0; i < size; i++) explained += u[i]! * rhs[i]!
  const df = n - 1
  const residual = (yy - explained) / df
  const criterion = logDet + choleskyLogDet(l, size) + df * (1 + Math.log(2 * Math.PI * residual))
  return { criterion, fit: () => predictions(groups, judges, ta, tj, l, u, residual, criterion) }
}

function add(c: Float64Array, size: number, i: number, j: number, v: number): void {
  c[i * size + j] = c[i * size + j]! + v
}

function predictions(
  groups: Sheet[][],
  judges: number,
  ta: number,
  tj: number,
  l: Float64Array,
  u: Float64Array,
  s2: number,
  criterion: number,
): MixedFit {
  const size = judges + 1
  const inverse = choleskyInverse(l, size)
  // The mean is the last unknown: the factor's leading block is the factor without it.
  const leading = Float64Array.from({ length: judges * judges }, (_, c) =>
    l[Math.floor(c / judges) * size + (c % judges)]!)
  const given = choleskyInverse(leading, judges)
  const mean = u[judges]!
  const delta = Float64Array.from({ length: judges }, (_, j) => tj * u[j]!)
  const theta = new Float64Array(groups.length)
  const errors = new Float64Array(groups.length)
  const conditional = new Float64Array(groups.length)
  groups.forEach((own, i) => {
    const shrink = (ta * ta) / (1 + ta * ta * own.length)
    let rest = 0
    const row = new Map<number, number>([[judges, own.length]])
    for (const s of own) {
      rest += s.score - mean - delta[s.judge]!
      row.set(s.judge, (row.get(s.judge) ?? 0) + tj)
    }
    theta[i] = shrink * rest
    let all = 0
    let without = 0
    for (const [p, vp] of row) {
      for (const [q, vq] of row) {
        all += vp * vq * inverse[p * size + q]!
        if (p < judges && q < judges) without += vp * vq * given[p * judges + q]!
      }
    }
    errors[i] = Math.sqrt(s2 * (shrink + shrink * shrink * all))
    conditional[i] = Math.sqrt(s2 * (shrink + shrink * shrink * without))
  })
  const spread = (m: Float64Array, n: number): Float64Array =>
    Float64Array.from({ length: judges }, (_, j) => tj * Math.sqrt(s2 * m[j * n + j]!))
  return {
    mean, meanError: Math.sqrt(s2 * inverse[size * size - 1]!),
    variances: { applicant: ta * ta * s2, judge: tj * tj * s2, residual: s2 },
    applicants: theta, applicantErrors: errors, judges: delta, judgeErrors: spread(inverse, size),
    conditional: { applicants: conditional, judges: spread(given, judges) }, criterion,
  }
}
