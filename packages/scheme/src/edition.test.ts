import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import { editionFolders, readFolder, readText, readYaml } from '../test/read-scheme.ts'
import {
  GROUND_LISTS,
  ROLE_IDS,
  SCHEME_TYPES,
  SchemeError,
  addWorkingDays,
  childrenOf,
  composeBy,
  editionInForce,
  editionOf,
  grantedTo,
  groundOf,
  isWithin,
  mayHoldTogether,
  parseEdition,
  parseHolidays,
  parseIndustries,
  parseRegions,
  patternExpression,
  regionName,
  regionPath,
  regionPrefix,
  stepsOf,
} from './index.ts'
import type { Edition } from './index.ts'

const SCHEMES = ['sichuan', 'testland']
const load = (scheme: string): Edition[] =>
  editionFolders(scheme).map((folder) => parseEdition(readFolder(`${scheme}/${folder}`)))
const sichuan = load('sichuan')[0]!
const day = (text: string) => text as LocalDate

/** A deep copy of the files with one change: a test must not share what it breaks. */
// `any`: what is broken here has, by purpose, no form.
function broken(change: (files: any) => void): unknown {
  const files = structuredClone(readFolder('sichuan/2026-01-01'))
  change(files)
  return files
}

test('every edition of every scheme is valid, named by its folder, and says its source', () => {
  for (const scheme of SCHEMES) {
    const folders = editionFolders(scheme)
    assert.ok(folders.length > 0, scheme)
    for (const folder of folders) {
      const edition = parseEdition(readFolder(`${scheme}/${folder}`))
      assert.equal(edition.id, scheme)
      assert.equal(edition.inForceFrom, folder)
      assert.ok(edition.source.length > 0)
      for (const period of Object.values(edition.periods)) assert.ok(period.source.length > 0)
    }
  }
})

test('the reference data of every scheme is valid', () => {
  for (const scheme of SCHEMES) {
    assert.ok(parseRegions(readYaml(`${scheme}/regions.yaml`)).byCode.size > 2)
    assert.ok(parseIndustries(readText(`${scheme}/industries.csv`)).length > 1)
    assert.ok(parseHolidays(readYaml(`${scheme}/holidays.yaml`)).years.size > 0)
  }
})

test('two schemes of the same form give different answers from the same code', () => {
  const [testland] = load('testland')
  assert.notDeepEqual(testland!.periods.suspension.count, sichuan.periods.suspension.count)
  assert.notEqual(testland!.programmes[0]!.id, sichuan.programmes[0]!.id)
  const calendar = parseHolidays(readYaml('testland/holidays.yaml'))
  assert.equal(addWorkingDays(calendar, day('2026-03-02'), 4).day, '2026-03-07')
})

