import { certificateChanges, certificates as contract, exceptions, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import { addDays } from '@tianfu/kernel'
import type { LocalDate, Text } from '@tianfu/kernel'
import { groundOf, regionPrefix } from '@tianfu/scheme'
import { timeline } from '../../../platform/acts.ts'
import { deadlinesOf, organisationNames } from '../../../platform/deadlines.ts'
import { offer } from '../../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../../platform/page.ts'
import { readTexts, textOf } from '../../../platform/texts.ts'
import type { Read } from '../../../platform/texts.ts'
import type { View } from '../../../platform/work.ts'
import { bodyMayCertify } from '../../bodies/index.ts'
import { actorOf } from '../facts.ts'
import { mayAppeal } from '../appeal/offer.ts'
import { changesOf } from '../change/queries.ts'
import {
  dueSurveillance, isSeasonal, mayExtend, mayRestore, maySuspend, mayVerify, mayWithdraw, mustBeAbleTo,
  surveillanceToConclude,
} from './decisions.ts'
import { publicShape } from './public.ts'
import { mayAskTransfer, mayTakeOver } from './transfer.ts'
import { mayResume, maySuspendForSeason } from './season.ts'
import { standing } from './standing.ts'
import type { FoundCertificate } from './store.ts'
import type { Certificate, Surveillance } from './state.ts'

/** Orders of authorities on a certificate: supervision answers, app.ts binds. Never writes. */
export type OrdersOn = (view: Pick<View, 'db' | 'edition'>, certificate: string) =>
  Promise<readonly {
    id: string; number: string; authority: string; ground: Text; dueOn: string; status: string; open: boolean }[]>

const mine = (view: View) => {
  const actor = actorOf(view)
  const scope = view.edition.roles[actor.role as keyof typeof view.edition.roles]?.scope
  return { actor, scope }
}

/** Holder and body reach their own certificates, an authority those of its region, licensor and secretariat all. */
export function reachable(view: View) {
  const { actor, scope } = mine(view)
  const rows = view.db.selectFrom('certificate').select(['id', 'version', 'official', 'surveillance_due'])
  if (scope === 'all') return rows
  if (scope === 'region') return rows.where('region', 'like', `${regionPrefix(actor.region ?? '-')}%`)
  return rows.where((is) => is.or([is('holder', '=', actor.organisation), is('body', '=', actor.organisation),
    is('transfer_to', '=', actor.organisation)]))
}

export async function listCertificates(view: View, query: QueryOf<typeof contract.listCertificates>,
  ordersOn: OrdersOn) {
  const { today } = view.at
  let rows = reachable(view)
  if (query.state === 'expired') rows = rows.where('valid_until', '<', today)
    .where('status', 'in', ['valid', 'suspended'])
  else if (query.state) {
    rows = rows.where('status', '=', query.state)
    if (query.state === 'valid' || query.state === 'suspended') rows = rows.where('valid_until', '>=', today)
  }
  if (query.due) rows = rows.where('surveillance_due', query.due === 'late' ? '<' : '<=',
    query.due === 'late' ? today : addDays(today, 30))
    .where('status', 'in', ['valid', 'suspended'])
  if (query.q) rows = rows.where('search', 'like', anywhere(query.q.toLowerCase()))
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  const found = await rows.orderBy('id', 'desc').limit(pageSize(query)).execute()
  const open = new Map<string, number>()
  for (const { id } of found) open.set(id, (await ordersOn(view, id)).filter((order) => order.open).length)
  return pageOf(found, query, ({ id }) => id, ({ id, official: of, surveillance_due: due }) => {
    const status = standing(of, today)
    return {
      id, number: of.registerNumber, bodyNumber: of.bodyNumber, status,
      statusLabel: contract.CERTIFICATE_STATUS_WORDS[status],
      holder: { id: of.holder, uscc: of.holderUscc, name: of.holderName }, body: { id: of.body, name: of.bodyName },
      product: of.products[0]?.name.zh ?? '', rule: of.rule.number, programme: of.programme, issuedOn: of.issuedOn,
      validUntil: of.validUntil,
      ...(due !== null && { surveillanceDueOn: due }), late: due !== null && due < today && status === 'valid',
        openOrders: open.get(id) ?? 0,
    }
  })
}

const SURVEILLANCE_WORDS = {
  planned: { zh: '待实施', en: 'Planned' }, recorded: { zh: '待结论', en: 'Recorded' },
  concluded: { zh: '已结论', en: 'Concluded' },
} as const

function surveillanceShown(view: View, one: Read<Surveillance>) {
  const status = one.concludedOn ? 'concluded' : one.recordedOn ? 'recorded' : 'planned'
  return {
    id: one.id, dueOn: one.dueOn, late: one.dueOn < (one.recordedOn ?? view.at.today), status,
    statusLabel: SURVEILLANCE_WORDS[status],
    kinds: one.kinds.map((kind) => view.edition.wording.surveillance[kind] ?? { zh: kind }),
    ...(one.recordedOn && { recordedOn: one.recordedOn }), ...(one.outcome && { outcome: one.outcome }),
    ...(one.summary && { summary: textOf(one.summary) }),
    findings: one.findings.map(({ clause, grade, finding }) => ({ clause, grade, finding: textOf(finding) })),
    ...(one.concludedOn && { concludedOn: one.concludedOn }), ...(one.conclusion && { conclusion: one.conclusion }),
  } as const
}

export async function certificateDetail(view: View, id: string, ordersOn: OrdersOn) {
  const row = await reachable(view).where('id', '=', id).executeTakeFirst()
  if (!row) return refuse('not-found')
  const found: FoundCertificate = { id, version: row.version, state: row.official }
  const { actor } = mine(view)
  const party = [found.state.body, found.state.holder, found.state.transfer?.to].includes(actor.organisation)
  // What was found and how it was corrected stays between body and holder.
  const state = await readTexts(view, party ? found.state : bare(found.state))
  const [certificate, orders] = [await publicShape(view, found), await ordersOn(view, id)]
  const address = `/c/${state.registerNumber}`
  return {
    id, version: row.version, application: state.application, certificate,
    surveillance: state.surveillance.map((one) => surveillanceShown(view, one)),
    ...(state.correction && { correction: {
      on: state.correction.on, text: textOf(state.correction.text),
      ...(state.correction.outcome && { verified: state.correction.outcome }),
      ...(state.correction.note && { note: textOf(state.correction.note) }) } }),
    ...(state.transfer && { transfer: { on: state.transfer.on, text: textOf(state.transfer.text),
      to: { id: state.transfer.to, name: (await organisationNames(view.db, [state.transfer.to]))
        .get(state.transfer.to) ?? '' } } }),
    ...(state.suspensionAsked && { suspensionAsked: { on: state.suspensionAsked.on,
      until: state.suspensionAsked.until, text: textOf(state.suspensionAsked.text) } }),
    ...(state.resumption && { resumption: { on: state.resumption.on, text: textOf(state.resumption.text) } }),
    ...(party && state.forgery && { forgery: { on: state.forgery.on, number: state.forgery.number } }),
    ...(state.cancellationAsked && { cancellationAsked: {
      on: state.cancellationAsked.on,
      ground: groundOf(view.edition, 'cancellation',
        state.cancellationAsked.ground)?.name ?? { zh: state.cancellationAsked.ground } } }),
    changes: await changesOf(view, id),
    orders: orders.map(({ id: order, number, authority, ground, dueOn, status }) =>
      ({ id: order, number, authority, ground, dueOn, status })),
    documents: [
      { href: address, label: { zh: '公开页面', en: 'Public page' } },
      { href: `${address}.pdf`, label: { zh: '证书（PDF）', en: 'Certificate (PDF)' } },
      { href: `${address}.jwt`, label: { zh: '电子凭证', en: 'Credential' } },
      { href: `${address}.json`, label: { zh: '数据', en: 'Data' } }],
    timeline: await timeline(view, 'certificate', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'certificate', id }, view.at.today),
    next: nextFor(view, found,
      await bodyMayCertify(view.db, found.state.body, found.state.rule.number, view.at.today)),
  }
}

