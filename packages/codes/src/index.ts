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
export { itemLink, readItemLink } from './item-link.ts'
export type { ItemLink, ItemLinkReading } from './item-link.ts'
