import {
  ACTIONS, BIZ_STEPS, BIZ_TRANSACTION_TYPES, COMPONENTS, DISPOSITIONS, ERROR_REASONS, MEASUREMENTS, SENSOR_ALERTS,
  SOURCE_TYPES,
} from './vocabulary.ts'

/** A rule of EPCIS 2.0 that a document breaks: where, and which. */
export interface EpcisIssue {
  readonly path: string
  readonly rule:
    | 'object' | 'list' | 'missing' | 'unknown-property' | 'uri' | 'moment' | 'offset' | 'number' | 'text' | 'word' | 'unit'
    | 'hex' | 'boolean' | 'repeated' | 'empty' | 'nothing-named' | 'master-data-needs-add' | 'context' | 'type' | 'version'
    | 'too-deep'
}

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown, path: string) => EpcisIssue[]

const issue = (path: string, rule: EpcisIssue['rule']): EpcisIssue[] => [{ path, rule }]
const when = (broken: boolean, path: string, rule: EpcisIssue['rule']): EpcisIssue[] => (broken ? issue(path, rule) : [])

/** RFC 3986, loosely: a scheme and no blanks or characters that a URI cannot hold. Prefixed names are URIs by form. */
export const isUri = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 4096 && /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cc}<>"{}|\\^`]+$/u.test(value)

