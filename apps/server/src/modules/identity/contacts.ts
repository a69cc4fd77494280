import { regionPrefix } from '@tianfu/scheme'
import type { Addressee, Contacts } from '../../platform/outbox.ts'
import type { World } from '../../platform/work.ts'

const MOST = 200

/** How the accounts that a notice is for want to be reached: only the outbox asks, and only to send. */
export async function contactsOf(world: Pick<World, 'db' | 'keys'>, to: Addressee): Promise<Contacts> {
  let accounts = world.db.selectFrom('account').select(['account.phone', 'account.mail', 'account.news_by'])
    .where('account.disabled_at', 'is', null).where('account.news_by', '<>', 'none')
    .where((is) => is.or([is('account.phone', 'is not', null), is('account.mail', 'is not', null)]))
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
    } else return { phones: [], mails: [] }
  }
  const rows = await accounts.orderBy('account.id').limit(MOST).execute()
  return opened(world, rows.map(({ phone, mail, news_by: by }) =>
    ({ phone: by === 'mail' ? null : phone, mail: by === 'sms' ? null : mail })))
}

/** Every way to reach an account's owner: for letters that they asked for themselves. */
export async function ownContacts(world: Pick<World, 'db' | 'keys'>, account: string): Promise<Contacts> {
  const rows = await world.db.selectFrom('account').select(['phone', 'mail']).where('id', '=', account)
    .where('disabled_at', 'is', null).execute()
  return opened(world, rows)
}

function opened(
  { keys }: Pick<World, 'keys'>, rows: readonly { phone: Uint8Array | null; mail: Uint8Array | null }[],
): Contacts {
  const open = (label: string, sealed: Uint8Array | null) =>
    (sealed ? [new TextDecoder().decode(keys.open(label, sealed))] : [])
  const once = (all: string[]) => [...new Set(all)]
  return {
    phones: once(rows.flatMap(({ phone }) => open('account-phone', phone))),
    mails: once(rows.flatMap(({ mail }) => open('account-mail', mail))),
  }
}
