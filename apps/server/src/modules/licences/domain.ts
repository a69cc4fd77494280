import { refuse } from '@tianfu/contract'
import type { licences } from '@tianfu/contract'
import type { LocalDate, Text } from '@tianfu/kernel'
import { groundOf } from '@tianfu/scheme'
import type { Edition, GroundList } from '@tianfu/scheme'
import type { TextRef } from '../../platform/texts.ts'

/** Where a licence stands in its procedure; what the public sees is `licenceStanding`. */
export type LicenceStatus = (typeof licences.LICENCE_STATUSES)[number]
export type LicenceStanding = (typeof licences.LICENCE_STANDINGS)[number]
export type CertificateStatus = 'valid' | 'suspended' | 'withdrawn' | 'cancelled' | 'expired'
export type Level = 'county' | 'city'

export interface LicensedProduct {
  readonly product: string
  readonly name: Text
  readonly gtin: string | null
  readonly models: readonly string[]
  /** Items a year, as declared; for a batch certificate the quantity of the batch. */
  readonly yearlyCapacity: number
}

export interface FactCheck {
  readonly level: Level
  readonly region: string
  readonly askedOn: LocalDate
  readonly outcome?: 'confirmed' | 'disputed'
  readonly by?: 'authority' | 'silence'
  readonly on?: LocalDate
  readonly qualification?: 'confirmed' | 'disputed'
  readonly spotChecks?: 'confirmed' | 'disputed'
  readonly safety?: 'confirmed' | 'disputed'
  readonly ground?: string
  readonly note?: TextRef
}

export interface Objection {
  readonly id: string
  readonly number: string
  readonly ground: string
  readonly lodgedOn: LocalDate
  readonly anonymous: boolean
  readonly text: TextRef
  readonly contact: TextRef | null
  readonly outcome?: 'accepted' | 'rejected'
  readonly outcomeGround?: string
  readonly reason?: TextRef
  readonly handledOn?: LocalDate
}

/** What the public sees while an application is publicised: frozen when it opens. */
export interface Publicity {
  readonly from: LocalDate
  readonly until: LocalDate
  readonly holder: { readonly uscc: string; readonly name: Text }
  readonly certificate: string
  readonly programme: string
  readonly region: string
  readonly products: readonly Pick<LicensedProduct, 'name' | 'gtin' | 'models'>[]
  readonly standards: readonly string[]
}

export interface Suspension {
  readonly cause: 'certificate' | 'licensor'
  readonly from: LocalDate
  readonly ground: string | null
}

export interface Licence {
  readonly status: LicenceStatus
  /** Holder of the certificate, who uses the mark. */
  readonly organisation: string
  readonly licensor: string
  readonly certificate: string
  readonly certificateNumber: string
  readonly programme: string
  /** First day of the scheme's edition that the file is judged by. */
  readonly edition: string
  /** Region of the manufacturing site: its county and city confirm the facts. */
  readonly region: string
  /** A batch certificate: the volume is the batch, once. */
  readonly batch: boolean
  readonly products: readonly LicensedProduct[]
  readonly media: readonly string[]
  readonly artwork: string | null
  readonly contact: TextRef
  readonly appliedOn: LocalDate
  readonly factChecks: readonly FactCheck[]
  readonly publicity: (Publicity & { readonly closedOn: LocalDate | null }) | null
  readonly objections: readonly Objection[]
  /** Everybody who examined the application or handled an objection: barred from deciding it. */
  readonly handlers: readonly string[]
  readonly decision: {
    readonly outcome: 'granted' | 'refused'; readonly on: LocalDate; readonly ground: string | null
    readonly reason: TextRef | null
  } | null
  readonly number: string | null
  readonly validFrom: LocalDate | null
  readonly validUntil: LocalDate | null
  readonly announcedOn: LocalDate | null
  readonly suspensions: readonly Suspension[]
  readonly extra: readonly { readonly product: string; readonly year: number; readonly quantity: number }[]
  readonly endedOn: LocalDate | null
  readonly stock: { readonly stoppedOn: LocalDate; readonly count: number } | null
}

/** From which states each act may come. A person's act only; what follows a certificate is `followed` below. */
export const MAY_HAPPEN_FROM = {
  retract: ['applied', 'county-check', 'city-check', 'checked', 'publicity', 'objections', 'deciding'],
  accept: ['applied'],
  return: ['applied'],
  check: ['county-check', 'city-check'],
  publicise: ['checked'],
  object: ['publicity'],
  handle: ['publicity', 'objections'],
  decide: ['deciding'],
  sign: ['granted'],
  announce: ['in-force', 'suspended'],
  'grant-volume': ['in-force'],
  suspend: ['in-force', 'suspended'],
  restore: ['suspended'],
  withdraw: ['in-force', 'suspended'],
  end: ['granted', 'in-force', 'suspended'],
  'report-stock': ['withdrawn', 'ended'],
} as const satisfies Record<string, readonly LicenceStatus[]>
export type Move = keyof typeof MAY_HAPPEN_FROM

