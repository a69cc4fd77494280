import type { Sha256 } from './act-leaf.ts'
import { concatBytes, toBase64 } from './bytes.ts'
import type { Ed25519Verify, NoteVerifier } from './note.ts'
import { noteKeyHash, parseVerifierKey } from './note.ts'

// C2SP tlog-cosignature, Ed25519: type 4; a witness signs the time and the whole text of the checkpoint.
export const COSIGNATURE = 4

/** What a witness signs. `time` is in seconds since 1970. */
const cosigned = (time: bigint, text: string): Uint8Array =>
  new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${text}`)

/** The signature line that a witness adds to a checkpoint. */
export async function cosign(
  text: string,
  {
    name,
    keyHash,
    sign,
  }: { name: string; keyHash: Uint8Array; sign: (m: Uint8Array) => Uint8Array | Promise<Uint8Array> },
  time: number,
): Promise<string> {
  const seconds = BigInt(Math.floor(time))
  const signature = await sign(cosigned(seconds, text))
  const stamp = new Uint8Array(8)
  new DataView(stamp.buffer).setBigUint64(0, seconds)
  return `\u2014 ${name} ${toBase64(concatBytes(keyHash, stamp, signature))}\n`
}

/** Key hash of a witness's name and key. */
export const cosignerKeyHash = (sha256: Sha256, name: string, publicKey: Uint8Array): Uint8Array =>
  noteKeyHash(sha256, name, publicKey, COSIGNATURE)

/** A verifier of a witness's cosignatures; undefined when the key is not one of type 4. */
export function cosignatureVerifier(sha256: Sha256, verify: Ed25519Verify, vkey: string): NoteVerifier | undefined {
  const key = parseVerifierKey(sha256, vkey)
  if (key?.type !== COSIGNATURE) return undefined
  return {
    name: key.name, keyHash: key.keyHash,
    verify: (message, signature) => {
      const time = cosignatureTime(signature)
      if (time === undefined) return false
      return verify(key.publicKey, cosigned(time, new TextDecoder().decode(message)), signature.slice(8))
    },
  }
}

/** Seconds since 1970 at which a cosignature says it was made; undefined when it is none. */
export function cosignatureTime(signature: Uint8Array): bigint | undefined {
  if (signature.length !== 72) return undefined
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0)
  return time < 2n ** 63n ? time : undefined
}
