import type { Text } from '@tianfu/kernel'
import type { Db } from '../../platform/db/database.ts'
import { findProduct } from '../brands/index.ts'

/** The GTIN of a product as registered now, in 14 digits; null when it has none. */
export const productGtin = async (db: Db, product: string): Promise<string | null> =>
  (await findProduct(db, product))?.gtin ?? null

/** What a person reads of products, by id. */
export async function productNames(
  db: Db, ids: readonly string[],
): Promise<ReadonlyMap<string, { name: Text; models: readonly string[]; unit: Text }>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('product').select(['id', 'official']).where('id', 'in', [...new Set(ids)]).execute()
  return new Map(rows.map(({ id, official: { name, models, unit } }) => [id, { name, models, unit }]))
}
