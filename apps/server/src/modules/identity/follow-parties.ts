import { tell } from '../../platform/notices.ts'
import type { Subscriber, Work } from '../../platform/work.ts'
import type { Authorisation, Organisation } from '../parties/index.ts'
import { endMembership, grantMembership } from './memberships.ts'

/** The first account of a person: what follows from the register goes to it. */
async function accountOf(work: Work, person: string): Promise<string | undefined> {
  const row = await work.tx
    .selectFrom('account')
    .select('id')
    .where('person', '=', person)
    .where('disabled_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** Who registers an enterprise as its legal representative acts for it. */
export const followRegistration: Subscriber = async (work, act, after) => {
  const { representative } = after as Organisation
  if (representative === null || work.actor.account === '' || representative !== work.actor.person) return
  await grantMembership(work, {
    account: work.actor.account, person: representative, organisation: act.subject, role: 'enterprise-representative',
    basis: 'registration',
  })
}

/** The old representative's role and sessions end; the new one's role begins when they have an account. */
export const followRepresentative: Subscriber = async (work, act, after, before) => {
  const { representative } = after as Organisation
  const former = (before as Organisation).representative
  if (former !== null) {
    const rows = await work.tx
      .selectFrom('membership')
      .select('id')
      .where('organisation', '=', act.subject)
      .where('person', '=', former)
      .where('role', '=', 'enterprise-representative')
      .where('status', '=', 'active')
      .execute()
    for (const { id } of rows) await endMembership(work, id, 'representative-changed')
  }
  const account = representative === null ? undefined : await accountOf(work, representative)
  if (representative === null || account === undefined) return
  await grantMembership(work, {
    account,
    person: representative,
    organisation: act.subject,
    role: 'enterprise-representative',
    basis: 'registration',
  })
}

export const followAuthorisation: Subscriber = async (work, act, after) => {
  const of = after as Authorisation
  const account = await accountOf(work, of.agent)
  if (account !== undefined) await admitAgent(work, act.subject, of, account)
}

async function admitAgent(work: Work, id: string, of: Authorisation, account: string): Promise<void> {
  await grantMembership(work, {
    account, person: of.agent, organisation: of.organisation, role: 'enterprise-agent', from: of.from, until: of.until,
    basis: 'authorisation', authorisation: id,
  })
}

export const followRevocation: Subscriber = async (work, act, after) => {
  const rows = await work.tx.selectFrom('membership').select(['id', 'official'])
    .where('organisation', '=', (after as Authorisation).organisation).where('status', '=', 'active').execute()
  for (const { id, official } of rows) {
    if (official.authorisation === act.subject) await endMembership(work, id, 'authorisation-revoked')
  }
}

/**
 * A person's first account completes what waited for it: letters of authorisation that still hold, and enterprises that
 * name the person as representative. Each enterprise is told, since a document's number proves no identity.
 */
export async function completeInvitations(work: Work, person: string, account: string): Promise<void> {
  const authorisations = await work.tx
    .selectFrom('authorisation')
    .select(['id', 'official'])
    .where('agent', '=', person)
    .where('status', '=', 'granted')
    .where('valid_until', '>=', work.at.today)
    .orderBy('id')
    .execute()
  for (const { id, official } of authorisations) {
    await admitAgent(work, id, official, account)
    await tellEnterprise(work, official.organisation)
  }
  const enterprises = await work.tx
    .selectFrom('organisation')
    .select('id')
    .where('representative', '=', person)
    .orderBy('id')
    .execute()
  for (const { id } of enterprises) {
    await grantMembership(work, {
      account,
      person,
      organisation: id,
      role: 'enterprise-representative',
      basis: 'registration',
    })
    await tellEnterprise(work, id)
  }
}

const tellEnterprise = (work: Work, organisation: string) =>
  tell(work, {
    to: { organisation, roles: ['enterprise-representative'] },
    link: '/authorisations',
    text: {
      zh: '您授权的人员已注册账户，请核对；如非本人，请立即撤销授权',
      en:
        'A person you authorised has registered an account; if it is not that person, revoke the authorisation at once',
    },
  })
