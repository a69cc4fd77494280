/** A rule of EPCIS 2.0 that a document breaks: where, and which. */
export interface EpcisIssue {
  readonly path: string
  readonly rule:
    | 'object'
    | 'list'
    | 'missing'
    | 'unknown-property'
    | 'uri'
    | 'moment'
    | 'offset'
    | 'number'
    | 'text'
    | 'word'
    | 'unit'
    | 'hex'
    | 'boolean'
    | 'repeated'
    | 'empty'
    | 'nothing-named'
    | 'master-data-needs-add'
    | 'context'
    | 'type'
    | 'version'
    | 'too-deep'
}

export type Fields = Readonly<Record<string, unknown>>

/** Where a check stands and what it has found. A place is written out only when something is wrong there. */
export class Findings {
  readonly issues: EpcisIssue[] = []
  readonly #place: (string | number)[] = []

  /** Runs a check one step further in. */
  within(step: string | number, check: Check, value: unknown): void {
    this.#place.push(step)
    check(value, this)
    this.#place.pop()
  }

  /** Notes a broken rule here, or at a member of what stands here. */
  add(rule: EpcisIssue['rule'], member?: string): void {
    const steps = member === undefined ? this.#place : [...this.#place, member]
    const path = steps.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')
    this.issues.push({ path, rule })
  }
}

export type Check = (value: unknown, found: Findings) => void

/** A check of a single value that holds or breaks one rule. */
const single = (rule: EpcisIssue['rule'], holds: (value: unknown) => boolean): Check => (value, found) => {
  if (!holds(value)) found.add(rule)
}

/** RFC 3986, loosely: a scheme and no blanks or characters that a URI cannot hold. Prefixed names are URIs by form. */
export const isUri = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 4096
  && (PLAIN_URI.test(value) || /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cc}<>"{}|\\^`]+$/u.test(value))
/** Most addresses hold nothing else. */
const PLAIN_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z_a-z~]+$/

export const uri: Check = single('uri', isUri)
export const number: Check = single('number', (value) => typeof value === 'number')
export const text: Check = single('text', (value) => typeof value === 'string')
export const boolean: Check = single('boolean', (value) => typeof value === 'boolean')
export const matching = (form: RegExp, rule: EpcisIssue['rule']): Check =>
  single(rule, (value) => typeof value === 'string' && value.length <= 4096 && form.test(value))

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,12})?(?:[Zz]|[+-](\d\d):?(\d\d))$/
/** A moment in UTC that needs no arithmetic; everything else takes the long way. */
const PLAIN_MOMENT = new RegExp('^[12]\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])'
  + 'T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,12})?Z$')
export const moment: Check = single('moment', (value) => typeof value === 'string'
  && (PLAIN_MOMENT.test(value) || isMoment(value)))

function isMoment(value: string): boolean {
  const match = MOMENT.exec(value)
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0, zoneMinute = 0] =
    (match?.slice(1) ?? []).map((part) => Number(part ?? 0))
  const days = new Date(Date.UTC(2000, month, 0)).getUTCDate() - Number(month === 2 && !leap(year))
  // Time zones may move a moment by a day: the year before the first one is in no database.
  const fits = year > 1 && month >= 1 && month <= 12 && day >= 1 && day <= days
    && hour <= 23 && minute <= 59 && second <= 60
  return match !== null && fits && zone <= 23 && zoneMinute <= 59
}
const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** A bare word of the vocabulary, or a URI of someone else's; the old URNs of the vocabulary are not JSON. */
export const word = (
  words: ReadonlySet<string>, not = /^(?:urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/,
): Check =>
  single('word', (value) => typeof value === 'string' && (words.has(value) || (isUri(value) && !not.test(value))))

export const list = (check: Check, { least = 0, unique = false } = {}): Check => (value, found) => {
  if (!Array.isArray(value)) return found.add('list')
  if (value.length < least) found.add('empty')
  if (unique && value.length > 1 && new Set(value).size < value.length) found.add('repeated')
  for (let i = 0; i < value.length; i += 1) found.within(i, check, value[i])
}

/** An object with these properties; others only where extensions are allowed, with a namespace unless it is open. */
export const object = (
  properties: Readonly<Record<string, Check>>,
  { required = [] as readonly string[], extensible = false, open = false } = {},
): Check => {
  const checks = new Map(Object.entries(properties))
  return (value, found) => {
    if (!isFields(value)) return found.add('object')
    for (const name of required) if (!(name in value)) found.add('missing', name)
    for (const name of Object.keys(value)) {
      const check = checks.get(name)
      if (check) found.within(name, check, value[name])
      else if (!open && !(extensible && isUri(name))) found.add('unknown-property', name)
    }
  }
}

/** Deeper than anything that is meant seriously; keeps recursion elsewhere bounded. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth > 100) return true
  for (const name of Object.keys(value)) {
    const item = (value as Fields)[name]
    if (typeof item === 'object' && item !== null && isTooDeep(item, depth + 1)) return true
  }
  return false
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
