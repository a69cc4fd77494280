/**
 * Verification: the platform's own keys and what it signs with them, and the declaration that a key is compromised.
 *
 * Invariants: every use has exactly one key in use; an id is given to one key for ever; replaced and given-up keys stay
 * in the DID document with their moments, so that old signatures verify by key and time; private halves come from the
 * master key and leave no module. Absent: the bodies' keys (bodies), the log's key (platform), the verifier itself
 * (packages/verifier).
 */
export { verificationRoutes } from './routes.ts'
export { platformKeys } from './domain.ts'
export type { KeyUse } from './domain.ts'
export { NATIONAL_NOTICE, countersignatureOf, nationalKeyOf } from './national-suite.ts'
export { platformCredential, platformDid, platformDidDocument, signReceipt } from './keys.ts'

/** Each query finds rows that break its sentence. */
export const invariants: Readonly<Record<string, string>> = {
  'every use of the platform’s keys has exactly one key in use': `
    select r.id as subject from platform_keys r where exists (
      select from jsonb_array_elements(r.official -> 'keys') k group by k ->> 'use'
      having count(*) filter (where not k ? 'until') <> 1)`,
}
