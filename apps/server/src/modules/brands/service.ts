import { refuse } from '@tianfu/contract'
import type { BodyOf, brands as contract } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { change, create, find, lock } from '../../platform/acts.ts'
import type { Work } from '../../platform/work.ts'
import { findOrganisationByUscc, getOrganisation } from '../parties/index.ts'
import type { FoundOrganisation } from '../parties/index.ts'
import { findRule } from '../standards/index.ts'
import { brand, brandOf, gtinOf, mustBeRegistered, partyOf, product, site } from './domain.ts'
import type { Brand, Party, Product, Site } from './domain.ts'

type BrandRequest = BodyOf<typeof contract.registerBrand>
type SiteRequest = BodyOf<typeof contract.registerSite>
export type ProductRequest = BodyOf<typeof contract.registerProduct>

/** @param organisation whose brand it becomes: the actor's own, or the seed's */
export async function registerBrand(work: Work, organisation: string, request: BrandRequest): Promise<string> {
  const content: Brand = { organisation, ...brandFrom(work, request) }
  const id = work.world.newId()
  await create(work, brand, { id, type: 'brand.registered', content, public: true })
  return id
}

export async function amendBrand(work: Work, id: string, request: BrandRequest): Promise<void> {
  const before = await lock(work.tx, brand, id)
  own(work, before.state)
  await change(work, brand, before, { type: 'brand.amended', content: brandFrom(work, request), public: true })
}

const brandFrom = (work: Work, request: BrandRequest) => {
  if (request.region !== undefined) knownRegion(work, request.region)
  return brandOf({
    name: request.name, kind: request.kind, trademark: request.trademark ?? null, region: request.region ?? null,
  })
}

export async function registerSite(work: Work, organisation: string, request: SiteRequest): Promise<string> {
  const content: Site = { organisation, ...siteFrom(work, request) }
  const id = work.world.newId()
  await create(work, site, { id, type: 'site.registered', content })
  return id
}

export async function amendSite(work: Work, id: string, request: SiteRequest): Promise<void> {
  const before = await lock(work.tx, site, id)
  own(work, before.state)
  await change(work, site, before, { type: 'site.amended', content: siteFrom(work, request) })
}

const siteFrom = (work: Work, { name, region, address, lon, lat }: SiteRequest) => {
  knownRegion(work, region)
  return { name, region, address, lon: lon ?? null, lat: lat ?? null }
}

export async function registerProduct(work: Work, organisation: string, request: ProductRequest): Promise<string> {
  const owner = await getOrganisation(work.db, organisation)
  const content = await productFrom(work, owner, request, undefined)
  const id = work.world.newId()
  await create(work, product, { id, type: 'product.registered', content: { organisation, ...content }, public: true })
  return id
}

export async function amendProduct(work: Work, id: string, request: ProductRequest): Promise<void> {
  const before = await lock(work.tx, product, id)
  own(work, before.state)
  mustBeRegistered(before.state)
  const owner = await getOrganisation(work.db, before.state.organisation)
  const content = await productFrom(work, owner, request, id)
  await change(work, product, before, { type: 'product.amended', content, public: true })
}

export async function retireProduct(work: Work, id: string): Promise<void> {
  const before = await lock(work.tx, product, id)
  own(work, before.state)
  mustBeRegistered(before.state)
  await change(work, product, before, { type: 'product.retired', content: {}, public: true })
}

async function productFrom(
  work: Work, owner: FoundOrganisation, request: ProductRequest, present: string | undefined,
): Promise<Omit<Product, 'status' | 'organisation'>> {
  const gtin = gtinOf(request.gtin)
  if (gtin !== null) {
    const taken = await work.db.selectFrom('product').select('id').where('gtin', '=', gtin).executeTakeFirst()
    if (taken && taken.id !== present) refuse('gtin-taken', { gtin })
  }
  if (!work.world.reference.industries.some(({ code }) => code === request.industry)) {
    refuse('industry-unknown', { industry: request.industry })
  }
  await mustOwn(work, brand, request.brand, owner.id)
  if (request.site !== undefined) await mustOwn(work, site, request.site, owner.id)
  if (request.rule !== undefined && !await findRule(work.db, request.rule)) {
    refuse('rule-unknown', { rule: request.rule })
  }
  const applicant: Party = { uscc: owner.uscc, name: owner.name.zh, organisation: owner.id }
  const unit: Text = { zh: request.unit }
  return {
    name: request.name, brand: request.brand, gtin, models: request.models, industry: request.industry, applicant,
    producer: await namedParty(work, request.producer) ?? applicant,
    manufacturer: await namedParty(work, request.manufacturer) ?? applicant,
    site: request.site ?? null, unit, yearlyCapacity: request.yearlyCapacity, rule: request.rule ?? null,
  }
}

async function namedParty(work: Work, named: { uscc: string; name: string } | undefined): Promise<Party | undefined> {
  if (!named) return undefined
  const party = partyOf(named)
  const known = await findOrganisationByUscc(work.db, party.uscc)
  return known ? { uscc: known.uscc, name: known.name.zh, organisation: known.id } : { ...party, organisation: null }
}

async function mustOwn(
  work: Work, of: typeof brand | typeof site, id: string, organisation: string,
): Promise<void> {
  const found = await find<{ organisation: string }>(work.db, of as never, id)
  if (found?.state.organisation !== organisation) refuse('not-found')
}

/** What belongs to another organisation is not found. */
function own(work: Work, of: { organisation: string }): void {
  if (of.organisation !== work.actor.organisation) refuse('not-found')
}

function knownRegion(work: Work, region: string): void {
  if (!work.world.reference.regions.byCode.has(region)) refuse('region-unknown', { region })
}
