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
export type Check = (value: unknown, path: string) => EpcisIssue[]

export const issue = (path: string, rule: EpcisIssue['rule']): EpcisIssue[] => [{ path, rule }]
export const when = (broken: boolean, path: string, rule: EpcisIssue['rule']): EpcisIssue[] =>
  broken ? issue(path, rule) : []

/** RFC 3986, loosely: a scheme and no blanks or characters that a URI cannot hold. Prefixed names are URIs by form. */
export const isUri = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 4096 && /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cc}<>"{}|\\^`]+$/u.test(value)

export const uri: Check = (value, path) => when(!isUri(value), path, 'uri')
export const number: Check = (value, path) => when(typeof value !== 'number', path, 'number')
export const text: Check = (value, path) => when(typeof value !== 'string', path, 'text')
export const boolean: Check = (value, path) => when(typeof value !== 'boolean', path, 'boolean')
export const matching = (form: RegExp, rule: EpcisIssue['rule']): Check => (value, path) =>
  when(typeof value !== 'string' || value.length > 4096 || !form.test(value), path, rule)

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,12})?(?:[Zz]|[+-](\d\d):?(\d\d))$/
export const moment: Check = (value, path) => {
  const match = typeof value === 'string' ? MOMENT.exec(value) : null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0, zoneMinute = 0] =
    (match?.slice(1) ?? []).map((part) => Number(part ?? 0))
  const days = new Date(Date.UTC(2000, month, 0)).getUTCDate() - Number(month === 2 && !leap(year))
  // Time zones may move a moment by a day: the year before the first one is in no database.
  const fits = year > 1 && month >= 1 && month <= 12 && day >= 1 && day <= days
    && hour <= 23 && minute <= 59 && second <= 60
  return when(!match || !fits || zone > 23 || zoneMinute > 59, path, 'moment')
}
const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** A bare word of the vocabulary, or a URI of someone else's; the old URNs of the vocabulary are not JSON. */
export const word =
  (words: ReadonlySet<string>, not = /^(?:urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/): Check =>
  (value, path) =>
    when(typeof value !== 'string' || !(words.has(value) || (isUri(value) && !not.test(value))), path, 'word')

export const list = (check: Check, { least = 0, unique = false } = {}): Check => (value, path) => {
  if (!Array.isArray(value)) return issue(path, 'list')
  const repeated = unique && new Set(value).size < value.length
  return [
    ...when(value.length < least, path, 'empty'), ...when(repeated, path, 'repeated'),
    ...value.flatMap((item, i) => check(item, `${path}[${i}]`)),
  ]
}

/** An object with these properties; others only where extensions are allowed, and then with a namespace. */
export const object = (
  properties: Readonly<Record<string, Check>>, { required = [] as readonly string[], extensible = false } = {},
): Check => (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return issue(path, 'object')
  return [
    ...required.filter((name) => !(name in value)).flatMap((name) => issue(join(path, name), 'missing')),
    ...Object.entries(value).flatMap(([name, item]): EpcisIssue[] => {
      const check = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (check) return check(item, join(path, name))
      return when(!(extensible && isUri(name)), join(path, name), 'unknown-property')
    }),
  ]
}

/** Deeper than anything that is meant seriously; keeps recursion elsewhere bounded. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth > 100 || Object.values(value).some((item) => isTooDeep(item, depth + 1))
}

export const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
