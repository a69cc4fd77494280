import { chinaToday, parseInstant } from '@tianfu/kernel'
import { refuse } from '@tianfu/contract'
import type { Db, Tx } from './db/database.ts'
import { CLOCK, touch } from './follow.ts'
import type { Times, World } from './work.ts'

/** Both clocks, read once. Official time is system time plus what demonstration mode has moved it ahead. */
export async function readTimes(world: Pick<World, 'now' | 'mode'>, db: Db): Promise<Times> {
  const ms = world.now()
  const ahead = await aheadMs(db)
  if (ahead !== 0 && world.mode === 'production') throw new Error('the official clock is moved in production mode')
  const official = parseInstant(ms + ahead)
  return { system: parseInstant(ms), official, today: chinaToday(official), moved: ahead !== 0 }
}

async function aheadMs(db: Db): Promise<number> {
  const row = await db.selectFrom('official_clock').select('ahead_ms').executeTakeFirst()
  return row?.ahead_ms ?? 0
}

/** Moves the official clock forward to `to` (milliseconds since 1970); demonstration mode only. */
export async function moveClock(world: World, tx: Tx, to: number): Promise<void> {
  if (world.mode !== 'demo') refuse('demonstration-only')
  const { ahead_ms: before } = await tx.selectFrom('official_clock').select('ahead_ms').forUpdate()
    .executeTakeFirstOrThrow()
  const ahead = Math.round(to - world.now())
  if (ahead < before) refuse('clock-backwards')
  await tx.updateTable('official_clock').set({ ahead_ms: ahead }).execute()
  touch(tx, CLOCK)
}
