import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '@tianfu/kernel'
import type { Instant, LocalDate } from '@tianfu/kernel'
import { SCHEME_TYPES } from '@tianfu/scheme'
import type { Edition, SchemeTypeId } from '@tianfu/scheme'
import { join } from 'node:path'
import { loadScheme } from '../../platform/scheme.ts'
import { ROOT } from '../../world.ts'
import { mergeSupplement, mustBeFit, waitsUntil } from './application/decisions.ts'
import type { Earlier, SubmissionFacts } from './application/decisions.ts'
import type { Application, JudgedValue, TestReport } from './application/state.ts'
import { extend, nextSurveillance, suspend, withdraw } from './certificate/decisions.ts'
import type { Certificate, Turn } from './certificate/state.ts'
import { mustHaveTestedBetween, orderRetest, personDaysTenths, planAudit } from './evaluation/decisions.ts'
import { failuresOf } from './evaluation/results.ts'
import { metresBetween, signInFlags } from './evaluation/sign-in.ts'
import { openMatters, progress } from './evaluation/steps.ts'
import { lets } from './rule-facts.ts'

const edition: Edition = loadScheme(join(ROOT, 'scheme', 'sichuan')).editions[0] as Edition
const day = (text: string) => text as LocalDate
const TODAY = day('2026-03-02')

/** The code that `act` refuses with, or `done`. */
function codeOf(act: () => unknown): string {
  try { act(); return 'done' } catch (error) {
    if (!isRefusal(error)) throw error
    return error.code
  }
}

const file = (change: Partial<Application> = {}): Application => ({
  status: 'evaluation', number: 'TA1', applicant: 'e', body: 'b', product: 'p', declaration: 'd', region: '510500',
  programme: 'tianfu-quality',
  rule: { number: 'R', edition: '2026' }, standards: [], schemeType: '5', batch: false,
  names: { applicant: 'E', body: 'B', product: 'P' },
  edition: '2026-01-01', steps: edition.schemeTypes['5'].steps, models: ['M'], sites: ['s'], answers: {}, replaced: {},
  files: [], submittedOn: TODAY,
  samplings: [], testOrders: [], reports: [], failureAnswers: {}, impartiality: {}, nonconformities: [], reopened: [],
  evaluators: [], judges: [], ...change,
})

test('the steps of a file are those of its scheme type, and nothing of another type keeps its report open', () => {
  const cases: [SchemeTypeId, string[]][] = [
    ['5', ['document-review', 'sampling', 'test-order', 'audit-plan']],
    ['6', ['document-review', 'audit-plan', 'service-assessment']],
    ['1b', ['document-review', 'sampling', 'test-order']],
  ]
  for (const [type, open] of cases) {
    assert.deepEqual(openMatters(file({ schemeType: type, steps: edition.schemeTypes[type].steps }), []), open, type)
  }
  for (const type of SCHEME_TYPES) {
    const steps = progress(file({ steps: edition.schemeTypes[type].steps }))
    assert.deepEqual(steps.map(({ id }) => id), edition.schemeTypes[type].steps)
    assert.deepEqual(steps.filter(({ state }) => state === 'current').map(({ id }) => id), ['document-review'],
      'documents come first')
  }
})

const facts = (change: Partial<SubmissionFacts> = {}): SubmissionFacts => ({
  today: TODAY,
  rule: { rule: { number: 'R', status: 'published', inForceFrom: '2026-02-01',
  schemeType: '5' } as SubmissionFacts['rule']['rule'] },
  inScope: true, bodyName: 'B', declaration: 'd', earlier: [], openApplication: undefined, certificate: undefined,
  ...change,
})
const ruled = (change: object) => ({ rule: { ...facts().rule.rule, ...change } })

