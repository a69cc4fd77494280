import { licences as contract, papers, refuse } from '@tianfu/contract'
import { normaliseIdentifier } from '@tianfu/identifiers'
import { listPapers, sendPaper } from '../../platform/documents/desk.ts'
import type { On } from '../../platform/http/routes.ts'
import * as application from './application.ts'
import * as decision from './decision.ts'
import { checkFacts } from './facts.ts'
import { licencePapers } from './papers.ts'
import * as publicity from './publicity.ts'
import * as queries from './queries.ts'
import * as standing from './standing.ts'

export const licencesRoutes = (on: On): void => {
  on.write(contract.applyForLicence, (work, { body }) => application.apply(work, body))
  on.write(contract.retractLicenceApplication, (work, { params, body }) =>
    application.retract(work, params.id, body.reason))
  on.write(contract.acceptLicenceApplication, (work, { params }) => application.accept(work, params.id))
  on.write(contract.returnLicenceApplication, (work, { params, body }) =>
    application.returnApplication(work, params.id, body))
  on.write(contract.checkLicenceFacts, (work, { params, body }) => checkFacts(work, params.id, body))
  on.write(contract.openLicencePublicity, (work, { params }) => publicity.openPublicity(work, params.id))
  on.write(contract.lodgeObjection, (work, { params, body }) => publicity.lodgeObjection(work, params.id, body))
  on.write(contract.handleObjection, (work, { params, body }) =>
    publicity.handleObjection(work, params.id, params.objection, body))
  on.write(contract.decideLicence, (work, { params, body }) => decision.decideLicence(work, params.id, body))
  on.write(contract.signLicenceContract, (work, { params }) => decision.signContract(work, params.id))
  on.write(contract.announceLicence, (work, { params }) => decision.announce(work, params.id))

  on.write(contract.grantLicenceVolume, (work, { params, body }) => standing.grantVolume(work, params.id, body))
  on.write(contract.suspendLicence, (work, { params, body }) => standing.suspend(work, params.id, body))
  on.write(contract.restoreLicence, (work, { params, body }) => standing.restore(work, params.id, body))
  on.write(contract.withdrawLicence, (work, { params, body }) => standing.withdraw(work, params.id, body))
  on.write(contract.endLicenceUse, (work, { params, body }) => standing.end(work, params.id, body))
  on.write(contract.reportLicenceStock, (work, { params, body }) => standing.reportStock(work, params.id, body))

  on.read(contract.listLicences, (view, { query }) => queries.listLicences(view, query))
  on.read(contract.getLicence, (view, { params }) => queries.licenceDetail(view, params.id))
  on.read(papers.listLicencePapers, async (view, { params }) => listPapers(await licencePapers(view, params.id)))
  on.raw(papers.getLicencePaper, async (view, { params, query }, { reply }) =>
    sendPaper(view, await licencePapers(view, params.id), params.kind, query, reply))
  on.read(contract.listPublicity, (view, { query }) => queries.listPublicity(view, query))
  on.read(contract.getPublicity, (view, { params }) => queries.publicityNotice(view, params.id))
  on.read(contract.trackObjection, (view, { body }) => publicity.trackObjection(view, body))
  on.read(contract.listPublicLicences, (view, { query }) => queries.listPublicLicences(view, query))
  on.read(contract.getPublicLicence, async (view, { params }) =>
    (await queries.publicLicence(view, normaliseIdentifier(params.number))) ?? refuse('not-found'))
}
