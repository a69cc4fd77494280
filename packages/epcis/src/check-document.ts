import type { Check, EpcisIssue, Fields } from './checks.ts'
import {
  Findings, boolean, isFields, isTooDeep, isUri, list, matching, moment, number, object, text, uri, word,
} from './checks.ts'
import {
  ACTIONS, BIZ_STEPS, BIZ_TRANSACTION_TYPES, COMPONENTS, DISPOSITIONS, ERROR_REASONS, MEASUREMENTS, SENSOR_ALERTS,
  SOURCE_TYPES,
} from './vocabulary.ts'

const WEB_VOCABULARY = /^https?:\/\/(?:www\.)?gs1\.org\/voc\//
const anything: Check = () => {}
const uris = list(uri)
const epcs = list(uri, { unique: true })
const quantities = list(object(
  { epcClass: uri, quantity: number, uom: matching(/^[A-Z0-9]{2,3}$/, 'unit') }, { required: ['epcClass'] },
))
const place = object({ id: uri }, { required: ['id'], open: true })
const ended = (name: string) => list(object({ type: word(SOURCE_TYPES), [name]: uri }, { required: ['type', name] }))
const transaction = object({ type: word(BIZ_TRANSACTION_TYPES), bizTransaction: uri }, { required: ['bizTransaction'] })
const dispositions = list(word(DISPOSITIONS), { least: 1, unique: true })
const persistent = object({ set: dispositions, unset: dispositions })

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
  certificationInfo: (value, found) => (Array.isArray(value) ? uris : uri)(value, found),
  errorDeclaration: object(
    { declarationTime: moment, reason: word(ERROR_REASONS), correctiveEventIDs: list(uri) },
    { required: ['declarationTime'], extensible: true },
  ),
}
const BUSINESS: Readonly<Record<string, Check>> = {
  ...COMMON, bizStep: word(BIZ_STEPS), disposition: word(DISPOSITIONS), readPoint: place, bizLocation: place,
  persistentDisposition: (value, found) => {
    persistent(value, found)
    if (isFields(value) && !('set' in value || 'unset' in value)) found.add('empty')
  },
  bizTransactionList: list(transaction), sourceList: ended('source'), destinationList: ended('destination'),
  sensorElementList: sensorElements,
}
const action: Check = (value, found) => {
  if (typeof value !== 'string' || !ACTIONS.has(value)) found.add('word')
}
const ilmd = object({}, { extensible: true })
const CHILDREN = { ...BUSINESS, action, parentID: uri, childEPCs: uris, childQuantityList: quantities }
const TIMES = ['eventTime', 'eventTimeZoneOffset']

const EVENTS: Readonly<Record<string, Check>> = {
  ObjectEvent: object({ ...BUSINESS, action, epcList: epcs, quantityList: quantities, ilmd },
    { required: [...TIMES, 'action'], extensible: true }),
  AggregationEvent: object(CHILDREN, { required: [...TIMES, 'action'], extensible: true }),
  AssociationEvent: object(CHILDREN, { required: [...TIMES, 'action', 'parentID'], extensible: true }),
  TransactionEvent: object({
    ...BUSINESS, action, parentID: uri, epcList: uris, quantityList: quantities,
    bizTransactionList: list(transaction, { least: 1 }),
  }, { required: [...TIMES, 'action', 'bizTransactionList'], extensible: true }),
  TransformationEvent: object({
    ...BUSINESS, inputEPCList: epcs, inputQuantityList: quantities, outputEPCList: epcs, outputQuantityList: quantities,
    transformationID: uri, ilmd,
  }, { required: TIMES, extensible: true }),
}

/** What must be named beyond the single properties. */
function naming(event: Fields, found: Findings): void {
  const listed = (name: string) => Array.isArray(event[name])
  const has = (name: string) => listed(name) && (event[name] as unknown[]).length > 0
  const nothing = () => found.add('nothing-named')
  switch (event.type) {
    case 'ObjectEvent':
      if (!listed('epcList') && !has('quantityList') && !(has('sensorElementList') && 'readPoint' in event)) nothing()
      if ('ilmd' in event && event.action !== 'ADD') found.add('master-data-needs-add', 'ilmd')
      break
    case 'AggregationEvent':
    case 'AssociationEvent':
      if (event.action !== 'DELETE' && !has('childEPCs') && !has('childQuantityList')) nothing()
      break
    case 'TransactionEvent':
      if (event.action !== 'DELETE' && !listed('epcList') && !has('quantityList')) nothing()
      break
    case 'TransformationEvent': {
      const inputs = has('inputEPCList') || has('inputQuantityList')
      const outputs = has('outputEPCList') || has('outputQuantityList')
      if (!(inputs && outputs) && !((inputs || outputs) && 'transformationID' in event)) nothing()
    }
  }
}

/** What EPCIS 2.0 wants refused in one event. An event that stands alone needs its own `@context`. */
export function checkEvent(value: unknown, alone = false): EpcisIssue[] {
  const found = new Findings()
  if (isTooDeep(value)) found.add('too-deep')
  else (alone ? single : event)(value, found)
  return found.issues
}

const single: Check = (value, found) => {
  if (isFields(value) && !('@context' in value)) found.add('missing', '@context')
  event(value, found)
}

function event(value: unknown, found: Findings): void {
  if (!isFields(value)) return found.add('object')
  const { type } = value
  const check = typeof type === 'string' && Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined
  if (check) {
    check(value, found)
    return naming(value, found)
  }
  // An extended event type is a URI, and its properties are its own.
  if (!isUri(type)) return found.add('type', 'type')
  for (const name of TIMES) if (!(name in value)) found.add('missing', name)
  for (const [name, common] of Object.entries(COMMON)) if (name in value) found.within(name, common, value[name])
}

function context(value: unknown, found: Findings): void {
  const items = Array.isArray(value) ? value : [value]
  if (items.some((item) => !isUri(item) && !isFields(item))) found.add('context')
}

const events = list(event)

const vocabularies = list(object({
  type: uri, vocabularyElementList: list(object({
    id: uri, attributes: list(object({ id: uri, attribute: anything }, { required: ['id'], extensible: true })),
    children: uris,
  }, { required: ['id'], extensible: true })),
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
  const found = new Findings()
  if (!isFields(value)) found.add('object')
  else if (isTooDeep(value)) found.add('too-deep')
  else if (value.type === 'EPCISDocument') document(value, found)
  else (value.type === 'EPCISQueryDocument' ? queryDocument : single)(value, found)
  return found.issues
}
