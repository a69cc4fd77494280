import { canonicalIdentifier } from './gs1-uri.ts'

/**
 * The one form of a value: a moment in UTC, a number without waste, an identifier as a Digital Link, a word of the
 * vocabulary as its address; other text as it is. `named` properties with time in their name hold moments.
 */
export function canonicalValue(name: string, text: string, named: boolean): string {
  if (text === '') return ''
  const trimmed = text.trim()
  if (trimmed === '') return ''
  if (named && /time/i.test(name) && !/offset/i.test(name)) return moment(trimmed)
  const plain = number(trimmed.startsWith(OLD_WORDS) ? vocabulary(trimmed) : trimmed)
  return plain.includes(':') ? canonicalIdentifier(plain) ?? plain : plain
}

const OLD_WORDS = 'urn:epcglobal:cbv:'

/** Older names of the vocabulary. */
const vocabulary = (text: string): string =>
  text.replace(
    /^urn:epcglobal:cbv:(bizstep|disp|btt|sdt|er):/,
    (_, kind: string) =>
      `https://ref.gs1.org/cbv/${{ bizstep: 'BizStep', disp: 'Disp', btt: 'BTT', sdt: 'SDT', er: 'ER' }[kind]}-`,
  )

/** A moment that may stand as it is; hours, days and months that do not exist take the long way. */
const READY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/

/** UTC with milliseconds, rounded half up at the fourth digit of the second. */
function moment(text: string): string {
  if (READY.test(text)) return text
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i.exec(text)
  if (!match) return text
  const [, seconds = '', fraction = '', zone = ''] = match
  const start = Date.parse(seconds.toUpperCase() + zone.toUpperCase())
  if (Number.isNaN(start)) return text
  const thousandths = Math.floor((Number(`${fraction.slice(1)}0000`.slice(0, 4)) + 5) / 10)
  return new Date(start + (fraction === '' ? 0 : thousandths)).toISOString()
}

/** Numbers without leading or trailing zeros, plus signs or exponents that are not needed; other text as it is. */
function number(text: string): string {
  // No number begins with a letter, as most values do.
  if (text.charCodeAt(0) > 57 || !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text)) return text
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  if (Number.isInteger(value)) return BigInt(value).toString()
  const [mantissa = '', exponent] = Math.abs(value) < 1e-4 ? value.toExponential().split('e') : [String(value)]
  return exponent === undefined ? mantissa : `${mantissa}e-${exponent.slice(1).padStart(2, '0')}`
}
