/**
 * Parties: persons and organisations, who represents an organisation, who may act for it.
 *
 * Invariants: a person is one row per identity document, known only by a keyed hash, so persons are compared by id; the
 * number of a document and a telephone number are in no row, act or answer of this module. A unified social credit code
 * is held by one organisation. An organisation and an authorisation change only by acts. Absent: accounts, roles and
 * sessions (identity), what a body or a laboratory may certify or test (bodies).
 */
export { partiesRoutes } from './routes.ts'
export { searchedHere as searched, namesOf } from './search.ts'
export { authorisation, organisation } from './domain.ts'
export type { Authorisation, Organisation } from './domain.ts'
export { findOrganisation, findOrganisationByUscc, getOrganisation, organisationNames } from './store.ts'
export type { Found as FoundOrganisation } from './store.ts'
export { listOrganisations } from './queries.ts'
export { findPerson, personNames, personOf } from './persons.ts'
export type { NamedPerson, PersonShown } from './persons.ts'
export { registerOrganisation, seedAuthorisation } from './service.ts'
export type { NewOrganisation } from './service.ts'

/** Sentences that hold for every row; each query finds what breaks it. */
export const invariants: Readonly<Record<string, string>> = {
  'an authorisation never goes to the representative who gave it': `
    select a.id as subject from authorisation a where a.agent::text = a.official->>'grantedBy'`,
  'a person has at most one standing authorisation per organisation on a day': `
    select a.id as subject from authorisation a
      join authorisation b on b.organisation = a.organisation and b.agent = a.agent
      and b.id <> a.id and b.status = 'granted' and b.valid_from <= a.valid_until and a.valid_from <= b.valid_until
    where a.status = 'granted'`,
}
