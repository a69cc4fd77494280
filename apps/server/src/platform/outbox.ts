import { PgBoss, fromKysely } from 'pg-boss'
import type { OpenDatabase } from './db/open.ts'
import type { SendMail } from './mail.ts'
import type { Tx } from './db/database.ts'
import type { World } from './work.ts'

/** Effects outside the database are asked for in the transaction that causes them, and carried out after it. */
export interface Outbox {
  send(tx: Tx, kind: OutboxKind, data: Record<string, string>): Promise<void>
}
/**
 * `notice`: its row says what and to whom. `private-letter`: for its reader alone, so it is in no row that a workbench
 * shows, and no webhook hears of it. `report`: what a subscriber asked for, to an address of its own.
 */
export type OutboxKind = 'notice' | 'private-letter' | 'report'

/** What only the reader may see (a link, a code, an address), as the queue keeps it. */
export const sealPrivately = (world: Pick<World, 'keys'>, text: string): string =>
  Buffer.from(world.keys.seal('private-letter', new TextEncoder().encode(text))).toString('base64')
export const openPrivately = (world: Pick<World, 'keys'>, sealed: string): string =>
  new TextDecoder().decode(world.keys.open('private-letter', Buffer.from(sealed, 'base64')))

/** Whom a notice is for, as its row says. */
export interface Addressee {
  account: string | null; person: string | null; organisation: string | null; region: string | null; role: string | null
}
/** Where people can be reached, as they want to be. */
export interface Contacts { readonly phones: readonly string[]; readonly mails: readonly string[] }

export interface Delivery { id: string; text: { zh: string; en?: string }; link: string; to: Addressee }
/** `secret` is the link or code itself. */
export interface PrivateLetter { id: string; text: { zh: string; en: string }; secret: string; to: Contacts }

/** How news leaves the house. Without a configured channel it is printed, without personal data. */
export interface Channels {
  deliver(notice: Delivery): Promise<void>
  deliverPrivately(letter: PrivateLetter): Promise<void>
}

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
  /** Every way to reach an account's owner, whatever news they want. */
  ownContacts: (account: string) => Promise<Contacts>,
  /** What modules carry out themselves; at least once, like everything here. */
  carriers: Readonly<Partial<Record<OutboxKind, (data: Record<string, string>) => Promise<void>>>> = {},
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
  await boss.createQueue('private-letter', { retryLimit: 2, retryDelay: 5, deleteAfterSeconds: 3600 })
  type Letter = { id: string; account: string; zh: string; en: string; sealed: string; mail?: string }
  await boss.work<Letter>('private-letter', { pollingIntervalSeconds: 1 }, async (jobs) => {
    for (const { data: { id, account, zh, en, sealed, mail } } of jobs) {
      const to = mail === undefined ? await ownContacts(account) : { phones: [], mails: [openPrivately(world(), mail)] }
      await channels.deliverPrivately({ id, text: { zh, en }, secret: openPrivately(world(), sealed), to })
    }
  })
  for (const [kind, carry] of Object.entries(carriers)) {
    await boss.createQueue(kind, NOTICE_QUEUE)
    // One by one: what fails comes again and holds up nothing else.
    await boss.work<Record<string, string>>(kind, { pollingIntervalSeconds: 1 }, async (jobs) => {
      for (const { data } of jobs) await carry(data)
    })
  }
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
    print(`[消息 notice] ${oneLine(text.zh)} → ${link}`)
  },
  async deliverPrivately({ text, secret }) {
    print(`[私信 private] ${oneLine(text.zh)} → ${secret}`)
  },
})

const oneLine = (text: string): string => text.replace(/[\r\n\u001b\u2028\u2029]/g, ' ')

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
 * Sends through what is configured: text messages as `{ id, to: [phones], text }` to a gateway, mail by SMTP, and a
 * webhook as `{ id, text, link, to }` without personal data. `id` is the same at every try, so that a gateway can drop
 * a repetition. What reaches nobody is printed.
 */
export function gatewayChannels(
  ways: { sms?: string; webhook?: string; mail?: SendMail }, origin: string,
  contactsOf: (to: Addressee) => Promise<Contacts>, print: (line: string) => void,
): Channels {
  const printed = printingChannels(print)
  /** Whether anybody was reached. */
  const send = async (id: string, to: Contacts, text: { zh: string; en?: string }, more: string): Promise<boolean> => {
    const [phones, mails] = [ways.sms ? to.phones : [], ways.mail ? to.mails : []]
    if (ways.sms && phones.length > 0) await post(ways.sms, { id, to: phones, text: `${oneLine(text.zh)} ${more}` })
    for (const [i, address] of mails.entries()) {
      await ways.mail?.({
        id: `${id}.${i}`, to: address, subject: oneLine(text.zh),
        text: `${text.zh}\n${text.en ?? ''}\n\n${more}\n`,
      })
    }
    return phones.length + mails.length > 0
  }
  return {
    async deliver(notice) {
      if (ways.webhook) await post(ways.webhook, notice)
      const asked = ways.sms !== undefined || ways.mail !== undefined
      const to = asked ? await contactsOf(notice.to) : { phones: [], mails: [] }
      if (!await send(notice.id, to, notice.text, addressOf(origin, notice.link))) await printed.deliver(notice)
    },
    async deliverPrivately(letter) {
      if (!await send(letter.id, letter.to, letter.text, letter.secret)) await printed.deliverPrivately(letter)
    },
  }
}
