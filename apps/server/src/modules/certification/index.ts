/**
 * Certification: the file of an enterprise with a body, from draft to decision (ISO/IEC 17065), and the certificate
 * from grant to its end. The steps of a file come from the scheme type of its rule (ISO/IEC 17067).
 *
 * Invariants: a file and a certificate change only by acts; editions are pinned at acceptance; nobody reviews or
 * decides what they ever evaluated, whatever account, delegation or reopening; a certificate is issued in the
 * transaction that grants it, under the body's number and key; numbers and status-list indices are given once; one
 * effective certificate per holder, product and rule, except where each covers a batch; withdrawn and cancelled are
 * ends, but for an appeal that is upheld; expiry is a comparison of days. A role of government has no act here at all:
 * it orders the body (supervision). A change is asked for by the holder, looked at by the route of the rule, decided by
 * the uninvolved; the certificate is issued anew with it, and what it said before stays answerable by day. Whoever took
 * any part decides no appeal; what falls on an upheld appeal never held, and the body decides anew.
 * When its body may not certify any more a certificate that stands is taken over by another under its own number.
 * Absent: the mark and its licence.
 */
import { appeals } from './appeal/aggregate.ts'
import { applications } from './application/aggregate.ts'
import { onDue as applicationDue } from './application/service.ts'
import { certificates } from './certificate/aggregate.ts'
import { certificateChanges } from './change/aggregate.ts'
import { beginTransition, followRename, followRule, transitionDue } from './certificate/follow.ts'
import { suspensionDue } from './certificate/service.ts'

export { certificationRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export type { Application, ApplicationStatus } from './application/state.ts'
export type { Certificate, CertificateStatus } from './certificate/state.ts'
export { standing, standingOn } from './certificate/standing.ts'
export {
  certificateJwt, certificatesById, certificatesByNumber, certificatesOf, findCertificate, findCertificateByNumber,
  statusListBits,
} from './certificate/store.ts'
export { STATUS_LISTS } from './certificate/status-lists.ts'
export type { ListPurpose } from './certificate/status-lists.ts'
export { publicReport, reportsBehind } from './evaluation/public-report.ts'
export type { PublicReport } from './evaluation/public-report.ts'
export { listCertificates } from './certificate/queries.ts'
export type { OrdersOn } from './certificate/queries.ts'
export { listSummaries } from './application/queries.ts'
export { publicCertificate } from './certificate/public.ts'
export { lodgeComplaint, trackComplaint } from './appeal/filing.ts'
export { certificatePdf } from './certificate/print.ts'

export const aggregates = [applications, certificates, certificateChanges, appeals]

/** A renamed holder and a later edition of a rule: what certificates say no longer holds. */
export const onAct = { 'organisation.renamed': [followRename], 'rule.published': [followRule] }

export const onDue = {
  ...applicationDue, 'certificate-suspension': suspensionDue, 'rule-transition': beginTransition,
  'standard-transition': transitionDue,
}

/** Each query finds rows that break its sentence. */
export const invariants: Readonly<Record<string, string>> = {
  'nobody reviewed or decided a file that they ever evaluated': `
    select a.id as subject from application a join act on act.subject = a.id and act.subject_type = 'application'
      and act.type in ('application.reviewed', 'application.reopened', 'application.decided')
    where a.official -> 'evaluators' ? act.person::text or a.official -> 'evaluators' ? act.acting_for::text`,
  'a granted file has its certificate, and only a granted one': `
    select a.id as subject from application a left join certificate c on c.application = a.id
    where (a.status = 'granted') <> (c.id is not null)`,
  'a certificate has a place in both status lists': `
    select c.id as subject from certificate c
    where (select count(*) from status_index s where s.certificate = c.id)
      <> 2 * (1 + jsonb_array_length(coalesce(c.official -> 'revisions', '[]')))`,
  'the credential of a certificate is the one that its act names': `
    select c.id as subject from certificate c left join certificate_credential k on k.certificate = c.id
      and k.sha256 = c.official ->> 'credentialSha256'
    where k.sha256 is null`,
  'a certificate says otherwise only by a change that was granted': `
    select c.id as subject from certificate c, jsonb_array_elements(coalesce(c.official -> 'revisions', '[]')) r
    left join certificate_change g on g.id = (r ->> 'change')::uuid
    where r ->> 'kind' <> 'transfer' and (g.certificate is distinct from c.id or g.status <> 'granted')`,
  'nobody decided an appeal or a complaint who had taken part in what it is about': `
    select p.id as subject from appeal p join act d on d.subject = p.id and d.type = 'appeal.decided'
    join act e on e.subject in (select jsonb_array_elements_text(p.official -> 'concerns')::uuid)
      and e.organisation = p.body and e.recorded_at < d.recorded_at
      and e.type <> 'certificate.national-number-recorded' and e.type not like '%.decision-set-aside'
    where d.person in (e.person, e.acting_for) or d.acting_for in (e.person, e.acting_for)`,
  'a complaint with a contact has it sealed': `
    select p.id as subject from appeal p where (p.official ->> 'hasContact')::boolean
    and not exists (select from appeal_contact c where c.appeal = p.id)`,
  'nobody decided a change of a certificate that they evaluated': `
    select g.id as subject from certificate_change g join act on act.subject = g.id
      and act.subject_type = 'certificate-change' and act.type = 'certificate-change.decided'
    where g.official -> 'evaluators' ? act.person::text or g.official -> 'evaluators' ? act.acting_for::text`,
  'the body was in scope of the rule when it issued or took over': `
    select c.id as subject from certificate c join body b on b.id = c.body
    where not exists (select from jsonb_array_elements(b.official -> 'scopes') s where s ->> 'rule' = c.rule
      and s ->> 'from' <= coalesce(c.official ->> 'transferredOn', c.issued_on)
      and (s ->> 'until' is null or s ->> 'until' >= coalesce(c.official ->> 'transferredOn', c.issued_on)))`,
  'an order of a file is in the register of orders': `
    select a.id as subject from application a, jsonb_array_elements(a.official -> 'testOrders') o
    where not exists (select from test_order t where t.id = (o ->> 'id')::uuid and t.application = a.id)`,
}
