import { refuse } from '@tianfu/contract'
import { chinaToday } from '@tianfu/kernel'
import type { Instant } from '@tianfu/kernel'
import type { Edition } from '@tianfu/scheme'
import type { Audit, SignInFlag } from '../application/state.ts'

export interface Place { readonly longitude: string; readonly latitude: string }

const EARTH_RADIUS_M = 6_371_000

/** Distance in whole metres on a sphere; good to half a per cent, which is enough to tell 5 km. */
export function metresBetween(a: Place, b: Place): number {
  const radians = (degrees: string) => (Number(degrees) * Math.PI) / 180
  const [lat1, lat2] = [radians(a.latitude), radians(b.latitude)]
  const half = (x: number) => Math.sin(x / 2) ** 2
  const h = half(lat2 - lat1) + Math.cos(lat1) * Math.cos(lat2) * half(radians(b.longitude) - radians(a.longitude))
  return Math.round(2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h))))
}

/** The moment of `hh:mm` on a day in China. */
const chinaMoment = (day: string, time: string): number => Date.parse(`${day}T${time}:00+08:00`)

/**
 * What is out of the ordinary in a sign-in. Nothing here blocks: a flag asks for an explanation within the period of
 * the edition, and authorities look at unexplained ones first (domain §1.1, 认证到).
 */
export function signInFlags(edition: Edition, audit: Audit, of: {
  which: 'opening' | 'closing'; at: Instant; site: string; here: Place; registered: Place | undefined
  photographSeenBefore: boolean
}): { flags: SignInFlag[]; deviationMetres: number | null } {
  const { signIn } = edition.limits
  const flags: SignInFlag[] = []
  const planned = audit.sites.find(({ site }) => site === of.site) ?? audit.sites[0]
  const today = chinaToday(of.at)
  if (planned && of.which === 'opening') {
    if (today !== planned.from) flags.push('not-on-the-day')
    else if (Date.parse(of.at) > chinaMoment(planned.from,
      planned.startsAt) + signIn.openingMinutes * 60_000) flags.push('late')
  }
  if (planned && of.which === 'closing' && today !== planned.until) flags.push('not-on-the-day')
  const deviationMetres = of.registered ? metresBetween(of.here, of.registered) : null
  if (deviationMetres === null) flags.push('place-unknown')
  else if (deviationMetres > signIn.deviationMetres) flags.push('too-far')
  if (of.photographSeenBefore) flags.push('photograph-seen-before')
  return { flags, deviationMetres }
}

/** The whole team is there, on one to three photographs. @throws Refusal `team-absent`, `photographs-wrong` */
export function mustBeWhole(edition: Edition, team: readonly string[],
  of: { present: readonly string[]; photographs: readonly string[] }): void {
  if (team.some((person) => !of.present.includes(person)) ||
    of.present.some((person) => !team.includes(person))) refuse('team-absent')
  const { photographsMin: min, photographsMax: max } = edition.limits.signIn
  if (of.photographs.length < min || of.photographs.length > max) refuse('photographs-wrong', { min, max })
}

