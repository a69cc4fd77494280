import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LocalDate } from '@tianfu/kernel'
import { applyAct } from '../../platform/aggregate.ts'
import type { Act } from '../../platform/work.ts'
import { activate, at, codeBatch, mustBeOrderable, nextInactive, overlap, voidRange } from './domain.ts'
import type { CodeBatch } from './domain.ts'
import { verdictOn } from './verdict.ts'

const day = (text: string) => text as LocalDate
const today = day('2026-06-01')
const refusal = (code: string) => ({ name: 'Refusal', code })
const act = (type: string, content: object, ground: string | null = null): Act => ({
  id: 'a', type, v: 1, subjectType: 'code-batch', subject: 's', version: 1, content: content as Act['content'],
  capacity: 'applicant',
  organisation: null, person: null, ground, recordedAt: '2026-06-01T01:00:00.000Z' as Act['recordedAt'],
  decidedOn: today,
  effectiveOn: today, publishedAt: null,
})
const issued = (quantity: number): CodeBatch => applyAct(codeBatch, undefined, act('code-batch.issued', {
  order: 'r', organisation: 'o', licence: 'l', certificate: 'c', product: 'p', gtin: '06901234567892', keyId: '0',
  first: 0, quantity,
}))
const lot = (quantity: number, from?: number) => ({
  lot: 'L1', producedOn: day('2026-05-20'), quantity, ...(from !== undefined && { from }),
})
const from = day('2026-05-01')
const activated = (batch: CodeBatch, request: ReturnType<typeof lot>) =>
  applyAct(codeBatch, batch, act('code-batch.activated', activate(batch, request, today, from)))
const voided = (batch: CodeBatch, a: number, b: number) =>
  applyAct(
    codeBatch, batch, act('code-batch.range-voided', { ...voidRange(batch, { from: a, to: b }), note: null }, 'lost'),
  )

test('lots are activated one after the other, and the batch says how much of it is active', () => {
  const one = activated(issued(100), lot(40))
  assert.deepEqual([one.status, one.activated, nextInactive(one)], ['partly-active', 40, 41])
  const two = activated(one, lot(60))
  assert.deepEqual([two.status, two.activated, nextInactive(two)], ['active', 100, undefined])
})

const REFUSED: [name: string, attempt: () => unknown, code: string][] = [
  ['more than the batch holds', () => activate(issued(10), lot(11), today, from), 'range-outside'],
  ['more than is left', () => activate({ ...issued(10), activations: [{ from: 1, to: 8, lot: 'A', producedOn: today,
    on: today }] }, lot(3), today, from), 'batch-exhausted'],
  ['from a place after the last', () => activate(issued(10), lot(1, 11), today, from), 'range-outside'],
  [
    'an item that is active already', () => activate(activated(issued(10), lot(5)), lot(2, 5), today, from),
    'range-active',
  ],
  ['an item that was made void', () => activate(voided(issued(10), 3, 4), lot(5, 1), today, from), 'range-void'],
  [
    'goods made tomorrow', () => activate(issued(10), { ...lot(1), producedOn: day('2026-06-02') }, today, from),
    'produced-in-future',
  ],
  [
    'goods made before the certificate',
    () => activate(issued(10), { ...lot(1), producedOn: day('2026-04-30') }, today, from),
    'produced-before-certificate',
  ],
  ['voiding twice', () => voidRange(voided(issued(10), 3, 4), { from: 4, to: 6 }), 'range-void'],
  ['voiding beyond the batch', () => voidRange(issued(10), { from: 9, to: 11 }), 'range-outside'],
  ['voiding backwards', () => voidRange(issued(10), { from: 5, to: 4 }), 'range-outside'],
  ['place zero', () => voidRange(issued(10), { from: 0, to: 4 }), 'range-outside'],
  ['a product without a GTIN', () => mustBeOrderable({ gtin: null, name: { zh: '米' } }, 1, 10), 'product-without-gtin'],
  [
    'more than an order may hold', () => mustBeOrderable({ gtin: '06901234567892', name: { zh: '米' } }, 11, 10),
    'order-too-large',
  ],
]
for (const [name, attempt, code] of REFUSED) test(
  `refuses ${name}: ${code}`, () => { assert.throws(attempt, refusal(code)) },
)

