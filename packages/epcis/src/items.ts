import type { Fields } from './checks.ts'
import { isFields } from './checks.ts'
import { canonicalIdentifier } from './gs1-uri.ts'
import type { ItemRole } from './simple-query.ts'

/** Something that an event is about, in the one form of its identifier. */
export interface EventItem {
  readonly item: string
  /** Of a trade item: its GTIN in 14 digits, and the lot where the identifier names one. */
  readonly gtin: string | null
  readonly lot: string | null
  readonly role: ItemRole
  /** A class (a lot, a kind) rather than a thing. */
  readonly class: boolean
  readonly quantity: number | null
  readonly unit: string | null
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const LISTS: readonly (readonly [string, ItemRole])[] = [
  ['epcList', 'epc'], ['childEPCs', 'child'], ['inputEPCList', 'input'], ['outputEPCList', 'output'],
]
const QUANTITIES: readonly (readonly [string, ItemRole])[] = [
  ['quantityList', 'epc'], ['childQuantityList', 'child'], ['inputQuantityList', 'input'],
  ['outputQuantityList', 'output'],
]
const TRADE_ITEM = /\/01\/(\d{14})(?:\/10\/([^/]+))?/

const known = (uri: string) => {
  const item = canonicalIdentifier(uri) ?? uri
  const found = TRADE_ITEM.exec(item)
  return { item, gtin: found?.[1] ?? null, lot: found?.[2] ?? null }
}

/**
 * Everything that a checked event names, by what becomes of it. The members of an extended type are its own: what has
 * another form there names nothing.
 */
export function itemsOf(event: Fields): EventItem[] {
  const items: EventItem[] = []
  if (typeof event.parentID === 'string') {
    items.push({ ...known(event.parentID), role: 'parent', class: false, quantity: null, unit: null })
  }
  for (const [name, role] of LISTS) {
    for (const epc of listOf(event[name])) {
      if (typeof epc === 'string') items.push({ ...known(epc), role, class: false, quantity: null, unit: null })
    }
  }
  for (const [name, role] of QUANTITIES) {
    for (const { epcClass, quantity, uom } of listOf(event[name]).filter(isFields)) {
      if (typeof epcClass !== 'string') continue
      items.push({ ...known(epcClass), role, class: true, quantity: typeof quantity === 'number' ? quantity : null,
        unit: typeof uom === 'string' ? uom : null })
    }
  }
  return items
}

/** The parties that an event's list of sources or destinations names. */
export function partiesOf(event: Fields, list: 'source' | 'destination'): string[] {
  return listOf(event[`${list}List`]).filter(isFields).flatMap((one) =>
    (typeof one[list] === 'string' && typeof one.type === 'string' && /(?:owning|possessing)_party$/.test(one.type)
      ? [one[list]] : []))
}
