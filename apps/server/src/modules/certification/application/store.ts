import { refuse } from '@tianfu/contract'
import { change, find, lock } from '../../../platform/acts.ts'
import type { Locked, NewAct } from '../../../platform/acts.ts'
import type { View, Work } from '../../../platform/work.ts'
import { actorOf, rulePinned } from '../facts.ts'
import type { RuleFacts } from '../rule-facts.ts'
import { applications } from './aggregate.ts'
import type { Application } from './state.ts'
import { refreshTasks } from './tasks.ts'

/** A file under way with the rule it is judged by. */
export interface OpenFile extends Locked<Application> { readonly facts: RuleFacts }

type Side = 'applicant' | 'body'

/** The file, locked, for the side that acts. Everybody else finds nothing. @throws Refusal `not-found` */
export async function lockFile(work: Work, id: string, side: Side): Promise<OpenFile> {
  const locked = await lock(work.tx, applications, id)
  if (locked.state[side] !== work.actor.organisation) refuse('not-found')
  return { ...locked, facts: await rulePinned(work.db, locked.state.rule) }
}

/** The file for whoever is a party to it. @throws Refusal `not-found` */
export async function readFile(view: View, id: string): Promise<OpenFile> {
  const found = await find(view.db, applications, id)
  const { organisation } = actorOf(view)
  if (!found ||
    (found.state.applicant !== organisation && found.state.body !== organisation)) return refuse('not-found')
  return { ...found, facts: await rulePinned(view.db, found.state.rule) }
}

/** The file of a laboratory's order, locked. @throws Refusal `not-found` */
export async function lockFileOfOrder(work: Work, order: string): Promise<OpenFile> {
  const row = await work.tx.selectFrom('test_order').select('application').where('id', '=', order)
    .where('laboratory', '=', work.actor.organisation).executeTakeFirst()
  if (!row) return refuse('not-found')
  const locked = await lock(work.tx, applications, row.application)
  return { ...locked, facts: await rulePinned(work.db, locked.state.rule) }
}

/** Writes an act on the file and brings its tasks into line. */
export async function write(work: Work, file: OpenFile, act: NewAct): Promise<Application> {
  const { state } = await change(work, applications, file, act)
  await refreshTasks(work, file.id, state, file.facts)
  return state
}

/** What a write answers. */
export const outcome = (file: Locked<Application>, state: Application) =>
  ({ id: file.id, version: file.version + 1, status: state.status, number: state.number })

/** Everybody whose separation counts, as an evaluating act keeps them. */
export const evaluatorsOf = ({ actor }: Pick<Work, 'actor'>): string[] => [...actor.persons]
