import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import { parseInstant } from '@tianfu/kernel'
import { transaction } from '../../platform/command.ts'
import type { Tx } from '../../platform/db/database.ts'
import { sealPrivately } from '../../platform/outbox.ts'
import type { Actor, Work, World } from '../../platform/work.ts'
import { checkPassword, hashPassword } from './password.ts'
import { placeWords } from './place-words.ts'
import { record } from './security-log.ts'
import { endSessionsOf } from './sessions.ts'
import { mustKnowPassword } from './sign-in.ts'

/** Every other session ends with the old password. */
export async function changePassword(
  world: World, actor: Actor, request: { current: string; password: string }, address: string,
): Promise<void> {
  await mustKnowPassword(world, actor.account, request.current, address)
  await transaction(world.db, async (tx) => {
    await setPassword(world, tx, actor.account, request.password)
    await endSessionsOf(tx, actor.account, actor.session)
    await record(world, tx, { event: 'password-changed', account: actor.account })
  })
}

async function setPassword(world: World, tx: Tx, account: string, password: string): Promise<void> {
  const { login } = await tx
    .selectFrom('account')
    .select('login')
    .where('id', '=', account)
    .forUpdate()
    .executeTakeFirstOrThrow()
  checkPassword(password, login, placeWords(world))
  await tx.updateTable('account').set({
    password: await hashPassword(password, world.randomBytes), password_changed_at: parseInstant(world.now()),
  }).where('id', '=', account).execute()
}

const RESET_MS = 15 * 60_000

/**
 * Sends a reset link to the account's owner, if there is such an account; whoever asks learns nothing. The link has the
 * configured origin, never the request's host.
 */
export async function askPasswordReset(work: Work, login: string): Promise<void> {
  const { world, tx } = work
  const account = await tx
    .selectFrom('account')
    .select(['id', 'disabled_at'])
    .where('login', '=', login.trim().toLowerCase())
    .executeTakeFirst()
  if (!account || account.disabled_at !== null) return
  const recent = await tx.selectFrom('password_reset').select('token_sha256').where('account', '=', account.id)
    .where('created_at', '>', parseInstant(world.now() - 60_000)).executeTakeFirst()
  if (recent) return
  const link = await openReset(work, account.id)
  await record(world, tx, { event: 'password-reset-asked', account: account.id })
  // Not a notice: whoever holds a stolen session reads notices, and must not learn the token.
  await world.outbox.send(tx, 'private-letter', {
    id: world.newId(), account: account.id, sealed: sealPrivately(world, link),
    zh: '重置密码的链接，15 分钟内有效，只能用一次；如非本人申请，请忽略',
    en: 'A link to set a new password, good once within 15 minutes; ignore it if you did not ask',
  })
}

/** A link that sets an account's password once. Its token is behind the `#`, so no server's log ever sees it. */
export async function openReset({ world, tx, at }: Work, account: string): Promise<string> {
  const token = Buffer.from(world.randomBytes(32)).toString('base64url')
  await tx
    .insertInto('password_reset')
    .values({ token_sha256: resetHash(token), account, created_at: at.system })
    .execute()
  return `${world.origin}/workbench/reset#${token}`
}

const resetHash = (token: string): string => createHash('sha256').update(`reset:${token}`).digest('hex')

/** Sets the password by a token, once; the second factor stays, every session ends (ASVS 5.0 6.4.3). */
export async function completePasswordReset(world: World, request: { token: string; password: string }): Promise<void> {
  await transaction(world.db, async (tx) => {
    const row = await tx.selectFrom('password_reset').selectAll().where('token_sha256', '=', resetHash(request.token))
      .forUpdate().executeTakeFirst()
    const over = !row || row.used_at !== null || Date.parse(row.created_at) + RESET_MS <= world.now()
    if (over) refuse('reset-not-valid')
    await setPassword(world, tx, row.account, request.password)
    await tx
      .updateTable('password_reset')
      .set({ used_at: parseInstant(world.now()) })
      .where('account', '=', row.account)
      .execute()
    await endSessionsOf(tx, row.account)
    await record(world, tx, { event: 'password-reset', account: row.account })
  })
}
