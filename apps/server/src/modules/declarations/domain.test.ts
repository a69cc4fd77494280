import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refusalOf } from '../../../../../test/refusal.ts'
import type { Instant, LocalDate } from '@tianfu/kernel'
import fc from 'fast-check'
import { fold } from '../../platform/aggregate.ts'
import type { Act } from '../../platform/work.ts'
import { concludeChallenge, confirm, declaration, mayHappen, MAY_HAPPEN_FROM, standingOn } from './domain.ts'
import type { Declaration, Status } from './domain.ts'

const day = (text: string) => text as LocalDate
const TEXT = { $text: 't', sha256: 'h' }

const CONTENTS = { facts: [], clauses: [], values: [], conforms: true, statement: TEXT }
const PUBLISHED: Declaration = {
  ...CONTENTS, status: 'public', number: 'TD1', organisation: 'o', product: 'p', productName: { zh: '酒' }, models: [],
  gtin: null,
  programme: 'tianfu-quality', rule: { number: 'R', edition: '2026' },
  standards: { a: { number: 'A', edition: '2026' }, b: { number: 'B', edition: '2026' } },
  publishedOn: day('2026-03-01'), revisedOn: day('2026-03-01'), revision: 1, validUntil: day('2029-02-28'),
  confirmedUntil: day('2027-02-28'), endedOn: null, earlier: [], challenges: [],
}
const CHALLENGE = {
  id: 'c', number: 'TQ1', ground: 'value-wrong', acceptedOn: day('2026-04-01'), office: null, revision: 1, facts: TEXT,
  answer: null,
  evidence: null, answeredOn: null, outcome: null, reason: null, concludedOn: null,
}

for (const [on, of, standing, why] of [
  ['2026-03-01', {}, 'public', 'its first day'],
  ['2027-02-28', {}, 'public', 'the last day of the year it was confirmed for'],
  ['2027-03-01', {}, 'lapsed', 'the day after'],
  ['2029-03-01', {}, 'expired', 'the day after its term, confirmed or not'],
  ['2026-03-31', { challenges: [CHALLENGE] }, 'public', 'the day before a challenge was accepted'],
  ['2026-04-01', { challenges: [CHALLENGE] }, 'challenged', 'the day it was accepted'],
  [
    '2026-05-01', { challenges: [{ ...CHALLENGE, concludedOn: day('2026-05-01') }] }, 'public',
    'the day it was concluded',
  ],
  ['2026-05-31', { status: 'withdrawn', endedOn: day('2026-06-01') }, 'public', 'the day before it was withdrawn'],
  ['2026-06-01', { status: 'withdrawn', endedOn: day('2026-06-01') }, 'withdrawn', 'the day it was withdrawn'],
  ['2030-01-01', { status: 'refuted', endedOn: day('2026-06-01') }, 'refuted', 'a final status outlives the term'],
] as const) {
  test(`standing is computed from days: ${why} → ${standing}`, () => {
    assert.equal(standingOn({ ...PUBLISHED, ...of }, day(on)), standing)
  })
}

for (const [today, answer, why] of [
  ['2026-11-27', 'confirmation-too-early', 'more than three months before'],
  ['2026-11-28', '2028-02-28', 'three months before: another year from the old day'],
  ['2027-06-01', '2028-05-31', 'lapsed: a year that begins today'],
  ['2028-12-01', '2029-02-28', 'never beyond the term'],
  ['2029-03-01', 'wrong-state', 'after the term'],
] as const) {
  test(`the yearly confirmation: ${why} → ${answer}`, () => {
    const run = () => confirm(PUBLISHED, day(today), 12)
    if (/^\d/.test(answer)) assert.equal(run().confirmedUntil, answer)
    else assert.equal(refusalOf(run), answer)
  })
}

test('“corrected” needs a correction after the challenge was accepted', () => {
  const challenged: Declaration = { ...PUBLISHED, status: 'challenged', challenges: [CHALLENGE] }
  assert.equal(refusalOf(() => concludeChallenge(challenged, 'c', 'corrected')), 'not-corrected')
  assert.equal(refusalOf(() => concludeChallenge({ ...challenged, revision: 2 }, 'c', 'corrected')), 'allowed')
  assert.equal(refusalOf(() => concludeChallenge(challenged, 'x', 'unfounded')), 'not-found')
})

/** Histories that the transition table allows, of any length, with up to three challenges. */
const EVENTS = [
  'confirmed', 'corrected', 'withdrawn', 'challenge-accepted', 'challenge-answered', 'challenge-concluded',
] as const
const history = fc.array(fc.record({
  event: fc.constantFrom(...EVENTS), outcome: fc.constantFrom('unfounded' as const, 'refuted' as const),
  pick: fc.nat(2),
}), { maxLength: 15 })

function play(steps: { event: typeof EVENTS[number]; outcome: 'unfounded' | 'refuted'; pick: number }[]): Status[] {
  let version = 1
  const act = (type: string, content: object): Act => ({
    id: `${version}`, type, v: 1, subjectType: 'declaration', subject: 's', version: version++,
    content: content as Record<string, unknown>,
    capacity: '', organisation: null, person: null, ground: 'g', recordedAt: '2026-03-01T00:00:00.000Z' as Instant,
    decidedOn: day('2026-03-01'), effectiveOn: day('2026-03-01'), publishedAt: null,
  })
  const { status: _, ...content } = PUBLISHED
  const acts = [act('declaration.published', content)]
  const seen: Status[] = ['public']
  for (const { event, outcome, pick } of steps) {
    const state = fold(declaration, acts) as Declaration
    try { mayHappen(event, state) } catch { continue }
    const open = state.challenges.filter(({ concludedOn }) => concludedOn === null)
    const challenge = open[pick % Math.max(1, open.length)]
    if (event === 'challenge-accepted') {
      acts.push(act(`declaration.${event}`, { id: `c${version}`, number: 'TQ', facts: TEXT }))
    }
    else if (event === 'challenge-answered') challenge && acts.push(
      act(`declaration.${event}`, { id: challenge.id, answer: TEXT, evidence: null })
    )
    else if (event === 'challenge-concluded') challenge && acts.push(
      act(`declaration.${event}`, { id: challenge.id, outcome, reason: TEXT })
    )
    else acts.push(
      act(`declaration.${event}`, event === 'corrected' ? CONTENTS : { confirmedUntil: day('2028-02-28') })
    )
    seen.push((fold(declaration, acts) as Declaration).status)
  }
  return seen
}

test('withdrawn and refuted are final, over any history', () => {
  fc.assert(fc.property(history, (steps) => {
    const seen = play(steps)
    const end = seen.findIndex((status) => status === 'withdrawn' || status === 'refuted')
    assert.ok(end === -1 || seen.slice(end).every((status) => status === seen[end]))
  }))
})

test('every event of the table has an act that the aggregate knows', () => {
  for (const event of Object.keys(MAY_HAPPEN_FROM)) assert.ok(declaration.apply[`declaration.${event}`], event)
})
