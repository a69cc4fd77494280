import { licences as contract, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import { groundOf, regionPrefix, workingDaysBetween } from '@tianfu/scheme'
import type { GroundList } from '@tianfu/scheme'
import { sql } from 'kysely'
import { timeline } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { deadlinesOf } from '../../platform/deadlines.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { mayBe } from '../../platform/rights.ts'
import { readTexts } from '../../platform/texts.ts'
import type { Actor, View } from '../../platform/work.ts'
import { findOrganisation } from '../parties/index.ts'
import { certificateFacts, certificateStatuses } from './certificate-facts.ts'
import { currentCheck, isPossible, licenceStanding, mustBeUninvolved, openObjections } from './domain.ts'
import type { CertificateStatus, Licence } from './domain.ts'
import { findLicence, findLicenceByNumber, isWithinScope } from './store.ts'
import { volumesOf } from './volume.ts'

interface Row { id: string; official: Licence; uscc: string; name: Text }

const rowsOf = (db: Db) => db.selectFrom('licence as l').innerJoin('organisation as o', 'o.id', 'l.organisation')
  .select(['l.id', 'l.official', 'o.uscc', sql<Text>`o.official -> 'name'`.as('name')])

function itemOf({ id, official: state, uscc, name }: Row, certificate: CertificateStatus, today: LocalDate) {
  return {
    id, ...(state.number !== null && { number: state.number }), status: state.status,
    standing: licenceStanding(state, certificate, today),
    holder: { id: state.organisation, uscc, name }, programme: state.programme,
    certificate: { id: state.certificate, number: state.certificateNumber, status: certificate }, region: state.region,
    products: state.products.map((one) =>
      ({ id: one.product, name: one.name, ...(one.gtin !== null && { gtin: one.gtin }) })),
    appliedOn: state.appliedOn,
    ...(state.validFrom !== null && { validFrom: state.validFrom }),
    ...(state.validUntil !== null && { validUntil: state.validUntil }),
  }
}

export async function listLicences(view: View, query: QueryOf<typeof contract.listLicences>) {
  const actor = view.actor ?? refuse('not-signed-in')
  let rows = rowsOf(view.db).orderBy('l.id', 'desc').limit(pageSize(query))
  if (actor.capacity === 'authority') rows = rows.where('l.region', 'like', `${regionPrefix(actor.region ?? '-')}%`)
  else if (!['licensor', 'publisher'].includes(actor.capacity)) {
    rows = rows.where('l.organisation', '=', actor.organisation)
  }
  if (query.status) rows = rows.where('l.status', '=', query.status)
  if (query.certificate) rows = rows.where('l.certificate', '=', query.certificate)
  if (query.region) rows = rows.where('l.region', 'like', `${regionPrefix(query.region)}%`)
  if (query.q) {
    const pattern = anywhere(query.q)
    rows = rows.where((where) => where.or([
      where('o.name', 'like', pattern), where('l.number', 'like', pattern),
      where(sql<string>`l.official ->> 'certificateNumber'`, 'like', pattern),
    ]))
  }
  if (query.after) rows = rows.where('l.id', '<', cursorId(query.after))
  const found = await rows.execute()
  const statuses = await certificateStatuses(view.db, found.map(({ official }) => official.certificate), view.at.today)
  return pageOf(found, query, ({ id }) => id, (row) =>
    itemOf(row, statuses.get(row.official.certificate) ?? 'expired', view.at.today))
}

export async function licenceDetail(view: View, id: string) {
  const actor = view.actor ?? refuse('not-signed-in')
  const row = await rowsOf(view.db).where('l.id', '=', id).executeTakeFirst()
  if (!row || !isWithinScope(actor, row.official)) refuse('not-found')
  const facts = await certificateFacts(view.db, row.official.certificate, view.at.today)
  const state = await readTexts(view, row.official)
  const ground = (list: GroundList, of: string | null | undefined): Text | undefined =>
    of == null ? undefined : groundOf(view.edition, list, of)?.name ?? { zh: of, en: of }
  const shows = {
    contact: actor.capacity === 'licensor' || actor.capacity === 'applicant', handling: actor.capacity === 'licensor',
    facts: actor.capacity !== 'applicant',
  }
  return {
    ...itemOf({ ...row, official: row.official }, facts?.status ?? 'expired', view.at.today),
    media: [...state.media] as (typeof contract.MEDIA)[number][],
    capacities: state.products.map(({ product, yearlyCapacity }) => ({ product, yearlyCapacity })),
    ...(state.artwork !== null && { artwork: state.artwork }),
    ...(shows.contact && { contact: text(state.contact) }),
    factChecks: state.factChecks.map(({ ground: of, note, ...check }) => ({
      ...check, ...(of !== undefined && { ground: ground('factCheckObjection', of) }),
      ...(shows.facts && note !== undefined && { note: text(note) }),
    })),
    ...(state.publicity && { publicity: {
      from: state.publicity.from, until: state.publicity.until,
      ...(state.publicity.closedOn !== null && { closedOn: state.publicity.closedOn }),
    } }),
    objections: (shows.handling ? state.objections : state.objections.filter(({ outcome }) =>
      outcome === 'accepted')).map((one) => ({
      id: one.id, number: one.number, lodgedOn: one.lodgedOn, anonymous: one.anonymous,
      ground: ground('objection', one.ground) ?? { zh: one.ground },
      ...(shows.handling && { text: text(one.text), ...(one.contact !== null && { contact: text(one.contact) }) }),
      ...(one.outcome !== undefined && { outcome: one.outcome }),
      ...(one.outcomeGround !== undefined && { outcomeGround: ground('objectionOutcome', one.outcomeGround) }),
      ...(one.reason !== undefined && { reason: text(one.reason) }),
      ...(one.handledOn !== undefined && { handledOn: one.handledOn }),
    })),
    ...(state.decision && { decision: {
      outcome: state.decision.outcome, on: state.decision.on,
      ...(state.decision.ground !== null && { ground: ground('licenceRefusal', state.decision.ground) }),
      ...(state.decision.reason !== null && { reason: text(state.decision.reason) }),
    } }),
    suspensions: state.suspensions.map(({ cause, from, ground: of }) =>
      ({ cause, from, ...(of !== null && { ground: ground('licenceSuspension', of) }) })),
    volumes: await volumesOf(view.db, id),
    next: nextOf(view, actor, id, row.official),
    timeline: await timeline(view, 'licence', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'licence', id }, view.at.today),
  }
}

