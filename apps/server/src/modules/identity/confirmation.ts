import { refuse } from '@tianfu/contract'
import { parseInstant } from '@tianfu/kernel'
import type { Tx } from '../../platform/db/database.ts'
import type { Actor, World } from '../../platform/work.ts'
import { stepOfCode } from './second-factor.ts'
import { record, recordLater } from './security-log.ts'
import { countFailure, waitOf } from './throttle.ts'

/** Where a failed code is counted when the request's address is not at hand. */
const WITHIN_SESSION = 'session'

/** Takes a code of the account once; false when it is wrong, used, or nothing is enrolled. Locks the account. */
export async function takeCode(world: World, tx: Tx, account: string, code: string): Promise<boolean> {
  const row = await tx.selectFrom('account').select(['second_factor', 'second_factor_step'])
    .where('id', '=', account).forUpdate().executeTakeFirst()
  if (!row?.second_factor) return false
  const secret = world.keys.open('second-factor', row.second_factor)
  const step = stepOfCode(secret, code, world.now(), row.second_factor_step)
  if (step === undefined) return false
  await tx.updateTable('account').set({ second_factor_step: step }).where('id', '=', account).execute()
  return true
}

/**
 * The second factor of a request that signs: given in this session within the last ten minutes, or with the request.
 * A wrong code is counted outside this transaction, which rolls back.
 */
export async function confirm(world: World, tx: Tx, actor: Actor, code: string | undefined): Promise<boolean> {
  if (actor.signed) return true
  if (code === undefined || !/^\d{6}$/.test(code)) return false
  return confirmSession(world, tx, actor, code)
}

export async function confirmSession(
  world: World,
  tx: Tx,
  actor: Pick<Actor, 'account' | 'session'>,
  code: string,
): Promise<boolean> {
  const { login } = await tx
    .selectFrom('account')
    .select('login')
    .where('id', '=', actor.account)
    .executeTakeFirstOrThrow()
  const wait = await waitOf(world, tx, login, WITHIN_SESSION)
  if (wait > 0) refuse('sign-in-throttled', { seconds: Math.ceil(wait / 1000) })
  if (!(await takeCode(world, tx, actor.account, code))) {
    recordLater(world, async (db) => {
      await countFailure(world, db, 'code', login, WITHIN_SESSION)
      await record(world, db, { event: 'code-wrong', account: actor.account })
    })
    return false
  }
  await tx
    .updateTable('session')
    .set({ confirmed_at: parseInstant(world.now()) })
    .where('id', '=', actor.session)
    .execute()
  return true
}
