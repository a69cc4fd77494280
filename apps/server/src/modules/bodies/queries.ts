import { bodies as contract, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { regionName } from '@tianfu/scheme'
import { sql } from 'kysely'
import { find, timeline } from '../../platform/acts.ts'
import { deadlinesOf } from '../../platform/deadlines.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { findOrganisation, getOrganisation, personNames } from '../parties/index.ts'
import type { FoundOrganisation } from '../parties/index.ts'
import { ruleNames } from '../standards/index.ts'
import { body, covers, laboratory, mayMove, staff } from './domain.ts'
import type { Body, Laboratory, Staff, StandingMove } from './domain.ts'
import { didOf } from './keys.ts'

export async function listBodies(view: View, query: QueryOf<typeof contract.listBodies>) {
  let rows = view.db.selectFrom('body').innerJoin('organisation as o', 'o.id', 'body.id')
    .select(['body.id', 'body.official', 'o.official as organisation'])
  if (query.status) rows = rows.where('body.status', '=', query.status)
  if (query.rule) {
    rows = rows.where('body.status', '=', 'approved').where(inScope('body', 'rule', query.rule, view.at.today))
  }
  if (query.q) {
    const q = anywhere(query.q)
    rows = rows.where(
      (is) => is.or([is('o.name', 'ilike', q), is('body.approval_number', 'ilike', q), is('o.uscc', 'ilike', q)])
    )
  }
  if (query.after) rows = rows.where('body.id', '>', cursorId(query.after))
  const found = await rows.orderBy('body.id').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official, organisation }) =>
    bodySummary(view, id, official, { id, ...organisation }))
}

const inScope = (table: 'body' | 'laboratory', member: 'rule' | 'method', value: string, day: LocalDate) =>
  sql<boolean>`exists (select from jsonb_array_elements(${sql.ref(`${table}.official`)} -> 'scopes') s
    where s ->> ${sql.lit(member)} = ${value}
      and s ->> 'from' <= ${day} and (s ->> 'until' is null or s ->> 'until' >= ${day}))`

const bodySummary = (view: View, id: string, of: Body, { name, uscc, region }: FoundOrganisation) => ({
  id, organisation: id, slug: of.slug, name, uscc, region,
  regionName: regionName(view.world.reference.regions, region), approvalNumber: of.approvalNumber, status: of.status,
  rules: [...new Set(of.scopes.filter((scope) => covers(scope, view.at.today)).map(({ rule }) => rule))].sort(),
})

/** The register's page of a body. No natural person stands in it. */
export async function bodyDetail(view: View, id: string) {
  const found = (await find(view.db, body, id)) ?? refuse('not-found')
  const organisation = await getOrganisation(view.db, id)
  const { state } = found
  const names = await ruleNames(view.db, state.scopes.map(({ rule }) => rule))
  const params = { params: { id } }
  const next: Next[] = [
    ...(state.status === 'ended' ? [] : offer(view.actor, contract.grantBodyScope, params)),
    ...(
      state.scopes.some((scope) => covers(scope, view.at.today)) ? offer(view.actor, contract.endBodyScope, params) : []
    ),
    ...standingMoves(view, state, contract, id),
    ...(
      view.actor?.organisation === id && state.status !== 'ended'
        ? offer(view.actor, contract.rotateBodyKey, params) : []
    ),
    ...(view.actor?.organisation === id ? offer(view.actor, contract.registerStaff) : []),
  ]
  return {
    ...bodySummary(view, id, state, organisation), code: state.code, prefix: state.prefix,
    did: didOf(view.world, state.slug),
    scopes: state.scopes.map(({ rule, from, until }) => {
      const name = names.get(rule)
      return { rule, ...(name && { name }), from, until }
    }),
    keys: state.keys.map(({ id: kid, x, from, until, revoked, compromisedSince }) => ({
      kid: `${didOf(view.world, state.slug)}#${kid}`, x, from, until: until ?? null, revoked: revoked !== undefined,
      compromisedSince: compromisedSince ?? null })),
    standing: state.standing.map(({ status, from }) => ({ status, from })), version: found.version, next,
    timeline: await timeline(view, 'body', id),
    deadlines: await deadlinesOf(view.world, view.db, { type: 'body', id }, view.at.today),
  }
}

type MoveEndpoints = Pick<typeof contract, 'suspendBody' | 'restoreBody' | 'endBody'>
const standingMoves = (view: View, state: Body, of: MoveEndpoints, id: string): Next[] =>
  ([['suspend', of.suspendBody], ['restore', of.restoreBody], ['end', of.endBody]] as const)
    .flatMap(([move, endpoint]) => allowed(state, move) ? offer(view.actor, endpoint, { params: { id } }) : [])

function allowed(state: { status: Body['status'] }, move: StandingMove): boolean {
  try {
    mayMove(state, move)
    return true
  } catch {
    return false
  }
}

export async function listLaboratories(view: View, query: QueryOf<typeof contract.listLaboratories>) {
  let rows = view.db.selectFrom('laboratory').innerJoin('organisation as o', 'o.id', 'laboratory.id')
    .select(['laboratory.id', 'laboratory.official', 'o.official as organisation'])
  if (query.method) {
    rows = rows.where('laboratory.status', '=', 'approved')
      .where(inScope('laboratory', 'method', query.method, view.at.today))
  }
  if (query.q) {
    const q = anywhere(query.q)
    rows = rows.where((is) => is.or([is('o.name', 'ilike', q), is('o.uscc', 'ilike', q)]))
  }
  if (query.after) rows = rows.where('laboratory.id', '>', cursorId(query.after))
  const found = await rows.orderBy('laboratory.id').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official, organisation }) =>
    laboratorySummary(view, id, official, { id, ...organisation }))
}

