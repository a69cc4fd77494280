import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LocalDate } from '@tianfu/kernel'
import fc from 'fast-check'
import { readYaml } from '../test/read-scheme.ts'
import {
  SchemeError,
  addWorkingDays,
  dueOn,
  isWorkingDay,
  parseHolidays,
  termEnd,
  workingDaysBetween,
} from './index.ts'
import type { Pause, Period } from './index.ts'

const calendar = parseHolidays(readYaml('sichuan/holidays.yaml'))
const day = (text: string) => text as LocalDate

test('whether a day of 2026 is a working day follows the paper of the State Council', () => {
  const table: [string, boolean, string][] = [
    ['2026-01-01', false, 'New Year'],
    ['2026-01-04', true, 'a Sunday made up for New Year'],
    ['2026-01-05', true, 'a plain Monday'],
    ['2026-02-14', true, 'a Saturday made up for the Spring Festival'],
    ['2026-02-15', false, 'first day of the Spring Festival'],
    ['2026-02-16', false, 'New Year’s Eve, a Monday'],
    ['2026-02-23', false, 'last day of the Spring Festival, a Monday'],
    ['2026-02-24', true, 'the day after'],
    ['2026-02-28', true, 'a Saturday made up for the Spring Festival'],
    ['2026-04-06', false, 'Tomb-Sweeping Day, a Monday'],
    ['2026-05-09', true, 'a Saturday made up for Labour Day'],
    ['2026-06-19', false, 'Dragon Boat Festival, a Friday'],
    ['2026-09-20', true, 'a Sunday made up for the National Day'],
    ['2026-09-25', false, 'Mid-Autumn, a Friday'],
    ['2026-10-07', false, 'last day of the National Day'],
    ['2026-10-08', true, 'the day after'],
    ['2026-10-10', true, 'a Saturday made up'],
  ]
  for (const [text, expected, why] of table)
    assert.equal(isWorkingDay(calendar, day(text)), expected, `${text}: ${why}`)
})

test('working days count from the day after delivery, make-up days with them, holidays without', () => {
  const table: [string, number, string, boolean, string][] = [
    ['2026-03-02', 5, '2026-03-09', false, 'a plain week'],
    ['2026-03-06', 1, '2026-03-09', false, 'delivered on Friday'],
    ['2026-03-07', 1, '2026-03-09', false, 'delivered on Saturday'],
    ['2026-02-12', 5, '2026-02-26', false, 'over the Spring Festival: 13, 14 (made up), 24, 25, 26'],
    ['2026-02-14', 5, '2026-02-28', false, 'the fifth day is a made-up Saturday'],
    ['2026-09-30', 5, '2026-10-13', false, 'over the National Day: 8, 9, 10 (made up), 12, 13'],
    ['2025-12-31', 1, '2026-01-04', false, 'the first working day of 2026 is a made-up Sunday'],
    ['2018-12-28', 1, '2018-12-29', false, 'a make-up day of the next year’s paper'],
    ['2026-11-23', 5, '2026-11-30', false, 'within the loaded calendar'],
    ['2026-12-23', 5, '2026-12-30', true, 'the last week of December waits for the paper of 2027'],
    ['2026-12-31', 5, '2027-01-07', true, 'beyond the loaded calendar only weekends are off'],
    ['2150-01-01', 3, '2150-01-06', true, 'far beyond it, without an error'],
    ['2015-12-31', 1, '2016-01-04', false, 'the first loaded year'],
    ['2015-12-01', 1, '2015-12-02', true, 'before the first loaded year'],
    ['2026-03-07', 0, '2026-03-07', false, 'no days is the day itself'],
  ]
  for (const [from, count, expected, provisional, why] of table) {
    assert.deepEqual(
      addWorkingDays(calendar, day(from), count),
      { day: expected, provisional },
      `${from} + ${count}: ${why}`,
    )
  }
})

test('a count that is no whole number from 0 is an error', () => {
  for (const count of [-1, 0.5, Number.NaN])
    assert.throws(() => addWorkingDays(calendar, day('2026-03-02'), count), RangeError)
})

test('counting back gives what was counted forward, for any day and count', () => {
  const anyDay = fc
    .integer({ min: 0, max: 6000 })
    .map((n) => day(new Date(Date.UTC(2015, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)))
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 0, max: 120 }), (from, count) => {
      const { day: to } = addWorkingDays(calendar, from, count)
      assert.equal(workingDaysBetween(calendar, from, to), count)
      assert.equal(workingDaysBetween(calendar, to, from), count === 0 ? 0 : -count)
      if (count > 0) assert.ok(isWorkingDay(calendar, to))
    }),
    { numRuns: 200 },
  )
})

const period = (count: number, unit: Period['unit'], rolls?: boolean): Period => ({
  count,
  unit,
  origin: 'A',
  source: 'test',
  ...(rolls === undefined ? {} : { rolls }),
})

test('a due date follows the unit of its period', () => {
  const table: [Period, string, string, string][] = [
    [period(5, 'working'), '2026-03-02', '2026-03-09', 'working days'],
    [period(90, 'calendar'), '2026-03-02', '2026-05-31', 'calendar days, a Sunday'],
    [period(90, 'calendar', true), '2026-03-02', '2026-06-01', 'a last day off moves to the next working day'],
    [period(30, 'calendar', true), '2026-09-01', '2026-10-08', 'over a holiday'],
    [period(3, 'months'), '2026-01-31', '2026-04-30', 'months end on the last day that exists'],
    [period(36, 'months'), '2026-03-01', '2029-03-01', 'three years'],
  ]
  for (const [length, from, expected, why] of table) assert.equal(dueOn(length, day(from), calendar).day, expected, why)
})

test('days within a closed pause do not count, an open pause does not lengthen yet', () => {
  const pauses = (...list: [string, string | null][]): Pause[] =>
    list.map(([from, until]) => ({ from: day(from), until: until === null ? null : day(until) }))
  const due = (length: Period, list: Pause[]) => dueOn(length, day('2026-03-02'), calendar, list).day
  assert.equal(due(period(5, 'working'), pauses(['2026-03-04', '2026-03-06'])), '2026-03-12')
  assert.equal(
    due(period(5, 'working'), pauses(['2026-03-04', '2026-03-05'], ['2026-03-05', '2026-03-06'])),
    '2026-03-12',
  )
  assert.equal(due(period(5, 'working'), pauses(['2026-03-04', null])), '2026-03-09')
  assert.equal(due(period(5, 'working'), pauses(['2026-04-01', '2026-04-30'])), '2026-03-09', 'a pause after the end')
  assert.equal(due(period(10, 'calendar'), pauses(['2026-03-05', '2026-03-09'])), '2026-03-17')
})

test('a term ends on the day before its anniversary', () => {
  assert.equal(termEnd(period(36, 'months'), day('2026-03-01')), '2029-02-28')
  assert.equal(termEnd(period(12, 'months'), day('2024-02-29')), '2025-02-27')
})

test('a calendar with a day twice, or without papers, is refused', () => {
  const year = (off: string[], work: string[]) => ({
    source: 'test',
    years: [
      {
        year: 2026,
        papers: ['https://example.org/'],
        off: off.map((text) => ({ day: text, name: '假' })),
        work: work.map((text) => ({ day: text, name: '班' })),
      },
    ],
  })
  assert.throws(() => parseHolidays(year(['2026-01-01', '2026-01-01'], [])), SchemeError)
  assert.throws(() => parseHolidays(year(['2026-01-03'], ['2026-01-03'])), SchemeError)
  assert.throws(() => parseHolidays({ source: 'test', years: [{ year: 2026 }] }), /papers/)
})
