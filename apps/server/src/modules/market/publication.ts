/** Whoever was evaluated is heard, then results are published by an act, by another person than started the run. */
import { marketPublication as contract, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { sql } from 'kysely'
import { change, lock } from '../../platform/acts.ts'
import type { Db } from '../../platform/db/database.ts'
import { endDeadlines, startDeadline } from '../../platform/deadlines.ts'
import { offer } from '../../platform/next.ts'
import { tell } from '../../platform/notices.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { freeText, readTexts, textOf } from '../../platform/texts.ts'
import type { View, Work } from '../../platform/work.ts'
import { organisationNames } from '../parties/index.ts'
import { lockOwn } from './programmes.ts'
import { mayPublish, mayReply, run } from './run.ts'
import type { Run, RunKind } from './run.ts'
import { getRun } from './runs.ts'
import { shownResult } from './results.ts'
import { methodOf } from './store.ts'
import { proposeWarnings } from './warnings.ts'

const subjectOf = (id: string) => ({ type: 'market-run', id })

/** Enterprises with a result of their own, of a brand or of a product. */
async function evaluated(db: Db, id: string): Promise<string[]> {
  const rows = await db.selectFrom('market_result').select('subject').where('run', '=', id)
    .where('kind', '=', 'enterprise').orderBy('subject').execute()
  return rows.map(({ subject }) => subject)
}

async function lockOwnRun(work: Work, id: string) {
  const { state } = await getRun(work, id)
  const { state: of } = await lockOwn(work, state.programme)
  return { of, locked: await lock(work.tx, run, id) }
}

export async function openReply(work: Work, id: string) {
  const { of, locked } = await lockOwnRun(work, id)
  if (locked.state.status !== 'completed') refuse('wrong-state', { state: locked.state.status })
  if (locked.state.publication) refuse('wrong-state', { state: locked.state.publication.state })
  const due = await startDeadline(work, {
    subject: subjectOf(id), kind: 'market-reply', period: 'marketReply',
    responsible: { organisation: locked.state.organisation },
    label: { zh: `${of.number}：听取被评价方意见`, en: `${of.number}: replies of those evaluated` },
  })
  const { state } = await change(work, run, locked, {
    type: 'market-run.reply-opened', content: { until: due.dueOn }, public: true,
  })
  for (const organisation of await evaluated(work.tx, id)) {
    await tell(work, {
      to: { organisation }, link: `/market-own-results/${id}`,
      text: { zh: `市场评价结果征求意见，${due.dueOn} 前可提出`, en: `Market evaluation: reply by ${due.dueOn}` },
    })
  }
  return { id, publication: state.publication!.state }
}

export async function reply(work: Work, id: string, text: string) {
  const { state } = await getRun(work, id)
  if (!(await evaluated(work.tx, id)).includes(work.actor.organisation)) refuse('not-found')
  if (!state.publication) refuse('not-found')
  const locked = await lock(work.tx, run, id)
  mayReply(locked.state, work.at.today)
  await change(work, run, locked, {
    type: 'market-run.replied', content: { organisation: work.actor.organisation, text: await freeText(work, text) },
  })
  return { id, publication: 'reply' }
}

export async function publish(work: Work, id: string) {
  const { of, locked } = await lockOwnRun(work, id)
  mayPublish(locked.state, work.at.today)
  const requester = await work.tx.selectFrom('act').select('person').where('subject_type', '=', 'market-run')
    .where('subject', '=', id).where('type', '=', 'market-run.requested').executeTakeFirstOrThrow()
  if (requester.person !== null && work.actor.persons.includes(requester.person) && !of.demonstration) {
    refuse('same-person')
  }
  const { state } = await change(work, run, locked, { type: 'market-run.published', content: {}, public: true })
  await endDeadlines(work, subjectOf(id), 'market-reply')
  await proposeWarnings(work, id, state, of)
  return { id, publication: 'published' }
}

// --- what an enterprise reads ----------------------------------------------------------------------------------------

/** Results of an organisation: its own, of its brands and of its products. */
const OWN = (organisation: string) => sql<boolean>`(m.kind = 'enterprise' and m.subject = ${organisation}
  or m.kind = 'brand' and exists
    (select from brand b where b.id::text = m.subject and b.organisation = ${organisation})
  or m.kind = 'product' and exists
    (select from product p where p.id::text = m.subject and p.organisation = ${organisation}))`

const ownRows = ({ db, actor }: View) => db.selectFrom('market_run as r')
  .innerJoin('market_programme as p', 'p.id', 'r.programme').innerJoin('market_result as m', 'm.run', 'r.id')
  .where('r.publication', '<>', 'none').where(OWN(actor?.organisation ?? refuse('not-signed-in')))

export async function listOwn(view: View, query: QueryOf<typeof contract.listOwnMarketResults>) {
  let rows = ownRows(view).groupBy(['r.id', 'r.official', 'p.official'])
    .select((is) => ['r.id', 'r.official', 'p.official as of', is.fn.countAll<number>().as('subjects')])
    .orderBy('r.id', 'desc').limit(pageSize(query))
  if (query.after) rows = rows.where('r.id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id,
    ({ id, official, of, subjects }) => ownItem(id, official, of, subjects))
}

const ownItem = (id: string, state: Run, of: { name: Text; number: string }, subjects: number) => ({
  id, programmeName: of.name, programmeNumber: of.number, from: state.from, until: state.until,
  state: state.publication!.state, ...(state.publication && { replyUntil: state.publication.until }),
  subjects: Number(subjects), demonstration: state.demonstration,
})

export async function ownDetail(view: View, id: string) {
  const rows = await ownRows(view)
    .select(['r.official', 'p.official as of', 'm.kind', 'm.subject', 'm.name', 'm.results'])
    .where('r.id', '=', id).orderBy('m.kind').orderBy('m.subject').execute()
  const [first] = rows
  if (!first) refuse('not-found')
  const { official: state, of } = first
  const method = await methodOf(view.db, state.programme, state.methodVersion)
  const own = state.replies.filter(({ organisation }) => organisation === view.actor?.organisation)
  const replies = await readTexts(view, own)
  const next: Next[] = state.publication?.state === 'reply' && view.at.today <= state.publication.until
    ? offer(view.actor, contract.replyMarketResult, { params: { id } }) : []
  return {
    ...ownItem(id, state, of, rows.length),
    ownResults: rows.flatMap(({ kind, subject, name, results }) =>
      results.map((value) => ({ kind: kind as RunKind, subject, name, ...shownResult(method, value) }))),
    replies: replies.map(({ on, text }) => ({ on, text: textOf(text) })), next,
  }
}

// --- what the public reads -------------------------------------------------------------------------------------------

const publishedRows = ({ db }: Pick<View, 'db'>) => db.selectFrom('market_run as r')
  .innerJoin('market_programme as p', 'p.id', 'r.programme').where('r.publication', '=', 'published')
  .select(['r.id', 'r.official', 'p.official as of'])

const publicItem = (
  view: Pick<View, 'edition'>, state: Run, of: { number: string; name: Text; programme: string },
) => ({
  number: of.number, name: of.name,
  programmeName: view.edition.programmes.find(({ id }) => id === of.programme)?.name ?? { zh: of.programme },
  from: state.from, until: state.until, publishedOn: state.publication!.publishedOn ?? '',
  demonstration: state.demonstration,
})

/** The latest publication of each programme. */
export async function listPublic(view: View, query: QueryOf<typeof contract.listPublicMarket>) {
  let rows = publishedRows(view).orderBy('r.id', 'desc').limit(pageSize(query))
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('market_run as later').select('later.id')
      .whereRef('later.programme', '=', 'r.programme').where('later.publication', '=', 'published')
      .whereRef('later.id', '>', 'r.id'))))
  if (query.q) rows = rows.where('p.name', 'ilike', anywhere(query.q))
  if (query.after) rows = rows.where('r.id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, ({ official, of }) => publicItem(view, official, of))
}

