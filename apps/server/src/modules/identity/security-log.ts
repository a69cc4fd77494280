import { parseInstant } from '@tianfu/kernel'
import type { Text } from '@tianfu/kernel'
import type { Db } from '../../platform/db/database.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View, World } from '../../platform/work.ts'

/** Words of the security log, which holds no personal data. */
export const SECURITY_EVENTS = {
  'signed-in': { zh: '登录成功', en: 'Signed in' },
  'sign-in-failed': { zh: '登录失败', en: 'Sign-in failed' },
  'sign-in-throttled': { zh: '登录受限', en: 'Sign-in throttled' },
  'code-wrong': { zh: '动态验证码错误', en: 'Wrong one-time code' },
  'signed-out': { zh: '退出', en: 'Signed out' },
  'sessions-ended': { zh: '会话被结束', en: 'Sessions ended' },
  'role-switched': { zh: '切换岗位', en: 'Switched role' },
  'account-registered': { zh: '注册账户', en: 'Account registered' },
  'account-disabled': { zh: '停用账户', en: 'Account disabled' },
  'account-enabled': { zh: '恢复账户', en: 'Account enabled' },
  'password-changed': { zh: '修改密码', en: 'Password changed' },
  'password-reset-asked': { zh: '申请重置密码', en: 'Password reset asked for' },
  'password-reset': { zh: '重置密码', en: 'Password reset' },
  'mail-set': { zh: '绑定邮箱', en: 'Mail address set' },
  'mail-removed': { zh: '解除邮箱', en: 'Mail address removed' },
  'second-factor-enrolled': { zh: '绑定动态验证码', en: 'Second factor enrolled' },
  'second-factor-reset': { zh: '重置动态验证码', en: 'Second factor reset' },
  'api-key-issued': { zh: '签发接口密钥', en: 'API key issued' },
  'api-key-revoked': { zh: '吊销接口密钥', en: 'API key revoked' },
  'not-permitted': { zh: '越权访问被拒', en: 'Authorisation refused' },
} as const satisfies Record<string, Text>
export type SecurityEvent = keyof typeof SECURITY_EVENTS

/** What the log keeps of an event: an account by its id, a login or an address nobody owns only as keyed hashes. */
export interface Happened {
  event: SecurityEvent
  account?: string
  login?: string
  address?: string
  /** A closed word, such as an endpoint's id; never what somebody wrote. */
  detail?: string
}

export const loginMac = (world: World, login: string): string =>
  world.keys.mac('security-login', login.trim().toLowerCase())
export const addressMac = (world: World, address: string): string => world.keys.mac('security-address', address)

export async function record(
  world: World,
  db: Db,
  { event, account, login, address, detail }: Happened,
): Promise<void> {
  await db
    .insertInto('security_event')
    .values({
      id: world.newId(),
      at: parseInstant(world.now()),
      event,
      account: account ?? null,
      login_mac: login === undefined ? null : loginMac(world, login),
      address_mac: address === undefined ? null : addressMac(world, address),
      detail: detail ?? null,
    })
    .execute()
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

export async function listSecurityEvents(
  view: View,
  query: { after?: string; limit?: number; q?: string; event?: string },
) {
  let rows = view.db
    .selectFrom('security_event')
    .leftJoin('account', 'account.id', 'security_event.account')
    .selectAll('security_event')
    .select('account.login')
    .orderBy('security_event.id', 'desc')
    .limit(pageSize(query))
  if (query.event) rows = rows.where('security_event.event', '=', query.event)
  if (query.q) rows = rows.where('account.login', '=', query.q.trim().toLowerCase())
  if (query.after) rows = rows.where('security_event.id', '<', cursorId(query.after))
  return pageOf(
    await rows.execute(),
    query,
    ({ id }) => id,
    (row) => ({
      id: row.id,
      at: row.at,
      event: row.event,
      label: SECURITY_EVENTS[row.event as SecurityEvent] ?? { zh: row.event },
      ...(row.account && { account: row.account }),
      ...(row.login && { login: row.login }),
      ...(row.detail && { detail: row.detail }),
    }),
  )
}
