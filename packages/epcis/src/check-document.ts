import type { Check, EpcisIssue, Fields } from './checks.ts'
import {
  boolean, isFields, isTooDeep, isUri, issue, join, list, matching, moment, number, object, text, uri, when, word,
} from './checks.ts'
import {
  ACTIONS, BIZ_STEPS, BIZ_TRANSACTION_TYPES, COMPONENTS, DISPOSITIONS, ERROR_REASONS, MEASUREMENTS, SENSOR_ALERTS,
  SOURCE_TYPES,
} from './vocabulary.ts'

const WEB_VOCABULARY = /^https?:\/\/(?:www\.)?gs1\.org\/voc\//
const anything: Check = () => []
const epcs = list(uri, { unique: true })
const quantities = list(object(
  { epcClass: uri, quantity: number, uom: matching(/^[A-Z0-9]{2,3}$/, 'unit') }, { required: ['epcClass'] },
))
const place: Check = (value, path) =>
  object({ id: uri }, { required: ['id'], extensible: true })(value, path).filter(
    ({ rule }) => rule !== 'unknown-property',
  )
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
  const has = (...names: readonly string[]) =>
    names.some((name) => Array.isArray(event[name]) && (event[name] as unknown[]).length > 0)
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
const document = object(
  {
    '@context': context,
    id: uri,
    type: anything,
    schemaVersion: version,
    creationDate: moment,
    instanceIdentifier: text,
    sender: text,
    receiver: text,
    epcisHeader: object(
      { epcisMasterData: object({ vocabularyList: vocabularies }, { extensible: true }) },
      { extensible: true },
    ),
    epcisBody: object({ eventList: events }, { required: ['eventList'], extensible: true }),
  },
  { required: ['@context', 'schemaVersion', 'creationDate', 'epcisBody'], extensible: true },
)
const queryDocument = object(
  {
    '@context': context,
    id: uri,
    type: anything,
    schemaVersion: version,
    creationDate: moment,
    epcisBody: object(
      {
        queryResults: object(
          {
            queryName: text,
            subscriptionID: text,
            resultsBody: object(
              { eventList: events, vocabularyList: vocabularies },
              { required: ['eventList'], extensible: true },
            ),
          },
          { required: ['queryName', 'resultsBody'], extensible: true },
        ),
      },
      { required: ['queryResults'], extensible: true },
    ),
  },
  { required: ['@context', 'epcisBody'], extensible: true },
)

/** What EPCIS 2.0.1 wants refused in a document, a query document or a single event. Empty when nothing is wrong. */
export function checkDocument(value: unknown): EpcisIssue[] {
  if (!isFields(value)) return issue('', 'object')
  if (isTooDeep(value)) return issue('', 'too-deep')
  if (value.type === 'EPCISDocument') return document(value, '')
  return value.type === 'EPCISQueryDocument' ? queryDocument(value, '') : checkEvent(value, '', true)
}
