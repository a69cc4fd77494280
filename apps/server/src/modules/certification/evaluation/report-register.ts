import { refuse } from '@tianfu/contract'
import type { Work } from '../../../platform/work.ts'

/** Number and bytes of a report serve once (AB13). @throws Refusal `report-reused`, `report-number-used` */
export async function registerReport(work: Work, report: {
  readonly id: string; readonly application: string; readonly laboratory: string; readonly number: string
  readonly file: string
}): Promise<void> {
  const used = await work.tx.selectFrom('test_report as r').innerJoin('application as a', 'a.id', 'r.application')
    .select('a.number').where('r.sha256', '=', report.file).executeTakeFirst()
  if (used) refuse('report-reused', { number: used.number })
  const taken = await work.tx.insertInto('test_report').values({
    id: report.id, application: report.application, laboratory: report.laboratory, number: report.number,
    sha256: report.file,
  }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  if (taken.numInsertedOrUpdatedRows !== 1n) refuse('report-number-used', { number: report.number })
}
