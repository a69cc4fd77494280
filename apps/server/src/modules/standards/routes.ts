import { refuse, standards as contract } from '@tianfu/contract'
import { find } from '../../platform/acts.ts'
import type { On } from '../../platform/http/routes.ts'
import type { Work } from '../../platform/work.ts'
import { rule, standard } from './domain.ts'
import * as queries from './queries.ts'
import * as service from './service.ts'

export const standardsRoutes = (on: On): void => {
  on.read(contract.listStandards, (view, { query }) => queries.listStandards(view, query))
  on.read(contract.getStandard, (view, { params, query }) => queries.standardDetail(view, params.number, query.edition))
  on.read(contract.compareStandard, (view, { params, query }) => queries.comparison(view, params.number, query.edition))
  on.write(contract.publishStandard, async (work, { body }) =>
    standardById(work, await service.publishStandard(work, body.document)))
  on.write(contract.withdrawStandard, async (work, { params, body }) => {
    await service.withdrawStandard(work, params.id, body.reason)
    return standardById(work, params.id)
  })

  on.read(contract.listRules, (view, { query }) => queries.listRules(view, query))
  on.read(contract.getRule, (view, { params, query }) => queries.ruleDetail(view, params.number, query.edition))
  on.write(
    contract.publishRule, async (work, { body }) => ruleById(work, await service.publishRule(work, body.document)),
  )
  on.write(contract.withdrawRule, async (work, { params, body }) => {
    await service.withdrawRule(work, params.id, body.reason)
    return ruleById(work, params.id)
  })
}

async function standardById(work: Work, id: string) {
  const { state: { document } } = (await find(work.db, standard, id)) ?? refuse('not-found')
  return queries.standardDetail(work, document.number, document.edition)
}

async function ruleById(work: Work, id: string) {
  const { state: { document } } = (await find(work.db, rule, id)) ?? refuse('not-found')
  return queries.ruleDetail(work, document.number, document.edition)
}
