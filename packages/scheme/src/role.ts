import { Type } from 'typebox'
import { BothLanguages, closed, oneOf } from './form.ts'

/** A capacity decides, not an organisation (domain §0, practice §1). */
export const CAPACITIES =
  ['applicant', 'certifier', 'tester', 'licensor', 'authority', 'publisher', 'administrator'] as const
export type CapacityId = (typeof CAPACITIES)[number]

/** The roles of every scheme. An edition names them, says what they may do and which a person may not hold together. */
export const ROLE_IDS = [
  'enterprise-representative', 'enterprise-agent',
  'body-acceptor', 'body-auditor', 'body-reviewer', 'body-decider', 'body-administrator',
  'laboratory-tester', 'laboratory-signatory',
  'licensor-officer', 'licensor-decider',
  'authority-county', 'authority-city', 'authority-province',
  'alliance-secretariat',
  'system-administrator', 'security-administrator', 'audit-administrator',
] as const
export type RoleId = (typeof ROLE_IDS)[number]

export const ORGANISATION_KINDS =
  ['enterprise', 'body', 'laboratory', 'licensor', 'authority', 'alliance', 'platform'] as const
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number]

/** A right: what is acted on, a colon, what is done. The names come from the contract's endpoints. */
const May = Type.String({ pattern: '^[a-z][a-z-]*(\\.[a-z-]+)*:[a-z][a-z-]*$', maxLength: 60 })

/**
 * A role. `scope`: what of the register it reaches: its own organisation's files, a region and what lies below, or all.
 * `secondFactor`: whoever decides signs in with a one-time code. `incompatible`: roles that the same person may not
 * hold at all, whatever the account; separation on one file is code, not data.
 */
export const Role = closed({
  name: BothLanguages,
  capacity: oneOf(CAPACITIES),
  organisation: oneOf(ORGANISATION_KINDS),
  scope: oneOf(['organisation', 'region', 'all']),
  secondFactor: Type.Boolean(),
  incompatible: Type.Array(oneOf(ROLE_IDS)),
  grants: Type.Array(May, { uniqueItems: true }),
})
export type Role = Type.Static<typeof Role>
