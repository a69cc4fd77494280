import type { Text } from '@tianfu/kernel'
import type { Work } from './work.ts'

export type Reader =
  | { organisation: string; roles?: readonly string[] }
  | { account: string }
  | { person: string }
  | { region: string; role: string }

/** Tells an office or a person: a notice in the workbench at once, mail and text message through the outbox. */
export async function tell(work: Work, news: { to: Reader; text: Text; link: string }): Promise<void> {
  const { to, text, link } = news
  const roles: (string | null)[] = 'organisation' in to
    ? (to.roles?.length ? [...to.roles] : [null])
    : 'role' in to ? [to.role] : [null]
  for (const role of roles) {
    const id = work.world.newId()
    await work.tx.insertInto('notice').values({
      id, role, text: JSON.stringify(text), link, created_at: work.at.official,
      organisation: 'organisation' in to ? to.organisation : null,
      account: 'account' in to ? to.account : null,
      person: 'person' in to ? to.person : null,
      region: 'region' in to ? to.region : null,
    }).execute()
    await work.world.outbox.send(work.tx, 'notice', { notice: id })
  }
}
