import { refuse } from '@tianfu/contract'
import { maskMailAddress, parseMailAddress } from '@tianfu/identifiers'
import { transaction } from '../../platform/command.ts'
import { sealPrivately } from '../../platform/outbox.ts'
import type { Actor, Work, World } from '../../platform/work.ts'
import { record } from './security-log.ts'
import { mustKnowPassword } from './sign-in.ts'

/** A mail address is an account's once its owner has given back the code that was sent there. */

const CODE_MS = 15 * 60_000
const AGAIN_AFTER_MS = 60_000
export const MOST_ATTEMPTS = 5

/** What waits for its code. */
export interface PendingMail { readonly mail: string; readonly code: string; readonly sentAt: number }

const LABEL = 'account-mail-pending'
const sealed = ({ keys }: World, pending: PendingMail): Uint8Array =>
  keys.seal(LABEL, new TextEncoder().encode(JSON.stringify(pending)))
const opened = ({ keys }: Pick<World, 'keys'>, bytes: Uint8Array): PendingMail =>
  JSON.parse(new TextDecoder().decode(keys.open(LABEL, bytes))) as PendingMail

/** Six digits, each value as likely as any other. */
function newCode(world: World): string {
  for (;;) {
    const value = Buffer.from(world.randomBytes(4)).readUInt32BE()
    if (value < 4_294_000_000) return String(value % 1_000_000).padStart(6, '0')
  }
}

/** Sends a code to the address. The password is asked again: a stolen session must not turn news aside. */
export async function startMailAddress(
  world: World, actor: Actor, request: { mail: string; password: string }, address: string,
): Promise<{ mailPendingMask: string }> {
  const mail = parseMailAddress(request.mail)
  if (!mail.ok) refuse('mail-broken', { rule: mail.rule, why: mail.zh, whyEn: mail.en })
  await mustKnowPassword(world, actor.account, request.password, address)
  return transaction(world.db, async (tx) => {
    const row = await tx.selectFrom('account').select('mail_pending').where('id', '=', actor.account).forUpdate()
      .executeTakeFirstOrThrow()
    const waited = row.mail_pending ? world.now() - opened(world, row.mail_pending).sentAt : Infinity
    if (waited < AGAIN_AFTER_MS) refuse('mail-code-recent', { seconds: Math.ceil((AGAIN_AFTER_MS - waited) / 1000) })
    const code = newCode(world)
    await tx.updateTable('account').set({
      mail_pending: sealed(world, { mail: mail.value, code, sentAt: world.now() }), mail_attempts: 0,
    }).where('id', '=', actor.account).execute()
    await world.outbox.send(tx, 'private-letter', {
      id: world.newId(), account: actor.account, sealed: sealPrivately(world, code),
      mail: sealPrivately(world, mail.value),
      zh: '绑定邮箱的验证码，15 分钟内有效，只能用一次；如非本人申请，请忽略',
      en: 'The code that confirms a mail address, good once within 15 minutes; ignore it if you did not ask',
    })
    return { mailPendingMask: maskMailAddress(mail.value) }
  })
}

/** Attempts are counted before the refusal, in a transaction of their own, so that nothing rolls them back. */
export async function confirmMailAddress(world: World, actor: Actor, code: string): Promise<{ mailMask: string }> {
  const mail = await transaction(world.db, async (tx) => {
    const row = await tx.selectFrom('account').select(['mail_pending', 'mail_attempts'])
      .where('id', '=', actor.account).forUpdate().executeTakeFirstOrThrow()
    const pending = row.mail_pending && opened(world, row.mail_pending)
    if (!pending || row.mail_attempts >= MOST_ATTEMPTS || pending.sentAt + CODE_MS <= world.now()) return undefined
    if (pending.code !== code) {
      await tx.updateTable('account').set({ mail_attempts: row.mail_attempts + 1 }).where('id', '=', actor.account)
        .execute()
      return undefined
    }
    await tx.updateTable('account').set({
      mail: world.keys.seal('account-mail', new TextEncoder().encode(pending.mail)), mail_pending: null,
      mail_attempts: 0,
    }).where('id', '=', actor.account).execute()
    await record(world, tx, { event: 'mail-set', account: actor.account })
    return pending.mail
  })
  if (mail === undefined) refuse('mail-code-wrong', { most: MOST_ATTEMPTS })
  return { mailMask: maskMailAddress(mail) }
}

export async function removeMailAddress({ world, tx, actor }: Work): Promise<void> {
  await tx.updateTable('account').set({ mail: null, mail_pending: null, mail_attempts: 0 })
    .where('id', '=', actor.account).execute()
  await record(world, tx, { event: 'mail-removed', account: actor.account })
}

export async function chooseNews({ tx, actor }: Work, newsBy: 'all' | 'sms' | 'mail' | 'none'): Promise<void> {
  await tx.updateTable('account').set({ news_by: newsBy }).where('id', '=', actor.account).execute()
}

/** The masked address that waits for its code, while it can still be confirmed. */
export function pendingMask(world: World, row: { mail_pending: Uint8Array | null; mail_attempts: number }) {
  const pending = row.mail_pending && opened(world, row.mail_pending)
  const open = pending && row.mail_attempts < MOST_ATTEMPTS && pending.sentAt + CODE_MS > world.now()
  return open ? maskMailAddress(pending.mail) : undefined
}
