/**
 * EPCIS 2.0 events: what a document may hold, the one form of an identifier, the hash that tells duplicates.
 *
 * Invariants: pure; checks name what is wrong and never throw; two representations of one event hash the same.
 */
export { checkDocument, checkEvent } from './check-document.ts'
export type { EpcisIssue } from './checks.ts'
export { canonicalIdentifier } from './gs1-uri.ts'
export { eventHash, eventHashId, hashContextOf, hashId, hashContextWithin, preHashString } from './event-hash.ts'
export type { HashContext } from './event-hash.ts'
export { bareWord } from './vocabulary.ts'
export { readSimpleQuery } from './simple-query.ts'
export type { Condition, Guarded, ItemPattern, ItemRole, QueryReading, SimpleQuery } from './simple-query.ts'
export { nextTime, readSchedule } from './schedule.ts'
export type { Schedule } from './schedule.ts'
export { itemsOf, partiesOf } from './items.ts'
export type { EventItem } from './items.ts'
