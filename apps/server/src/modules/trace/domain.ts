import { bareWord, canonicalIdentifier, eventHashId, itemsOf, partiesOf } from '@tianfu/epcis'
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
  const hashId = eventHashId(sha256, event, context)
  const declaration = event.errorDeclaration as Fields | undefined
  const hex = hashId.slice('ni:///sha-256;'.length, hashId.indexOf('?'))
  const hash = declaration === undefined ? Buffer.from(hex, 'hex')
    : sha256(new TextEncoder().encode(`${hex} ${String(declaration.declarationTime)}`))
  const given = textOf(event.eventID)
  const receivers = partiesOf(event, 'destination').flatMap((uri) => creditCodeOf(uri) ?? [])
  return {
    at, event, eventTime: momentOf(event.eventTime as string), hash,
    // Two declarations of one event share its hash, so they are found by the id that it stands for.
    eventId: declaration === undefined ? (given === hashId ? null : given) : given ?? hashId,
    type: String(event.type), action: textOf(event.action), bizStep: wordOf(event.bizStep),
    disposition: wordOf(event.disposition), readPoint: placeOf(event.readPoint),
    bizLocation: placeOf(event.bizLocation), declaresError: declaration !== undefined, receivers,
    items: itemsOf(event),
  }
}

/** A checked moment in UTC; a leap second is the last moment before it, for no clock here has one. */
const momentOf = (text: string): string => new Date(text.replace(/:60(?:\.\d+)?(?=[Zz+-])/, ':59.999')).toISOString()

const wordOf = (value: unknown): string | null => (typeof value === 'string' ? bareWord(value) : null)

/** A party of the platform stands in an event by its page: `https://…/org/{credit code}`. */
export const creditCodeOf = (uri: string): string | undefined => /\/org\/([0-9A-Z]{18})$/.exec(uri)?.[1]

/** Steps by which something arrives: whoever receives may say so before the sender has. */
const ARRIVALS = new Set(['receiving', 'accepting', 'arriving'])
export const isArrival = ({ bizStep }: Pick<ReadEvent, 'bizStep'>): boolean => bizStep !== null && ARRIVALS.has(bizStep)

/**
 * The first item of which the organisation may not say what happened: a product of somebody else's that it was never
 * named as the next holder of. What nobody here makes is open to all, for it carries no mark.
 */
export function notTheirs(
  event: Pick<ReadEvent, 'items' | 'bizStep'>, organisation: string,
  makers: ReadonlyMap<string, string>, held: ReadonlySet<string>,
): string | undefined {
  if (isArrival(event)) return undefined
  return event.items.find(({ item, gtin }) => {
    const maker = gtin === null ? undefined : makers.get(gtin)
    return maker !== undefined && maker !== organisation && !held.has(item)
  })?.item
}
