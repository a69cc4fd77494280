/**
 * Bodies: certification bodies and laboratories, what they may do and since when, their people and their signing keys.
 *
 * Invariants: a body and a laboratory have the id of their organisation; scopes are per rule and per method, with days,
 * and never overlap; a person is registered with one organisation at a time; a body always has one signing key, whose
 * private half never leaves this module unsealed; old keys stay in its DID document. What held on a day is answered
 * from history. Absent: the procedure of admission, and whoever may press which button (identity).
 */
export { bodiesRoutes } from './routes.ts'
export { searchedHere as searched } from './search.ts'
export { body, givenUp, laboratory, leakOf, mustBeNews, staff } from './domain.ts'
export type { Body, GivenUp, Laboratory, Staff, StaffFunction } from './domain.ts'
export {
  bodyMayCertify, bodyMustCertify, bodyStanding, findBody, findLaboratory, isCompetent, laboratoryMustTest,
} from './store.ts'
export { bodySigner, bodyDidDocuments, didDocumentOf, didOf } from './keys.ts'
export { bodyDetail, laboratoryDetail, listBodies, listLaboratories, staffCandidates } from './queries.ts'
export {
  endPerson, giveUpBodyKey, grantBodyScope, grantLaboratoryScope, registerBody, registerLaboratory, registerPerson,
} from './service.ts'

/** Each query finds rows that break its sentence. */
export const invariants: Readonly<Record<string, string>> = {
  'a person practises in one body at a time': `
    select a.id as subject from staff a join staff b on b.person = a.person and b.id > a.id
      and (a.until_day is null or b.from_day <= a.until_day) and (b.until_day is null or a.from_day <= b.until_day)`,
  'a registration is with a registered body or laboratory': `
    select s.id as subject from staff s where not exists (select from body b where b.id = s.organisation)
      and not exists (select from laboratory l where l.id = s.organisation)`,
  'every public key of a body has its private half, and no other is kept': `
    select b.id as subject from body b where (select array_agg(k ->> 'id' order by k ->> 'id')
      from jsonb_array_elements(b.official -> 'keys') k) is distinct from
      (select array_agg(p.id order by p.id) from body_key p where p.body = b.id)`,
}
