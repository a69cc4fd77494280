import { canonicalIdentifier } from './gs1-uri.ts'
import { bareWord } from './vocabulary.ts'

/** What of an event a condition looks at that its owner may keep to itself. */
export type Guarded = 'place' | 'quantity' | 'parties' | 'transactions' | 'master-data' | 'sensors' | 'extensions'

type Comparison = 'EQ' | 'GT' | 'GE' | 'LT' | 'LE'

/** One condition of a SimpleEventQuery; all of them hold together (EPCIS 2.0, 8.2.7.1). */
export type Condition =
  | { readonly on: 'column'; readonly column: 'type' | 'action' | 'bizStep' | 'disposition'
    readonly anyOf: readonly string[] }
  | { readonly on: 'place'; readonly column: 'readPoint' | 'bizLocation'; readonly below: boolean
    readonly anyOf: readonly string[] }
  | { readonly on: 'time'; readonly column: 'eventTime' | 'recordTime'; readonly by: 'GE' | 'LT'
    readonly value: string }
  | { readonly on: 'item'; readonly roles: readonly ItemRole[]; readonly class: boolean | undefined
    readonly anyOf: readonly ItemPattern[] }
  | { readonly on: 'quantity'; readonly by: Comparison; readonly value: number }
  | { readonly on: 'eventID'; readonly anyOf: readonly string[] }
  /** A member of the event, by its path; `anyOf` for text, `value` for order, neither for being there at all. */
  | { readonly on: 'member'; readonly path: readonly string[]; readonly by: Comparison | 'EXISTS'
    readonly anyOf?: readonly string[]; readonly value?: string | number; readonly guarded?: Guarded }
  /** A typed pair of a list, such as a purchase order among the business transactions. */
  | { readonly on: 'pair'; readonly list: string; readonly member: string; readonly type: string
    readonly anyOf: readonly string[]; readonly guarded: Guarded }

export type ItemRole = 'epc' | 'parent' | 'child' | 'input' | 'output'
/** An identifier in its one form; `below` where it names a class and everything in it. */
export interface ItemPattern { readonly item: string; readonly below: boolean }

export interface SimpleQuery {
  readonly conditions: readonly Condition[]
  readonly orderBy: 'eventTime' | 'recordTime'
  readonly descending: boolean
  /** At most so many events in all. */
  readonly limit?: number
  /** More than so many is refused. */
  readonly refuseAbove?: number
}

export type QueryReading =
  | { readonly ok: true; readonly query: SimpleQuery }
  | { readonly ok: false; readonly parameter: string; readonly why: 'unknown' | 'value' }

type Read = (values: readonly string[], name: string) => Condition | undefined

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/
const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/
const moment = (text = ''): string | undefined =>
  MOMENT.test(text) && !Number.isNaN(Date.parse(text)) && !/^000[01]/.test(text)
    ? new Date(text).toISOString() : undefined

const column = (name: 'type' | 'action' | 'bizStep' | 'disposition'): Read => (values) =>
  ({ on: 'column', column: name, anyOf: values.map(bareWord) })
const place = (name: 'readPoint' | 'bizLocation', below: boolean): Read => (values) =>
  ({ on: 'place', column: name, below, anyOf: values.map(oneForm) })
const time = (name: 'eventTime' | 'recordTime', by: 'GE' | 'LT'): Read => ([text]) => {
  const value = moment(text)
  return value === undefined ? undefined : { on: 'time', column: name, by, value }
}
const item = (roles: readonly ItemRole[], isClass: boolean | undefined): Read => (values) =>
  ({ on: 'item', roles, class: isClass, anyOf: values.map(patternOf) })
const member = (path: readonly string[], guarded?: Guarded): Read => (values) =>
  ({ on: 'member', path, by: 'EQ', anyOf: values.flatMap((value) => [value, bareWord(value)]), ...guard(guarded) })
