import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standingFromActs } from './standing-from-acts.ts'

const act = (type: string, version: number, effectiveOn: string, content: Record<string, unknown> = {}) =>
  ({ type: `certificate.${type}`, version, subject: 'c', effectiveOn, content })
const issued = act('issued', 1, '2026-03-01', { registerNumber: 'N', validUntil: '2029-02-28' })
const on = (day: string, ...acts: ReturnType<typeof act>[]) =>
  standingFromActs([issued, ...acts], { day, number: 'N' })

test('a decision that an appeal set aside counts on no day, an end not excepted', () => {
  const withdrawn = act('withdrawn', 2, '2026-06-01')
  assert.equal(on('2026-07-01', withdrawn), 'withdrawn')
  assert.equal(on('2026-07-01', withdrawn, act('decision-set-aside', 3, '2026-06-01', { versions: [2] })), 'valid')
  assert.equal(on('2026-07-01', act('suspended', 2, '2026-05-01'), act('withdrawn', 3, '2026-06-01'),
    act('decision-set-aside', 4, '2026-06-01', { versions: [3] })), 'suspended')
  assert.equal(on('2026-07-01', withdrawn, act('decision-set-aside', 3, '2026-06-01', { versions: 'x' })), 'withdrawn')
})

test('a change of what it says turns nothing', () => {
  assert.equal(on('2026-07-01', act('suspended', 2, '2026-05-01'), act('changed', 3, '2026-06-01')), 'suspended')
})
