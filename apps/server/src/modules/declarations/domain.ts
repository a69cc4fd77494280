import { refuse } from '@tianfu/contract'
import type { declarations } from '@tianfu/contract'
import { addDays, addMonths } from '@tianfu/kernel'
import type { LocalDate, Text } from '@tianfu/kernel'
import type { JudgementVerdict } from '@tianfu/scheme'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'

export type Standing = (typeof declarations.DECLARATION_STANDINGS)[number]
export type Status = (typeof declarations.DECLARATION_STATUSES)[number]
export type Outcome = 'unfounded' | 'corrected' | 'refuted'

interface Cited { readonly number: string; readonly edition: string }

/** A clause of the A standard as the enterprise answers it. */
export interface DeclaredClause {
  readonly clause: string
  readonly answer: (typeof declarations.CLAUSE_ANSWERS)[number]
  /** SHA-256 of a file in the enterprise's cabinet. */
  readonly evidence: string | null
  readonly note: TextRef | null
}

/** A verdict with the code of the rule that gave it (`judge` of the scheme). */
export interface Judged { readonly verdict: JudgementVerdict; readonly code: string }
/** Values of one indicator as a report prints them, judged against the national limit and ours. */
export interface DeclaredValue {
  readonly indicator: string
  readonly values: readonly string[]
  readonly detectionLimit: string | null
  readonly model: string | null
  readonly report: string | null
  readonly national: Judged
  readonly ours: Judged
}

/** What a declaration says; a correction replaces it whole and keeps the old. */
export interface Contents {
  readonly facts: readonly { readonly key: string; readonly value: string }[]
  readonly clauses: readonly DeclaredClause[]
  readonly values: readonly DeclaredValue[]
  /** Every judged value meets our limits, and no key indicator with a limit is empty. */
  readonly conforms: boolean
  readonly statement: TextRef
}

export interface Challenge {
  readonly id: string
  readonly number: string
  readonly ground: string
  readonly acceptedOn: LocalDate
  /** The authority's organisation that accepted it. */
  readonly office: string | null
  /** Revision of the declaration when the challenge was accepted. */
  readonly revision: number
  readonly facts: TextRef
  readonly answer: TextRef | null
  readonly evidence: string | null
  readonly answeredOn: LocalDate | null
  readonly outcome: Outcome | null
  readonly reason: TextRef | null
  readonly concludedOn: LocalDate | null
}

export interface Declaration extends Contents {
  readonly status: Status
  readonly number: string
  readonly organisation: string
  readonly product: string
  readonly productName: Text
  readonly models: readonly string[]
  readonly gtin: string | null
  readonly programme: string
  readonly rule: Cited
  readonly standards: { readonly a: Cited; readonly b: Cited }
  readonly publishedOn: LocalDate
  /** Day of the present revision. */
  readonly revisedOn: LocalDate
  readonly revision: number
  readonly validUntil: LocalDate
  readonly confirmedUntil: LocalDate
  /** Day on which a final status began. */
  readonly endedOn: LocalDate | null
  readonly earlier: readonly (Contents & {
    readonly revision: number; readonly revisedOn: LocalDate; readonly ground: string
  })[]
  /** Accepted challenges: a lodged one is nobody's act. */
  readonly challenges: readonly Challenge[]
}

export type NewDeclaration = Omit<Declaration,
  'status' | 'publishedOn' | 'revisedOn' | 'revision' | 'endedOn' | 'earlier' | 'challenges'>

export const declaration = aggregate<Declaration>({
  type: 'declaration',
  table: 'declaration',
  apply: {
    'declaration.published': (_, content: NewDeclaration, act) => ({
      ...content, status: 'public', publishedOn: act.effectiveOn, revisedOn: act.effectiveOn, revision: 1,
      endedOn: null,
      earlier: [], challenges: [],
    }),
    'declaration.confirmed': (state, content: { confirmedUntil: LocalDate }) => ({ ...state, ...content }),
    'declaration.corrected': (state, content: Contents, act) => ({
      ...state, ...content, revision: state.revision + 1, revisedOn: act.effectiveOn,
      earlier: [{
        revision: state.revision, revisedOn: state.revisedOn, ground: act.ground ?? '', facts: state.facts,
        clauses: state.clauses, values: state.values, conforms: state.conforms, statement: state.statement,
      }, ...state.earlier],
    }),
    'declaration.withdrawn': (state, _content: object, act) => (
      { ...state, status: 'withdrawn', endedOn: act.effectiveOn }
    ),
    'declaration.challenge-accepted': (state, content: Pick<Challenge, 'id' | 'number' | 'facts'>, act) => ({
      ...state, status: 'challenged',
      challenges: [...state.challenges, {
        id: content.id, number: content.number, facts: content.facts, ground: act.ground ?? '',
        acceptedOn: act.effectiveOn,
        office: act.organisation,
        revision: state.revision, answer: null, evidence: null, answeredOn: null, outcome: null, reason: null,
        concludedOn: null,
      }],
    }),
    // Kept in the journal alone: what was refused is never shown.
    'declaration.challenge-refused': (state) => state,
    'declaration.challenge-answered': (state, content: Pick<Challenge, 'id' | 'answer' | 'evidence'>, act) => ({
      ...state, challenges: state.challenges.map((one) => one.id === content.id
        ? { ...one, answer: content.answer, evidence: content.evidence, answeredOn: act.effectiveOn } : one),
    }),
    'declaration.challenge-concluded': (state, content: { id: string; outcome: Outcome; reason: TextRef }, act) => {
      const challenges = state.challenges.map((one) => one.id === content.id
        ? { ...one, outcome: content.outcome, reason: content.reason, concludedOn: act.effectiveOn } : one)
      const open = challenges.some(({ concludedOn }) => concludedOn === null)
      // A declaration that its holder withdrew meanwhile stays withdrawn, whatever the outcome.
      if (state.status === 'withdrawn') return { ...state, challenges }
      return content.outcome === 'refuted'
        ? { ...state, challenges, status: 'refuted', endedOn: act.effectiveOn }
        : { ...state, challenges, status: open ? 'challenged' : 'public' }
    },
  },
})

