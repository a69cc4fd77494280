import { marketPublication, marketRuns as contract, refuse } from '@tianfu/contract'
import type { BodyOf, Next, QueryOf } from '@tianfu/contract'
import { create, find, timeline } from '../../platform/acts.ts'
import { deadlinesOf } from '../../platform/deadlines.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { freeText } from '../../platform/texts.ts'
import type { View, Work } from '../../platform/work.ts'
import { mustBeOpen } from './domain.ts'
import type { Programme } from './domain.ts'
import { lockOwn } from './programmes.ts'
import { answersNow } from './surveys.ts'
import { FAILURES, mayPublish, methodInUse, mustBeCorrection, run } from './run.ts'
import type { Run } from './run.ts'

/** Requests a run over everything that counts now; it is computed after the commit. */
export async function requestRun(
  work: Work, id: string, body: BodyOf<typeof contract.requestMarketRun>,
): Promise<string> {
  const { state } = await lockOwn(work, id)
  mustBeOpen(state)
  const method = methodInUse(state)
  const before = await work.tx.selectFrom('market_run').select(['id', 'status', 'run']).where('programme', '=', id)
    .orderBy('run', 'desc').execute()
  if (before.some(({ status }) => status === 'requested')) refuse('run-under-way')
  if (body.correctionOf !== undefined) {
    mustBeCorrection(id, (await find(work.tx, run, body.correctionOf))?.state, body.reason)
  }
  const imports = await work.tx.selectFrom('market_import').select('id').where('programme', '=', id)
    .where('status', '=', 'loaded').orderBy('id').execute()
  const answers = await answersNow(work, id)
  if (imports.length === 0 && answers.length === 0) refuse('no-data')
  const number = (before[0]?.run ?? 0) + 1
  const made = work.world.newId()
  await create(work, run, {
    id: made, type: 'market-run.requested', public: true,
    content: {
      programme: id, organisation: state.organisation, run: number, methodVersion: method.version,
      methodHash: method.sha256, imports: imports.map((one) => one.id).sort(), answers,
      bandsFrom: await publicationBefore(work, id, state),
      seed: body.seed ?? `${state.number}/${number}`, from: state.from, until: state.until,
      correctionOf: body.correctionOf ?? null,
      reason: body.reason === undefined ? null : await freeText(work, body.reason),
      demonstration: state.demonstration,
    },
  })
  return made
}

/** The latest publication of the same brand programme whose period ended before this one's. */
async function publicationBefore(work: Work, id: string, of: Programme): Promise<string | null> {
  const rows = await work.tx.selectFrom('market_run as r').innerJoin('market_programme as p', 'p.id', 'r.programme')
    .select(['r.id', 'r.official', 'p.official as of']).where('r.publication', '=', 'published')
    .where('r.programme', '<>', id).orderBy('r.id').execute()
  const before = rows.filter((row) => row.of.programme === of.programme && row.official.until < of.until)
  return before.toSorted((a, b) => (a.official.until < b.official.until ? -1 : 1)).at(-1)?.id ?? null
}

const runRows = ({ db }: Pick<View, 'db'>) => db.selectFrom('market_run as r')
  .innerJoin('market_programme as p', 'p.id', 'r.programme').select(['r.id', 'r.official', 'p.official as of'])

const itemOf = (id: string, state: Run, of: Programme) => ({
  id, programme: state.programme, programmeName: of.name, programmeNumber: of.number, run: state.run,
  status: state.status, methodVersion: state.methodVersion, seed: state.seed, from: state.from, until: state.until,
  imports: state.imports.length, ...(state.sealed && { observations: state.sealed.rows }),
  requestedOn: state.requestedOn, demonstration: state.demonstration,
})

export async function listRuns(view: View, query: QueryOf<typeof contract.listMarketRuns>) {
  let rows = runRows(view).orderBy('r.id', 'desc').limit(pageSize(query))
  if (query.programme) rows = rows.where('r.programme', '=', query.programme)
  if (query.status) rows = rows.where('r.status', '=', query.status)
  if (query.q) {
    const q = anywhere(query.q)
    rows = rows.where((is) => is.or([is('p.name', 'ilike', q), is('p.number', 'ilike', q)]))
  }
  if (query.after) rows = rows.where('r.id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, ({ id, official, of }) => itemOf(id, official, of))
}

/** A run with its programme. @throws Refusal `not-found` */
export async function getRun(view: Pick<View, 'db'>, id: string): Promise<{ state: Run; of: Programme }> {
  const row = await runRows(view).where('r.id', '=', id).executeTakeFirst()
  return row ? { state: row.official, of: row.of } : refuse('not-found')
}

export async function runDetail(view: View, id: string) {
  const { state, of } = await getRun(view, id)
  return {
    ...itemOf(id, state, of), methodHash: state.methodHash,
    ...(state.sealed && { snapshot: state.sealed.digest, results: [...state.results] }),
    ...(state.endedOn !== null && { completedOn: state.endedOn }),
    ...(state.failure !== null && { failure: FAILURES[state.failure] }),
    ...(state.correctionOf !== null && { correctionOf: state.correctionOf }),
    ...(state.publication && { publication: state.publication.state, replyUntil: state.publication.until }),
    replies: state.replies.length,
    deadlines: await deadlinesOf(view.world, view.db, { type: 'market-run', id }, view.at.today),
    next: nextOf(view, id, state, of), timeline: await timeline(view, 'market-run', id),
  }
}

function nextOf(view: View, id: string, state: Run, of: Programme): Next[] {
  if (view.actor?.organisation !== state.organisation || state.status === 'requested') return []
  const again = of.status === 'open' ? offer(view.actor, contract.requestMarketRun, {
    params: { id: state.programme }, ...(state.status === 'completed' && { initial: { correctionOf: id } }),
  }) : []
  return [
    ...(state.status === 'completed' && !state.publication
      ? offer(view.actor, marketPublication.openMarketReply, { params: { id } }) : []),
    ...(state.publication?.state === 'reply' ? offer(view.actor, marketPublication.publishMarketRun, {
      params: { id }, rule: () => mayPublish(state, view.at.today) }) : []),
    ...(state.status === 'completed' ? offer(view.actor, contract.recomputeMarketRun, { params: { id } }) : []),
    ...again,
  ]
}

/** A completed run of the actor's organisation. @throws Refusal `not-found`, `wrong-state` */
export async function ownCompleted(view: View, id: string): Promise<Run> {
  const { state } = await getRun(view, id)
  if (state.organisation !== view.actor?.organisation) refuse('not-found')
  if (state.status !== 'completed') refuse('wrong-state', { state: state.status })
  return state
}
