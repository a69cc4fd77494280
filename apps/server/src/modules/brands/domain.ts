import { refuse } from '@tianfu/contract'
import type { brands } from '@tianfu/contract'
import { parseCreditCode, parseGtin } from '@tianfu/identifiers'
import type { Gtin14 } from '@tianfu/identifiers'
import type { Text } from '@tianfu/kernel'
import { aggregate } from '../../platform/aggregate.ts'

export type BrandKind = (typeof brands.BRAND_KINDS)[number]

export interface Brand {
  readonly organisation: string
  readonly name: Text
  readonly kind: BrandKind
  /** Registration number of the trademark. */
  readonly trademark: string | null
  /** GB/T 2260, for a regional brand. */
  readonly region: string | null
}

/** Where production or service happens. Degrees are decimal text of WGS 84. */
export interface Site {
  readonly organisation: string
  readonly name: string
  readonly region: string
  readonly address: string
  readonly lon: string | null
  readonly lat: string | null
}

/** One of the three parties behind a product; `organisation` when the party is registered here. */
export interface Party {
  readonly uscc: string
  readonly name: string
  readonly organisation: string | null
}

export interface Product {
  readonly status: 'registered' | 'retired'
  /** 委托人: whose product it is here, and who applies. */
  readonly organisation: string
  readonly name: Text
  readonly brand: string
  readonly gtin: Gtin14 | null
  readonly models: readonly string[]
  /** Class of GB/T 4754-2017 with its section letter. */
  readonly industry: string
  readonly applicant: Party
  /** 生产者: who answers for the product. */
  readonly producer: Party
  /** 生产企业: who makes it, at `site`. */
  readonly manufacturer: Party
  readonly site: string | null
  /** What one item code marks. */
  readonly unit: Text
  /** Whole units a year. */
  readonly yearlyCapacity: number
  /** Number of the certification rule that the enterprise thinks applies. */
  readonly rule: string | null
}

export const brand = aggregate<Brand>({
  type: 'brand',
  table: 'brand',
  apply: {
    'brand.registered': (_, content: Brand) => content,
    'brand.amended': (state, content: Omit<Brand, 'organisation'>) => ({ ...state, ...content }),
  },
})

export const site = aggregate<Site>({
  type: 'site',
  table: 'site',
  apply: {
    'site.registered': (_, content: Site) => content,
    'site.amended': (state, content: Omit<Site, 'organisation'>) => ({ ...state, ...content }),
  },
})

export const product = aggregate<Product>({
  type: 'product',
  table: 'product',
  apply: {
    'product.registered': (_, content: Omit<Product, 'status'>) => ({ status: 'registered', ...content }),
    'product.amended': (state, content: Omit<Product, 'status' | 'organisation'>) => ({ ...state, ...content }),
    'product.retired': (state) => ({ ...state, status: 'retired' }),
  },
})

/** A regional brand says of which region. */
export function brandOf(request: Omit<Brand, 'organisation'>): Omit<Brand, 'organisation'> {
  if (request.kind === 'regional' && request.region === null) refuse('brand-needs-region')
  return request.kind === 'regional' ? request : { ...request, region: null }
}

/** A GTIN in its 14-digit form. @throws Refusal `gtin-invalid` naming the rule */
export function gtinOf(text: string | undefined): Gtin14 | null {
  if (text === undefined) return null
  const result = parseGtin(text)
  if (!result.ok) refuse('gtin-invalid', { rule: result.rule, zh: result.zh, en: result.en })
  return result.value
}

/** A party as somebody named it. @throws Refusal `uscc-invalid` naming the rule */
export function partyOf(named: { uscc: string; name: string }): { uscc: string; name: string } {
  const result = parseCreditCode(named.uscc)
  if (!result.ok) refuse('uscc-invalid', { rule: result.rule, zh: result.zh, en: result.en })
  return { uscc: result.value, name: named.name }
}

/** @throws Refusal `wrong-state` for a retired product */
export function mustBeRegistered(state: Product): void {
  if (state.status !== 'registered') refuse('wrong-state', { state: state.status })
}