const uri: Check = (value, path) => when(!isUri(value), path, 'uri')
const number: Check = (value, path) => when(typeof value !== 'number', path, 'number')
const text: Check = (value, path) => when(typeof value !== 'string', path, 'text')
const boolean: Check = (value, path) => when(typeof value !== 'boolean', path, 'boolean')
const matching = (form: RegExp, rule: EpcisIssue['rule']): Check => (value, path) =>
  when(typeof value !== 'string' || !form.test(value), path, rule)

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d{1,12})?(?:[Zz]|[+-](\d\d):?(\d\d))$/
const moment: Check = (value, path) => {
  const match = typeof value === 'string' ? MOMENT.exec(value) : null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0, zoneMinute = 0] =
    (match?.slice(1) ?? []).map((part) => Number(part ?? 0))
  const days = new Date(Date.UTC(2000, month, 0)).getUTCDate() - Number(month === 2 && !leap(year))
  const fits = month >= 1 && month <= 12 && day >= 1 && day <= days && hour <= 23 && minute <= 59 && second <= 60
  return when(!match || !fits || zone > 23 || zoneMinute > 59, path, 'moment')
}
const leap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** A bare word of the vocabulary, or a URI of someone else's; the old URNs of the vocabulary are not JSON. */
const word = (words: ReadonlySet<string>, not = /^(?:urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/): Check => (value, path) =>
  when(typeof value !== 'string' || !(words.has(value) || (isUri(value) && !not.test(value))), path, 'word')
const WEB_VOCABULARY = /^https?:\/\/(?:www\.)?gs1\.org\/voc\//

const list = (check: Check, { least = 0, unique = false } = {}): Check => (value, path) => {
  if (!Array.isArray(value)) return issue(path, 'list')
  const repeated = unique && new Set(value).size < value.length
  return [
    ...when(value.length < least, path, 'empty'), ...when(repeated, path, 'repeated'),
    ...value.flatMap((item, i) => check(item, `${path}[${i}]`)),
  ]
}

/** An object with these properties; others only where extensions are allowed, and then with a namespace. */
const object = (
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

const anything: Check = () => []
const epcs = list(uri, { unique: true })
const quantities = list(object(
  { epcClass: uri, quantity: number, uom: matching(/^[A-Z0-9]{2,3}$/, 'unit') }, { required: ['epcClass'] },
))
const place: Check = (value, path) =>
  object({ id: uri }, { required: ['id'], extensible: true })(value, path).filter(({ rule }) => rule !== 'unknown-property')
const ended = (name: string) => list(object({ type: word(SOURCE_TYPES), [name]: uri }, { required: ['type', name] }))
const transaction = object({ type: word(BIZ_TRANSACTION_TYPES), bizTransaction: uri }, { required: ['bizTransaction'] })
const dispositions = list(word(DISPOSITIONS), { least: 1, unique: true })

const sensorReport = object({
  type: word(MEASUREMENTS, WEB_VOCABULARY), exception: word(SENSOR_ALERTS, WEB_VOCABULARY), deviceID: uri,
  deviceMetadata: uri, rawData: uri, dataProcessingMethod: uri, bizRules: uri, time: moment, microorganism: uri,
  chemicalSubstance: uri, coordinateReferenceSystem: uri, value: number, component: word(COMPONENTS), stringValue: text,
  booleanValue: boolean, hexBinaryValue: matching(/^[A-Fa-f0-9]+$/, 'hex'), uriValue: uri, minValue: number,
  maxValue: number, meanValue: number, sDev: number, percRank: number, percValue: number, uom: text,
}, { required: ['type'], extensible: true })
const sensorMetadata = object({
  time: moment, deviceID: uri, deviceMetadata: uri, rawData: uri, startTime: moment, endTime: moment,
  dataProcessingMethod: uri, bizRules: uri,
}, { extensible: true })
const sensorElements = list(object(
  { sensorMetadata, sensorReport: list(sensorReport, { least: 1 }) }, { required: ['sensorReport'], extensible: true },
))

const COMMON: Readonly<Record<string, Check>> = {
  '@context': context, type: anything, eventTime: moment, recordTime: moment, eventID: uri,
  eventTimeZoneOffset: matching(/^[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$/, 'offset'),
  certificationInfo: (value, path) => (Array.isArray(value) ? list(uri)(value, path) : uri(value, path)),
  errorDeclaration: object(
    { declarationTime: moment, reason: word(ERROR_REASONS), correctiveEventIDs: list(uri) },
    { required: ['declarationTime'], extensible: true },
  ),
}
const BUSINESS: Readonly<Record<string, Check>> = {
  ...COMMON, bizStep: word(BIZ_STEPS), disposition: word(DISPOSITIONS), readPoint: place, bizLocation: place,
  persistentDisposition: (value, path) => [
    ...object({ set: dispositions, unset: dispositions })(value, path),
    ...when(isFields(value) && !('set' in value || 'unset' in value), path, 'empty'),
  ],
  bizTransactionList: list(transaction), sourceList: ended('source'), destinationList: ended('destination'),
  sensorElementList: sensorElements,
}
const action: Check = (value, path) => when(typeof value !== 'string' || !ACTIONS.has(value), path, 'word')
const ilmd: Check = (value, path) => object({}, { extensible: true })(value, path)
const CHILDREN = { ...BUSINESS, action, parentID: uri, childEPCs: list(uri), childQuantityList: quantities }
const TIMES = ['eventTime', 'eventTimeZoneOffset']

const EVENTS: Readonly<Record<string, Check>> = {
  ObjectEvent: object({ ...BUSINESS, action, epcList: epcs, quantityList: quantities, ilmd },
    { required: [...TIMES, 'action'], extensible: true }),
  AggregationEvent: object(CHILDREN, { required: [...TIMES, 'action'], extensible: true }),
  AssociationEvent: object(CHILDREN, { required: [...TIMES, 'action', 'parentID'], extensible: true }),
  TransactionEvent: object({
    ...BUSINESS, action, parentID: uri, epcList: list(uri), quantityList: quantities,
    bizTransactionList: list(transaction, { least: 1 }),
  }, { required: [...TIMES, 'action', 'bizTransactionList'], extensible: true }),
  TransformationEvent: object({
    ...BUSINESS, inputEPCList: epcs, inputQuantityList: quantities, outputEPCList: epcs, outputQuantityList: quantities,
    transformationID: uri, ilmd,
  }, { required: TIMES, extensible: true }),
}

/** What must be named beyond the single properties. */
function naming(event: Fields, path: string): EpcisIssue[] {
  const has = (...names: readonly string[]) => names.some((name) => Array.isArray(event[name]) && (event[name] as unknown[]).length > 0)
  const listed = (name: string) => Array.isArray(event[name])
  const deleted = event.action === 'DELETE'
  switch (event.type) {
    case 'ObjectEvent': {
      const named = listed('epcList') || has('quantityList') || (has('sensorElementList') && 'readPoint' in event)
      return [
        ...when(!named, path, 'nothing-named'),
        ...when('ilmd' in event && event.action !== 'ADD', join(path, 'ilmd'), 'master-data-needs-add'),
      ]
    }
    case 'AggregationEvent':
    case 'AssociationEvent': return when(!deleted && !has('childEPCs', 'childQuantityList'), path, 'nothing-named')
    case 'TransactionEvent': return when(!deleted && !listed('epcList') && !has('quantityList'), path, 'nothing-named')
    case 'TransformationEvent': {
      const [inputs, outputs] = [has('inputEPCList', 'inputQuantityList'), has('outputEPCList', 'outputQuantityList')]
      const named = (inputs && outputs) || ((inputs || outputs) && 'transformationID' in event)
      return when(!named, path, 'nothing-named')
    }
    default: return []
  }
}

/** What EPCIS 2.0 wants refused in one event. An event that stands alone needs its own `@context`. */
export function checkEvent(value: unknown, path = '', alone = false): EpcisIssue[] {
  if (!isFields(value)) return issue(path, 'object')
  if (isTooDeep(value)) return issue(path, 'too-deep')
  const missing = when(alone && !('@context' in value), join(path, '@context'), 'missing')
  const { type } = value
  const check = typeof type === 'string' && Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined
  if (check) return [...missing, ...check(value, path), ...naming(value, path)]
  // An extended event type is a URI, and its properties are its own.
  if (!isUri(type)) return issue(join(path, 'type'), 'type')
  return [...missing, ...TIMES.filter((name) => !(name in value)).flatMap((name) => issue(join(path, name), 'missing')),
    ...Object.entries(COMMON).flatMap(([name, common]) => (name in value ? common(value[name], join(path, name)) : []))]
}

function context(value: unknown, path: string): EpcisIssue[] {
  const items = Array.isArray(value) ? value : [value]
  return when(items.some((item) => !isUri(item) && !isFields(item)), path, 'context')
}

const events: Check = (value, path) => (Array.isArray(value)
  ? value.flatMap((event, i) => checkEvent(event, `${path}[${i}]`)) : issue(path, 'list'))

const vocabularies = list(object({
  type: uri, vocabularyElementList: list((value, path) => object({
    id: uri, attributes: list(object({ id: uri, attribute: anything }, { required: ['id'], extensible: true })),
    children: list(uri),
  }, { required: ['id'], extensible: true })(value, path)),
}, { required: ['type'], extensible: true }))

const version = matching(/^\d+(?:\.\d+)*$/, 'version')
const document = object({
  '@context': context, id: uri, type: anything, schemaVersion: version, creationDate: moment, instanceIdentifier: text,
  sender: text, receiver: text,
  epcisHeader: object({ epcisMasterData: object({ vocabularyList: vocabularies }, { extensible: true }) }, { extensible: true }),
  epcisBody: object({ eventList: events }, { required: ['eventList'], extensible: true }),
}, { required: ['@context', 'schemaVersion', 'creationDate', 'epcisBody'], extensible: true })
const queryDocument = object({
  '@context': context, id: uri, type: anything, schemaVersion: version, creationDate: moment,
  epcisBody: object({
    queryResults: object({
      queryName: text, subscriptionID: text,
      resultsBody: object({ eventList: events, vocabularyList: vocabularies }, { required: ['eventList'], extensible: true }),
    }, { required: ['queryName', 'resultsBody'], extensible: true }),
  }, { required: ['queryResults'], extensible: true }),
}, { required: ['@context', 'epcisBody'], extensible: true })

/** What EPCIS 2.0.1 wants refused in a document, a query document or a single event. Empty when nothing is wrong. */
export function checkDocument(value: unknown): EpcisIssue[] {
  if (!isFields(value)) return issue('', 'object')
  if (isTooDeep(value)) return issue('', 'too-deep')
  if (value.type === 'EPCISDocument') return document(value, '')
  return value.type === 'EPCISQueryDocument' ? queryDocument(value, '') : checkEvent(value, '', true)
}

function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth > 100 || Object.values(value).some((item) => isTooDeep(item, depth + 1))
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