test('what forbids an application: rule, scope, declaration, waiting, an open file, a standing certificate (B82)',
  () => {
  const withdrawn: Earlier = { kind: 'withdrawn', body: 'other', on: day('2026-01-05'), ground: 'serious-defect' }
  const cases: [string, Partial<SubmissionFacts>, string][] = [
    ['all is well', {}, 'done'],
    ['a draft of a rule', { rule: ruled({ status: 'draft' }) }, 'rule-not-in-force'],
    ['a rule of tomorrow', { rule: ruled({ inForceFrom: '2026-03-03' }) }, 'rule-not-in-force'],
    ['a rule from today', { rule: ruled({ inForceFrom: '2026-03-02' }) }, 'done'],
    ['a body out of scope', { inScope: false }, 'body-out-of-scope'],
    ['no declaration', { declaration: undefined }, 'declaration-needed'],
    ['withdrawn by another body less than a year ago', { earlier: [withdrawn] }, 'waiting-time'],
    ['a refusal without a waiting time', { earlier: [{ ...withdrawn, kind: 'refused', ground: 'outside-scope' }] },
      'done'],
    ['an open application', { openApplication: 'TA9' }, 'already-applied'],
    ['a certificate in effect', { certificate: 'TF9' }, 'already-certified'],
    ['a certificate of another batch', { certificate: 'TF9', rule: ruled({ schemeType: '1b' }) }, 'done'],
  ]
  for (const [title, change, code] of cases) assert.equal(codeOf(() => mustBeFit(edition, facts(change))), code, title)
})

test('the waiting time is counted from the day of the decision, longer after forgery, and ends on its day', () => {
  const at = (ground: string, on: string,
    kind: Earlier['kind'] = 'withdrawn'): Earlier => ({ kind, body: 'b', on: day(on), ground })
  const cases: [Earlier[], string | undefined][] = [
    [[at('not-corrected', '2025-03-03')], '2026-03-03'],
    [[at('not-corrected', '2025-03-02')], undefined],
    [[at('forged-evidence', '2023-03-05')], '2026-03-05'],
    [[at('false-material', '2025-01-01', 'denied')], '2028-01-01'],
    [[at('wrongly-issued', '2026-02-01')], undefined],
    [[at('not-corrected', '2025-06-01'), at('forged-evidence', '2024-01-01')], '2027-01-01'],
  ]
  for (const [earlier, until] of cases) assert.equal(waitsUntil(edition, earlier, TODAY), until)
})

test('a supplement takes the named fields, all of them and nothing else', () => {
  const asked = file({ status: 'supplement-requested', supplement: {
    fields: ['quality.keySteps', 'contact.name'], text: { $text: '', sha256: '' }, ground: 'g', requestedOn: TODAY } })
  const merge = (answers: Record<string, Record<string, unknown>>) => codeOf(() => mergeSupplement(asked, answers))
  assert.equal(merge({ quality: { keySteps: 'x' }, contact: { name: 'y' } }), 'done')
  assert.equal(merge({ quality: { keySteps: 'x' } }), 'field-missing')
  assert.equal(merge({ quality: { keySteps: 'x', manual: 'z' }, contact: { name: 'y' } }), 'field-not-open')
})

const value = (indicator: string, verdict: JudgedValue['verdict'], code: string = verdict): JudgedValue =>
  ({ indicator, method: 'm', result: 'measured', values: ['1'], verdict, code })
const report = (id: string, order: string, values: JudgedValue[], replacedBy?: string): TestReport => ({
  id, number: id, order, file: id, testedFrom: TODAY, testedUntil: TODAY, issuedOn: TODAY, values,
  passed: values.every(lets), ...(replacedBy && { replacedBy }) })
const order = (id: string,
  retestOf?: string) => ({ id, sampling: 'x', of: 'sample' as const, laboratory: 'l', indicators: ['a'],
  orderedOn: TODAY, ...(retestOf && { retestOf }) })
const answer = { cause: { $text: '', sha256: '' }, correction: { $text: '', sha256: '' },
  correctiveAction: { $text: '', sha256: '' }, files: [], on: TODAY }

test('a failing report is answered, tested again, and settled by the value that counts', () => {
  const bad = report('r1', 'o1', [value('a', 'fail'), value('b', 'pass')])
  const states = (change: Partial<Application>) =>
    failuresOf(file({ testOrders: [order('o1')], reports: [bad], ...change })).map(({ state }) => state)
  const retest = { testOrders: [order('o1'), order('o2', 'r1')], failureAnswers: { r1: answer } }
  assert.deepEqual(states({}), ['unanswered'])
  assert.deepEqual(states({ failureAnswers: { r1: answer } }), ['answered'])
  assert.deepEqual(states(retest), ['retest-ordered'])
  assert.deepEqual(states({ ...retest, reports: [bad, report('r2', 'o2', [value('a', 'pass')])] }), ['passed'])
  assert.deepEqual(states({ ...retest, reports: [bad, report('r2', 'o2', [value('a', 'fail')])] }),
    ['failed-again', 'unanswered'])
  assert.deepEqual(
    states({ reports: [report('r1', 'o1', [value('a', 'fail')], 'r1b'), report('r1b', 'o1', [value('a', 'pass')])] }),
    [], 'corrected: it never failed')
  assert.deepEqual(states({ reports: [report('r3', 'o1', [value('a', 'missing', 'limit-unknown')])] }), [],
    'a limit nobody has set decides nothing')
  assert.deepEqual(states({ reports: [report('r4', 'o1', [value('a', 'missing', 'too-few-values')])] }),
    ['unanswered'], 'too few values do')
})

