import { constants, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { parsePublicJwk, readCompactJws } from '@tianfu/credentials'
import { verifySignature } from './primitives.ts'
import type { Outcome, Suite } from './suite.ts'
import { filesBelow, judge, readJson } from './suite.ts'

interface Group {
  type: string
  publicKeyJwk?: JsonWebKey
  publicKey?: { pk?: string; curve?: string; uncompressed?: string }
  public?: JsonWebKey
  private?: JsonWebKey
  sha?: string
  tests: {
    tcId: number
    comment: string
    msg?: string
    sig?: string
    jws?: unknown
    result: 'valid' | 'invalid' | 'acceptable'
  }[]
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))

/** Raw signatures: what the packages take for a signature, and nothing else, is accepted. */
function jwkOf(group: Group): unknown {
  if (group.publicKeyJwk) return { ...group.publicKeyJwk, kid: undefined, alg: undefined }
  const { pk, uncompressed } = group.publicKey ?? {}
  if (pk) return { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(pk, 'hex').toString('base64url') }
  const point = Buffer.from(uncompressed ?? '', 'hex')
  return {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
}

/** JOSE writes r ‖ s; a DER signature is judged after the strict way between the two. */
function rawOfDer(der: Uint8Array): Uint8Array | undefined {
  const raw = new Uint8Array(64)
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return undefined
  let at = 2
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0
    const number = der.subarray(at + 2, at + 2 + length)
    const [first = 255, second = 0] = number
    const minimal =
      number.length === length && length > 0 && first < 128 && !(length > 1 && first === 0 && second < 128)
    const significant = first === 0 ? number.subarray(1) : number
    if (der[at] !== 2 || !minimal || significant.length > 32) return undefined
    raw.set(significant, end - significant.length)
    at += 2 + length
  }
  return at === der.length ? raw : undefined
}

async function signaturesOf(outcome: Outcome, file: string, group: Group): Promise<void> {
  const key = parsePublicJwk(jwkOf(group))
  for (const { tcId, comment, msg = '', sig = '', result } of group.tests) {
    await judge(outcome, `${file} ${tcId} ${comment}`, async () => {
      const signature = group.type === 'EcdsaVerify' ? rawOfDer(hex(sig)) : hex(sig)
      const accepted = key !== undefined && signature?.length === 64 && await verifySignature(key, hex(msg), signature)
      return result === 'acceptable' || accepted === (result === 'valid')
    })
  }
}

// RFC 7518, 3.1. The platform signs with EdDSA and ES256; the others are here so that every case can be judged.
const HASHES: Record<string, string> = { 256: 'sha256', 384: 'sha384', 512: 'sha512' }
const CURVES: Record<string, string> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521', ES256K: 'secp256k1' }

function acceptsJws(jws: string, jwk: JsonWebKey & { alg?: string; use?: string; key_ops?: string[] }): boolean {
  const read = readCompactJws(jws)
  if (!read.ok) return false
  const { header, message, signature } = read.jws
  const alg = String(header.alg)
  if (jwk.alg !== undefined && jwk.alg !== alg) return false
  if (jwk.use !== undefined && jwk.use !== 'sig') return false
  const hash = HASHES[alg.slice(2)]
  if (alg.startsWith('HS') && hash && jwk.kty === 'oct') {
    const tag = createHmac(hash, Buffer.from(jwk.k ?? '', 'base64url'))
      .update(message)
      .digest()
    return tag.length === signature.length && timingSafeEqual(tag, signature)
  }
  const { kty, crv, n, e, x, y } = jwk
  const key = publicKey({ kty, crv, n, e, x, y } as JsonWebKey)
  if (!key) return false
  if (alg === 'EdDSA' || alg === 'Ed25519') return jwk.kty === 'OKP' && verify(null, message, key, signature)
  if (alg.startsWith('ES') && jwk.kty === 'EC' && CURVES[alg] === jwk.crv) {
    return verify(hash ?? 'sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
  }
  if (jwk.kty !== 'RSA' || !hash) return false
  if (alg.startsWith('RS')) return verify(hash, message, key, signature)
  const salt = Number(alg.slice(2)) / 8
  const padding = constants.RSA_PKCS1_PSS_PADDING
  return alg.startsWith('PS') && verify(hash, message, { key, padding, saltLength: salt }, signature)
}

function publicKey(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: JSON.parse(JSON.stringify(jwk)) as JsonWebKey, format: 'jwk' })
  } catch {
    return undefined
  }
}

async function tokensOf(outcome: Outcome, file: string, group: Group): Promise<void> {
  const key = group.public ?? group.private ?? {}
  for (const { tcId, comment, jws, result } of group.tests) {
    const title = `${file} ${tcId} ${comment}`
    if (typeof jws !== 'string') outcome.skipped.push(`${title}: JSON serialisation, which the platform does not read`)
    else await judge(outcome, title, () => result === 'acceptable' || acceptsJws(jws, key) === (result === 'valid'))
  }
}

const suite = (
  name: string,
  kinds: RegExp,
  run: (outcome: Outcome, file: string, group: Group) => Promise<void>,
): Suite => ({
  name,
  async run(vectors, outcome) {
    const folder = join(vectors, 'vc', 'wycheproof')
    for (const file of filesBelow(folder, '.json').filter((one) => kinds.test(one))) {
      for (const group of readJson<{ testGroups: Group[] }>(folder, file).testGroups) await run(outcome, file, group)
    }
    if (outcome.passed + outcome.failed.length + outcome.skipped.length === 0) {
      outcome.skipped.push(`${name}: not among these vectors`)
    }
  },
})

/** How keys are chosen out of a set is no function here: a key is found by its whole address in a DID document. */
const keySets: Suite = {
  name: 'wycheproof-jwk',
  run(vectors, outcome) {
    const files = filesBelow(join(vectors, 'vc', 'wycheproof'), '.json').filter((file) =>
      file.startsWith('json_web_key'),
    )
    outcome.skipped.push(files.length === 0
      ? 'wycheproof-jwk: not among these vectors'
      : `${files.join(', ')}: choosing among the keys of a set; keys are found by kid in a DID document`)
  },
}

export const wycheproofSuites: readonly Suite[] = [
  suite('wycheproof-ed25519', /^ed25519_test/, signaturesOf),
  suite('wycheproof-p256', /^ecdsa_secp256r1_sha256_(?:p1363_)?test/, signaturesOf),
  suite('wycheproof-jws', /^json_web_signature|^jws/i, tokensOf),
  keySets,
]
