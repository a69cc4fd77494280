/** Imports: a checked file, or rows of a program, taken in by an act; and taken out again by another. */
import { createHash } from 'node:crypto'
import { marketImports, refuse } from '@tianfu/contract'
import type { BodyOf, QueryOf } from '@tianfu/contract'
import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'
import { change, create, find, lock, timeline } from '../../platform/acts.ts'
import { offer } from '../../platform/next.ts'
import { anywhere, cursorId, pageOf, pageSize } from '../../platform/page.ts'
import { freeText } from '../../platform/texts.ts'
import type { View, Work } from '../../platform/work.ts'
import { observationsOf } from './columns.ts'
import { mustBeLoaded, mustBeOpen, taken, usableSource } from './domain.ts'
import type { Import, Programme } from './domain.ts'
import { importedSource, mustBeNew, subjectsOf } from './files.ts'
import { hasPart, PartWriter } from './parts.ts'
import { lockOwn } from './programmes.ts'

/** Takes a checked file in. */
export async function importFile(work: Work, id: string, file: string): Promise<string> {
  const { state } = await lockOwn(work, id)
  mustBeOpen(state)
  const found = await work.tx.selectFrom('market_file').selectAll().where('id', '=', file).where('programme', '=', id)
    .executeTakeFirst()
  if (!found || !hasPart(work.world, found.part)) refuse('not-found')
  usableSource(state, found.source)
  await mustBeNew(work.tx, id, found.sha256)
  await create(work, taken, {
    id: file, type: 'market-import.loaded',
    content: {
      programme: id, source: found.source, sha256: found.sha256, part: found.part, rows: found.rows,
      observations: found.observations, firstDay: found.first_day, lastDay: found.last_day,
    },
  })
  return file
}

/** Takes rows of a program in: checked like those of a file, whole or not at all. */
export async function importRows(
  work: Work, id: string, body: BodyOf<typeof marketImports.sendMarketObservations>,
): Promise<string> {
  const { state } = await lockOwn(work, id)
  mustBeOpen(state)
  const source = importedSource(state, body.source)
  const sha256 = createHash('sha256').update(canonicalJson(body as unknown as Json)).digest('hex')
  await mustBeNew(work.tx, id, sha256)
  const subjects = await subjectsOf(work)
  const made = body.rows.map((row) => observationsOf(source.kind, row as Record<string, string>, subjects))
  const wrong = made.flatMap((one, i) => one.ok ? [] : [{ line: i + 1, ...one.error }])
  const [first] = wrong
  if (first) refuse('rows-wrong', { count: wrong.length, line: first.line, why: first.zh, whyEn: first.en })
  const writer = new PartWriter(work.world, id)
  for (const [i, one] of made.entries()) if (one.ok) await writer.add(i + 1, one.observations)
  const { part, observations, firstDay, lastDay } = await writer.finish()
  const file = work.world.newId()
  await work.tx.insertInto('market_file').values({
    id: file, programme: id, source: source.id, name: 'API', sha256, part, rows: body.rows.length, observations,
    first_day: firstDay, last_day: lastDay, checked_at: work.at.official,
  }).execute()
  return importFile(work, id, file)
}

export async function withdraw(work: Work, id: string, reason: string): Promise<void> {
  const before = await find(work.tx, taken, id)
  if (!before) refuse('not-found')
  // In this order everywhere: the programme, then its imports.
  await lockOwn(work, before.state.programme)
  const locked = await lock(work.tx, taken, id)
  mustBeLoaded(locked.state)
  await change(work, taken, locked, {
    type: 'market-import.withdrawn', content: { reason: await freeText(work, reason) },
  })
}

const itemOf = (id: string, state: Import, of: Programme, name: string) => {
  const source = of.sources.find((one) => one.id === state.source)!
  return {
    id, programme: state.programme, source: state.source, sourceName: source.name, kind: source.kind, file: name,
    sha256: state.sha256, rows: state.rows, observations: state.observations, firstDay: state.firstDay,
    lastDay: state.lastDay, status: state.status, loadedOn: state.loadedOn,
  }
}

const importRowsOf = (view: Pick<View, 'db'>) => view.db.selectFrom('market_import as i')
  .innerJoin('market_file as f', 'f.id', 'i.id').innerJoin('market_programme as p', 'p.id', 'i.programme')
  .select(['i.id', 'i.official', 'f.name', 'p.official as of'])

export async function listImports(view: View, query: QueryOf<typeof marketImports.listMarketImports>) {
  let rows = importRowsOf(view).orderBy('i.id', 'desc').limit(pageSize(query))
  if (query.programme) rows = rows.where('i.programme', '=', query.programme)
  if (query.q) {
    const q = anywhere(query.q)
    rows = rows.where((is) => is.or([is('f.name', 'ilike', q), is('p.name', 'ilike', q)]))
  }
  if (query.after) rows = rows.where('i.id', '<', cursorId(query.after))
  return pageOf(await rows.execute(), query, ({ id }) => id,
    ({ id, official, name, of }) => itemOf(id, official, of, name))
}

export async function importDetail(view: View, id: string) {
  const row = await importRowsOf(view).where('i.id', '=', id).executeTakeFirst()
  if (!row) refuse('not-found')
  const { official: state, of } = row
  const owned = view.actor?.organisation === of.organisation && of.status === 'open' && state.status === 'loaded'
  return {
    ...itemOf(id, state, of, row.name), programmeName: of.name,
    ...(state.withdrawnOn !== null && { withdrawnOn: state.withdrawnOn }),
    next: owned ? offer(view.actor, marketImports.withdrawMarketImport, { params: { id } }) : [],
    timeline: await timeline(view, 'market-import', id),
  }
}
