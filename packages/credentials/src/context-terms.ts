// Terms that https://www.w3.org/ns/credentials/v2 defines and protects at its top level.
const BASE = 'https://www.w3.org/ns/credentials/v2'
const PROTECTED = new Set(`id type description digestMultibase digestSRI mediaType name VerifiableCredential
  EnvelopedVerifiableCredential VerifiablePresentation EnvelopedVerifiablePresentation JsonSchemaCredential JsonSchema
  BitstringStatusListCredential BitstringStatusList BitstringStatusListEntry DataIntegrityProof ... _sd _sd_alg aud cnf
  exp iat iss jku kid nbf sub x5u`.split(/\s+/))

/** True when an inline context gives another meaning to a term that the base context protects. */
export const redefinesProtectedTerm = (context: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(context).some((term) => PROTECTED.has(term))

/**
 * True when no context can define the term. That is known only while all contexts are the base context and inline
 * objects; one that lies elsewhere might define it, and is not fetched.
 */
export function isUndefinedTerm(term: string, contexts: unknown): boolean {
  if (PROTECTED.has(term) || !Array.isArray(contexts)) return false
  return contexts.every((context) => {
    if (context === BASE) return true
    if (typeof context !== 'object' || context === null) return false
    if ('@vocab' in context || '@import' in context) return false
    return !Object.hasOwn(context, term) || !mapsToAddress((context as Record<string, unknown>)[term])
  })
}

/** A definition, or its `@id`, that is an absolute address, a prefixed name or a keyword. */
function mapsToAddress(definition: unknown): boolean {
  const id =
    typeof definition === 'object' && definition !== null && '@id' in definition ? definition['@id'] : definition
  if (typeof definition === 'object' && definition !== null && !('@id' in definition)) return true
  return typeof id === 'string' && /^(?:@[a-z]+|[A-Za-z][A-Za-z0-9+._-]*:[^\s]*)$/.test(id)
}
