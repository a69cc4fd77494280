import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import { chinaToday, parseInstant } from '@tianfu/kernel'
import type { LocalDate, Text } from '@tianfu/kernel'
import { editionInForce } from '@tianfu/scheme'
import type { Edition } from '@tianfu/scheme'
import type { Db, Tx } from '../../platform/db/database.ts'
import type { Actor, View, World } from '../../platform/work.ts'
import { CONFIRMED_FOR_MS, delegationHoldsOn, holdsOn, lifetimeOf } from './domain.ts'
import type { Membership } from './domain.ts'

const TOKEN_BYTES = 32
const TOUCH_EVERY_MS = 60_000

const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

/** A new session; its token is known to the browser alone. */
export async function openSession(
  world: World, tx: Tx, of: { account: string; membership: string | null; confirmed: boolean },
): Promise<{ id: string; token: string }> {
  const id = world.newId()
  const token = Buffer.from(world.randomBytes(TOKEN_BYTES)).toString('base64url')
  const now = parseInstant(world.now())
  await tx.insertInto('session').values({
    id, token_sha256: tokenHash(token), account: of.account, membership: of.membership, delegation: null, created_at: now,
    seen_at: now, confirmed_at: of.confirmed ? now : null,
  }).execute()
  return { id, token }
}

async function rowOf(db: Db, token: string) {
  return db.selectFrom('session').innerJoin('account', 'account.id', 'session.account')
    .leftJoin('membership', 'membership.id', 'session.membership')
    .leftJoin('organisation', 'organisation.id', 'membership.organisation')
    .leftJoin('delegation', 'delegation.id', 'session.delegation')
    .crossJoin('official_clock')
    .where('session.token_sha256', '=', tokenHash(token))
    .selectAll('session')
    .select(['account.person', 'account.disabled_at', 'membership.official as held', 'organisation.name as organisation_name',
      'delegation.official as delegated', 'official_clock.ahead_ms'])
    .executeTakeFirst()
}

/**
 * Who acts under this token; undefined when the session is unknown, over, or no longer rests on a membership that
 * holds. Asked anew for every request, so a role that has ended ends here at once.
 *
 * An account without a membership may only do what every account may: its organisation and membership are its own id,
 * which no organisation has, and it holds no grant.
 */
export async function actorOf(world: World, db: Db, token: string): Promise<Actor | undefined> {
  const row = await rowOf(db, token)
  if (!row || row.disabled_at !== null) return undefined
  const now = world.now()
  const today = chinaToday(parseInstant(now + row.ahead_ms))
  const edition = editionInForce(world.editions, today)
  const held = row.held
  const role = held ? edition.roles[held.role] : undefined
  const { idleMs, absoluteMs } = lifetimeOf(role?.capacity ?? '')
  if (Date.parse(row.seen_at) + idleMs <= now || Date.parse(row.created_at) + absoluteMs <= now) return undefined
  if (held && !stands(held, row.delegated, row.account, today)) return undefined
  if (Date.parse(row.seen_at) + TOUCH_EVERY_MS <= now) {
    await db.updateTable('session').set({ seen_at: parseInstant(now) }).where('id', '=', row.id).execute()
  }
  const common = {
    account: row.account, person: row.person, session: row.id,
    signed: row.confirmed_at !== null && Date.parse(row.confirmed_at) + CONFIRMED_FOR_MS > now,
  }
  if (!held || !role || row.membership === null) {
    return {
      ...common, persons: [row.person], membership: row.account, role: '', capacity: 'none', organisation: row.account,
      organisationName: '', grants: new Set(),
    }
  }
  return {
    ...common, persons: held.person === row.person ? [row.person] : [row.person, held.person],
    membership: row.membership, role: held.role, capacity: role.capacity, organisation: held.organisation,
    organisationName: row.organisation_name ?? '', ...(held.region && { region: held.region }), grants: new Set(role.grants),
  }
}

function stands(
  held: Membership, delegated: Parameters<typeof delegationHoldsOn>[0] & { delegate: string } | null, account: string, today: LocalDate,
): boolean {
  if (!holdsOn(held, today)) return false
  if (delegated === null) return held.account === account
  return delegated.delegate === account && delegationHoldsOn(delegated, today)
}

/** What an account may act as: its memberships that hold today, then the delegations to it. */
export async function choicesOf(db: Db, edition: Pick<Edition, 'roles'>, account: string, today: LocalDate) {
  const own = await db.selectFrom('membership').innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .where('membership.account', '=', account).where('membership.status', '=', 'active')
    .select(['membership.id', 'membership.official as held', 'organisation.official as organisation']).orderBy('membership.id').execute()
  const lent = await db.selectFrom('delegation').innerJoin('membership', 'membership.id', 'delegation.membership')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .where('delegation.delegate', '=', account).where('delegation.status', '=', 'granted')
    .select(['delegation.id', 'delegation.official as delegated', 'delegation.membership', 'membership.official as held',
      'organisation.official as organisation'])
    .orderBy('delegation.id').execute()
  const shown = (id: string, held: Membership, name: Text) => {
    const role = edition.roles[held.role]
    return {
      id, role: held.role as string, roleName: role.name, capacity: role.capacity as string,
      organisation: { id: held.organisation, name }, ...(held.region && { region: held.region }), secondFactor: role.secondFactor,
    }
  }
  return [
    ...own.filter(({ held }) => holdsOn(held, today))
      .map(({ id, held, organisation }) => ({ ...shown(id, held, organisation.name), of: { membership: id, delegation: null as string | null } })),
    ...lent.filter(({ held, delegated }) => holdsOn(held, today) && delegationHoldsOn(delegated, today))
      .map(({ id, membership, held, organisation }) => (
        { ...shown(id, held, organisation.name), delegated: true, of: { membership, delegation: id as string | null } })),
  ]
}

/** The first membership that may be entered: one whose role asks for a second factor needs one that is enrolled. */
export const firstChoice = (
  choices: Awaited<ReturnType<typeof choicesOf>>, enrolled: boolean,
): string | null => choices.find(({ of, secondFactor }) => of.delegation === null && (enrolled || !secondFactor))?.of.membership ?? null

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
export async function setMembership(tx: Tx, session: string, of: { membership: string | null; delegation: string | null }): Promise<void> {
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
  await ('membership' in of ? rows.where('membership', '=', of.membership) : rows.where('delegation', '=', of.delegation)).execute()
}

export async function endSession(tx: Tx, account: string, session: string): Promise<void> {
  const { numDeletedRows } = await tx.deleteFrom('session').where('account', '=', account).where('id', '=', session).executeTakeFirst()
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
    return endsAt <= now ? [] : [{
      id: row.id, createdAt: row.created_at, seenAt: row.seen_at, endsAt: parseInstant(endsAt), current: row.id === current,
      ...(role && { roleName: role.name }),
    }]
  })
}

/** Removes sessions that are long over. */
export async function sweepSessions(world: World): Promise<void> {
  const { absoluteMs } = lifetimeOf('')
  await world.db.deleteFrom('session').where('created_at', '<', parseInstant(world.now() - absoluteMs)).execute()
}
