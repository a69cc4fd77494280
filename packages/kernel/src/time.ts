import type { Brand } from './text.ts'

/** A moment: RFC 3339 in UTC with milliseconds, such as `2026-03-01T16:30:00.000Z`. Sorts as text. */
export type Instant = Brand<'Instant'>
/** A day of the calendar, `YYYY-MM-DD`. Sorts as text. */
export type LocalDate = Brand<'LocalDate'>

const DAY_MS = 86_400_000
export const CHINA_OFFSET_MS = 8 * 3_600_000 // UTC+8 all year; no daylight saving since 1991

/** Milliseconds since 1970 → moment. @throws RangeError when outside what a Date can hold. */
export const parseInstant = (ms: number): Instant => new Date(ms).toISOString() as Instant

/** The calendar day in China at `at`. */
export const chinaToday = (at: Instant): LocalDate =>
  new Date(Date.parse(at) + CHINA_OFFSET_MS).toISOString().slice(0, 10) as LocalDate

/** True when `text` is a day that exists, from 1900-01-01 to 2199-12-31. */
export function isLocalDate(text: string): text is LocalDate {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text
}

/** `day` plus whole days, which may be negative. */
export const addDays = (day: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as LocalDate

/** `day` plus whole months; a day that the month lacks becomes its last (31 January + 1 → 28 February). */
export function addMonths(day: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date, last))
  return first.toISOString().slice(0, 10) as LocalDate
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: LocalDate, to: LocalDate): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS
