/** Questionnaires and their answers: opened and closed by acts, answered as measures, once per item code. */
import { createHmac } from 'node:crypto'
import { marketSurveys as contract, refuse } from '@tianfu/contract'
import type { BodyOf, Next, QueryOf } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import { change, create, find, lock, timeline } from '../../platform/acts.ts'
import { offer } from '../../platform/next.ts'
import { cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View, Work, World } from '../../platform/work.ts'
import { readAsked, verdictOf } from '../codes/index.ts'
import { mustBeOpen, usableSource } from './domain.ts'
import type { Programme } from './domain.ts'
import type { PartRow } from './parts.ts'
import { lockOwn } from './programmes.ts'
import { methodInUse } from './run.ts'
import { methodOf } from './store.ts'
import { attentionOf, mustTakeAnswers, questionsOf, sheetOf, survey } from './survey.ts'
import type { Sheet, Survey } from './survey.ts'

export async function openSurvey(
  work: Work, id: string, body: BodyOf<typeof contract.openMarketSurvey>,
): Promise<string> {
  const { state } = await lockOwn(work, id)
  mustBeOpen(state)
  if (usableSource(state, body.source).kind !== 'survey') refuse('source-no-survey')
  const { satisfaction } = await methodOf(work.tx, id, methodInUse(state).version)
  if (!satisfaction) refuse('no-satisfaction-model')
  const questions = questionsOf(satisfaction, body.questions)
  const { count } = await work.tx.selectFrom('market_survey').select((is) => is.fn.countAll<number>().as('count'))
    .where('programme', '=', id).executeTakeFirstOrThrow()
  const made = work.world.newId()
  await create(work, survey, {
    id: made, type: 'market-survey.opened', public: true,
    content: {
      programme: id, organisation: state.organisation, source: body.source,
      number: `${state.number}-Q${Number(count) + 1}`, questions, scale: satisfaction.scale,
      attention: attentionOf(questions, satisfaction.scale), quota: body.quota,
      until: body.until as LocalDate,
    },
  })
  return made
}

export async function closeSurvey(work: Work, id: string): Promise<void> {
  const before = await find(work.tx, survey, id)
  if (!before) refuse('not-found')
  // In this order everywhere: the programme, then what belongs to it.
  await lockOwn(work, before.state.programme)
  const locked = await lock(work.tx, survey, id)
  if (locked.state.status !== 'open') refuse('wrong-state', { state: locked.state.status })
  await change(work, survey, locked, { type: 'market-survey.closed', content: {}, public: true })
}

const surveyRows = ({ db }: Pick<View, 'db'>) => db.selectFrom('market_survey as s')
  .innerJoin('market_programme as p', 'p.id', 's.programme').select((is) => [
    's.id', 's.official', 'p.official as of',
    is.selectFrom('market_answer as a').whereRef('a.survey', '=', 's.id').select((sum) => sum.fn.countAll<number>()
      .as('count')).as('answers')])

type Row = Awaited<ReturnType<ReturnType<typeof surveyRows>['execute']>>[number]
const itemOf = ({ id, official: state, of, answers }: Row) => ({
  id, number: state.number, programme: state.programme, programmeName: of.name, status: state.status,
  openedOn: state.openedOn, until: state.until, quota: state.quota, answers: Number(answers),
})

