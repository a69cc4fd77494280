import { chinaToday, parseInstant } from '@tianfu/kernel'
import type { Db, Tx } from './db/database.ts'
import type { Times, World } from './work.ts'

/**
 * What a process keeps in memory of subjects follows the log's index (design §7): every look asks for the acts since
 * the last one, and what rested on their subjects is dropped. Acts of this process are heard at their commit. When the
 * last look is too long ago, or an act has waited too long for its place in the log, memory is not asked at all.
 */
export interface Follower {
  /** Reads what has happened since the last look. */
  look(): Promise<void>
  /** The clocks from memory, when memory may be asked; undefined when the database must be. */
  times(): Times | undefined
  /** Counts every time something was dropped: what was read before may be old when it has moved. */
  readonly drops: number
  /** Hears which subjects have changed; `all` when nobody knows which. */
  onChange(listener: (subjects: ReadonlySet<string> | 'all') => void): void
  /** Looks as often at something else that is held in memory and is no subject of acts. */
  alongside(look: () => Promise<void>): void
}

const BEHIND_AT_MOST_MS = 5_000
const ACTS_PER_LOOK = 2_000
/** Stands among the touched subjects for the official clock. */
export const CLOCK = 'official-clock'

const touched = new WeakMap<Tx, Set<string>>()
const followers = new WeakMap<Db, Follower & { heard(subjects: ReadonlySet<string>): void }>()

/** Notes that this transaction changes a subject; told to the follower of this process once it has committed. */
export function touch(tx: Tx, subject: string): void {
  const subjects = touched.get(tx) ?? new Set<string>()
  subjects.add(subject)
  touched.set(tx, subjects)
}

/** Tells what a committed transaction has changed. */
export function tellTouched(db: Db, tx: Tx): void {
  const subjects = touched.get(tx)
  if (subjects) followers.get(db)?.heard(subjects)
}

/** The follower of this process; it knows nothing until its first look. */
export function followerOf(world: World): Follower {
  const known = followers.get(world.db)
  if (known) return known
  const made = follower(world)
  followers.set(world.db, made)
  return made
}

function follower(world: World): Follower & { heard(subjects: ReadonlySet<string>): void } {
  const listeners: ((subjects: ReadonlySet<string> | 'all') => void)[] = []
  const others: (() => Promise<void>)[] = []
  let position = -1
  let knownUntil = Number.NEGATIVE_INFINITY
  let aheadMs = 0
  let drops = 0
  let clockMoves = 0
  let told: { now: number; aheadMs: number; times: Times } | undefined
  const drop = (subjects: ReadonlySet<string> | 'all') => {
    drops += 1
    for (const listener of listeners) listener(subjects)
  }
  return {
    get drops() { return drops },
    onChange(listener) { listeners.push(listener) },
    alongside(look) { others.push(look) },
    heard(subjects) {
      if (subjects.has(CLOCK)) {
        clockMoves += 1
        knownUntil = Number.NEGATIVE_INFINITY
      }
      drop(subjects)
    },
    times() {
      const now = world.now()
      if (now - knownUntil > BEHIND_AT_MOST_MS) return undefined
      // Many ask in the same millisecond.
      if (told?.now !== now || told.aheadMs !== aheadMs) {
        const official = parseInstant(now + aheadMs)
        const system = aheadMs === 0 ? official : parseInstant(now)
        // The same hour is the same day: China's days begin on one.
        const today = told?.times.official.slice(0, 13) === official.slice(0, 13) ? told.times.today
          : chinaToday(official)
        const times = { system, official, today, moved: aheadMs !== 0 }
        told = { now, aheadMs, times }
      }
      return told.times
    },
    async look() {
      const [began, moves] = [world.now(), clockMoves]
      const waiting = await world.db.selectFrom('log_pending').innerJoin('act', 'act.id', 'log_pending.act')
        .select('act.system_at').orderBy('log_pending.seq').limit(1).executeTakeFirst()
      const news = await world.db.selectFrom('log_entry').innerJoin('act', 'act.id', 'log_entry.act')
        .where('log_entry.index', '>', position).select(['log_entry.index', 'act.subject'])
        .orderBy('log_entry.index', 'desc').limit(ACTS_PER_LOOK).execute()
      const clock = await world.db.selectFrom('official_clock').select('ahead_ms').executeTakeFirst()
      if (news.length === ACTS_PER_LOOK) drop('all')
      else if (news.length > 0) drop(new Set(news.map(({ subject }) => subject)))
      position = news[0]?.index ?? position
      for (const look of others) await look()
      // A clock that was moved while we looked is read at the next look.
      if (moves !== clockMoves) return
      aheadMs = clock?.ahead_ms ?? 0
      knownUntil = waiting ? Math.min(began, Date.parse(waiting.system_at)) : began
    },
  }
}
