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
 * Undefined before the certificate began. A turn that fell on appeal never held.
 */
export function standingOn(certificate: Pick<Certificate, 'history' | 'validFrom' | 'validUntil'>,
  day: LocalDate): CertificateStanding | undefined {
  if (day < certificate.validFrom) return undefined
  const inEffect = certificate.history.filter(({ effectiveOn, setAside }) =>
    setAside === undefined && effectiveOn <= day)
  const end = inEffect.find(isEnd)
  const last =
    inEffect.reduce<Turn | undefined>((latest, one) => (latest && latest.effectiveOn > one.effectiveOn ? latest : one),
    undefined)
  if (end) return SETS[end.type]
  if (day > certificate.validUntil) return 'expired'
  return last ? SETS[last.type] : 'valid'
}

/** What the acts leave standing once turns have fallen, in the order of recording. */
export function afterFall(history: readonly Turn[]): Pick<Certificate, 'status' | 'suspendedUntil' | 'extensions'> {
  const left = history.filter(({ setAside }) => setAside === undefined)
  const set = SETS[left.at(-1)?.type ?? 'issued']
  const status = set === 'expired' ? 'valid' : set
  const suspended = left.slice(left.findLastIndex(({ type }) => type === 'suspended'))
  return {
    status, suspendedUntil: status === 'suspended' ? (left.at(-1)?.until ?? null) : null,
    extensions: status === 'suspended' ? suspended.filter(({ type }) => type === 'extended').length : 0,
  }
}

/** How it stands on a day within or after its term; a day before its term counts as its first. */
export const standing = (certificate: Pick<Certificate, 'history' | 'validFrom' | 'validUntil'>,
  day: LocalDate): CertificateStanding =>
  standingOn(certificate, day < certificate.validFrom ? certificate.validFrom : day) ?? 'valid'
