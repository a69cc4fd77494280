import { bareWord, canonicalIdentifier, eventHash, hashId, itemsOf, partiesOf } from '@tianfu/epcis'
import type { EventItem, HashContext } from '@tianfu/epcis'

type Fields = Readonly<Record<string, unknown>>
type Sha256 = (bytes: Uint8Array) => Uint8Array

/** A checked event as the tables want it. */
export interface ReadEvent {
  /** Place in the document, from 0. */
  readonly at: number
  readonly eventTime: string
  /** As given, unless it is the event hash itself. */
  readonly eventId: string | null
  /** SHA-256 of the event hash; of the hash and the time of declaration for an error declaration. */
  readonly hash: Uint8Array
  readonly type: string
  readonly action: string | null
  readonly bizStep: string | null
  readonly disposition: string | null
  readonly readPoint: string | null
  readonly bizLocation: string | null
  readonly declaresError: boolean
  /** Of an error declaration: SHA-256 of the event hash of what it corrects, which is its own content. */
  readonly corrects: Uint8Array | null
  /** Credit codes of the parties that it names as the next to have it. */
  readonly receivers: readonly string[]
  readonly items: readonly EventItem[]
  readonly event: Fields
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const placeOf = (value: unknown): string | null => {
  const id = textOf((value as Fields | undefined)?.id)
  return id === null ? null : canonicalIdentifier(id) ?? id
}

/** Reads a checked event. The hash is that of the standard, so another representation of it is the same event. */
export function readEvent(event: Fields, context: HashContext, at: number, sha256: Sha256): ReadEvent {
  const content = eventHash(sha256, event, context)
  const declaration = event.errorDeclaration as Fields | undefined
  const hash = declaration === undefined ? content : sha256(
    new TextEncoder().encode(`${Buffer.from(content).toString('hex')} ${String(declaration.declarationTime)}`))
  const given = textOf(event.eventID)
  const standsForHash = given !== null && given.startsWith('ni:') && given === hashId(content)
  const receivers = partiesOf(event, 'destination').flatMap((uri) => creditCodeOf(uri) ?? [])
  return {
    at, event, eventTime: momentOf(event.eventTime as string), hash,
    // Two declarations of one event share its hash, so they are found by the id that it stands for.
    eventId: declaration === undefined ? (standsForHash ? null : given) : given ?? hashId(content),
    type: String(event.type), action: textOf(event.action), bizStep: wordOf(event.bizStep),
    disposition: wordOf(event.disposition), readPoint: placeOf(event.readPoint),
    bizLocation: placeOf(event.bizLocation), declaresError: declaration !== undefined,
    corrects: declaration === undefined ? null : content, receivers,
    items: itemsOf(event),
  }
}

/** A checked moment in UTC; a leap second is the last moment before it, for no clock here has one. */
const momentOf = (text: string): string => (/^.{10}T.{12}Z$/.test(text) && !text.includes(':60') ? text
  : new Date(text.replace(/:60(?:\.\d+)?(?=[Zz+-])/, ':59.999')).toISOString())

const wordOf = (value: unknown): string | null => (typeof value === 'string' ? bareWord(value) : null)

/** A party of the platform stands in an event by its page: `https://…/org/{credit code}`. */
export const creditCodeOf = (uri: string): string | undefined => /\/org\/([0-9A-Z]{18})$/.exec(uri)?.[1]

/** Steps by which something arrives: whoever receives may say so before the sender has. */
export const ARRIVALS: readonly string[] = ['receiving', 'accepting', 'arriving']

/** Whether an event only says that something came: one that makes, packs or transforms is no mere arrival. */
export const isArrival = ({ bizStep, type, action }: Pick<ReadEvent, 'bizStep' | 'type' | 'action'>): boolean =>
  bizStep !== null && ARRIVALS.includes(bizStep) && type !== 'TransformationEvent'
  && (action === 'OBSERVE' || (type !== 'AggregationEvent' && type !== 'AssociationEvent'))

/** Papers are often written after the goods have left, and clocks differ: a holder is one from a day before on. */
export const GRACE_MS = 86_400_000

/** What an organisation may speak of and hand on. */
export interface Standing {
  readonly organisation: string
  /** Whose product a GTIN is; absent where nobody here makes it. */
  readonly makers: ReadonlyMap<string, string>
  /** Since when it holds an item that somebody else makes, by a handover of those who had it. */
  readonly since: ReadonlyMap<string, string>
}

/** Whether the organisation makes or, at that moment, holds the item; what nobody here makes is open to all. */
export function hasIn(
  { organisation, makers, since }: Standing, { item, gtin }: Pick<EventItem, 'item' | 'gtin'>, at: string,
): boolean {
  const maker = gtin === null ? undefined : makers.get(gtin)
  if (maker === undefined || maker === organisation) return true
  const from = since.get(item)
  return from !== undefined && Date.parse(from) - GRACE_MS <= Date.parse(at)
}

/** The first item of which the organisation may not say what happened. An arrival may be said by anyone. */
export const notTheirs = (
  event: Pick<ReadEvent, 'items' | 'bizStep' | 'type' | 'action' | 'eventTime'>, standing: Standing,
): string | undefined =>
  (isArrival(event) ? undefined : event.items.find((item) => !hasIn(standing, item, event.eventTime))?.item)
