import { identity as contract, refuse } from '@tianfu/contract'
import type { BodyOf, QueryOf } from '@tianfu/contract'
import { addDays, chinaToday, parseInstant } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { editionInForce } from '@tianfu/scheme'
import { transaction } from '../../platform/command.ts'
import type { Db } from '../../platform/db/database.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { Actor, View, Work, World } from '../../platform/work.ts'
import { holdsOn } from './domain.ts'
import { record } from './security-log.ts'
import { tokenHash } from './sessions.ts'
import type { IdentityTables } from './tables.ts'

/** A full stop stands in no session's token, so the two are told apart without asking the database. */
const PREFIX = 'tfk.'
const SECRET_BYTES = 32
const LONGEST_DAYS = 366

export const isApiKey = (token: string): boolean => token.startsWith(PREFIX)

/**
 * The program behind a key: its maker's role for the same organisation, with those of the key's rights that the role
 * still has. Undefined when the key is unknown, over or revoked, or its maker no longer holds the role.
 */
export async function actorOfKey(world: World, db: Db, token: string): Promise<Actor | undefined> {
  const row = await db.selectFrom('api_key').innerJoin('account', 'account.id', 'api_key.account')
    .innerJoin('membership', 'membership.id', 'api_key.membership')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation').crossJoin('official_clock')
    .where('api_key.token_sha256', '=', tokenHash(token)).where('api_key.revoked_at', 'is', null)
    .select(['api_key.id', 'api_key.scopes', 'api_key.expires_on', 'api_key.membership', 'account.id as account',
      'account.person', 'account.disabled_at', 'membership.official as held', 'organisation.name as organisation_name',
      'official_clock.ahead_ms'])
    .executeTakeFirst()
  if (!row || row.disabled_at !== null) return undefined
  const today = chinaToday(parseInstant(world.now() + row.ahead_ms))
  const role = editionInForce(world.editions, today).roles[row.held.role]
  if (!role || row.expires_on < chinaToday(parseInstant(world.now())) || !holdsOn(row.held, today)) return undefined
  return {
    account: row.account, person: row.person, session: row.id, persons: [row.person], membership: row.membership,
    role: row.held.role, capacity: role.capacity, organisation: row.held.organisation,
    organisationName: row.organisation_name, ...(row.held.region && { region: row.held.region }),
    grants: new Set(role.grants.filter((grant) => row.scopes.includes(grant))), apiKey: row.id, signed: false,
  }
}

/** A new key of the caller's organisation; its secret is shown here once and kept nowhere. */
export async function issueApiKey(view: View, body: BodyOf<typeof contract.issueApiKey>) {
  const { world, actor = refuse('not-signed-in') } = view
  const today = chinaToday(parseInstant(world.now()))
  if (body.expiresOn <= today || body.expiresOn > addDays(today, LONGEST_DAYS)) refuse('api-key-too-long')
  const beyond = body.scopes.find((scope) => !actor.grants.has(scope))
  if (beyond) refuse('api-key-beyond-role', { scope: beyond })
  const secret = PREFIX + Buffer.from(world.randomBytes(SECRET_BYTES)).toString('base64url')
  const row = {
    id: world.newId(), token_sha256: tokenHash(secret), account: actor.account, membership: actor.membership,
    name: body.name, scopes: body.scopes, created_at: parseInstant(world.now()), expires_on: body.expiresOn,
    revoked_at: null,
  }
  await transaction(world.db, async (tx) => {
    await tx.insertInto('api_key').values(row).execute()
    await record(world, tx, { event: 'api-key-issued', account: actor.account })
  })
  return { ...shown(row, today), secret }
}

type Row = Pick<IdentityTables['api_key'], 'id' | 'name' | 'scopes' | 'created_at' | 'expires_on' | 'revoked_at'>
const statusOf = (row: Row, today: LocalDate): 'revoked' | 'expired' | 'active' =>
  (row.revoked_at !== null ? 'revoked' : row.expires_on < today ? 'expired' : 'active')
const shown = (row: Row, today: LocalDate) => ({
  id: row.id, name: row.name, scopes: row.scopes as (typeof contract.API_KEY_SCOPES)[number][],
  status: statusOf(row, today),
  createdAt: row.created_at, expiresOn: row.expires_on,
})

const keysOf = ({ db, actor }: Pick<View, 'db' | 'actor'>) =>
  db.selectFrom('api_key').innerJoin('membership', 'membership.id', 'api_key.membership')
    .where('membership.organisation', '=', actor?.organisation ?? refuse('not-signed-in'))
    .select(['api_key.id', 'name', 'scopes', 'created_at', 'expires_on', 'revoked_at'])

const systemToday = ({ world }: Pick<View, 'world'>) => chinaToday(parseInstant(world.now()))

/** The keys of the caller's organisation, newest first. */
export async function listApiKeys(view: View, query: QueryOf<typeof contract.listApiKeys>) {
  let rows = keysOf(view).orderBy('api_key.id', 'desc').limit(pageSize(query))
  if (query.after) rows = rows.where('api_key.id', '<', cursorId(query.after))
  if (query.q) rows = rows.where('name', 'ilike', anywhere(query.q))
  return pageOf(await rows.execute(), query, ({ id }) => id, (row) => shown(row, systemToday(view)))
}

export async function apiKeyDetail(view: View, id: string) {
  const row = await keysOf(view).where('api_key.id', '=', id).executeTakeFirst() ?? refuse('not-found')
  const item = shown(row, systemToday(view))
  return { ...item, next: item.status === 'active' ? offer(view.actor, contract.revokeApiKey, { params: { id } }) : [] }
}

/** From the next request on the key opens nothing. */
export async function revokeApiKey(work: Work, id: string): Promise<void> {
  const row = await keysOf(work).where('api_key.id', '=', id).executeTakeFirst() ?? refuse('not-found')
  if (row.revoked_at !== null) return
  await work.tx.updateTable('api_key').set({ revoked_at: parseInstant(work.world.now()) })
    .where('id', '=', id).execute()
  await record(work.world, work.tx, { event: 'api-key-revoked', account: work.actor.account })
}
