/**
 * Verifiable credentials: VC Data Model 2.0 secured with JOSE, did:web keys with history, bitstring status lists, and
 * the mapping of a certificate to UNTP.
 *
 * Invariants: no JSON-LD processing, no fetching; signing, verifying and inflating are passed in. What is read comes
 * from anyone: readers answer with a fault from a closed list and never throw. A token has exactly one byte form.
 */
export { fromBase64url, toBase64url } from './base64url.ts'
export { algorithmOf, parsePublicJwk } from './key.ts'
export type { Algorithm, PublicJwk, Signer, VerifySignature } from './key.ts'
export { momentOf } from './moment.ts'
export { readCompactJws, readToken, signToken, verifyToken } from './compact-token.ts'
export type {
  CompactJws,
  CompactToken,
  JsonObject,
  TokenFault,
  TokenHeader,
  TokenReading,
  TokenType,
} from './compact-token.ts'
export { BASE_CONTEXT, checkCredential, checkPresentation, isUrl } from './data-model.ts'
export type { Issue } from './data-model.ts'
export { issuerOf, verifyCredential } from './credential.ts'
export type { CredentialReading, VerifiedCredential } from './credential.ts'
export { didDocument, didWeb, didWebAddress, keyAt, keyLife } from './did-web.ts'
export type { DidDocument, HistoricKey, KeyLife, KeyReading } from './did-web.ts'
export {
  decodeStatusBits, drawStatusIndex, encodeStatusBits, LARGEST_LIST, newStatusBits, parseStatusEntry, readStatus,
  setStatusBit, SMALLEST_LIST, statusBit, statusEntryJson, statusListCredential,
} from './status-list.ts'
export type { Compress, Inflate, StatusBits, StatusEntry, StatusFault, StatusPurpose } from './status-list.ts'
export { conformityCredential } from './conformity-credential.ts'
export type { Assessment, CertifiedProduct, Conformity } from './conformity-credential.ts'
export { identityAnchor } from './identity-anchor.ts'
export type { RegisteredIdentity } from './identity-anchor.ts'
export { productPassport } from './product-passport.ts'
export type { ProductPassport } from './product-passport.ts'
export type { Named, Organisation, UntpEdition } from './untp-vocabulary.ts'
export { checkCountersignature, countersign } from './countersignature.ts'
export type { Countersignature, CountersignatureFault } from './countersignature.ts'
export { fromBase58, toBase58 } from './base58.ts'
export { keyOfMultikey, multikeyOf } from './did-key.ts'
export { addProof, integrityHash, verifyProof } from './data-integrity.ts'
export type { Digest, ProofFault, ProofReading } from './data-integrity.ts'
