import { addDays, addMonths, daysBetween, type LocalDate } from '@tianfu/kernel'
import { Type } from 'typebox'
import { Day, SchemeError, Words, closed, parseForm } from './form.ts'
import type { Period } from './period.ts'

const HolidayYear = closed({
  year: Type.Integer({ minimum: 1990, maximum: 2199 }),
  papers: Type.Array(Type.String({ pattern: '^https?://' }), { minItems: 1 }),
  off: Type.Array(closed({ day: Day, name: Words })),
  work: Type.Array(closed({ day: Day, name: Words })),
})
/** `holidays.yaml`: days off and make-up working days as the State Council published them, year by year. */
export const Holidays = closed({ source: Words, years: Type.Array(HolidayYear) })
export type Holidays = Type.Static<typeof Holidays>

/** Days off and make-up working days of the years that have been published. Beyond them only weekends are off. */
export interface Calendar {
  readonly years: ReadonlySet<number>
  readonly off: ReadonlySet<string>
  readonly work: ReadonlySet<string>
}

/** A day with a mark: provisional when a year whose holidays are not yet published was counted through. */
export interface DueDay {
  readonly day: LocalDate
  readonly provisional: boolean
}

/**
 * A weekday may stand among the working days too: a second paper says so when it changes the first (2020-02-03).
 * @throws SchemeError when a day stands twice.
 */
export function parseHolidays(data: unknown): Calendar {
  const { years } = parseForm('holidays', Holidays, data)
  const off = new Set<string>()
  const work = new Set<string>()
  for (const { year, off: free, work: made } of years) {
    for (const { day } of free) {
      if (off.has(day) || work.has(day)) throw twice(`${year}/off`, day)
      off.add(day)
    }
    for (const { day } of made) {
      if (off.has(day) || work.has(day)) throw twice(`${year}/work`, day)
      work.add(day)
    }
  }
  return { years: new Set(years.map(({ year }) => year)), off, work }
}

const twice = (path: string, day: string) => new SchemeError('holidays', [{ path, message: `${day} stands twice` }])

function isWeekend(day: LocalDate): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

/** A working day in China: a published make-up day, or a weekday that is not a published holiday. */
export const isWorkingDay = (calendar: Calendar, day: LocalDate): boolean =>
  calendar.work.has(day) || (!calendar.off.has(day) && !isWeekend(day))

/**
 * Whether the State Council may still change what `day` is. The paper of a year also settles the days around New Year
 * before it (that of 2019 made 29 December 2018 a working day), so the last week of December waits for the next paper.
 */
export function isProvisional(calendar: Calendar, day: LocalDate): boolean {
  const year = Number(day.slice(0, 4))
  return !calendar.years.has(year) || (day.slice(5) >= '12-25' && !calendar.years.has(year + 1))
}

/**
 * The `count`th working day after `from`; day 1 is the day after delivery (行政许可法: working days, without holidays).
 * `count` 0 is `from` itself. Days in `without` do not count: a clock that stood still.
 * @throws RangeError when `count` is not a whole number from 0.
 */
export function addWorkingDays(
  calendar: Calendar, from: LocalDate, count: number, without: (day: LocalDate) => boolean = () => false,
): DueDay {
  if (!Number.isInteger(count) || count < 0) throw new RangeError('working days are counted in whole days from 0')
  let day = from
  let provisional = false
  for (let left = count; left > 0;) {
    day = addDays(day, 1)
    provisional ||= isProvisional(calendar, day)
    if (isWorkingDay(calendar, day) && !without(day)) left -= 1
  }
  return { day, provisional }
}

/** Working days after `from` up to and with `to`; negative when `to` is earlier. The inverse of addWorkingDays. */
export function workingDaysBetween(calendar: Calendar, from: LocalDate, to: LocalDate): number {
  if (to < from) return -workingDaysBetween(calendar, to, from) || 0
  let count = 0
  for (let day = from; day < to;) {
    day = addDays(day, 1)
    if (isWorkingDay(calendar, day)) count += 1
  }
  return count
}

/** Days on which a clock stood still, both included. `until` null: it still stands. */
export interface Pause {
  readonly from: LocalDate
  readonly until: LocalDate | null
}

/**
 * The last day of `period` when its clock started on `from` (delivery; day 1 is the next day). Days within closed
 * pauses do not count; an open pause gives no lengthening yet, since its end is unknown: ask `standsStill` for that.
 */
export function dueOn(
  period: Period, from: LocalDate, calendar: Calendar, pauses: readonly Pause[] = [],
): DueDay {
  const stood = (day: LocalDate) =>
    pauses.some(({ from: start, until }) => until !== null && start <= day && day <= until)
  if (period.unit === 'working') return addWorkingDays(calendar, from, period.count, stood)
  const last = period.unit === 'months' ? addMonths(from, period.count) : addDays(from, period.count)
  const due = lengthen(from, daysBetween(from, last), stood)
  return period.rolls ? toWorkingDay(calendar, due) : { day: due, provisional: false }
}

/** Whether an open pause holds the clock. */
export const standsStill = (pauses: readonly Pause[]): boolean => pauses.some(({ until }) => until === null)

function lengthen(from: LocalDate, days: number, stood: (day: LocalDate) => boolean): LocalDate {
  let day = from
  for (let left = days; left > 0;) {
    day = addDays(day, 1)
    if (!stood(day)) left -= 1
  }
  return day
}

/** The last day moves to the next working day (民法典第二百零三条). */
function toWorkingDay(calendar: Calendar, from: LocalDate): DueDay {
  let day = from
  let provisional = isProvisional(calendar, day)
  while (!isWorkingDay(calendar, day)) {
    day = addDays(day, 1)
    provisional ||= isProvisional(calendar, day)
  }
  return { day, provisional }
}

/**
 * The last day of a term that begins on `from` itself: three years from 2026-03-01 end on 2029-02-28. For certificates
 * and licences, which are valid on their first day.
 */
export const termEnd = (period: Period, from: LocalDate): LocalDate =>
  addDays(period.unit === 'months' ? addMonths(from, period.count) : addDays(from, period.count), -1)
