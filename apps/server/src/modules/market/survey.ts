import { refuse } from '@tianfu/contract'
import type { marketMethod, marketSurveys as contract } from '@tianfu/contract'
import { CCSI_QUESTIONS } from '@tianfu/evaluation'
import type { LocalDate } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'

/** A questionnaire as it was opened: nothing of it changes but that it is closed. */
export interface Survey {
  readonly programme: string
  readonly organisation: string
  readonly source: string
  readonly number: string
  readonly status: 'open' | 'closed'
  /** In the order in which they are asked; every item of the model once. */
  readonly questions: readonly contract.MarketQuestion[]
  readonly scale: { readonly low: number; readonly high: number }
  /** Asked after the question `after`: whoever reads what is asked ticks `answer`. */
  readonly attention: { readonly after: string; readonly answer: number }
  /** Most answers that count, per product. */
  readonly quota: number
  readonly until: LocalDate
  readonly openedOn: LocalDate
  readonly closedOn: LocalDate | null
}

export const survey = aggregate<Survey>({
  type: 'market-survey',
  table: 'market_survey',
  apply: {
    'market-survey.opened': (_, content: Omit<Survey, 'status' | 'openedOn' | 'closedOn'>, act) =>
      ({ ...content, status: 'open', openedOn: act.decidedOn, closedOn: null }),
    'market-survey.closed': (state, _content, act) => ({ ...state, status: 'closed', closedOn: act.decidedOn }),
  },
})

/** Name under which the attention question is answered. */
export const ATTENTION = 'attention'

const LIBRARY: ReadonlyMap<string, contract.MarketQuestion> = new Map(CCSI_QUESTIONS.map(
  ({ code, zh, en, low, high }) => [code, { code, text: { zh, en }, low, high }]))

/**
 * The questions of a model, in its order: those given, else the ones of the library.
 *
 * @throws Refusal `questions-missing` for items that nobody worded
 */
export function questionsOf(
  { latent }: NonNullable<marketMethod.MarketMethod['satisfaction']>, given: readonly contract.MarketQuestion[] = [],
): contract.MarketQuestion[] {
  const worded = new Map([...LIBRARY, ...given.map((one) => [one.code, one] as const)])
  const codes = latent.flatMap(({ items }) => items)
  const missing = codes.filter((code) => !worded.has(code))
  if (missing.length > 0) refuse('questions-missing', { codes: missing.join(', ') })
  return codes.map((code) => worded.get(code)!)
}

/** Where the attention question stands and what it asks for: past the middle, near the lower end of the scale. */
export function attentionOf(
  questions: readonly contract.MarketQuestion[], { low, high }: Survey['scale'],
): Survey['attention'] {
  return { after: questions[Math.floor((questions.length * 2) / 3)]!.code, answer: Math.min(high, Math.ceil(low) + 1) }
}

export type Sheet = Readonly<Record<string, number>>

/** Questions, the attention question among them, without an answer on the scale. */
export function unanswered({ questions, scale }: Pick<Survey, 'questions' | 'scale'>, sheet: Sheet): string[] {
  return [...questions.map(({ code }) => code), ATTENTION].filter((code) => {
    const value = Object.hasOwn(sheet, code) ? sheet[code] : undefined
    return value === undefined || !Number.isInteger(value) || value < scale.low || value > scale.high
  })
}

/**
 * What is kept of a sheet: the answers to what was asked, and whether whoever answered read what was asked.
 *
 * @throws Refusal `sheet-incomplete`
 */
export function sheetOf(of: Survey, sheet: Sheet): { answers: Record<string, number>; attentive: boolean } {
  const open = unanswered(of, sheet)
  if (open.length > 0) refuse('sheet-incomplete', { count: open.length, ...of.scale })
  return {
    answers: Object.fromEntries(of.questions.map(({ code }) => [code, sheet[code]!])),
    attentive: sheet[ATTENTION] === of.attention.answer,
  }
}

/** @throws Refusal `survey-closed` when it was closed or its last day is over */
export function mustTakeAnswers({ status, until }: Pick<Survey, 'status' | 'until'>, today: LocalDate): void {
  if (status !== 'open' || today > until) refuse('survey-closed')
}
