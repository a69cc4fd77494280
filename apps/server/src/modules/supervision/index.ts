/**
 * Supervision by government: orders (责令) to a body about a certificate, and reports from the public (举报).
 *
 * Invariants: nothing here writes a certificate or a licence; an order that is not answered in time goes one level up
 * by the rule and shows as late; a report is handled by the office of its region, sent on with a receipt, and never
 * deleted; who reported is sealed and shown to nobody but the office that has the report. Absent: random inspections,
 * spot checks, oversight of bodies, cases of enforcement.
 */
import { order, report } from './domain.ts'
import { overdue } from './orders.ts'
import { overdue as reportOverdue } from './reports.ts'

export { supervisionRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export { listOrders, ordersOn } from './orders.ts'
export { officeOf as officeOfRegion } from './domain.ts'
export { foundedReports, listReports, lodge as lodgeReport, track as trackReport } from './reports.ts'
export { order, report }
export type { Order, Report } from './domain.ts'

/** An order that its body left unanswered; a report that its office left lying. */
export const onDue = { order: overdue, 'report-acceptance': reportOverdue, 'report-check': reportOverdue }
export const invariants = {
  'an order goes to the body of its certificate': `
    select s.id as subject from supervision_order s join certificate c on c.id = s.certificate where c.body <> s.body
    and not coalesce(c.official -> 'revisions', '[]')
      @> jsonb_build_array(jsonb_build_object('before', jsonb_build_object('body', s.body)))`,
  'an escalated order lies with a higher authority than it was issued by': `
    select id as subject from supervision_order where official -> 'escalation' <> 'null'::jsonb and region = issued_in`,
  'a report with a contact has it sealed': `
    select r.id as subject from report r where (r.official ->> 'hasContact')::boolean
    and not exists (select from report_contact c where c.report = r.id)`,
}
