/**
 * What every other package stands on: refusals, moments, days, two-language text, branded types.
 *
 * Invariants: no I/O, no clock, no environment; at most 200 lines.
 */
export { Refusal, isRefusal } from './refusal.ts'
export type { Details } from './refusal.ts'
export { CHINA_OFFSET_MS, addDays, addMonths, chinaToday, daysBetween, isLocalDate, parseInstant } from './time.ts'
export type { Instant, LocalDate } from './time.ts'
export type { Brand, Text } from './text.ts'
export { canonicalJson } from './canonical.ts'
export type { Json } from './canonical.ts'
export { csvOf, defused } from './csv.ts'
