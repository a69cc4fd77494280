import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalOf } from '../../../../../test/refusal.ts'
import type { LocalDate } from '@tianfu/kernel'
import {
  certifiesOn, competentOn, endScope, grantScope, mayMove, registerStaff, standingOn, testsOn,
} from './domain.ts'
import type { Body, Laboratory, Staff } from './domain.ts'

const day = (text: string) => text as LocalDate

const BODY: Body = {
  status: 'suspended',
  standing: [{ status: 'approved', from: day('2026-02-01') }, { status: 'suspended', from: day('2026-05-01') }],
  approvalNumber: 'CB-1', slug: 'a', code: '01', prefix: 'AA', keys: [],
  scopes: [
    { rule: 'R1', from: day('2026-02-01'), until: day('2026-12-31') },
    { rule: 'R2', from: day('2026-03-01'), until: null },
  ],
}

for (const [on, rule, holds, why] of [
  ['2026-02-01', 'R1', true, 'the first day of the scope'],
  ['2026-01-31', 'R1', false, 'the day before'],
  ['2026-02-28', 'R2', false, 'the day before the second scope'],
  ['2026-03-01', 'R2', true, 'its first day'],
  ['2026-04-30', 'R1', true, 'the last day before the suspension'],
  ['2026-05-01', 'R1', false, 'the day of the suspension'],
  ['2026-04-30', 'R3', false, 'a rule that is not in scope'],
] as const) {
  test(`a body certifies under a rule on a day that scope and standing cover: ${why} → ${holds}`, () => {
    assert.equal(certifiesOn(BODY, rule, day(on)), holds)
  })
}

test('a suspension later does not undo that the body was approved before', () => {
  assert.equal(standingOn(BODY.standing, day('2026-04-01')), 'approved')
  assert.equal(standingOn(BODY.standing, day('2026-01-01')), undefined)
})

for (const [from, until, answer] of [
  ['2027-01-01', null, 'allowed'], ['2026-12-31', null, 'scope-exists'], ['2025-01-01', '2026-01-31', 'allowed'],
  ['2025-01-01', '2026-02-01', 'scope-exists'], ['2027-02-01', '2027-01-31', 'days-out-of-order'],
] as const) {
  test(`scopes of one rule never overlap: ${from} to ${until ?? 'no end'} → ${answer}`, () => {
    const scope = { rule: 'R1', from: day(from), until: until === null ? null : day(until) }
    assert.equal(refusalOf(() => grantScope(BODY, scope)), answer)
  })
}

test('ending a scope takes effect at once: its last day is yesterday', () => {
  assert.deepEqual(endScope(BODY.scopes, 'R1', day('2026-03-01')), { until: '2026-02-28' })
  assert.equal(refusalOf(() => endScope(BODY.scopes.slice(0, 1), 'R1', day('2027-01-01'))), 'scope-missing')
})

for (const [status, move, answer] of [
  ['approved', 'suspend', 'allowed'], ['approved', 'restore', 'wrong-state'], ['approved', 'end', 'allowed'],
  ['suspended', 'suspend', 'wrong-state'], ['suspended', 'restore', 'allowed'], ['suspended', 'end', 'allowed'],
  ['ended', 'suspend', 'wrong-state'], ['ended', 'restore', 'wrong-state'], ['ended', 'end', 'wrong-state'],
] as const) {
  test(`from ${status}, ${move} is ${answer}`, () => assert.equal(refusalOf(() => mayMove({ status }, move)), answer))
}

const LABORATORY: Laboratory = {
  status: 'approved', standing: [{ status: 'approved', from: day('2026-02-01') }], cma: 'CMA', cnas: null,
  accreditedUntil: day('2026-06-30'), scopes: [{ method: 'GB 1', from: day('2026-02-01'), until: null }],
}
for (const [on, method, holds] of [
  ['2026-06-30', 'GB 1', true], ['2026-07-01', 'GB 1', false], ['2026-01-31', 'GB 1', false],
  ['2026-06-30', 'GB 2', false],
] as const) {
  test(`a test by ${method} on ${on} ${holds ? 'counts' : 'does not count'}`, () => {
    assert.equal(testsOn(LABORATORY, method, day(on)), holds)
  })
}

const AUDITOR: Staff = {
  person: 'p', organisation: 'o', functions: ['auditor'], competences: ['C15.1'], from: day('2026-02-01'),
  until: day('2026-06-30'),
}
for (const [fn, competence, on, holds] of [
  ['auditor', 'C15.1', '2026-06-30', true], ['auditor', 'C15.1', '2026-07-01', false],
  ['auditor', 'C30.7', '2026-03-01', false],
  ['decider', 'C15.1', '2026-03-01', false], ['auditor', undefined, '2026-03-01', true],
] as const) {
  test(`competence is function, code and day: ${fn} ${competence ?? 'any'} on ${on} → ${holds}`, () => {
    assert.equal(competentOn(AUDITOR, { function: fn, competence }, day(on)), holds)
  })
}

const request = { person: 'p', organisation: 'o', functions: ['auditor'], competences: [] } as const
for (const [others, answer, why] of [
  [[], 'allowed', 'nowhere else'],
  [[{ from: day('2025-01-01'), until: null }], 'practises-elsewhere', 'an open registration anywhere'],
  [[{ from: day('2025-01-01'), until: day('2026-03-02') }], 'practised-elsewhere-today', 'a last day that is today'],
  [[{ from: day('2025-01-01'), until: day('2026-03-01') }], 'allowed', 'a last day that was yesterday'],
] as const) {
  test(`a person practises in one body only: ${why} → ${answer}`, () => {
    const of = { kinds: ['body'] as const, isMember: true, others }
    assert.equal(refusalOf(() => registerStaff(of, request, day('2026-03-02'))), answer)
  })
}

test('a body registers no signatories, a laboratory no auditors, and neither a stranger', () => {
  const today = day('2026-03-02')
  const of = { isMember: true, others: [] }
  assert.equal(
    refusalOf(() => registerStaff({ ...of, kinds: ['body'] }, { ...request, functions: ['signatory'] }, today)),
    'function-not-here',
  )
  assert.equal(refusalOf(() => registerStaff({ ...of, kinds: ['laboratory'] }, request, today)), 'function-not-here')
  assert.equal(
    refusalOf(() => registerStaff({ ...of, kinds: ['body'], isMember: false }, request, today)), 'not-a-member',
  )
})
