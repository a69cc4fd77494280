import type { LocalDate } from '@tianfu/kernel'
import type { View } from '../../platform/work.ts'
import { standingOn } from '../certification/certificate/standing.ts'
import type { CertificateFacts } from '../licences/index.ts'
import { findOrganisation, organisationNames } from '../parties/index.ts'

/** A certificate as a verdict shows it. */
export async function certificateAnswer(view: View, facts: CertificateFacts) {
  const [holder, names] = await Promise.all([findOrganisation(view.db, facts.holder), organisationNames(view.db, [facts.body])])
  return {
    number: facts.number, status: facts.status, validUntil: facts.validUntil, programme: facts.programme,
    holder: { uscc: holder?.uscc ?? '', name: holder?.name ?? { zh: '' } }, body: names.get(facts.body) ?? { zh: '' },
    standards: [...facts.standards],
  }
}

/** How a certificate stood on the day on which an item was made; undefined before it took effect. */
export async function certificateThen(view: View, certificate: string, day: LocalDate): Promise<string | undefined> {
  const row = await view.db.selectFrom('certificate').where('id', '=', certificate).select('official').executeTakeFirst()
  return row && standingOn(row.official, day)
}
