// XML Schema 1.1 dateTimeStamp, as VCDM 2.0, 4.9 asks: the zone is never left out.
const FORM = /^(-?(?:[1-9]\d{3,}|0\d{3}))(-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))$/

/** Milliseconds since 1970 of a dateTimeStamp; undefined for any other text and for days or hours that do not exist. */
export function momentOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined
  if (text.length >= 20 && text.charCodeAt(4) === DASH) return momentAt(Number.NaN, text, 4)
  const [, year, rest = ''] = FORM.exec(text) ?? []
  return year === undefined ? undefined : momentAt(Number(year), rest, 0)
}

const DASH = 0x2d

/** Reads `-MM-DDThh:mm:ss`, a fraction and a zone from `at` on; the year before it unless it is given. */
function momentAt(given: number, text: string, at: number): number | undefined {
  const year = Number.isNaN(given) ? digits(text, 0, 4) : given
  const [month, day] = [digits(text, at + 1, 2), digits(text, at + 4, 2)]
  const [hour, minute, second] = [digits(text, at + 7, 2), digits(text, at + 10, 2), digits(text, at + 13, 2)]
  const marks = text[at + 3] === '-' && text[at + 6] === 'T' && text[at + 9] === ':' && text[at + 12] === ':'
  // A part that is not digits is NaN, and no comparison with it holds.
  if (!marks
    || !(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && minute <= 59 && second <= 59)) {
    return undefined
  }
  let end = at + 15
  let fraction = 0
  if (text[end] === '.') {
    const from = end++
    while (isDigit(text.charCodeAt(end))) end++
    if (end === from + 1) return undefined
    fraction = Number(text.slice(from, end))
  }
  if (!(hour <= 23 || (hour === 24 && minute === 0 && second === 0 && fraction === 0))) return undefined
  const zone = offsetMinutes(text, end)
  if (zone === undefined) return undefined
  const ms = Date.UTC(2000, month - 1, day, hour, minute - zone, second, Math.floor(fraction * 1000))
  return year === 2000 ? ms : moved(ms, year, month, day)
}

/** `Date.UTC` takes two-digit years for 19xx, so the year is put in afterwards. */
function moved(ms: number, year: number, month: number, day: number): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const moment = date.getTime() + (ms - Date.UTC(2000, month - 1, day))
  return Number.isNaN(moment) ? undefined : moment
}

const daysIn = (year: number, month: number): number => {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** The number in `count` digits; NaN when one is none. */
function digits(text: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const code = text.charCodeAt(i)
    value = isDigit(code) ? value * 10 + code - 0x30 : Number.NaN
  }
  return value
}

function offsetMinutes(text: string, at: number): number | undefined {
  if (text.length === at + 1 && text[at] === 'Z') return 0
  const [hours, minutes] = [digits(text, at + 1, 2), digits(text, at + 4, 2)]
  const sign = text[at] === '+' ? 1 : text[at] === '-' ? -1 : 0
  if (text.length !== at + 6 || sign === 0 || text[at + 3] !== ':') return undefined
  return minutes <= 59 && hours * 60 + minutes <= 14 * 60 ? sign * (hours * 60 + minutes) : undefined
}
