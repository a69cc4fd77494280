import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import type { RefusalWords } from './refusals.ts'
import {
  Id, Line, Next, PageOf, Paging, RegionCode, Text, TimelineEntry, Uscc, closed, oneOf, words,
} from './schema.ts'

export const BRAND_KINDS = ['product', 'enterprise', 'regional'] as const
const KIND_WORDS = words({ zh: '品牌类别', en: 'Kind of brand', choices: {
  product: { zh: '产品品牌', en: 'Product brand' },
  enterprise: { zh: '企业品牌', en: 'Enterprise brand' },
  regional: { zh: '区域品牌', en: 'Regional brand' },
} })

const NameBody = closed({
  zh: Line(100, { zh: '中文名称', en: 'Chinese name' }),
  en: Type.Optional(Line(200, { zh: '英文名称', en: 'English name' })),
}, words({ zh: '名称', en: 'Name' }))
const nullable = (of: ReturnType<typeof Type.String>) => Type.Union([of, Type.Null()])
/** Degrees of WGS 84 as decimal text with at most six places: in acts nothing is a float. */
const Degrees = (zh: string, en: string) =>
  Type.String({ pattern: '^-?(0|[1-9][0-9]{0,2})(\\.[0-9]{1,6})?$', ...words({ zh, en, widget: 'decimal' }) })

/** One of the three parties behind a product. */
const Party = Type.Object({ uscc: Type.String(), name: Type.String(), organisation: nullable(Type.String()) })
const PartyBody = (zh: string, en: string) => closed({
  uscc: Uscc({ zh: '统一社会信用代码', en: 'Credit code' }),
  name: Line(100, { zh: '名称', en: 'Name' }),
}, words({ zh, en, hint: { zh: '与委托人相同时不填', en: 'Leave empty when it is the applicant' } }))

export const BrandItem = Type.Object({
  id: Type.String(), name: Text, kind: oneOf(BRAND_KINDS, KIND_WORDS), organisation: Type.String(),
  trademark: nullable(Type.String()), region: nullable(Type.String()), status: Type.String(),
})
export const BrandDetail = Type.Object({
  ...BrandItem.properties, holder: Text, version: Type.Integer(), next: Type.Array(Next),
  timeline: Type.Array(TimelineEntry),
})
export const SiteItem = Type.Object({
  id: Type.String(), name: Type.String(), region: Type.String(), regionName: Type.String(), address: Type.String(),
  lon: nullable(Type.String()), lat: nullable(Type.String()), organisation: Type.String(), status: Type.String(),
})
export const SiteDetail = Type.Object({
  ...SiteItem.properties, version: Type.Integer(), next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})
export const ProductItem = Type.Object({
  id: Type.String(), name: Text, brand: Type.String(), brandName: Text, gtin: nullable(Type.String()),
  models: Type.Array(Type.String()), industry: Type.String(), rule: nullable(Type.String()), status: Type.String(),
  organisation: Type.String(),
})
export const ProductDetail = Type.Object({
  ...ProductItem.properties,
  applicant: Party, producer: Party, manufacturer: Party, site: nullable(Type.String()),
  siteName: nullable(Type.String()),
  siteRegion: nullable(Type.String()), unit: Text, yearlyCapacity: Type.Integer(),
  version: Type.Integer(), next: Type.Array(Next), timeline: Type.Array(TimelineEntry),
})

const byId = closed({ id: Id() })
const tags = ['brands']

