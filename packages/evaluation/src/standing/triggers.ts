/**
 * What a result may set off: proposals for people, never decisions.
 *
 * Source: rules of the programme (exit from the brand, plan clauses 四(二)3 and 四(四)3): hard facts, statistical
 * findings, process failures. Each trigger names its rule and the numbers behind it; a person reads, hears the
 * enterprise and decides.
 */
import { cusum, ewma, USUAL_CUSUM, USUAL_EWMA } from '../ratings/charts.ts'
import { falseDiscovery } from '../ratings/discovery.ts'
import { probabilityBelow } from '../ratings/rates.ts'

/** Facts that are hard by themselves. */
export const HARD_FACTS = [
  'safety-incident',
  'class-1-recall',
  'mark-misuse-confirmed',
  'dishonest-list',
  'certificate-stopped',
  'sampling-discontinued',
] as const
export type HardFact = (typeof HARD_FACTS)[number]

/** Failures of the process. */
export const PROCESS_FACTS = ['surveillance-missed', 'data-refused-twice', 'tightened-over-ten-lots'] as const
export type ProcessFact = (typeof PROCESS_FACTS)[number]

/** A proposal with the rule and the numbers it rests on. */
export interface Trigger {
  kind: 'hard' | 'statistical' | 'process'
  rule: string
  evidence: Readonly<Record<string, number | string>>
}

/** Limits, part of the method version. */
export interface TriggerLimits {
  passRate: { limit: number; probability: number }
  floor: { score: number; probability: number; periods: number }
  satisfaction: { drop: number }
}

/** The usual limits. */
export const USUAL_LIMITS: TriggerLimits = {
  passRate: { limit: 0.9, probability: 0.95 },
  floor: { score: 50, probability: 0.8, periods: 2 },
  satisfaction: { drop: 5 },
}

/** What is known of one brand. Series run from old to new; standardised values are in standard errors. */
export interface BrandFacts {
  hard: readonly HardFact[]
  process: readonly ProcessFact[]
  /** Supervision samples: passed of tested, and the prior of the category. */
  samples?: { passed: number; tested: number; prior: { a: number; b: number } }
  /** P(score below the exit floor) of the last periods. */
  belowFloor?: readonly number[]
  /** Standardised satisfaction, and its last drop in points. */
  satisfaction?: { series: readonly number[]; drop: number }
  /** Standardised complaint rate. */
  complaints?: readonly number[]
}

/** All triggers of one brand, hard ones first. */
export function triggersOf(facts: BrandFacts, limits = USUAL_LIMITS): Trigger[] {
  const found: Trigger[] = facts.hard.map((rule) => ({ kind: 'hard', rule, evidence: {} }))
  if (facts.samples) {
    const { passed, tested, prior } = facts.samples
    const p = probabilityBelow(limits.passRate.limit, passed, tested, prior)
    if (p >= limits.passRate.probability)
      found.push({ kind: 'statistical', rule: 'pass-rate', evidence: { passed, tested, probability: p } })
  }
  const last = facts.belowFloor?.slice(-limits.floor.periods) ?? []
  if (last.length === limits.floor.periods && last.every((p) => p >= limits.floor.probability)) {
    found.push({
      kind: 'statistical',
      rule: 'below-floor',
      evidence: { periods: last.length, probability: Math.min(...last) },
    })
  }
  if (facts.satisfaction && facts.satisfaction.drop > limits.satisfaction.drop) {
    const { s, alarm } = cusum(facts.satisfaction.series)
    if (alarm.at(-1)) {
      found.push({
        kind: 'statistical', rule: 'satisfaction-falls',
        evidence: { cusum: s.at(-1)!, limit: USUAL_CUSUM.h, drop: facts.satisfaction.drop },
      })
    }
  }
  if (facts.complaints) {
    const { z, alarm } = ewma(facts.complaints)
    // Fewer complaints raise no alarm.
    if (alarm.at(-1) && z.at(-1)! > 0) {
      found.push({
        kind: 'statistical',
        rule: 'complaints-rise',
        // The limit in the chart's own units, as it is compared.
        evidence: { ewma: z.at(-1)!, limit: USUAL_EWMA.limit * Math.sqrt(USUAL_EWMA.lambda / (2 - USUAL_EWMA.lambda)) },
      })
    }
  }
  return [...found, ...facts.process.map((rule): Trigger => ({ kind: 'process', rule, evidence: {} }))]
}

/**
 * Keeps alarms of many brands at a false discovery rate q (Benjamini–Hochberg), before anyone is bothered.
 *
 * @param alarms one p-value per brand
 */
export function alarmsToRaise(alarms: readonly { brand: string; p: number }[], q = 0.1): string[] {
  const { rejected } = falseDiscovery(alarms.map((a) => a.p), q)
  return alarms.filter((_, i) => rejected[i]).map((a) => a.brand)
}