test('an active item may be made void: destroyed or recalled goods; a wholly void batch says so', () => {
  const batch = voided(activated(issued(10), lot(10)), 1, 10)
  assert.equal(batch.status, 'void')
})

test('whatever is activated and voided, no place is active or void twice, and the counts are right', () => {
  const step = fc.record({
    kind: fc.constantFrom('activate', 'void'), from: fc.integer({ min: 1, max: 30 }),
    size: fc.integer({ min: 1, max: 12 }),
  })
  fc.assert(fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
    let batch = issued(30)
    for (const { kind, from: first, size } of steps) {
      try {
        batch = kind === 'activate' ? activated(batch, lot(size, first)) : voided(batch, first, first + size - 1)
      } catch (error) {
        assert.equal((error as Error).name, 'Refusal')
      }
    }
    const places = (ranges: readonly { from: number; to: number }[]) =>
      ranges.flatMap(({ from: a, to }) => Array.from({ length: to - a + 1 }, (_, i) => a + i))
    const active = places(batch.activations)
    const gone = places(batch.voids)
    assert.equal(new Set(active).size, active.length)
    assert.equal(new Set(gone).size, gone.length)
    assert.deepEqual([batch.activated, batch.voided], [active.length, gone.length])
    const free = Array.from({ length: 30 }, (_, i) => i + 1)
      .find((place) => !active.includes(place) && !gone.includes(place))
    assert.equal(nextInactive(batch), free)
  }))
})

test('an overlap names the first place that is in the way', () => {
  assert.equal(overlap([{ from: 5, to: 9 }, { from: 20, to: 30 }], { from: 7, to: 25 }), 7)
  assert.equal(overlap([{ from: 5, to: 9 }], { from: 10, to: 25 }), undefined)
  assert.equal(at([{ from: 5, to: 9 }], 9)?.from, 5)
})

const stands = (certificate: string, licence: string) => ({ certificate, licence }) as Parameters<typeof verdictOn>[2]
const batch = voided(activated(issued(10), lot(5)), 5, 6)
const VERDICTS: [place: number, certificate: string, licence: string, expected: string, why: string][] = [
  [1, 'valid', 'valid', 'valid', 'active under a standing certificate and licence'],
  [1, 'suspended', 'suspended', 'suspended', 'the certificate is suspended'],
  [1, 'valid', 'suspended', 'suspended', 'the licensor suspended the mark'],
  [1, 'suspended', 'valid', 'suspended', 'no verdict waits for the cascade'],
  [1, 'withdrawn', 'valid', 'withdrawn', 'a withdrawal is the gravest'],
  [1, 'expired', 'suspended', 'expired', 'an expired certificate outranks a suspension'],
  [1, 'cancelled', 'cancelled', 'cancelled', 'the holder gave up'],
  [1, 'valid', 'none', 'cancelled', 'codes without a licence in force do not stand'],
  [5, 'valid', 'valid', 'void', 'active and then made void'],
  [6, 'valid', 'valid', 'void', 'made void before it was ever used'],
  [7, 'valid', 'valid', 'unactivated', 'printed and not on goods'],
  [7, 'suspended', 'suspended', 'unactivated', 'printed and not on goods, whatever the mark'],
  [7, 'withdrawn', 'withdrawn', 'void', 'unused codes fall with the mark'],
]
for (const [place, certificate, licence, expected, why] of VERDICTS) {
  test(`item ${place} under a ${certificate} certificate and a ${licence} licence is ${expected}: ${why}`, () => {
    assert.equal(verdictOn(batch, place, stands(certificate, licence)).verdict, expected)
  })
}