const laboratorySummary = (view: View, id: string, of: Laboratory, { name, uscc, region }: FoundOrganisation) => ({
  id, organisation: id, name, uscc, region, regionName: regionName(view.world.reference.regions, region), cma: of.cma,
  cnas: of.cnas, status: of.status,
  methods: [...new Set(of.scopes.filter((scope) => covers(scope, view.at.today)).map(({ method }) => method))].sort(),
})

export async function laboratoryDetail(view: View, id: string) {
  const found = (await find(view.db, laboratory, id)) ?? refuse('not-found')
  const organisation = await getOrganisation(view.db, id)
  const { state } = found
  const params = { params: { id } }
  const moves = ([['suspend', contract.suspendLaboratory], ['restore', contract.restoreLaboratory],
    ['end', contract.endLaboratory]] as const)
    .flatMap(([move, endpoint]) => allowed(state, move) ? offer(view.actor, endpoint, params) : [])
  return {
    ...laboratorySummary(view, id, state, organisation), accreditedUntil: state.accreditedUntil,
    scopes: state.scopes.map(({ method, from, until }) => ({ method, from, until })),
    standing: state.standing.map(({ status, from }) => ({ status, from })), version: found.version,
    next: [
      ...(state.status === 'ended' ? [] : offer(view.actor, contract.grantLaboratoryScope, params)),
      ...(
        state.scopes.some((scope) => covers(scope, view.at.today))
          ? offer(view.actor, contract.endLaboratoryScope, params) : []
      ),
      ...moves,
      ...offer(view.actor, contract.registerLaboratoryStaff, params),
    ],
    timeline: await timeline(view, 'laboratory', id),
  }
}

/** People registered with one organisation: its own staff list, and the picker of its teams. */
export async function listStaff(view: View, organisation: string, query: QueryOf<typeof contract.listStaff>) {
  let rows = view.db.selectFrom('staff').innerJoin('person', 'person.id', 'staff.person')
    .select(['staff.id', 'staff.official', 'person.name']).where('staff.organisation', '=', organisation)
  if (!query.ended) {
    rows = rows.where((is) => is.or([is('staff.until_day', 'is', null), is('staff.until_day', '>=', view.at.today)]))
  }
  if (query.function) {
    rows = rows.where(sql<boolean>`staff.official -> 'functions' @> ${JSON.stringify([query.function])}::jsonb`)
  }
  if (query.competence) {
    rows = rows.where(sql<boolean>`staff.official -> 'competences' @> ${JSON.stringify([query.competence])}::jsonb`)
  }
  if (query.q) rows = rows.where('person.name', 'like', anywhere(query.q))
  if (query.after) rows = rows.where('staff.id', '<', cursorId(query.after))
  const found = await rows.orderBy('staff.id', 'desc').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, official, name }) => staffItem(id, official, name))
}

const staffItem = (id: string, of: Staff, name: string) => ({
  id, person: of.person, name, organisation: of.organisation, functions: [...of.functions],
  competences: [...of.competences],
  from: of.from, until: of.until,
})

/** @param reaches which registrations the caller sees; what is outside is not found */
export async function staffDetail(view: View, id: string, reaches: (of: Staff) => boolean) {
  const found = await find(view.db, staff, id)
  if (!found || !reaches(found.state)) refuse('not-found')
  const { state } = found
  const names = await personNames(view.db, [state.person])
  const params = { params: { id } }
  const own = view.actor?.organisation === state.organisation
  const initial = { functions: [...state.functions], competences: [...state.competences] }
  return {
    ...staffItem(id, state, names.get(state.person) ?? ''), version: found.version,
    next: state.until !== null ? [] : [
      ...(own ? offer(view.actor, contract.amendStaff, { ...params, initial }) : []),
      ...(own ? offer(view.actor, contract.endStaff, params) : []),
      ...(await isLaboratory(view, state.organisation) ? offer(view.actor, contract.endLaboratoryStaff, params) : []),
    ],
    timeline: await timeline(view, 'staff', id),
  }
}

export const isLaboratory = async (view: Pick<View, 'db'>, organisation: string): Promise<boolean> =>
  (await find(view.db, laboratory, organisation)) !== undefined

/** Members of an organisation who are registered nowhere today: whom a registration may name. */
export async function staffCandidates(
  view: View, organisation: string, query: { after?: string; limit?: number; q?: string },
) {
  if (!await findOrganisation(view.db, organisation)) refuse('not-found')
  let rows = view.db.selectFrom('person').select(['person.id', 'person.name'])
    .where((is) => is.exists(is.selectFrom('membership').select('membership.id')
      .whereRef('membership.person', '=', 'person.id')
      .where('membership.organisation', '=', organisation).where('membership.status', '=', 'active')))
    .where((is) => is.not(is.exists(is.selectFrom('staff').select('staff.id').whereRef('staff.person', '=', 'person.id')
      .where('staff.until_day', 'is', null))))
  if (query.q) rows = rows.where('person.name', 'like', anywhere(query.q))
  if (query.after) rows = rows.where('person.id', '>', cursorId(query.after))
  const found = await rows.orderBy('person.id').limit(pageSize(query)).execute()
  return pageOf(found, query, ({ id }) => id, ({ id, name }) => ({ person: id, name }))
}
