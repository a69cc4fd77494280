import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import type { Edition } from '@tianfu/scheme'
import fc from 'fast-check'
import { parse } from 'yaml'
import { approve, delegate, holdsOn, isRole, loginOf, mayHold } from './domain.ts'
import type { Held, Membership } from './domain.ts'

const roles = parse(
  readFileSync(new URL('../../../../../scheme/sichuan/2026-01-01/roles.yaml', import.meta.url), 'utf8'),
)
const edition = { roles } as Pick<Edition, 'roles'>
const body = { id: 'body-a', kinds: ['body'] as const, region: '510104' }
const platform = { id: 'platform', kinds: ['platform'] as const, region: '510000' }
const city = { id: 'city', kinds: ['authority'] as const, region: '510500' }
const refused = (code: string) => (error: Error) => error.message === code

describe('who may hold a role', () => {
  const cases: {
    role: string
    of: Parameters<typeof mayHold>[2]
    held: Held[]
    region?: string
    code?: string
    why: string
  }[] = [
    { role: 'body-auditor', of: body, held: [], why: 'a first role' },
    {
      role: 'body-decider',
      of: body,
      held: [{ role: 'body-auditor', organisation: 'body-a' }],
      why: 'two roles in one body: separation is on the file',
    },
    {
      role: 'body-auditor',
      of: body,
      held: [{ role: 'body-auditor', organisation: 'body-b' }],
      code: 'one-body-only',
      why: 'a person practises in one body',
    },
    {
      role: 'body-auditor',
      of: body,
      held: [{ role: 'enterprise-agent', organisation: 'e' }],
      code: 'roles-incompatible',
      why: 'an agent of a firm does not audit',
    },
    {
      role: 'security-administrator',
      of: platform,
      held: [{ role: 'system-administrator', organisation: 'platform' }],
      code: 'roles-incompatible',
      why: 'three administrators are three persons',
    },
    {
      role: 'audit-administrator',
      of: platform,
      held: [{ role: 'security-administrator', organisation: 'platform' }],
      code: 'roles-incompatible',
      why: 'three administrators are three persons',
    },
    {
      role: 'body-auditor',
      of: platform,
      held: [],
      code: 'role-not-of-organisation',
      why: 'a platform has no auditors',
    },
    { role: 'toString', of: platform, held: [], code: 'role-unknown', why: 'a name from the prototype is no role' },
    { role: 'authority-city', of: city, held: [], code: 'region-needed', why: 'a regional role needs its region' },
    { role: 'authority-city', of: city, held: [], region: '510500', why: 'its own region' },
    { role: 'authority-city', of: city, held: [], region: '510502', why: 'a county inside' },
    {
      role: 'authority-city',
      of: city,
      held: [],
      region: '511100',
      code: 'region-beyond-organisation',
      why: 'another prefecture',
    },
    {
      role: 'authority-city',
      of: city,
      held: [],
      region: '510000',
      code: 'region-beyond-organisation',
      why: 'the province above',
    },
  ]
  for (const { role, of, held, region, code, why } of cases) {
    test(`${role}: ${why} → ${code ?? 'yes'}`, () => {
      const ask = () => mayHold(edition, { role, ...(region && { region }) }, of, held)
      if (code) assert.throws(ask, refused(code))
      else assert.equal(ask().role, role)
    })
  }

  test('incompatibility does not depend on which role came first', () => {
    const ids = Object.keys(roles).filter((id) => isRole(edition, id)) as Held['role'][]
    fc.assert(fc.property(fc.constantFrom(...ids), fc.constantFrom(...ids), (a, b) => {
      const may = (role: Held['role'], held: Held['role']) => {
        try {
          mayHold(
            edition,
            { role, region: '510500' },
            { id: 'o', kinds: [roles[role].organisation], region: '510000' },
            [{ role: held, organisation: 'o' }],
          )
          return true
        } catch { return false }
      }
      assert.equal(may(a, b), may(b, a))
    }))
  })
})

