import type { FastifyInstance } from 'fastify'
import { codes as contract } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import type { World } from '../../platform/work.ts'
import { printerFile } from './printer-file.ts'
import * as queries from './queries.ts'
import { deviceOf, endRecording } from './scans.ts'
import * as service from './service.ts'
import { verdictOf } from './verify.ts'

export const codesRoutes = (on: On, { http, world }: { http: FastifyInstance; world: World }): void => {
  // What was seen is written before the process ends.
  http.addHook('onClose', () => endRecording(world))

  on.write(contract.placeCodeOrder, (work, { body }) => service.placeOrder(work, body))
  on.write(contract.activateCodes, (work, { params, body }) => service.activateCodes(work, params.id, body))
  on.write(contract.voidCodes, (work, { params, body }) => service.voidCodes(work, params.id, body))
  on.write(contract.loseCodeKey, (work, { params, body }) => service.loseKey(work, params.id, body))
  on.read(contract.listCodeOrders, (view, { query }) => queries.listOrders(view, query))
  on.read(contract.getCodeOrder, (view, { params }) => queries.orderDetail(view, params.id))
  on.read(contract.listCodeBatches, (view, { query }) => queries.listBatches(view, query))
  on.read(contract.getCodeBatch, (view, { params }) => queries.batchDetail(view, params.id))
  on.read(contract.scansOfBatch, (view, { params }) => queries.scansOfBatch(view, params.id))
  on.raw(contract.downloadCodes, async (view, { params, query }, { reply }) => {
    const batch = await queries.ownBatch(view, params.id)
    const file = await printerFile(view, batch, query)
    const name = `codes-${batch.gtin}-${batch.issuedOn}.csv`
    return reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`)
      .send(file)
  })
  // A look at a code is a measure: it is counted in its own small transaction, not in this request's.
  on.read(contract.verifyCode, (view, { query }, { request }) =>
    verdictOf(view, { text: query.code }, { device: deviceOf(request.headers['user-agent']), place: null }))
}
