import { PgBoss, fromKysely } from 'pg-boss'
import type { OpenDatabase } from './db/open.ts'
import type { Tx } from './db/database.ts'
import type { World } from './work.ts'

/** Effects outside the database are asked for in the transaction that causes them, and carried out after it. */
export interface Outbox {
  send(tx: Tx, kind: OutboxKind, data: Record<string, string>): Promise<void>
}
/** `notice`: its row says what and to whom. `private-link`: for its reader alone, so it is in no row that a workbench shows. */
export type OutboxKind = 'notice' | 'private-link'

/** The link of a `private-link` as the queue keeps it. */
export const sealLink = (world: Pick<World, 'keys'>, link: string): string =>
  Buffer.from(world.keys.seal('private-link', new TextEncoder().encode(link))).toString('base64')
export const openLink = (world: Pick<World, 'keys'>, sealed: string): string =>
  new TextDecoder().decode(world.keys.open('private-link', Buffer.from(sealed, 'base64')))

/** How news leaves the house. Without a configured channel it is printed, without personal data. */
export interface Channels { deliver(notice: { id: string; text: { zh: string; en?: string }; link: string }): Promise<void> }

/** Starts the job queue on the same database. At least once: a delivery is marked after it, and a marked one is skipped. */
export async function startOutbox(
  database: OpenDatabase, world: () => World, channels: Channels,
): Promise<Outbox & { stop(): Promise<void> }> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.executeSql(text, values) as Promise<{ rows: never[] }> },
    ...(database.dialect === 'pglite' && { backend: 'pglite' as const }),
    supervise: true,
  })
  boss.on('error', (error) => world().log.warn({ err: error }, 'job queue'))
  await boss.start()
  await boss.createQueue('notice', { retryLimit: 5, retryDelay: 5, retryBackoff: true })
  await boss.work<{ notice: string }>('notice', { batchSize: 20, pollingIntervalSeconds: 1 }, async (jobs) => {
    const { db, fault, log } = world()
    for (const { data } of jobs) {
      const notice = await db.selectFrom('notice').select(['id', 'text', 'link', 'delivered_at']).where('id', '=', data.notice).executeTakeFirst()
      if (!notice || notice.delivered_at !== null) continue
      fault('in-outbox')
      await channels.deliver(notice)
      await db.updateTable('notice').set({ delivered_at: new Date(world().now()).toISOString() }).where('id', '=', notice.id).execute()
      log.info({ notice: notice.id }, 'notice delivered')
    }
  })
  await boss.createQueue('private-link', { retryLimit: 2, retryDelay: 5, deleteAfterSeconds: 3600 })
  await boss.work<{ id: string; zh: string; en: string; sealed: string }>('private-link', { pollingIntervalSeconds: 1 }, async (jobs) => {
    for (const { data: { id, zh, en, sealed } } of jobs) {
      await channels.deliver({ id, text: { zh, en }, link: openLink(world(), sealed) })
    }
  })
  return {
    async send(tx, kind, data) {
      await boss.send(kind, data, { db: fromKysely(tx as never) })
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}

/** Prints instead of sending: what an installation without mail or text messages does. */
export const printingChannels = (print: (line: string) => void): Channels => ({
  async deliver({ text, link }) {
    print(`[消息 notice] ${text.zh.replace(/[\r\n\u001b]/g, ' ')} → ${link}`)
  },
})
