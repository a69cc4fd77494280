// A credential verified in full (form of the token, data model, key of its issuer, period) beside the raw Ed25519
// verification of the same bytes.
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { parsePublicJwk, readToken, signToken, verifyCredential } from '@tianfu/credentials'
import type { PublicJwk } from '@tianfu/credentials'
import type { Figure } from '../figure.ts'
import { beside } from './rounds.ts'

const COUNT = 2_000
const ROUNDS = 9
const DID = 'did:web:body.example'

export async function measure(): Promise<Figure[]> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const jwk = parsePublicJwk(publicKey.export({ format: 'jwk' }))
  if (!jwk) throw new Error('no key')
  const signer = { alg: 'EdDSA' as const, kid: `${DID}#k1`,
    sign: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)) }
  const tokens: string[] = []
  for (let i = 0; i < COUNT; i++) {
    tokens.push(await signToken(signer, {
      '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], issuer: DID,
      validFrom: '2026-01-01T00:00:00Z', validUntil: '2029-01-01T00:00:00Z', name: `证书 ${i}`,
      credentialSubject: { id: `https://body.example/c/${i}`, name: '示例产品', standard: 'T/TFPZ 1001—2026' },
      credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'suspension', statusListIndex: String(i),
        statusListCredential: 'https://body.example/status/1' },
    }))
  }
  // The key is prepared once, as any verifier of many papers does; nothing else is kept between two papers.
  const keys = new Map<string, KeyObject>()
  const keyOf = (of: PublicJwk): KeyObject => {
    const known = keys.get(of.x)
    if (known) return known
    const made = createPublicKey({ key: { ...of }, format: 'jwk' })
    keys.set(of.x, made)
    return made
  }
  const at = Date.parse('2026-11-23T00:00:00Z')
  const parts = tokens.map((token) => {
    const reading = readToken(token)
    if (!reading.ok) throw new Error(reading.why)
    return reading.token
  })
  const times = await beside(ROUNDS, async () => {
    for (const token of tokens) {
      const reading = await verifyCredential(token, {
        at, keyFor: () => jwk, verify: (of, message, signature) => verify(null, message, keyOf(of), signature),
      })
      if (!reading.ok) throw new Error(reading.why)
    }
  }, () => {
    for (const { message, signature } of parts) {
      if (!verify(null, message, publicKey, signature)) throw new Error('wrong')
    }
  })
  return [{ name: 'credential-verify', database: 'none', value: Math.round(COUNT / times.ours * 1000),
    unit: 'credentials/s', ratio: times.theirs / times.ours }]
}
