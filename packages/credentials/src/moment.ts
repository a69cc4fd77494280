// XML Schema 1.1 dateTimeStamp, as VCDM 2.0, 4.9 asks: the zone is never left out.
const FORM = /^(-?(?:[1-9]\d{3,}|0\d{3}))-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Milliseconds since 1970 of a dateTimeStamp; undefined for any other text and for days or hours that do not exist. */
export function momentOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined
  const match = FORM.exec(text)
  if (!match) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || minute > 59 || second > 59) return undefined
  const fraction = Number(match[7] ?? 0)
  if (hour > 23 && !(hour === 24 && minute === 0 && second === 0 && fraction === 0)) return undefined
  const zone = offsetMinutes(match[8] ?? 'Z')
  if (zone === undefined) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute - zone, second, Math.floor(fraction * 1000))
  const ms = date.getTime()
  return Number.isNaN(ms) ? undefined : ms
}

const daysIn = (year: number, month: number): number => {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}
