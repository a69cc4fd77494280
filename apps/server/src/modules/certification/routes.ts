import {
  appeals as appeal, certificateChanges as changes, certificates as certificate, certification as file,
  evaluation as contract, exceptions, field, papers,
} from '@tianfu/contract'
import { listPapers, sendPaper } from '../../platform/documents/desk.ts'
import type { On } from '../../platform/http/routes.ts'
import { answerComplaint, decideAppeal } from './appeal/deciding.ts'
import * as filing from './appeal/filing.ts'
import { appealDetail, listAppeals } from './appeal/queries.ts'
import * as drafts from './application/drafts.ts'
import * as queries from './application/queries.ts'
import * as application from './application/service.ts'
import { applicationDetail } from './application/shown.ts'
import { submit } from './application/submission.ts'
import { certificateDetail, listCertificates } from './certificate/queries.ts'
import type { OrdersOn } from './certificate/queries.ts'
import * as life from './certificate/service.ts'
import * as transfer from './certificate/transfer.ts'
import * as season from './certificate/season.ts'
import { changeDetail, listChanges } from './change/queries.ts'
import * as change from './change/service.ts'
import * as audit from './evaluation/audit.ts'
import * as fieldwork from './evaluation/field.ts'
import { findForged } from './evaluation/forged.ts'
import * as evaluation from './evaluation/service.ts'
import * as tests from './evaluation/tests.ts'
import { certificatePapers, printOf } from './papers/certificate.ts'
import { filePapers } from './papers/desk.ts'
import { decideFile, reviewFile } from './review-service.ts'

export interface CertificationPorts { readonly ordersOn: OrdersOn }

export const certificationRoutes = (on: On, ports: CertificationPorts): void => {
  draftRoutes(on)
  fileRoutes(on)
  evaluationRoutes(on)
  laboratoryRoutes(on)
  certificateRoutes(on, ports)
  changeRoutes(on)
  appealRoutes(on)
  paperRoutes(on)
}

function draftRoutes(on: On): void {
  on.read(file.listGrounds, async (view, { query }) => queries.listGrounds(view, query))
  on.write(file.createApplicationDraft,
    async (work, { body }) => drafts.draftShown(work, await drafts.createDraft(work, body)))
  on.read(file.listApplicationDrafts, (view, { query }) => drafts.listDrafts(view, query))
  on.read(file.getApplicationDraft, (view, { params }) => drafts.draftShown(view, params.id))
  for (const task of file.APPLICATION_TASK_IDS) {
    on.write(drafts.SAVES[task] as typeof file.saveApplicationContact, async (work, { params, body }) => {
      await drafts.saveTask(work, params.id, task, body)
      return drafts.draftShown(work, params.id)
    })
  }
  on.read(file.checkApplicationDraft, (view, { params }) => drafts.checkDraft(view, params.id))
  on.write(file.discardApplicationDraft,
    async (work, { params }) => { await drafts.discardDraft(work, params.id); return {} })
  on.write(file.submitApplication, (work, { params, body }) => submit(work, params.id, body))
}

function fileRoutes(on: On): void {
  on.read(file.listApplications, (view, { query }) => queries.listApplications(view, query))
  on.read(file.getApplication, (view, { params }) => applicationDetail(view, params.id))
  on.read(file.listApplicationSummaries, (view, { query }) => queries.listSummaries(view, query))
  on.read(file.getApplicationSummary, (view, { params }) => queries.getSummary(view, params.id))
  on.write(file.requestSupplement, (work, { params, body }) => application.askSupplement(work, params.id, body))
  on.write(file.supplementApplication, (work, { params, body }) => application.supplement(work, params.id, body))
  on.write(file.acceptApplication, (work, { params, body }) => application.acceptFile(work, params.id, body))
  on.write(file.refuseApplication, (work, { params, body }) => application.refuseFile(work, params.id, body))
  on.write(file.endUnsignedApplication, (work, { params, body }) => application.endUnsigned(work, params.id, body))
  on.write(file.endApplication, (work, { params, body }) => application.endFile(work, params.id, body))
  on.write(file.offerContract, (work, { params, body }) => application.offer(work, params.id, body))
  on.write(file.signCertificationContract, (work, { params }) => application.signContract(work, params.id))
  on.write(file.reviewApplication, (work, { params, body }) => reviewFile(work, params.id, body))
  on.write(file.decideApplication, (work, { params, body }) => decideFile(work, params.id, body))
}

