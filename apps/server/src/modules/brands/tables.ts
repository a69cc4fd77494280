import type { GeneratedAlways } from 'kysely'
import type { JsonColumn } from '../../platform/tables.ts'
import type { Brand, BrandKind, Product, Site } from './domain.ts'

interface Row<State> {
  id: string
  version: number
  official: JsonColumn<State>
  organisation: GeneratedAlways<string>
  name: GeneratedAlways<string>
}

export interface BrandsTables {
  brand: Row<Brand> & { kind: GeneratedAlways<BrandKind> }
  site: Row<Site> & { region: GeneratedAlways<string> }
  product: Row<Product> & {
    brand: GeneratedAlways<string>
    site: GeneratedAlways<string | null>
    gtin: GeneratedAlways<string | null>
    status: GeneratedAlways<'registered' | 'retired'>
  }
}
