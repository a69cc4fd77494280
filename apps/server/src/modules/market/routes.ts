import { market as contract } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import * as programmes from './programmes.ts'
import * as queries from './queries.ts'

export const marketRoutes = (on: On): void => {
  on.read(contract.listMarketProgrammes, (view, { query }) => queries.listProgrammes(view, query))
  on.read(contract.listMarketSchemes, (view, { query }) => queries.listSchemes(view, query))
  on.read(contract.getMarketProgramme, (view, { params }) => queries.programmeDetail(view, params.id))
  on.read(contract.getMarketMethod, (view, { params }) =>
    queries.methodDetail(view, params.id, Number(params.version)))
  on.write(contract.openMarketProgramme, async (work, { body }) =>
    queries.programmeDetail(work, await programmes.openProgramme(work, work.actor.organisation, body)))
  on.write(contract.adoptMarketMethod, async (work, { params, body }) => {
    await programmes.adoptMethod(work, params.id, body.method)
    return queries.programmeDetail(work, params.id)
  })
  on.write(contract.addMarketSource, async (work, { params, body }) => {
    await programmes.addSource(work, params.id, body)
    return queries.programmeDetail(work, params.id)
  })
  on.write(contract.endMarketSource, async (work, { params, body }) => {
    await programmes.endSource(work, params.id, params.source, body.reason)
    return queries.programmeDetail(work, params.id)
  })
  on.write(contract.endMarketProgramme, async (work, { params, body }) => {
    await programmes.endProgramme(work, params.id, body.reason)
    return queries.programmeDetail(work, params.id)
  })
}
