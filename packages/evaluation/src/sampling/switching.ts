/**
 * Switching between normal, tightened and reduced inspection, lot after lot of one product and producer.
 *
 * Source: ISO 2859-1:1999 / GB/T 2828.1, clause 9 (rules as published in ISO 28590:2017 and ASPRS 2015; the score of
 * 9.3.3.2 to be checked against the standard before it is cited). A pure function of state and lot.
 */
import { singlePlan, type Inspection } from './aql.ts'
import { AQLS, type InspectionLevel } from './letters.ts'

/** Where the series stands. */
export interface SwitchingState {
  inspection: Inspection | 'discontinued'
  /** Acceptance of the last lots on original inspection, latest last, at most five. */
  recent: readonly boolean[]
  /** Switching score, normal inspection only. */
  score: number
  /** Lots not accepted since tightened inspection began. */
  refusedOnTightened: number
}

/** The start: normal inspection. */
export const SWITCHING_START: SwitchingState = { inspection: 'normal', recent: [], score: 0, refusedOnTightened: 0 }

/** One lot's outcome. `stricter`: it would also have passed one limit step tighter (see `passesStricter`). */
export interface LotOutcome {
  accepted: boolean
  ac: number
  stricter: boolean
  /** Between Ac and Re on reduced inspection: accepted, but normal inspection returns. */
  inGap?: boolean
  /** Production is steady and the responsible authority agrees to reduced inspection. */
  mayReduce?: boolean
  /** Production is irregular or other conditions call for normal inspection. */
  mustBeNormal?: boolean
}

/** The state after one lot. */
export function afterLot(state: SwitchingState, lot: LotOutcome): SwitchingState {
  switch (state.inspection) {
    case 'discontinued':
      return state
    case 'normal': {
      const recent = [...state.recent, lot.accepted].slice(-5)
      if (recent.filter((a) => !a).length >= 2)
        return { inspection: 'tightened', recent: [], score: 0, refusedOnTightened: 0 }
      const score = nextScore(state.score, lot)
      if (score >= 30 && lot.mayReduce) return { inspection: 'reduced', recent: [], score: 0, refusedOnTightened: 0 }
      return { ...state, recent, score }
    }
    case 'tightened': {
      const recent = [...state.recent, lot.accepted].slice(-5)
      const refused = state.refusedOnTightened + (lot.accepted ? 0 : 1)
      if (refused >= 5) return { ...state, inspection: 'discontinued', recent, refusedOnTightened: refused }
      if (recent.length === 5 && recent.every(Boolean)) return SWITCHING_START
      return { ...state, recent, refusedOnTightened: refused }
    }
    case 'reduced':
      return !lot.accepted || lot.inGap || lot.mustBeNormal ? SWITCHING_START : state
  }
}

/** Ac ≥ 2: +3 if it would pass one step tighter, else 0; Ac 0 or 1: +2 if accepted, else 0. */
function nextScore(score: number, lot: LotOutcome): number {
  if (!lot.accepted) return 0
  if (lot.ac <= 1) return score + 2
  return lot.stricter ? score + 3 : 0
}

/** After corrective action a discontinued series restarts on tightened inspection. */
export const resume = (): SwitchingState => ({ inspection: 'tightened', recent: [], score: 0, refusedOnTightened: 0 })

/** Whether `defective` found would also pass the plan one limit step tighter, same lot and level. */
export function passesStricter(lot: number, level: InspectionLevel, aql: number, defective: number): boolean {
  const at = AQLS.indexOf(aql as (typeof AQLS)[number])
  return at > 0 && defective <= singlePlan(lot, level, AQLS[at - 1]!, 'normal').ac
}
