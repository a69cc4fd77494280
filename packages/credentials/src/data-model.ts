import { isUndefinedTerm, redefinesProtectedTerm } from './context-terms.ts'
import { momentOf } from './moment.ts'

// W3C Verifiable Credentials Data Model 2.0.
export const BASE_CONTEXT = 'https://www.w3.org/ns/credentials/v2'

/** A rule of the data model that a document breaks: where, and which, named by the property. */
export interface Issue {
  readonly path: string
  readonly rule:
    | 'object' | 'context' | 'protected-term' | 'type' | 'undefined-type' | 'url' | 'language' | 'missing' | 'empty'
    | 'moment' | 'period' | 'digest' | 'duplicate' | 'enveloped' | 'too-deep'
}

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown, path: string) => Issue[]

/**
 * What VCDM 2.0 wants refused in a credential, without JSON-LD processing. Empty when nothing is wrong.
 *
 * @param issuer `optional` for a template that is about to be issued: the issuing service fills in the issuer
 */
export function checkCredential(value: unknown, issuer: 'required' | 'optional' = 'required'): Issue[] {
  if (!isFields(value)) return [{ path: '', rule: 'object' }]
  if (isTooDeep(value)) return [{ path: '', rule: 'too-deep' }]
  const isTyped = typed(value['@context'])
  return [
    ...checkContext(value['@context']),
    ...checkType(value.type, 'VerifiableCredential', value['@context']),
    ...optional(value, 'id', checkUrl),
    ...optional(value, 'name', checkLanguage),
    ...optional(value, 'description', checkLanguage),
    ...checkIssuer(value, issuer),
    ...checkSubject(value.credentialSubject),
    ...checkPeriod(value),
    ...optional(value, 'credentialStatus', each(isTyped())),
    ...optional(value, 'credentialSchema', each(isTyped('id'))),
    ...optional(value, 'refreshService', each(isTyped())),
    ...optional(value, 'termsOfUse', each(isTyped())),
    ...optional(value, 'evidence', each(isTyped())),
    ...optional(value, 'renderMethod', each(isTyped())),
    ...optional(value, 'confidenceMethod', each(isTyped())),
    ...optional(value, 'relatedResource', checkResources),
    ...optional(value, 'proof', each(checkProof)),
  ]
}

/** What VCDM 2.0 wants refused in a presentation and in the credentials that it holds. */
export function checkPresentation(value: unknown): Issue[] {
  if (!isFields(value)) return [{ path: '', rule: 'object' }]
  if (isTooDeep(value)) return [{ path: '', rule: 'too-deep' }]
  return [
    ...checkContext(value['@context']),
    ...checkType(value.type, 'VerifiablePresentation', value['@context']),
    ...optional(value, 'id', checkUrl),
    ...optional(value, 'holder', checkParty),
    ...optional(value, 'termsOfUse', each(typed(value['@context'])())),
    ...optional(value, 'proof', each(checkProof)),
    ...optional(value, 'verifiableCredential', (held) => listOf(held).flatMap((credential, i) =>
      checkHeld(credential).map((issue) => ({ ...issue, path: join(`verifiableCredential[${i}]`, issue.path) })))),
  ]
}

/** A held credential is an object: a credential, or one in an envelope whose `id` is a data: URL. */
function checkHeld(value: unknown): Issue[] {
  if (!isFields(value)) return [{ path: '', rule: 'object' }]
  const types = listOf(value.type)
  const enveloped = types.includes('EnvelopedVerifiableCredential')
  if (!enveloped) return checkCredential(value)
  const id = typeof value.id === 'string' ? value.id : ''
  return /^data:application\/(?:vc|vc-ld)\+(?:jwt|sd-jwt|cose)[;,]/.test(id) ? [] : [{ path: 'id', rule: 'enveloped' }]
}

/** 4.3: an ordered set whose first item is the base context; the others are URLs or objects. */
function checkContext(value: unknown): Issue[] {
  const items = Array.isArray(value) ? value : []
  if (items[0] !== BASE_CONTEXT) return [{ path: '@context', rule: 'context' }]
  return items.flatMap((item: unknown, i): Issue[] => {
    const path = `@context[${i}]`
    if (typeof item === 'string') return checkUrl(item, path)
    if (!isFields(item)) return [{ path, rule: 'context' }]
    return redefinesProtectedTerm(item) ? [{ path, rule: 'protected-term' }] : []
  })
}

/** 4.5: one or more terms or URLs, the required one among them; terms must be defined where contexts are known. */
function checkType(value: unknown, required: string | undefined, context: unknown, path = 'type'): Issue[] {
  const types = listOf(value)
  if (types.length === 0 || types.some((type) => typeof type !== 'string' || type === ''))
    return [{ path, rule: 'type' }]
  if (required !== undefined && !types.includes(required)) return [{ path, rule: 'type' }]
  const undefinedTerm = types.some((type) => !isUrl(type) && isUndefinedTerm(String(type), context))
  return undefinedTerm ? [{ path, rule: 'undefined-type' }] : []
}

/** An object with a type and, where `required` says so, an id; an id is always one URL. */
const typed = (context: unknown) => (required?: 'id'): Check => (value, path) => {
  if (!isFields(value)) return [{ path, rule: 'object' }]
  const missing: Issue[] =
    required === 'id' && value.id === undefined ? [{ path: join(path, 'id'), rule: 'missing' }] : []
  return [
    ...missing, ...checkType(value.type, undefined, context, join(path, 'type')),
    ...('id' in value ? checkUrl(value.id, join(path, 'id')) : []),
  ]
}