/** `readTexts` has put the text, or null where it was erased, in place of its reference. */
const text = (of: unknown): string => (typeof of === 'string' ? of : '')

/** What the actor may do next in this state; a rule that bars this person is shown with its ground. */
function nextOf(view: View, actor: Actor, id: string, state: Licence): Next[] {
  const params = { id }
  const own = state.organisation === actor.organisation
  const next: Next[] = []
  if (isPossible('accept', state)) {
    next.push(
      ...offer(actor, contract.acceptLicenceApplication, { params }),
      ...offer(actor, contract.returnLicenceApplication, { params }),
    )
  }
  const check = currentCheck(state)
  const theirs = check && actor.role === `authority-${check.level}` && actor.region === check.region
  if (theirs && isPossible('check', state)) {
    next.push(...offer(actor, contract.checkLicenceFacts, { params }))
  }
  if (isPossible('publicise', state)) next.push(...offer(actor, contract.openLicencePublicity, { params }))
  if (isPossible('handle', state)) for (const { id: objection } of openObjections(state)) {
    next.push(...offer(actor, contract.handleObjection, { params: { id, objection } }))
  }
  const over = state.status === 'publicity' && state.publicity !== null && view.at.today > state.publicity.until
  if (isPossible('decide', state) || over) {
    next.push(...offer(actor, contract.decideLicence, { params, rule: () => mustBeUninvolved(state, actor.persons) }))
  }
  if (isPossible('sign', state) && own) next.push(...offer(actor, contract.signLicenceContract, { params }))
  if (isPossible('announce', state) && state.announcedOn === null) {
    next.push(...offer(actor, contract.announceLicence, { params }))
  }
  if (isPossible('grant-volume', state)) next.push(...offer(actor, contract.grantLicenceVolume, { params }))
  const bySelf = state.suspensions.some(({ cause }) => cause === 'licensor')
  if (isPossible('suspend', state) && !bySelf) next.push(...offer(actor, contract.suspendLicence, { params }))
  if (isPossible('restore', state) && bySelf) next.push(...offer(actor, contract.restoreLicence, { params }))
  if (isPossible('withdraw', state)) next.push(...offer(actor, contract.withdrawLicence, { params }))
  if (isPossible('end', state) && own) next.push(...offer(actor, contract.endLicenceUse, { params }))
  if (isPossible('report-stock', state) && own && state.number !== null && state.stock === null) {
    next.push(...offer(actor, contract.reportLicenceStock, { params }))
  }
  if (isPossible('retract', state) && own) next.push(...offer(actor, contract.retractLicenceApplication, { params }))
  if (state.status === 'in-force' && own && mayBe(actor, 'code:order')) {
    next.push({ endpoint: 'placeCodeOrder', initial: { licence: id } })
  }
  return next
}

