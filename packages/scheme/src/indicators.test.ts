import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareRatios, ratioOf } from './decimal.ts'
import { compareWithNational, conditionsHold, judge, judgeNational, limitText, roundGb8170 } from './index.ts'
import type { Condition } from './index.ts'
import { indicatorProblems, type Indicator, type Limit } from './indicator.ts'

test('rounding follows GB/T 8170-2008: four down, six up, five to the even digit, in one step', () => {
  const table: [string, number, string, string][] = [
    ['12.1498', 0, '12', 'the standard’s example'],
    ['12.1498', 1, '12.1', 'the standard’s example'],
    ['1268', 0, '1268', 'nothing to round'],
    ['10.5002', 0, '11', 'five followed by something goes up'],
    ['1.050', 1, '1.0', 'five followed by zeros, even digit before'],
    ['0.350', 1, '0.4', 'five followed by zeros, odd digit before'],
    ['2500.5', 0, '2500', 'even'],
    ['2501.5', 0, '2502', 'odd'],
    ['15.4546', 0, '15', 'never in two steps (15.455, 15.46, 15.5, 16)'],
    ['-355.5', 0, '-356', 'by the absolute value'],
    ['-325.5', 0, '-326', 'by the absolute value'],
    ['-0.4', 0, '0', 'no minus before zero'],
    ['0.0365', 3, '0.036', 'even'],
    ['7', 2, '7.00', 'digits are filled up'],
    ['0.995', 2, '1.00', 'a carry over the point'],
    ['99999999999.5', 0, '100000000000', 'beyond what a float counts exactly'],
    ['0.00000005', 7, '0.0000000', 'five at the last digit'],
  ]
  for (const [text, decimals, expected, why] of table)
    assert.equal(roundGb8170(text, decimals), expected, `${text}: ${why}`)
  for (const text of ['', ' 1', '1e3', '+1', '01', '.5', '5.', '１', '1,5', 'NaN']) {
    assert.throws(() => roundGb8170(text, 1), RangeError, text)
  }
  for (const decimals of [-1, 9, 0.5]) assert.throws(() => roundGb8170('1', decimals), RangeError)
})

