import { parseInstant } from '@tianfu/kernel'
import type { Db } from '../../platform/db/database.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View, World } from '../../platform/work.ts'
import { SECURITY_EVENTS } from './domain.ts'
import type { SecurityEvent } from './domain.ts'

/** What the log keeps of an event: an account by its id, a login or an address nobody owns only as keyed hashes. */
export interface Happened {
  event: SecurityEvent
  account?: string
  login?: string
  address?: string
  /** A closed word, such as an endpoint's id; never what somebody wrote. */
  detail?: string
}

export const loginMac = (world: World, login: string): string => world.keys.mac('security-login', login.trim().toLowerCase())
export const addressMac = (world: World, address: string): string => world.keys.mac('security-address', address)

export async function record(world: World, db: Db, { event, account, login, address, detail }: Happened): Promise<void> {
  await db.insertInto('security_event').values({
    id: world.newId(), at: parseInstant(world.now()), event, account: account ?? null,
    login_mac: login === undefined ? null : loginMac(world, login),
    address_mac: address === undefined ? null : addressMac(world, address), detail: detail ?? null,
  }).execute()
}

/**
 * Records outside the transaction that is running: it will roll back, and the record must not. Nobody waits for it; the
 * embedded database has one connection, so waiting here would wait for oneself.
 */
export function recordLater(world: World, write: (db: Db) => Promise<unknown>): void {
  setImmediate(() => {
    write(world.db).catch((error: unknown) => world.log.error({ err: error }, 'security log'))
  })
}

export async function listSecurityEvents(view: View, query: { after?: string; limit?: number; q?: string; event?: string }) {
  let rows = view.db.selectFrom('security_event').leftJoin('account', 'account.id', 'security_event.account')
    .selectAll('security_event').select('account.login').orderBy('security_event.id', 'desc').limit(pageSize(query))
  if (query.event) rows = rows.where('security_event.event', '=', query.event)
  if (query.q) rows = rows.where('account.login', '=', query.q.trim().toLowerCase())
  if (query.after) rows = rows.where('security_event.id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, (row) => ({
    id: row.id, at: row.at, event: row.event,
    label: SECURITY_EVENTS[row.event as SecurityEvent] ?? { zh: row.event }, ...(row.account && { account: row.account }),
    ...(row.login && { login: row.login }), ...(row.detail && { detail: row.detail }),
  }))
}
