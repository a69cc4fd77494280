import { exchange as contract, refuse } from '@tianfu/contract'
import type { On } from '../../platform/http/routes.ts'
import type { OrdersOn } from '../certification/index.ts'
import { bringIn, listImports, template, undo } from './imports.ts'
import { ledgerOf } from './ledger.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const exchangeRoutes = (on: On, { ordersOn }: { ordersOn: OrdersOn }): void => {
  const brings = { organisations: contract.importOrganisations, products: contract.importProducts,
    people: contract.importPeople }
  for (const kind of contract.IMPORT_KINDS) {
    on.write(brings[kind], (work, { query }, { upload }) => bringIn(work, kind, upload ?? refuse('file-empty'), query))
  }
  on.raw(contract.importTemplate, async (_view, { query }, { reply }) => reply.type(XLSX)
    .header('content-disposition', `attachment; filename="${query.kind}.xlsx"`)
    .send(Buffer.from(await template(query.kind))))
  on.read(contract.listImports, (view, { query }) => listImports(view, query))
  on.write(contract.undoImport, (work, { params }) => undo(work, params.id))
  on.raw(contract.exportLedger, async (view, { query }, { reply }) => {
    const { name, bytes } = await ledgerOf(view, query.lang ?? 'zh', ordersOn)
    return reply.type(XLSX).header('content-disposition',
      `attachment; filename="ledger_${view.at.today}.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(Buffer.from(bytes))
  })
}
