import type { LocalDate, Text } from '@tianfu/kernel'
import type { Edition } from '@tianfu/scheme'
import type { Db } from '../../platform/db/database.ts'
import { delegationHoldsOn, holdsOn } from './domain.ts'
import type { Membership } from './domain.ts'

/** What an account may act as: its memberships that hold today, then the delegations to it. */
export async function choicesOf(db: Db, edition: Pick<Edition, 'roles'>, account: string, today: LocalDate) {
  const own = await db
    .selectFrom('membership')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .where('membership.account', '=', account)
    .where('membership.status', '=', 'active')
    .select(['membership.id', 'membership.official as held', 'organisation.official as organisation'])
    .orderBy('membership.id')
    .execute()
  const lent = await db
    .selectFrom('delegation')
    .innerJoin('membership', 'membership.id', 'delegation.membership')
    .innerJoin('organisation', 'organisation.id', 'membership.organisation')
    .innerJoin('account as holder', 'holder.id', 'membership.account')
    .where('holder.disabled_at', 'is', null)
    .where('delegation.delegate', '=', account)
    .where('delegation.status', '=', 'granted')
    .select([
      'delegation.id',
      'delegation.official as delegated',
      'delegation.membership',
      'membership.official as held',
      'organisation.official as organisation',
    ])
    .orderBy('delegation.id')
    .execute()
  const shown = (id: string, held: Membership, name: Text) => {
    const role = edition.roles[held.role]
    return {
      id,
      role: held.role as string,
      roleName: role.name,
      capacity: role.capacity as string,
      organisation: { id: held.organisation, name },
      ...(held.region && { region: held.region }),
      secondFactor: role.secondFactor,
    }
  }
  return [
    ...own
      .filter(({ held }) => holdsOn(held, today))
      .map(({ id, held, organisation }) => ({
        ...shown(id, held, organisation.name),
        of: { membership: id, delegation: null as string | null },
      })),
    ...lent
      .filter(({ held, delegated }) => holdsOn(held, today) && delegationHoldsOn(delegated, today))
      .map(({ id, membership, held, organisation }) => ({
        ...shown(id, held, organisation.name),
        delegated: true,
        of: { membership, delegation: id as string | null },
      })),
  ]
}

/** The first membership that may be entered: one whose role asks for a second factor needs one that is enrolled. */
export const firstChoice = (choices: Awaited<ReturnType<typeof choicesOf>>, enrolled: boolean): string | null =>
  choices.find(({ of, secondFactor }) => of.delegation === null && (enrolled || !secondFactor))?.of.membership ?? null
