/**
 * Item codes and GS1 Digital Link.
 *
 * Invariants: a code is a pure function of key, scheme, GTIN and counter, and never changes once printed; reading it
 * needs the key and no database. Parsers never throw.
 */
export { deriveCodeKey } from './code-key.ts'
export type { CodeKey, CodePrimitives } from './code-key.ts'
export { COUNTERS, itemCodes, makeItemCode, normaliseSerial, readItemCode } from './item-code.ts'
export type { Item, ItemCodeReading } from './item-code.ts'
export { itemLink, percentEncoded, readItemLink } from './item-link.ts'
export type { ItemLink, ItemLinkReading } from './item-link.ts'
export { AI_TABLE } from './ai-table.ts'
export type { ApplicationIdentifier, Component } from './ai-table.ts'
export { checkAssociations, exclusions, repeats, requisites, signatures } from './associations.ts'
export type { Discord } from './associations.ts'
export { canonicalDigitalLink, formatDigitalLink, parseDigitalLink } from './digital-link.ts'
export type { DigitalLink, DigitalLinkLeniency, DigitalLinkReading } from './digital-link.ts'
export { checkValue, parseBracketed, parseUnbracketed, toBracketed, toUnbracketed } from './element-string.ts'
export type { Element, ElementReading } from './element-string.ts'
export { chooseLink, GS1_LINK_TYPES, linkset, resolverDescription } from './linkset.ts'
export type { ItemTarget, LinkChoice, Linkset, LinkWish } from './linkset.ts'
export { REVIEW_FROM, suspicionOf } from './suspicion.ts'
export type { Look, LookHistory, Suspicion } from './suspicion.ts'
