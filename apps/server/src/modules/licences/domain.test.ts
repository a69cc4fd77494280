import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import { loadScheme } from '../../platform/scheme.ts'
import { applyAct } from '../../platform/aggregate.ts'
import type { Act } from '../../platform/work.ts'
import { licence } from './aggregate.ts'
import {
  MAY_HAPPEN_FROM, decide, isInvolved, isPossible, levelsFor, licenceStanding, mustBeGround, mustBePossible, termOf,
  yearlyVolume,
} from './domain.ts'
import type { CertificateStatus, Licence, LicenceStatus } from './domain.ts'

const edition = loadScheme(join(import.meta.dirname, '../../../../../scheme/sichuan')).editions[0]!
const day = (text: string) => text as LocalDate
const refusal = (code: string) => ({ name: 'Refusal', code })

const deciding = (more: Partial<Licence> = {}): Licence => ({
  status: 'deciding', organisation: 'o', licensor: 'l', certificate: 'c', certificateNumber: 'TFQ',
  programme: 'tianfu-quality',
  edition: edition.inForceFrom, region: '510502', batch: false, products: [], media: ['packaging'], artwork: null,
  contact: { $text: 't', sha256: 's' }, appliedOn: day('2026-03-02'), factChecks: [],
  publicity: {
    from: day('2026-03-09'), until: day('2026-03-16'), closedOn: day('2026-03-17'), holder: {
      uscc: 'u', name: { zh: '甲' },
    },
    certificate: 'TFQ', programme: 'tianfu-quality', region: '510502', products: [], standards: [],
  },
  objections: [], handlers: ['officer'], decision: null, number: null, validFrom: null, validUntil: null,
  announcedOn: null,
  suspensions: [], extra: [], endedOn: null, stock: null, ...more,
})

const act = (type: string, content: object, more: Partial<Act> = {}): Act => ({
  id: 'a', type, v: 1, subjectType: 'licence', subject: 's', version: 2, content: content as Act['content'],
  capacity: 'licensor',
  organisation: null, person: null, ground: null, recordedAt: '2026-03-17T01:00:00.000Z' as Act['recordedAt'],
  decidedOn: day('2026-03-17'), effectiveOn: day('2026-03-17'), publishedAt: null, ...more,
})
const after = (state: Licence, ...acts: Act[]): Licence => acts.reduce(
  (one, next) => applyAct(licence, one, next), state,
)

test('county and then city of the site confirm the facts; a site known to the city only goes to it', () => {
  assert.deepEqual(levelsFor('510502'), [{ level: 'county', region: '510502' }, { level: 'city', region: '510500' }])
  assert.deepEqual(levelsFor('510500'), [{ level: 'city', region: '510500' }])
})

const VOLUMES: [capacity: number, factor: number, batch: boolean, expected: number, why: string][] = [
  [1000, 105, false, 1050, 'capacity times 1.05'],
  [999, 105, false, 1048, '1 048.95 is rounded down'],
  [1, 105, false, 1, '1.05 is rounded down'],
  [1000, 105, true, 1000, 'a batch counts as it is'],
  [1_000_000_000_000, 105, false, 1_050_000_000_000, 'large figures stay exact'],
]
for (const [capacity, factor, batch, expected, why] of VOLUMES) {
  test(`yearly volume of ${capacity} × ${factor} %: ${expected}, for ${why}`, () => {
    assert.equal(yearlyVolume(capacity, factor, batch), expected)
  })
}

test('the decision waits for the last day of publicity, and is refused a day early (B67)', () => {
  const open = deciding({ status: 'publicity', publicity: { ...deciding().publicity!, closedOn: null } })
  const at = (today: string) => ({ today: day(today), persons: ['decider'], certificate: 'valid' as const })
  assert.throws(() => decide(open, { outcome: 'granted' }, at('2026-03-16'), edition), refusal('publicity-running'))
  assert.deepEqual(decide(deciding(), { outcome: 'granted' }, at('2026-03-17'), edition), {
    outcome: 'granted', ground: null,
  })
})

test('no decision while an objection is open; once all are handled the file moves on by itself', () => {
  const lodged = act(
    'licence.objection-lodged',
    { id: 'x', number: 'TB1', anonymous: true, text: { $text: 'a', sha256: 'b' }, contact: null },
    { ground: 'facts-wrong' },
  )
  const waiting = after(
    deciding({ status: 'publicity', publicity: { ...deciding().publicity!, closedOn: null } }), lodged,
    act('licence.publicity-closed', {}),
  )
  assert.equal(waiting.status, 'objections')
  assert.throws(
    () => decide(
      waiting, { outcome: 'granted' }, { today: day('2026-03-18'), persons: ['decider'], certificate: 'valid' },
      edition,
    ),
    refusal('objections-open'),
  )
  const handled = after(
    waiting,
    act(
      'licence.objection-handled',
      { objection: 'x', outcome: 'rejected', reason: { $text: 'r', sha256: 'h' }, by: ['second-officer'] },
      { ground: 'rejected' },
    ),
  )
  assert.equal(handled.status, 'deciding')
  assert.deepEqual(handled.handlers, ['officer', 'second-officer'])
})

