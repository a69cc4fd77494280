import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextTime, readSchedule } from './schedule.ts'

const CHINA = 8 * 3_600_000
const next = (schedule: object, after: string): string | undefined => {
  const read = readSchedule(schedule)
  assert.ok(read)
  const at = nextTime(read, Date.parse(after), CHINA)
  return at === undefined ? undefined : new Date(at).toISOString()
}

test('a schedule runs at the times that it names, by the clock of China', () => {
  const rows: [object, string, string | undefined][] = [
    [{ hour: '1', minute: '5' }, '2026-03-01T16:00:00Z', '2026-03-01T17:05:00.000Z'],
    [{ hour: '1', minute: '5' }, '2026-03-01T17:05:00Z', '2026-03-02T17:05:00.000Z'],
    [{ minute: '0,30' }, '2026-03-01T16:10:00Z', '2026-03-01T16:30:00.000Z'],
    [{ second: '0,20,40' }, '2026-03-01T16:10:41Z', '2026-03-01T16:11:00.000Z'],
    [{ hour: '9' }, '2026-03-01T16:00:00Z', '2026-03-02T01:00:00.000Z'],
    [{ hour: '9', dayOfWeek: '[1-5]' }, '2026-03-06T02:00:00Z', '2026-03-09T01:00:00.000Z'],
    [{ dayOfMonth: '1' }, '2026-03-01T16:00:00Z', '2026-03-31T16:00:00.000Z'],
    [{ dayOfMonth: '29', month: '2' }, '2026-03-01T16:00:00Z', '2028-02-28T16:00:00.000Z'],
    [{ dayOfMonth: '30', month: '2' }, '2026-03-01T16:00:00Z', undefined],
  ]
  for (const [schedule, after, at] of rows) assert.equal(next(schedule, after), at, JSON.stringify(schedule))
})

test('what is no schedule is none', () => {
  for (const wrong of [
    null, [], 'daily', {}, { hours: '1' }, { hour: 1 }, { hour: '24' }, { minute: '60' }, { dayOfWeek: '0' },
    { dayOfMonth: '0' }, { hour: '5-1' }, { hour: '[5-1]' }, { hour: '' }, { hour: '*' }, { hour: '1,' },
  ]) assert.equal(readSchedule(wrong), undefined, JSON.stringify(wrong))
})

test('the next time is later, and lies in every field', () => {
  const field = (least: number, most: number) => fc.option(fc.uniqueArray(fc.integer({ min: least, max: most }),
    { minLength: 1, maxLength: 4 }).map((values) => values.join(',')), { nil: undefined })
  const schedules = fc.record({
    second: field(0, 59), minute: field(0, 59), hour: field(0, 23), dayOfMonth: field(1, 28), month: field(1, 12),
    dayOfWeek: field(1, 7),
  }).map((of) => Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)))
    .filter((of) => Object.keys(of).length > 0)
  fc.assert(fc.property(schedules, fc.integer({ min: 0, max: 4e12 }), (schedule, after) => {
    const read = readSchedule(schedule)
    assert.ok(read)
    const at = nextTime(read, after, CHINA)
    assert.ok(at !== undefined && at > after)
    const date = new Date(at + CHINA)
    assert.ok(read.second.includes(date.getUTCSeconds()) && read.minute.includes(date.getUTCMinutes())
      && read.hour.includes(date.getUTCHours()) && read.month.includes(date.getUTCMonth() + 1)
      && read.dayOfMonth.includes(date.getUTCDate()) && read.dayOfWeek.includes(date.getUTCDay() || 7))
  }), { numRuns: 300 })
})
