import type { marketMethod } from '@tianfu/contract'
import type { Db } from '../../platform/db/database.ts'
import type { View } from '../../platform/work.ts'
import type { Import } from './domain.ts'

/** The method that a programme uses; before its first, the one that the scheme proposes, if it proposes any. */
export async function latestMethod(
  view: Pick<View, 'db' | 'world'>, programme: string,
): Promise<marketMethod.MarketMethod | undefined> {
  const row = await view.db.selectFrom('market_method').select('document').where('programme', '=', programme)
    .orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row?.document ?? (view.world.reference.marketMethod as marketMethod.MarketMethod | undefined)
}

/** A version as it was adopted. */
export async function methodOf(db: Db, programme: string, version: number): Promise<marketMethod.MarketMethod> {
  const { document } = await db.selectFrom('market_method').select('document').where('programme', '=', programme)
    .where('version', '=', version).executeTakeFirstOrThrow()
  return document
}

/** The import of a file that still counts in a programme. */
export async function importOfFile(db: Db, programme: string, sha256: string): Promise<Import | undefined> {
  const row = await db.selectFrom('market_import').select('official').where('programme', '=', programme)
    .where('sha256', '=', sha256).where('status', '=', 'loaded').executeTakeFirst()
  return row?.official
}
