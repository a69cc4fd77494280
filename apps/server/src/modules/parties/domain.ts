import { refuse } from '@tianfu/contract'
import { parseCreditCode, parseIdentityDocument } from '@tianfu/identifiers'
import type { CreditCode, DocumentKind, IdentityDocument } from '@tianfu/identifiers'
import { addMonths } from '@tianfu/kernel'
import type { LocalDate, Text } from '@tianfu/kernel'
import type { OrganisationKind } from '@tianfu/scheme'
import { aggregate } from '../../platform/aggregate.ts'
import type { TextRef } from '../../platform/texts.ts'

export interface Organisation {
  readonly uscc: CreditCode
  readonly name: Text
  readonly formerNames: readonly { readonly name: Text; readonly until: LocalDate }[]
  readonly kinds: readonly OrganisationKind[]
  /** GB/T 2260, normally a county; an authority has the code of what it governs. */
  readonly region: string
  /** Class of GB/T 4754-2017. */
  readonly industry?: string
  readonly address: string
  /** Person who represents it by law; null where the platform was not told, as for authorities. */
  readonly representative: string | null
  /** SHA-256 of the business licence (营业执照) in the organisation's file cabinet. */
  readonly businessLicence: string | null
  readonly registeredOn: LocalDate
}

type Registered = Pick<Organisation, 'uscc' | 'name' | 'kinds' | 'region' | 'industry' | 'address' | 'representative'>

export const organisation = aggregate<Organisation>({
  type: 'organisation',
  table: 'organisation',
  apply: {
    'organisation.registered': (_, content: Registered, act) =>
      ({ ...content, formerNames: [], businessLicence: null, registeredOn: act.effectiveOn }),
    'organisation.renamed': (state, content: { name: Text }, act) => ({
      ...state, name: content.name, formerNames: [...state.formerNames, { name: state.name, until: act.effectiveOn }],
    }),
    'organisation.moved': (state, content: { region: string; address: string }) => ({ ...state, ...content }),
    'organisation.representative-changed': (state, content: { representative: string }) => ({ ...state, ...content }),
    'organisation.licence-filed': (state, content: { businessLicence: string }) => ({ ...state, ...content }),
  },
})

/** The new name. A name that comes back after years is a change like any other. */
export function rename(state: Organisation, name: Text): { name: Text } {
  if (state.name.zh === name.zh && state.name.en === name.en) refuse('name-unchanged')
  return { name }
}

export function move(
  state: Organisation,
  to: { region: string; address: string },
): { region: string; address: string } {
  if (state.region === to.region && state.address === to.address) refuse('address-unchanged')
  return { region: to.region, address: to.address }
}

export function changeRepresentative(state: Organisation, person: string): { representative: string } {
  if (state.representative === person) refuse('representative-unchanged')
  return { representative: person }
}

export interface Authorisation {
  readonly status: 'granted' | 'revoked'
  readonly organisation: string
  /** Person who may act for it. */
  readonly agent: string
  readonly from: LocalDate
  readonly until: LocalDate
  /** SHA-256 of the letter (授权委托书) in the organisation's cabinet. */
  readonly letter: string
  readonly grantedBy: string
  readonly grantedOn: LocalDate
  readonly revokedOn?: LocalDate
}

export const authorisation = aggregate<Authorisation>({
  type: 'authorisation',
  table: 'authorisation',
  apply: {
    'authorisation.granted': (_, content: Omit<Authorisation, 'status' | 'grantedOn'>, act) =>
      ({ ...content, status: 'granted', grantedOn: act.decidedOn }),
    'authorisation.revoked': (state, _content: { reason: TextRef }, act) =>
      ({ ...state, status: 'revoked', revokedOn: act.effectiveOn }),
  },
})

const LONGEST_AUTHORISATION_MONTHS = 36

/**
 * An agent's authorisation.
 * @param standing whether this person has one that is neither revoked nor over
 */
export function authorise(
  of: { organisation: string; representative: string | null; grantedBy: string },
  request: { agent: string; from: LocalDate; until: LocalDate; letter: string },
  standing: boolean, today: LocalDate,
): Omit<Authorisation, 'status' | 'grantedOn'> {
  if (request.agent === of.representative) refuse('authorisation-of-representative')
  const latest = addMonths(request.from, LONGEST_AUTHORISATION_MONTHS)
  if (request.from < today || request.until < request.from || request.until > latest) refuse('authorisation-period')
  if (standing) refuse('authorisation-stands')
  return {
    organisation: of.organisation, agent: request.agent, from: request.from, until: request.until,
    letter: request.letter, grantedBy: of.grantedBy,
  }
}

export function revoke(state: Authorisation): void {
  if (state.status !== 'granted') refuse('wrong-state', { state: state.status })
}

/** Whether an authorisation lets its agent act on `day`. */
export const authorisationHolds = (of: Authorisation, day: LocalDate): boolean =>
  of.status === 'granted' && of.from <= day && day <= of.until

/** A credit code from what somebody wrote. @throws Refusal `credit-code-broken` naming the rule */
export function creditCode(text: string): CreditCode {
  const result = parseCreditCode(text)
  if (!result.ok) refuse('credit-code-broken', { rule: result.rule, why: result.zh, whyEn: result.en })
  return result.value
}

/** A person's document from what somebody wrote; the refusal never repeats it. */
export function identityDocument(
  of: { idKind: DocumentKind; idNumber: string; country?: string },
): IdentityDocument & { country: string | null } {
  const result = parseIdentityDocument(of.idKind, of.idNumber)
  if (!result.ok) refuse('identity-document-broken', { rule: result.rule, why: result.zh, whyEn: result.en })
  if (of.idKind === 'passport' && !of.country) refuse('country-needed')
  return { ...result.value, country: of.idKind === 'passport' ? (of.country ?? null) : null }
}

/** What the keyed hash of a document is taken over: two countries may give the same passport number. */
export const documentText = (of: IdentityDocument & { country: string | null }): string =>
  `${of.kind}:${of.country ?? ''}:${of.number}`
