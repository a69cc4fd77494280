import { openDB } from 'idb'
import type { DBSchema, IDBPDatabase } from 'idb'
import type { Bag, Who } from './bag.ts'
import type { Item, OutboxStore, Photograph } from './outbox.ts'

/** What somebody is in the middle of writing. */
export interface Draft { readonly fields: Record<string, unknown>; readonly photographs: readonly Photograph[] }
/** What was taken along, and when. */
export interface Taken { readonly who: Who; readonly bag: Bag; readonly at: string }

interface Kept extends DBSchema {
  outbox: { key: string; value: Item; indexes: { account: string } }
  drafts: { key: string; value: Draft }
  taken: { key: string; value: Taken }
}

let opened: Promise<IDBPDatabase<Kept>> | undefined
const database = () => opened ??= openDB<Kept>('tianfu-field', 1, {
  upgrade(db) {
    db.createObjectStore('outbox', { keyPath: 'id' }).createIndex('account', 'account')
    db.createObjectStore('drafts')
    db.createObjectStore('taken')
  },
})

export const outbox: OutboxStore & { remove(id: string): Promise<void> } = {
  async items(account) {
    const all = await (await database()).getAllFromIndex('outbox', 'account', account)
    return all.sort((a, b) => a.madeAt.localeCompare(b.madeAt))
  },
  put: async item => { await (await database()).put('outbox', item) },
  remove: async id => (await database()).delete('outbox', id),
}

export const readDraft = async (key: string): Promise<Draft | undefined> => (await database()).get('drafts', key)
export const keepDraft = async (key: string, draft: Draft): Promise<void> => {
  await (await database()).put('drafts', draft, key)
}
export const dropDraft = async (key: string): Promise<void> => (await database()).delete('drafts', key)

const LATEST = 'latest'

/** What was taken along last. */
export const readTaken = async (): Promise<Taken | undefined> => (await database()).get('taken', LATEST)
export const keepTaken = async (taken: Taken): Promise<void> => {
  await (await database()).put('taken', taken, LATEST)
}

/** Removes everything of an account from this device; what is not sent yet with it. */
export async function forget(account: string): Promise<void> {
  const db = await database()
  await db.delete('taken', LATEST)
  for (const key of await db.getAllKeys('drafts')) if (key.startsWith(`${account}/`)) await db.delete('drafts', key)
  for (const { id } of await db.getAllFromIndex('outbox', 'account', account)) await db.delete('outbox', id)
}
