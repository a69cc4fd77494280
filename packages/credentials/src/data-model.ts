import { isUndefinedTerm, redefinesProtectedTerm } from './context-terms.ts'
import { momentOf } from './moment.ts'

// W3C Verifiable Credentials Data Model 2.0.
export const BASE_CONTEXT = 'https://www.w3.org/ns/credentials/v2'

/** A rule of the data model that a document breaks: where, and which, named by the property. */
export interface Issue {
  readonly path: string
  readonly rule:
    | 'object' | 'context' | 'protected-term' | 'type' | 'undefined-type' | 'url' | 'language' | 'missing' | 'empty'
    | 'moment' | 'period' | 'digest' | 'duplicate' | 'enveloped'
}

type Fields = Readonly<Record<string, unknown>>
/** `context` is that of the document, for the terms that it defines. */
type Check = (value: unknown, path: string, context: unknown) => Issue[]

const NONE: Issue[] = []

/**
 * What VCDM 2.0 wants refused in a credential, without JSON-LD processing. Empty when nothing is wrong.
 *
 * @param issuer `optional` for a template that is about to be issued: the issuing service fills in the issuer
 */
export function checkCredential(value: unknown, issuer: 'required' | 'optional' = 'required'): Issue[] {
  if (!isFields(value)) return [{ path: '', rule: 'object' }]
  return [
    ...checkContext(value['@context']),
    ...checkType(value.type, 'VerifiableCredential', value['@context']),
    ...checkIssuer(value, issuer),
    ...checkSubject(value.credentialSubject),
    ...checkPeriod(value),
    ...checkProperties(value, CREDENTIAL_PROPERTIES),
  ]
}

/** What VCDM 2.0 wants refused in a presentation and in the credentials that it holds. */
export function checkPresentation(value: unknown): Issue[] {
  if (!isFields(value)) return [{ path: '', rule: 'object' }]
  if (listOf(value.type).includes('EnvelopedVerifiablePresentation')) return checkEnvelope(value, 'vp')
  return [
    ...checkContext(value['@context']),
    ...checkType(value.type, 'VerifiablePresentation', value['@context']),
    ...checkProperties(value, PRESENTATION_PROPERTIES),
  ]
}

/** Only the properties that are there are looked at. */
function checkProperties(value: Fields, checks: Readonly<Record<string, Check>>): Issue[] {
  let issues = NONE
  for (const name of Object.keys(value)) {
    const found = Object.hasOwn(checks, name) ? checks[name]?.(value[name], name, value['@context']) : undefined
    if (found && found.length > 0) issues = [...issues, ...found]
  }
  return issues
}

const checkAllHeld: Check = (held) => listOf(held).flatMap((credential, i) =>
  checkHeld(credential).map((issue) => ({ ...issue, path: join(`verifiableCredential[${i}]`, issue.path) })))

/** A held credential is an object: a credential, or one in an envelope. */
function checkHeld(value: unknown): Issue[] {
  if (!isFields(value)) return [{ path: '', rule: 'object' }]
  return listOf(value.type).includes('EnvelopedVerifiableCredential')
    ? checkEnvelope(value, 'vc')
    : checkCredential(value)
}

/** 4.12: the base context, and a data: URL of the media type that is enveloped. */
function checkEnvelope(value: Fields, kind: 'vc' | 'vp'): Issue[] {
  const context: Issue[] = listOf(value['@context']).includes(BASE_CONTEXT)
    ? NONE
    : [{ path: '@context', rule: 'context' }]
  const sound = typeof value.id === 'string' && value.id.startsWith(`data:application/${kind}`)
    && /^data:application\/v[cp][a-z+.-]*(?:;[^,]*)?,./.test(value.id)
  return sound ? context : [...context, { path: 'id', rule: 'enveloped' }]
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
const typed = (required?: 'id'): Check => (value, path, context) => {
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
    ...('name' in issuer ? checkLanguage(issuer.name, 'issuer.name') : []),
    ...('description' in issuer ? checkLanguage(issuer.description, 'issuer.description') : []),
  ]
}

const checkParty = (value: unknown, path: string): Issue[] =>
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
  const [from, until] = [momentOf(credential.validFrom), momentOf(credential.validUntil)]
  if ('validFrom' in credential && from === undefined) return [{ path: 'validFrom', rule: 'moment' }]
  if ('validUntil' in credential && until === undefined) return [{ path: 'validUntil', rule: 'moment' }]
  return from !== undefined && until !== undefined && until < from ? [{ path: 'validUntil', rule: 'period' }] : []
}

/** 5.3: objects with a unique id and a digest. */
const checkResources = (value: unknown, path: string): Issue[] => {
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

const checkProof = (value: unknown, path: string): Issue[] => {
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
const checkLanguage = (value: unknown, path: string): Issue[] => {
  const values = listOf(value)
  const sound = values.length > 0 && values.every((item) => typeof item === 'string' || (isFields(item)
    && typeof item['@value'] === 'string'
    && Object.keys(item).every((key) => ['@value', '@language', '@direction'].includes(key))
    && (item['@language'] === undefined || isLanguage(item['@language']))
    && (item['@direction'] === undefined || item['@direction'] === 'ltr' || item['@direction'] === 'rtl')))
  return sound ? [] : [{ path, rule: 'language' }]
}

/** By form (RFC 5646, 2.1). */
const isLanguage = (tag: unknown): boolean =>
  typeof tag === 'string' && tag.length <= 100 && /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/.test(tag)

const checkUrl = (value: unknown, path: string): Issue[] => (isUrl(value) ? NONE : [{ path, rule: 'url' }])

/** An absolute URL: a scheme, no blanks, none of the characters that RFC 3986 leaves out; a host where http asks. */
export function isUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 100_000) return false
  if (/^https?:/i.test(value)) return /^https?:\/\/[^\s<>"{}|\\^`/?#][^\s<>"{}|\\^`]*$/i.test(value)
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(value)
}

const each = (check: Check): Check => (value, path, context) => {
  if (!Array.isArray(value)) return check(value, path, context)
  return value.length === 0
    ? [{ path, rule: 'empty' }] : value.flatMap((item, i) => check(item, `${path}[${i}]`, context))
}

const CREDENTIAL_PROPERTIES: Readonly<Record<string, Check>> = {
  id: checkUrl, name: checkLanguage, description: checkLanguage,
  credentialStatus: each(typed()), credentialSchema: each(typed('id')), refreshService: each(typed()),
  termsOfUse: each(typed()), evidence: each(typed()), renderMethod: each(typed()), confidenceMethod: each(typed()),
  relatedResource: checkResources, proof: each(checkProof),
}

const PRESENTATION_PROPERTIES: Readonly<Record<string, Check>> = {
  id: checkUrl,
  holder: checkParty,
  termsOfUse: each(typed()),
  proof: each(checkProof),
  verifiableCredential: checkAllHeld,
}

const join = (path: string, name: string): string => (path === '' || name === '' ? path + name : `${path}.${name}`)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
