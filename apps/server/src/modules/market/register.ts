/** The register as a run sees it: who stands behind a product, and how subjects are called. */
import type { Text } from '@tianfu/kernel'
import { regionPath } from '@tianfu/scheme'
import type { View } from '../../platform/work.ts'
import type { Known } from './lift.ts'
import type { RunKind } from './run.ts'

export interface Register {
  /** By `product:ID` or `organisation:ID`. */
  known(subject: string): Known | undefined
  name(kind: RunKind, subject: string): Text
  category(code: string): Text | undefined
}

export async function registerOf({ db, world }: Pick<View, 'db' | 'world'>): Promise<Register> {
  const products = await db.selectFrom('product').select(['id', 'official']).execute()
  const brands = await db.selectFrom('brand').select(['id', 'official']).execute()
  const organisations = await db.selectFrom('organisation').select(['id', 'official']).execute()
  const ofOrganisation = new Map(organisations.map(({ id, official }) => [id, official]))
  const byKind = new Map<string, Text>([
    ...products.map(({ id, official }) => [`product:${id}`, official.name] as const),
    ...brands.map(({ id, official }) => [`brand:${id}`, official.name] as const),
    ...organisations.map(({ id, official }) => [`enterprise:${id}`, official.name] as const),
  ])
  const known = new Map<string, Known>()
  for (const { id, official } of organisations) {
    known.set(`organisation:${id}`, { enterprise: id, region: official.region, industry: official.industry ?? '' })
  }
  for (const { id, official } of products) {
    const { region = '' } = ofOrganisation.get(official.organisation) ?? {}
    known.set(`product:${id}`, {
      product: id, brand: official.brand, enterprise: official.organisation, region, industry: official.industry,
    })
  }
  const industries = new Map(world.reference.industries.map(({ code, name }) => [code, { zh: name }]))
  const industryName = (code: string): Text => industries.get(code) ?? { zh: code }
  return {
    known: (subject) => known.get(subject),
    name(kind, subject) {
      if (kind === 'region') return regionPath(world.reference.regions, subject).at(-1)?.name ?? { zh: subject }
      return kind === 'industry' ? industryName(subject) : byKind.get(`${kind}:${subject}`) ?? { zh: subject }
    },
    category: (code) => code === '' ? undefined : industryName(code),
  }
}
