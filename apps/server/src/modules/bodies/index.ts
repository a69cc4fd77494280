/**
 * Bodies: certification bodies and laboratories, what they may do and since when, their people and their signing keys.
 *
 * Invariants: a body and a laboratory have the id of their organisation; scopes are per rule and per method, with days,
 * and never overlap; a person is registered with one organisation at a time; a body always has one signing key, whose
 * private half never leaves this module unsealed; old keys stay in its DID document. What held on a day is answered from
 * history. Absent: the procedure of admission, and whoever may press which button (identity).
 */
export { bodiesRoutes } from './routes.ts'
export { body, laboratory, staff } from './domain.ts'
export type { Body, BodyKey, BodyStatus, Laboratory, Staff, StaffFunction } from './domain.ts'
export {
  bodyMayCertify, bodyMustCertify, bodyStanding, competentStaff, findBody, findLaboratory, isCompetent, laboratoryMayTest,
  laboratoryMustTest, registeredAs,
} from './store.ts'
export { bodySigner, didDocumentOf, didOf, signWithBodyKey } from './keys.ts'
export { bodyDetail, laboratoryDetail, listBodies, listLaboratories } from './queries.ts'
export {
  grantBodyScope, grantLaboratoryScope, registerBody, registerLaboratory, registerPerson,
} from './service.ts'
