import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseRule, parseStandard } from '@tianfu/scheme'
import type { StandardA, StandardB } from '@tianfu/scheme'
import { parse } from 'yaml'
import { assess, clausesOf, conformsTo, problemsOf } from './assess.ts'
import type { Basis } from './assess.ts'
import type { DraftContent } from './draft.ts'

const seed = join(import.meta.dirname, '../../../../../scheme/sichuan/seed')
const yaml = (name: string): unknown => parse(readFileSync(join(seed, name), 'utf8'))
const a = parseStandard(yaml('standards/a-general.yaml')) as StandardA
const b = parseStandard(yaml('standards/b-tile.yaml')) as StandardB
const TILE: Basis = { a, b, rule: parseRule(yaml('rules/tile.yaml'), [a, b]) }

const five = (value: string) => Array<string>(5).fill(value)
const GOOD: DraftContent = {
  facts: { thickness: '9.5' },
  clauses: Object.fromEntries(clausesOf(TILE).map(({ id }) => [id, { answer: 'met' as const }])),
  values: {
    'water-absorption': { values: five('0.20') }, 'modulus-of-rupture': { values: five('45.0') },
    'breaking-strength-thick': { values: five('1800') }, 'internal-index': { values: ['0.5'] },
    'external-index': { values: ['0.6'] },
  },
  statement: '本企业申明产品符合所列标准。',
}
const codes = (content: DraftContent) => problemsOf(TILE, content).map(({ code, field }) => `${code} ${field}`)

test('a whole draft has nothing in its way, and conforms', () => {
  assert.deepEqual(codes(GOOD), [])
  assert.ok(conformsTo(TILE, assess(TILE, GOOD)))
})

test('an indicator without a value is honestly empty: missing, never a pass', () => {
  const energy = assess(TILE, GOOD).find(({ indicator }) => indicator === 'energy')
  assert.deepEqual(energy?.values, [])
  assert.notEqual(energy?.ours.verdict, 'pass')
})

const WRONG: readonly [change: Partial<DraftContent>, expected: string[], why: string][] = [
  [{ facts: {} }, ['draft-incomplete facts/thickness', 'draft-incomplete values/breaking-strength-thin'],
    'the fact a limit depends on is missing, so both branches ask'],
  [{ statement: null }, ['draft-incomplete statement'], 'no statement'],
  [{ statement: '驰名商标产品' }, ['statement-forbidden-word statement'], 'a word that the law forbids'],
  [{ values: { ...GOOD.values, 'water-absorption': { values: five('0.61') } } }, [
    'national-limit-broken values/water-absorption',
  ],
    'a value beyond the national limit'],
  [{ values: { ...GOOD.values, 'water-absorption': { values: ['0.20'] } } }, ['value-form values/water-absorption'],
    'one value where five are needed'],
]
for (const [change, expected, why] of WRONG) {
  test(`what keeps a draft from being published: ${why}`, () => {
    assert.deepEqual(codes({ ...GOOD, ...change }), expected)
  })
}

test('between the national limit and ours a value is published as it is, and the declaration does not conform', () => {
  const content = { ...GOOD, values: { ...GOOD.values, 'water-absorption': { values: five('0.45') } } }
  assert.deepEqual(codes(content), [])
  assert.equal(conformsTo(TILE, assess(TILE, content)), false)
})

test('a must clause that is not met keeps the draft; a score clause does not', () => {
  const must = clausesOf(TILE).find(({ kind }) => kind === 'must')
  const score = clausesOf(TILE).find(({ kind }) => kind === 'score')
  assert.ok(must && score)
  assert.deepEqual(codes({ ...GOOD, clauses: { ...GOOD.clauses, [must.id]: { answer: 'not-met' } } }),
    [`must-clause-not-met clauses/${must.id}`])
  assert.deepEqual(codes({ ...GOOD, clauses: { ...GOOD.clauses, [score.id]: { answer: 'not-met' } } }), [])
})
