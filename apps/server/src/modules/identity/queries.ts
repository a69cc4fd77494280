import { CONTRACT, identity as contract, refuse } from '@tianfu/contract'
import type { Endpoint, Next } from '@tianfu/contract'
import { regionName } from '@tianfu/scheme'
import { sql } from 'kysely'
import { timeline } from '../../platform/acts.ts'
import { offer } from '../../platform/next.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { organisationNames, personNames } from '../parties/index.ts'
import { approve, refuseRequest } from './domain.ts'
import type { Membership } from './domain.ts'
import { mayRevoke } from './memberships.ts'

const memberships = (view: View) => {
  const rows = view.db
    .selectFrom('membership')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .innerJoin('account', 'account.id', 'membership.account')
    .innerJoin('person', 'person.id', 'membership.person')
    .select([
      'membership.id',
      'membership.official',
      'organisation.official as organisation',
      'account.login',
      'person.name',
    ])
  // Administrators of the platform see all; everybody else their own organisation's.
  return view.actor?.capacity === 'administrator'
    ? rows
    : rows.where('membership.organisation', '=', view.actor?.organisation ?? null)
}
type Row = Awaited<ReturnType<ReturnType<typeof memberships>['execute']>>[number]

export async function listMemberships(
  view: View,
  query: { after?: string; limit?: number; q?: string; status?: Membership['status']; organisation?: string },
) {
  let rows = memberships(view).orderBy('membership.id', 'desc').limit(pageSize(query))
  if (query.status) rows = rows.where('membership.status', '=', query.status)
  if (query.organisation) rows = rows.where('membership.organisation', '=', query.organisation)
  if (query.q) {
    const q = query.q.trim()
    rows = rows.where(sql<boolean>`(strpos(person.name, ${q}) > 0 or strpos(account.login, ${q.toLowerCase()}) > 0
      or strpos(organisation.name, ${q}) > 0)`)
  }
  if (query.after) rows = rows.where('membership.id', '<', cursorId(query.after))
  return pageOf(
    await rows.execute(),
    query,
    ({ id }) => id,
    (row) => shown(view, row),
  )
}

export async function membershipDetail(view: View, id: string) {
  const row = await memberships(view).where('membership.id', '=', id).executeTakeFirst()
  if (!row) refuse('not-found')
  return { ...shown(view, row), timeline: await timeline(view, 'membership', id) }
}

function shown(view: View, { id, official, organisation, login, name }: Row) {
  const params = { membership: id }
  const persons = view.actor?.persons ?? []
  const open = official.status === 'requested' || official.status === 'active'
  const next: Next[] = [
    ...(official.status !== 'requested'
      ? []
      : [
          ...offer(view.actor, contract.approveMembership, { params, rule: () => approve(official, persons) }),
          ...offer(view.actor, contract.refuseMembership, { params, rule: () => refuseRequest(official, persons) }),
        ]),
    ...(open && view.actor && mayRevoke({ actor: view.actor }, official.organisation)
      ? offer(view.actor, contract.revokeMembership, { params })
      : []),
  ]
  return {
    id,
    status: official.status as string,
    role: official.role as string,
    roleName: view.edition.roles[official.role].name,
    organisation: { id: official.organisation, name: organisation.name },
    ...(official.region && { region: official.region }),
    account: official.account,
    login,
    name,
    requestedOn: official.requestedOn as string,
    ...(official.approvedOn && { approvedOn: official.approvedOn as string }),
    ...(official.endedOn && { endedOn: official.endedOn as string }),
    next,
  }
}

export const listRoles = ({ edition }: Pick<View, 'edition'>) => ({
  items: Object.entries(edition.roles).map(([id, role]) => ({
    id,
    name: role.name,
    capacity: role.capacity as string,
    organisation: role.organisation as string,
    scope: role.scope as string,
    secondFactor: role.secondFactor,
    grants: [...role.grants],
  })),
})

/**
 * Pages that show a subject: for `certificate` the endpoint `getCertificate`; and, for those who may see no more of an
 * application, `getApplicationSummary`.
 */
export function pagesOf(subjectType: string, subject: string): { endpoint: Endpoint; url: string }[] {
  const name = subjectType.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
  return [`get${name}`, `get${name}Summary`].flatMap((id) => {
    const endpoint = CONTRACT.find((one) => one.id === id && one.method === 'GET')
    if (endpoint?.url.match(/:\w+/g)?.length !== 1) return []
    return [{ endpoint, url: endpoint.url.replace(/:\w+/, encodeURIComponent(subject)) }]
  })
}

const REACH = {
  public: { zh: '它是公开的', en: 'it is public' },
  self: { zh: '它属于您本人', en: 'it is your own' },
  organisation: { zh: '它属于您所在的机构，或已交由该机构办理', en: 'it belongs to your organisation or was handed to it' },
  assignment: { zh: '它已分派给您或您所在的机构', en: 'it is assigned to you or your organisation' },
  region: { zh: '它在您的管辖区域内，或属于您所在的机构', en: 'it lies in your region or belongs to your organisation' },
  all: { zh: '您的岗位可以查看全部', en: 'your role reaches all of them' },
} as const

/**
 * Why the caller sees a subject: the right that its page asks for, by which membership and role the caller has it, and
 * whose rows it reaches. Called only after that very page answered the caller.
 */
export async function explain(view: View, endpoint: Endpoint) {
  const { actor, edition } = view
  if (!actor) refuse('not-signed-in')
  const role = actor.role === '' ? undefined : edition.roles[actor.role as keyof typeof edition.roles]
  const organisation = (await organisationNames(view.db, [actor.organisation])).get(actor.organisation)
  const lender = actor.persons.find((person) => person !== actor.person)
  const delegatedBy = lender && (await personNames(view.db, [lender])).get(lender)
  const reach = REACH[endpoint.scope]
  const region = actor.region && regionName(view.world.reference.regions, actor.region)
  const right =
    endpoint.may === 'signed-in'
      ? { zh: '每个登录用户都可查看这类页面', en: 'Everybody who signs in may open such a page' }
      : {
          zh: `您以“${role?.name.zh}”的岗位获得权限 ${endpoint.may}`,
          en: `As “${role?.name.en}” you are granted ${endpoint.may}`,
        }
  return {
    sentence: {
      zh: `${right.zh}；${reach.zh}${region ? `（${region}）` : ''}${delegatedBy ? `；您受${delegatedBy}委托` : ''}。`,
      en:
        `${right.en}; ${reach.en}${region ? ` (${region})` : ''}${delegatedBy ? `; on behalf of ${delegatedBy}` : ''}.`,
    },
    ...(role && { membership: actor.membership, role: { id: actor.role, name: role.name } }),
    ...(organisation && { organisation: { id: actor.organisation, name: organisation } }),
    right: endpoint.may,
    scope: endpoint.scope,
    ...(actor.region && { region: actor.region }),
    ...(delegatedBy && { delegatedBy }),
  }
}
