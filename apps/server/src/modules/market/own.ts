/** What the platform itself holds as observations: looks at genuine item codes, and reports that were found true. */
import { createHash } from 'node:crypto'
import { refuse } from '@tianfu/contract'
import { canonicalJson } from '@tianfu/kernel'
import type { Json, LocalDate } from '@tianfu/kernel'
import type { Work } from '../../platform/work.ts'
import { looksByDay } from '../codes/index.ts'
import { certificateFacts } from '../licences/index.ts'
import { foundedReports } from '../supervision/index.ts'
import type { Observation } from './columns.ts'
import { mustBeOpen, usableSource } from './domain.ts'
import type { Programme } from './domain.ts'
import { mustBeNew } from './files.ts'
import { importFile } from './imports.ts'
import { PartWriter } from './parts.ts'
import { lockOwn } from './programmes.ts'

/** Days of the programme that are over: what may still change is not counted. */
const over = ({ from, until }: Programme, today: LocalDate): { from: LocalDate; until: LocalDate } =>
  ({ from, until: until < today ? until : today })

async function observationsIn(work: Work, period: { from: LocalDate; until: LocalDate }): Promise<Observation[]> {
  const rest = { confirmed: false, region: '', who: null }
  const products = new Map((await work.tx.selectFrom('product').select(['id', 'gtin']).where('gtin', 'is not', null)
    .execute()).map(({ id, gtin }) => [gtin!, id]))
  const looks = (await looksByDay(work.tx, period)).flatMap(({ gtin, day, looks: value }): Observation[] => {
    const product = products.get(gtin)
    return product ? [{ subject: `product:${product}`, indicator: 'own-look', value, day, ...rest }] : []
  })
  const reports: Observation[] = []
  for (const { certificate, on: day } of await foundedReports(work.tx, period)) {
    const facts = await certificateFacts(work.tx, certificate, work.at.today)
    const row = facts && await work.tx.selectFrom('certificate').select('official').where('id', '=', facts.id)
      .executeTakeFirst()
    for (const { product } of row?.official.products ?? []) {
      reports.push({ subject: `product:${product}`, indicator: 'own-report', value: 1, day, ...rest })
    }
  }
  return [...looks, ...reports]
}

/**
 * Takes in what the platform holds over the days of the programme that are over, as an import of its own.
 *
 * @throws Refusal `source-not-own`, `no-data`, `file-imported` when nothing has changed since the last time
 */
export async function importOwn(work: Work, id: string, sourceId: string): Promise<string> {
  const { state } = await lockOwn(work, id)
  mustBeOpen(state)
  const source = usableSource(state, sourceId)
  if (source.kind !== 'own') refuse('source-not-own')
  const observations = await observationsIn(work, over(state, work.at.today))
  if (observations.length === 0) refuse('no-data')
  const sha256 = createHash('sha256').update(canonicalJson(observations as unknown as Json)).digest('hex')
  await mustBeNew(work.tx, id, sha256)
  const writer = new PartWriter(work.world, id)
  for (const [i, one] of observations.entries()) await writer.add(i + 1, [one])
  const { part, observations: count, firstDay, lastDay } = await writer.finish()
  const file = work.world.newId()
  await work.tx.insertInto('market_file').values({
    id: file, programme: id, source: source.id, name: 'scans-and-reports', sha256, part, rows: observations.length,
    observations: count, first_day: firstDay, last_day: lastDay, checked_at: work.at.official,
  }).execute()
  return importFile(work, id, file)
}
