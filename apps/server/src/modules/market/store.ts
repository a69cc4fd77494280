import type { marketMethod } from '@tianfu/contract'
import type { View } from '../../platform/work.ts'

/** The method that a programme uses; before its first, the one that the scheme proposes, if it proposes any. */
export async function latestMethod(
  view: Pick<View, 'db' | 'world'>, programme: string,
): Promise<marketMethod.MarketMethod | undefined> {
  const row = await view.db.selectFrom('market_method').select('document').where('programme', '=', programme)
    .orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row?.document ?? (view.world.reference.marketMethod as marketMethod.MarketMethod | undefined)
}