export const isPossible = (move: Move, licence: Pick<Licence, 'status'>): boolean =>
  (MAY_HAPPEN_FROM[move] as readonly LicenceStatus[]).includes(licence.status)

/** @throws Refusal `wrong-state` */
export function mustBePossible(move: Move, licence: Pick<Licence, 'status'>): void {
  if (!isPossible(move, licence)) refuse('wrong-state', { state: licence.status })
}

/** A state in which the application is still under way: nobody holds a licence yet. */
export const isPending = (licence: Pick<Licence, 'status'>): boolean =>
  isPossible('retract', licence) || licence.status === 'granted'

/** @throws Refusal `ground-unknown` when `ground` is not in the list, or is one that only a cascade cites */
export function mustBeGround(edition: Edition, list: GroundList, ground: string): string {
  const known = groundOf(edition, list, ground)
  if (!known || known.system) refuse('ground-unknown', { ground })
  return ground
}

/** Items a year: declared capacity × factor, rounded down. A batch counts as it is. */
export const yearlyVolume = (capacity: number, factorHundredths: number, batch: boolean): number =>
  batch ? capacity : Number((BigInt(capacity) * BigInt(factorHundredths)) / 100n)

/** The county and, above it, the city that confirm facts about a site in `region`, in their order. */
export function levelsFor(region: string): { level: Level; region: string }[] {
  const city = { level: 'city' as const, region: `${region.slice(0, 4)}00` }
  return region.endsWith('00') ? [city] : [{ level: 'county', region }, city]
}

/** The level whose turn it is, or undefined. */
export const currentCheck = (licence: Licence): FactCheck | undefined =>
  licence.factChecks.find(({ outcome }) => outcome === undefined)

export const openObjections = (licence: Licence): readonly Objection[] =>
  licence.objections.filter(({ outcome }) => outcome === undefined)

/**
 * Who decides has neither examined the application nor handled an objection to it: persons are compared, the one for
 * whom a delegate acts included.
 * @throws Refusal `separation-of-duties`
 */
export function mustBeUninvolved(licence: Licence, persons: readonly string[]): void {
  if (isInvolved(licence, persons)) refuse('separation-of-duties', SEPARATION)
}
export const SEPARATION = {
  zh: '审查或处理过异议的人不能作许可决定', en: 'whoever examined the file or handled an objection never decides it',
}
export const isInvolved = (licence: Licence, persons: readonly string[]): boolean =>
  persons.some((person) => licence.handlers.includes(person))

/**
 * The decision on a licence. A certification mark may be refused only on a ground of the list.
 * @param certificate how the certificate stands today
 */
export function decide(
  licence: Licence, request: { outcome: 'granted' | 'refused'; ground?: string },
  at: { today: LocalDate; persons: readonly string[]; certificate: CertificateStatus }, edition: Edition,
): { outcome: 'granted' | 'refused'; ground: string | null } {
  const open = openObjections(licence).length
  if (licence.publicity && licence.publicity.closedOn === null && at.today <= licence.publicity.until) {
    refuse('publicity-running', { until: licence.publicity.until })
  }
  if (open > 0) refuse('objections-open', { count: open })
  mustBePossible('decide', licence)
  mustBeUninvolved(licence, at.persons)
  if (request.outcome === 'granted') {
    if (at.certificate !== 'valid') refuse('certificate-not-valid', { status: at.certificate })
    return { outcome: 'granted', ground: null }
  }
  if (request.ground === undefined) refuse('ground-needed')
  return { outcome: 'refused', ground: mustBeGround(edition, 'licenceRefusal', request.ground) }
}

/** The term of a licence: from the day of the contract, never beyond the certificate. */
export const termOf = (termEnd: LocalDate, certificateUntil: LocalDate): LocalDate =>
  termEnd < certificateUntil ? termEnd : certificateUntil

/**
 * How a licence stands on `day`, given how its certificate stands on that day. No verdict waits for a cascade: a
 * certificate that fell takes its licence with it here, whether or not the act has been written.
 */
export function licenceStanding(
  licence: Pick<Licence, 'status' | 'number' | 'validFrom' | 'validUntil' | 'suspensions'>,
  certificate: CertificateStatus, day: LocalDate,
): LicenceStanding {
  const { validFrom, validUntil } = licence
  if (licence.number === null || validFrom === null || validUntil === null || day < validFrom) return 'none'
  if (licence.status === 'withdrawn' || certificate === 'withdrawn') return 'withdrawn'
  if (licence.status === 'ended' || certificate === 'cancelled') return 'cancelled'
  if (day > validUntil || certificate === 'expired') return 'expired'
  return licence.suspensions.length > 0 || certificate === 'suspended' ? 'suspended' : 'valid'
}