function evaluationRoutes(on: On): void {
  on.read(contract.listTestableIndicators, (view, { params }) => queries.listIndicators(view, params.id))
  on.write(contract.reviewDocuments, (work, { params, body }) => evaluation.reviewDocuments(work, params.id, body))
  on.write(contract.writeSamplingSheet,
    (work, { params, body }) => evaluation.writeSamplingSheet(work, params.id, body))
  on.write(contract.witnessSampling, (work, { params }) => evaluation.witness(work, params.id, params.sampling))
  on.write(contract.orderTest, (work, { params, body }) => tests.orderTest(work, params.id, body))
  on.write(contract.answerTestFailure,
    (work, { params, body }) => tests.answerFailure(work, params.id, params.report, body))
  on.write(exceptions.findReportForged, (work, { params, body }) => findForged(work, params.id, params.report, body))
  on.write(contract.orderRetest, (work, { params, body }) => tests.orderRetest(work, params.id, params.report, body))
  on.write(contract.planAudit, (work, { params, body }) => audit.planAudit(work, params.id, body))
  on.write(contract.declareImpartiality, (work, { params, body }) => audit.declare(work, params.id, body))
  on.write(contract.answerAuditPlan, (work, { params, body }) => audit.answerPlan(work, params.id, body))
  on.write(contract.openAudit, (work, { params, body }) => audit.openAudit(work, params.id, body))
  on.write(contract.closeAudit, (work, { params, body }) => audit.closeAudit(work, params.id, body))
  on.read(field.listFieldAudits, (view) => fieldwork.listFieldAudits(view))
  on.write(field.noteAudit, (work, { params, body }) => fieldwork.note(work, params.id, body))
  on.read(field.listAuditNotes, (view, { params, query }) => fieldwork.listNotes(view, params.id, query))
  on.write(contract.explainSignIn, (work, { params, body }) => audit.explain(work, params.id, body))
  on.write(contract.raiseNonconformity, (work, { params, body }) => evaluation.raise(work, params.id, body))
  on.write(contract.answerNonconformity,
    (work, { params, body }) => evaluation.answerNonconformity(work, params.id, params.nonconformity, body))
  on.write(contract.verifyNonconformity,
    (work, { params, body }) => evaluation.verify(work, params.id, params.nonconformity, body))
  on.write(contract.assessService, (work, { params, body }) => evaluation.assessService(work, params.id, body))
  on.write(contract.evaluateApplication, (work, { params, body }) => evaluation.evaluate(work, params.id, body))
}

function laboratoryRoutes(on: On): void {
  on.read(contract.listTestOrders, (view, { query }) => queries.listTestOrders(view, query))
  on.read(contract.getTestOrder, (view, { params }) => queries.testOrderDetail(view, params.id))
  on.write(contract.receiveSamples, (work, { params, body }) => tests.receive(work, params.id, body))
  on.write(contract.enterTestReport, (work, { params, body }) => tests.enterResults(work, params.id, body))
  on.write(contract.issueTestReport, (work, { params, body }) => tests.issueReport(work, params.id, body))
}