const BrandBody = closed({
  name: NameBody,
  kind: oneOf(BRAND_KINDS, KIND_WORDS),
  trademark: Type.Optional(Type.String({ pattern: '^[0-9]{1,10}[A-Z]?$', ...words({
    zh: '商标注册号', en: 'Trademark registration number' }) })),
  region: Type.Optional(RegionCode({ zh: '所属地区（区域品牌）', en: 'Region (regional brands)' })),
})
export const listBrands = endpoint({
  id: 'listBrands', method: 'GET', url: '/api/v1/brands', kind: 'read', may: 'brand:read', scope: 'organisation', tags,
  summary: { zh: '本企业品牌', en: 'Own brands' }, query: closed({ ...Paging }), response: PageOf(BrandItem),
})
export const getBrand = endpoint({
  id: 'getBrand', method: 'GET', url: '/api/v1/brands/:id', kind: 'read', may: 'brand:read', scope: 'organisation',
  tags,
  summary: { zh: '品牌', en: 'A brand' }, params: byId, response: BrandDetail,
})
export const registerBrand = endpoint({
  id: 'registerBrand', method: 'POST', url: '/api/v1/brands', kind: 'act', may: 'brand:register', scope: 'organisation',
  tags, creates: true, summary: { zh: '登记品牌', en: 'Register a brand' }, body: BrandBody, response: BrandDetail,
})
export const amendBrand = endpoint({
  id: 'amendBrand', method: 'PUT', url: '/api/v1/brands/:id', kind: 'act', may: 'brand:register', scope: 'organisation',
  tags, summary: { zh: '变更品牌信息', en: 'Amend a brand' }, params: byId, body: BrandBody, response: BrandDetail,
})

const SiteBody = closed({
  name: Line(100, { zh: '场所名称', en: 'Name of the site' }),
  region: RegionCode({ zh: '所在地', en: 'Region' }),
  address: Line(200, { zh: '详细地址', en: 'Address' }),
  lon: Type.Optional(Degrees('经度', 'Longitude')),
  lat: Type.Optional(Degrees('纬度', 'Latitude')),
})
export const listSites = endpoint({
  id: 'listSites', method: 'GET', url: '/api/v1/sites', kind: 'read', may: 'site:read', scope: 'organisation', tags,
  summary: { zh: '本企业生产经营场所', en: 'Own sites' }, query: closed({ ...Paging }), response: PageOf(SiteItem),
})
export const getSite = endpoint({
  id: 'getSite', method: 'GET', url: '/api/v1/sites/:id', kind: 'read', may: 'site:read', scope: 'organisation', tags,
  summary: { zh: '场所', en: 'A site' }, params: byId, response: SiteDetail,
})
export const registerSite = endpoint({
  id: 'registerSite', method: 'POST', url: '/api/v1/sites', kind: 'act', may: 'site:register', scope: 'organisation',
  tags, creates: true, summary: { zh: '登记场所', en: 'Register a site' }, body: SiteBody, response: SiteDetail,
})
export const amendSite = endpoint({
  id: 'amendSite', method: 'PUT', url: '/api/v1/sites/:id', kind: 'act', may: 'site:register', scope: 'organisation',
  tags, summary: { zh: '变更场所信息', en: 'Amend a site' }, params: byId, body: SiteBody, response: SiteDetail,
})

