import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { completeCreditCode, idNumberCheck } from '@tianfu/identifiers'
import type { LocalDate } from '@tianfu/kernel'
import { fold } from '../../platform/aggregate.ts'
import type { Act } from '../../platform/work.ts'
import {
  authorise,
  authorisationHolds,
  creditCode,
  documentText,
  identityDocument,
  move,
  organisation,
  rename,
} from './domain.ts'
import type { Organisation } from './domain.ts'

const refused = (code: string) => (error: Error) => error.message === code
const today = '2026-03-02' as LocalDate
const act = (type: string, content: object, effectiveOn = today) =>
  ({ type, content, effectiveOn, decidedOn: effectiveOn }) as unknown as Act

describe('an organisation', () => {
  const registered = act('organisation.registered', {
    uscc: 'x', name: { zh: '示例酒业' }, kinds: ['enterprise'], region: '510502', address: '一号', representative: 'p',
  })
  test('keeps former names with the day on which each ended', () => {
    const state = fold(organisation, [registered,
      act('organisation.renamed', { name: { zh: '示例酒业二' } }, '2026-04-01' as LocalDate),
      act('organisation.renamed', { name: { zh: '示例酒业三' } }, '2026-05-01' as LocalDate)]) as Organisation
    assert.equal(state.name.zh, '示例酒业三')
    assert.deepEqual(state.formerNames, [
      { name: { zh: '示例酒业' }, until: '2026-04-01' }, { name: { zh: '示例酒业二' }, until: '2026-05-01' }])
  })
  test('a change that changes nothing is refused', () => {
    const state = fold(organisation, [registered]) as Organisation
    assert.throws(() => rename(state, { zh: '示例酒业' }), refused('name-unchanged'))
    assert.throws(() => move(state, { region: '510502', address: '一号' }), refused('address-unchanged'))
    assert.deepEqual(move(state, { region: '510502', address: '二号' }), { region: '510502', address: '二号' })
  })
})

describe('an authorisation', () => {
  const of = { organisation: 'o', representative: 'rep', grantedBy: 'rep' }
  const request = { agent: 'agent', from: today, until: '2027-03-01' as LocalDate, letter: 'h' }
  for (const { why, change, standing = false, code } of [
    { why: 'to the representative', change: { agent: 'rep' }, code: 'authorisation-of-representative' },
    { why: 'from yesterday', change: { from: '2026-03-01' as LocalDate }, code: 'authorisation-period' },
    {
      why: 'that ends before it begins',
      change: { from: '2026-03-05' as LocalDate, until: '2026-03-04' as LocalDate },
      code: 'authorisation-period',
    },
    { why: 'of three years and a day', change: { until: '2029-03-03' as LocalDate }, code: 'authorisation-period' },
    { why: 'beside one that stands', change: {}, standing: true, code: 'authorisation-stands' },
  ]) {
    test(`${why} is refused`, () =>
      assert.throws(() => authorise(of, { ...request, ...change }, standing, today), refused(code)))
  }
  test('of one day, or of three years to the day, is granted', () => {
    authorise(of, { ...request, until: today }, false, today)
    authorise(of, { ...request, until: '2029-03-02' as LocalDate }, false, today)
  })
  test('holds from its first to its last day', () => {
    const state = { status: 'granted' as const, ...authorise(of, request, false, today), grantedOn: today }
    const days = ['2026-03-01', '2026-03-02', '2027-03-01', '2027-03-02'] as LocalDate[]
    assert.deepEqual(days.map((day) => authorisationHolds(state, day)), [false, true, true, false])
  })
})

describe('what identifies', () => {
  test('a credit code as pasted is the code (B27)', () => {
    const code = completeCreditCode('91510502MA0000001')
    assert.equal(creditCode(` ${code.toLowerCase().slice(0, 8)} ${code.slice(8)}`), code)
    for (const text of [
      code.slice(0, 17),
      `${code}1`,
      `${code.slice(0, 17)}${code.endsWith('1') ? '2' : '1'}`,
      code.replace('M', 'I'),
    ]) {
      assert.throws(() => creditCode(text), refused('credit-code-broken'))
    }
  })
  test('a refusal never repeats the number of a document (B28)', () => {
    const number = '510502199001011239'
    assert.throws(
      () => identityDocument({ idKind: 'resident', idNumber: number }),
      (error: Error & { details: object }) =>
        error.message === 'identity-document-broken' && !JSON.stringify(error.details).includes('19900101'),
    )
  })
  test('a passport needs its country, and the same number of two countries is two persons', () => {
    assert.throws(() => identityDocument({ idKind: 'passport', idNumber: 'P1234567' }), refused('country-needed'))
    const of = (country: string) =>
      documentText(identityDocument({ idKind: 'passport', idNumber: 'P1234567', country }))
    assert.notEqual(of('DEU'), of('USA'))
  })
  test('full width and lower case give the same person', () => {
    const first17 = '51999919900101001'
    const number = first17 + idNumberCheck(first17)
    const wide = [...number].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')
    const of = (idNumber: string) => documentText(identityDocument({ idKind: 'resident', idNumber }))
    assert.equal(of(wide), of(number))
    assert.equal(of(number.toLowerCase()), of(number))
  })
})
