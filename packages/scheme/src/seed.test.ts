import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFolder, readText } from '../test/read-scheme.ts'
import {
  SchemeError,
  advancednessOf,
  compareWithNational,
  leavesOf,
  parseEdition,
  parseIndustries,
  parseRule,
  parseStandard,
  personDaysOf,
  publicationProblems,
  scoreOf,
} from './index.ts'
import type { Rule, Standard, StandardA, StandardB } from './index.ts'

const edition = parseEdition(readFolder('sichuan/2026-01-01'))
const standardFiles = readFolder('sichuan/seed/standards')
const ruleFiles = readFolder('sichuan/seed/rules')
const standards: Standard[] = Object.values(standardFiles).map((data) => parseStandard(data))
const rules: Rule[] = Object.values(ruleFiles).map((data) => parseRule(data, standards))
const general = standards.find((standard): standard is StandardA => standard.kind === 'A')!
const specific = standards.filter((standard): standard is StandardB => standard.kind === 'B')
const byFile = (name: string) => parseStandard(standardFiles[name]) as StandardB
const ruleOf = (name: string) => parseRule(ruleFiles[name], standards)

test('the seed holds one A standard, eight B standards and a rule for each', () => {
  assert.equal(standards.filter(({ kind }) => kind === 'A').length, 1)
  assert.equal(specific.length, 8)
  assert.deepEqual(rules.map(({ b }) => b.number).sort(), specific.map(({ number }) => number).sort())
  const types = Object.fromEntries(
    rules.filter(({ status }) => status === 'published').map(({ number, schemeType }) => [number, schemeType]),
  )
  assert.deepEqual(types, {
    'TFPZ-R1001': '5',
    'TFPZ-R1002': '5',
    'TFPZ-R1003': '5',
    'TFPZ-R1004': '5',
    'TFPZ-R1005': '1b',
    'TFPZ-R1006': '6',
  })
})

test('every rule stands under a programme of the edition that allows its scheme type', () => {
  for (const rule of rules) {
    const programme = edition.programmes.find(({ id }) => id === rule.programme)
    assert.ok(programme?.schemeTypes.includes(rule.schemeType), rule.number)
    for (const { number, programmes } of standards) {
      if (number === rule.b.number || number === rule.a.number)
        assert.ok(programmes.includes(rule.programme), `${rule.number} ${number}`)
    }
    assert.equal(
      edition.schemeTypes[rule.schemeType].surveillance.length === 0,
      rule.surveillanceMonths === null,
      rule.number,
    )
  }
})

test('published B standards have three comparable indicators, enough above the national limit, none looser', () => {
  for (const standard of specific) {
    const problems = publicationProblems(standard, edition.limits.keyIndicatorsAboveNational)
    assert.equal(
      problems.length === 0,
      standard.status === 'published',
      `${standard.number}: a draft is one for a reason`,
    )
  }
})

test('every national limit says its source and waits for confirmation; unknown ones are empty', () => {
  for (const { number, indicators } of specific) {
    for (const { id, national, limit } of indicators) {
      if (national === null) continue
      assert.equal(national.toBeConfirmed, true, `${number} ${id}`)
      if (national.certainty === null) {
        const bounds = [national.least, national.most, national.singleLeast, national.singleMost, national.yes]
        assert.ok(
          bounds.every((bound) => bound == null),
          `${number} ${id}: a limit without certainty must be empty`,
        )
      }
      if (limit !== null) assert.notEqual(limit.origin, 'adopted')
    }
  }
})

test('limits of the outline stand as given', () => {
  const table: [string, string, object][] = [
    ['b-baijiu', 'acid-ester-total', { least: '35.0' }],
    ['b-baijiu', 'methanol', { most: '0.6' }],
    ['b-tile', 'water-absorption', { most: '0.5', singleMost: '0.6' }],
    ['b-tile', 'modulus-of-rupture', { least: '35', singleLeast: '32' }],
    ['b-tile', 'breaking-strength-thin', { least: '700' }],
    ['b-tile', 'external-index', { most: '1.3' }],
    ['b-green-tea', 'water-extract', { least: '34.0' }],
    ['b-rapeseed-oil', 'peroxide-value', { most: '0.25' }],
    ['b-indica-rice', 'cadmium', { most: '0.2' }],
    ['b-indica-rice', 'amylose', { least: '13.0', most: '22.0' }],
    ['b-tile', 'energy', { most: null }],
    ['b-elderly-care', 'score-service', { least: null }],
  ]
  for (const [file, id, bounds] of table) {
    const national = byFile(file).indicators.find((indicator) => indicator.id === id)?.national
    assert.partialDeepStrictEqual(national, bounds, `${file} ${id}`)
  }
})

test('the comparison with the national limit is computed, and honest where nothing is known', () => {
  const comparison = (file: string, id: string) =>
    compareWithNational(byFile(file).indicators.find((indicator) => indicator.id === id)!)
  assert.equal(comparison('b-tile', 'water-absorption'), 'stricter')
  assert.equal(comparison('b-indica-rice', 'amylose'), 'stricter')
  assert.equal(comparison('b-elderly-care', 'falls'), 'equal')
  assert.equal(comparison('b-elderly-care', 'satisfaction'), 'new')
  assert.equal(comparison('b-tile', 'energy'), 'unknown')
  const { comparable, unknown } = advancednessOf(byFile('b-sichuan-paocai'))
  assert.deepEqual({ comparable, unknown }, { comparable: 0, unknown: 3 })
})

