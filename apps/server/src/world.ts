import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { uuidv7 } from './platform/uuid.ts'
import { keysOf } from './platform/keys.ts'
import { outwardTo } from './platform/outward.ts'
import { tilesInFolder } from './platform/tile-store.ts'
import type { TileStore } from './platform/tile-store.ts'
import type { Witness } from './platform/witnesses.ts'
import type { LoadedScheme } from './platform/scheme.ts'
import type { OpenDatabase } from './platform/db/open.ts'
import type { Log, World } from './platform/work.ts'
import { searchedByType, subscriptions } from './app.ts'

/** Root of the repository: migrations, scheme and the built workbench lie below it. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/** A world from its parts. Whoever starts one gives clock and randomness; nothing below takes them from the air. */
export function worldOf(parts: {
  database: OpenDatabase
  scheme: LoadedScheme
  mode: World['mode']
  origin: string
  dataDir: string
  master: Uint8Array
  now(): number
  log: Log
  fault?: World['fault']
  outbox: World['outbox']
  /** In the data folder unless given. */
  tiles?: TileStore
  witnesses?: readonly Witness[]
  /** Networks inside that users may name as destinations. */
  webhookNetworks?: readonly string[]
  randomBytes?(length: number): Uint8Array
}): World {
  const bytes = parts.randomBytes ?? ((length) => new Uint8Array(randomBytes(length)))
  return {
    db: parts.database.db, dialect: parts.database.dialect, mode: parts.mode, origin: parts.origin,
    dataDir: parts.dataDir,
    schemeId: parts.scheme.id, editions: parts.scheme.editions, reference: parts.scheme.reference,
    calendar: parts.scheme.calendar,
    keys: keysOf(parts.master, bytes), tiles: parts.tiles ?? tilesInFolder(join(parts.dataDir, 'log')),
    witnesses: parts.witnesses ?? [], now: parts.now, newId: () => uuidv7(parts.now(), bytes), randomBytes: bytes,
    fault: parts.fault ?? (() => {}), log: parts.log, subscriptions: subscriptions(),
    searched: searchedByType(), outbox: parts.outbox, outward: outwardTo(parts.webhookNetworks ?? []),
  }
}
