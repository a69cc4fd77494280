import { certificateChanges as contract, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { groundOf } from '@tianfu/scheme'
import { timeline } from '../../../platform/acts.ts'
import { deadlinesOf, organisationNames } from '../../../platform/deadlines.ts'
import { offer } from '../../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../../platform/page.ts'
import { readTexts, textOf } from '../../../platform/texts.ts'
import type { View } from '../../../platform/work.ts'
import { site as sites } from '../../brands/index.ts'
import { find } from '../../../platform/acts.ts'
import { mayAppeal } from '../appeal/offer.ts'
import { documentsOf, valueShown } from '../application/shown.ts'
import { certificates } from '../certificate/aggregate.ts'
import { saidBy } from '../certificate/said.ts'
import type { Certificate, Said } from '../certificate/state.ts'
import { actorOf, rulePinned } from '../facts.ts'
import type { Conditions, RuleFacts } from '../rule-facts.ts'
import { mayDecide, needsAudit, needsReport, mustBeOpenFor, retested } from './decisions.ts'
import { conditionsOf, sitesOf } from './service.ts'
import type { CertificateChange } from './state.ts'

/** Holder and body reach the changes of their certificates; what others see of one is the certificate's history. */
const reachable = (view: View) => {
  const { organisation } = actorOf(view)
  return view.db.selectFrom('certificate_change').select(['id', 'version', 'official'])
    .where((is) => is.or([is('holder', '=', organisation), is('body', '=', organisation)]))
}

const rowOf = (id: string, state: CertificateChange) => ({
  id, number: state.number, certificate: state.certificate, certificateNumber: state.certificateNumber,
  holder: { id: state.holder, name: state.names.holder }, body: { id: state.body, name: state.names.body },
  product: state.names.product, kind: state.kind, kindLabel: contract.CHANGE_KIND_WORDS[state.kind],
  status: state.status, statusLabel: contract.CHANGE_STATUS_WORDS[state.status], requestedOn: state.requestedOn,
})

export async function listChanges(view: View, query: QueryOf<typeof contract.listCertificateChanges>) {
  let rows = reachable(view)
  if (query.state) rows = rows.where('status', '=', query.state)
  if (query.q) rows = rows.where('search', 'like', anywhere(query.q.toLowerCase()))
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  const found = await rows.orderBy('id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official }) => rowOf(id, official))
}

/** The changes of a certificate, for its own page. */
export async function changesOf(view: View, certificate: string) {
  const rows = await reachable(view).where('certificate', '=', certificate).orderBy('id', 'desc').execute()
  return rows.map(({ id, official }) => {
    const { number, kindLabel, statusLabel, requestedOn } = rowOf(id, official)
    return { id, number, what: kindLabel, state: statusLabel, requestedOn }
  })
}

export async function changeDetail(view: View, id: string) {
  const row = (await reachable(view).where('id', '=', id).executeTakeFirst()) ?? refuse('not-found')
  const { official: state } = row
  const certificate = (await find(view.db, certificates, state.certificate))?.state ?? refuse('not-found')
  const facts = await rulePinned(view.db, state.wanted.rule ?? certificate.rule)
  const conditions = await conditionsOf(view, certificate)
  const read = await readTexts(view, state)
  const { evaluation } = read
  const laboratory = evaluation?.report && (await organisationNames(view.db, [evaluation.report.laboratory]))
    .get(evaluation.report.laboratory)
  const ground = state.decision?.ground
  return {
    ...rowOf(id, state), version: row.version, route: state.route,
    routeLabel: contract.CHANGE_ROUTE_WORDS[state.route], text: textOf(read.text),
    documents: await documentsShown(view, state),
    differences: await differences(view, id, certificate, state),
    indicators: needsReport(state, facts) ? retested(facts, conditions).map((one) => ({ id: one.id, name: one.name,
      method: one.method ?? '', limit: one.limit === null ? '' : [one.limit.least, one.limit.most]
        .filter((value) => value !== undefined && value !== null).join('–') })) : [],
    ...(evaluation && state.evaluation && { evaluation: {
      outcome: evaluation.outcome, note: textOf(evaluation.note), on: evaluation.on,
      ...(laboratory !== undefined && { laboratory }),
      ...(evaluation.report && { reportNumber: evaluation.report.number }),
      values: (state.evaluation.report?.values ?? []).map((value) => valueShown(facts, value)),
      ...(evaluation.audit && { auditedFrom: evaluation.audit.from, auditedUntil: evaluation.audit.until,
        auditRecord: textOf(evaluation.audit.record) }) } }),
    ...(read.decision && { decision: {
      outcome: read.decision.outcome, on: read.decision.on,
      ...(ground && { ground: groundOf(view.edition, 'certificationRefusal', ground)?.name ?? { zh: ground } }),
      ...(read.decision.note && { note: read.decision.note }) } }),
    timeline: await timeline(view, 'certificate-change', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'certificate-change', id }, view.at.today),
    next: nextFor(view, id, state, certificate, facts, conditions),
  }
}

const WHAT: readonly (readonly [keyof Said, Text])[] = [
  ['holderName', { zh: '持证人', en: 'Holder' }],
  ['parties', { zh: '委托人、生产者、生产企业', en: 'Applicant, producer, maker' }],
  ['products', { zh: '型号规格', en: 'Models' }], ['sites', { zh: '场所', en: 'Sites' }],
  ['standards', { zh: '认证依据', en: 'Standards' }], ['rule', { zh: '实施规则', en: 'Rule' }],
]

/** What differs between the certificate as the change found it and as it asks for. */
async function differences(view: View, id: string, certificate: Certificate, { wanted }: CertificateChange) {
  const before = certificate.revisions?.find(({ change }) => change === id)?.before ?? saidBy(certificate)
  const earlier = before.sites ?? await sitesOf(view, { ...certificate, sites: before.sites } as Certificate)
  const names = await siteNames(view, [...earlier, ...wanted.sites ?? []])
  const say = (said: Partial<Said>, member: keyof Said): string => {
    switch (member) {
      case 'parties': return Object.values(said.parties ?? {}).join('；')
      case 'products': return said.products?.flatMap(({ models }) => models).join('；') ?? ''
      case 'sites': return (said.sites ?? earlier).map((site) => names.get(site) ?? '').join('；')
      case 'standards': return said.standards?.map(({ number, edition }) => `${number}（${edition}）`).join('；') ?? ''
      case 'rule': return said.rule ? `${said.rule.number}（${said.rule.edition}）` : ''
      case 'holderName': return said.holderName ?? ''
      default: return ''
    }
  }
  return WHAT.filter(([member]) => member in wanted)
    .map(([member, what]) => ({ what, beforeChange: say(before, member), afterChange: say(wanted, member) }))
}

async function siteNames(view: View, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const id of new Set(ids)) {
    const found = await find(view.db, sites, id)
    if (found) names.set(id, found.state.name)
  }
  return names
}