test('the industries that B standards name exist', () => {
  const codes = new Set(parseIndustries(readText('sichuan/industries.csv')).map(({ code }) => code))
  for (const {
    number,
    class: { industries },
  } of specific)
    for (const code of industries) assert.ok(codes.has(code), `${number} ${code}`)
})

test('person-days follow headcount, sites and models, and never fall below the minimum', () => {
  const rule = ruleOf('baijiu')
  const table: [number, number, number, number][] = [
    [50, 1, 1, 15],
    [51, 1, 1, 20],
    [1000, 1, 1, 25],
    [1001, 1, 1, 35],
    [10, 3, 1, 25],
    [10, 1, 4, 21],
  ]
  for (const [headcount, sites, models, tenths] of table)
    assert.equal(personDaysOf(rule, { headcount, sites, models }), tenths)
  assert.equal(
    personDaysOf({ ...rule, personDays: { ...rule.personDays, baseTenths: 0 } }, { headcount: 1, sites: 0, models: 0 }),
    15,
  )
  assert.equal(
    personDaysOf(ruleOf('indica-rice'), { headcount: 5000, sites: 9, models: 9 }),
    0,
    'a batch is not audited',
  )
})

test('the score of an A standard leaves out what does not apply, and a must cannot be bought off', () => {
  const all = (mark: number) => new Map(leavesOf(general).map(({ id }) => [id, mark]))
  assert.deepEqual(scoreOf(general, 'product', all(100)), { hundredths: 10_000, mustMet: true })
  assert.deepEqual(scoreOf(general, 'service', all(80)), { hundredths: 8400, mustMet: false })
  assert.deepEqual(scoreOf(general, 'product', new Map()), { hundredths: 0, mustMet: false })
  const must = all(100).set('0.1', 99)
  assert.equal(scoreOf(general, 'product', must).mustMet, false)
  const service = all(100).set('2.5', 0).set('3.2', 0)
  assert.deepEqual(scoreOf(general, 'service', service), { hundredths: 10_000, mustMet: true })
  assert.throws(() => scoreOf(general, 'product', all(101)), RangeError)
  assert.equal(
    leavesOf(general, 'service').some(({ id }) => id === '2.5'),
    false,
  )
})

test('documents that do not hang together are refused with their place', () => {
  const change = (data: unknown, edit: (copy: any) => void) => {
    // `any`: what is broken here has, by purpose, no form.
    const copy = structuredClone(data)
    edit(copy)
    return copy
  }
  const tile = standardFiles['b-tile'],
    a = standardFiles['a-general'],
    baijiu = ruleFiles.baijiu
  const table: [string, () => unknown, RegExp][] = [
    [
      'a looser safety limit',
      () =>
        parseStandard(
          change(tile, (s) => {
            s.indicators[5].limit.most = '1.1'
          }),
        ),
      /internal-index.*safety/,
    ],
    [
      'a looser invented limit',
      () =>
        parseStandard(
          change(tile, (s) => {
            s.indicators[0].limit.singleMost = '0.7'
          }),
        ),
      /may only be stricter/,
    ],
    [
      'an indicator twice',
      () =>
        parseStandard(
          change(tile, (s) => {
            s.indicators[1].id = s.indicators[0].id
          }),
        ),
      /stands twice/,
    ],
    [
      'a condition on no fact',
      () =>
        parseStandard(
          change(tile, (s) => {
            s.facts = []
          }),
        ),
      /no fact of this standard/,
    ],
    [
      'a float',
      () =>
        parseStandard(
          change(tile, (s) => {
            s.indicators[0].limit.most = 0.3
          }),
        ),
      /indicators\/0\/limit/,
    ],
    [
      'weights that do not sum',
      () =>
        parseStandard(
          change(a, (s) => {
            s.chapters[1].clauses[1].weight = 13
          }),
        ),
      /sum to 99/,
    ],
    [
      'a must with a weight',
      () =>
        parseStandard(
          change(a, (s) => {
            s.chapters[0].clauses[0].weight = 1
          }),
        ),
      /must clause/,
    ],
    [
      'a published standard without its day',
      () =>
        parseStandard(
          change(a, (s) => {
            s.inForceFrom = null
          }),
        ),
      /has its days/,
    ],
    ['neither A nor B', () => parseStandard({ kind: 'C' }), /kind/],
    [
      'an unknown standard',
      () =>
        parseRule(
          change(baijiu, (r) => {
            r.b.edition = '1999'
          }),
          standards,
        ),
      /no such B standard/,
    ],
    [
      'a published rule on a draft',
      () =>
        parseRule(
          change(ruleFiles['sichuan-paocai'], (r) => {
            r.status = 'published'
          }),
          standards,
        ),
      /is a draft/,
    ],
    [
      'a method missing',
      () =>
        parseRule(
          change(baijiu, (r) => {
            r.methods.pop()
          }),
          standards,
        ),
      /methods lacks/,
    ],
    [
      'a service that is sampled',
      () =>
        parseRule(
          change(baijiu, (r) => {
            r.schemeType = '6'
          }),
          standards,
        ),
      /services are not/,
    ],
    [
      'surveillance of a batch',
      () =>
        parseRule(
          change(baijiu, (r) => {
            r.schemeType = '1b'
          }),
          standards,
        ),
      /null for types/,
    ],
    [
      'rows of headcount that fall',
      () =>
        parseRule(
          change(baijiu, (r) => {
            r.personDays.byHeadcount[1].upTo = 10
          }),
          standards,
        ),
      /rows rise/,
    ],
  ]
  for (const [why, parse, message] of table)
    assert.throws(parse, (error) => error instanceof SchemeError && message.test(error.message), why)
})
