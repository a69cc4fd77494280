import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { CONTRACT } from '@tianfu/contract'
import { loadScheme } from '../../platform/scheme.ts'
import { hasJurisdiction, levelAbove, mustBePossible, officeOf, orderMay, reportObstacle } from './domain.ts'
import type { Report } from './domain.ts'

const { editions } = loadScheme(join(import.meta.dirname, '../../../../../scheme/sichuan'))

const SEATS: [region: string, seats: string[], expected: boolean, why: string][] = [
  ['510000', ['510502', '510104'], true, 'the province reaches all of itself'],
  ['510500', ['510502', '330100'], true, 'the holder has its seat in the city'],
  ['510100', ['510502', '510104'], true, 'the body has its seat in the city'],
  ['510600', ['510502', '510104'], false, 'neither has'],
  ['510000', ['330100', '110000'], false, 'another province'],
]
for (const [region, seats, expected, why] of SEATS) {
  test(
    `an authority of ${region} ${expected ? 'may' : 'may not'} order: ${why}`,
    () => { assert.equal(hasJurisdiction(region, seats), expected) },
  )
}

test('an order goes up county, city, province, and no further', () => {
  assert.equal(levelAbove('510502'), '510500')
  assert.equal(levelAbove('510500'), '510000')
  assert.throws(() => levelAbove('510000'), { name: 'Refusal', code: 'no-level-above' })
})

test('a report goes to the office of its place', () => {
  assert.deepEqual(officeOf('510502'), { region: '510502', role: 'authority-county' })
  assert.deepEqual(officeOf('510500'), { region: '510500', role: 'authority-city' })
  assert.deepEqual(officeOf('510000'), { region: '510000', role: 'authority-province' })
})

test('a report on its way is received before anything else; a closed one stays closed', () => {
  const state = { status: 'lodged', transfer: { from: '510502', to: '510104', on: '2026-03-02' } } as Report
  assert.equal(reportObstacle('accept', state), 'transfer-open')
  assert.equal(reportObstacle('receive', state), undefined)
  assert.equal(reportObstacle('receive', { ...state, transfer: null }), 'wrong-state')
  for (const move of ['accept', 'dismiss', 'transfer', 'close'] as const) {
    assert.throws(() => mustBePossible(move, { ...state, status: 'closed', transfer: null }), {
      name: 'Refusal', code: 'wrong-state',
    })
  }
})

test('an answered order may be closed or taken up, and a closed one neither', () => {
  assert.ok(orderMay('close', { status: 'answered' }))
  assert.ok(!orderMay('answer', { status: 'answered' }))
  for (const move of ['answer', 'escalate', 'close'] as const) assert.ok(!orderMay(move, { status: 'closed' }))
})

test('no authority is granted any act on a certificate or an application: it orders, it does not edit', () => {
  const subjects = new RegExp('^/api/v1/(certificates|applications|application-drafts|code-batches|code-orders'
    + '|laborator\\w*|test-\\w+|audits?)(/|$)')
  for (const edition of editions) {
    for (const role of ['authority-county', 'authority-city', 'authority-province'] as const) {
      const grants = new Set(edition.roles[role].grants)
      const edits = CONTRACT.filter(({ kind, may, url }) =>
        (kind === 'act' || kind === 'record') && grants.has(may) && subjects.test(url))
      assert.deepEqual(edits.map(({ id }) => id), [], `${edition.inForceFrom} ${role}`)
    }
  }
})
