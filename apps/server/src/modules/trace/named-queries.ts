import { refuse } from '@tianfu/contract'
import type { View } from '../../platform/work.ts'
import { queryOf } from './query.ts'

const QUERIES_AT_MOST = 200
const mine = (view: View): string => view.actor?.organisation ?? refuse('not-signed-in')

/** Keeps a query under a name of the organisation's own; it is read whole before it is kept. */
export async function createQuery(view: View, { name, query }: { name: string; query: Record<string, unknown> }) {
  queryOf(query)
  const organisation = mine(view)
  const { count } = await view.db.selectFrom('epcis_query').where('organisation', '=', organisation)
    .select((is) => is.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
  if (Number(count) >= QUERIES_AT_MOST) refuse('too-large', { limit: QUERIES_AT_MOST })
  const { numInsertedOrUpdatedRows } = await view.db.insertInto('epcis_query').values({
    organisation, name, query: JSON.stringify(query), created_at: view.at.official,
  }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) refuse('epcis-query-exists')
}

/** @throws Refusal `not-found` */
export async function namedQuery(view: View, name: string): Promise<Record<string, unknown>> {
  const row = await view.db.selectFrom('epcis_query').where('organisation', '=', mine(view)).where('name', '=', name)
    .select('query').executeTakeFirst()
  return row?.query ?? refuse('not-found')
}

export async function queryNames(view: View, { perPage, token }: { perPage: number; token?: string }) {
  let wanted = view.db.selectFrom('epcis_query').where('organisation', '=', mine(view)).select(['name', 'query'])
    .orderBy('name').limit(perPage + 1)
  if (token !== undefined) wanted = wanted.where('name', '>', token)
  const found = await wanted.execute()
  const items = found.slice(0, perPage)
  const last = items.at(-1)
  return { items, ...(found.length > items.length && last && { next: last.name }) }
}

/** @throws Refusal `not-found` */
export async function dropQuery(view: View, name: string): Promise<void> {
  const { numDeletedRows } = await view.db.deleteFrom('epcis_query').where('organisation', '=', mine(view))
    .where('name', '=', name).executeTakeFirst()
  if (numDeletedRows === 0n) refuse('not-found')
}
