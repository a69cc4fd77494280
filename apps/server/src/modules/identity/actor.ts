import { chinaToday, parseInstant } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { editionInForce } from '@tianfu/scheme'
import type { Db } from '../../platform/db/database.ts'
import type { Actor, World } from '../../platform/work.ts'
import { CONFIRMED_FOR_MS, delegationHoldsOn, holdsOn, lifetimeOf } from './domain.ts'
import type { Membership } from './domain.ts'
import { actorOfKey, isApiKey } from './api-keys.ts'
import { tokenHash } from './sessions.ts'

const TOUCH_EVERY_MS = 60_000

async function rowOf(db: Db, token: string) {
  return db
    .selectFrom('session')
    .innerJoin('account', 'account.id', 'session.account')
    .leftJoin('membership', 'membership.id', 'session.membership')
    .leftJoin('organisation', 'organisation.id', 'membership.organisation')
    .leftJoin('delegation', 'delegation.id', 'session.delegation')
    .leftJoin('account as holder', 'holder.id', 'membership.account')
    .crossJoin('official_clock')
    .where('session.token_sha256', '=', tokenHash(token))
    .selectAll('session')
    .select([
      'account.person',
      'account.disabled_at',
      'holder.disabled_at as holder_disabled_at',
      'membership.official as held',
      'organisation.name as organisation_name',
      'delegation.official as delegated',
      'official_clock.ahead_ms',
    ])
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
  if (isApiKey(token)) return actorOfKey(world, db, token)
  const row = await rowOf(db, token)
  // A delegation lends what its giver has; a giver whose account is disabled has nothing to lend.
  if (!row || row.disabled_at !== null || row.holder_disabled_at !== null) return undefined
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
    ...common,
    persons: held.person === row.person ? [row.person] : [row.person, held.person],
    membership: row.membership,
    role: held.role,
    capacity: role.capacity,
    organisation: held.organisation,
    organisationName: row.organisation_name ?? '',
    ...(held.region && { region: held.region }),
    grants: new Set(role.grants),
  }
}

function stands(
  held: Membership,
  delegated: (Parameters<typeof delegationHoldsOn>[0] & { delegate: string }) | null,
  account: string,
  today: LocalDate,
): boolean {
  if (!holdsOn(held, today)) return false
  if (delegated === null) return held.account === account
  return delegated.delegate === account && delegationHoldsOn(delegated, today)
}

/**
 * Who acts in a role without being there: for what somebody asked to be done later. Undefined once the role holds no
 * longer or its account is closed.
 */
export async function actorOfMembership(world: World, db: Db, membership: string): Promise<Actor | undefined> {
  const row = await db.selectFrom('membership').innerJoin('account', 'account.id', 'membership.account')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation').crossJoin('official_clock')
    .where('membership.id', '=', membership).where('account.disabled_at', 'is', null)
    .select(['account.id as account', 'account.person', 'membership.official as held',
      'organisation.name as organisation_name', 'official_clock.ahead_ms']).executeTakeFirst()
  const today = chinaToday(parseInstant(world.now() + (row?.ahead_ms ?? 0)))
  const role = row && editionInForce(world.editions, today).roles[row.held.role]
  if (!row || !role || !holdsOn(row.held, today)) return undefined
  return {
    account: row.account, person: row.person, session: '', persons: [row.person], membership, role: row.held.role,
    capacity: role.capacity, organisation: row.held.organisation, organisationName: row.organisation_name,
    ...(row.held.region && { region: row.held.region }), grants: new Set(role.grants), signed: false,
  }
}