test('whoever examined the file, opened its publicity or handled an objection never decides it (B66)', () => {
  const at = (...persons: string[]) => ({ today: day('2026-03-18'), persons, certificate: 'valid' as const })
  assert.throws(
    () => decide(deciding(), { outcome: 'granted' }, at('officer'), edition), refusal('separation-of-duties'),
  )
  assert.throws(
    () => decide(deciding(), { outcome: 'granted' }, at('somebody', 'officer'), edition),
    refusal('separation-of-duties'),
  )
  assert.equal(isInvolved(deciding(), ['decider']), false)
  const opened = after(
    deciding({ handlers: [] }), act('licence.publicity-opened', deciding().publicity!, { person: 'opener' }),
  )
  assert.deepEqual(opened.handlers, ['opener'])
})

test('a refusal cites a ground of the list, and never one that only a cascade cites', () => {
  const at = { today: day('2026-03-18'), persons: ['decider'], certificate: 'valid' as const }
  assert.throws(() => decide(deciding(), { outcome: 'refused' }, at, edition), refusal('ground-needed'))
  assert.throws(
    () => decide(deciding(), { outcome: 'refused', ground: 'dislike' }, at, edition), refusal('ground-unknown'),
  )
  assert.equal(
    decide(deciding(), { outcome: 'refused', ground: 'objection-upheld' }, at, edition).ground, 'objection-upheld',
  )
  assert.throws(() => mustBeGround(edition, 'licenceSuspension', 'certificate-suspended'), refusal('ground-unknown'))
})

test('nothing is granted on a certificate that does not stand', () => {
  for (const certificate of ['suspended', 'withdrawn', 'cancelled', 'expired'] as const) {
    assert.throws(
      () => decide(deciding(), { outcome: 'granted' }, { today: day('2026-03-18'), persons: [], certificate }, edition),
      refusal('certificate-not-valid'),
    )
  }
})

test('the term ends with the certificate when that is earlier', () => {
  assert.equal(termOf(day('2029-03-01'), day('2028-12-31')), '2028-12-31')
  assert.equal(termOf(day('2029-03-01'), day('2030-12-31')), '2029-03-01')
})

const inForce = {
  status: 'in-force' as LicenceStatus, number: 'TLQ', validFrom: day('2026-04-01'), validUntil: day('2029-03-31'),
  suspensions: [],
}
const byLicensor = [{ cause: 'licensor' as const, from: day('2026-05-01'), ground: 'safety-risk' }]
const STANDINGS: [
  more: Partial<typeof inForce> & object, certificate: CertificateStatus, on: string, expected: string, why: string,
][] = [
  [{}, 'valid', '2026-04-01', 'valid', 'its first day'],
  [{}, 'valid', '2026-03-31', 'none', 'the day before its first'],
  [{}, 'valid', '2029-03-31', 'valid', 'its last day'],
  [{}, 'valid', '2029-04-01', 'expired', 'the day after its last'],
  [{}, 'suspended', '2026-05-01', 'suspended', 'the certificate is suspended, whatever the row says'],
  [{}, 'withdrawn', '2026-05-01', 'withdrawn', 'the certificate is withdrawn, whatever the row says'],
  [{}, 'cancelled', '2026-05-01', 'cancelled', 'the certificate is cancelled'],
  [{}, 'expired', '2026-05-01', 'expired', 'the certificate has expired'],
  [
    { status: 'suspended', suspensions: byLicensor as never }, 'valid', '2026-05-01', 'suspended',
    'the licensor suspended it',
  ],
  [{ status: 'withdrawn' }, 'valid', '2026-05-01', 'withdrawn', 'the licensor withdrew it'],
  [{ status: 'ended' }, 'suspended', '2026-05-01', 'cancelled', 'an end outranks a suspension'],
  [{ status: 'withdrawn' }, 'expired', '2030-05-01', 'withdrawn', 'a withdrawal outranks the end of the term'],
  [
    { status: 'ended', number: null as never }, 'valid', '2026-05-01', 'none',
    'an application that ended was never a licence',
  ],
]
for (const [more, certificate, on, expected, why] of STANDINGS) {
  test(`a licence stands as ${expected} on ${on}: ${why}`, () => {
    assert.equal(licenceStanding({ ...inForce, ...more }, certificate, day(on)), expected)
  })
}

test('two suspensions stand apart: a restored certificate does not lift what the licensor suspended', () => {
  const start = deciding({ ...inForce })
  const both = after(
    start, act('licence.suspended', { cause: 'licensor' }, { ground: 'safety-risk' }),
    act('licence.suspended', { cause: 'certificate' }, { ground: 'certificate-suspended' }),
  )
  const restored = after(both, act('licence.restored', { cause: 'certificate' }))
  assert.equal(restored.status, 'suspended')
  assert.deepEqual(restored.suspensions.map(({ cause }) => cause), ['licensor'])
  assert.equal(after(restored, act('licence.restored', { cause: 'licensor' })).status, 'in-force')
})

test('nothing but a report of stock follows an end', () => {
  for (const status of ['withdrawn', 'ended'] as const) {
    const possible = Object.keys(MAY_HAPPEN_FROM).filter((move) => isPossible(move as never, { status }))
    assert.deepEqual(possible, ['report-stock'])
  }
  assert.throws(() => mustBePossible('restore', { status: 'withdrawn' }), refusal('wrong-state'))
})
