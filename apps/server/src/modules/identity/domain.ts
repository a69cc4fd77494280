import { refuse } from '@tianfu/contract'
import { addMonths } from '@tianfu/kernel'
import type { LocalDate } from '@tianfu/kernel'
import { isWithin } from '@tianfu/scheme'
import type { Edition, OrganisationKind, Role, RoleId } from '@tianfu/scheme'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'

/** Why a membership is: asked for and approved, or following from the register of parties, or from the seed. */
export type Basis = 'request' | 'registration' | 'authorisation' | 'seed'

export interface Membership {
  readonly status: 'requested' | 'active' | 'refused' | 'ended'
  readonly account: string
  /** Person of the account: incompatibility and separation look at persons. */
  readonly person: string
  readonly organisation: string
  readonly role: RoleId
  /** GB/T 2260, for roles whose scope is a region. */
  readonly region?: string
  readonly from?: LocalDate
  readonly until?: LocalDate
  readonly basis: Basis
  readonly authorisation?: string
  /** Person who asked; null where it follows by rule. */
  readonly requestedBy: string | null
  readonly requestedOn: LocalDate
  readonly approvedOn?: LocalDate
  readonly endedOn?: LocalDate
}

type NewMembership = Omit<Membership, 'status' | 'requestedOn' | 'approvedOn' | 'endedOn'>
export type EndCause = 'revoked' | 'authorisation-revoked' | 'representative-changed'

export const membership = aggregate<Membership>({
  type: 'membership',
  table: 'membership',
  apply: {
    'membership.requested': (_, content: NewMembership, act) => ({
      ...content,
      status: 'requested',
      requestedOn: act.decidedOn,
    }),
    'membership.granted': (_, content: NewMembership, act) => ({
      ...content,
      status: 'active',
      requestedOn: act.decidedOn,
      approvedOn: act.decidedOn,
    }),
    'membership.approved': (state, _content: object, act) => ({
      ...state,
      status: 'active',
      approvedOn: act.decidedOn,
    }),
    'membership.refused': (state, _content: { reason: TextRef }, act) => ({
      ...state,
      status: 'refused',
      endedOn: act.decidedOn,
    }),
    'membership.ended': (state, _content: { cause: EndCause; reason?: TextRef }, act) => ({
      ...state,
      status: 'ended',
      endedOn: act.effectiveOn,
    }),
  },
})

export interface Delegation {
  readonly status: 'granted' | 'ended'
  readonly membership: string
  readonly delegator: string
  /** Account that may act for the delegator, and its person. */
  readonly delegate: string
  readonly delegatePerson: string
  readonly from: LocalDate
  readonly until: LocalDate
  readonly endedOn?: LocalDate
}

export const delegation = aggregate<Delegation>({
  type: 'delegation',
  table: 'delegation',
  apply: {
    'delegation.granted': (_, content: Omit<Delegation, 'status'> & { reason: TextRef }) => {
      const { reason: _reason, ...rest } = content
      return { ...rest, status: 'granted' }
    },
    'delegation.ended': (state, _content: object, act) => ({ ...state, status: 'ended', endedOn: act.effectiveOn }),
  },
})

/** Roles that come from registering an enterprise or from its letter of authorisation, never from a request. */
const BY_PARTIES: readonly RoleId[] = ['enterprise-representative', 'enterprise-agent']
export const ADMINISTRATORS: readonly RoleId[] = [
  'system-administrator',
  'security-administrator',
  'audit-administrator',
]

export interface Held { readonly role: RoleId; readonly organisation: string }

export const isRole = (edition: Pick<Edition, 'roles'>, role: string): role is RoleId =>
  Object.hasOwn(edition.roles, role)

/**
 * The region of a membership after checking that the organisation has the role and that the person may hold it beside
 * what they hold. `held` are the memberships, active or asked for, of the person, whatever the account.
 */
export function mayHold(
  edition: Pick<Edition, 'roles'>,
  request: { role: string; region?: string },
  organisation: { id: string; kinds: readonly OrganisationKind[]; region: string },
  held: readonly Held[],
): { role: RoleId; region?: string } {
  const { role } = request
  if (!isRole(edition, role)) refuse('role-unknown', { role })
  const of: Role = edition.roles[role]
  if (!organisation.kinds.includes(of.organisation)) refuse('role-not-of-organisation', {
    role: of.name.zh, roleEn: of.name.en,
  })
  for (const other of held) {
    const clash = of.incompatible.includes(other.role) || edition.roles[other.role].incompatible.includes(role)
      || (ADMINISTRATORS.includes(role) && ADMINISTRATORS.includes(other.role))
    if (clash) refuse('roles-incompatible', clashOf(edition.roles[other.role], of))
    // 认证认可条例: certification persons practise in one body only.
    if (
      of.organisation === 'body' &&
      edition.roles[other.role].organisation === 'body' &&
      other.organisation !== organisation.id
    ) {
      refuse('one-body-only')
    }
  }
  if (of.scope !== 'region') return { role }
  if (!request.region) refuse('region-needed')
  if (!isWithin(request.region, organisation.region)) refuse('region-beyond-organisation')
  return { role, region: request.region }
}

