import { searched } from '../../platform/search-index.ts'
import { getOrganisation, namesOf } from '../parties/index.ts'
import { brand, product, site } from './domain.ts'
import type { Brand, Product, Site } from './domain.ts'

export const searchedHere = [
  searched<Brand>({
    of: brand, kinds: { brand: ['public', 'brand:read'] },
    entries: async (db, id, of) => {
      const owner = await getOrganisation(db, of.organisation)
      return [{
        kind: 'brand', id, title: of.name, texts: namesOf(owner), numbers: of.trademark ? [of.trademark] : [],
        link: `/brands/${id}`, public: true, organisations: [of.organisation], regions: [owner.region],
        about: [of.organisation],
      }]
    },
  }),
  searched<Site>({
    of: site, kinds: { site: ['site:read'] },
    entries: (_, id, of) => [{
      kind: 'site', id, title: { zh: of.name }, texts: [of.address], numbers: [], link: `/sites/${id}`, public: false,
      organisations: [of.organisation], regions: [of.region],
    }],
  }),
  searched<Product>({
    of: product, kinds: { product: ['product:read'] },
    entries: async (db, id, of) => {
      const owner = await getOrganisation(db, of.organisation)
      return [{
        kind: 'product', id, title: of.name, texts: [...namesOf(owner), ...of.models],
        numbers: of.gtin ? [of.gtin, of.gtin.replace(/^0+/, '')] : [], link: `/products/${id}`, public: false,
        organisations: [of.organisation], regions: [owner.region], about: [of.organisation],
      }]
    },
  }),
]
