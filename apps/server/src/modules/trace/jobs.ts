import { refuse } from '@tianfu/contract'
import { cursorId } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import type { TraceTables } from './tables.ts'

type Row = Pick<TraceTables['epcis_capture'],
  'id' | 'created_at' | 'finished_at' | 'behaviour' | 'success' | 'events' | 'captured' | 'duplicates'> & {
    errors: readonly { event: number; code: string; zh: string; en: string }[]
  }

const rows = ({ db, actor }: View) => db.selectFrom('epcis_capture')
  .where('organisation', '=', actor?.organisation ?? refuse('not-signed-in'))
  .select(['id', 'created_at', 'finished_at', 'behaviour', 'success', 'events', 'captured', 'duplicates', 'errors'])

/** A job as the standard shows it. It runs only where the caller did not want to wait. */
const shown = (row: Row) => ({
  captureID: row.id, createdAt: row.created_at, ...(row.finished_at !== null && { finishedAt: row.finished_at }),
  running: row.finished_at === null, success: row.success ?? true,
  captureErrorBehaviour: row.behaviour,
  errors: row.errors.map(({ event, code, zh, en }) => ({
    type: `/problems/${code}`, title: en, detail: `eventList[${event}]: ${zh}`, event,
  })),
  counts: { events: row.events, captured: row.captured, duplicates: row.duplicates },
})

export async function captureJob(view: View, id: string) {
  return shown(await rows(view).where('id', '=', id).executeTakeFirst() ?? refuse('not-found'))
}

/** The organisation's jobs, newest first. */
export async function captureJobs(view: View, { perPage, token }: { perPage: number; token?: string }) {
  let wanted = rows(view).orderBy('id', 'desc').limit(perPage + 1)
  if (token !== undefined) wanted = wanted.where('id', '<', cursorId(token))
  const found = await wanted.execute()
  const jobs = found.slice(0, perPage)
  const last = jobs.at(-1)
  return { jobs: jobs.map(shown), ...(found.length > jobs.length && last && { next: last.id }) }
}
