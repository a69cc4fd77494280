/**
 * Brands: product, enterprise and regional brands; the sites where work happens; products and services with their
 * models and the three parties behind them (委托人, 生产者, 生产企业).
 *
 * Invariants: each belongs to one organisation, which alone changes it; a GTIN is checked and stands on one product;
 * the applicant of a product is its organisation. Absent: what is certified (certification), and who else may read a
 * product: a module that shares a file with a body shows it through its own file.
 */
export { brandsRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export { brand, product, site } from './domain.ts'
export type { Brand, Party, Product, Site } from './domain.ts'
export { findProduct, findProductByGtin, findSite, publicBrands } from './queries.ts'
export { listBrands } from './queries.ts'
export { registerBrand, registerProduct, registerSite, retireProduct } from './service.ts'

/** Each query finds rows that break its sentence. */
export const invariants: Readonly<Record<string, string>> = {
  'a product belongs to the organisation of its brand and of its site': `
    select p.id as subject from product p join brand b on b.id = p.brand left join site s on s.id = p.site
    where b.organisation <> p.organisation or (s.id is not null and s.organisation <> p.organisation)`,
}
