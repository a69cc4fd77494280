/**
 * SM2 signatures and SM3 digests of the national suite (GB/T 32918.2, 32905), as an interoperable countersignature
 * beside the main one. This is software for exchange, not a certified module (GM/T 0028); a deployment that must use
 * one
 * puts its own signer in this place.
 *
 * Invariants: always with the signer's identity (ZA) and SM3, never plain ECDSA on the SM2 curve, which is what
 * `crypto.sign` of Node makes. Verifying answers false for whatever is not a signature, and never throws.
 */
import { sm2, sm3 as digest } from 'sm-crypto-v2'

/** The identity that GM/T 0009 gives where the parties agreed on none. */
export const DEFAULT_IDENTITY = '1234567812345678'

const HEX = /^(?:[0-9a-f]{2})*$/

/** SM3 digest, 32 bytes. */
export const sm3 = (message: Uint8Array): Uint8Array => fromHex(digest(message))

/**
 * A key pair from 32 secret bytes: the private key, and its uncompressed point (65 bytes from 0x04).
 * @throws RangeError for bytes that are no private key of the curve (one in 2^32 at most)
 */
export function sm2KeyPair(secret: Uint8Array): { privateKey: Uint8Array; publicKey: Uint8Array } {
  if (secret.length !== 32) throw new RangeError('a secret of 32 bytes is needed')
  try {
    return { privateKey: secret, publicKey: fromHex(sm2.getPublicKeyFromPrivateKey(toHex(secret))) }
  } catch {
    throw new RangeError('these bytes are no private key of the curve')
  }
}

/**
 * DER signature (SEQUENCE of r and s) over SM3(ZA ‖ message).
 *
 * @param privateKey 32 bytes
 * @param publicKey uncompressed point, 65 bytes from 0x04
 */
export function signSm2(
  privateKey: Uint8Array, publicKey: Uint8Array, message: Uint8Array, identity = DEFAULT_IDENTITY,
): Uint8Array {
  if (privateKey.length !== 32 || !isPoint(publicKey))
    throw new RangeError('a key of 32 bytes and its point are needed')
  return fromHex(sm2.doSignature(message, toHex(privateKey), {
    hash: true, der: true, userId: identity, publicKey: toHex(publicKey),
  }))
}

/**
 * A verifier of one key, undefined for no point of the curve. Preparing the point costs as much as several checks and
 * makes each of them several times faster, so it is done when the key is used again.
 */
export function sm2Verifier(
  publicKey: Uint8Array, identity = DEFAULT_IDENTITY,
): ((message: Uint8Array, signature: Uint8Array) => boolean) | undefined {
  const hex = toHex(publicKey)
  if (!isPoint(publicKey) || !onCurve(hex)) return undefined
  let prepared: ReturnType<typeof sm2.precomputePublicKey> | undefined
  let checks = 0
  return (message, signature) => {
    if (!isDerSignature(signature)) return false
    if (++checks === 2) prepared = sm2.precomputePublicKey(hex)
    try {
      return sm2.doVerifySignature(message, toHex(signature), prepared ?? hex, {
        hash: true,
        der: true,
        userId: identity,
      })
    } catch {
      return false
    }
  }
}

const isPoint = (point: Uint8Array): boolean => point.length === 65 && point[0] === 4

function onCurve(hex: string): boolean {
  try {
    return sm2.verifyPublicKey(hex)
  } catch {
    return false
  }
}

/** The one DER form of two positive integers of at most 32 bytes: short lengths, no padding, nothing behind. */
function isDerSignature(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2 || bytes.length > 72) return false
  let at = 2
  for (let i = 0; i < 2; i++) {
    const length = bytes[at + 1] ?? 0
    const [first = 0, second = 0] = bytes.subarray(at + 2, at + 4)
    const minimal = length > 0 && length <= 33 && first < 0x80 && !(length > 1 && first === 0 && second < 0x80)
    if (bytes[at] !== 0x02 || !minimal) return false
    at += 2 + length
  }
  return at === bytes.length
}

const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

function fromHex(hex: string): Uint8Array {
  if (!HEX.test(hex)) throw new RangeError('pairs of hexadecimal digits are needed')
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}
