import { canonicalIdentifier } from './gs1-uri.ts'
import { webVocabulary } from './vocabulary.ts'

/** SHA-256, passed in. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** Prefix → namespace. */
type Namespaces = ReadonlyMap<string, string>

/** What the document says beside its events. */
export interface HashContext {
  readonly namespaces: Namespaces
  /** Extension properties of events that do not count, by their whole name `{namespace}name`. */
  readonly ignored: ReadonlySet<string>
}

interface Node {
  readonly name: string
  readonly text: string
  readonly children: readonly Node[]
}

// CBV 2.0, 8.9.2: the order in which an event's properties are joined. What is not named here follows, sorted.
type Order = readonly (string | readonly [string, Order])[]
const EPCS: Order = ['epc']
const QUANTITIES: Order = [['quantityElement', ['epcClass', 'quantity', 'uom']]]
const EVENT: Order = [
  'eventTime', 'eventTimeZoneOffset', 'certificationInfo', 'parentID', ['epcList', EPCS], ['inputEPCList', EPCS],
  ['childEPCs', EPCS], ['quantityList', QUANTITIES], ['childQuantityList', QUANTITIES], ['inputQuantityList', QUANTITIES],
  ['outputEPCList', EPCS], ['outputQuantityList', QUANTITIES], 'action', 'transformationID', 'bizStep', 'disposition',
  ['persistentDisposition', ['set', 'unset']], ['readPoint', ['id']], ['bizLocation', ['id']],
  ['sensorElementList', [['sensorElement', [
    ['sensorMetadata', [
      'time', 'startTime', 'endTime', 'deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod', 'bizRules',
    ]],
    ['sensorReport', [
      'type', 'exception', 'deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod', 'time', 'microorganism',
      'chemicalSubstance', 'value', 'component', 'stringValue', 'booleanValue', 'hexBinaryValue', 'uriValue', 'minValue',
      'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue', 'uom', 'coordinateReferenceSystem',
    ]],
  ]]]],
]
const LEFT_OUT = new Set(['type', 'recordTime', 'eventID', 'errorDeclaration', '@context'])
const NOT_DATA = new Set(['#text', 'rdfs:comment', 'comment'])
/** Names that list members take from the XML binding, where the JSON binding leaves them out. */
const MEMBERS: Readonly<Record<string, string>> = {
  inputEPC: 'epc', outputEPC: 'epc', inputQuantity: 'quantityElement', outputQuantity: 'quantityElement',
  childQuantity: 'quantityElement',
}

/**
 * Namespaces of a document's `@context`, with those that every EPCIS document may use, and the fields that its own
 * `ignoreFields` extension leaves out of the hash, as the reference does.
 */
export function hashContextOf(document: Readonly<Record<string, unknown>>): HashContext {
  const namespaces = new Map<string, string>([['gs1', 'https://gs1.org/voc/'], ['cbv', 'https://ref.gs1.org/cbv/']])
  for (const item of [document['@context']].flat()) {
    if (typeof item !== 'object' || item === null) continue
    for (const [prefix, address] of Object.entries(item as Record<string, unknown>)) {
      if (typeof address === 'string') namespaces.set(prefix, address)
    }
  }
  const listed = Object.entries(document).filter(([key]) => key.endsWith(':ignoreFields')).flatMap(([, value]) => value)
  return { namespaces, ignored: new Set(listed.map((name) => expanded(scalar(name), namespaces))) }
}

/**
 * The event hash ID of CBV 2.0, 8.9: the same for every representation of the same event, so a duplicate shows itself.
 * An error declaration keeps the hash of the event it corrects.
 */
export function eventHashId(sha256: Sha256, event: Readonly<Record<string, unknown>>, context: HashContext): string {
  const digest = sha256(new TextEncoder().encode(preHashString(event, context)))
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `ni:///sha-256;${hex}?ver=CBV2.0`
}

/** What is hashed: shown, so that two parties can find where they differ. */
export function preHashString(event: Readonly<Record<string, unknown>>, { namespaces, ignored }: HashContext): string {
  const nodes = membersOf(event, namespaces, '').filter(({ name }) => !LEFT_OUT.has(name) && !ignored.has(name))
  return `eventType=${scalar(event.type)}${ordered(nodes, EVENT, true)}`
}

/** Named properties in their order, then the others, sorted; extensions stay inside the element they extend. */
function ordered(nodes: readonly Node[], order: Order, atTop: boolean): string {
  let text = ''
  const named = new Set<string>()
  for (const entry of order) {
    const [name, inner] = typeof entry === 'string' ? [entry, undefined] : entry
    named.add(name)
    text += nodes.filter((node) => node.name === name).map((node) => element(node, inner)).toSorted(byCodeUnit).join('')
  }
  const others = nodes.filter(({ name }) => !named.has(name) && (atTop || name.startsWith('{')))
  return text + generic(others)
}