export const ProductBody = closed({
  name: NameBody,
  brand: Id({ zh: '品牌', en: 'Brand', widget: 'pick', from: { endpoint: 'listBrands', value: 'id', label: 'name' } }),
  gtin: Type.Optional(Line(20, { zh: '商品条码（GTIN）', en: 'GTIN', hint: {
    zh: '8、12、13 或 14 位；没有可不填，但申领标识码前须补', en: '8, 12, 13 or 14 digits; needed before item codes are ordered' } })),
  models: Type.Array(Line(60, { zh: '型号规格', en: 'Model' }), { minItems: 1, maxItems: 100, uniqueItems: true,
    ...words({ zh: '型号规格', en: 'Models', hint: { zh: '同一认证单元内的全部型号', en: 'All models of the certification unit' } }) }),
  industry: Type.String(
    { pattern: '^[A-T][0-9]{2,4}$', ...words({ zh: '行业分类', en: 'Industry class', widget: 'industry' }) }
  ),
  producer: Type.Optional(PartyBody('生产者（制造商）', 'Producer')),
  manufacturer: Type.Optional(PartyBody('生产企业', 'Manufacturer')),
  site: Type.Optional(Id({ zh: '生产经营场所', en: 'Site', widget: 'pick',
    from: { endpoint: 'listSites', value: 'id', label: 'name' } })),
  unit: Line(
    20,
    { zh: '计量单位', en: 'Unit', hint: { zh: '标识码按此单位计，如 瓶、箱、人次', en: 'What one item code marks: bottle, box, visit' } },
  ),
  yearlyCapacity: Type.Integer(
    { minimum: 0, maximum: 100_000_000_000, ...words({ zh: '年产能（按计量单位）', en: 'Yearly capacity (in units)' }) }
  ),
  rule: Type.Optional(Type.String({ maxLength: 60, format: 'line',
    ...words({ zh: '适用的认证实施规则', en: 'Certification rule that applies',
    widget: 'pick', from: { endpoint: 'listRules', value: 'number', label: 'name' } }) })),
})
export const listProducts = endpoint({
  id: 'listProducts', method: 'GET', url: '/api/v1/products', kind: 'read', may: 'product:read', scope: 'organisation',
  tags, summary: { zh: '本企业产品和服务', en: 'Own products and services' },
  query: closed({ ...Paging, brand: Type.Optional(Id()) }), response: PageOf(ProductItem),
})
export const getProduct = endpoint({
  id: 'getProduct', method: 'GET', url: '/api/v1/products/:id', kind: 'read', may: 'product:read',
  scope: 'organisation',
  tags, summary: { zh: '产品或服务', en: 'A product or service' }, params: byId, response: ProductDetail,
})
export const registerProduct = endpoint({
  id: 'registerProduct', method: 'POST', url: '/api/v1/products', kind: 'act', may: 'product:register',
  scope: 'organisation', tags, creates: true, summary: { zh: '登记产品或服务', en: 'Register a product or service' },
  body: ProductBody, response: ProductDetail,
})
export const amendProduct = endpoint({
  id: 'amendProduct', method: 'PUT', url: '/api/v1/products/:id', kind: 'act', may: 'product:register',
  scope: 'organisation', tags, summary: { zh: '变更产品信息', en: 'Amend a product' },
  params: byId, body: ProductBody, response: ProductDetail,
})
export const retireProduct = endpoint({
  id: 'retireProduct', method: 'POST', url: '/api/v1/products/:id/retirement', kind: 'act', may: 'product:register',
  scope: 'organisation', tags, summary: { zh: '停产下架', en: 'Retire a product' },
  params: byId, body: closed({}), response: ProductDetail,
})

/** The public register of brands, without accounts (design §5, `/brands`). */
export const listPublicBrands = endpoint({
  id: 'listPublicBrands', method: 'GET', url: '/api/v1/public/brands', kind: 'public', may: 'public', scope: 'public',
  tags, summary: { zh: '品牌名录', en: 'Register of brands' },
  query: closed({ ...Paging, region: Type.Optional(RegionCode()) }),
  response: PageOf(Type.Object({
    id: Type.String(), name: Text, kind: Type.String(),
    holder: Type.Object({ uscc: Type.String(), name: Text, region: Type.String() }),
    products: Type.Array(Type.Object({ id: Type.String(), name: Text, gtin: nullable(Type.String()) })),
  })),
})

export const BRANDS_REFUSALS = {
  'gtin-invalid': { status: 422, zh: '{zh}', en: '{en}' },
  'gtin-taken': { status: 409, zh: '商品条码 {gtin} 已登记在另一产品上', en: 'GTIN {gtin} is registered for another product' },
  'uscc-invalid': { status: 422, zh: '{zh}', en: '{en}' },
  'brand-needs-region': { status: 422, zh: '区域品牌须填所属地区', en: 'A regional brand needs its region' },
} as const satisfies Record<string, RefusalWords>
