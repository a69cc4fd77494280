import { canonicalValue } from './canonical-value.ts'
import type { Order } from './property-order.ts'
import { EVENT_ORDER } from './property-order.ts'
import { webVocabulary } from './vocabulary.ts'

/** SHA-256, passed in. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** Prefix → namespace. */
export interface Namespaces { get(prefix: string): string | undefined }

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

const MOST_LEVELS = 120
const UTF8 = new TextEncoder()
const LEFT_OUT = new Set(['type', 'recordTime', 'eventID', 'errorDeclaration', '@context'])
const NOT_DATA = new Set(['#text', 'rdfs:comment', 'comment'])
/** Names that list members take from the XML binding, where the JSON binding leaves them out. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['inputEPC', 'epc'], ['outputEPC', 'epc'], ['inputQuantity', 'quantityElement'],
  ['outputQuantity', 'quantityElement'],
  ['childQuantity', 'quantityElement'],
])

/**
 * Namespaces that a document's `@context` declares, and the fields that its own `ignoreFields` extension leaves out of
 * the hash, as the reference does.
 */
export function hashContextOf(document: Readonly<Record<string, unknown>>): HashContext {
  const namespaces = new Map<string, string>()
  for (const item of [document['@context']].flat()) {
    if (typeof item !== 'object' || item === null) continue
    for (const [prefix, address] of Object.entries(item as Record<string, unknown>)) {
      if (typeof address === 'string') namespaces.set(prefix, address)
    }
  }
  const listed = Object.entries(document).filter(([key]) => key.endsWith(':ignoreFields')).flatMap(([, value]) => value)
  return { namespaces, ignored: new Set(listed.map((name) => expanded(scalar(name), namespaces))) }
}

/** The context of an event inside a document: what its own `@context` declares before what the document does. */
export function hashContextWithin(event: Readonly<Record<string, unknown>>, document: HashContext): HashContext {
  if (!('@context' in event)) return document
  const own = hashContextOf(event).namespaces
  return { ...document, namespaces: { get: (prefix) => own.get(prefix) ?? document.namespaces.get(prefix) } }
}

/**
 * The event hash of CBV 2.0, 8.9: the same for every representation of the same event, so a duplicate shows itself.
 * An error declaration keeps the hash of the event it corrects.
 *
 * @throws RangeError when the event is nested deeper than `checkEvent` lets it be
 */
export const eventHash = (sha256: Sha256, event: Readonly<Record<string, unknown>>, context: HashContext): Uint8Array =>
  sha256(UTF8.encode(preHashString(event, context)))

/** The event hash as an id of the event. */
export const hashId = (hash: Uint8Array): string => `ni:///sha-256;${hexOf(hash)}?ver=CBV2.0`

/** Both in one. */
export const eventHashId = (
  sha256: Sha256, event: Readonly<Record<string, unknown>>, context: HashContext,
): string => hashId(eventHash(sha256, event, context))

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
function hexOf(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += HEX[byte]
  return hex
}

/** What is hashed: shown, so that two parties can find where they differ. */
export function preHashString(event: Readonly<Record<string, unknown>>, { namespaces, ignored }: HashContext): string {
  const nodes = membersOf(event, namespaces, '', 0).filter(({ name }) => !LEFT_OUT.has(name) && !ignored.has(name))
  return `eventType=${scalar(event.type)}${ordered(nodes, EVENT_ORDER, true)}`
}

/** Named properties in their order, then the others, sorted; extensions stay inside the element they extend. */
function ordered(nodes: readonly Node[], order: Order, atTop: boolean): string {
  if (nodes.length === 0) return ''
  const places = placesOf(order)
  const named: string[][] = []
  const others: Node[] = []
  for (const node of nodes) {
    const place = places.get(node.name)
    if (place) (named[place.at] ??= []).push(element(node, place.inner))
    else if (atTop || node.name.startsWith('{')) others.push(node)
  }
  let text = ''
  // Places that nothing stands at are holes.
  named.forEach((texts) => { text += sorted(texts) })
  return others.length === 0 ? text : text + generic(others)
}