export async function publicDetail(view: View, number: string) {
  const row = await publishedRows(view).where('p.number', '=', number).orderBy('r.id', 'desc').limit(1)
    .executeTakeFirst()
  if (!row) refuse('not-found')
  const { id, official: state, of } = row
  const method = await methodOf(view.db, state.programme, state.methodVersion)
  const rows = await view.db.selectFrom('market_result').selectAll().where('run', '=', id)
    .where('kind', 'in', contract.PUBLIC_MARKET_KINDS).orderBy('kind').orderBy('subject').execute()
  const replies = await readTexts(view, state.replies)
  const names = await organisationNames(view.db, [of.organisation, ...state.replies.map((one) => one.organisation)])
  return {
    ...publicItem(view, state, of), holder: names.get(of.organisation) ?? { zh: '' }, run: state.run,
    corrects: state.correctionOf !== null, methodVersion: state.methodVersion, methodHash: state.methodHash,
    methodLink: `/api/v1/market-programmes/${state.programme}/methods/${state.methodVersion}`,
    snapshot: state.sealed!.digest, seed: state.seed, observations: state.sealed!.rows,
    level: method.uncertainty.level,
    sources: of.sources.map(({ name, kind, tier, basis, licence, lineage }) =>
      ({ name, kind, tier, basis, licence, lineage })),
    results: rows.flatMap(({ kind, subject, name, category, results }) => results.map((value) => {
      const industry = view.world.reference.industries.find(({ code }) => code === category)
      const of = industry && { category: { zh: industry.name } }
      return { kind, subject, name, ...of, ...shownResult(method, value) }
    })),
    replies: replies.filter(({ text }) => text !== null).map(({ organisation, on, text }) =>
      ({ by: names.get(organisation) ?? { zh: '' }, on, text: textOf(text) })),
    digests: state.results.map(({ kind, digest }) => ({ kind, digest })),
  }
}

/** The method of the latest publication. @throws Refusal `not-found` */
export async function publishedMethod(view: View, number: string) {
  const row = await publishedRows(view).where('p.number', '=', number).orderBy('r.id', 'desc').limit(1)
    .executeTakeFirst()
  if (!row) refuse('not-found')
  return methodOf(view.db, row.official.programme, row.official.methodVersion)
}

/** A field of CSV; what a spreadsheet would take as a formula is led by an apostrophe. */
const cell = (value: unknown): string => {
  const text = String(value ?? '')
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const HEADINGS = ['kind', 'subject', 'name', 'category', 'result', 'score', 'low', 'high', 'rank_low', 'rank_high',
  'of', 'group', 'band', 'boundary', 'refused', 'demonstration']

/** The results as CSV, UTF-8 with a mark, so that a spreadsheet reads the Chinese. */
export async function publicCsv(view: View, number: string): Promise<string> {
  const { results, demonstration } = await publicDetail(view, number)
  const lines = results.map((one) => {
    const of = one as typeof one & Record<string, unknown>
    return [one.kind, one.subject, one.name.zh, one.category?.zh, one.result, of.score, of.low, of.high, of.rankLow,
      of.rankHigh, of.of, of.group, of.band, of.boundary, (of.refused as Text | undefined)?.zh, demonstration]
  })
  return `\ufeff${[HEADINGS, ...lines].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}
