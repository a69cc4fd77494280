import { refuse } from '@tianfu/contract'
import type { View, Work } from '../../platform/work.ts'
import { insertAccount } from './accounts.ts'
import { hashPassword } from './password.ts'
import { STEP_MS, codeOf, secretBytes } from './second-factor.ts'

export interface DemonstrationAccount { login: string; person: string; password: string; totpSecret?: string }

const PASSWORD = 'demonstration-password'

/**
 * An account of demonstration mode, whose password and secret everybody may read; production mode refuses a database
 * that demonstration mode has filled (platform/installation.ts).
 */
export async function seedAccount(work: Work, of: DemonstrationAccount): Promise<string> {
  await work.tx
    .insertInto('installation')
    .values({ name: PASSWORD, value: of.password })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return insertAccount(work, {
    login: of.login, password: await hashPassword(of.password, work.world.randomBytes), person: of.person, phone: null,
    ...(of.totpSecret && { secondFactor: secretBytes(of.totpSecret) }), demonstration: true,
  })
}

/**
 * The demonstration accounts with the password they started with and, where they have a second factor, a code that was
 * not used; for a page that lets a visitor step in. In production there is no such page.
 */
export async function demonstrationAccounts(view: View) {
  const { world, db, edition } = view
  if (world.mode !== 'demo') refuse('not-found')
  const kept = await db.selectFrom('installation').select('value').where('name', '=', PASSWORD).executeTakeFirst()
  const rows = await db
    .selectFrom('account')
    .innerJoin('membership', 'membership.account', 'account.id')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .where('account.demonstration', '=', true)
    .where('membership.status', '=', 'active')
    .selectAll('account')
    .select(['membership.official', 'organisation.official as organisation'])
    .orderBy('account.id')
    .orderBy('membership.id')
    .execute()
  const now = Math.floor(world.now() / STEP_MS)
  const codeFor = (secret: Uint8Array, last: number) => {
    const step = Math.max(now, last + 1)
    const usable = step <= now + 1
    return {
      ...(usable && { code: codeOf(world.keys.open('second-factor', secret), step) }),
      seconds: Math.ceil(((usable ? step + 2 : step - 1) * STEP_MS - world.now()) / 1000),
    }
  }
  const items = rows.map((row) => ({
    login: row.login,
    role: row.official.role as string,
    roleName: edition.roles[row.official.role].name,
    organisation: row.organisation.name,
    ...(kept && row.password_changed_at === row.created_at && { password: kept.value }),
    ...(row.second_factor ? codeFor(row.second_factor, row.second_factor_step) : { seconds: 0 }),
  }))
  return { items }
}
