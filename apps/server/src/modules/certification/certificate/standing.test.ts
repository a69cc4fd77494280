import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import fc from 'fast-check'
import { standingOn } from './standing.ts'
import type { Turn } from './state.ts'

const on = (type: Turn['type'], effectiveOn: string, decidedOn = effectiveOn): Turn => ({
  type, effectiveOn: effectiveOn as LocalDate, decidedOn: decidedOn as LocalDate,
    recordedAt: `${decidedOn}T02:00:00.000Z`, ground: null,
})
const certificate = (...history: Turn[]) => ({ history, validFrom: '2026-03-01' as LocalDate,
  validUntil: '2029-02-28' as LocalDate })
const issued = on('issued', '2026-03-01')

test('standing on a day follows the acts that had taken effect by then', () => {
  const suspendedThenRestored = certificate(issued, on('suspended', '2026-06-01'), on('extended', '2026-08-20'),
    on('restored', '2026-09-10'))
  const withdrawn = certificate(issued, on('suspended', '2026-06-01'), on('withdrawn', '2026-09-10'))
  const forged = certificate(issued, on('suspended', '2026-06-01'), on('restored', '2026-07-01'),
    on('withdrawn', '2026-03-01', '2026-10-01'))
  const cases: [string, ReturnType<typeof certificate>, string, string | undefined][] = [
    ['before its term it is nothing', certificate(issued), '2026-02-28', undefined],
    ['its first day counts', certificate(issued), '2026-03-01', 'valid'],
    ['its last day counts', certificate(issued), '2029-02-28', 'valid'],
    ['the day after its last it has expired', certificate(issued), '2029-03-01', 'expired'],
    ['the day before a suspension', suspendedThenRestored, '2026-05-31', 'valid'],
    ['the day of a suspension', suspendedThenRestored, '2026-06-01', 'suspended'],
    ['an extension stays suspended', suspendedThenRestored, '2026-08-25', 'suspended'],
    ['the day of restoring', suspendedThenRestored, '2026-09-10', 'valid'],
    ['withdrawn for ever', withdrawn, '2031-01-01', 'withdrawn'],
    ['before a withdrawal it stood as it stood', withdrawn, '2026-07-01', 'suspended'],
    ['a withdrawal from the first day leaves no day on which it stood', forged, '2026-06-15', 'withdrawn'],
    ['… not even the first', forged, '2026-03-01', 'withdrawn'],
    ['a suspension that runs on past the term has expired', certificate(issued, on('suspended', '2029-02-01')),
      '2029-03-01', 'expired'],
    ['a suspension that fell on appeal never held', certificate(issued,
      { ...on('suspended', '2026-06-01'), setAside: '2026-07-01' as LocalDate }), '2026-06-15', 'valid'],
    ['a withdrawal that fell on appeal leaves what stood before it', certificate(issued, on('suspended', '2026-06-01'),
      { ...on('withdrawn', '2026-08-01'), setAside: '2026-09-01' as LocalDate }), '2026-08-15', 'suspended'],
    ['suspended and restored on one day: the later act',
      certificate(issued, on('suspended', '2026-06-01'), on('restored', '2026-06-01')), '2026-06-01', 'valid'],
  ]
  for (const [title, of, day, expected] of cases) assert.equal(standingOn(of, day as LocalDate), expected, title)
})

test('an end is final: no act after it makes a certificate stand again', () => {
  const day = fc.integer({ min: 0, max: 700 })
    .map((n) => new Date(Date.parse('2026-03-01') + n * 86_400_000).toISOString().slice(0, 10))
  const turn = fc.tuple(fc.constantFrom('suspended', 'restored', 'extended'), day)
    .map(([type, at]) => on(type as Turn['type'], at))
  fc.assert(fc.property(fc.array(turn), day, fc.array(turn), day, (before, at, after, asked) => {
    const standing = standingOn(certificate(issued, ...before, on('withdrawn', at), ...after), asked as LocalDate)
    assert.equal(standing === 'withdrawn', asked >= at)
  }))
})