test('rounding moves a value by at most half a unit of its last digit', () => {
  const decimal = fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`)
  fc.assert(
    fc.property(decimal, fc.integer({ min: 0, max: 5 }), (text, decimals) => {
      const exact = ratioOf(text)!,
        rounded = ratioOf(roundGb8170(text, decimals))!
      const difference = exact.n * rounded.d - rounded.n * exact.d
      const twice = (difference < 0n ? -difference : difference) * 2n * 10n ** BigInt(decimals)
      assert.ok(twice <= exact.d * rounded.d)
    }),
  )
})

const base: Indicator = {
  id: 'test',
  name: { zh: '试', en: 'Test' },
  unit: '%',
  kind: 'value',
  category: 'performance',
  key: true,
  direction: '<=',
  judged: 'single',
  values: 1,
  conditions: [],
  rounding: { method: 'full', decimals: 1 },
  national: null,
  limit: null,
  method: null,
  detectionLimit: null,
}
const make = (limit: Limit, over: Partial<Indicator> = {}): Indicator => ({
  ...base,
  limit: { ...limit, origin: 'demonstration' },
  ...over,
})
const verdict = (indicator: Indicator, values: string[], detectionLimit?: string) =>
  judge(indicator, {}, { values, detectionLimit }).verdict
const ROUNDED = { rounding: { method: 'rounded', decimals: 1 } } as const

test('all digits are compared under 全数值比较法, rounded ones under 修约值比较法', () => {
  const full = make({ most: '7.0' }),
    rounded = make({ most: '7.0' }, ROUNDED)
  const table: [string, string, string][] = [
    ['7.0', 'pass', 'pass'],
    ['7.04', 'fail', 'pass'],
    ['7.05', 'fail', 'pass'],
    ['7.051', 'fail', 'fail'],
    ['7.1', 'fail', 'fail'],
    ['6.96', 'pass', 'pass'],
    ['-1', 'pass', 'pass'],
  ]
  for (const [value, fullVerdict, roundedVerdict] of table) {
    assert.equal(verdict(full, [value]), fullVerdict, `${value} full`)
    assert.equal(verdict(rounded, [value]), roundedVerdict, `${value} rounded`)
  }
})

test('a lower bound, an interval and a score are inclusive at their ends', () => {
  const least = make({ least: '35.0' }, { direction: '>=' })
  assert.deepEqual(
    ['34.99', '35', '35.00', '36'].map((value) => verdict(least, [value])),
    ['fail', 'pass', 'pass', 'pass'],
  )
  const interval = make({ least: '13.0', most: '22.0' }, { direction: 'interval' })
  assert.deepEqual(
    ['12.9', '13.0', '22.0', '22.1'].map((value) => verdict(interval, [value])),
    ['fail', 'pass', 'pass', 'fail'],
  )
})

test('every single value is judged under single, the mean under average, both under average-and-single', () => {
  const single = make({ most: '0.5' })
  assert.equal(verdict(single, ['0.4', '0.5', '0.51']), 'fail')
  const average = make({ most: '0.5' }, { judged: 'average' })
  assert.equal(verdict(average, ['0.4', '0.6']), 'pass', 'the mean is exactly 0.5')
  assert.equal(verdict(average, ['0.4', '0.5', '0.61']), 'fail', 'the mean is 0.50333…')
  const both = make({ most: '0.5', singleMost: '0.6' }, { judged: 'average-and-single', values: 5 })
  assert.equal(verdict(both, ['0.4', '0.5', '0.5', '0.5', '0.6']), 'pass')
  assert.equal(verdict(both, ['0.1', '0.1', '0.1', '0.1', '0.61']), 'fail', 'one single value too high')
  assert.equal(verdict(both, ['0.55', '0.55', '0.55', '0.55', '0.55']), 'fail', 'the mean too high')
  assert.equal(judge(both, {}, { values: ['0.1', '0.1', '0.1', '0.1', '0.61'] }).code, 'single-above')
  const strength = make({ least: '35', singleLeast: '32' }, { judged: 'average-and-single', direction: '>=' })
  assert.equal(verdict(strength, ['31.9', '40']), 'fail')
  assert.equal(verdict(strength, ['32', '40']), 'pass')
})

test('a mean is exact: thirds and tenths are not lost before judging', () => {
  assert.equal(verdict(make({ most: '0.1' }, { judged: 'average' }), ['0.1', '0.1', '0.1']), 'pass')
  assert.equal(verdict(make({ least: '0.3' }, { judged: 'average', direction: '>=' }), ['0.1', '0.2', '0.6']), 'pass')
  const third = judge(make({ most: '0.3' }, { judged: 'average' }), {}, { values: ['0.3', '0.3', '0.4'] })
  assert.equal(third.verdict, 'fail')
  assert.equal(third.shown, '0.33333333')
})

test('what failed is shown with the digits that made it fail', () => {
  const judgement = judge(make({ most: '7.0' }), {}, { values: ['7.0004'] })
  assert.equal(judgement.shown, '7.0004')
  assert.equal(judgement.reason.zh, '单值7.0004高于7.0')
  assert.match(judgement.reason.en ?? '', /7\.0004 is above 7\.0/)
})

test('a value below detection proves an upper limit only when the detection limit does', () => {
  const upper = make({ most: '0.2' }),
    average = make({ most: '0.2' }, { judged: 'average' })
  const table: [string[], string | undefined, string, string][] = [
    [['not-detected'], '0.05', 'pass', 'detection limit below'],
    [['not-detected'], '0.2', 'pass', 'detection limit equal'],
    [['not-detected'], '0.21', 'missing', 'detection limit above'],
    [['not-detected'], undefined, 'missing', 'detection limit unknown'],
    [['not-detected', '0.3'], '0.05', 'fail', 'another value fails'],
    [['not-detected', '0.1'], '0.5', 'missing', 'one cannot be judged'],
  ]
  for (const [values, detectionLimit, expected, why] of table)
    assert.equal(verdict(upper, values, detectionLimit), expected, why)
  assert.equal(verdict(average, ['not-detected', '0.2'], '0.1'), 'pass', 'mean at most 0.15')
  assert.equal(verdict(average, ['not-detected', '0.5'], '0.1'), 'fail', 'mean at least 0.25')
  assert.equal(verdict(average, ['not-detected', '0.35'], '0.1'), 'missing', 'mean between 0.175 and 0.225')
  const lower = make({ least: '0.2' }, { direction: '>=' })
  assert.equal(verdict(lower, ['not-detected'], '0.1'), 'fail')
  assert.equal(verdict(lower, ['not-detected'], '0.3'), 'missing')
  assert.equal(
    verdict(make({ most: '0.2' }, { detectionLimit: '0.01' }), ['not-detected']),
    'pass',
    'the indicator’s own',
  )
})

test('a yes-no clause asks for yes throughout, or for a share of the sample', () => {
  const clause = make({ yes: true }, { kind: 'yes-no', direction: 'yes' })
  assert.deepEqual(
    [['yes'], ['no'], ['yes', 'no'], ['maybe']].map((values) => verdict(clause, values)),
    ['pass', 'fail', 'fail', 'missing'],
  )
  const share = make({ yes: true, share: '95' }, { kind: 'yes-no', direction: 'yes', values: 20 })
  const answers = (no: number) => Array.from({ length: 20 }, (_, i) => (i < no ? 'no' : 'yes'))
  assert.deepEqual(
    [0, 1, 2].map((no) => verdict(share, answers(no))),
    ['pass', 'pass', 'fail'],
  )
})

test('nothing can be concluded from too few values, no value, or an empty limit', () => {
  assert.equal(verdict(make({ most: '1' }, { values: 5 }), ['0.1', '0.1']), 'missing')
  assert.equal(verdict(make({ most: '1' }), []), 'missing')
  assert.equal(verdict(make({ most: '1' }), ['abc']), 'missing')
  assert.equal(verdict(make({ most: '1' }), ['1e0']), 'missing')
  assert.equal(verdict(make({ most: null }), ['0']), 'missing')
  assert.equal(verdict({ ...base, limit: null }, ['0']), 'missing')
  assert.equal(judgeNational(make({ most: '1' }), {}, { values: ['0'] }).code, 'no-national-limit')
})

test('whatever is given, judging answers and never passes what is no value', () => {
  const indicator = make({ most: '7.0' })
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 3 }), (values) => {
      const { verdict: said } = judge(indicator, {}, { values })
      if (values.some((value) => ratioOf(value) === undefined)) assert.notEqual(said, 'pass')
    }),
  )
})

test('conditions: all must hold, one that does not excludes, an unknown fact leaves it open', () => {
  const words = { zh: '条', en: 'c' }
  const premium: Condition = { key: 'grade', equals: 'premium', ...words }
  const high: Condition = { key: 'alcohol', above: '40', ...words }
  const table: [Record<string, string>, 'yes' | 'no' | 'unknown'][] = [
    [{ grade: 'premium', alcohol: '52' }, 'yes'],
    [{ grade: 'premium', alcohol: '40' }, 'no'],
    [{ grade: 'first', alcohol: '52' }, 'no'],
    [{ alcohol: '52' }, 'unknown'],
    [{ alcohol: '38' }, 'no'],
    [{ grade: 'premium', alcohol: 'strong' }, 'unknown'],
    [{}, 'unknown'],
  ]
  for (const [facts, expected] of table)
    assert.equal(conditionsHold([premium, high], facts), expected, JSON.stringify(facts))
  const thick: Condition = { key: 'thickness', atLeast: '7.5', ...words },
    thin: Condition = { key: 'thickness', below: '7.5', ...words }
  for (const [thickness, at] of [
    ['7.5', 'thick'],
    ['7.49', 'thin'],
    ['10', 'thick'],
  ] as const) {
    assert.equal(conditionsHold([thick], { thickness }), at === 'thick' ? 'yes' : 'no')
    assert.equal(conditionsHold([thin], { thickness }), at === 'thin' ? 'yes' : 'no')
  }
  const conditional = make({ most: '1' }, { conditions: [premium] })
  assert.equal(judge(conditional, { grade: 'first' }, { values: ['9'] }).verdict, 'not-applicable')
  assert.equal(judge(conditional, {}, { values: ['0'] }).code, 'fact-unknown')
})

const national = (limit: Limit) => ({
  ...limit,
  source: 'GB',
  clause: null,
  certainty: 'H' as const,
  toBeConfirmed: true,
})
test('ours beside the national limit, safe for the direction', () => {
  const compare = (
    direction: Indicator['direction'],
    ours: Limit | null,
    theirs: Limit | null,
    judged: Indicator['judged'] = 'single',
  ) =>
    compareWithNational({
      ...base,
      direction,
      judged,
      limit: ours && { ...ours, origin: 'demonstration' },
      national: theirs && national(theirs),
    })
  assert.equal(compare('<=', { most: '0.4' }, { most: '0.6' }), 'stricter')
  assert.equal(compare('<=', { most: '0.60' }, { most: '0.6' }), 'equal', 'written with more digits')
  assert.equal(compare('<=', { most: '0.7' }, { most: '0.6' }), 'looser')
  assert.equal(compare('>=', { least: '38' }, { least: '35.0' }), 'stricter')
  assert.equal(compare('>=', { least: '9' }, { least: '35.0' }), 'looser', 'not compared as text')
  assert.equal(compare('interval', { least: '14', most: '20' }, { least: '13', most: '22' }), 'stricter')
  assert.equal(
    compare('interval', { least: '14', most: '23' }, { least: '13', most: '22' }),
    'looser',
    'one end looser',
  )
  assert.equal(compare('interval', { least: '13.0', most: '22' }, { least: '13', most: '22.0' }), 'equal')
  const both = 'average-and-single'
  assert.equal(compare('<=', { most: '0.3', singleMost: '0.4' }, { most: '0.5', singleMost: '0.6' }, both), 'stricter')
  assert.equal(compare('<=', { most: '0.3', singleMost: '0.7' }, { most: '0.5', singleMost: '0.6' }, both), 'looser')
  assert.equal(
    compare('<=', { most: '0.3' }, { most: '0.5', singleMost: '0.6' }, both),
    'looser',
    'the single limit dropped',
  )
  assert.equal(
    compare('<=', { most: '0.5', singleMost: '0.6' }, { most: '0.5' }, both),
    'stricter',
    'a single limit added',
  )
  assert.equal(compare('yes', { yes: true }, { yes: true }), 'equal')
  assert.equal(compare('yes', { yes: true, share: '98' }, { yes: true, share: '95' }), 'stricter')
  assert.equal(compare('yes', { yes: true, share: '90' }, { yes: true }), 'looser')
  assert.equal(compare('<=', { most: '1' }, null), 'new')
  assert.equal(compare('<=', { most: '1' }, { most: null }), 'unknown')
  assert.equal(compare('<=', null, { most: '1' }), 'unknown')
  assert.equal(compare('yes', { yes: true }, { yes: null }), 'unknown')
})

test('a stricter limit never passes what the national one fails', () => {
  const hundredths = fc.integer({ min: 0, max: 1000 }).map((n) => (n / 100).toFixed(2))
  fc.assert(
    fc.property(
      hundredths,
      hundredths,
      hundredths,
      fc.constantFrom('<=' as const, '>=' as const),
      (ours, theirs, value, direction) => {
        const bound = (of: string): Limit => (direction === '<=' ? { most: of } : { least: of })
        const indicator = {
          ...base,
          direction,
          limit: { ...bound(ours), origin: 'demonstration' as const },
          national: national(bound(theirs)),
        }
        const said = compareWithNational(indicator)
        if (said !== 'stricter' && said !== 'equal') return
        if (judge(indicator, {}, { values: [value] }).verdict === 'pass') {
          assert.equal(judgeNational(indicator, {}, { values: [value] }).verdict, 'pass')
        }
        assert.equal(said === 'stricter', compareRatios(ratioOf(ours)!, ratioOf(theirs)!) !== 0)
      },
    ),
  )
})

test('a limit reads as people write it, an empty one as nothing', () => {
  assert.equal(limitText(make({ most: '7.0' }), 'ours')?.zh, '≤ 7.0 %')
  assert.equal(limitText(make({ least: '13.0', most: '22.0' }, { direction: 'interval' }), 'ours')?.zh, '13.0 – 22.0 %')
  assert.equal(
    limitText(make({ most: '0.5', singleMost: '0.6' }, { judged: 'average-and-single' }), 'ours')?.zh,
    '≤ 0.5 %（平均值）；≤ 0.6 %（单值）',
  )
  assert.equal(limitText(make({ yes: true }, { kind: 'yes-no', direction: 'yes' }), 'ours')?.en, 'Met')
  assert.equal(limitText(make({ most: null }), 'ours'), null)
  assert.equal(limitText(make({ most: '1' }), 'national'), null)
})

test('an indicator whose bounds do not fit its direction is refused', () => {
  assert.deepEqual(indicatorProblems(make({ most: '1' })), [])
  assert.match(indicatorProblems(make({ least: '1' })).join(), /must not have least.*lacks most/)
  assert.match(indicatorProblems(make({ most: '1', singleMost: '2' })).join(), /must not have singleMost/)
  assert.match(indicatorProblems(make({ most: '1' }, { kind: 'yes-no' })).join(), /belong together/)
  const two: Condition = { key: 'a', above: '1', below: '2', zh: '条', en: 'c' }
  assert.match(indicatorProblems(make({ most: '1' }, { conditions: [two] })).join(), /exactly one comparison/)
})