function certificateRoutes(on: On, { ordersOn }: CertificationPorts): void {
  on.read(certificate.listCertificates, (view, { query }) => listCertificates(view, query, ordersOn))
  on.read(certificate.getCertificate, (view, { params }) => certificateDetail(view, params.id, ordersOn))
  on.write(certificate.suspendCertificate, (work, { params, body }) => life.suspendCertificate(work, params.id, body))
  on.write(certificate.extendSuspension, (work, { params, body }) => life.extendSuspension(work, params.id, body))
  on.write(certificate.submitCertificateCorrection,
    (work, { params, body }) => life.submitCorrection(work, params.id, body))
  on.write(certificate.verifyCertificateCorrection,
    (work, { params, body }) => life.verifyCorrection(work, params.id, body))
  on.write(certificate.restoreCertificate, (work, { params, body }) => life.restoreCertificate(work, params.id, body))
  on.write(certificate.withdrawCertificate, (work, { params, body }) => life.withdrawCertificate(work, params.id, body))
  on.write(exceptions.askSuspension, (work, { params, body }) => season.askSuspension(work, params.id, body))
  on.write(exceptions.askTransfer, (work, { params, body }) => transfer.askTransfer(work, params.id, body))
  on.write(exceptions.answerTransfer, (work, { params, body }) => transfer.answerTransfer(work, params.id, body))
  on.write(exceptions.reportResumption, (work, { params, body }) => season.reportResumption(work, params.id, body))
  on.write(certificate.askCancellation, (work, { params, body }) => life.askCancellation(work, params.id, body))
  on.write(certificate.cancelCertificate, (work, { params, body }) => life.cancelCertificate(work, params.id, body))
  on.write(certificate.recordNationalNumber,
    (work, { params, body }) => life.recordNationalNumber(work, params.id, body))
  on.write(certificate.recordSurveillance, (work, { params, body }) => life.recordSurveillance(work, params.id, body))
  on.write(certificate.concludeSurveillance,
    (work, { params, body }) => life.concludeSurveillance(work, params.id, body))
}

function changeRoutes(on: On): void {
  on.read(changes.listCertificateChanges, (view, { query }) => listChanges(view, query))
  on.read(changes.getCertificateChange, (view, { params }) => changeDetail(view, params.id))
  on.write(changes.requestCertificateChange, (work, { params, body }) => change.requestChange(work, params.id, body))
  on.write(changes.requestModelChange,
    (work, { params, body }) => change.requestChange(work, params.id, { ...body, kind: 'model' }))
  on.write(changes.requestSiteChange, (work, { params, body }) => change.requestChange(work, params.id, body))
  on.write(changes.retractCertificateChange, (work, { params }) => change.retractChange(work, params.id))
  on.write(changes.evaluateCertificateChange, (work, { params, body }) => change.evaluateChange(work, params.id, body))
  on.write(changes.decideCertificateChange, (work, { params, body }) => change.decideChange(work, params.id, body))
}

function appealRoutes(on: On): void {
  on.read(appeal.listAppeals, (view, { query }) => listAppeals(view, query))
  on.read(appeal.getAppeal, (view, { params }) => appealDetail(view, params.id))
  on.write(appeal.fileAppeal, (work, { params, body }) => filing.fileAppeal(work, params.id, body))
  on.write(appeal.retractAppeal, (work, { params }) => filing.retractAppeal(work, params.id))
  on.write(appeal.lodgeComplaint, (work, { body }) => filing.lodgeComplaint(work, body))
  on.read(appeal.trackComplaint, (view, { body }) => filing.trackComplaint(view, body))
  on.write(appeal.decideAppeal, (work, { params, body }) => decideAppeal(work, params.id, body))
  on.write(appeal.answerComplaint, (work, { params, body }) => answerComplaint(work, params.id, body))
}

function paperRoutes(on: On): void {
  on.read(papers.listApplicationPapers, async (view, { params }) => listPapers(await filePapers(view, params.id)))
  on.raw(papers.getApplicationPaper, async (view, { params, query }, { reply }) =>
    sendPaper(view, await filePapers(view, params.id), params.kind, query, reply))
  on.read(papers.listCertificatePapers, async (view, { params }) => {
    const holder = await certificatePapers(view, params.id)
    return { items: [...printOf(holder), ...listPapers(holder).items] }
  })
  on.raw(papers.getCertificatePaper, async (view, { params, query }, { reply }) =>
    sendPaper(view, await certificatePapers(view, params.id), params.kind, query, reply))
}
