/**
 * Identity: accounts, memberships, delegations, sessions, second factor, security log.
 *
 * Invariants: rights come from memberships alone and are looked up anew for every request; a membership that ends takes
 * its sessions with it. Nobody approves a membership that they asked for or gain by, and no person holds two roles that
 * the scheme calls incompatible, nor two of the three administrators' roles, by whatever account. Who acts under a
 * delegation counts as both persons. A one-time code is good once; failures at the door are counted per login and
 * address, so nobody locks another out. Absent: roles and their grants (the scheme), separation on one file (modules).
 */
import type { Authentication } from '../../platform/command.ts'
import type { Subscriptions } from '../../platform/work.ts'
import { confirm } from './confirmation.ts'
import { followAuthorisation, followRegistration, followRepresentative, followRevocation } from './follow-parties.ts'
import { actorOf } from './actor.ts'

export { actorOfMembership } from './actor.ts'
export const authentication: Authentication = { actorOf, confirm }

export const onAct: Subscriptions['onAct'] = {
  'organisation.registered': [followRegistration],
  'organisation.representative-changed': [followRepresentative],
  'authorisation.granted': [followAuthorisation],
  'authorisation.revoked': [followRevocation],
}

/** Sentences that hold for every row; each query finds what breaks it. */
export const invariants: Readonly<Record<string, string>> = {
  'a membership belongs to its account’s person': `
    select m.id as subject from membership m join account a on a.id = m.account where a.person <> m.person`,
  'a session acts under its own account’s membership or a delegation to it': `
    select s.id as subject from session s join membership m on m.id = s.membership
    left join delegation d on d.id = s.delegation
    where case when d.id is null then m.account <> s.account else d.delegate <> s.account or d.membership <> m.id end`,
  'no session acts under a membership that has ended': `
    select s.id as subject from session s join membership m on m.id = s.membership where m.status <> 'active'`,
  'nobody approved what they asked for or gain by': `
    select a.subject from act a join membership m on m.id = a.subject
    where a.type = 'membership.approved' and a.person is not null
      and (a.person = m.person or a.person::text = m.official->>'requestedBy')`,
}

export { identityRoutes } from './routes.ts'
export { delegation, membership } from './domain.ts'
export type { Delegation, Membership } from './domain.ts'
export { appointFirstAdministrators } from './first-administrators.ts'
export { grantMembership } from './memberships.ts'
export { personsWithAccount } from './accounts.ts'
export { seedAccount } from './demonstration.ts'
export type { DemonstrationAccount } from './demonstration.ts'
export { contactsOf, ownContacts } from './contacts.ts'