interface Place { readonly at: number; readonly inner: Order | undefined }
const PLACES = new WeakMap<Order, ReadonlyMap<string, Place>>()
function placesOf(order: Order): ReadonlyMap<string, Place> {
  const known = PLACES.get(order)
  if (known) return known
  const made = new Map(order.map((entry, at): [string, Place] =>
    (typeof entry === 'string' ? [entry, { at, inner: undefined }] : [entry[0], { at, inner: entry[1] }])))
  PLACES.set(order, made)
  return made
}

const sorted = (texts: string[]): string => (texts.length === 1 ? texts[0] ?? '' : texts.sort(byCodeUnit).join(''))

function element({ name, text, children }: Node, inner: Order | undefined): string {
  const value = canonicalValue(name, text, true)
  const below = inner ? ordered(children, inner, false) : generic(children)
  return value === '' && below === '' ? '' : name + (value === '' ? '' : `=${value}`) + below
}

const PAIRS = new Set(['bizTransactionList', 'sourceList', 'destinationList'])

const generic = (nodes: readonly Node[]): string => (nodes.length === 0 ? '' : sorted(nodes.map(plain)))

function plain({ name, text, children }: Node): string {
  const value = canonicalValue(name, text, false)
  // In these lists a type belongs to what follows it: pairs are sorted, their two halves are not.
  const below = PAIRS.has(name) ? sorted(children.map(pair)) : generic(children)
  return name + (value === '' ? '' : `=${value}`) + below
}

const pair = ({ children }: Node): string => [
  ...children.filter(({ name }) => name === 'type'), ...children.filter(({ name }) => name !== 'type'),
].map(({ name, text }) => `${name}=${canonicalValue(name, text, false)}`).join('')

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The properties of an object as elements, as the XML binding would have them. */
function membersOf(
  object: Readonly<Record<string, unknown>>, namespaces: Namespaces, within: string, depth: number,
): Node[] {
  const nodes: Node[] = []
  for (const key of Object.keys(object)) {
    if (NOT_DATA.has(key) || key.startsWith('@xmlns')) continue
    const value = object[key]
    const name = expanded(key, namespaces)
    const inList = name.endsWith('List')
    const member = inList ? name.slice(0, -4) : name === 'childEPCs' ? 'epc' : name
    const wrapped = inList || name === 'childEPCs'
    const items = wrapped ? [] : nodes
    const place = inList ? name : within
    if (Array.isArray(value)) for (const item of value) items.push(nodeOf(member, item, namespaces, place, depth + 1))
    else items.push(nodeOf(member, value, namespaces, place, depth + 1))
    if (wrapped) nodes.push({ name, text: '', children: items })
  }
  return nodes
}

const NONE: readonly Node[] = []
function nodeOf(member: string, value: unknown, namespaces: Namespaces, within: string, depth: number): Node {
  if (depth > MOST_LEVELS) throw new RangeError('the event is nested too deeply')
  if (typeof value !== 'object' || value === null) {
    const text = scalar(value)
    const word = webVocabulary(member, text, within)
    return {
      name: MEMBERS.get(member) ?? member, text: word === text ? prefixed(text, namespaces) : word, children: NONE,
    }
  }
  if (Array.isArray(value)) {
    return { name: member, text: '', children: value.map((item) => nodeOf('', item, namespaces, within, depth + 1)) }
  }
  const object = value as Record<string, unknown>
  const place = within.endsWith('List') && within !== 'sensorElementList' ? within : member
  const children = membersOf(object, declaredIn(object, namespaces), place, depth)
  const name = member === 'quantity' ? 'quantityElement' : (MEMBERS.get(member) ?? member)
  return { name, text: scalar(object['#text'] ?? ''), children }
}

/** The namespaces inside an object: its own before those around it, which are not copied. */
function declaredIn(object: Readonly<Record<string, unknown>>, around: Namespaces): Namespaces {
  let declared: Map<string, string> | undefined
  for (const key of Object.keys(object)) {
    if (!key.startsWith('@xmlns')) continue
    const address = object[key]
    if (typeof address === 'string') (declared ??= new Map()).set(key.slice(7), address)
  }
  const own = declared
  return own === undefined ? around : { get: (prefix) => own.get(prefix) ?? around.get(prefix) }
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
  return address !== undefined && /^https:\/\/(?:ref\.)?gs1\.org\//.test(address)
    ? address + text.slice(colon + 1)
    : text
}

const scalar = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
