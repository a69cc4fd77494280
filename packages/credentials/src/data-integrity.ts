import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'
import { fromBase58, toBase58 } from './base58.ts'
import type { JsonObject } from './compact-token.ts'
import type { PublicJwk, Signer, VerifySignature } from './key.ts'
import { algorithmOf } from './key.ts'
import { momentOf } from './moment.ts'

/** SHA-256, passed in. */
export type Digest = (bytes: Uint8Array) => Uint8Array

// Data Integrity EdDSA Cryptosuites 1.0, 3.3; Data Integrity ECDSA Cryptosuites 1.0, 3.3 (P-256).
const SUITES = { EdDSA: 'eddsa-jcs-2022', ES256: 'ecdsa-jcs-2019' } as const

/**
 * What a proof of a JCS suite signs: digest of the canonical proof options, then of the canonical document, both
 * without proof and proof value.
 * @throws RangeError when a part has no canonical form
 */
export function integrityHash(digest: Digest, document: JsonObject, options: JsonObject): Uint8Array {
  const [optionsHash, documentHash] = [options, document].map((part) =>
    digest(new TextEncoder().encode(canonicalJson(part as Json)))) as [Uint8Array, Uint8Array]
  const bytes = new Uint8Array(optionsHash.length + documentHash.length)
  bytes.set(optionsHash)
  bytes.set(documentHash, optionsHash.length)
  return bytes
}

/** The document with an embedded proof over it, made by the signer's key. `created` is a dateTimeStamp. */
export async function addProof(
  digest: Digest, signer: Signer, document: JsonObject, { created, proofPurpose = 'assertionMethod' }: {
    created: string; proofPurpose?: string
  },
): Promise<JsonObject> {
  const { proof: _, ...unsecured } = document
  const options = {
    type: 'DataIntegrityProof', cryptosuite: SUITES[signer.alg], created, verificationMethod: signer.kid, proofPurpose,
    ...('@context' in unsecured && { '@context': unsecured['@context'] }),
  }
  const signature = await signer.sign(integrityHash(digest, unsecured, options))
  return { ...unsecured, proof: { ...options, proofValue: toBase58(signature) } }
}

export type ProofFault =
  | 'no-proof'
  | 'unknown-suite'
  | 'wrong-purpose'
  | 'malformed'
  | 'context'
  | 'expired'
  | 'unknown-key'
  | 'wrong-signature'
export type ProofReading =
  | { readonly ok: true; readonly document: JsonObject; readonly verificationMethod: string }
  | { readonly ok: false; readonly why: ProofFault }

/**
 * Checks the one proof embedded in a document. That the key is the issuer's own, and its time, is the caller's to
 * compare with `verificationMethod`.
 *
 * @param at milliseconds since 1970, against the proof's `expires`
 */
export async function verifyProof(
  digest: Digest, secured: JsonObject, { keyFor, verify, at, proofPurpose = 'assertionMethod' }: {
    keyFor: (verificationMethod: string) => PublicJwk | undefined | Promise<PublicJwk | undefined>
    verify: VerifySignature
    at: number
    proofPurpose?: string
  },
): Promise<ProofReading> {
  const { proof, ...rest } = secured
  if (typeof proof !== 'object' || proof === null || Array.isArray(proof)) return fault('no-proof')
  const { proofValue, ...options } = proof as JsonObject
  const { type, cryptosuite, verificationMethod, created, expires } = options
  if (type !== 'DataIntegrityProof' || !Object.values<unknown>(SUITES).includes(cryptosuite))
    return fault('unknown-suite')
  if (options.proofPurpose !== proofPurpose) return fault('wrong-purpose')
  const signature = fromBase58(proofValue)
  if (typeof verificationMethod !== 'string' || signature?.length !== 64 || 'previousProof' in options)
    return fault('malformed')
  if (created !== undefined && momentOf(created) === undefined) return fault('malformed')
  if (expires !== undefined) {
    const until = momentOf(expires)
    if (until === undefined) return fault('malformed')
    if (at > until) return fault('expired')
  }
  const document: JsonObject = '@context' in options ? { ...rest, '@context': options['@context'] } : rest
  const key = await keyFor(verificationMethod)
  if (!key || SUITES[algorithmOf(key)] !== cryptosuite) return fault('unknown-key')
  let message: Uint8Array
  try {
    if ('@context' in options && !beginsWith(rest['@context'], options['@context'])) return fault('context')
    message = integrityHash(digest, document, options)
  } catch {
    return fault('malformed')
  }
  if (!(await verify(key, message, signature))) return fault('wrong-signature')
  return { ok: true, document, verificationMethod }
}

/**
 * The proof may name the contexts it was made under: the document must begin with them, in order.
 * @throws RangeError when one has no canonical form
 */
function beginsWith(inDocument: unknown, inProof: unknown): boolean {
  const contexts = [inDocument].flat()
  return [inProof].flat().every((context, i) =>
    contexts[i] !== undefined && canonicalJson(context as Json) === canonicalJson(contexts[i] as Json))
}

const fault = (why: ProofFault): { ok: false; why: ProofFault } => ({ ok: false, why })
