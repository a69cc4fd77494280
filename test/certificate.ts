// A certificate for tests of what rests on one: written by the aggregate's own act, without the file that leads to it.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { addDays } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { certificates } from '../apps/server/src/modules/certification/certificate/aggregate.ts'
import { change, create, lock } from '../apps/server/src/platform/acts.ts'
import { byRule } from '../apps/server/src/platform/command.ts'
import { index } from '../apps/server/src/platform/search-index.ts'
import { usccOf } from './people.ts'
import type { TestWorld } from './support.ts'

export interface CertificateMade {
  id: string
  number: string
  product: string
  gtin: string | null
  holder: string
  body: string
}

let made = 0

/** A certificate of a demonstration enterprise on its first product (with a GTIN where there is one). */
export async function aCertificate(
  { world }: TestWorld,
  of: { holder?: string; body?: string; schemeType?: string; region?: string; batch?: number; days?: number
    /** Signs its credential; without it there is none. */
    credential?: (facts: { number: string; index: number; from: LocalDate; until: LocalDate }) => Promise<string>
  } = {},
): Promise<CertificateMade> {
  const idOf = async (organisation: string) => (
    await world.db.selectFrom('organisation').where('uscc', '=', usccOf(organisation)).select('id')
      .executeTakeFirstOrThrow()
  ).id
  const [holder, body] = await Promise.all([idOf(of.holder ?? 'enterprise-baijiu'), idOf(of.body ?? 'body-shuxin')])
  const product = await world.db.selectFrom('product').where('organisation', '=', holder).select(['id', 'official'])
    .orderBy('gtin').limit(1).executeTakeFirstOrThrow()
  const number = `TFQ01${String((made += 1)).padStart(6, '0')}`
  return byRule(world, 'seed', async (work) => {
    const application = work.world.newId()
    const file = {
      number: `APP${made}`, status: 'granted', applicant: holder, body, product: product.id, reports: [],
      testOrders: [],
      rule: { number: `R${made}`, edition: '2026' },
      region: '510502', batch: of.batch !== undefined, names: { applicant: 'a', body: 'b', product: 'p' },
    }
    await sql`insert into application (id, version, official)
      values (${application}, 1, ${JSON.stringify(file)}::jsonb)`.execute(work.tx)
    await index(work, 'application', application, file)
    const id = work.world.newId()
    const { name, gtin, models, yearlyCapacity } = product.official
    const [from, until] = [work.at.today, addDays(work.at.today, of.days ?? 1094)]
    const token = await of.credential?.({ number, index: made, from, until })
    const credentialSha256 = token === undefined ? '0'.repeat(64) : createHash('sha256').update(token).digest('hex')
    await create(work, certificates, {
      id, type: 'certificate.issued', public: true,
      content: {
        application, registerNumber: number, bodyNumber: `BODY-${number}`, body, holder, holderName: '示例企业',
        holderUscc: 'x', bodyName: '示例机构',
        parties: {
          applicant: 'a', producer: 'b', manufacturer: 'c',
        }, region: of.region ?? '510502', programme: 'tianfu-quality',
        schemeType: of.schemeType ?? '5', edition: work.edition.inForceFrom,
        products: [{
          product: product.id, name, gtin, models, brand: null, yearlyCapacity, unit: '瓶',
        }], product: product.id,
        batch: of.batch === undefined ? null : { lot: 'H1', quantity: of.batch, unit: '袋' },
        standards: [{
          number: 'T/TF 001', edition: '2026', name: { zh: '标准' },
        }], rule: { number: `R${made}`, edition: '2026', name: { zh: '规则' } },
        scope: '范围', conditions: null, validFrom: from, validUntil: until,
        statusIndex: { suspension: made, revocation: made },
        credentialSha256, surveillance: [], grantedBy: [],
      },
    })
    if (token !== undefined) {
      await work.tx.insertInto('certificate_credential')
        .values({ certificate: id, jwt: token, sha256: credentialSha256 }).execute()
      await work.tx.insertInto('status_index').values({ list: 'suspension-1', index: made, certificate: id }).execute()
    }
    return { id, number, product: product.id, gtin, holder, body }
  })
}

/** An act of the body on a certificate, as its own decision would write it; subscribers hear of it. */
export const certificateAct = ({ world }: TestWorld, id: string, type: string, content: object = {},
  effectiveOn?: LocalDate): Promise<void> =>
  byRule(world, 'seed', async (work) => {
    await change(work, certificates, await lock(work.tx, certificates, id), {
      type: `certificate.${type}`, ground: 'spot-check-failed', public: true,
      content: { until: '2026-12-31' as LocalDate, barred: [], ...content }, ...(effectiveOn && { effectiveOn }),
    })
  })
