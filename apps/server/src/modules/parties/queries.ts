import { parties as contract, refuse } from '@tianfu/contract'
import type { Next } from '@tianfu/contract'
import { organisationCodeWarning } from '@tianfu/identifiers'
import { isWithin, regionName, regionPrefix } from '@tianfu/scheme'
import type { RoleId } from '@tianfu/scheme'
import { sql } from 'kysely'
import { find, timeline } from '../../platform/acts.ts'
import { offer } from '../../platform/next.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View, World } from '../../platform/work.ts'
import { authorisation } from './domain.ts'
import type { Authorisation } from './domain.ts'
import { findPerson } from './persons.ts'
import { findOrganisationByUscc, getOrganisation } from './store.ts'
import type { Found } from './store.ts'

/** Which of these persons have an account: asked of the module identity (a port, bound in app.ts). */
export type PersonsWithAccount = (view: Pick<View, 'db'>, persons: readonly string[]) => Promise<ReadonlySet<string>>

export const summaryOf = (world: World, of: Found) => ({
  id: of.id, uscc: of.uscc, name: of.name, kinds: [...of.kinds], region: of.region,
  regionName: regionName(world.reference.regions, of.region), ...(of.industry && { industry: of.industry }),
})

/**
 * Organisations that the caller may see listed: every one that is not merely an enterprise (people choose among bodies
 * and laboratories), one's own, those of one's region, and all for roles that reach everything.
 */
export async function listOrganisations(
  view: View, query: { after?: string; limit?: number; q?: string; kind?: string; region?: string },
) {
  const { actor } = view
  if (!actor) refuse('not-signed-in')
  const role = view.edition.roles[actor.role as RoleId]
  let rows = view.db.selectFrom('organisation').select(['id', 'official']).orderBy('id').limit(pageSize(query))
  if (role?.scope !== 'all') {
    rows = rows.where((where) => where.or([
      where(sql<string>`kinds`, '<>', sql<string>`'["enterprise"]'::jsonb`),
      where('id', '=', actor.organisation),
      ...(actor.region ? [where('region', 'like', `${regionPrefix(actor.region)}%`)] : []),
    ]))
  }
  if (query.kind) rows = rows.where(sql<boolean>`kinds @> ${JSON.stringify([query.kind])}::jsonb`)
  if (query.region) rows = rows.where('region', 'like', `${regionPrefix(query.region)}%`)
  if (query.q) {
    const q = query.q.trim()
    rows = rows.where(sql<boolean>`(strpos(name, ${q}) > 0 or strpos(uscc, ${q.toUpperCase()}) = 1
      or strpos(lower(official->'name'->>'en'), ${q.toLowerCase()}) > 0)`)
  }
  if (query.after) rows = rows.where('id', '>', cursorId(query.after))
  return pageOf(
    await rows.execute(),
    query,
    ({ id }) => id,
    (row) => summaryOf(view.world, { id: row.id, ...row.official }),
  )
}

export async function organisationByCode(view: View, uscc: string) {
  return summaryOf(view.world, (await findOrganisationByUscc(view.db, uscc)) ?? refuse('not-found'))
}

/**
 * Public facts for everybody; who represents it, and its licence, for itself, its region's authorities, administrators.
 */
export async function organisationDetail(view: View, id: string) {
  const { actor, world } = view
  const of = await getOrganisation(view.db, id)
  const own = actor?.organisation === id
  const closer = own || actor?.capacity === 'administrator'
    || (actor?.capacity === 'authority' && actor.region !== undefined && isWithin(of.region, actor.region))
  const representative = closer && of.representative ? await findPerson(view.db, of.representative) : undefined
  const licence = closer && of.businessLicence
    ? await view.db.selectFrom('file').select(['sha256 as hash', 'name'])
      .where('owner', '=', id).where('sha256', '=', of.businessLicence).executeTakeFirst()
    : undefined
  const industry = world.reference.industries.find(({ code }) => code === of.industry)
  const warning = organisationCodeWarning(of.uscc)
  const params = { organisation: id }
  const next: Next[] = !own
    ? []
    : [
        ...offer(actor, contract.renameOrganisation, {
          params,
          initial: { name: of.name.zh, ...(of.name.en && { nameEn: of.name.en }) },
        }),
        ...offer(actor, contract.moveOrganisation, { params, initial: { region: of.region, address: of.address } }),
        ...offer(actor, contract.recordBusinessLicence, { params }),
        ...offer(actor, contract.changeRepresentative, { params }),
        ...offer(actor, contract.grantAuthorisation),
      ]
  return {
    ...summaryOf(world, of), formerNames: of.formerNames.map(({ name, until }) => ({ name, until })),
    ...(industry && { industryName: industry.name }), address: of.address, registeredOn: of.registeredOn,
    ...(representative && { representative }), ...(licence && { businessLicence: licence }),
    warnings: warning && closer ? [warning] : [], next,
    timeline: closer ? await timeline(view, 'organisation', id) : [],
  }
}

export async function listAuthorisations(
  view: View, query: { after?: string; limit?: number; q?: string }, withAccount: PersonsWithAccount,
) {
  let rows = view.db.selectFrom('authorisation').innerJoin('person', 'person.id', 'authorisation.agent')
    .select(['authorisation.id', 'authorisation.official', 'person.name', 'person.id_mask'])
    .where('authorisation.organisation', '=', view.actor?.organisation ?? null)
    .orderBy('authorisation.id', 'desc').limit(pageSize(query))
  if (query.q) rows = rows.where(sql<boolean>`strpos(person.name, ${query.q.trim()}) > 0`)
  if (query.after) rows = rows.where('authorisation.id', '<', cursorId(query.after))
  const found = await rows.execute()
  const accounts = await withAccount(view, found.map(({ official }) => official.agent))
  return pageOf(
    found,
    query,
    ({ id }) => id,
    (row) => shown(view, row.id, row.official, { name: row.name, idMask: row.id_mask }, accounts),
  )
}

export async function authorisationDetail(view: View, id: string, withAccount: PersonsWithAccount) {
  const found = await find(view.db, authorisation, id)
  if (!found || found.state.organisation !== view.actor?.organisation) refuse('not-found')
  const agent = (await findPerson(view.db, found.state.agent)) ?? refuse('not-found')
  return shown(view, id, found.state, agent, await withAccount(view, [found.state.agent]))
}

function shown(
  view: View, id: string, of: Authorisation, agent: { name: string; idMask: string }, accounts: ReadonlySet<string>,
) {
  const status = of.status === 'granted' && of.until < view.at.today ? 'over' : of.status
  const next: Next[] =
    status === 'granted' ? offer(view.actor, contract.revokeAuthorisation, { params: { authorisation: id } }) : []
  return {
    id, organisation: of.organisation, agent: { id: of.agent, name: agent.name, idMask: agent.idMask },
    from: of.from, until: of.until, status, letter: of.letter, grantedOn: of.grantedOn,
    ...(of.revokedOn && { revokedOn: of.revokedOn }), hasAccount: accounts.has(of.agent), next,
  }
}
