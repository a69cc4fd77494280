import { decodeBase64url, toBase64url, utf8Text } from './base64url.ts'
import type { Algorithm, PublicJwk, Signer, VerifySignature } from './key.ts'
import { algorithmOf } from './key.ts'

/** A credential as JSON: an object of VC Data Model 2.0. */
export type JsonObject = { readonly [name: string]: unknown }

/** Media types of VC-JOSE-COSE, without `application/`. */
export type TokenType = 'vc+jwt' | 'vp+jwt'

export interface TokenHeader {
  readonly alg: Algorithm
  readonly kid: string
  readonly typ: TokenType
}

export interface CompactToken {
  readonly header: TokenHeader
  readonly payload: JsonObject
  /** What was signed: the two first parts with their dot. */
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Why a token is refused. A closed list: each has its sentence where people read it. */
export type TokenFault =
  | 'malformed' | 'too-long' | 'unknown-type' | 'unknown-algorithm' | 'critical-header' | 'no-key-id' | 'wrong-claims'
  | 'unknown-key' | 'wrong-algorithm' | 'wrong-signature' | 'wrong-issuer' | 'not-a-credential'

export type TokenReading =
  { readonly ok: true; readonly token: CompactToken } | { readonly ok: false; readonly why: TokenFault }

const LONGEST = 4_000_000
const DOT = 0x2e

/**
 * Secures a document as a JWS in compact form (VC-JOSE-COSE 3.1): header `alg`, `kid`, `typ`, `cty`; the payload is the
 * document itself, without `vc` or `vp` claim.
 */
export async function signToken(signer: Signer, document: JsonObject, typ: TokenType = 'vc+jwt'): Promise<string> {
  const header = { alg: signer.alg, kid: signer.kid, typ, cty: typ.slice(0, 2) }
  const message = `${encoded(header)}.${encoded(document)}`
  const signature = await signer.sign(new TextEncoder().encode(message))
  if (signature.length !== 64) throw new RangeError('a signature of EdDSA or ES256 has 64 bytes')
  return `${message}.${toBase64url(signer.alg === 'ES256' ? lowS(signature) : signature)}`
}

// FIPS 186-5, D.1.2.3: order of the group of P-256.
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * Of the two forms of an ECDSA signature, s and n − s, the one with the smaller s. Other issuers may write either, so
 * readers take both: what names an ES256 credential is the hash of what was signed, not of the token.
 */
function lowS(signature: Uint8Array): Uint8Array {
  const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const s = BigInt(`0x${hex(signature.subarray(32))}`)
  if (s <= ORDER / 2n) return signature
  const low = (ORDER - s).toString(16).padStart(64, '0')
  return Uint8Array.of(...signature.subarray(0, 32), ...(low.match(/../g) ?? []).map((pair) => parseInt(pair, 16)))
}

/** Any JWS in compact form, taken apart. */
export interface CompactJws {
  readonly header: JsonObject
  readonly payload: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Takes a compact JWS apart (RFC 7515, 7.1). Each part must be the one base64url form of its bytes. */
export function readCompactJws(text: string): { ok: true; jws: CompactJws } | { ok: false; why: TokenFault } {
  if (text.length > LONGEST) return refused('too-long')
  const bytes = new TextEncoder().encode(text)
  const first = bytes.indexOf(DOT)
  const second = bytes.indexOf(DOT, first + 1)
  if (first < 1 || second <= first + 1 || second === bytes.length - 1) return refused('malformed')
  const header = jsonObject(decodeBase64url(bytes.subarray(0, first)))
  const payload = decodeBase64url(bytes.subarray(first + 1, second))
  const signature = decodeBase64url(bytes.subarray(second + 1))
  if (!header || !payload || !signature) return refused('malformed')
  // No extension is understood, so none may be critical; an unencoded payload would be another form of the same token.
  if ('crit' in header || 'b64' in header) return refused('critical-header')
  const message = bytes.subarray(0, second)
  return { ok: true, jws: { header, payload, message, signature } }
}

/** Takes a token of VC-JOSE-COSE apart without checking its signature. */
export function readToken(text: string): TokenReading {
  const compact = readCompactJws(text)
  if (!compact.ok) return compact
  const { header, message, signature } = compact.jws
  const payload = jsonObject(compact.jws.payload)
  if (!payload) return refused('malformed')
  const typ = typeof header.typ === 'string' ? header.typ.toLowerCase().replace(/^application\//, '') : ''
  if (typ !== 'vc+jwt' && typ !== 'vp+jwt') return refused('unknown-type')
  if ('cty' in header && header.cty !== typ.slice(0, 2) && header.cty !== `application/${typ.slice(0, 2)}`) {
    return refused('unknown-type')
  }
  const alg = header.alg === 'Ed25519' ? 'EdDSA' : header.alg
  if (alg !== 'EdDSA' && alg !== 'ES256') return refused('unknown-algorithm')
  if (typeof header.kid !== 'string' || header.kid === '') return refused('no-key-id')
  // VC-JOSE-COSE 3.1.1: the claims vc and vp of version 1.1 must not be there.
  if ('vc' in payload || 'vp' in payload) return refused('wrong-claims')
  return { ok: true, token: { header: { alg, kid: header.kid, typ }, payload, message, signature } }
}

/**
 * Reads a token and checks its signature with the key that `keyFor` finds. The key's own algorithm decides, never the
 * header alone.
 */
export async function verifyToken(
  text: string,
  { keyFor, verify }: {
    keyFor: (kid: string, payload: JsonObject) => PublicJwk | undefined | Promise<PublicJwk | undefined>
    verify: VerifySignature
  },
): Promise<TokenReading> {
  const reading = readToken(text)
  if (!reading.ok) return reading
  const { header, payload, message, signature } = reading.token
  const key = await keyFor(header.kid, payload)
  if (!key) return refused('unknown-key')
  if (algorithmOf(key) !== header.alg) return refused('wrong-algorithm')
  if (signature.length !== 64 || !(await verify(key, message, signature))) return refused('wrong-signature')
  return reading
}

const refused = (why: TokenFault): { ok: false; why: TokenFault } => ({ ok: false, why })

const encoded = (value: JsonObject): string => {
  const json = JSON.stringify(value)
  if (!json.isWellFormed()) throw new RangeError('text must be well-formed Unicode')
  return toBase64url(new TextEncoder().encode(json))
}

function jsonObject(bytes: Uint8Array | undefined): JsonObject | undefined {
  const text = bytes && utf8Text(bytes)
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}