test('a re-test needs the answer first, a spare sample once, and a new sample otherwise', () => {
  const sampling = { id: 'x', spares: 1, witnessedOn: TODAY } as Application['samplings'][number]
  const failed = file({ samplings: [sampling], testOrders: [order('o1')],
    reports: [report('r1', 'o1', [value('a', 'fail')])] })
  const answered = { ...failed, failureAnswers: { r1: answer } }
  const again = (of: Application, kind: 'spare' | 'sample', from?: string) =>
    codeOf(() => orderRetest(of, { b: { indicators: [] } } as never,
      { id: 'n', report: 'r1', of: kind, laboratory: 'l', ...(from && { sampling: from }) }))
  assert.equal(again(failed, 'spare'), 'correction-first')
  assert.equal(again(answered, 'spare'), 'done')
  assert.equal(again({ ...answered, samplings: [{ ...sampling, spares: 0 }] }, 'spare'), 'samples-too-few')
  assert.equal(again(answered, 'sample', 'x'), 'step-not-due', 'the same sample is no new one')
  assert.equal(again(answered, 'sample', 'y'), 'not-found')
})

test('days of testing lie between receipt and today', () => {
  const received = { ...order('o'), receivedOn: TODAY }
  const cases: [string, string, string, string][] = [
    ['on the day of receipt', '2026-03-02', '2026-03-02', 'done'], ['up to today', '2026-03-02', '2026-03-09', 'done'],
    ['before receipt', '2026-03-01', '2026-03-05', 'test-day-impossible'],
    ['tomorrow', '2026-03-05', '2026-03-10', 'test-day-impossible'],
    ['backwards', '2026-03-05', '2026-03-04', 'test-day-impossible'],
  ]
  for (const [title, from, until,
    code] of cases) assert.equal(codeOf(() => mustHaveTestedBetween(received, day(from), day(until),
    day('2026-03-09'))), code, title)
})

test('an audit plan counts whole days of auditors, within the days of their site, without whom a conflict bars', () => {
  const reviewed = file({ documentReview: { clauses: [], on: TODAY } })
  const site = { site: 's', from: day('2026-03-10'), until: day('2026-03-11'), startsAt: '09:00' }
  const lead = { person: 'a', function: 'lead' as const, site: 's', from: site.from, until: site.until }
  const plan = (of: Application,
    team: (typeof lead | { person: string; function: 'expert'; site: string; from: LocalDate; until: LocalDate })[],
    sites = [site]) =>
    codeOf(() => planAudit(of, { sites, team }, 20, TODAY))
  assert.equal(personDaysTenths([lead]), 20)
  assert.equal(plan(reviewed, [lead]), 'done')
  assert.equal(plan(file(), [lead]), 'step-not-due')
  assert.equal(plan(reviewed, [{ ...lead, until: site.from }]), 'person-days-too-few')
  assert.equal(plan(reviewed, [{ ...lead, until: site.from }, { ...lead, person: 'x', function: 'expert' }]),
    'person-days-too-few', 'experts are no auditors')
  assert.equal(plan(reviewed, [{ ...lead, until: day('2026-03-12') }]), 'plan-day-impossible')
  assert.equal(plan(reviewed, [lead], [{ ...site, from: day('2026-03-01') }]), 'plan-day-impossible')
  assert.equal(plan(reviewed, [{ ...lead, site: 'other' }]), 'site-unknown')
  assert.equal(plan({ ...reviewed, impartiality: { a: 'conflict' } }, [lead]), 'conflict-of-interest')
})

