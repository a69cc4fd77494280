import { desk as contract, refuse } from '@tianfu/contract'
import type { BodyOf } from '@tianfu/contract'
import { regionPrefix } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { Db } from './db/database.ts'
import { tell } from './notices.ts'
import { mayBe } from './rights.ts'
import type { Actor, View, Work } from './work.ts'

// The table of memberships and of persons belongs to a module; who holds which role is read here, nothing is written.

interface Holder { account: string; name: string; role: string; organisation: string; region: string | null }

/** Who holds a role now in the actor's organisation: their own role, or any. */
async function holders(db: Db, actor: Actor, role?: string): Promise<Holder[]> {
  const { rows } = await sql<Holder>`
    select m.account, p.name, m.role, m.organisation, m.region
    from membership m join account a on a.id = m.account join person p on p.id = m.person
    where m.status = 'active' and m.organisation = ${actor.organisation || null} and a.disabled_at is null
      and (${role ?? null}::text is null or m.role = ${role ?? null})
    order by p.name, m.account limit 500`.execute(db)
  return rows
}

/** Whether a task of an office may lie in this holder's hands. */
const mayTake = (holder: Holder, task: { organisation: string | null; region: string | null; role: string }): boolean =>
  holder.role === task.role && (task.organisation === holder.organisation || (task.region !== null
    && holder.region !== null && task.region.startsWith(regionPrefix(holder.region))))

/** @throws Refusal `not-permitted` when everybody is asked for without the right to end roles */
export async function colleagues(view: View, everybody: boolean) {
  const actor = view.actor ?? refuse('not-signed-in')
  if (everybody) mustManage(actor)
  const found = await holders(view.db, actor, everybody ? undefined : actor.role)
  const counts = found.length === 0 ? [] : await view.db.selectFrom('task').where('ended_at', 'is', null)
    .where('claimed_by', 'in', found.map(({ account }) => account))
    .select((is) => ['claimed_by', 'role', is.fn.countAll<string>().as('count')]).groupBy(['claimed_by', 'role'])
    .execute()
  return { items: found.map(({ account, name, role }) => ({
    account, name, role, me: account === actor.account,
    claimed: Number(counts.find((one) => one.claimed_by === account && one.role === role)?.count ?? 0),
  })) }
}

function mustManage(actor: Actor): void {
  if (!mayBe(actor, 'membership:revoke')) {
    refuse('not-permitted', { may: 'membership:revoke', role: actor.role, roleEn: actor.role,
      what: '移交他人的待办', whatEn: 'hand over the tasks of others' })
  }
}

interface Held {
  id: string; role: string; organisation: string | null; region: string | null; claimed_by: string | null
}

/** Moves tasks that are locked already, and tells who got them. */
async function move(
  work: Work, tasks: readonly Held[], to: Holder | undefined, cause: 'assigned' | 'handed-over' | 'left',
): Promise<number> {
  const moving = tasks.filter(({ claimed_by: from }) => from !== (to?.account ?? null))
  if (moving.length === 0) return 0
  await work.tx.updateTable('task').set({
    claimed_by: to?.account ?? null, claimed_name: to?.name ?? null, claimed_at: to ? work.at.official : null,
  }).where('id', 'in', moving.map(({ id }) => id)).execute()
  await work.tx.insertInto('task_move').values(moving.map(({ id, claimed_by: from }) => ({
    id: work.world.newId(), task: id, taken_from: from, given_to: to?.account ?? null,
    moved_by: work.actor.account || (from ?? ''), cause, at: work.at.official,
  }))).execute()
  if (to && to.account !== work.actor.account) {
    await tell(work, {
      to: { account: to.account }, link: '/?state=mine',
      text: { zh: `有 ${moving.length} 件待办交给您办理`, en: `${moving.length} tasks were given to you` },
    })
  }
  return moving.length
}

/**
 * Gives tasks to one colleague at once. What lies with the office or in the caller's own hands may be given; what
 * somebody else is at work on may not. All or none.
 *
 * @param reached the tasks of the caller's office among those asked for, locked
 * @throws Refusal `not-found`, `colleague-unknown`, `task-in-other-hands`
 */
