import { desk as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import type { Db } from './db/database.ts'
import type { Work } from './work.ts'

/** Filters that a person keeps, by list and name. */
export async function savedFilters(db: Db, account: string, list: string | undefined) {
  let rows = db.selectFrom('saved_filter').select(['id', 'list', 'name', 'query']).where('account', '=', account)
  if (list !== undefined) rows = rows.where('list', '=', list)
  return { items: await rows.orderBy('list').orderBy('name').execute() }
}

/** @throws Refusal `filters-too-many` */
export async function saveFilter(work: Work, { list, name, query }: BodyOf<typeof contract.saveFilter>) {
  const { account } = work.actor
  const kept = (await savedFilters(work.tx, account, undefined)).items
  const same = kept.find((one) => one.list === list && one.name === name)
  if (!same && kept.length >= contract.MOST_FILTERS) refuse('filters-too-many', { limit: contract.MOST_FILTERS })
  const text = JSON.stringify(query)
  return work.tx.insertInto('saved_filter').values({
    id: work.world.newId(), account, list, name, query: text, created_at: work.at.system,
  }).onConflict((conflict) => conflict.columns(['account', 'list', 'name']).doUpdateSet({ query: text }))
    .returning(['id', 'list', 'name', 'query']).executeTakeFirstOrThrow()
}

/** @throws Refusal `not-found` for a filter of somebody else */
export async function deleteFilter(work: Work, id: string) {
  const { numDeletedRows: deleted } = await work.tx.deleteFrom('saved_filter').where('id', '=', id)
    .where('account', '=', work.actor.account).executeTakeFirst()
  if (deleted === 0n) refuse('not-found')
  return { ok: true }
}
