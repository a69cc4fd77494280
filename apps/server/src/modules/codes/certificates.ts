import type { Text } from '@tianfu/kernel'
import type { View } from '../../platform/work.ts'
import type { CertificateFacts } from '../licences/index.ts'
import { findOrganisation, organisationNames } from '../parties/index.ts'

/** A certificate as a verdict shows it. */
export const certificateShown = (facts: CertificateFacts, holder: { uscc: string; name: Text }, body: Text) => ({
  number: facts.number, status: facts.status, validUntil: facts.validUntil, programme: facts.programme,
  holder: { uscc: holder.uscc, name: holder.name }, body, standards: [...facts.standards],
})

export async function certificateAnswer(view: View, facts: CertificateFacts) {
  const [holder, names] = await Promise.all([
    findOrganisation(view.db, facts.holder), organisationNames(view.db, [facts.body]),
  ])
  return certificateShown(facts, holder ?? { uscc: '', name: { zh: '' } }, names.get(facts.body) ?? { zh: '' })
}