export async function listSurveys(view: View, query: QueryOf<typeof contract.listMarketSurveys>) {
  let rows = surveyRows(view).orderBy('s.id', 'desc').limit(pageSize(query))
  if (query.programme) rows = rows.where('s.programme', '=', query.programme)
  if (query.q) rows = rows.where('s.number', '=', query.q.trim())
  if (query.after) rows = rows.where('s.id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, itemOf)
}

export async function surveyDetail(view: View, id: string) {
  const row = await surveyRows(view).where('s.id', '=', id).executeTakeFirst()
  if (!row) refuse('not-found')
  const { official: state, of } = row
  const counts = await view.db.selectFrom('market_answer as a').innerJoin('product as p', 'p.id', 'a.product')
    .select((is) => ['a.product', 'p.official as of', 'a.attentive', is.fn.countAll<number>().as('count')])
    .where('a.survey', '=', id).groupBy(['a.product', 'p.official', 'a.attentive']).orderBy('a.product').execute()
  const countOf = (product: string, attentive: boolean): number =>
    Number(counts.find((one) => one.product === product && one.attentive === attentive)?.count ?? 0)
  const names = new Map(counts.map(({ product, of: { name } }) => [product, name]))
  const next: Next[] = state.status === 'open' && view.actor?.organisation === state.organisation
    ? offer(view.actor, contract.closeMarketSurvey, { params: { id } }) : []
  return {
    ...itemOf(row), demonstration: of.demonstration, address: `${view.world.origin}/survey/${state.number}`,
    counts: [...names].map(([product, name]) =>
      ({ product, name, counted: countOf(product, true), inattentive: countOf(product, false) })),
    questions: [...state.questions], next, timeline: await timeline(view, 'market-survey', id),
  }
}

// --- answering -------------------------------------------------------------------------------------------------------

/** A questionnaire by its number, with the programme that it belongs to. @throws Refusal `not-found` */
export async function surveyByNumber(
  view: Pick<View, 'db'>, number: string,
): Promise<{ id: string; state: Survey; of: Programme }> {
  const row = await surveyRows(view).where('s.number', '=', number).executeTakeFirst()
  return row ? { id: row.id, state: row.official, of: row.of } : refuse('not-found')
}

/** Number of the questionnaire that was opened last and still takes answers. */
export async function openSurveyNumber({ db, at }: Pick<View, 'db' | 'at'>): Promise<string | undefined> {
  const rows = await db.selectFrom('market_survey').select('official').where('status', '=', 'open')
    .orderBy('id', 'desc').execute()
  return rows.find(({ official }) => official.until >= at.today)?.official.number
}

/** Verdicts on what is in somebody's hand, however it stands now. */
const ON_GOODS = new Set(['valid', 'suspended', 'withdrawn', 'cancelled', 'expired'])

/** The product of an item code that was put on goods. @throws Refusal `code-not-genuine` */
export async function productOfCode(
  view: View, text: string,
): Promise<{ code: string; product: string; name: { zh: string; en?: string }; brand: { zh: string; en?: string } }> {
  const read = readAsked(text)
  if (!read.ok || !('serial' in read.asked)) return refuse('code-not-genuine')
  const { verdict, code, gtin } = await verdictOf(view, read.asked)
  if (!ON_GOODS.has(verdict)) refuse('code-not-genuine')
  const found = await view.db.selectFrom('product as p').innerJoin('brand as b', 'b.id', 'p.brand')
    .select(['p.id', 'p.official', 'b.official as brand']).where('p.gtin', '=', gtin ?? '').executeTakeFirst()
  return found ? { code, product: found.id, name: found.official.name, brand: found.brand.name }
    : refuse('code-not-genuine')
}

/** Takes an answer in: one per item code, as many per product as the quota says. */
export async function answerSurvey(
  work: Work, number: string, body: { code: string; answers: Sheet },
): Promise<{ number: string }> {
  const { code, product } = await productOfCode(work, body.code)
  const { id } = await surveyByNumber({ db: work.tx }, number)
  // Under the lock, so that a run that begins now sees all answers up to a place, and a quota is kept.
  const { state } = await lock(work.tx, survey, id)
  mustTakeAnswers(state, work.at.today)
  const { answers, attentive } = sheetOf(state, body.answers)
  const { count } = await work.tx.selectFrom('market_answer').select((is) => is.fn.countAll<number>().as('count'))
    .where('survey', '=', id).where('product', '=', product).where('attentive', '=', true).executeTakeFirstOrThrow()
  const pseudonym = createHmac('sha256', work.world.keys.derive('market-answer', 32)).update(`${id}\n${code}`)
    .digest('base64url').slice(0, 24)
  const before = await work.tx.selectFrom('market_answer').select('place').where('survey', '=', id)
    .where('code', '=', pseudonym).executeTakeFirst()
  if (before) refuse('survey-answered')
  if (Number(count) >= state.quota) refuse('survey-full')
  await work.tx.insertInto('market_answer').values({
    survey: id, code: pseudonym, product, day: work.at.today, answers: JSON.stringify(answers), attentive,
  }).execute()
  return { number }
}

// --- answers in a run ------------------------------------------------------------------------------------------------

/** Up to which answer of which questionnaire a run goes. */
export interface AnswersUpTo { readonly survey: string; readonly source: string; readonly place: number }

/** What the programme's questionnaires hold now; later answers wait for the lock, and count in a later run. */
export async function answersNow(work: Work, programme: string): Promise<AnswersUpTo[]> {
  const surveys = await work.tx.selectFrom('market_survey').select(['id']).where('programme', '=', programme)
    .orderBy('id').execute()
  const found: AnswersUpTo[] = []
  for (const { id } of surveys) {
    const { state } = await lock(work.tx, survey, id)
    const { place } = await work.tx.selectFrom('market_answer').select((is) => is.fn.max('place').as('place'))
      .where('survey', '=', id).where('attentive', '=', true).executeTakeFirstOrThrow()
    if (place !== null) found.push({ survey: id, source: state.source, place: Number(place) })
  }
  return found
}

const BATCH = 500

/** Attentive answers as observations, one for each question: confirmed by their code, each sheet a cluster. */
export async function* readAnswers(
  { db }: Pick<World, 'db'>, { survey: id, place }: AnswersUpTo,
): AsyncGenerator<PartRow[]> {
  for (let after = -1; ;) {
    const rows = await db.selectFrom('market_answer').select(['place', 'code', 'product', 'day', 'answers'])
      .where('survey', '=', id).where('attentive', '=', true).where('place', '>', after).where('place', '<=', place)
      .orderBy('place').limit(BATCH).execute()
    const last = rows.at(-1)
    if (!last) return
    after = last.place
    yield rows.flatMap(({ place: line, code, product, day, answers }) => Object.entries(answers)
      .map(([question, value]): PartRow => [line, `product:${product}`, question, value, true, day, '', code]))
  }
}