const memberTime = (path: readonly string[], by: 'GE' | 'LT', guarded?: Guarded): Read => ([text]) => {
  const value = moment(text)
  return value === undefined ? undefined : { on: 'member', path, by, value, ...guard(guarded) }
}
const guard = (guarded: Guarded | undefined) => (guarded ? { guarded } : {})
const quantity = (by: Comparison): Read => ([text = '']) =>
  (NUMBER.test(text) ? { on: 'quantity', by, value: Number(text) } : undefined)

const oneForm = (text: string): string => canonicalIdentifier(text) ?? text
/** A class names whatever is in it: a GTIN its lots and serials; a pattern ends where its star stands. */
function patternOf(text: string): ItemPattern {
  const found = canonicalIdentifier(text)
  if (found !== undefined) return { item: found, below: /\/01\/\d{14}$/.test(found) }
  return text.endsWith('*') ? { item: text.slice(0, -1), below: true } : { item: text, below: false }
}

const ANY: readonly ItemRole[] = ['epc', 'parent', 'child', 'input', 'output']
const SENSOR = ['sensorElementList', 'sensorReport'] as const
const FIXED: Readonly<Record<string, Read>> = {
  eventType: column('type'), EQ_action: column('action'), EQ_bizStep: column('bizStep'),
  EQ_disposition: column('disposition'),
  GE_eventTime: time('eventTime', 'GE'), LT_eventTime: time('eventTime', 'LT'),
  GE_recordTime: time('recordTime', 'GE'), LT_recordTime: time('recordTime', 'LT'),
  EQ_readPoint: place('readPoint', false), WD_readPoint: place('readPoint', true),
  EQ_bizLocation: place('bizLocation', false), WD_bizLocation: place('bizLocation', true),
  MATCH_epc: item(['epc', 'child'], false), MATCH_parentID: item(['parent'], undefined),
  MATCH_parentEPC: item(['parent'], undefined), MATCH_inputEPC: item(['input'], false),
  MATCH_outputEPC: item(['output'], false), MATCH_anyEPC: item(ANY, false),
  MATCH_epcClass: item(['epc', 'child'], true), MATCH_inputEPCClass: item(['input'], true),
  MATCH_outputEPCClass: item(['output'], true), MATCH_anyEPCClass: item(ANY, true),
  EQ_quantity: quantity('EQ'), GT_quantity: quantity('GT'), GE_quantity: quantity('GE'), LT_quantity: quantity('LT'),
  LE_quantity: quantity('LE'),
  EQ_eventID: (values) => ({ on: 'eventID', anyOf: values }),
  EQ_transformationID: member(['transformationID']),
  EQ_persistentDisposition_set: member(['persistentDisposition', 'set']),
  EQ_persistentDisposition_unset: member(['persistentDisposition', 'unset']),
  EXISTS_errorDeclaration: () => ({ on: 'member', path: ['errorDeclaration'], by: 'EXISTS' }),
  GE_errorDeclarationTime: memberTime(['errorDeclaration', 'declarationTime'], 'GE'),
  LT_errorDeclarationTime: memberTime(['errorDeclaration', 'declarationTime'], 'LT'),
  EQ_errorReason: member(['errorDeclaration', 'reason']),
  EQ_correctiveEventID: member(['errorDeclaration', 'correctiveEventIDs']),
  GE_startTime: memberTime(['sensorElementList', 'sensorMetadata', 'startTime'], 'GE', 'sensors'),
  LT_startTime: memberTime(['sensorElementList', 'sensorMetadata', 'startTime'], 'LT', 'sensors'),
  GE_endTime: memberTime(['sensorElementList', 'sensorMetadata', 'endTime'], 'GE', 'sensors'),
  LT_endTime: memberTime(['sensorElementList', 'sensorMetadata', 'endTime'], 'LT', 'sensors'),
  ...Object.fromEntries(['type', 'deviceID', 'dataProcessingMethod', 'microorganism', 'chemicalSubstance', 'bizRules',
    'stringValue', 'hexBinaryValue', 'uriValue'].map((name) => [`EQ_${name}`, member([...SENSOR, name], 'sensors')])),
}

