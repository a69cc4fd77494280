import { refuse } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { change, create, lock } from '../../platform/acts.ts'
import type { Tx } from '../../platform/db/database.ts'
import { releaseWork } from '../../platform/handing-on.ts'
import { tell } from '../../platform/notices.ts'
import { endTasks, putTask } from '../../platform/queue.ts'
import { mayBe } from '../../platform/rights.ts'
import { freeText } from '../../platform/texts.ts'
import type { Work } from '../../platform/work.ts'
import { getOrganisation } from '../parties/index.ts'
import * as domain from './domain.ts'
import type { Basis, EndCause, Held } from './domain.ts'
import { endSessionsUnder } from './sessions.ts'

const link = (id: string) => `/memberships/${id}`

/** Roles of a person by whatever account, held or asked for. Locks the person, so that two grants see each other. */
export async function heldBy(tx: Tx, person: string, but?: string): Promise<Held[]> {
  await tx.selectFrom('person').select('id').where('id', '=', person).forUpdate().execute()
  let rows = tx.selectFrom('membership').select(['official']).where('person', '=', person)
    .where('status', 'in', ['requested', 'active'])
  if (but !== undefined) rows = rows.where('id', '<>', but)
  return (await rows.execute()).map(({ official }) => ({ role: official.role, organisation: official.organisation }))
}

async function accountByLogin(tx: Tx, login: string) {
  const row = await tx.selectFrom('account').select(['id', 'person', 'disabled_at'])
    .where('login', '=', login.trim().toLowerCase()).executeTakeFirst()
  return row && row.disabled_at === null ? row : refuse('account-unknown')
}

/** The organisation that a caller may ask roles for: a system administrator any, everybody else their own. */
function organisationOf(work: Work, asked: string | undefined): string {
  const own = work.actor.organisation
  if (asked === undefined || asked === own) return own
  return work.actor.capacity === 'administrator' ? asked : refuse('not-found')
}

async function mustBeNew(
  tx: Tx,
  of: { account: string; organisation: string; role: string; region?: string },
): Promise<void> {
  let rows = tx
    .selectFrom('membership')
    .select('id')
    .where('account', '=', of.account)
    .where('organisation', '=', of.organisation)
    .where('role', '=', of.role)
    .where('status', 'in', ['requested', 'active'])
  rows = of.region === undefined ? rows.where('region', 'is', null) : rows.where('region', '=', of.region)
  if (await rows.executeTakeFirst()) refuse('membership-exists')
}

export async function requestMembership(
  work: Work, request: { login: string; organisation?: string; role: string; region?: string },
): Promise<{ id: string; status: string }> {
  const organisation = await getOrganisation(work.db, organisationOf(work, request.organisation))
  const account = await accountByLogin(work.tx, request.login)
  const place = domain.mayHold(work.edition, request, organisation, await heldBy(work.tx, account.person))
  domain.mustComeByRequest(place.role)
  await mustBeNew(work.tx, { account: account.id, organisation: organisation.id, ...place })
  const id = work.world.newId()
  const { state } = await create(work, domain.membership, {
    id,
    type: 'membership.requested',
    content: {
      account: account.id,
      person: account.person,
      organisation: organisation.id,
      ...place,
      basis: 'request' satisfies Basis,
      requestedBy: work.actor.person,
    },
  })
  const platform = await work.tx.selectFrom('membership').select('organisation')
    .where('role', '=', 'security-administrator').where('status', '=', 'active').limit(1).executeTakeFirst()
  if (platform) {
    const role = work.edition.roles[place.role].name
    await putTask(work, {
      subject: { type: 'membership', id },
      kind: 'membership-approval',
      role: 'security-administrator',
      organisation: platform.organisation,
      link: link(id),
      title: {
        zh: `审批岗位：${organisation.name.zh} · ${role.zh}`,
        en: `Approve a role: ${organisation.name.en ?? organisation.name.zh} · ${role.en}`,
      },
    })
  }
  return { id, status: state.status }
}

/** Gives a role that follows from the register of parties, or the seed; checked like any other. */
export async function grantMembership(work: Work, of: {
  account: string; person: string; organisation: string; role: string; region?: string
  from?: LocalDate; until?: LocalDate; basis: Basis; authorisation?: string
}): Promise<string> {
  const organisation = await getOrganisation(work.db, of.organisation)
  const { role: _role, region: _region, ...rest } = of
  const place = domain.mayHold(work.edition, of, organisation, await heldBy(work.tx, of.person))
  await mustBeNew(work.tx, { account: of.account, organisation: of.organisation, ...place })
  const id = work.world.newId()
  await create(work, domain.membership, {
    id, type: 'membership.granted', content: { ...rest, ...place, requestedBy: work.actor.person || null },
  })
  return id
}

export async function approveMembership(work: Work, id: string) {
  const before = await lock(work.tx, domain.membership, id)
  domain.approve(before.state, work.actor.persons)
  const organisation = await getOrganisation(work.db, before.state.organisation)
  domain.mayHold(work.edition, before.state, organisation, await heldBy(work.tx, before.state.person, id))
  const { state } = await change(work, domain.membership, before, { type: 'membership.approved', content: {} })
  await endTasks(work, { type: 'membership', id })
  const role = work.edition.roles[state.role].name
  await tell(work, {
    to: { account: state.account },
    link: '/profile',
    text: {
      zh: `您在${organisation.name.zh}的岗位“${role.zh}”已获批准`,
      en: `Your role “${role.en}” at ${organisation.name.en ?? organisation.name.zh} is approved`,
    },
  })
  return { id, status: state.status }
}

export async function refuseMembership(work: Work, id: string, reason: string) {
  const before = await lock(work.tx, domain.membership, id)
  domain.refuseRequest(before.state, work.actor.persons)
  const { state } = await change(work, domain.membership, before, {
    type: 'membership.refused', content: { reason: await freeText(work, reason) },
  })
  await endTasks(work, { type: 'membership', id })
  return { id, status: state.status }
}

export async function revokeMembership(work: Work, id: string, reason: string) {
  const before = await lock(work.tx, domain.membership, id)
  const own = before.state.organisation === work.actor.organisation
  if (!own && work.actor.capacity !== 'administrator') refuse('not-found')
  domain.end(before.state)
  return endMembership(work, id, 'revoked', reason)
}

/** Ends a membership and every session that acts under it, also by delegation. */
export async function endMembership(work: Work, id: string, cause: EndCause, reason?: string) {
  const before = await lock(work.tx, domain.membership, id)
  domain.end(before.state)
  const { state } = await change(work, domain.membership, before, {
    type: 'membership.ended', content: { cause, ...(reason !== undefined && { reason: await freeText(work, reason) }) },
  })
  await endSessionsUnder(work.tx, { membership: id })
  await releaseWork(work, before.state)
  await endTasks(work, { type: 'membership', id })
  return { id, status: state.status }
}

/** Whether the caller may end this membership: their own organisation's, or any as an administrator. */
export const mayRevoke = (work: Pick<Work, 'actor'>, organisation: string): boolean =>
  mayBe(work.actor, 'membership:revoke') &&
  (work.actor.organisation === organisation || work.actor.capacity === 'administrator')
