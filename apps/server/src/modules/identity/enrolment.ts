import { refuse } from '@tianfu/contract'
import { parseInstant } from '@tianfu/kernel'
import { transaction } from '../../platform/command.ts'
import type { Actor, Work, World } from '../../platform/work.ts'
import { takeCode } from './confirmation.ts'
import { enrolment, stepOfCode } from './second-factor.ts'
import { record } from './security-log.ts'
import { choicesOf, firstChoice } from './choices.ts'
import { endSessionsOf, sessionAnswer, setMembership } from './sessions.ts'
import { mustKnowPassword } from './sign-in.ts'

const SECRET_BYTES = 20 // RFC 4226: 160 bits

/** A new secret, shown once; it counts from its first code on. Replacing one that is enrolled takes a code of it. */
export async function startSecondFactor(
  world: World, actor: Actor, request: { password: string; oneTimeCode?: string }, address: string, issuer: string,
): Promise<{ secret: string; uri: string }> {
  await mustKnowPassword(world, actor.account, request.password, address)
  const secret = world.randomBytes(SECRET_BYTES)
  return transaction(world.db, async (tx) => {
    const row = await tx
      .selectFrom('account')
      .select(['login', 'second_factor'])
      .where('id', '=', actor.account)
      .executeTakeFirstOrThrow()
    if (row.second_factor && !(await takeCode(world, tx, actor.account, request.oneTimeCode ?? '')))
      refuse('one-time-code-wrong')
    await tx.updateTable('account').set({ second_factor_pending: world.keys.seal('second-factor', secret) })
      .where('id', '=', actor.account).execute()
    return enrolment(secret, issuer, row.login)
  })
}

/** The first code enrols the secret; all other sessions end, and this one is confirmed and may enter its role. */
export async function confirmSecondFactor(work: Work, code: string) {
  const { world, tx, actor } = work
  const row = await tx.selectFrom('account').select(['second_factor_pending']).where('id', '=', actor.account)
    .forUpdate().executeTakeFirstOrThrow()
  if (!row.second_factor_pending) refuse('one-time-code-wrong')
  const step = stepOfCode(world.keys.open('second-factor', row.second_factor_pending), code, world.now(), 0)
  if (step === undefined) refuse('one-time-code-wrong')
  await tx.updateTable('account').set({
    second_factor: row.second_factor_pending, second_factor_pending: null, second_factor_step: step,
  }).where('id', '=', actor.account).execute()
  await endSessionsOf(tx, actor.account, actor.session)
  await tx
    .updateTable('session')
    .set({ confirmed_at: parseInstant(world.now()) })
    .where('id', '=', actor.session)
    .execute()
  if (actor.role === '') {
    const choices = await choicesOf(tx, work.edition, actor.account, work.at.today)
    await setMembership(tx, actor.session, { membership: firstChoice(choices, true), delegation: null })
  }
  await record(world, tx, { event: 'second-factor-enrolled', account: actor.account })
  return sessionAnswer(work, actor.session)
}