test('a breach of the form is refused with its path', () => {
  const table: [string, unknown, RegExp][] = [
    [
      'a file missing',
      broken((f) => {
        delete f.roles
      }),
      /roles/,
    ],
    [
      'a period missing',
      broken((f) => {
        delete f.periods.acceptance
      }),
      /periods.*acceptance/,
    ],
    [
      'an unknown period',
      broken((f) => {
        f.periods.lunch = f.periods.acceptance
      }),
      /lunch/,
    ],
    [
      'a unit that is not known',
      broken((f) => {
        f.periods.acceptance.unit = 'weeks'
      }),
      /periods\/acceptance\/unit/,
    ],
    [
      'a figure without source',
      broken((f) => {
        delete f.periods.acceptance.source
      }),
      /periods\/acceptance.*source/,
    ],
    [
      'a role of another name',
      broken((f) => {
        f.roles['body-boss'] = f.roles['body-decider']
      }),
      /body-boss/,
    ],
    [
      'a right of another form',
      broken((f) => {
        f.roles['body-decider'].grants.push('everything')
      }),
      /roles\/body-decider\/grants/,
    ],
    [
      'an exclusion that is not mutual',
      broken((f) => {
        f.roles['body-decider'].incompatible = []
      }),
      /roles\/body-decider\/incompatible must name/,
    ],
    [
      'a role that excludes itself',
      broken((f) => {
        f.roles['body-decider'].incompatible.push('body-decider')
      }),
      /excludes itself/,
    ],
    [
      'an authority that may withdraw a certificate',
      broken((f) => {
        f.roles['authority-province'].grants.push('certificate:withdraw')
      }),
      /no authority may certificate:withdraw/,
    ],
    [
      'a ground twice',
      broken((f) => {
        f.grounds.order.push(f.grounds.order[0])
      }),
      /grounds\/order.*twice/,
    ],
    [
      'a stage that is asked for and does not exist',
      broken((f) => {
        f.constitution.trace.industries[0].required.push('blessed')
      }),
      /trace\/industries\/A .*blessed/,
    ],
    [
      'an empty list of grounds',
      broken((f) => {
        f.grounds.pause = []
      }),
      /grounds\/pause/,
    ],
    [
      'a mark under type 1a',
      broken((f) => {
        f.constitution.schemeTypes['1a'].licence = true
      }),
      /1a certifies a sample/,
    ],
    [
      'a mark without surveillance',
      broken((f) => {
        f.constitution.schemeTypes['5'].surveillance = []
      }),
      /surveillance/,
    ],
    [
      'a decision before its review',
      broken((f) => {
        f.constitution.schemeTypes['5'].steps.reverse()
      }),
      /out of order/,
    ],
    [
      'no review',
      broken((f) => {
        f.constitution.schemeTypes['6'].steps = ['service-assessment', 'evaluation', 'decision']
      }),
      /lack review/,
    ],
    [
      'a day that does not exist',
      broken((f) => {
        f.constitution.inForceFrom = '2026-02-30'
      }),
      /no such day/,
    ],
    [
      'a programme code twice',
      broken((f) => {
        f.constitution.programmes[1].code = 'M'
      }),
      /code M stands twice/,
    ],
    [
      'a number without counter',
      broken((f) => {
        f.numbering.licence.pattern = 'TL{year}'
      }),
      /no counter/,
    ],
    [
      'an unknown part of a number',
      broken((f) => {
        f.numbering.licence.pattern = 'TL{seq5}{colour}'
      }),
      /unknown part/,
    ],
    [
      'a check character in the middle',
      broken((f) => {
        f.numbering.licence.pattern = 'TL{check}{seq5}'
      }),
      /must come last/,
    ],
    [
      'a limit without source',
      broken((f) => {
        delete f.constitution.limitSources.signIn
      }),
      /limitSources\/signIn/,
    ],
    [
      'no English',
      broken((f) => {
        delete f.wording.verdicts.forged.title.en
      }),
      /wording\/verdicts\/forged\/title/,
    ],
    ['nothing at all', null, /edition/],
  ]
  for (const [why, files, path] of table) {
    assert.throws(
      () => parseEdition(files),
      (error) => error instanceof SchemeError && path.test(error.message),
      why,
    )
  }
})

test('the edition in force is the latest that has begun', () => {
  const later = { ...sichuan, inForceFrom: '2027-01-01' }
  const editions = [later, sichuan]
  assert.equal(editionInForce(editions, day('2026-01-01')).inForceFrom, '2026-01-01')
  assert.equal(editionInForce(editions, day('2026-12-31')).inForceFrom, '2026-01-01')
  assert.equal(editionInForce(editions, day('2027-01-01')).inForceFrom, '2027-01-01')
  assert.throws(() => editionInForce(editions, day('2025-12-31')), RangeError)
  assert.equal(editionOf(editions, '2027-01-01'), later)
  assert.throws(() => editionOf(editions, '2026-06-01'), RangeError)
})

test('the steps of a scheme type end with evaluation, review and decision', () => {
  for (const type of SCHEME_TYPES)
    assert.deepEqual(stepsOf(sichuan, type).slice(-3), ['evaluation', 'review', 'decision'])
  assert.ok(stepsOf(sichuan, '5').includes('audit'))
  assert.ok(!stepsOf(sichuan, '1b').includes('audit'))
  assert.ok(!stepsOf(sichuan, '6').includes('testing'))
  assert.equal(sichuan.schemeTypes['1a'].licence, false)
})

test('whoever decides needs a second factor', () => {
  const deciders = [
    'enterprise-representative',
    'body-reviewer',
    'body-decider',
    'laboratory-signatory',
    'licensor-decider',
    'authority-county',
    'authority-city',
    'authority-province',
    'body-administrator',
    'system-administrator',
    'security-administrator',
    'audit-administrator',
  ] as const
  for (const role of deciders) assert.equal(sichuan.roles[role].secondFactor, true, role)
})

test('roles that one person may not hold together are refused either way round', () => {
  assert.equal(mayHoldTogether(sichuan, ['body-auditor'], 'body-decider'), true, 'separation on a file is code')
  assert.equal(mayHoldTogether(sichuan, ['authority-county'], 'body-decider'), false)
  assert.equal(mayHoldTogether(sichuan, ['body-decider'], 'authority-county'), false)
  assert.equal(mayHoldTogether(sichuan, ['security-administrator'], 'audit-administrator'), false)
  assert.equal(mayHoldTogether(sichuan, [], 'audit-administrator'), true)
  for (const role of ROLE_IDS) assert.ok(sichuan.roles[role].grants.length > 0, role)
})

