import { identity as contract, refuse } from '@tianfu/contract'
import type { Next } from '@tianfu/contract'
import { sql } from 'kysely'
import { offer } from '../../platform/next.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { releaseAllWork } from '../../platform/handing-on.ts'
import type { View, Work } from '../../platform/work.ts'
import { record } from './security-log.ts'
import { endSessionsOf } from './sessions.ts'

/** Locks somebody else's account row; one's own, by whatever account, is refused. */
async function othersAccount(work: Work, id: string) {
  const row = await work.tx.selectFrom('account').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) refuse('not-found')
  if (work.actor.persons.includes(row.person)) refuse('own-account')
  return row
}

export async function setDisabled(work: Work, id: string, disabled: boolean): Promise<void> {
  const row = await othersAccount(work, id)
  if ((row.disabled_at !== null) === disabled) refuse('wrong-state', { state: disabled ? 'disabled' : 'enabled' })
  await work.tx
    .updateTable('account')
    .set({ disabled_at: disabled ? work.at.system : null })
    .where('id', '=', id)
    .execute()
  if (disabled) {
    await endSessionsOf(work.tx, id)
    await releaseAllWork(work, id)
  }
  await record(work.world, work.tx, {
    event: disabled ? 'account-disabled' : 'account-enabled',
    account: id,
    detail: `by ${work.actor.account}`,
  })
}

/** Somebody who lost their device enrols anew after signing in; until then, roles that need it stay closed. */
export async function resetSecondFactor(work: Work, id: string): Promise<void> {
  await othersAccount(work, id)
  await work.tx
    .updateTable('account')
    .set({ second_factor: null, second_factor_pending: null })
    .where('id', '=', id)
    .execute()
  await endSessionsOf(work.tx, id)
  await record(work.world, work.tx, { event: 'second-factor-reset', account: id, detail: `by ${work.actor.account}` })
}

export async function listAccounts(view: View, query: { after?: string; limit?: number; q?: string }) {
  let rows = view.db
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person')
    .selectAll('account')
    .select(['person.name'])
    .select((is) =>
      is
        .selectFrom('membership')
        .whereRef('membership.account', '=', 'account.id')
        .where('status', '=', 'active')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('memberships'),
    )
    .orderBy('account.id')
    .limit(pageSize(query))
  if (query.q) {
    const q = query.q.trim()
    rows = rows.where(sql<boolean>`(strpos(account.login, ${q.toLowerCase()}) > 0 or strpos(person.name, ${q}) > 0)`)
  }
  if (query.after) rows = rows.where('account.id', '>', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, (row) => ({
    id: row.id, login: row.login, name: row.name, disabled: row.disabled_at !== null, createdAt: row.created_at,
    secondFactor: row.second_factor ? 'enrolled' as const : 'none' as const, memberships: Number(row.memberships ?? 0),
    next: nextFor(view, row.id, row.person, row.disabled_at !== null, row.second_factor !== null),
  }))
}

function nextFor({ actor }: View, account: string, person: string, disabled: boolean, enrolled: boolean): Next[] {
  if (actor?.persons.includes(person)) return []
  const params = { account }
  return [
    ...offer(actor, disabled ? contract.enableAccount : contract.disableAccount, { params }),
    ...(enrolled ? offer(actor, contract.resetSecondFactor, { params }) : []),
  ]
}
