import { normaliseIdentifier } from '@tianfu/identifiers'
import type { LocalDate, Text } from '@tianfu/kernel'
import type { SchemeTypeId } from '@tianfu/scheme'
import type { Db } from '../../platform/db/database.ts'
import { findCertificate, findCertificateByNumber, standing } from '../certification/index.ts'
import type { Certificate } from '../certification/index.ts'
import type { CertificateStatus } from './domain.ts'

/** What a licence needs to know of its certificate. */
export interface CertificateFacts {
  readonly id: string
  /** Of the register; a look-up takes the body's and the national number as well. */
  readonly number: string
  readonly status: CertificateStatus
  readonly holder: string
  readonly body: string
  readonly programme: string
  readonly schemeType: SchemeTypeId
  readonly validFrom: LocalDate
  readonly validUntil: LocalDate
  readonly products: readonly {
    readonly id: string; readonly name: Text; readonly gtin: string | null; readonly models: readonly string[]
  }[]
  /** Items of the batch, for a batch certificate. */
  readonly batchQuantity: number | null
  readonly standards: readonly string[]
  /** Region of the manufacturing site. */
  readonly region: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A certificate by its id or any of its numbers, as printed or without blanks and dashes, as it stands on `day`. */
export async function certificateFacts(
  db: Db, idOrNumber: string, day: LocalDate,
): Promise<CertificateFacts | undefined> {
  const found = UUID.test(idOrNumber) ? await findCertificate(db, idOrNumber)
    : await findCertificateByNumber(db, idOrNumber)
      ?? await findCertificateByNumber(db, normaliseIdentifier(idOrNumber))
  return found && factsOn(found.id, found.state, day)
}

/** The same from a row that has been read already. */
export const factsOn = (id: string, state: Certificate, day: LocalDate): CertificateFacts => ({
  id, number: state.registerNumber, status: standing(state, day), holder: state.holder, body: state.body,
  programme: state.programme, schemeType: state.schemeType, validFrom: state.validFrom, validUntil: state.validUntil,
  products: state.products.map(({ product, name, gtin, models }) => ({ id: product, name, gtin, models })),
  batchQuantity: state.batch?.quantity ?? null, standards: state.standards.map(({ number }) =>
    number), region: state.region,
})

/** How several certificates stand on a day, by id. */
export async function certificateStatuses(
  db: Db, ids: readonly string[], day: LocalDate,
): Promise<ReadonlyMap<string, CertificateStatus>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('certificate').select(['id', 'official']).where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(rows.map(({ id, official }) => [id, standing(official, day)]))
}