/** 4.7. */
function checkIssuer(credential: Fields, mode: 'required' | 'optional'): Issue[] {
  const { issuer } = credential
  if (!('issuer' in credential)) return mode === 'required' ? [{ path: 'issuer', rule: 'missing' }] : []
  if (!isFields(issuer)) return checkUrl(issuer, 'issuer')
  return [
    ...('id' in issuer || mode === 'required' ? checkUrl(issuer.id, 'issuer.id') : []),
    ...optional(issuer, 'name', checkLanguage, 'issuer'),
    ...optional(issuer, 'description', checkLanguage, 'issuer'),
  ]
}

const checkParty: Check = (value, path) =>
  isFields(value) ? checkUrl(value.id, join(path, 'id')) : checkUrl(value, path)

/** 4.8: one or more objects, each with at least one property. */
function checkSubject(value: unknown): Issue[] {
  const subjects = listOf(value)
  if (subjects.length === 0) return [{ path: 'credentialSubject', rule: 'missing' }]
  return subjects.flatMap((subject, i): Issue[] => {
    const path = Array.isArray(value) ? `credentialSubject[${i}]` : 'credentialSubject'
    if (!isFields(subject)) return [{ path, rule: 'object' }]
    if (Object.keys(subject).length === 0) return [{ path, rule: 'empty' }]
    return 'id' in subject ? checkUrl(subject.id, join(path, 'id')) : []
  })
}

/** 4.9: moments with a zone, the end not before the beginning. */
function checkPeriod(credential: Fields): Issue[] {
  const [from, until] = ['validFrom', 'validUntil'].map((name) => momentOf(credential[name]))
  const issues = ['validFrom', 'validUntil'].flatMap((name): Issue[] =>
    name in credential && momentOf(credential[name]) === undefined ? [{ path: name, rule: 'moment' }] : [])
  return from !== undefined && until !== undefined && until < from
    ? [...issues, { path: 'validUntil', rule: 'period' }]
    : issues
}

/** 5.3: objects with a unique id and a digest. */
const checkResources: Check = (value, path) => {
  const resources = listOf(value)
  const seen = new Set<unknown>()
  return resources.flatMap((resource, i): Issue[] => {
    const here = `${path}[${i}]`
    if (!isFields(resource)) return [{ path: here, rule: 'object' }]
    const duplicate: Issue[] = seen.has(resource.id) ? [{ path: join(here, 'id'), rule: 'duplicate' }] : []
    seen.add(resource.id)
    const digests = [resource.digestSRI, resource.digestMultibase].filter((digest) => digest !== undefined)
    const digest: Issue[] = digests.length === 0 || digests.some((text) => typeof text !== 'string' || text === '')
      ? [{ path: here, rule: 'digest' }] : []
    return [...checkUrl(resource.id, join(here, 'id')), ...duplicate, ...digest]
  })
}

const checkProof: Check = (value, path) => {
  if (!isFields(value)) return [{ path, rule: 'object' }]
  const types = listOf(value.type)
  if (types.length === 0 || types.some((type) => typeof type !== 'string'))
    return [{ path: join(path, 'type'), rule: 'type' }]
  if (types.includes('DataIntegrityProof') && typeof value.cryptosuite !== 'string') {
    return [{ path: join(path, 'cryptosuite'), rule: 'missing' }]
  }
  return []
}

/** 11.1: text, or objects of `@value`, `@language`, `@direction` and nothing else. */
const checkLanguage: Check = (value, path) => {
  const values = listOf(value)
  const sound = values.length > 0 && values.every((item) => typeof item === 'string' || (isFields(item)
    && typeof item['@value'] === 'string'
    && Object.keys(item).every((key) => ['@value', '@language', '@direction'].includes(key))
    && (item['@language'] === undefined || /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(String(item['@language'])))
    && (item['@direction'] === undefined || item['@direction'] === 'ltr' || item['@direction'] === 'rtl')))
  return sound ? [] : [{ path, rule: 'language' }]
}

const checkUrl: Check = (value, path) => (isUrl(value) ? [] : [{ path, rule: 'url' }])

/** An absolute URL: a scheme, no blanks, none of the characters that RFC 3986 leaves out; a host where http asks. */
export function isUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 100_000) return false
  if (/^https?:/i.test(value)) return /^https?:\/\/[^\s<>"{}|\\^`/?#]+[^\s<>"{}|\\^`]*$/i.test(value)
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(value)
}

const each = (check: Check): Check => (value, path) => {
  if (!Array.isArray(value)) return check(value, path)
  return value.length === 0 ? [{ path, rule: 'empty' }] : value.flatMap((item, i) => check(item, `${path}[${i}]`))
}

const optional = (fields: Fields, name: string, check: Check, under = ''): Issue[] =>
  name in fields ? check(fields[name], join(under, name)) : []

/** Deeper than anything that is meant seriously; keeps recursion elsewhere bounded. */
function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth > 100 || Object.values(value).some((item) => isTooDeep(item, depth + 1))
}

const join = (path: string, name: string): string => (path === '' || name === '' ? path + name : `${path}.${name}`)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
