/**
 * Licences of the mark: a civil permission (never 行政许可) that rests on a certificate.
 *
 * Invariants: a certificate bears one licence, or one application, at a time; a licence never outlives its certificate
 * and its standing is computed from both, so that no verdict waits for the cascade; county and city confirm facts and
 * have no veto, and their silence is an act that says so; every objection is handled before the decision; whoever
 * examined the file or handled an objection never decides it; orders of codes never exceed the year's volume.
 * Absent: windows, ranks and waiting lists; use reports; item codes (codes), orders of authorities (supervision).
 */
import { licence } from './aggregate.ts'
import { confirmBySilence } from './facts.ts'
import { closePublicity } from './publicity.ts'
import { followChange, followSetAside } from './certificate-change.ts'
import { followCertificate } from './standing.ts'

export { licencesRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export { licence }
export { certificateFacts, certificateStatuses, factsOn } from './certificate-facts.ts'
export type { CertificateFacts } from './certificate-facts.ts'
export { licenceStanding } from './domain.ts'
export type { CertificateStatus, Licence, LicenceStanding } from './domain.ts'
export { lockLicence } from './store.ts'
export { listLicences, listPublicity, listPublicLicences, publicityNotice, publicLicence } from './queries.ts'
export { lodgeObjection, trackObjection } from './publicity.ts'
export { takeVolume } from './volume.ts'

/** A licence follows its certificate in the same transaction. */
export const onAct = {
  'certificate.changed': [followChange],
  'certificate.decision-set-aside': [followSetAside],
  'certificate.suspended': [followCertificate],
  'certificate.restored': [followCertificate],
  'certificate.withdrawn': [followCertificate],
  'certificate.cancelled': [followCertificate],
}
/** What the rule does when nobody has. */
export const onDue = {
  'fact-check-county': confirmBySilence('county'),
  'fact-check-city': confirmBySilence('city'),
  'licence-publicity': closePublicity,
}

export const invariants = {
  'orders never exceed the volume of the year':
    'select licence as subject from licence_volume where ordered > base + extra',
  'a licence never outlives its certificate': `
    select l.id as subject from licence l join certificate c on c.id = l.certificate
    where l.valid_until > c.official ->> 'validUntil'`,
  'a licence in force was not decided by somebody who handled it': `
    select l.id as subject from licence l
    join act a on a.subject = l.id and a.type in ('licence.granted', 'licence.refused')
    where l.official -> 'handlers' ? a.person::text or l.official -> 'handlers' ? a.acting_for::text`,
  'a licence in force rests on a certificate that was neither withdrawn nor cancelled': `
    select l.id as subject from licence l join certificate c on c.id = l.certificate
    where l.status in ('in-force', 'suspended') and c.official ->> 'status' in ('withdrawn', 'cancelled')`,
}
