import { parties as contract, refuse } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import * as queries from './queries.ts'
import type { PersonsWithAccount } from './queries.ts'
import * as service from './service.ts'

export interface PartiesPorts { personsWithAccount: PersonsWithAccount }

export const partiesRoutes = (on: On, { personsWithAccount }: PartiesPorts): void => {
  on.write(contract.registerOrganisation, async (work, { body }) => {
    const { isRepresentative, ...request } = body
    if (!isRepresentative) refuse('representative-statement-needed')
    return service.registerOrganisation(work, { ...request, kinds: ['enterprise'], representative: work.actor.person })
  })
  on.write(contract.createOrganisation, (work, { body }) => service.registerOrganisation(work, body))
  on.read(contract.listOrganisations, (view, { query }) => queries.listOrganisations(view, query))
  on.read(contract.findOrganisationByCode, (view, { params }) => queries.organisationByCode(view, params.uscc))
  on.read(contract.getOrganisation, (view, { params }) => queries.organisationDetail(view, params.organisation))
  on.write(contract.renameOrganisation, (work, { params, body }) =>
    service.renameOrganisation(work, params.organisation, body),
  )
  on.write(contract.moveOrganisation, (work, { params, body }) =>
    service.moveOrganisation(work, params.organisation, body),
  )
  on.write(contract.recordBusinessLicence, (work, { params, body }) =>
    service.fileBusinessLicence(work, params.organisation, body.file))
  on.write(contract.changeRepresentative, (work, { params, body }) =>
    service.changeRepresentative(work, params.organisation, body))

  on.write(contract.grantAuthorisation, async (work, { body }) => {
    const { id, agent } = await service.grantAuthorisation(work, body)
    return { id, hasAccount: (await personsWithAccount(work, [agent])).has(agent) }
  })
  on.write(contract.revokeAuthorisation, (work, { params, body }) =>
    service.revokeAuthorisation(work, params.authorisation, body.reason))
  on.read(contract.listAuthorisations, (view, { query }) => queries.listAuthorisations(view, query, personsWithAccount))
  on.read(contract.getAuthorisation, (view, { params }) =>
    queries.authorisationDetail(view, params.authorisation, personsWithAccount))
}
