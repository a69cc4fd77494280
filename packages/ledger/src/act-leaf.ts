import { canonicalJson } from '@tianfu/kernel'
import type { Json } from '@tianfu/kernel'

/** SHA-256, passed in: node:crypto in the server, any library in a browser. Synchronous; answers 32 new bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** The edition of the leaf's form. A new form takes a new number; old leaves keep theirs for ever. */
export const LEAF_VERSION = 1
export const SALT_BYTES = 16

/**
 * The log entry of an act: SHA-256(version ‖ salt ‖ canonical JSON), 32 bytes. The salt hides content that is not
 * published, so that nobody can guess it from the entry.
 *
 * @param leaf `salt` exactly 16 random bytes, kept beside the act; `content` what RFC 8785 can write
 * @throws RangeError on another version, a salt of another length, or content without a canonical form
 */
export function actLeaf(
  sha256: Sha256, leaf: { readonly version?: number; readonly salt: Uint8Array; readonly content: Json },
): Uint8Array {
  const { version = LEAF_VERSION, salt, content } = leaf
  if (version !== LEAF_VERSION) throw new RangeError(`leaves of version ${version} are not known`)
  if (salt.length !== SALT_BYTES) throw new RangeError('a salt has 16 bytes')
  const json = new TextEncoder().encode(canonicalJson(content))
  const bytes = new Uint8Array(1 + SALT_BYTES + json.length)
  bytes[0] = version
  bytes.set(salt, 1)
  bytes.set(json, 1 + SALT_BYTES)
  return sha256(bytes)
}
