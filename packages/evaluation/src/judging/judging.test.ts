import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { stream } from '../numeric/philox.ts'
import { normalVariate } from '../numeric/variates.ts'
import { assignJudges, randomisedAssignment, type AssignmentProblem } from './assignment.ts'
import { finnR, kendallW, meanCorrelation, robinsonA } from './concordance.ts'
import { algebraicConnectivity, components } from './connectivity.ts'
import { addArc, minCostFlow, network } from './flow.ts'
import { icc, meanSquares, spearmanBrown } from './icc.ts'
import { cohenKappa, fleissKappa, lightKappa } from './kappa.ts'
import { krippendorffAlpha } from './krippendorff.ts'
import { favours, hasHalo, judgeSigns } from './panel.ts'
import { commitSheet, revealMatches } from './sealed.ts'
import { judgesNeeded, selectionError, winningProbabilities } from './selection.ts'
import { leastSquaresSeverity, remlSeverity, type Sheet } from './severity.ts'

// Shrout & Fleiss (1979), table 2.
const TABLE = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

test('the six coefficients of Shrout and Fleiss are reproduced', () => {
  const ms = meanSquares(TABLE)
  const all = (['single', 'average'] as const).flatMap((unit) =>
    (['one-way', 'agreement', 'consistency'] as const).map((model) => icc(ms, model, unit).value))
  assert.deepEqual(all.map((v) => v.toFixed(2)), ['0.17', '0.29', '0.71', '0.44', '0.62', '0.91'])
  assert.ok(Math.abs(spearmanBrown(all[2]!, 4) - all[5]!) < 1e-12)
  assert.throws(() => meanSquares([[1, 2], [3, NaN]]), RangeError)
})

test('full agreement is 1 in every coefficient, and a constant shift hurts agreement but not consistency', () => {
  const same = [[1, 1, 1], [2, 2, 2], [5, 5, 5]]
  assert.equal(kendallW(same).w, 1)
  assert.equal(robinsonA(same), 1)
  assert.equal(finnR(same, 5), 1)
  for (const level of ['nominal', 'ordinal', 'interval', 'ratio'] as const) {
    assert.equal(krippendorffAlpha([[1, 2, 5, 1], [1, 2, 5, 1]], level), 1)
  }
  assert.equal(fleissKappa(same).kappa, 1)
  assert.equal(lightKappa(same), 1)
  const shifted = [[1, 3], [2, 4.1], [5, 6.9], [4, 6]]
  const ms = meanSquares(shifted)
  assert.ok(icc(ms, 'consistency', 'single').value > 0.98 && icc(ms, 'agreement', 'single').value < 0.7)
  assert.ok(Math.abs(meanCorrelation(shifted, false) - 1) < 0.01)
})

test('kappa of independent ratings is zero', () => {
  const pairs = [['a', 'a'], ['a', 'b'], ['b', 'a'], ['b', 'b']] as const
  assert.equal(cohenKappa(pairs).kappa, 0)
  assert.ok(Math.abs(krippendorffAlpha([[1, 1, 2, 2], [1, 2, 1, 2]], 'nominal') - 0.125) < 1e-12)
})

function panel(
  applicants: number,
  judges: number,
  per: number,
): { sheets: Sheet[]; truth: Float64Array; severity: Float64Array } {
  const random = stream([21, 22])
  const truth = Float64Array.from({ length: applicants }, () => 80 * normalVariate(random))
  const severity = Float64Array.from({ length: judges }, () => 35 * normalVariate(random))
  const sheets = Array.from({ length: applicants * per }, (_, i) => {
    const applicant = Math.floor(i / per)
    const judge = (applicant * 2 + (i % per) * (1 + (applicant % 2))) % judges
    return { applicant, judge, score: 600 + truth[applicant]! + severity[judge]! + 20 * normalVariate(random) }
  })
  return { sheets, truth, severity }
}

