import { refuse } from '@tianfu/contract'
import type { Next } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { change, create, lock } from '../../platform/acts.ts'
import { tell } from '../../platform/notices.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { freeText } from '../../platform/texts.ts'
import type { View, Work } from '../../platform/work.ts'
import * as domain from './domain.ts'
import { heldBy } from './memberships.ts'
import { endSessionsUnder } from './sessions.ts'

/** Lends the caller's present membership to somebody else of the organisation. */
export async function grantDelegation(
  work: Work, request: { login: string; from: string; until: string; reason: string },
): Promise<{ id: string; status: string }> {
  const { actor, tx } = work
  if (actor.role === '') refuse('membership-needed')
  const account = await tx.selectFrom('account').select(['id', 'person', 'disabled_at'])
    .where('login', '=', request.login.trim().toLowerCase()).executeTakeFirst()
  if (!account || account.disabled_at !== null) refuse('account-unknown')
  const content = domain.delegate(
    work.edition,
    {
      membership: actor.membership,
      role: actor.role,
      organisation: actor.organisation,
      person: actor.person,
      delegated: actor.persons.length > 1,
    },
    { account: account.id, person: account.person, held: await heldBy(tx, account.person) },
    { from: request.from as LocalDate, until: request.until as LocalDate },
    work.at.today,
  )
  const id = work.world.newId()
  const { state } = await create(work, domain.delegation, {
    id, type: 'delegation.granted', content: { ...content, reason: await freeText(work, request.reason) },
    effectiveOn: content.from,
  })
  const role = work.edition.roles[actor.role as keyof typeof work.edition.roles].name
  await tell(work, {
    to: { account: account.id },
    link: '/profile',
    text: {
      zh: `您受托代行岗位“${role.zh}”，${content.from} 至 ${content.until}`,
      en: `The role “${role.en}” is delegated to you from ${content.from} to ${content.until}`,
    },
  })
  return { id, status: state.status }
}

/** Either of the two persons ends it. */
export async function endDelegation(work: Work, id: string): Promise<{ id: string; status: string }> {
  const before = await lock(work.tx, domain.delegation, id)
  const { delegator, delegatePerson, status } = before.state
  if (work.actor.person !== delegator && work.actor.person !== delegatePerson) refuse('not-found')
  if (status !== 'granted') refuse('wrong-state', { state: status })
  const { state } = await change(work, domain.delegation, before, { type: 'delegation.ended', content: {} })
  await endSessionsUnder(work.tx, { delegation: id })
  return { id, status: state.status }
}

/** Delegations that the caller's person gave or received. */
export async function listDelegations(view: View, query: { after?: string; limit?: number }) {
  const person = view.actor?.person ?? ''
  let rows = view.db.selectFrom('delegation').innerJoin('membership', 'membership.id', 'delegation.membership')
    .innerJoin('account', 'account.id', 'delegation.delegate')
    .innerJoin('person as by', 'by.id', 'membership.person').innerJoin('person as to', 'to.id', 'account.person')
    .where((is) => is.or([is('membership.person', '=', person), is('account.person', '=', person)]))
    .select(['delegation.id', 'delegation.official', 'membership.official as held', 'by.name as by', 'to.name as to'])
    .orderBy('delegation.id', 'desc').limit(pageSize(query))
  if (query.after) rows = rows.where('delegation.id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, ({ id, official, held, by, to }) => {
    const over = official.status === 'granted' && official.until < view.at.today
    const next: Next[] =
      official.status === 'granted' && !over ? [{ endpoint: 'endDelegation', params: { delegation: id } }] : []
    return {
      id,
      status: over ? 'over' : (official.status as string),
      role: held.role as string,
      roleName: view.edition.roles[held.role].name,
      from: official.from as string,
      until: official.until as string,
      by,
      to,
      next,
    }
  })
}
