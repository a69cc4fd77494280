import type { LocalDate, Text } from '@tianfu/kernel'
import type { Subject } from './deadlines.ts'
import { normalise } from './search-text.ts'
import type { Work } from './work.ts'

/** Puts a piece of work before an office: an organisation's role or a region's role. Once while it is open. */
export async function putTask(work: Work, of: {
  subject: Subject; kind: string; title: Text; role: string; organisation?: string; region?: string; due?: LocalDate;
  link: string
}): Promise<void> {
  await work.tx.insertInto('task').values({
    id: work.world.newId(), subject_type: of.subject.type, subject: of.subject.id, kind: of.kind,
    title: JSON.stringify(of.title),
    organisation: of.organisation ?? null, region: of.region ?? null, role: of.role, link: of.link,
    created_at: work.at.official,
    claimed_by: null, claimed_name: null, claimed_at: null, ended_at: null,
    search: normalise(`${of.title.zh} ${of.title.en ?? ''}`),
  }).onConflict((conflict) => conflict.doNothing()).execute()
}

/** The work is done or fallen away: all open tasks of the subject, or those of one kind. */
export async function endTasks(work: Work, subject: Subject, kind?: string): Promise<void> {
  let query = work.tx.updateTable('task').set({ ended_at: work.at.official })
    .where('subject_type', '=', subject.type).where('subject', '=', subject.id).where('ended_at', 'is', null)
  if (kind) query = query.where('kind', '=', kind)
  await query.execute()
}