/** A field of somebody's own, which always has a namespace: `EQ_ex:grade`, `GE_ILMD_ex:proof`, `EXISTS_ex:batch`. */
function extension(name: string, values: readonly string[]): Condition | undefined {
  const parts = /^(EQ|GT|GE|LT|LE|EXISTS)_(ILMD_|INNER_ILMD_|INNER_)?([A-Za-z][\w.-]*:[^\s"\\]{1,200})$/.exec(name)
  if (!parts) return undefined
  const [, by = 'EQ', where = '', field = ''] = parts
  const path = [...(where.includes('ILMD') ? ['ilmd'] : []), ...(where.startsWith('INNER') ? ['**'] : []), field]
  const guarded = where.includes('ILMD') ? 'master-data' as const : 'extensions' as const
  const common = { on: 'member' as const, path, guarded }
  const [first = ''] = values
  if (by === 'EXISTS') return { ...common, by }
  if (by === 'EQ') return { ...common, by, anyOf: values }
  const value = NUMBER.test(first) ? Number(first) : moment(first)
  return value === undefined ? undefined : { ...common, by: by as Comparison, value }
}

const PAIRS = {
  bizTransaction: ['bizTransactionList', 'bizTransaction', 'transactions'], source: ['sourceList', 'source', 'parties'],
  destination: ['destinationList', 'destination', 'parties'],
} as const

function pair(name: string, values: readonly string[]): Condition | undefined {
  const parts = /^EQ_(bizTransaction|source|destination)(?:_(.{1,200}))?$/.exec(name)
  const of = parts && PAIRS[parts[1] as keyof typeof PAIRS]
  return of ? {
    on: 'pair', list: of[0], member: of[1], type: bareWord(parts[2] ?? ''), anyOf: values, guarded: of[2],
  } : undefined
}

/**
 * Reads the parameters of a SimpleEventQuery as the REST binding writes them (several values parted by `|`, or a list)
 * or as a named query keeps them. Never throws: what is not known is named.
 */
export function readSimpleQuery(parameters: Readonly<Record<string, unknown>>): QueryReading {
  const conditions: Condition[] = []
  const own: Record<string, string> = {}
  for (const [name, given] of Object.entries(parameters)) {
    const values = [given].flat().flatMap((value) => (typeof value === 'string' ? value.split('|')
      : typeof value === 'number' || typeof value === 'boolean' ? [String(value)] : [undefined]))
    if (values.length === 0 || values.length > 1000
      || values.some((value) => value === undefined || value === '' || value.length > 2048)) {
      return { ok: false, parameter: name, why: 'value' }
    }
    const texts = values as string[]
    if (SETTINGS.has(name)) {
      if (!SETTINGS.get(name)?.test(texts[0] ?? '')) return { ok: false, parameter: name, why: 'value' }
      own[name] = texts[0] ?? ''
      continue
    }
    const read = Object.hasOwn(FIXED, name) ? FIXED[name] : undefined
    const condition = read ? read(texts, name) : pair(name, texts) ?? extension(name, texts)
    if (!condition) return { ok: false, parameter: name, why: read || isForm(name) ? 'value' : 'unknown' }
    conditions.push(condition)
  }
  return { ok: true, query: {
    conditions, orderBy: own.orderBy === 'recordTime' ? 'recordTime' : 'eventTime',
    descending: own.orderDirection !== 'ASC',
    ...(own.eventCountLimit && { limit: Number(own.eventCountLimit) }),
    ...(own.maxEventCount && { refuseAbove: Number(own.maxEventCount) }),
  } }
}

const SETTINGS: ReadonlyMap<string, RegExp> = new Map([
  ['orderBy', /^(eventTime|recordTime)$/], ['orderDirection', /^(ASC|DESC)$/], ['eventCountLimit', /^[1-9]\d{0,6}$/],
  ['maxEventCount', /^[1-9]\d{0,6}$/],
])
const isForm = (name: string): boolean => /^(GT|GE|LT|LE)_.*:/.test(name)
