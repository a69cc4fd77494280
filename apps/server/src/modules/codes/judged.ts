import type { codes as contract } from '@tianfu/contract'
import type { LocalDate } from '@tianfu/kernel'
import type { Static } from 'typebox'
import { standingOn } from '../certification/index.ts'
import { factsOn, licenceStanding } from '../licences/index.ts'
import { certificateShown } from './certificates.ts'
import type { CountedItem } from './counts.ts'
import { at } from './domain.ts'
import type { Activation } from './domain.ts'
import type { SerialRead } from './keys.ts'
import type { ItemRow } from './register.ts'
import { verdictOn } from './verdict.ts'

export type VerdictAnswer = Static<typeof contract.VerdictAnswer>

/**
 * What an item shows beside its code, the moment and its count. The same object for all items that show the same, for
 * as long as their batch is held in memory and the day lasts: what is made of it may be kept beside it.
 */
export type Shown = Readonly<Omit<VerdictAnswer, 'code' | 'gtin' | 'asOf' | 'problem' | 'firstScan' | 'scans'>>

/** The verdict on an item: what it shows, and where its looks are counted when it is authentic. */
export interface Judged {
  readonly code: string
  readonly gtin: string
  readonly shown: Shown
  readonly item?: CountedItem
}

const ALONE = {
  malformed: { verdict: 'malformed' }, unknown: { verdict: 'unknown' }, forged: { verdict: 'forged' },
} as const satisfies Record<string, Shown>

/** The verdict on what was read, with the batch that has its counter: nothing is asked any more. */
export function judgedFrom(
  today: LocalDate, { gtin, serial }: { gtin: string; serial: string }, read: SerialRead, row: ItemRow | undefined,
): Judged {
  const code = `${gtin}.${serial}`
  if (read.verdict !== 'read') return { code, gtin, shown: ALONE[read.verdict] }
  const { keyId, counter } = read
  // Authentic by its tag, yet of no batch: the counter was never given out.
  if (!row || counter >= row.batch.first + row.batch.quantity) return { code, gtin, shown: ALONE.unknown }
  return { code, gtin, shown: shownOf(row, counter, today), item: { gtin, keyId, counter } }
}

export function answerOf({ code, gtin, shown: { verdict, kind, ...shown } }: Judged, asOf: string): VerdictAnswer {
  return { verdict, ...(kind && { kind }), code, gtin, asOf, ...shown }
}

interface Day {
  readonly today: LocalDate
  /** By the lot that was activated, if any: goods that are not void, and goods that are. */
  readonly standing: Map<Activation | undefined, Shown>
  readonly voided: Map<Activation | undefined, Shown>
}
/** Held by the row itself, which falls with the first act on what it rests on (`register.ts`). */
const days = new WeakMap<ItemRow, Day>()

/** What an item of a batch shows on a day; worked out once for all items of a lot. */
function shownOf(row: ItemRow, counter: number, today: LocalDate): Shown {
  let day = days.get(row)
  if (day?.today !== today) days.set(row, day = { today, standing: new Map(), voided: new Map() })
  const place = counter - row.batch.first + 1
  const lot = at(row.batch.activations, place)
  const known = at(row.batch.voids, place) ? day.voided : day.standing
  let shown = known.get(lot)
  if (!shown) known.set(lot, shown = shownAt(row, place, today))
  return shown
}

function shownAt(row: ItemRow, place: number, today: LocalDate): Shown {
  const { batch, licence, product } = row
  const facts = factsOn(row.certificate_id, row.certificate, today)
  const standing = licenceStanding(licence, facts.status, today)
  const { verdict, activation } = verdictOn(batch, place, { certificate: facts.status, licence: standing })
  const then = activation && standingOn(row.certificate, activation.producedOn)
  return {
    // Under a key that others know a code proves nothing by itself. What the licensee had activated before is on its
    // goods and stands; what it had not, anybody may have put on anything.
    verdict: row.lost_on !== null && !activation ? 'void' : verdict, kind: 'item',
    ...(row.lost_on !== null && { keyLostOn: row.lost_on }),
    product: { name: product.name, models: [...product.models], unit: product.unit.zh },
    certificate: certificateShown(facts, { uscc: row.uscc, name: row.holder }, row.body),
    licence: {
      number: licence.number ?? '', status: standing,
      ...(licence.validUntil !== null && { validUntil: licence.validUntil }),
    },
    ...(activation && {
      production: { lot: activation.lot, on: activation.producedOn, ...(then && { certificateThen: then }) },
    }),
  }
}