/** What stays between the two parties. */
const BETWEEN: readonly (keyof Certificate)[] =
  ['correction', 'cancellationAsked', 'transfer', 'suspensionAsked', 'resumption', 'forgery']

function bare(state: Certificate): Certificate {
  const open = Object.fromEntries(Object.entries(state)
    .filter(([member]) => !(BETWEEN as readonly string[]).includes(member))) as unknown as Certificate
  const surveillance = state.surveillance.map((one) => {
    const { summary: _, ...bared } = one
    return { ...bared, findings: [] }
  })
  return { ...open, surveillance }
}

/** What the caller may do: the decision's own check says whether and why not. */
function nextFor(view: View, { id, state }: FoundCertificate, stands: boolean): Next[] {
  const actor = actorOf(view)
  const { today } = view.at
  const of = { params: { id } }
  const { persons } = actor
  if (actor.organisation === state.holder) {
    return [
      ...offer(actor, exceptions.askSuspension,
        { ...of, rule: () => maySuspendForSeason(state, view.edition, today) }),
      ...when(state.status === 'suspended' && !state.resumption, () => offer(actor, exceptions.reportResumption,
        { ...of, initial: { files: [] }, rule: () => mayResume(state, today) })),
      ...when(state.status === 'suspended' && !isSeasonal(state) && state.correction?.outcome !== 'verified',
        () => offer(actor, contract.submitCertificateCorrection, of)),
      ...when(!state.cancellationAsked, () => offer(actor, contract.askCancellation, {
        ...of, rule: () => mustBeAbleTo('certificate.cancellation-asked', state, today) })),
      ...changesFor(view, state, of),
      ...offer(actor, exceptions.askTransfer, { ...of, rule: () => mayAskTransfer(state, stands, today) }),
      ...mayAppeal(view, id, appealable(state)),
    ].filter(({ refused }) => refused === undefined
      || !['wrong-state', 'appeal-late', 'not-seasonal', 'body-stands'].includes(refused.code))
  }
  if (actor.organisation === state.transfer?.to) return offer(actor, exceptions.answerTransfer,
    { ...of, rule: () => mayTakeOver(state, actor.organisation, today) })
  if (actor.organisation !== state.body) return []
  return [
    ...offer(actor, contract.suspendCertificate, { ...of, rule: () => maySuspend(state, persons, today),
      ...(state.suspensionAsked && { initial: { ground: 'holder-request', until: state.suspensionAsked.until } }) }),
    ...offer(actor, contract.extendSuspension, { ...of, rule: () => mayExtend(state, view.edition, persons, today) }),
    ...offer(actor, contract.verifyCertificateCorrection, { ...of, rule: () => mayVerify(state, today) }),
    ...offer(actor, contract.restoreCertificate, { ...of, rule: () => mayRestore(state, persons, today) }),
    ...offer(actor, contract.withdrawCertificate, { ...of, ...(state.forgery && { initial: {
      ground: 'forged-evidence' } }), rule: () => mayWithdraw(state, persons, today) }),
    ...offer(actor, contract.cancelCertificate,
      { ...of, rule: () => mustBeAbleTo('certificate.cancelled', state, today) }),
    ...when(state.nationalNumber === null, () => offer(actor, contract.recordNationalNumber, {
      ...of, rule: () => mustBeAbleTo('certificate.national-number-recorded', state, today) })),
    ...offer(actor, contract.recordSurveillance, { ...of, rule: () => dueSurveillance(state, today) }),
    ...offer(actor, contract.concludeSurveillance,
      { ...of, rule: () => surveillanceToConclude(state, persons, today) }),
    // What the state does not call for at all is no button; what a rule forbids is shown with its ground.
  ].filter(({ refused }) => refused === undefined ||
    !['wrong-state', 'surveillance-not-open', 'extension-once'].includes(refused.code))
}

/** The day on which the present suspension or withdrawal was decided. */
function appealable({ history }: Certificate): LocalDate | undefined {
  const last = history.findLast(({ setAside }) => setAside === undefined)
  return last && ['suspended', 'extended', 'withdrawn'].includes(last.type) ? last.decidedOn : undefined
}

function changesFor(view: View, state: Certificate, of: { params: { id: string } }): Next[] {
  const rule = () => mustBeAbleTo('certificate.changed', state, view.at.today)
  const models = state.products.flatMap((product) => product.models)
  return [
    ...offer(view.actor, certificateChanges.requestModelChange, { ...of, rule, initial: { models, files: [] } }),
    ...offer(view.actor, certificateChanges.requestSiteChange, { ...of, rule, initial: { files: [] } }),
    ...offer(view.actor, certificateChanges.requestCertificateChange, { ...of, rule, initial: { files: [] } }),
  ]
}

const when = (holds: boolean, of: () => Next[]): Next[] => (holds ? of() : [])

