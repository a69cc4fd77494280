import { refuse } from '@tianfu/contract'
import { byRule } from '../../platform/command.ts'
import type { World } from '../../platform/work.ts'
import { personOf, registerOrganisation } from '../parties/index.ts'
import type { NamedPerson, NewOrganisation } from '../parties/index.ts'
import { insertAccount } from './accounts.ts'
import { ADMINISTRATORS, loginOf } from './domain.ts'
import { grantMembership } from './memberships.ts'
import { openReset } from './password-change.ts'
import { hashPassword } from './password.ts'

export interface FirstAdministrators {
  platform: Omit<NewOrganisation, 'kinds'>
  /** One for each of the three roles, three different persons. */
  administrators: readonly (NamedPerson & { login: string; role: string })[]
}

/**
 * Appoints the three administrators of a new production system, where nobody could approve them: from the machine
 * itself, once, while no membership exists. Each gets a link to set a password; the role opens when a second factor is
 * enrolled. Everybody after them is asked for by one and approved by another.
 *
 * @returns the links, to be handed to the persons themselves; good once, for fifteen minutes
 * @throws Refusal `wrong-state` when there is any membership, `roles-incompatible` when one person would hold two roles
 */
export async function appointFirstAdministrators(
  world: World, of: FirstAdministrators,
): Promise<{ login: string; role: string; link: string }[]> {
  const roles = new Set(of.administrators.map(({ role }) => role))
  if (of.administrators.length !== ADMINISTRATORS.length || !ADMINISTRATORS.every((role) => roles.has(role))) {
    refuse('role-unknown', { role: ADMINISTRATORS.join('、') })
  }
  return byRule(world, 'rule', async (work) => {
    if (await work.tx.selectFrom('membership').select('id').limit(1).executeTakeFirst()) {
      refuse('wrong-state', { state: 'memberships' })
    }
    const { id: organisation } = await registerOrganisation(work, { ...of.platform, kinds: ['platform'] })
    const links = []
    for (const { login: asked, role, ...named } of of.administrators) {
      const person = (await personOf(work, named)).id
      const login = loginOf(asked)
      // Nobody knows this password: the link sets the first one.
      const password = await hashPassword(Buffer.from(world.randomBytes(32)).toString('base64url'), world.randomBytes)
      const account = await insertAccount(work, { login, password, person, phone: null })
      await grantMembership(work, { account, person, organisation, role, basis: 'registration' })
      links.push({ login, role, link: await openReset(work, account) })
    }
    return links
  })
}