describe('approving a membership', () => {
  const state: Membership = {
    status: 'requested', account: 'a', person: 'beneficiary', organisation: 'o', role: 'body-auditor', basis: 'request',
    requestedBy: 'requester', requestedOn: '2026-03-02' as LocalDate,
  }
  for (const { persons, code, why } of [
    { persons: ['third'], code: undefined, why: 'a third person' },
    { persons: ['requester'], code: 'approve-own-request', why: 'whoever asked' },
    { persons: ['beneficiary'], code: 'approve-own-request', why: 'whoever gains' },
    { persons: ['third', 'requester'], code: 'approve-own-request', why: 'under delegation of whoever asked' },
  ]) {
    test(`by ${why} → ${code ?? 'yes'}`, () => {
      if (code) assert.throws(() => approve(state, persons), refused(code))
      else approve(state, persons)
    })
  }
  test('twice is refused', () => {
    assert.throws(() => approve({ ...state, status: 'active' }, ['third']), refused('wrong-state'))
  })
})

describe('a membership holds from its first to its last day', () => {
  const of = { status: 'active' as const, from: '2026-03-02' as LocalDate, until: '2026-03-05' as LocalDate }
  for (const [day, holds] of [
    ['2026-03-01', false],
    ['2026-03-02', true],
    ['2026-03-05', true],
    ['2026-03-06', false],
  ] as const) {
    test(`${day} → ${holds}`, () => assert.equal(holdsOn(of, day as LocalDate), holds))
  }
  test('and not when it has ended', () =>
    assert.equal(holdsOn({ ...of, status: 'ended' }, '2026-03-03' as LocalDate), false))
})

describe('a delegation', () => {
  const from = { membership: 'm', role: 'body-decider', organisation: 'o', person: 'p', delegated: false }
  const to = { account: 'a', person: 'q', held: [{ role: 'body-auditor' as const, organisation: 'o' }] }
  const term = { from: '2026-03-02' as LocalDate, until: '2026-03-31' as LocalDate }
  const today = '2026-03-02' as LocalDate
  test('goes to somebody else of the organisation', () =>
    assert.equal(delegate(edition, from, to, term, today).delegatePerson, 'q'))
  for (const { change, code } of [
    { change: { to: { ...to, person: 'p' } }, code: 'delegation-to-self' },
    {
      change: { to: { ...to, held: [{ role: 'body-auditor' as const, organisation: 'x' }] } },
      code: 'delegate-not-of-organisation',
    },
    { change: { from: { ...from, delegated: true } }, code: 'role-not-delegable' },
    { change: { from: { ...from, role: 'security-administrator' } }, code: 'role-not-delegable' },
    { change: { from: { ...from, role: '' } }, code: 'membership-needed' },
    {
      change: { term: { from: '2026-03-01' as LocalDate, until: '2026-03-31' as LocalDate } },
      code: 'delegation-period',
    },
    {
      change: { term: { from: '2026-03-31' as LocalDate, until: '2026-03-30' as LocalDate } },
      code: 'delegation-period',
    },
    {
      change: { term: { from: '2026-03-02' as LocalDate, until: '2027-03-03' as LocalDate } },
      code: 'delegation-period',
    },
  ]) {
    test(`otherwise ${code}`, () => {
      const of = { from, to, term, ...change }
      assert.throws(() => delegate(edition, of.from, of.to, of.term, today), refused(code))
    })
  }
})

describe('a login', () => {
  for (const [text, login] of [['Zhang.San', 'zhang.san'], [' abc ', 'abc'], ['a-1', 'a-1']] as const) {
    test(`${JSON.stringify(text)} is kept as ${login}`, () => assert.equal(loginOf(text), login))
  }
  for (const text of ['ab', '1abc', 'a b', '张三', 'a'.repeat(41), "a'or1=1", 'a\nb', '']) {
    test(`${JSON.stringify(text)} is refused`, () => assert.throws(() => loginOf(text), refused('login-form')))
  }
})
