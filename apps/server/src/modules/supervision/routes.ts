import { papers, refuse, supervision as contract } from '@tianfu/contract'
import { listPapers, sendPaper } from '../../platform/documents/desk.ts'
import type { On } from '../../platform/http/routes.ts'
import * as orders from './orders.ts'
import { orderPapers } from './papers.ts'
import { readPhoto } from './photos.ts'
import * as reports from './reports.ts'

export const supervisionRoutes = (on: On): void => {
  on.write(contract.issueOrder, (work, { body }) => orders.issue(work, body))
  on.write(contract.answerOrder, (work, { params, body }) => orders.answer(work, params.id, body))
  on.write(contract.closeOrder, (work, { params, body }) => orders.close(work, params.id, body))
  on.write(contract.escalateOrder, (work, { params, body }) => orders.escalate(work, params.id, body.text))
  on.read(contract.listOrders, (view, { query }) => orders.listOrders(view, query))
  on.read(contract.getOrder, (view, { params }) => orders.orderDetail(view, params.id))
  on.read(papers.listOrderPapers, async (view, { params }) => listPapers(await orderPapers(view, params.id)))
  on.raw(papers.getOrderPaper, async (view, { params, query }, { reply }) =>
    sendPaper(view, await orderPapers(view, params.id), params.kind, query, reply))

  on.write(contract.lodgeReport, (work, { body: { photos, ...body } }) =>
    reports.lodge(work, {
      ...body, photos: (photos ?? []).map((photo) => new Uint8Array(Buffer.from(photo, 'base64'))),
    }))
  on.read(contract.trackReport, (view, { body }) => reports.track(view, body))
  on.write(contract.acceptReport, (work, { params }) => reports.accept(work, params.id))
  on.write(contract.dismissReport, (work, { params, body }) => reports.dismiss(work, params.id, body.reason))
  on.write(contract.transferReport, (work, { params, body }) => reports.transfer(work, params.id, body))
  on.write(contract.receiveReport, (work, { params }) => reports.receive(work, params.id))
  on.write(contract.closeReport, (work, { params, body }) => reports.close(work, params.id, body))
  on.read(contract.listReports, (view, { query }) => reports.listReports(view, query))
  on.read(contract.getReport, (view, { params }) => reports.reportDetail(view, params.id))
  on.raw(contract.getReportPhoto, async (view, { params }, { reply }) => {
    const state = await reports.reportInScope(view, params.id)
    const photo = state.photos.find(({ id }) => id === params.photo) ?? refuse('not-found')
    const bytes = (await readPhoto(view.world, view.db, params.id, photo.id)) ?? refuse('not-found')
    return reply.type(photo.type).header('content-disposition', 'inline').send(Buffer.from(bytes))
  })
}
