import type { FastifyInstance } from 'fastify'
import { market as contract, marketImports, marketPublication, marketRuns, marketSurveys } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import { readUpload } from '../../platform/http/upload.ts'
import type { World } from '../../platform/work.ts'
import { computeRequested, recompute, stopComputing } from './compute.ts'
import { checkFile } from './files.ts'
import * as imports from './imports.ts'
import { importOwn } from './own.ts'
import * as publication from './publication.ts'
import * as warnings from './warnings.ts'
import * as programmes from './programmes.ts'
import * as queries from './queries.ts'
import { REPORT_TYPES, reportFile } from './report-file.ts'
import * as results from './results.ts'
import type { RunKind } from './run.ts'
import * as runs from './runs.ts'
import * as surveys from './surveys.ts'

export const marketRoutes = (on: On, { http, world }: { http: FastifyInstance; world: World }): void => {
  http.addHook('onReady', async () => { void computeRequested(world) })
  http.addHook('onClose', () => stopComputing(world))
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

  // Looked at outside of any transaction: a large file holds nobody up.
  on.raw(marketImports.checkMarketFile, async (view, { params }, { request, reply }) => {
    const upload = await readUpload(request, marketImports.checkMarketFile.bodyBytes)
    return reply.send(await checkFile(view, params.id, upload))
  })
  on.write(marketImports.importMarketFile, async (work, { params, body }) =>
    imports.importDetail(work, await imports.importFile(work, params.id, body.file)))
  on.write(marketImports.sendMarketObservations, async (work, { params, body }) =>
    imports.importDetail(work, await imports.importRows(work, params.id, body)))
  on.write(marketImports.importMarketOwn, async (work, { params, body }) =>
    imports.importDetail(work, await importOwn(work, params.id, body.source)))
  on.write(marketImports.withdrawMarketImport, async (work, { params, body }) => {
    await imports.withdraw(work, params.id, body.reason)
    return imports.importDetail(work, params.id)
  })
  on.read(marketImports.listMarketImports, (view, { query }) => imports.listImports(view, query))
  on.read(marketImports.getMarketImport, (view, { params }) => imports.importDetail(view, params.id))

  on.read(marketSurveys.listMarketSurveys, (view, { query }) => surveys.listSurveys(view, query))
  on.read(marketSurveys.getMarketSurvey, (view, { params }) => surveys.surveyDetail(view, params.id))
  on.write(marketSurveys.openMarketSurvey, async (work, { params, body }) =>
    surveys.surveyDetail(work, await surveys.openSurvey(work, params.id, body)))
  on.write(marketSurveys.closeMarketSurvey, async (work, { params }) => {
    await surveys.closeSurvey(work, params.id)
    return surveys.surveyDetail(work, params.id)
  })
  on.write(marketSurveys.answerMarketSurvey, (work, { params, body }) =>
    surveys.answerSurvey(work, params.number, body))

  on.write(marketRuns.requestMarketRun, async (work, { params, body }, { afterCommit }) => {
    const id = await runs.requestRun(work, params.id, body)
    afterCommit(async () => { void computeRequested(world) })
    return runs.runDetail(work, id)
  })
  on.read(marketRuns.listMarketRuns, (view, { query }) => runs.listRuns(view, query))
  on.read(marketRuns.getMarketRun, (view, { params }) => runs.runDetail(view, params.id))
  on.read(marketRuns.recomputeMarketRun, async (view, { params }) => {
    await runs.ownCompleted(view, params.id)
    return recompute(world, params.id)
  })
  on.read(marketRuns.listMarketResults, (view, { params, query }) => results.listResults(view, params.id, query))
  on.read(marketRuns.getMarketSubject, (view, { params }) =>
    results.subjectDetail(view, params.id, params.kind as RunKind, params.subject))

  on.write(marketPublication.openMarketReply, (work, { params }) => publication.openReply(work, params.id))
  on.write(marketPublication.publishMarketRun, (work, { params }) => publication.publish(work, params.id))
  on.read(marketPublication.listOwnMarketResults, (view, { query }) => publication.listOwn(view, query))
  on.read(marketPublication.getOwnMarketResult, (view, { params }) => publication.ownDetail(view, params.id))
  on.write(marketPublication.replyMarketResult, (work, { params, body }) =>
    publication.reply(work, params.id, body.text))
  on.read(marketPublication.listPublicMarket, (view, { query }) => publication.listPublic(view, query))
  on.read(marketPublication.getPublicMarket, (view, { params }) => publication.publicDetail(view, params.number))
  on.raw(marketPublication.downloadPublicMarket, async (view, { params }, { reply }) => {
    const text = await publication.publicCsv(view, params.number)
    return reply.type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="market-${params.number}.csv"`).send(text)
  })
  on.raw(marketPublication.downloadMarketReport, async (view, { params, query: { as = 'pdf' } }, { reply }) => {
    const { bytes, name } = await reportFile(view, params.number, as)
    return reply.type(REPORT_TYPES[as]).header('content-disposition', `${as === 'pdf' ? 'inline' : 'attachment'}; `
      + `filename="market-report.${as}"; filename*=UTF-8''${encodeURIComponent(name)}`)
      .header('content-security-policy', "default-src 'none'; sandbox").send(Buffer.from(bytes))
  })
  on.read(marketPublication.listMarketWarnings, (view, { query }) => warnings.listWarnings(view, query))
  on.read(marketPublication.getMarketWarning, (view, { params }) => warnings.warningDetail(view, params.id))
  on.write(marketPublication.decideMarketWarning, async (work, { params, body }) => {
    await warnings.decideWarning(work, params.id, body)
    return warnings.warningDetail(work, params.id)
  })
}
