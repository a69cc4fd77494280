import { refuse } from '@tianfu/contract'
import { editionOf } from '@tianfu/scheme'
import { sql } from 'kysely'
import type { Db } from '../../platform/db/database.ts'
import type { Work, World } from '../../platform/work.ts'
import { yearlyVolume } from './domain.ts'
import type { Licence } from './domain.ts'

/** The year that volume is counted in: this one; a batch counts once, in the year in which its licence began. */
export const volumeYear = (licence: Pick<Licence, 'batch' | 'validFrom'>, today: string): number =>
  Number((licence.batch && licence.validFrom !== null ? licence.validFrom : today).slice(0, 4))

/** What the licence grants without more: declared capacity times the factor of the edition of its file. */
export function baseVolume(world: Pick<World, 'editions'>, licence: Licence, product: string): number {
  const licensed = licence.products.find((one) => one.product === product)
  if (!licensed) refuse('product-not-licensed')
  const { volumeFactorHundredths } = editionOf(world.editions, licence.edition).limits
  return yearlyVolume(licensed.yearlyCapacity, volumeFactorHundredths, licence.batch)
}

async function ensureRow(work: Work, id: string, licence: Licence, product: string, year: number): Promise<void> {
  await work.tx.insertInto('licence_volume')
    .values({ licence: id, product, year, base: baseVolume(work.world, licence, product) })
    .onConflict((conflict) => conflict.doNothing()).execute()
}

/**
 * Takes `quantity` marks from the year's volume, or nothing at all: one conditional update, so that no number of
 * simultaneous orders exceeds it (the check constraint says the same once more).
 *
 * @returns how many are left
 * @throws Refusal `volume-exhausted` with what is left
 */
export async function takeVolume(
  work: Work, id: string, licence: Licence, product: string, quantity: number,
): Promise<{ year: number; left: number }> {
  const year = volumeYear(licence, work.at.today)
  await ensureRow(work, id, licence, product, year)
  const taken = await work.tx.updateTable('licence_volume')
    .set({ ordered: sql<number>`ordered + ${quantity}` })
    .where('licence', '=', id).where('product', '=', product).where('year', '=', year)
    .where(sql<boolean>`ordered + ${quantity} <= base + extra`)
    .returning(sql<number>`(base + extra - ordered)::bigint`.as('left')).executeTakeFirst()
  if (taken) return { year, left: Number(taken.left) }
  const { left } = await work.tx.selectFrom('licence_volume')
    .where('licence', '=', id).where('product', '=', product).where('year', '=', year)
    .select(sql<number>`(base + extra - ordered)::bigint`.as('left')).executeTakeFirstOrThrow()
  refuse('volume-exhausted', { left: Number(left), asked: quantity })
}

export async function addVolume(
  work: Work, id: string, licence: Licence, product: string, year: number, quantity: number,
) {
  await ensureRow(work, id, licence, product, year)
  await work.tx.updateTable('licence_volume').set({ extra: sql<number>`extra + ${quantity}` })
    .where('licence', '=', id).where('product', '=', product).where('year', '=', year).execute()
  const [row] = await volumesOf(work.tx, id, product, year)
  return row ?? refuse('not-found')
}

export async function volumesOf(db: Db, licence: string, product?: string, year?: number) {
  let rows = db.selectFrom('licence_volume').where('licence', '=', licence)
    .select(['product', 'year', 'base', 'extra', 'ordered']).orderBy('year').orderBy('product')
  if (product !== undefined) rows = rows.where('product', '=', product)
  if (year !== undefined) rows = rows.where('year', '=', year)
  return (await rows.execute()).map((row) => {
    const [base, extra, ordered] = [Number(row.base), Number(row.extra), Number(row.ordered)]
    return { product: row.product, year: row.year, base, extra, ordered, left: base + extra - ordered }
  })
}
