import { brands as contract, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import { shortGtin } from '@tianfu/identifiers'
import { regionName, regionPrefix } from '@tianfu/scheme'
import { find, timeline } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { getOrganisation } from '../parties/index.ts'
import { brand, product, site } from './domain.ts'
import type { Brand, Product, Site } from './domain.ts'

type Listed = { after?: string; limit?: number; q?: string }
const organisationOf = ({ actor }: View): string => actor?.organisation ?? refuse('not-signed-in')

export async function listBrands(view: View, query: Listed) {
  let rows = view.db.selectFrom('brand').select(['id', 'official']).where('organisation', '=', organisationOf(view))
  if (query.q) rows = rows.where('name', 'ilike', anywhere(query.q))
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  const found = await rows.orderBy('id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official }) => brandItem(id, official))
}

const brandItem = (id: string, { name, kind, organisation, trademark, region }: Brand) =>
  ({ id, name, kind, organisation, trademark, region, status: 'registered' })

export async function brandDetail(view: View, id: string) {
  const found = await find(view.db, brand, id)
  if (found?.state.organisation !== organisationOf(view)) refuse('not-found')
  const { name, kind, trademark, region } = found.state
  const initial = { name, kind, ...(trademark !== null && { trademark }), ...(region !== null && { region }) }
  return {
    ...brandItem(id, found.state), holder: (await getOrganisation(view.db, found.state.organisation)).name,
    version: found.version,
    next: [...offer(view.actor, contract.amendBrand, { params: { id }, initial }),
      ...offer(view.actor, contract.registerProduct, { initial: { brand: id } })],
    timeline: await timeline(view, 'brand', id),
  }
}

export async function listSites(view: View, query: Listed) {
  let rows = view.db.selectFrom('site').select(['id', 'official']).where('organisation', '=', organisationOf(view))
  if (query.q) rows = rows.where('name', 'ilike', anywhere(query.q))
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  const found = await rows.orderBy('id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official }) => siteItem(view, id, official))
}

const siteItem = (view: View, id: string, of: Site) => ({
  id, name: of.name, region: of.region, regionName: regionName(view.world.reference.regions, of.region),
  address: of.address,
  lon: of.lon, lat: of.lat, organisation: of.organisation, status: 'registered',
})

export async function siteDetail(view: View, id: string) {
  const found = await find(view.db, site, id)
  if (found?.state.organisation !== organisationOf(view)) refuse('not-found')
  const { name, region, address, lon, lat } = found.state
  const initial = { name, region, address, ...(lon !== null && { lon }), ...(lat !== null && { lat }) }
  return {
    ...siteItem(view, id, found.state), version: found.version,
    next: offer(view.actor, contract.amendSite, { params: { id }, initial }),
    timeline: await timeline(view, 'site', id),
  }
}

export async function listProducts(view: View, query: QueryOf<typeof contract.listProducts>) {
  let rows = view.db.selectFrom('product').innerJoin('brand', 'brand.id', 'product.brand')
    .select(
      ['product.id', 'product.official', 'brand.official as of']
    ).where('product.organisation', '=', organisationOf(view))
  if (query.brand) rows = rows.where('product.brand', '=', query.brand)
  if (query.q) rows = rows.where('product.name', 'ilike', anywhere(query.q))
  if (query.after) rows = rows.where('product.id', '<', cursorId(query.after))
  const found = await rows.orderBy('product.id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official, of }) => productItem(id, official, of))
}

const productItem = (id: string, of: Product, brandOf: Brand) => ({
  id, name: of.name, brand: of.brand, brandName: brandOf.name, gtin: of.gtin, models: [...of.models],
  industry: of.industry,
  rule: of.rule, status: of.status, organisation: of.organisation,
})

export async function productDetail(view: View, id: string) {
  const found = await findProduct(view.db, id)
  if (found?.organisation !== organisationOf(view)) refuse('not-found')
  const place = found.site === null ? undefined : await findSite(view.db, found.site)
  const named = (party: Product['producer']) =>
    party.uscc === found.applicant.uscc ? undefined : { uscc: party.uscc, name: party.name }
  const initial = {
    name: found.name, brand: found.brand, ...(found.gtin && { gtin: shortGtin(found.gtin) }), models: [...found.models],
    industry: found.industry, ...without({ producer: named(found.producer), manufacturer: named(found.manufacturer) }),
    ...(found.site && { site: found.site }), unit: found.unit.zh, yearlyCapacity: found.yearlyCapacity,
    ...(found.rule && { rule: found.rule }),
  }
  const next: Next[] = found.status === 'retired' ? [] : [
    ...offer(view.actor, contract.amendProduct, { params: { id }, initial }),
    ...offer(view.actor, contract.retireProduct, { params: { id } }),
  ]
  return {
    ...productItem(id, found, found.brandState), applicant: found.applicant, producer: found.producer,
    manufacturer: found.manufacturer, site: found.site, siteName: place?.name ?? null,
    siteRegion: place?.region ?? null,
    unit: found.unit, yearlyCapacity: found.yearlyCapacity, version: found.version, next,
    timeline: await timeline(view, 'product', id),
  }
}

const without = (of: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined))

export interface FoundProduct extends Product {
  readonly id: string
  readonly version: number
  readonly brandState: Brand
}

/** A product with its brand; whose it is stands in `organisation`, and scope is the caller's. */
export async function findProduct(db: Db, id: string): Promise<FoundProduct | undefined> {
  const found = await find(db, product, id)
  if (!found) return undefined
  const of = await find(db, brand, found.state.brand)
  if (!of) throw new Error('a product has its brand')
  return { id, version: found.version, ...found.state, brandState: of.state }
}

export async function findSite(db: Db, id: string): Promise<(Site & { id: string }) | undefined> {
  const found = await find(db, site, id)
  return found && { id, ...found.state }
}

/** The product that carries a GTIN (14 digits), whoever's it is. */
export async function findProductByGtin(db: Db, gtin: string): Promise<FoundProduct | undefined> {
  const row = await db.selectFrom('product').select('id').where('gtin', '=', gtin).executeTakeFirst()
  return row && findProduct(db, row.id)
}

/** The public register of brands with their products. No natural person stands in it. */
export async function publicBrands(view: View, query: QueryOf<typeof contract.listPublicBrands>) {
  let rows = view.db.selectFrom('brand').innerJoin('organisation as o', 'o.id', 'brand.organisation')
    .select(['brand.id', 'brand.official', 'o.official as holder', 'o.region as region'])
  if (query.region) rows = rows.where('o.region', 'like', `${regionPrefix(query.region)}%`)
  if (query.q) {
    const q = anywhere(query.q)
    rows = rows.where((is) => is.or([is('brand.name', 'ilike', q), is('o.name', 'ilike', q)]))
  }
  if (query.after) rows = rows.where('brand.id', '<', cursorId(query.after))
  const found = await rows.orderBy('brand.id', 'desc').limit(pageSize(query)).execute()
  const shown = found.map(({ id }) => id)
  const products = shown.length === 0 ? [] : await view.db.selectFrom('product').select(['id', 'brand', 'official'])
    .where('brand', 'in', shown).where('status', '=', 'registered').orderBy('id').execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official, holder, region }) => ({
    id, name: official.name, kind: official.kind, holder: { uscc: holder.uscc, name: holder.name, region },
    products: products.filter((row) => row.brand === id)
      .map((row) => ({ id: row.id, name: row.official.name, gtin: row.official.gtin })),
  }))
}