test('no authority may take part in a decision on a certificate; nobody but the body issues one', () => {
  assert.deepEqual(grantedTo(sichuan, 'application:decide'), ['body-decider'])
  assert.deepEqual(grantedTo(sichuan, 'certificate:withdraw'), ['body-decider'])
  assert.deepEqual(grantedTo(sichuan, 'licence:decide'), ['licensor-decider'])
  assert.deepEqual(grantedTo(sichuan, 'nothing:such'), [])
})

test('a ground is found in its own list only', () => {
  assert.equal(groundOf(sichuan, 'suspension', 'spot-check-failed')?.safety, true)
  assert.equal(groundOf(sichuan, 'restoration', 'spot-check-failed'), undefined)
  for (const list of GROUND_LISTS) assert.ok(sichuan.grounds[list].length > 0)
})

test('a number is composed by its pattern and recognised by it', () => {
  const check = () => 'X'
  const { pattern } = sichuan.numbering.register
  const number = composeBy(pattern, { programme: 'Q', body: '12', year: 2026, sequence: 7 }, check)
  assert.equal(number, 'TFQ12202600007X')
  assert.ok(patternExpression(pattern).test(number))
  assert.ok(!patternExpression(pattern).test(`${number}0`))
  assert.ok(!patternExpression(sichuan.numbering.licence.pattern).test(number))
  assert.throws(() => composeBy(pattern, { programme: 'Q', year: 2026, sequence: 7 }, check), /needs body/)
  assert.throws(
    () => composeBy(pattern, { programme: 'Q', body: '12', year: 2026, sequence: 100_000 }, check),
    RangeError,
  )
  assert.throws(() => composeBy(pattern, { programme: 'Q', body: '12', year: 2026, sequence: 0 }, check), RangeError)
})

test('no two kinds of number of Sichuan can be taken for each other', () => {
  const samples = Object.entries(sichuan.numbering)
    .filter(([name]) => name !== 'bodyCertificate')
    .map(
      ([name, { pattern }]) =>
        [
          name,
          composeBy(pattern, { programme: 'Q', body: '12', region: '510502', year: 2026, sequence: 7 }, () => 'X'),
        ] as const,
    )
  for (const [name, number] of samples) {
    for (const [other, { pattern }] of Object.entries(sichuan.numbering)) {
      if (other === 'bodyCertificate') continue
      assert.equal(patternExpression(pattern).test(number), name === other, `${number} as ${other}`)
    }
  }
})

test('the regions of Sichuan: 21 prefectures, 183 counties, five zones, scopes by prefix', () => {
  const regions = parseRegions(readYaml('sichuan/regions.yaml'))
  const levels = [...regions.byCode.values()].map(({ level }) => level)
  assert.equal(levels.filter((level) => level === 'prefecture').length, 21)
  assert.equal(levels.filter((level) => level === 'county').length, 183)
  assert.equal(regions.file.zones.length, 5)
  assert.equal(regionName(regions, '510502'), '四川省泸州市江阳区')
  assert.equal(regionName(regions, '519999'), '519999')
  assert.deepEqual(
    regionPath(regions, '511126').map(({ code }) => code),
    ['510000', '511100', '511126'],
  )
  assert.equal(regions.byCode.get('511126')?.zone, 'chengdu-plain')
  assert.ok(childrenOf(regions, '510500').some(({ code }) => code === '510502'))
  const scopes: [string, string, boolean][] = [
    ['510502', '510000', true],
    ['510502', '510500', true],
    ['510502', '510502', true],
    ['510502', '510600', false],
    ['510500', '510502', false],
    ['513401', '510000', true],
    ['110101', '510000', false],
  ]
  for (const [code, scope, within] of scopes) assert.equal(isWithin(code, scope), within, `${code} in ${scope}`)
  assert.deepEqual(['510000', '510500', '510502'].map(regionPrefix), ['51', '5105', '510502'])
})

test('the industries count as GB/T 4754-2017 publishes them', () => {
  const industries = parseIndustries(readText('sichuan/industries.csv'))
  const counts = Object.fromEntries(
    ['门类', '大类', '中类', '小类'].map((level) => [
      level,
      industries.filter((industry) => industry.level === level).length,
    ]),
  )
  assert.deepEqual(counts, { 门类: 20, 大类: 97, 中类: 473, 小类: 1381 })
  assert.equal(industries.find(({ code }) => code === 'C1512')?.name, '白酒制造')
})
