import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { marketMethod } from '@tianfu/contract'
import { isRefusal } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { join } from 'node:path'
import { loadScheme } from '../../platform/scheme.ts'
import { ROOT } from '../../world.ts'
import { mustBePeriod, nextVersion, usableSource } from './domain.ts'
import type { Source } from './domain.ts'
import { methodHash, mustBeSound } from './method.ts'

const proposed = (scheme: string) =>
  loadScheme(join(ROOT, 'scheme', scheme)).reference.marketMethod as marketMethod.MarketMethod
const METHOD = proposed('sichuan')
const code = (decide: () => unknown): string | undefined => {
  try {
    decide()
    return undefined
  } catch (error) {
    if (!isRefusal(error)) throw error
    return error.code
  }
}

test('the method that a scheme proposes is sound', () => mustBeSound(METHOD))

test('the hash of a method does not depend on the order of its members, and on nothing else', () => {
  const turned = Object.fromEntries(Object.entries(METHOD).reverse()) as typeof METHOD
  assert.equal(methodHash(turned), methodHash(METHOD))
  assert.notEqual(methodHash({ ...METHOD, seed: `${METHOD.seed}x` }), methodHash(METHOD))
})

for (const [why, change] of [
  ['an indicator that comes twice', { indicators: [...METHOD.indicators, METHOD.indicators[0]] }],
  ['a rate without exposure', { indicators: [...METHOD.indicators,
    { code: 'x', name: { zh: '甲' }, kind: 'rate', of: 'x', low: 0, high: 1, least: 1 }] }],
  ['a latent variable that no model has', { satisfaction: undefined }],
  ['a result that comes twice', { results: [METHOD.results[0], METHOD.results[0]] }],
  ['weights that are all zero', { results: METHOD.results.map((one) =>
    ({ ...one, nodes: one.nodes.map((node) => ({ ...node, weight: 0 })) })) }],
  ['a level that is no probability', { uncertainty: { ...METHOD.uncertainty, level: 1 } }],
  ['a band that is also the rest', { bands: { ...METHOD.bands, rest: 'A' } }],
  ['a path between unknown variables', { satisfaction: { ...METHOD.satisfaction, paths: [['image', 'fame']] } }],
] as [string, object][]) {
  test(`a method is unsound with ${why}`, () => {
    assert.equal(code(() => mustBeSound({ ...METHOD, ...change })), 'method-unsound')
  })
}

test('a version follows the last, and the same method is no new version', () => {
  const first = { version: 1, sha256: 'a', adoptedOn: '2026-01-01' as LocalDate }
  assert.equal(nextVersion({ methods: [] }, 'a'), 1)
  assert.equal(nextVersion({ methods: [first] }, 'b'), 2)
  assert.equal(code(() => nextVersion({ methods: [first] }, 'a')), 'method-same')
  // An older one may be taken up again: it is the next version then.
  assert.equal(nextVersion({ methods: [first, { ...first, version: 2, sha256: 'b' }] }, 'a'), 3)
})

test('a source that has ended brings nothing, an unknown one is not found', () => {
  const source = { id: 's', endedOn: null } as Source
  assert.equal(usableSource({ sources: [source] }, 's'), source)
  assert.equal(code(() => usableSource({ sources: [{ ...source, endedOn: '2026-01-01' as LocalDate }] }, 's')),
    'source-ended')
  assert.equal(code(() => usableSource({ sources: [source] }, 't')), 'not-found')
})

test('a period may be one day and may not end before it begins', () => {
  assert.equal(code(() => mustBePeriod('2026-01-01', '2026-01-01')), undefined)
  assert.equal(code(() => mustBePeriod('2026-01-02', '2026-01-01')), 'period-reversed')
})
