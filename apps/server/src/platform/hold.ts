import { refuse } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { parseVerifierKey } from '@tianfu/ledger'
import type { Db } from './db/database.ts'
import { latestCheckpoint, openCheckpoint, sha256 } from './log.ts'
import { KEPT_CHECKPOINT } from './tiles.ts'
import type { Work, World } from './work.ts'

/**
 * Why no act may be written. `database-behind`: what was published is not in the database, as after restoring an older
 * copy; going on would give the log a second history. `history-differs`: the database has another history already.
 */
export const HOLDS = {
  'database-behind': {
    zh: '数据库落后于已公布的日志，可能恢复了旧备份',
    en: 'the database is behind the log that was published, perhaps an older copy was restored',
  },
  'history-differs': {
    zh: '数据库与已公布的日志不一致', en: 'the database differs from the log that was published',
  },
} as const satisfies Record<string, Required<Text>>
export type Hold = keyof typeof HOLDS

const ROW = 'hold'

export async function holdOf(db: Db): Promise<Hold | undefined> {
  const row = await db.selectFrom('installation').select('value').where('name', '=', ROW).executeTakeFirst()
  return row && row.value in HOLDS ? row.value as Hold : undefined
}

/** Puts the hold, or lifts it. Every process sees it with its next act. */
export async function putHold(db: Db, hold: Hold | undefined): Promise<void> {
  if (!hold) {
    await db.deleteFrom('installation').where('name', '=', ROW).execute()
    return
  }
  await db.insertInto('installation').values({ name: ROW, value: hold })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: hold })).execute()
}

/**
 * Compares the database with the checkpoint kept beside the tiles, which a restored copy does not take back. Asked at
 * start; puts or lifts the hold.
 */
export async function compareWithPublished(world: World): Promise<Hold | undefined> {
  const bytes = await world.tiles.get(KEPT_CHECKPOINT)
  const kept = bytes && await openCheckpoint(world, new TextDecoder().decode(bytes))
  const hold = kept && await differenceFrom(world.db, kept)
  await putHold(world.db, hold)
  if (hold) world.log.error({ hold, published: kept?.size }, HOLDS[hold].en)
  return hold
}

async function differenceFrom(db: Db, kept: { size: number; root: Uint8Array }): Promise<Hold | undefined> {
  const last = await latestCheckpoint(db)
  if (!last || last.size < kept.size) return 'database-behind'
  const then = await db.selectFrom('log_checkpoint').select('root').where('size', '=', kept.size).executeTakeFirst()
  return then && Buffer.compare(then.root, kept.root) === 0 ? undefined : 'history-differs'
}

const HOUR_MS = 3_600_000

/**
 * Refuses an act that must not be written now: any while the database is behind its own log, and those by which
 * something is issued while too few witnesses have seen the log lately (scheme: `log`). What takes away or answers goes
 * on, for a silent witness must not keep an unsafe product in the market.
 * @throws Refusal `acts-held`, `witness-stale`
 */
export async function refuseWhileHeld({ tx, world, edition, at }: Work, type: string): Promise<void> {
  const hold = await holdOf(tx)
  if (hold) refuse('acts-held', HOLDS[hold])
  const { witnesses: wanted, witnessStaleHours, issuing } = edition.log
  if (world.witnesses.length === 0 || !issuing.includes(type)) return
  let fresh = 0
  for (const { key } of world.witnesses) {
    const waiting = await unseenSince(tx, parseVerifierKey(sha256, key)?.name ?? '')
    if (!waiting || Date.parse(at.system) - Date.parse(waiting) <= witnessStaleHours * HOUR_MS) fresh += 1
  }
  if (fresh < Math.min(wanted, world.witnesses.length)) refuse('witness-stale', { hours: witnessStaleHours })
}

/** When the oldest checkpoint was signed that a witness has not seen; undefined when it has seen the latest. */
export async function unseenSince(db: Db, witness: string): Promise<string | undefined> {
  const seen = await db.selectFrom('log_cosignature').select('size').where('witness', '=', witness)
    .orderBy('size', 'desc').limit(1).executeTakeFirst()
  const first = await db.selectFrom('log_checkpoint').select('signed_at').where('size', '>', seen?.size ?? 0)
    .orderBy('size').limit(1).executeTakeFirst()
  return first?.signed_at
}
