import type { Instant, LocalDate } from '@tianfu/kernel'
import type { Calendar, Edition } from '@tianfu/scheme'
import type { Db, Dialect, Tx } from './db/database.ts'
import type { Keys } from './keys.ts'
import type { Outbox } from './outbox.ts'
import type { Outward } from './outward.ts'
import type { Reference } from './scheme.ts'
import type { SearchedByType } from './search-index.ts'
import type { TileStore } from './tile-store.ts'
import type { Witness } from './witnesses.ts'

/** Everything that comes in from outside; nothing below reads environment, clock or randomness by itself. */
export interface World {
  readonly db: Db
  readonly dialect: Dialect
  readonly mode: 'demo' | 'production'
  /** `https://host[:port]`, without a path: it is in every credential and code. */
  readonly origin: string
  /** Folder of files and keys. */
  readonly dataDir: string
  readonly schemeId: string
  /** All editions; `editionOn` picks the one in force. */
  readonly editions: readonly Edition[]
  readonly reference: Reference
  readonly calendar: Calendar
  readonly keys: Keys
  /** Where the log's tiles lie. */
  readonly tiles: TileStore
  /** Second authorities that cosign its checkpoints. */
  readonly witnesses: readonly Witness[]
  /** System time in milliseconds since 1970. */
  now(): number
  /** A new UUIDv7. */
  newId(): string
  /** Cryptographically secure random bytes. */
  randomBytes(length: number): Uint8Array
  /** Stops the process at a named point when a fault test asks for it; otherwise nothing. */
  fault(point: FaultPoint): void
  readonly log: Log
  readonly subscriptions: Subscriptions
  /** What search finds of each kind of subject. */
  readonly searched: SearchedByType
  readonly outbox: Outbox
  /** Calls to addresses that users have given. */
  readonly outward: Outward
}

export type FaultPoint = 'before-commit' | 'after-commit' | 'before-sequence' | 'before-checkpoint' | 'in-outbox'

export interface Log {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** The two clocks as read once for a piece of work (design §2.7). */
export interface Times {
  /** System time: sessions, one-time codes, limits. */
  readonly system: Instant
  /** Official time: acts, deadlines, days. */
  readonly official: Instant
  /** The day in China at official time. */
  readonly today: LocalDate
  /** True when the official clock of demonstration mode has been moved. */
  readonly moved: boolean
}

/** Who acts: one person, in one capacity, for one organisation. */
export interface Actor {
  readonly account: string
  readonly person: string
  readonly session: string
  /** Everybody whose separation counts: the person and, under a delegation, the one who delegated. */
  readonly persons: readonly string[]
  readonly membership: string
  readonly role: string
  /** Capacity of the role: applicant, certifier, tester, licensor, authority, publisher, administrator. */
  readonly capacity: string
  readonly organisation: string
  readonly organisationName: string
  /** Region code of the membership, for roles whose scope is a region. */
  readonly region?: string
  /** What the scheme grants to the role. */
  readonly grants: ReadonlySet<string>
  /** The key under which a program acts in this role: within the key's rights alone. */
  readonly apiKey?: string
  /** A fresh one-time code was given with this request. */
  readonly signed: boolean
}

/** What a read gets. `actor` is absent for strangers on public endpoints. */
export interface View {
  readonly world: World
  readonly db: Db
  readonly at: Times
  readonly edition: Edition
  readonly actor?: Actor
}

/** What a write gets: the same, inside its transaction, and the news to be told after the commit. */
export interface Work {
  readonly world: World
  readonly tx: Tx
  readonly db: Db
  readonly at: Times
  readonly edition: Edition
  readonly actor: Actor
}

/** An act as it stands in the journal. */
export interface Act {
  readonly id: string
  readonly type: string
  readonly v: number
  readonly subjectType: string
  readonly subject: string
  /** Position among the acts of its subject, from 1; equals the row's version after it. */
  readonly version: number
  readonly content: Record<string, unknown>
  readonly capacity: string
  readonly organisation: string | null
  readonly person: string | null
  readonly ground: string | null
  readonly recordedAt: Instant
  readonly decidedOn: LocalDate
  readonly effectiveOn: LocalDate
  readonly publishedAt: Instant | null
}

/** A higher module hears of an act in the same transaction (style 5). */
export type Subscriber = (work: Work, act: Act, after: unknown, before: unknown) => Promise<void>

export interface Subscriptions {
  /** By type of act. */
  readonly onAct: Readonly<Record<string, readonly Subscriber[]>>
  /** By kind of deadline: called once when it has passed unanswered, in its own transaction. */
  readonly onDue: Readonly<Record<string, (work: Work, subject: { type: string; id: string }) => Promise<void>>>
}
