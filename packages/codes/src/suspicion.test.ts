import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { REVIEW_FROM, suspicionOf } from './index.ts'
import type { Look } from './index.ts'

const HOUR = 3_600_000
const CITIES = [
  { code: '510100', latitude: 30.66, longitude: 104.06 }, { code: '511500', latitude: 28.77, longitude: 104.62 },
  { code: '110000', latitude: 39.9, longitude: 116.4 }, { code: '440100', latitude: 23.13, longitude: 113.26 },
  { code: '310000', latitude: 31.23, longitude: 121.47 }, { code: '610100', latitude: 34.26, longitude: 108.94 },
]
const [chengdu, yibin, beijing, guangzhou] = CITIES as [Look['city'], Look['city'], Look['city'], Look['city']]
const look = (hour: number, source: string, city: Look['city'] = chengdu): Look => ({
  at: hour * HOUR,
  source,
  ...(city && { city }),
})

test('a household, its friends and a parcel across the country are nothing to look at', () => {
  const looks = [look(0, 'a'), look(1, 'b'), look(2, 'a'), look(3, 'c', yibin), look(40, 'd', beijing)]
  assert.deepEqual(suspicionOf({ looks, activatedAt: -1, tracedTo: ['510100', '511500', '110000'] }), {
    score: 0,
    reasons: [],
  })
  assert.deepEqual(suspicionOf({ looks: [] }), { score: 0, reasons: [] })
})

test('looks in far cities within the hour, by many, ask for a person and say why', () => {
  const looks = [
    look(0, 'a'),
    look(0.2, 'b', beijing),
    look(0.4, 'c', guangzhou),
    look(0.6, 'd'),
    look(0.8, 'e', beijing),
    look(0.9, 'f', yibin),
  ]
  const { score, reasons } = suspicionOf({ looks })
  assert.ok(score >= REVIEW_FROM, String(score))
  assert.deepEqual(reasons.map(({ name }) => name), ['two-places', 'many-sources', 'many-cities'])
})

test('looks before activation and off the trace add their own reasons', () => {
  const looks = [look(1, 'a', beijing), look(2, 'b', beijing), look(3, 'c', beijing)]
  const { reasons } = suspicionOf({ looks, activatedAt: 100 * HOUR, tracedTo: ['510100'] })
  assert.deepEqual(reasons, [{ name: 'before-activation', points: 30 }, { name: 'off-trace', points: 12 }])
})

const anyLook = (source: fc.Arbitrary<string>, at: fc.Arbitrary<number>, city: fc.Arbitrary<Look['city']>) =>
  fc.record({ at, source, city })

test('one source, whatever it does, cannot make a code look strange that nobody else finds strange', () => {
  const after = fc.integer({ min: 5e9, max: 1e10 })
  const honest = fc.array(anyLook(fc.constantFrom('a', 'b', 'c', 'd'), after, fc.constant(chengdu)), { maxLength: 20 })
  const anywhere = fc.constantFrom(...CITIES)
  const attack = fc.array(anyLook(fc.constant('attacker'), fc.integer({ min: 0, max: 1e10 }), anywhere), {
    maxLength: 60,
  })
  fc.assert(fc.property(honest, attack, (looks, added) => {
    const history = { looks: [...looks, ...added], activatedAt: 5e9, tracedTo: ['510100'] }
    assert.deepEqual(suspicionOf(history), { score: 0, reasons: [] })
  }))
})

test('beside counting scans, more copies are found at the same rate of false alarms', () => {
  let state = 20261123
  const random = () => { // a fixed sequence, so that the test says the same each day
    state = (state * 1103515245 + 12345) % 2 ** 31
    return state / 2 ** 31
  }
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  // Assumed: a genuine good is sold in one city, looked at by one to four devices over a month, one in twenty travels.
  const genuine = (id: number) => {
    const home = pick(CITIES)
    const devices = 1 + Math.floor(random() * 4)
    return Array.from({ length: 1 + Math.floor(random() * 6) }, () => {
      const away = random() < 0.05
      return {
        at: Math.floor(random() * 720) * HOUR + (away ? 720 * HOUR : 0),
        source: `${id}-${Math.floor(random() * devices)}`,
        city: away ? pick(CITIES) : home,
      }
    })
  }
  // Assumed: a copied code stands on six goods in several cities, each looked at like a genuine one.
  const copied = (id: number) => Array.from({ length: 6 }, (_, i) => genuine(id * 100 + i)).flat()
  const goods = Array.from({ length: 4000 }, (_, i) => genuine(i))
  const copies = Array.from({ length: 300 }, (_, i) => copied(10_000 + i))
  const recall = (value: (looks: readonly Look[]) => number) => {
    const limit = goods.map(value).toSorted((a, b) => b - a)[4]! // one in a thousand may lie above
    return copies.filter((looks) => value(looks) > limit).length / copies.length
  }
  const [scored, counted] = [recall((looks) => suspicionOf({ looks }).score), recall((looks) => looks.length)]
  assert.ok(scored > 0.8 && scored >= counted, `${scored} beside ${counted}`)
})
