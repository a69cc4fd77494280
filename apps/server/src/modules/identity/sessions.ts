import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import { parseInstant } from '@tianfu/kernel'
import type { Edition } from '@tianfu/scheme'
import type { Tx } from '../../platform/db/database.ts'
import type { View, World } from '../../platform/work.ts'
import { CONFIRMED_FOR_MS, lifetimeOf } from './domain.ts'
import { choicesOf } from './choices.ts'

const TOKEN_BYTES = 32

/** A session's row is found by it; the token itself is nowhere. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** A new session; its token is known to the browser alone. */
export async function openSession(
  world: World, tx: Tx, of: { account: string; membership: string | null; confirmed: boolean },
): Promise<{ id: string; token: string }> {
  const id = world.newId()
  const token = Buffer.from(world.randomBytes(TOKEN_BYTES)).toString('base64url')
  const now = parseInstant(world.now())
  await tx
    .insertInto('session')
    .values({
      id,
      token_sha256: tokenHash(token),
      account: of.account,
      membership: of.membership,
      delegation: null,
      created_at: now,
      seen_at: now,
      confirmed_at: of.confirmed ? now : null,
    })
    .execute()
  return { id, token }
}

/** The session as its browser sees it. */
export async function sessionAnswer(view: Pick<View, 'world' | 'db' | 'at' | 'edition'>, session: string) {
  const row = await view.db.selectFrom('session').innerJoin('account', 'account.id', 'session.account')
    .innerJoin('person', 'person.id', 'account.person').where('session.id', '=', session)
    .selectAll('session').select(['account.login', 'account.second_factor', 'person.name']).executeTakeFirst()
  if (!row) refuse('not-signed-in')
  const choices = await choicesOf(view.db, view.edition, row.account, view.at.today)
  const acting = choices.find(({ of }) => of.membership === row.membership && of.delegation === row.delegation)
  const { idleMs, absoluteMs } = lifetimeOf(acting?.capacity ?? '')
  const confirmedUntil = row.confirmed_at === null ? 0 : Date.parse(row.confirmed_at) + CONFIRMED_FOR_MS
  return {
    account: { id: row.account, login: row.login, name: row.name },
    memberships: choices.map(({ of: _of, ...shown }) => shown), ...(acting && { membership: acting.id }),
    grants: acting ? [...view.edition.roles[acting.role as keyof Edition['roles']].grants] : [],
    officialToday: view.at.today, secondFactor: row.second_factor ? 'enrolled' as const : 'none' as const,
    ...(confirmedUntil > view.world.now() && { confirmedUntil: parseInstant(confirmedUntil) }),
    idleEndsAt: parseInstant(view.world.now() + idleMs), endsAt: parseInstant(Date.parse(row.created_at) + absoluteMs),
  }
}

/** Acts from now on as another of the account's choices. */
export async function setMembership(
  tx: Tx,
  session: string,
  of: { membership: string | null; delegation: string | null },
): Promise<void> {
  await tx.updateTable('session').set(of).where('id', '=', session).execute()
}

/** Ends sessions of an account; with `but`, all others. */
export async function endSessionsOf(tx: Tx, account: string, but?: string): Promise<number> {
  let rows = tx.deleteFrom('session').where('account', '=', account)
  if (but !== undefined) rows = rows.where('id', '<>', but)
  return Number((await rows.executeTakeFirst()).numDeletedRows)
}

/** Ends sessions that act under a membership (also by delegation of it), or under one delegation. */
export async function endSessionsUnder(tx: Tx, of: { membership: string } | { delegation: string }): Promise<void> {
  const rows = tx.deleteFrom('session')
  await (
    'membership' in of ? rows.where('membership', '=', of.membership) : rows.where('delegation', '=', of.delegation)
  ).execute()
}

export async function endSession(tx: Tx, account: string, session: string): Promise<void> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('account', '=', account)
    .where('id', '=', session)
    .executeTakeFirst()
  if (numDeletedRows === 0n) refuse('not-found')
}

/** A cookie that came before sign-in is worth nothing after it (fixation). */
export async function forgetToken(tx: Tx, token: string): Promise<void> {
  await tx.deleteFrom('session').where('token_sha256', '=', tokenHash(token)).execute()
}

/** Sessions of the account that still live, newest first. */
export async function listSessions(view: View, account: string, current: string) {
  const rows = await view.db.selectFrom('session').leftJoin('membership', 'membership.id', 'session.membership')
    .where('session.account', '=', account).selectAll('session').select('membership.official as held')
    .orderBy('session.id', 'desc').execute()
  const now = view.world.now()
  return rows.flatMap((row) => {
    const role = row.held ? view.edition.roles[row.held.role] : undefined
    const { idleMs, absoluteMs } = lifetimeOf(role?.capacity ?? '')
    const endsAt = Math.min(Date.parse(row.seen_at) + idleMs, Date.parse(row.created_at) + absoluteMs)
    return endsAt <= now
      ? []
      : [
          {
            id: row.id,
            createdAt: row.created_at,
            seenAt: row.seen_at,
            endsAt: parseInstant(endsAt),
            current: row.id === current,
            ...(role && { roleName: role.name }),
          },
        ]
  })
}

/** Removes sessions that are over whatever the role; each sign-in sweeps, so that no job is needed. */
export async function sweepSessions(world: World, tx: Tx): Promise<void> {
  const { absoluteMs } = lifetimeOf('')
  await tx.deleteFrom('session').where('created_at', '<', parseInstant(world.now() - absoluteMs)).execute()
}
