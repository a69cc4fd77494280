import { regionPrefix } from '@tianfu/scheme'
import type { Addressee } from '../../platform/outbox.ts'
import type { World } from '../../platform/work.ts'

const MOST = 200

/** Telephone numbers of the accounts that a notice is for: only the outbox asks, and only to send. */
export async function phonesOf(world: Pick<World, 'db' | 'keys'>, to: Addressee): Promise<string[]> {
  let accounts = world.db.selectFrom('account').select('account.phone').distinct()
    .where('account.phone', 'is not', null)
  if (to.account) accounts = accounts.where('account.id', '=', to.account)
  else if (to.person) accounts = accounts.where('account.person', '=', to.person)
  else {
    const office = world.db.selectFrom('membership').select('membership.account')
      .where('membership.status', '=', 'active')
    const ofRole = to.role ? office.where('membership.role', '=', to.role) : office
    const { organisation, region } = to
    if (organisation) {
      accounts = accounts.where('account.id', 'in', ofRole.where('membership.organisation', '=', organisation))
    } else if (region) {
      const within = ofRole.where('membership.region', 'like', `${regionPrefix(region)}%`)
      accounts = accounts.where('account.id', 'in', within)
    } else return []
  }
  const rows = await accounts.limit(MOST).execute()
  return rows.flatMap(({ phone }) => (phone ? [new TextDecoder().decode(world.keys.open('account-phone', phone))] : []))
}