function element({ name, text, children }: Node, inner: Order | undefined): string {
  const value = valueOf(name, text, true)
  const below = inner ? ordered(children, inner, false) : generic(children)
  return value === '' && below === '' ? '' : name + (value === '' ? '' : `=${value}`) + below
}

const PAIRS = new Set(['bizTransactionList', 'sourceList', 'destinationList'])

const generic = (nodes: readonly Node[]): string => nodes.map(({ name, text, children }) => {
  const value = valueOf(name, text, false)
  // In these lists a type belongs to what follows it: pairs are sorted, their two halves are not.
  const below = PAIRS.has(name) ? children.map(pair).toSorted(byCodeUnit).join('') : generic(children)
  return name + (value === '' ? '' : `=${value}`) + below
}).toSorted(byCodeUnit).join('')

const pair = ({ children }: Node): string => [
  ...children.filter(({ name }) => name === 'type'), ...children.filter(({ name }) => name !== 'type'),
].map(({ name, text }) => `${name}=${valueOf(name, text, false)}`).join('')

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The properties of an object as elements, as the XML binding would have them. */
function membersOf(object: Readonly<Record<string, unknown>>, namespaces: Namespaces, within: string): Node[] {
  const nodes: Node[] = []
  for (const [key, value] of Object.entries(object)) {
    if (NOT_DATA.has(key) || key.startsWith('@xmlns')) continue
    const name = expanded(key, namespaces)
    const values = Array.isArray(value) ? value : [value]
    const inList = name.endsWith('List')
    const member = inList ? name.slice(0, -4) : name === 'childEPCs' ? 'epc' : name
    const items = values.map((item) => nodeOf(member, item, namespaces, inList ? name : within))
    if (inList || name === 'childEPCs') nodes.push({ name, text: '', children: items })
    else nodes.push(...items)
  }
  return nodes
}

function nodeOf(member: string, value: unknown, namespaces: Namespaces, within: string): Node {
  if (typeof value !== 'object' || value === null) {
    const text = scalar(value)
    const word = webVocabulary(member, text, within)
    return { name: MEMBERS[member] ?? member, text: word === text ? prefixed(text, namespaces) : word, children: [] }
  }
  if (Array.isArray(value)) {
    return { name: member, text: '', children: value.map((item) => nodeOf('', item, namespaces, within)) }
  }
  const object = value as Record<string, unknown>
  const inner = new Map(namespaces)
  for (const [key, address] of Object.entries(object)) {
    if (key.startsWith('@xmlns') && typeof address === 'string') inner.set(key.slice(7), address)
  }
  const children = membersOf(object, inner, within.endsWith('List') && within !== 'sensorElementList' ? within : member)
  const name = member === 'quantity' ? 'quantityElement' : (MEMBERS[member] ?? member)
  return { name, text: scalar(object['#text'] ?? ''), children }
}

function expanded(key: string, namespaces: Namespaces): string {
  const colon = key.indexOf(':')
  const address = colon > 0 ? namespaces.get(key.slice(0, colon)) : undefined
  return address === undefined ? key : `{${address}}${key.slice(colon + 1)}`
}

/** Values in the vocabularies of GS1 may be written with their prefix; others keep theirs. */
function prefixed(text: string, namespaces: Namespaces): string {
  const colon = text.indexOf(':')
  const address = colon > 0 ? namespaces.get(text.slice(0, colon)) : undefined
  return address !== undefined && /^https:\/\/(?:ref\.)?gs1\.org\//.test(address) ? address + text.slice(colon + 1) : text
}

const scalar = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''

function valueOf(name: string, text: string, named: boolean): string {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  if (named && /time/i.test(name) && !/offset/i.test(name)) return moment(trimmed)
  const plain = number(vocabulary(trimmed))
  return canonicalIdentifier(plain) ?? plain
}

/** Older names of the vocabulary. */
const vocabulary = (text: string): string => text.replace(/^urn:epcglobal:cbv:(bizstep|disp|btt|sdt|er):/,
  (_, kind: string) => `https://ref.gs1.org/cbv/${{ bizstep: 'BizStep', disp: 'Disp', btt: 'BTT', sdt: 'SDT', er: 'ER' }[kind]}-`)

/** UTC with milliseconds, rounded half up at the fourth digit of the second. */
function moment(text: string): string {
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
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text)) return text
  const value = Number(text)
  if (!Number.isFinite(value)) return text
  if (Number.isInteger(value)) return BigInt(value).toString()
  const [mantissa = '', exponent] = Math.abs(value) < 1e-4 ? value.toExponential().split('e') : [String(value)]
  return exponent === undefined ? mantissa : `${mantissa}e-${exponent.slice(1).padStart(2, '0')}`
}