export async function assign(work: Work, body: BodyOf<typeof contract.assignTasks>, reached: readonly Held[]) {
  if (reached.length < body.tasks.length) refuse('not-found')
  const to = (await holders(work.tx, work.actor, work.actor.role)).find((one) =>
    one.account === body.to && reached.every((task) => mayTake(one, task)))
  if (!to) refuse('colleague-unknown')
  if (reached.some(({ claimed_by: by }) => by !== null && by !== work.actor.account && by !== to.account)) {
    refuse('task-in-other-hands')
  }
  return { moved: await move(work, reached, to, 'assigned'), released: 0 }
}

/**
 * Everything that one person has in hand in this organisation goes to another, or back to the office. What the other
 * may not take, since the role or the region differs, goes back to its office and is counted apart.
 *
 * @throws Refusal `not-permitted` for the work of others without the right to end roles, `colleague-unknown`
 */
export async function handOver(work: Work, body: BodyOf<typeof contract.handOverTasks>) {
  const { actor, tx } = work
  const from = body.from ?? actor.account
  if (from !== actor.account) mustManage(actor)
  const all = await holders(tx, actor)
  const held = await heldBy(tx, from, await officesOf(tx, from, actor.organisation))
  const takers = all.filter(({ account }) => account === body.to)
  if (body.to !== undefined && (takers.length === 0 || body.to === from)) refuse('colleague-unknown')
  const [fit, left] = [held.filter((task) => takers.some((one) => mayTake(one, task))),
    held.filter((task) => !takers.some((one) => mayTake(one, task)))]
  const moved = await move(work, fit, takers[0], 'handed-over')
  const released = await move(work, left, undefined, 'handed-over')
  return body.to === undefined ? { moved: released, released: 0 } : { moved, released }
}

/** Offices that somebody had in an organisation, now or before: a role with what it reaches. */
async function officesOf(db: Db, account: string, organisation: string): Promise<Holder[]> {
  const { rows } = await sql<Holder>`
    select account, '' as name, role, organisation, region from membership
    where account = ${account} and organisation = ${organisation || null}`.execute(db)
  return rows
}

async function heldBy(tx: Work['tx'], account: string, offices: readonly Holder[]): Promise<Held[]> {
  const rows = await tx.selectFrom('task').select(['id', 'role', 'organisation', 'region', 'claimed_by'])
    .where('claimed_by', '=', account).where('ended_at', 'is', null).orderBy('id').forUpdate().execute()
  return rows.filter((task) => offices.some((office) => mayTake(office, task)))
}

/** Whoever loses a role leaves its work to the office: nothing waits for somebody who is gone. */
export async function releaseWork(
  work: Work, of: { account: string; role: string; organisation: string; region?: string | null },
): Promise<void> {
  const office = { ...of, name: '', region: of.region ?? null }
  await move(work, await heldBy(work.tx, of.account, [office]), undefined, 'left')
}

/** The same for an account that is closed: everything it has in hand. */
export async function releaseAllWork(work: Work, account: string): Promise<void> {
  const held = await work.tx.selectFrom('task').select(['id', 'role', 'organisation', 'region', 'claimed_by'])
    .where('claimed_by', '=', account).where('ended_at', 'is', null).orderBy('id').forUpdate().execute()
  await move(work, held, undefined, 'left')
}

/** Who gave the tasks to those who have them now, by task. */
export async function giversOf(db: Db, tasks: readonly string[]): Promise<Map<string, string>> {
  if (tasks.length === 0) return new Map()
  const { rows } = await sql<{ task: string; name: string }>`
    select distinct on (v.task) v.task, p.name from task_move v
    join task t on t.id = v.task and t.claimed_by = v.given_to
    join account a on a.id = v.moved_by join person p on p.id = a.person
    where v.task = any(${[...tasks]}::uuid[]) and v.moved_by <> v.given_to order by v.task, v.id desc`.execute(db)
  return new Map(rows.map(({ task, name }) => [task, name]))
}
