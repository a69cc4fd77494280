import { gs1CheckDigit } from '@tianfu/identifiers'

/** A trade item as its GS1 Digital Link names it. */
export interface ItemLink {
  readonly gtin: string
  readonly variant?: string
  readonly lot?: string
  readonly serial?: string
}

export type ItemLinkReading =
  | { readonly ok: true; readonly link: ItemLink }
  | { readonly ok: false; readonly why: 'not-a-link' | 'gtin-length' | 'gtin-check-digit' | 'bad-value' | 'bad-escape' }

const PATH = /\/01\/([^/?#]+)(?:\/22\/([^/?#]+))?(?:\/10\/([^/?#]+))?(?:\/21\/([^/?#]+))?\/?(?:[?#]|$)/
// GS1 General Specifications, figure 7.11-1: character set 82, one to twenty characters.
const VALUE = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/
const LONGEST = 2048

/**
 * Reads the GS1 Digital Link of a trade item, an address or its path: `/01/{gtin}`, then in this order, each optional,
 * `/22/{variant}`, `/10/{lot}`, `/21/{serial}`. The short way for the verification page; `parseDigitalLink` knows
 * every key.
 */
export function readItemLink(text: string): ItemLinkReading {
  if (text.length > LONGEST) return { ok: false, why: 'not-a-link' }
  const match = PATH.exec(text)
  if (!match?.[1]) return { ok: false, why: 'not-a-link' }
  const gtin = match[1]
  if (!/^\d{14}$/.test(gtin)) return { ok: false, why: 'gtin-length' }
  if (gs1CheckDigit(gtin.slice(0, 13)) !== gtin[13]) return { ok: false, why: 'gtin-check-digit' }
  const values: (string | undefined)[] = []
  for (const part of match.slice(2, 5)) {
    const value = part === undefined ? undefined : decoded(part)
    if (value === null) return { ok: false, why: 'bad-escape' }
    if (value !== undefined && !VALUE.test(value)) return { ok: false, why: 'bad-value' }
    values.push(value)
  }
  const [variant, lot, serial] = values
  return { ok: true, link: { gtin, ...(variant && { variant }), ...(lot && { lot }), ...(serial && { serial }) } }
}

/** The canonical address of a trade item under `origin`, such as `https://example.cn/01/…/21/…`; '' gives the path. */
export function itemLink(origin: string, { gtin, variant, lot, serial }: ItemLink): string {
  const part = (ai: string, value: string | undefined) => (value === undefined ? '' : `/${ai}/${percentEncoded(value)}`)
  return `${origin}/01/${gtin}${part('22', variant)}${part('10', lot)}${part('21', serial)}`
}

/** As the standard asks (4.7): everything that a path may not hold as it stands is escaped, with capital hex digits. */
export const percentEncoded = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

function decoded(part: string): string | null {
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
