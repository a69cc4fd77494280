import { market as contract, marketImports, marketRuns, marketSurveys, refuse } from '@tianfu/contract'
import type { Next, QueryOf } from '@tianfu/contract'
import type { Text } from '@tianfu/kernel'
import { find, timeline } from '../../platform/acts.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import type { View } from '../../platform/work.ts'
import { getOrganisation } from '../parties/index.ts'
import { programme } from './domain.ts'
import type { Programme, Source } from './domain.ts'
import { latestMethod, methodOf } from './store.ts'

const nameOf = ({ edition }: Pick<View, 'edition'>, id: string): Text =>
  edition.programmes.find((one) => one.id === id)?.name ?? { zh: id }

export async function listProgrammes(view: View, query: QueryOf<typeof contract.listMarketProgrammes>) {
  let rows = view.db.selectFrom('market_programme').select(['id', 'official']).orderBy('id', 'desc')
    .limit(pageSize(query))
  if (query.status) rows = rows.where('status', '=', query.status)
  if (query.q) {
    const q = anywhere(query.q)
    rows = rows.where((is) => is.or([is('name', 'ilike', q), is('number', 'ilike', q)]))
  }
  if (query.after) rows = rows.where('id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id, ({ id, official }) => ({
    id, number: official.number, name: official.name, programme: official.programme,
    programmeName: nameOf(view, official.programme), status: official.status, from: official.from,
    until: official.until, demonstration: official.demonstration, methodVersion: official.methods.length,
    sources: official.sources.filter(({ endedOn }) => endedOn === null).length,
  }))
}

/** Brand programmes of the edition in force. */
export const listSchemes = (view: View, query: { q?: string }) => Promise.resolve({
  items: view.edition.programmes.map(({ id, name }) => ({ id, name }))
    .filter(({ name }) => !query.q || name.zh.includes(query.q.trim()) || name.en.includes(query.q.trim())),
})

export async function programmeDetail(view: View, id: string) {
  const found = await find(view.db, programme, id)
  if (!found) refuse('not-found')
  const { state } = found
  return {
    id, number: state.number, name: state.name, programme: state.programme,
    programmeName: nameOf(view, state.programme), status: state.status, from: state.from, until: state.until,
    exitFloorHundredths: state.exitFloorHundredths, demonstration: state.demonstration,
    holder: (await getOrganisation(view.db, state.organisation)).name, methods: [...state.methods],
    sources: state.sources.map(({ endedOn, ...source }) => ({ ...source, ...(endedOn !== null && { endedOn }) })),
    next: await nextOf(view, id, state), timeline: await timeline(view, 'market-programme', id),
  }
}

async function nextOf(view: View, id: string, state: Programme): Promise<Next[]> {
  const { actor } = view
  if (state.status !== 'open' || actor?.organisation !== state.organisation) return []
  const params = { id }
  const method = await latestMethod(view, id)
  const [surveys, own] = (['survey', 'own'] as const).map((wanted) =>
    state.sources.filter(({ kind, endedOn }) => kind === wanted && endedOn === null)) as [Source[], Source[]]
  return [
    ...(state.methods.length > 0 ? offer(actor, marketRuns.requestMarketRun, { params }) : []),
    ...(method?.satisfaction && state.methods.length > 0 && surveys.length > 0
      ? offer(actor, marketSurveys.openMarketSurvey, { params, initial: { source: surveys.at(-1)!.id } }) : []),
    ...own.flatMap(({ id: source }) => offer(actor, marketImports.importMarketOwn, { params, initial: { source } })),
    ...offer(actor, contract.addMarketSource, { params }),
    ...offer(actor, contract.adoptMarketMethod, { params, ...(method && { initial: { method } }) }),
    ...state.sources.filter(({ endedOn }) => endedOn === null).flatMap(({ id: source }) =>
      offer(actor, contract.endMarketSource, { params: { id, source } })),
    ...offer(actor, contract.endMarketProgramme, { params }),
  ]
}

/** A version of a programme's method, as it was adopted. */
export async function methodDetail(view: View, id: string, version: number) {
  const found = await find(view.db, programme, id)
  const adopted = found?.state.methods.find((one) => one.version === version) ?? refuse('not-found')
  return { ...adopted, method: await methodOf(view.db, id, version) }
}