const clashOf = (held: Role, asked: Role) => ({
  held: held.name.zh, heldEn: held.name.en, role: asked.name.zh, roleEn: asked.name.en,
})

export const mustComeByRequest = (role: RoleId): void => {
  if (BY_PARTIES.includes(role)) refuse('role-by-authorisation')
}

/**
 * Nobody approves what they asked for, nor what they gain by: persons are compared, under delegation both.
 * @param persons everybody whose separation counts for the approver
 */
export function approve(state: Membership, persons: readonly string[]): void {
  if (state.status !== 'requested') refuse('wrong-state', { state: state.status })
  if (persons.includes(state.person) || (state.requestedBy !== null && persons.includes(state.requestedBy))) {
    refuse('approve-own-request')
  }
}

export function refuseRequest(state: Membership, persons: readonly string[]): void {
  if (state.status !== 'requested') refuse('wrong-state', { state: state.status })
  if (persons.includes(state.person)) refuse('approve-own-request')
}

export function end(state: Membership): void {
  if (state.status !== 'active' && state.status !== 'requested') refuse('wrong-state', { state: state.status })
}

/** Whether a membership gives its rights on `day`. */
export const holdsOn = (of: Pick<Membership, 'status' | 'from' | 'until'>, day: LocalDate): boolean =>
  of.status === 'active' && (of.from === undefined || of.from <= day) && (of.until === undefined || day <= of.until)

export const delegationHoldsOn = (of: Pick<Delegation, 'status' | 'from' | 'until'>, day: LocalDate): boolean =>
  of.status === 'granted' && of.from <= day && day <= of.until

const LONGEST_DELEGATION_MONTHS = 12

/**
 * A delegation of one whole membership, so it never reaches further than the delegator. It goes to another person who
 * holds a role in the same organisation and none that is incompatible; it is not handed on.
 */
export function delegate(
  edition: Pick<Edition, 'roles'>,
  from: { membership: string; role: string; organisation: string; person: string; delegated: boolean },
  to: { account: string; person: string; held: readonly Held[] },
  term: { from: LocalDate; until: LocalDate }, today: LocalDate,
): Omit<Delegation, 'status'> {
  if (!isRole(edition, from.role)) refuse('membership-needed')
  if (from.delegated || ADMINISTRATORS.includes(from.role)) refuse('role-not-delegable')
  if (to.person === from.person) refuse('delegation-to-self')
  if (!to.held.some(({ organisation }) => organisation === from.organisation)) refuse('delegate-not-of-organisation')
  for (const { role } of to.held) {
    if (edition.roles[from.role].incompatible.includes(role) || edition.roles[role].incompatible.includes(from.role)) {
      refuse('roles-incompatible', clashOf(edition.roles[role], edition.roles[from.role]))
    }
  }
  const latest = addMonths(term.from, LONGEST_DELEGATION_MONTHS)
  if (term.from < today || term.until < term.from || term.until > latest) refuse('delegation-period')
  return {
    membership: from.membership, delegator: from.person, delegate: to.account, delegatePerson: to.person,
    from: term.from, until: term.until,
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** A one-time code confirms its session for this long, so that a day's signing is not a code every thirty seconds. */
export const CONFIRMED_FOR_MS = 10 * MINUTE

/**
 * How long a session lives: ms without a request, and ms in all. ASVS 5.0 7.3.1 and 7.3.2: those who act for the public
 * or run the platform leave an office open for a short time; firms fill in long forms.
 */
export function lifetimeOf(capacity: string): { idleMs: number; absoluteMs: number } {
  const office = ['authority', 'administrator', 'licensor', 'publisher'].includes(capacity)
  return office ? { idleMs: 15 * MINUTE, absoluteMs: 8 * HOUR } : { idleMs: 2 * HOUR, absoluteMs: 12 * HOUR }
}

/** A login as it is kept and compared. @throws Refusal `login-form` */
export function loginOf(text: string): string {
  const login = text.trim().toLowerCase()
  if (!/^[a-z][a-z0-9.-]{2,39}$/.test(login)) refuse('login-form')
  return login
}
