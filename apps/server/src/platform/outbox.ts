import { PgBoss, fromKysely } from 'pg-boss'
import type { OpenDatabase } from './db/open.ts'
import type { Tx } from './db/database.ts'
import type { World } from './work.ts'

/** Effects outside the database are asked for in the transaction that causes them, and carried out after it. */
export interface Outbox {
  send(tx: Tx, kind: OutboxKind, data: Record<string, string>): Promise<void>
}
/**
 * `notice`: its row says what and to whom. `private-link`: for its reader alone, so it is in no row that a workbench
 * shows.
 */
export type OutboxKind = 'notice' | 'private-link'

/** The link of a `private-link` as the queue keeps it. */
export const sealLink = (world: Pick<World, 'keys'>, link: string): string =>
  Buffer.from(world.keys.seal('private-link', new TextEncoder().encode(link))).toString('base64')
export const openLink = (world: Pick<World, 'keys'>, sealed: string): string =>
  new TextDecoder().decode(world.keys.open('private-link', Buffer.from(sealed, 'base64')))

/** Whom a notice is for, as its row says; a private link has no row and names nobody. */
export interface Addressee {
  account: string | null; person: string | null; organisation: string | null; region: string | null; role: string | null
}
export interface Delivery { id: string; text: { zh: string; en?: string }; link: string; to?: Addressee }

/** How news leaves the house. Without a configured channel it is printed, without personal data. */
export interface Channels { deliver(notice: Delivery): Promise<void> }

/**
 * A channel may be down for days: deliveries are tried for about a week, at last every hour. The heart of a worker that
 * was killed stops beating, and its deliveries go to the next one within a minute, not when they expire.
 */
const NOTICE_QUEUE = { retryLimit: 170, retryDelay: 5, retryBackoff: true, retryDelayMax: 3600, heartbeatSeconds: 30 }

/**
 * Starts the job queue on the same database. At least once: a delivery is marked after it, and a marked one is skipped.
 */
export async function startOutbox(
  database: OpenDatabase, world: () => World, channels: Channels,
): Promise<Outbox & { stop(): Promise<void> }> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.executeSql(text, values) as Promise<{ rows: never[] }> },
    ...(database.dialect === 'pglite' && { backend: 'pglite' as const }),
    supervise: true, superviseIntervalSeconds: 10, monitorIntervalSeconds: 10,
  })
  boss.on('error', (error) => world().log.warn({ err: error }, 'job queue'))
  await boss.start()
  await boss.createQueue('notice', NOTICE_QUEUE)
  await boss.updateQueue('notice', NOTICE_QUEUE) // one that an earlier version made
  await boss.work<{ notice: string }>('notice', { batchSize: 20, pollingIntervalSeconds: 1 }, async (jobs) => {
    const { db, fault, log } = world()
    for (const { data } of jobs) {
      const notice = await db.selectFrom('notice').selectAll().where('id', '=', data.notice).executeTakeFirst()
      if (!notice || notice.delivered_at !== null) continue
      fault('in-outbox')
      const { id, text, link, account, person, organisation, region, role } = notice
      await channels.deliver({ id, text, link, to: { account, person, organisation, region, role } })
      await db.updateTable('notice').set({ delivered_at: new Date(world().now()).toISOString() })
        .where('id', '=', notice.id).execute()
      log.info({ notice: notice.id }, 'notice delivered')
    }
  })
  await boss.createQueue('private-link', { retryLimit: 2, retryDelay: 5, deleteAfterSeconds: 3600 })
  type Letter = { id: string; zh: string; en: string; sealed: string }
  await boss.work<Letter>('private-link', { pollingIntervalSeconds: 1 }, async (jobs) => {
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

const GATEWAY_TIMEOUT_MS = 10_000

/** Posts JSON and takes any 2xx for an answer; a redirect is not followed. @throws Error: the queue tries again */
async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), redirect: 'error',
    signal: AbortSignal.timeout(GATEWAY_TIMEOUT_MS),
  })
  if (!response.ok) throw new Error(`the gateway answered ${response.status}`)
}

/** Where a link opens outside the workbench: public pages stand at the origin, everything else within the workbench. */
const addressOf = (origin: string, link: string): string =>
  /^\/(c|v|workbench)\//.test(link) ? `${origin}${link}` : `${origin}/workbench${link}`

/**
 * Sends through the gateways that are configured: text messages and mail as `{ id, to: [phones], text }` (a gateway
 * knows which of the two its subscribers want; accounts keep a telephone number only), and a webhook as `{ id, text,
 * link, to }` without personal data. `id` is the same at every try, so a gateway can drop a repetition. The rest is
 * printed.
 */
export function gatewayChannels(
  urls: { sms?: string; webhook?: string }, origin: string, phonesOf: (to: Addressee) => Promise<string[]>,
  print: (line: string) => void,
): Channels {
  const printed = printingChannels(print)
  return {
    async deliver(notice) {
      if (urls.webhook) await post(urls.webhook, notice)
      const phones = urls.sms && notice.to ? await phonesOf(notice.to) : []
      if (urls.sms && phones.length > 0) {
        await post(urls.sms, { id: notice.id, to: phones, text: `${notice.text.zh} ${addressOf(origin, notice.link)}` })
      } else await printed.deliver(notice)
    },
  }
}