/** The statuses from which each act may come; who may do it is another question. */
export const MAY_HAPPEN_FROM = {
  confirmed: ['public', 'challenged'],
  corrected: ['public', 'challenged'],
  withdrawn: ['public', 'challenged'],
  'challenge-accepted': ['public', 'challenged'],
  'challenge-refused': ['public', 'challenged', 'withdrawn', 'refuted'],
  'challenge-answered': ['challenged', 'withdrawn'],
  'challenge-concluded': ['challenged', 'withdrawn'],
} as const satisfies Record<string, readonly Status[]>

/** @throws Refusal `wrong-state` */
export function mayHappen(event: keyof typeof MAY_HAPPEN_FROM, state: Pick<Declaration, 'status'>): void {
  if (!(MAY_HAPPEN_FROM[event] as readonly Status[]).includes(state.status)) {
    refuse('wrong-state', { state: state.status })
  }
}

/** How the declaration stands on `day`: a final status first, then its term, a challenge, its yearly confirmation. */
export function standingOn(
  of: Pick<Declaration, 'status' | 'endedOn' | 'validUntil' | 'confirmedUntil' | 'challenges'>, day: LocalDate,
): Standing {
  if ((of.status === 'withdrawn' || of.status === 'refuted') && of.endedOn !== null && of.endedOn <= day) {
    return of.status
  }
  if (of.validUntil < day) return 'expired'
  const challenged = of.challenges.some(({ acceptedOn, concludedOn }) =>
    acceptedOn <= day && (concludedOn === null || day < concludedOn))
  if (challenged) return 'challenged'
  return of.confirmedUntil < day ? 'lapsed' : 'public'
}

/** A running declaration: neither at an end nor over. @throws Refusal `wrong-state` */
function mustRun(event: 'confirmed' | 'corrected' | 'challenge-accepted', state: Declaration, today: LocalDate): void {
  mayHappen(event, state)
  if (state.validUntil < today) refuse('wrong-state', { state: 'expired' })
}

const CONFIRMATION_OPENS_MONTHS = 3

/** Another year from the last confirmation, or from today when that has passed; never beyond the term. */
export function confirm(state: Declaration, today: LocalDate, months: number): { confirmedUntil: LocalDate } {
  mustRun('confirmed', state, today)
  const from = addMonths(state.confirmedUntil, -CONFIRMATION_OPENS_MONTHS)
  if (today < from || state.confirmedUntil === state.validUntil) refuse('confirmation-too-early', { from })
  const next = state.confirmedUntil < today
    ? addDays(addMonths(today, months), -1) : addMonths(state.confirmedUntil, months)
  return { confirmedUntil: next < state.validUntil ? next : state.validUntil }
}

export function correct(state: Declaration, contents: Contents, today: LocalDate): Contents {
  mustRun('corrected', state, today)
  return contents
}

export function acceptChallenge(state: Declaration, today: LocalDate): void {
  mustRun('challenge-accepted', state, today)
}

export function answerChallenge(state: Declaration, id: string): void {
  mayHappen('challenge-answered', state)
  const challenge = openChallenge(state, id)
  if (challenge.answeredOn !== null) refuse('wrong-state', { state: 'answered' })
}

export function concludeChallenge(state: Declaration, id: string, outcome: Outcome): void {
  mayHappen('challenge-concluded', state)
  const challenge = openChallenge(state, id)
  if (outcome === 'corrected' && state.revision === challenge.revision) refuse('not-corrected')
}

function openChallenge(state: Declaration, id: string): Challenge {
  const challenge = state.challenges.find((one) => one.id === id) ?? refuse('not-found')
  if (challenge.concludedOn !== null) refuse('wrong-state', { state: 'concluded' })
  return challenge
}
