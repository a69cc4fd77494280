import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { marked, yieldOf } from './history.ts'

const told = (id: string, eventTime: string, recordedAt: string, more = {}) =>
  ({ id, eventTime, recordedAt, declaresError: false, corrected: false, unconfirmed: false, ...more })

test('what was told late, out of order or corrected is marked, and stands where it happened', () => {
  const events = [
    told('c', '2026-03-01T10:00:00Z', '2026-03-01T10:01:00Z'),
    told('a', '2026-03-01T08:00:00Z', '2026-03-03T08:00:00Z'),
    told('b', '2026-03-01T09:00:00Z', '2026-03-01T09:01:00Z', { corrected: true, unconfirmed: true }),
    told('b', '2026-03-01T09:00:00Z', '2026-03-04T09:00:00Z', { declaresError: true }),
  ]
  assert.deepEqual(marked(events).map(({ id, marks }) => [id, marks]),
    [['a', ['late', 'out-of-order']], ['b', ['corrected', 'unconfirmed']], ['c', []]])
})

test('the order of telling changes nothing of a history', () => {
  const moment = fc.integer({ min: 1_770_000_000_000, max: 1_780_000_000_000 }).map((ms) => new Date(ms).toISOString())
  const event = fc.record({
    id: fc.uuid(), eventTime: moment, recordedAt: moment, declaresError: fc.boolean(),
    corrected: fc.boolean(), unconfirmed: fc.boolean(),
  })
  const plain = (events: ReturnType<typeof marked>) => events.map((one) => JSON.stringify(one)).toSorted()
  fc.assert(fc.property(fc.uniqueArray(event, { selector: ({ id }) => id, maxLength: 12 }), (events) =>
    assert.deepEqual(plain(marked(events)), plain(marked(events.toReversed())))))
})

test('a yield is said only where everything is counted in one unit', () => {
  const made = (inputQuantityList: object[], outputQuantityList: object[], type = 'TransformationEvent') =>
    yieldOf({ type, inputQuantityList, outputQuantityList })
  const kg = (quantity: number) => ({ epcClass: 'x:y', quantity, uom: 'KGM' })
  assert.deepEqual(made([kg(90), kg(30)], [kg(100)]), { input: '120', output: '100', unit: 'KGM', percent: '83.33' })
  assert.equal(made([kg(90)], [{ epcClass: 'x:y', quantity: 100, uom: 'LTR' }]), undefined)
  assert.equal(made([kg(90)], [{ epcClass: 'x:y' }]), undefined)
  assert.equal(made([], [kg(1)]), undefined)
  assert.equal(made([kg(1)], [kg(1)], 'ObjectEvent'), undefined)
})
