import type { LocalDate } from '@tianfu/kernel'
import type { Certificate, CertificateStanding, Turn } from './state.ts'

const SETS: Record<Turn['type'], CertificateStanding> = {
  issued: 'valid', suspended: 'suspended', extended: 'suspended', restored: 'valid', withdrawn: 'withdrawn',
  cancelled: 'cancelled',
}

/** Ends outrank everything that was recorded for the same day or later. */
const isEnd = ({ type }: Turn): boolean => type === 'withdrawn' || type === 'cancelled'

/**
 * How the certificate stands on `day`, as its acts say now: the last turn that had taken effect by then. An end stays
 * an end: what was withdrawn with effect from an earlier day is withdrawn on every day from it, whatever stood between.
 * Undefined before the certificate began.
 */
export function standingOn(certificate: Pick<Certificate, 'history' | 'validFrom' | 'validUntil'>,
  day: LocalDate): CertificateStanding | undefined {
  if (day < certificate.validFrom) return undefined
  const inEffect = certificate.history.filter(({ effectiveOn }) => effectiveOn <= day)
  const end = inEffect.find(isEnd)
  const last =
    inEffect.reduce<Turn | undefined>((latest, one) => (latest && latest.effectiveOn > one.effectiveOn ? latest : one),
    undefined)
  if (end) return SETS[end.type]
  if (day > certificate.validUntil) return 'expired'
  return last ? SETS[last.type] : 'valid'
}

/** How it stands on a day within or after its term; a day before its term counts as its first. */
export const standing = (certificate: Pick<Certificate, 'history' | 'validFrom' | 'validUntil'>,
  day: LocalDate): CertificateStanding =>
  standingOn(certificate, day < certificate.validFrom ? certificate.validFrom : day) ?? 'valid'
