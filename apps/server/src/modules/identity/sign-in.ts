import { refuse } from '@tianfu/contract'
import { transaction, workOf } from '../../platform/command.ts'
import { ruleActor } from '../../platform/rights.ts'
import type { World } from '../../platform/work.ts'
import { takeCode } from './confirmation.ts'
import { DUMMY_HASH, verifyPassword } from './password.ts'
import { record } from './security-log.ts'
import { choicesOf, firstChoice } from './choices.ts'
import { forgetToken, openSession, sessionAnswer, sweepSessions } from './sessions.ts'
import { countFailure, forgive, mustNotWait } from './throttle.ts'

export interface Credentials { login: string; password: string; oneTimeCode?: string }

/**
 * Signs in. A login that does not exist, a wrong password, a wrong code and a disabled account are one refusal, and
 * take as long. Only a right password learns that a code is missing. Failures are counted before the refusal, in
 * transactions of their own, so that nothing rolls them back.
 */
export async function signIn(world: World, given: Credentials, from: { address: string; token: string | undefined }) {
  const login = given.login.trim().toLowerCase()
  await mustNotWait(world, login, from.address)
  const account = await world.db.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst()
  const right = await verifyPassword(given.password, account?.password ?? DUMMY_HASH)
  if (!account || !right || account.disabled_at !== null)
    return failed(world, login, from.address, 'password', account?.id)
  if (account.second_factor !== null && given.oneTimeCode === undefined) refuse('second-factor-needed')
  const opened = await transaction(world.db, async (tx) => {
    if (account.second_factor !== null && !(await takeCode(world, tx, account.id, given.oneTimeCode ?? '')))
      return undefined
    if (from.token !== undefined) await forgetToken(tx, from.token)
    const view = await workOf(world, tx, ruleActor('rule'))
    const choices = await choicesOf(tx, view.edition, account.id, view.at.today)
    const enrolled = account.second_factor !== null
    const session = await openSession(world, tx, {
      account: account.id, membership: firstChoice(choices, enrolled), confirmed: enrolled,
    })
    await forgive(world, tx, login, from.address)
    await sweepSessions(world, tx)
    await record(world, tx, { event: 'signed-in', account: account.id, address: from.address })
    return { token: session.token, answer: await sessionAnswer(view, session.id) }
  })
  return opened ?? failed(world, login, from.address, 'code', account.id)
}

async function failed(
  world: World, login: string, address: string, kind: 'password' | 'code', account: string | undefined,
): Promise<never> {
  await transaction(world.db, async (tx) => {
    await countFailure(world, tx, kind, login, address)
    await record(world, tx, {
      event: kind === 'code' ? 'code-wrong' : 'sign-in-failed',
      login,
      address,
      ...(account && { account }),
    })
  })
  refuse('sign-in-failed')
}

/** Asks the present password again before something that a stolen session must not do. */
export async function mustKnowPassword(
  world: World,
  account: string,
  password: string,
  address: string,
): Promise<void> {
  const row = await world.db
    .selectFrom('account')
    .select(['login', 'password'])
    .where('id', '=', account)
    .executeTakeFirstOrThrow()
  await mustNotWait(world, row.login, address)
  if (await verifyPassword(password, row.password)) return
  await countFailure(world, world.db, 'password', row.login, address)
  await record(world, world.db, { event: 'sign-in-failed', account, address })
  refuse('password-wrong')
}