async function documentsShown(view: View, { holder, body, files, evaluation }: CertificateChange) {
  const found = [...(evaluation?.files ?? []), ...(evaluation?.report ? [evaluation.report.file] : [])]
  const shown = await documentsOf(view, [holder, body], [...files, ...found])
  return [...files.map((hash) => shown(hash, { zh: '申请材料', en: 'Evidence of the holder' })),
    ...found.map((hash) => shown(hash, { zh: '评价材料', en: 'Record of the evaluation' }))]
}

const REPORT = ['laboratory', 'reportNumber', 'testedFrom', 'testedUntil', 'reportFile', 'conditions', 'values']
const AUDIT = ['site', 'auditedFrom', 'auditedUntil', 'auditRecord']

function nextFor(view: View, id: string, state: CertificateChange, certificate: Certificate, facts: RuleFacts,
  conditions: Conditions): Next[] {
  const actor = actorOf(view)
  const params = { id }
  const called = (next: Next[]) => next.filter(({ refused }) => refused === undefined
    || !['wrong-state', 'appeal-late'].includes(refused.code))
  if (actor.organisation === state.holder) return called([
    ...offer(actor, contract.retractCertificateChange,
      { params, rule: () => mustBeOpenFor('certificate-change.retracted', state) }),
    ...mayAppeal(view, id, state.status === 'denied' ? state.decision?.on : undefined)])
  const site = (state.wanted.sites ?? certificate.sites)?.[0]
  return called([
    ...offer(actor, contract.evaluateCertificateChange, {
      params, rule: () => mustBeOpenFor('certificate-change.evaluated', state),
      initial: { files: [], ...(needsReport(state, facts) && { conditions }),
        ...(needsAudit(state) && site && { site }) },
      only: ['impartial', ...(needsReport(state, facts) ? REPORT : []), ...(needsAudit(state) ? AUDIT : []), 'files',
        'outcome', 'note'] }),
    ...offer(actor, contract.decideCertificateChange, {
      params, rule: () => mayDecide(state, actor.persons), initial: { scope: certificate.scope } }),
  ])
}
