import { Refused, Unreachable } from '../call.ts'
import type { Language } from './words.ts'

/** What was written at a site. Each goes out under the key that it got when it was written: again is not twice. */
export type Kind = 'opening' | 'closing' | 'note' | 'nonconformity'
export type ItemState = 'waiting' | 'sending' | 'failed' | 'sent'

export interface Photograph {
  readonly name: string
  /** Key of its upload. */
  readonly key: string
  /** The picture, until the server has it. */
  readonly blob?: Blob
  /** Its SHA-256, once the server has it. */
  readonly hash?: string
}

export interface Item {
  /** Idempotency key of the write. */
  readonly id: string
  readonly account: string
  readonly application: string
  /** Number of the file, as people know it. */
  readonly number: string
  readonly kind: Kind
  readonly body: Readonly<Record<string, unknown>>
  readonly photographs: readonly Photograph[]
  /** When it was written, by this device. */
  readonly madeAt: string
  readonly state: ItemState
  readonly reason?: Record<Language, string>
  readonly sentAt?: string
}

export interface OutboxStore {
  /** Items of an account, oldest first. */
  items(account: string): Promise<readonly Item[]>
  put(item: Item): Promise<void>
}

/** Both reject with `Refused` or `Unreachable`. */
export interface Transport {
  upload(photograph: Photograph): Promise<string>
  send(item: Item, hashes: readonly string[]): Promise<void>
}

export type Sent = 'all' | 'no-network' | 'signed-out'

/** Whether the server could not answer now; what it refused it will refuse again. */
const passes = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof Refused && (error.status >= 500 || error.status === 429))

/**
 * Sends what waits, oldest first; stops where there is no network or no session, and keeps everything. What an earlier
 * life of the page was sending waits again: it has the same key.
 *
 * @param account only this account's: a telephone may have several owners, and nobody signs for another
 */
export async function sendWaiting(
  store: OutboxStore, transport: Transport, account: string, nowText: () => string,
): Promise<Sent> {
  for (const item of await store.items(account)) {
    if (item.state !== 'waiting' && item.state !== 'sending') continue
    const ended = await sendOne(store, transport, item, nowText)
    if (ended) return ended
  }
  return 'all'
}

async function sendOne(
  store: OutboxStore, transport: Transport, first: Item, nowText: () => string,
): Promise<Exclude<Sent, 'all'> | undefined> {
  let item: Item = { ...first, state: 'sending', reason: undefined }
  await store.put(item)
  try {
    for (const [at, photograph] of item.photographs.entries()) {
      if (photograph.hash) continue
      const hash = await transport.upload(photograph)
      const { name, key } = photograph
      item = { ...item, photographs: replaced(item.photographs, at, { name, key, hash }) }
      await store.put(item)
    }
    await transport.send(item, item.photographs.map(({ hash }) => hash!))
    await store.put({ ...item, state: 'sent', sentAt: nowText() })
    return undefined
  } catch (error) {
    if (error instanceof Refused && error.status === 401) {
      await store.put({ ...item, state: 'waiting' })
      return 'signed-out'
    }
    if (passes(error)) {
      await store.put({ ...item, state: 'waiting' })
      return 'no-network'
    }
    if (!(error instanceof Refused)) throw error
    await store.put({ ...item, state: 'failed', reason: { zh: error.zh, en: error.en } })
    return undefined
  }
}

/** A failed item to be tried again, under the same key. */
export const again = (item: Item): Item => ({ ...item, state: 'waiting', reason: undefined })

/** A copy with one member replaced; `Array.prototype.with` is younger than the browsers of offices. */
const replaced = <T>(list: readonly T[], at: number, member: T): T[] =>
  list.map((one, index) => (index === at ? member : one))
