import { brands as contract } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'

export const brandsRoutes = (on: On): void => {
  on.read(contract.listBrands, (view, { query }) => queries.listBrands(view, query))
  on.read(contract.getBrand, (view, { params }) => queries.brandDetail(view, params.id))
  on.write(contract.registerBrand, async (work, { body }) =>
    queries.brandDetail(work, await service.registerBrand(work, work.actor.organisation, body)))
  on.write(contract.amendBrand, async (work, { params, body }) => {
    await service.amendBrand(work, params.id, body)
    return queries.brandDetail(work, params.id)
  })

  on.read(contract.listSites, (view, { query }) => queries.listSites(view, query))
  on.read(contract.getSite, (view, { params }) => queries.siteDetail(view, params.id))
  on.write(contract.registerSite, async (work, { body }) =>
    queries.siteDetail(work, await service.registerSite(work, work.actor.organisation, body)))
  on.write(contract.amendSite, async (work, { params, body }) => {
    await service.amendSite(work, params.id, body)
    return queries.siteDetail(work, params.id)
  })

  on.read(contract.listProducts, (view, { query }) => queries.listProducts(view, query))
  on.read(contract.getProduct, (view, { params }) => queries.productDetail(view, params.id))
  on.write(contract.registerProduct, async (work, { body }) =>
    queries.productDetail(work, await service.registerProduct(work, work.actor.organisation, body)))
  on.write(contract.amendProduct, async (work, { params, body }) => {
    await service.amendProduct(work, params.id, body)
    return queries.productDetail(work, params.id)
  })
  on.write(contract.retireProduct, async (work, { params }) => {
    await service.retireProduct(work, params.id)
    return queries.productDetail(work, params.id)
  })

  on.read(contract.listPublicBrands, (view, { query }) => queries.publicBrands(view, query))
}
