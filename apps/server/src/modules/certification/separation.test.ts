import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '@tianfu/kernel'
import type { Instant, LocalDate } from '@tianfu/kernel'
import fc from 'fast-check'
import { applyAct } from '../../platform/aggregate.ts'
import type { Aggregate } from '../../platform/aggregate.ts'
import type { Act } from '../../platform/work.ts'
import { applications } from './application/aggregate.ts'
import type { Application } from './application/state.ts'
import { mayHappen } from './application/transitions.ts'
import type { ApplicationAct } from './application/transitions.ts'
import { mayDecide, mayReopen, mayReview } from './review.ts'

/** Eight accounts of six persons: two persons have a second account each. */
const PERSON_OF = {
  'an-1': 'an', 'an-2': 'an', 'bao-1': 'bao', 'bao-2': 'bao', 'chen-1': 'chen', 'deng-1': 'deng', 'e-1': 'e',
  'fan-1': 'fan',
} as const
type Account = keyof typeof PERSON_OF
const ACCOUNTS = Object.keys(PERSON_OF) as Account[]

/** What a body's people can do to a file in evaluation, whatever else each step needs. */
const EVALUATING = [
  'application.documents-reviewed', 'application.sampling-written', 'application.audit-opened',
  'application.audit-closed',
  'application.nonconformity-raised', 'application.service-assessed', 'application.evaluated',
] as const
const JUDGING = ['application.reviewed', 'application.reopened', 'application.decided'] as const
type Step = { act: (typeof EVALUATING | typeof JUDGING)[number]; account: Account; delegatedBy?: Account }

const step: fc.Arbitrary<Step> = fc.record({
  // Judging as often as evaluating, so that files get to a decision and back.
  act: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...EVALUATING) },
    { weight: 2, arbitrary: fc.constant('application.evaluated' as const) },
    { weight: 3, arbitrary: fc.constantFrom(...JUDGING) }),
  account: fc.constantFrom(...ACCOUNTS),
  delegatedBy: fc.option(fc.constantFrom(...ACCOUNTS), { nil: undefined, freq: 4 }),
})

const START: Application = {
  status: 'evaluation', number: 'TA1', applicant: 'e', body: 'b', product: 'p', declaration: 'd', region: '510500',
  programme: 'tianfu-quality',
  rule: { number: 'R', edition: '2026' }, standards: [], schemeType: '5', batch: false,
  names: { applicant: 'E', body: 'B', product: 'P' }, edition: '2026-01-01',
  steps: ['document-review', 'sampling', 'testing', 'audit', 'evaluation', 'review', 'decision'], models: ['M'],
  sites: ['s'], answers: {},
  replaced: {}, files: [], submittedOn: '2026-03-02' as LocalDate, samplings: [], testOrders: [], reports: [],
  failureAnswers: {},
  impartiality: {}, nonconformities: [], reopened: [], evaluators: [], judges: [],
}

const content = (act: Step['act'], persons: string[]): Record<string, unknown> => ({
  evaluators: persons, judges: persons, clauses: [], values: [], sampling: { id: 'x' }, signIn: {},
  nonconformity: { id: 'n' }, note: {},
  summary: {}, conclusion: 'recommended', outcome: 'grant',
  ...(act === 'application.decided' && { certificate: 'c' }),
})

const RULES: Record<(typeof JUDGING)[number], (file: Application, persons: readonly string[]) => void> = {
  'application.reviewed': mayReview, 'application.reopened': mayReopen, 'application.decided': mayDecide,
}

/** Plays a history; the answer is the first wrong one, judged by an oracle that reads the history alone. */
function play(of: Aggregate<Application>,
  history: readonly Step[]): { wrong: string | undefined; decided: boolean; reopened: number } {
  let file = START
  const ever = new Set<string>()
  let reopened = 0
  for (const [i, { act, account, delegatedBy }] of history.entries()) {
    const persons = [...new Set([PERSON_OF[account], ...(delegatedBy ? [PERSON_OF[delegatedBy]] : [])])]
    if (!mayHappen(act as ApplicationAct, file)) continue
    if (act in RULES) {
      const involved = persons.some((person) => ever.has(person))
      try {
        RULES[act as keyof typeof RULES](file, persons)
        if (involved) return { wrong: `${act} by ${account} of ${persons.join('+')}, who evaluated`, decided: false,
          reopened }
      } catch (error) {
        if (!isRefusal(error)) throw error
        if (!involved) return { wrong: `${act} by the uninvolved ${account} was refused`, decided: false, reopened }
        continue
      }
    } else persons.forEach((person) => ever.add(person))
    if (act === 'application.reopened') reopened += 1
    const written: Act = {
      id: String(i), type: act, v: 1, subjectType: 'application', subject: 'a', version: i + 2,
      content: content(act, persons), capacity: 'certifier',
      organisation: 'b', person: persons[0] ?? null, ground: null, recordedAt: '2026-03-02T00:00:00.000Z' as Instant,
      decidedOn: '2026-03-02' as LocalDate, effectiveOn: '2026-03-02' as LocalDate, publishedAt: null,
    }
    file = applyAct(of, file, written)
  }
  return { wrong: undefined, decided: file.status === 'granted', reopened }
}

const RUNS = 3000

test('nobody ever reviews, reopens or decides a file that they evaluated, by any account or delegation (B66)',
  () => {
  let decided = 0
  let afterReopening = 0
  fc.assert(fc.property(fc.array(step, { minLength: 4, maxLength: 30 }), (history) => {
    const outcome = play(applications, history)
    if (outcome.decided) decided += 1
    if (outcome.decided && outcome.reopened > 0) afterReopening += 1
    assert.equal(outcome.wrong, undefined)
  }), { numRuns: RUNS })
  // The model is worth nothing if files never get that far.
  assert.ok(decided > RUNS / 50 && afterReopening > 5, `${decided} decided, ${afterReopening} after a reopening`)
})

test('the model finds the fault where reopening forgets who evaluated before', () => {
  const planted: Aggregate<Application> = { ...applications, apply: { ...applications.apply,
    'application.reopened': (state: Application, what: never, act: Act) =>
      ({ ...applications.apply['application.reopened']!(state, what, act), evaluators: [] }) } }
  const check = fc.check(fc.property(fc.array(step, { minLength: 4, maxLength: 30 }),
    (history) => play(planted, history).wrong === undefined), { numRuns: RUNS })
  assert.equal(check.failed, true)
})

test('the model finds the fault where the one who delegated is not counted', () => {
  const planted: Aggregate<Application> = { ...applications,
    apply: Object.fromEntries(Object.entries(applications.apply).map(([type, apply]) => [type,
    (state: Application, what: never, act: Act) => apply(state,
      { ...(what as object), evaluators: (what as { evaluators: string[] }).evaluators.slice(0, 1) } as never, act)])) }
  const check = fc.check(fc.property(fc.array(step, { minLength: 4, maxLength: 30 }),
    (history) => play(planted, history).wrong === undefined), { numRuns: RUNS })
  assert.equal(check.failed, true)
})
