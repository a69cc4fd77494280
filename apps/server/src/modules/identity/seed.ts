import type { Work } from '../../platform/work.ts'
import { insertAccount } from './accounts.ts'
import { hashPassword } from './password.ts'
import { secretBytes } from './second-factor.ts'

export interface SeedAccount { login: string; person: string; password: string; totpSecret?: string }

/** An account of demonstration mode, whose password and secret everybody may read; the existing one when there is one. */
export async function seedAccount(work: Work, of: SeedAccount): Promise<{ id: string; made: boolean }> {
  const existing = await work.tx.selectFrom('account').select('id').where('login', '=', of.login).executeTakeFirst()
  if (existing) return { id: existing.id, made: false }
  const id = await insertAccount(work, {
    login: of.login, password: await hashPassword(of.password, work.world.randomBytes), person: of.person, phone: null,
    ...(of.totpSecret && { secondFactor: secretBytes(of.totpSecret) }), demonstration: true,
  })
  return { id, made: true }
}

