import { exchange as contract } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import type { OrdersOn } from '../certification/index.ts'
import { ledgerOf } from './ledger.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const exchangeRoutes = (on: On, { ordersOn }: { ordersOn: OrdersOn }): void => {
  on.raw(contract.exportLedger, async (view, { query }, { reply }) => {
    const { name, bytes } = await ledgerOf(view, query.lang ?? 'zh', ordersOn)
    return reply.type(XLSX).header('content-disposition',
      `attachment; filename="ledger_${view.at.today}.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(Buffer.from(bytes))
  })
}