test('a sign-in is flagged for place, time, day and a photograph seen before; nothing of it blocks', () => {
  const audit = { sites: [{ site: 's', from: TODAY, until: TODAY, startsAt: '09:00' }] } as never
  const here = { longitude: '104.083', latitude: '30.655' }
  const flags = (change: object) => signInFlags(edition, audit, {
    which: 'opening', at: '2026-03-02T01:30:00.000Z' as Instant, site: 's', here, registered: here,
    photographSeenBefore: false, ...change }).flags
  assert.deepEqual(flags({}), [])
  assert.deepEqual(flags({ at: '2026-03-02T03:00:00.000Z' }), [], 'two hours after nine are still in time')
  assert.deepEqual(flags({ at: '2026-03-02T03:00:01.000Z' }), ['late'])
  assert.deepEqual(flags({ at: '2026-03-03T01:00:00.000Z' }), ['not-on-the-day'])
  assert.deepEqual(flags({ which: 'closing', at: '2026-03-03T01:00:00.000Z' }), ['not-on-the-day'])
  assert.deepEqual(flags({ here: { ...here, latitude: '30.701' } }), ['too-far'])
  assert.deepEqual(flags({ here: { ...here, latitude: '30.699' } }), [])
  assert.deepEqual(flags({ registered: undefined }), ['place-unknown'])
  assert.deepEqual(flags({ photographSeenBefore: true }), ['photograph-seen-before'])
  assert.ok(Math.abs(metresBetween({ longitude: '104', latitude: '30' },
    { longitude: '104', latitude: '31' }) - 111_195) < 50)
})

const turn: Turn = { type: 'issued', effectiveOn: TODAY, decidedOn: TODAY, recordedAt: '', ground: null }
const certificate = (change: Partial<Certificate> = {}): Certificate => ({
  status: 'valid', history: [turn], validFrom: TODAY, validUntil: day('2029-03-01'), surveillance: [], barred: [],
  extensions: 0, suspendedUntil: null, ...change,
} as Certificate)

test('a suspension lasts three months at most, a season twelve, and is extended once', () => {
  const until = (ground: string, to: string,
    of = certificate()) => codeOf(() => suspend(of, edition, ['x'], TODAY, { ground, until: day(to) }))
  assert.equal(until('spot-check-failed', '2026-06-02'), 'done')
  assert.equal(until('spot-check-failed', '2026-06-03'), 'until-too-late')
  const asked = certificate({ suspensionAsked: { on: TODAY, until: day('2027-03-02'),
    text: { $text: 't', sha256: '' } } })
  assert.equal(until('holder-request', '2027-03-02'), 'suspension-not-asked')
  assert.equal(until('holder-request', '2027-03-02', asked), 'done')
  assert.equal(until('holder-request', '2027-03-03', asked), 'until-too-late')
  assert.equal(until('spot-check-failed', '2026-03-02'), 'until-past')
  assert.equal(until('spot-check-failed', '2026-06-02', certificate({ status: 'withdrawn' })), 'wrong-state')
  assert.equal(until('spot-check-failed', '2026-06-02', certificate({ validUntil: day('2026-03-01') })),
    'certificate-expired')
  const suspended = certificate({ status: 'suspended', suspendedUntil: day('2026-06-02') })
  const further = (to: string,
    of = suspended) => codeOf(() => extend(of, edition, ['x'], TODAY, { ground: 'retest-pending', until: day(to) }))
  assert.equal(further('2026-09-02'), 'done')
  assert.equal(further('2026-09-03'), 'until-too-late')
  assert.equal(further('2026-06-02'), 'until-past')
  assert.equal(further('2026-09-02', { ...suspended, extensions: 1 }), 'extension-once')
})

test('only false material withdraws from the first day; whoever found the fault decides on nothing that rests on it',
  () => {
  const old = certificate({ validFrom: day('2025-01-01') })
  assert.equal(withdraw(old, edition, ['x'], TODAY, 'serious-defect').effectiveOn, TODAY)
  assert.equal(withdraw(old, edition, ['x'], TODAY, 'forged-evidence').effectiveOn, '2025-01-01')
  const found =
    certificate(
    { surveillance: [{ id: 's', dueOn: TODAY, kinds: [], findings: [], files: [], evaluators: ['a'],
    recordedOn: TODAY }] })
  assert.equal(codeOf(() => withdraw(found, edition, ['a'], TODAY, 'serious-defect')), 'separation-of-duties')
  assert.equal(codeOf(() => suspend(found, edition, ['b', 'a'], TODAY,
    { ground: 'surveillance-failed', until: day('2026-04-01') })), 'separation-of-duties')
})

test('surveillance falls due by the rule\'s months, never after the term, never for a batch', () => {
  assert.equal(nextSurveillance(TODAY, 12, day('2029-03-01')), '2027-03-02')
  assert.equal(nextSurveillance(day('2028-03-02'), 12, day('2029-03-01')), undefined)
  assert.equal(nextSurveillance(TODAY, null, day('2029-03-01')), undefined)
})