test('severity is found and taken out: corrected scores are nearer to the truth than raw means', () => {
  const { sheets, truth, severity } = panel(60, 9, 3)
  const fit = leastSquaresSeverity(sheets, 60, 9)
  const reml = remlSeverity(sheets, 60, 9)
  const mean = (x: Float64Array): number => x.reduce((a, b) => a + b, 0) / x.length
  const error = (x: Float64Array): number => Math.sqrt(mean(x.map((v, i) => (v - (truth[i]! - mean(truth))) ** 2)))
  const raw = Float64Array.from({ length: 60 }, (_, a) => {
    const own = sheets.filter((s) => s.applicant === a)
    return own.reduce((t, s) => t + s.score, 0) / own.length - 600
  })
  assert.ok(error(fit.applicants) < 0.75 * error(raw.map((v) => v - mean(raw))))
  assert.ok(error(reml.applicants) < 1.05 * error(fit.applicants))
  reml.judges.forEach((d, j) => assert.ok(Math.abs(d - (severity[j]! - mean(severity))) < 25))
  assert.ok(Math.abs(Math.sqrt(reml.variances.residual) - 20) < 4)
})

test('the restricted likelihood is flat at the estimate', () => {
  const { sheets } = panel(40, 7, 3)
  const { variances, criterion } = remlSeverity(sheets, 40, 7)
  assert.ok(variances.applicant > 0 && variances.judge > 0)
  const fit = remlSeverity(sheets, 40, 7)
  fit.conditional.judges.forEach((e, j) => assert.ok(e > 0 && e < fit.judgeErrors[j]!))
  fit.conditional.applicants.forEach((e, a) => assert.ok(e > 0 && e < fit.applicantErrors[a]!))
  const again = remlSeverity(sheets.toReversed(), 40, 7)
  assert.ok(Math.abs(again.variances.applicant / variances.applicant - 1) < 1e-6)
  assert.ok(Math.abs(again.criterion - criterion) < 1e-9)
})

test('least squares reproduce exact scores and refuse a panel that falls apart', () => {
  const sheets: Sheet[] = [[0, 0], [0, 1], [1, 1], [1, 2], [2, 2], [2, 0]].map(([a, j]) =>
    ({ applicant: a!, judge: j!, score: 10 * a! + j! }))
  const fit = leastSquaresSeverity(sheets, 3, 3)
  assert.ok(Math.abs(fit.applicants[2]! - 10) < 1e-9 && Math.abs(fit.judges[0]! + 1) < 1e-9)
  assert.throws(() => leastSquaresSeverity([sheets[0]!, { applicant: 1, judge: 1, score: 0 }], 2, 2), /not connected/)
})

test('connectivity is 0 in two groups and that of a complete graph when everyone judges everyone', () => {
  const all = [0, 1, 2].flatMap((applicant) => [0, 1, 2].map((judge) => ({ applicant, judge })))
  assert.ok(Math.abs(algebraicConnectivity(all, 3, 3) - 3) < 1e-9)
  assert.equal(algebraicConnectivity([{ applicant: 0, judge: 0 }, { applicant: 1, judge: 1 }], 2, 2), 0)
  assert.equal(components(all, 3, 3).count, 1)
})

test('with single-judge reliability 0.4, five judges and 10 % winners, 34.5 % of winners are not the true best', () => {
  assert.ok(Math.abs(selectionError(0.4, 5, 0.1).falseDiscovery - 0.345) < 5e-4)
  assert.equal(selectionError(1, 1, 0.1).falseDiscovery < 1e-9, true)
  assert.ok(Math.abs(selectionError(0, 1, 0.1).truePositive - 0.1) < 1e-12)
  assert.ok(judgesNeeded(0.4, 0.1, 0.3)! > 5)
  assert.deepEqual([...winningProbabilities([Float64Array.of(1, 2, 3), Float64Array.of(3, 2, 1)], 1)], [0.5, 0, 0.5])
})

test('the assignment is the best of all by enumeration on small cases', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 12, maxLength: 12 }),
    fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), (flat, block) => {
      const score = [0, 1, 2].map((a) => flat.slice(a * 4, a * 4 + 4))
      const conflict = [0, 1, 2].map((a) => block.slice(a * 4, a * 4 + 4).map((b, j) => b && j > 1))
      const found = assignJudges({ score, conflict, perApplicant: 1, maxLoad: 1 })
      let best = -1
      for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) for (let k = 0; k < 4; k++) {
        if (i === j || j === k || i === k || conflict[0]![i] || conflict[1]![j] || conflict[2]![k]) continue
        best = Math.max(best, score[0]![i]! + score[1]![j]! + score[2]![k]!)
      }
      if (best >= 0) assert.deepEqual([found.total, found.short], [best, []])
      else assert.ok(found.short.length > 0)
    }), { numRuns: 100 })
})