type Publicised = Licence & { publicity: NonNullable<Licence['publicity']> }

function noticeOf(view: View, id: string, state: Publicised) {
  const { publicity: { closedOn: _, ...shown } } = state
  const open = state.status === 'publicity' && view.at.today <= shown.until
  return {
    id, state: open ? 'open' as const : 'closed' as const, ...shown,
    products: shown.products.map(({ name, gtin, models }) =>
      ({ name, ...(gtin !== null && { gtin }), models: [...models] })),
    standards: [...shown.standards],
    // An objection is public only once a person has accepted it; that somebody filed one is not.
    objections: state.objections.filter(({ outcome }) => outcome === 'accepted').length,
    ...(state.decision && { decision: state.decision.outcome }),
    ...(open && { workingDaysLeft: workingDaysBetween(view.world.calendar, view.at.today, shown.until) }),
  }
}

/** Publicity, the newest first: what is open, and what has been. */
export async function listPublicity(view: View, query: QueryOf<typeof contract.listPublicity>) {
  let rows = view.db.selectFrom('licence').where('publicity_until', 'is not', null)
    .select(['id', 'official']).orderBy('id', 'desc').limit(pageSize(query))
  if (query.state === 'open') rows = rows.where('status', '=', 'publicity')
    .where('publicity_until', '>=', view.at.today)
  if (query.state === 'closed') {
    rows = rows.where((where) =>
      where.or([where('status', '<>', 'publicity'), where('publicity_until', '<', view.at.today)]))
  }
  if (query.q) {
    const pattern = anywhere(query.q)
    rows = rows.where(sql<boolean>`(official -> 'publicity' -> 'holder' -> 'name' ->> 'zh' like ${pattern}
      or official -> 'publicity' ->> 'certificate' like ${pattern})`)
  }
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  return pageOf(
    await rows.execute(), query, ({ id }) => id, ({ id, official }) => noticeOf(view, id, official as Publicised),
  )
}

export async function publicityNotice(view: View, id: string) {
  const found = await findLicence(view.db, id)
  if (!found?.state.publicity) refuse('not-found')
  return noticeOf(view, id, found.state as Publicised)
}

/** What anybody may know of a licence, or undefined when no licence in force ever had this number. */
export async function publicLicence(view: View, number: string) {
  const found = await findLicenceByNumber(view.db, number)
  if (!found || found.state.validFrom === null) return undefined
  const [holder, statuses] = await Promise.all([
    findOrganisation(view.db, found.state.organisation),
    certificateStatuses(view.db, [found.state.certificate], view.at.today),
  ])
  return holder && publicOf(found.state, holder, statuses.get(found.state.certificate) ?? 'expired', view.at)
}

function publicOf(
  state: Licence, holder: { uscc: string; name: Text }, certificate: CertificateStatus, at: View['at'],
) {
  return {
    number: state.number ?? '', status: licenceStanding(state, certificate, at.today),
    holder: { uscc: holder.uscc, name: holder.name }, programme: state.programme, certificate: state.certificateNumber,
    products: state.products.map(({ name, gtin }) => ({ name, ...(gtin !== null && { gtin }) })),
    media: [...state.media],
    ...(state.validFrom !== null && { validFrom: state.validFrom }),
    ...(state.validUntil !== null && { validUntil: state.validUntil }),
    ...(state.announcedOn !== null && { announcedOn: state.announcedOn }), asOf: at.official,
  }
}

/** Licences that have been announced, the newest first. */
export async function listPublicLicences(view: View, query: QueryOf<typeof contract.listPublicLicences>) {
  let rows = rowsOf(view.db).where('l.announced_on', 'is not', null).orderBy('l.id', 'desc').limit(pageSize(query))
  if (query.region) rows = rows.where('l.region', 'like', `${regionPrefix(query.region)}%`)
  if (query.q) {
    const pattern = anywhere(query.q)
    rows = rows.where((where) => where.or([where('o.name', 'like', pattern), where('l.number', 'like', pattern)]))
  }
  if (query.after) rows = rows.where('l.id', '<', cursorId(query.after))
  const found = await rows.execute()
  const statuses = await certificateStatuses(view.db, found.map(({ official }) => official.certificate), view.at.today)
  return pageOf(found, query, ({ id }) => id, (row) =>
    publicOf(row.official, row, statuses.get(row.official.certificate) ?? 'expired', view.at))
}
