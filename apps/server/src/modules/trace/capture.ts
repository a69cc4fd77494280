import { hash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import { checkDocument, checkEvent, hashContextOf, hashContextWithin, hashId } from '@tianfu/epcis'
import type { EpcisIssue } from '@tianfu/epcis'
import { transaction } from '../../platform/command.ts'
import type { Db } from '../../platform/db/database.ts'
import { BadRequest, fill, wordsOf } from '../../platform/http/problem.ts'
import type { View, Work } from '../../platform/work.ts'
import { notTheirs, readEvent } from './domain.ts'
import type { ReadEvent, Standing } from './domain.ts'
import { appendHandovers, heldSince } from './handovers.ts'
import { appendAliases, appendEvents, hashesSaid, idsUsed, makersOf, organisationsByUscc, saidBefore } from './store.ts'
import type { CaptureError } from './tables.ts'

type Fields = Readonly<Record<string, unknown>>
export type Behaviour = 'rollback' | 'proceed'
export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** What may be captured of a document, and what is wrong with the rest. */
export interface Readable {
  readonly context: unknown
  readonly events: readonly ReadEvent[]
  readonly errors: readonly CaptureError[]
}

const EVENT_PATH = /^epcisBody\.eventList\[(\d+)\]/
const refusalOf = (issues: readonly EpcisIssue[]): BadRequest => new BadRequest('epcis-invalid', {
  why: issues[0] ? `${issues[0].path} ${issues[0].rule}` : '',
}, issues.slice(0, 50).map(({ path, rule }) => ({ path, zh: `不符合规则 ${rule}`, en: `breaks the rule ${rule}` })))

/**
 * Checks a document. Where the caller wants to proceed, an event that breaks the standard is named; whatever else is
 * wrong refuses the whole. @throws BadRequest `epcis-invalid`
 */
export function mustBeReadable(
  document: Fields, behaviour: Behaviour,
): { events: number; broken: ReadonlyMap<number, EpcisIssue> } {
  if (document.type !== 'EPCISDocument') throw refusalOf([{ path: 'type', rule: 'type' }])
  const issues = checkDocument(document)
  const byEvent = new Map<number, EpcisIssue>()
  for (const issue of issues) {
    const at = EVENT_PATH.exec(issue.path)?.[1]
    if (behaviour === 'rollback' || at === undefined) throw refusalOf(issues)
    if (!byEvent.has(Number(at))) byEvent.set(Number(at), issue)
  }
  return { events: ((document.epcisBody as Fields).eventList as unknown[]).length, broken: byEvent }
}

/** Checks a document and reads its events, but for those that break the standard. @throws BadRequest `epcis-invalid` */
export function readDocument(document: Fields, behaviour: Behaviour): Readable {
  const { broken: byEvent } = mustBeReadable(document, behaviour)
  const context = hashContextOf(document)
  const events = ((document.epcisBody as Fields).eventList as Fields[]).flatMap((event, at) =>
    (byEvent.has(at) ? [] : [readEvent(event, hashContextWithin(event, context), at, sha256)]))
  return {
    context: document['@context'], events,
    errors: [...byEvent].map(([event, { path, rule }]) => errorOf(event, 'epcis-invalid', { why: `${path} ${rule}` })),
  }
}

/** One event that stands alone, with the context it brings. @throws BadRequest `epcis-invalid` */
export function readSingle(event: Fields): Readable {
  const issues = checkEvent(event, true)
  if (issues.length > 0) throw refusalOf(issues)
  return { context: event['@context'], events: [readEvent(event, hashContextOf(event), 0, sha256)], errors: [] }
}

export function errorOf(event: number, code: string, details: Record<string, string>): CaptureError {
  const { zh, en } = wordsOf(code)
  return { event, code, details, zh: fill(zh, details), en: fill(en, details, 'en') }
}

/**
 * Whether the id must stand for this event alone. A correction repeats the id of what it corrects. An id in the form of
 * a hash that is not this event's was made by other rules or copied, as in the standard's own examples: it proves
 * nothing about the content.
 */
const isUnique = ({ eventId, declaresError }: ReadEvent): boolean =>
  eventId !== null && !declaresError && !eventId.startsWith('ni:')

/** What the organisation makes and holds of all that the events name. */
async function standingOf(db: Db, organisation: string, events: readonly ReadEvent[]): Promise<Standing> {
  const makers = await makersOf(db, events.flatMap(({ items }) => items.flatMap(({ gtin }) => gtin ?? [])))
  const foreign = makers.size === 0 ? [] : events.flatMap(({ items }) => items.filter(({ gtin }) =>
    gtin !== null && makers.has(gtin) && makers.get(gtin) !== organisation).map(({ item }) => item))
  return { organisation, makers, since: await heldSince(db, organisation, foreign) }
}

/** Which events may not be captured: somebody else's goods, or an id that stands for another event. */
async function obstacles(tx: Db, standing: Standing, events: readonly ReadEvent[]): Promise<CaptureError[]> {
  const given = events.filter(isUnique)
  const used = new Map(await idsUsed(tx, standing.organisation, given.map(({ eventId }) => eventId ?? '')))
  return events.flatMap((event) => {
    const item = notTheirs(event, standing)
    if (item !== undefined) return [errorOf(event.at, 'epcis-not-yours', { item })]
    if (event.eventId === null || !isUnique(event)) return []
    const hash = Buffer.from(event.hash).toString('hex')
    const before = used.get(event.eventId)
    used.set(event.eventId, before ?? hash)
    return before === undefined || before === hash ? []
      : [errorOf(event.at, 'epcis-event-id-used', { id: event.eventId })]
  })
}

export interface Captured { readonly job: string; readonly ids: readonly string[]; readonly duplicates: number }

/**
 * Captures what was read, in one transaction with its job: when the answer goes out everything is durable. An event
 * said before is counted, not written again: a resent document does no harm.
 */
export async function capture(view: View, read: Readable, behaviour: Behaviour): Promise<Captured> {
  const { world, at, actor = refuse('not-signed-in') } = view
  const once = (said: boolean) => transaction(world.db, async (tx) => {
    const job = world.newId()
    const { ended, ids } = await keep({ ...view, actor, tx, db: tx }, read, { behaviour, job, said })
    await tx.insertInto('epcis_capture').values({
      id: job, organisation: actor.organisation, created_at: at.official, behaviour,
      context: JSON.stringify(read.context ?? null), ...ended,
    }).execute()
    world.fault('before-commit')
    return { job, ids, duplicates: ended.duplicates }
  })
  try {
    return await once(false)
  } catch (error) {
    // Most documents are new, and then nobody needs to look first. One that was said before is looked through.
    if (!saidBefore(error)) throw error
    return once(true)
  }
}

/** How a job ended, as its row says it. */
interface Ended {
  finished_at: string; success: boolean; events: number; captured: number; duplicates: number; errors: string
}

/**
 * Keeps the events of a job: none of them on any error where it rolls back, the good ones where it proceeds.
 *
 * @param how `said`: whether an event may have been said before (`appendEvents`)
 */
export async function keep(
  work: Work, read: Readable, how: { behaviour: Behaviour; job: string; said: boolean },
): Promise<{ ended: Ended; ids: readonly string[] }> {
  const { world, tx, at, actor: { organisation } } = work
  const standing = await standingOf(tx, organisation, read.events)
  const errors = [...read.errors, ...await obstacles(tx, standing, read.events)]
  const wrong = new Set(errors.map(({ event }) => event))
  const kept = how.behaviour === 'rollback' && errors.length > 0 ? []
    : read.events.filter((event) => !wrong.has(event.at)).map((event) => ({ ...event, id: world.newId() }))
  const fresh = kept.length === 0 ? new Set<string>()
    : await appendEvents(tx, { organisation, capture: how.job, recordedAt: at.official }, kept, how.said)
  const written = kept.filter(({ id }) => fresh.has(id))
  await appendAliases(tx, organisation, kept.filter(({ id }) => !fresh.has(id)))
  const organisations = await organisationsByUscc(tx, written.flatMap(({ receivers }) => receivers))
  await appendHandovers(tx, standing, written, organisations)
  return {
    ids: written.map(({ id }) => id),
    ended: {
      finished_at: at.official, success: errors.length === 0, events: read.events.length + read.errors.length,
      captured: written.length, duplicates: kept.length - written.length,
      errors: JSON.stringify(errors.toSorted((a, b) => a.event - b.event).slice(0, 1000)),
    },
  }
}

/** What a capture would refuse of what was read, and which events were said before; nothing is written. */
export async function foreseen(view: View, read: Readable): Promise<{ errors: CaptureError[]; said: Set<number> }> {
  const { world, actor = refuse('not-signed-in') } = view
  const errors = [...read.errors, ...await obstacles(
    world.db, await standingOf(world.db, actor.organisation, read.events), read.events,
  )]
  const before = await hashesSaid(world.db, actor.organisation, read.events.map(({ hash }) => hash))
  const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex')
  return { errors, said: new Set(read.events.filter(({ hash }) => before.has(hex(hash))).map(({ at }) => at)) }
}

/** One event, refused where it could not be captured. Answers the id by which it is found. */
export async function captureSingle(view: View, event: Fields): Promise<string> {
  const read = readSingle(event)
  const { world, actor = refuse('not-signed-in') } = view
  const [first] = await obstacles(
    world.db, await standingOf(world.db, actor.organisation, read.events), read.events,
  )
  if (first) refuse(first.code, first.details)
  const { duplicates } = await capture(view, read, 'rollback')
  if (duplicates > 0) refuse('epcis-duplicate')
  const [one] = read.events
  return one ? one.eventId ?? hashId(one.hash) : refuse('changed-meanwhile')
}