const random = stream([31, 32])
const big: AssignmentProblem = {
  score: Array.from({ length: 30 }, () => Array.from({ length: 20 }, () => Math.floor(random.uniform() * 1000))),
  conflict: Array.from({ length: 30 }, () => Array.from({ length: 20 }, () => random.uniform() < 0.1)),
  perApplicant: 4, maxLoad: 7,
}

test('institutions are not doubled, someone comes from outside, conflicts and loads hold', () => {
  const institution = Array.from({ length: 20 }, (_, j) => `i${j % 8}`)
  const outside = Array.from({ length: 30 }, (_, a) => Array.from({ length: 20 }, (_, j) => (a + (j % 8)) % 5 === 0))
  const { judges, short, withoutOutside } = assignJudges({ ...big, institution, outside })
  assert.deepEqual([short, withoutOutside], [[], []])
  judges.forEach((own, a) => {
    assert.equal(new Set(own.map((j) => institution[j])).size, 4)
    assert.ok(own.every((j) => !big.conflict[a]![j]))
  })
  for (let j = 0; j < 20; j++) assert.ok(judges.filter((own) => own.includes(j)).length <= 7)
})

test('in the random form no pair is likelier than one half, and every draw respects the rules', () => {
  const counts = new Map<string, number>()
  for (let run = 0; run < 200; run++) {
    const { judges, short } = randomisedAssignment(big, stream([run, 5]))
    assert.deepEqual(short, [])
    judges.forEach((own, a) => {
      assert.equal(own.length, 4)
      for (const j of own) {
        assert.ok(!big.conflict[a]![j])
        counts.set(`${a}/${j}`, (counts.get(`${a}/${j}`) ?? 0) + 1)
      }
    })
    for (let j = 0; j < 20; j++) assert.ok(judges.filter((own) => own.includes(j)).length <= 7)
  }
  assert.ok(Math.max(...counts.values()) < 145, String(Math.max(...counts.values())))
})

test('a network with a cycle of negative cost is refused', () => {
  const net = network(3)
  addArc(net, 0, 1, 1, -2)
  addArc(net, 1, 0, 1, 1)
  addArc(net, 1, 2, 1, 0)
  assert.throws(() => minCostFlow(net, [{ node: 0, demand: 1 }], 2), RangeError)
})

test('a revealed sheet must be the committed one, to the byte and to the nonce', () => {
  const digest = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
  const nonce = new Uint8Array(16).fill(7)
  const sealed = commitSheet(digest, { judge: 'j1', scores: { a: 70, b: 80 } }, nonce)
  assert.match(sealed, /^[0-9a-f]{64}$/)
  assert.ok(revealMatches(digest, sealed, { scores: { b: 80, a: 70 }, judge: 'j1' }, nonce))
  assert.ok(!revealMatches(digest, sealed, { scores: { b: 80, a: 71 }, judge: 'j1' }, nonce))
  assert.ok(!revealMatches(digest, sealed, { judge: 'j1', scores: { a: 70, b: 80 } }, new Uint8Array(16).fill(8)))
  assert.throws(() => commitSheet(digest, {}, new Uint8Array(8)), RangeError)
})

test('a planted severe judge, a halo and a favour are seen', () => {
  const { sheets } = panel(60, 9, 3)
  const planted = sheets.map((s) => (s.judge === 4 ? { ...s, score: s.score - 200 } : s))
  assert.ok(judgeSigns(remlSeverity(planted, 60, 9), planted)[4]!.severity)
  assert.ok(hasHalo([[1, 1.1], [2, 2], [3, 3.1], [4, 4]]))
  assert.ok(!hasHalo([[1, 4], [2, 1], [3, 3], [4, 2]]))
  const residuals = Array.from({ length: 40 }, (_, i) =>
    ({ judge: i % 2, favoured: i % 4 < 2, residual: (i % 2 === 0 && i % 4 < 2 ? 30 : 0) + Math.sin(i) }))
  assert.deepEqual(favours(residuals, 2).map((f) => f.found), [true, false])
})
