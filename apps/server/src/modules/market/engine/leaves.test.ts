import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { marketMethod } from '@tianfu/contract'
import type { Evidence, Sums } from './evidence.ts'
import { leavesOf, type Leaf } from './leaves.ts'

/** Sales of one unit: pieces of one in the earlier and the later half, and by prefecture. */
function sales(early: number, late: number, places: Record<string, number> = {}): Sums {
  const half = (n: number): Sums['halves'][0] => ({ rows: n, amount: n, squares: n })
  const rows = early + late
  return { rows, s0: rows, ss: rows, s1: rows, s2: rows, amount: rows, full: rows, dropped: 0,
    halves: [half(early), half(late)], places: new Map(Object.entries(places)) }
}

function leaves(kind: marketMethod.MarketIndicator['kind'], all: Record<string, Sums>): Leaf[] {
  const evidence: Evidence = { sums: new Map([['sales', new Map(Object.entries(all))]]), industry: new Map() }
  const indicator: marketMethod.MarketIndicator =
    { code: 'i', name: { zh: '指标' }, kind, of: 'sales', low: -1, high: 1, least: 10 }
  return leavesOf(indicator, [...Object.keys(all), 'absent'], evidence, new Map())
}

test('growth is against the category, with the error of all four sums; a half without sales has none', () => {
  const [up, down, fresh, absent] = leaves('growth', {
    up: sales(100, 200), down: sales(300, 200), fresh: sales(0, 50),
  })
  // The category went from 400 to 450.
  assert.ok(Math.abs(up!.point - (Math.log(2) - Math.log(450 / 400))) < 1e-12)
  assert.ok(Math.abs(down!.point - (Math.log(2 / 3) - Math.log(450 / 400))) < 1e-12)
  assert.ok(Math.abs(up!.shown.error! - Math.sqrt(1 / 100 + 1 / 200 + 1 / 400 + 1 / 450)) < 1e-12)
  assert.equal(up!.shown.effective, 100)
  for (const none of [fresh, absent]) {
    assert.equal(none!.shown.refused?.code, 'no-observations')
    assert.equal(none!.posterior.kind, 'missing')
  }
})

test('evenness is over all prefectures of the category: alike 1, one place 0, absent places count', () => {
  const [alike, one, half] = leaves('evenness', {
    alike: sales(50, 50, { 5101: 25, 5103: 25, 5104: 25, 5115: 25 }), one: sales(20, 20, { 5101: 40 }),
    half: sales(20, 20, { 5101: 20, 5103: 20 }) })
  // Three units are drawn together a little; what is measured stands between.
  assert.ok(alike!.point > half!.point && half!.point > one!.point)
  const [two, other] = leaves('evenness',
    { two: sales(20, 20, { 5101: 20, 5103: 20 }), other: sales(5, 5, { 5104: 5, 5115: 5 }) })
  assert.ok(Math.abs(two!.point - 0.5) < 1e-12 && Math.abs(other!.point - 0.5) < 1e-12)
  const [lonely] = leaves('evenness', { lonely: sales(20, 20, { 5101: 40 }) })
  assert.equal(lonely!.shown.refused?.code, 'no-observations')
})
