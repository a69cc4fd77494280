/** When a subscribed query runs, as in cron: the values of each field that let a moment pass. */
export interface Schedule {
  readonly second: readonly number[]
  readonly minute: readonly number[]
  readonly hour: readonly number[]
  readonly dayOfMonth: readonly number[]
  readonly month: readonly number[]
  /** 1 is Monday, 7 is Sunday. */
  readonly dayOfWeek: readonly number[]
}

/** From fine to coarse, with the least and the greatest value (EPCIS 2.0, 8.2.5.3). */
const FIELDS = [
  ['second', 0, 59], ['minute', 0, 59], ['hour', 0, 23], ['dayOfMonth', 1, 31], ['month', 1, 12], ['dayOfWeek', 1, 7],
] as const
const DAY_MS = 86_400_000
/** A 29th of February on a given weekday comes round in 28 years, in 40 across a century without a leap day. */
const DAYS_AHEAD = 366 * 41

/**
 * Reads a schedule: fields of values parted by commas, ranges as `[1-5]`. A part of the time of day that is finer than
 * the finest field given stands at zero, everything else that is absent lets any value pass. Undefined where a field is
 * unknown or wrong, or none is given.
 */
export function readSchedule(value: unknown): Schedule | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const given = value as Readonly<Record<string, unknown>>
  const names: readonly string[] = FIELDS.map(([name]) => name)
  const keys = Object.keys(given)
  if (keys.length === 0 || keys.some((key) => !names.includes(key))) return undefined
  const read: Record<string, readonly number[]> = {}
  let finer = true
  for (const [name, least, most] of FIELDS) {
    const text = given[name]
    if (text === undefined) {
      read[name] = finer && most <= 59 && least === 0 ? [0] : all(least, most)
      continue
    }
    finer = false
    const values = typeof text === 'string' ? valuesOf(text, least, most) : undefined
    if (!values) return undefined
    read[name] = values
  }
  return read as unknown as Schedule
}

const all = (least: number, most: number): number[] => Array.from({ length: most - least + 1 }, (_, i) => least + i)

function valuesOf(text: string, least: number, most: number): number[] | undefined {
  if (text.length > 200) return undefined
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [, one, from, to] = /^\s*(?:(\d{1,2})|\[(\d{1,2})-(\d{1,2})\])\s*$/.exec(part) ?? []
    const [low, high] = [Number(one ?? from), Number(one ?? to)]
    if (!(low >= least && high <= most && low <= high)) return undefined
    for (const value of all(low, high)) values.add(value)
  }
  return [...values].toSorted((a, b) => a - b)
}

/**
 * The first moment after another at which a schedule lets a query run; undefined where it never does.
 *
 * @param after ms since 1970
 * @param zone ms by which the clock of the schedule is ahead of UTC
 */
export function nextTime(schedule: Schedule, after: number, zone: number): number | undefined {
  const start = (Math.floor((after + zone) / 1000) + 1) * 1000
  const today = Math.floor(start / DAY_MS) * DAY_MS
  for (let day = 0; day < DAYS_AHEAD; day += 1) {
    const midnight = today + day * DAY_MS
    const date = new Date(midnight)
    if (!schedule.month.includes(date.getUTCMonth() + 1) || !schedule.dayOfMonth.includes(date.getUTCDate())
      || !schedule.dayOfWeek.includes(date.getUTCDay() || 7)) continue
    const at = timeWithin(schedule, Math.max(0, start - midnight))
    if (at !== undefined) return midnight + at - zone
  }
  return undefined
}

/** The first time of a day at or after one, in ms since midnight. */
function timeWithin({ hour, minute, second }: Schedule, from: number): number | undefined {
  for (const h of hour) {
    if ((h + 1) * 3_600_000 <= from) continue
    for (const m of minute) {
      if ((h * 60 + m + 1) * 60_000 <= from) continue
      for (const s of second) {
        const at = ((h * 60 + m) * 60 + s) * 1000
        if (at >= from) return at
      }
    }
  }
  return undefined
}
