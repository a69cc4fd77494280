import assert from 'node:assert/strict'
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { addProof, fromBase58, integrityHash, keyOfMultikey, multikeyOf, toBase58, verifyProof } from './index.ts'
import type { JsonObject, Signer, VerifySignature } from './index.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const check: VerifySignature = (jwk, message, signature) => verify(jwk.kty === 'OKP' ? null : 'sha256', message,
  { key: createPublicKey({ key: { ...jwk }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, signature)
const at = Date.parse('2026-11-23T00:00:00Z')

function signerOf(seed: Uint8Array): Signer {
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const jwk = createPublicKey(key).export({ format: 'jwk' })
  const multikey = multikeyOf({ kty: 'OKP', crv: 'Ed25519', x: jwk.x as string })
  return {
    alg: 'EdDSA',
    kid: `did:key:${multikey}#${multikey}`,
    sign: (message) => new Uint8Array(sign(null, message, key)),
  }
}
const signer = signerOf(new Uint8Array(32).fill(5))
const document: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  name: '天府',
  n: [1, { b: 2, a: 1.5 }],
}
const verifyOptions = { keyFor: keyOfMultikey, verify: check, at }

test('an embedded proof verifies, and any change of the document or the proof is found', async () => {
  const secured = await addProof(sha256, signer, document, { created: '2026-01-01T00:00:00Z' })
  const reading = await verifyProof(sha256, secured, verifyOptions)
  assert.ok(reading.ok)
  assert.deepEqual(reading.document, document)
  const proof = secured.proof as JsonObject
  const table: [string, JsonObject, string][] = [
    ['another name', { ...secured, name: 'x' }, 'wrong-signature'],
    ['a new member', { ...secured, x: 1 }, 'wrong-signature'],
    ['another day', { ...secured, proof: { ...proof, created: '2026-01-02T00:00:00Z' } }, 'wrong-signature'],
    ['another purpose', { ...secured, proof: { ...proof, proofPurpose: 'authentication' } }, 'wrong-purpose'],
    ['another suite', { ...secured, proof: { ...proof, cryptosuite: 'eddsa-rdfc-2022' } }, 'unknown-suite'],
    ['a suite of another key', { ...secured, proof: { ...proof, cryptosuite: 'ecdsa-jcs-2019' } }, 'unknown-key'],
    [
      'contexts added in front',
      { ...secured, '@context': ['https://a.example', 'https://www.w3.org/ns/credentials/v2'] },
      'context',
    ],
    ['expired', { ...secured, proof: { ...proof, expires: '2026-01-02T00:00:00Z' } }, 'expired'],
    ['no proof', document, 'no-proof'],
    ['a malformed value', { ...secured, proof: { ...proof, proofValue: 'zz' } }, 'malformed'],
    ['no canonical form', { ...secured, name: '\ud800' }, 'malformed'],
  ]
  for (const [title, changed, expected] of table) {
    const result = await verifyProof(sha256, changed, verifyOptions)
    assert.equal(result.ok ? 'ok' : result.why, expected, title)
  }
})

test('base58 has one form for any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => assert.deepEqual(fromBase58(toBase58(bytes)), bytes)),
  )
  fc.assert(fc.property(fc.string(), (text) => { fromBase58(`z${text}`); keyOfMultikey(text) }))
})

test('no value makes the verifier throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom('proof', '@context', 'name'), fc.anything()), async (value) => {
      assert.equal((await verifyProof(sha256, value, verifyOptions)).ok, false)
    }),
  )
})

const folder = new URL('../../../../shared/vectors/vc/', import.meta.url)
const skip = existsSync(folder) ? false : 'vectors not present: 2 suites'
const text = (path: string) => readFileSync(new URL(path, folder), 'utf8').trim()
const json = (path: string) => JSON.parse(text(path)) as JsonObject

test('hashes and signatures of the public vectors', { skip }, async () => {
  const hashes = {
    'eddsa-jcs-2022': 'di-eddsa/eddsa-jcs-2022/combinedHashJCS.txt',
    'ecdsa-jcs-2019': 'di-ecdsa/ecdsa-jcs-2019-p256/combinedHashJCSECDSAP256.txt',
  }
  const options = {
    'eddsa-jcs-2022': 'di-eddsa/eddsa-jcs-2022/proofConfigJCS.json',
    'ecdsa-jcs-2019': 'di-ecdsa/ecdsa-jcs-2019-p256/proofConfigJCSECDSAP256.json',
  }
  for (const suite of ['eddsa-jcs-2022', 'ecdsa-jcs-2019'] as const) {
    const hash = integrityHash(sha256, json(`di-${suite.slice(0, 5)}/unsigned.json`), json(options[suite]))
    assert.equal(Buffer.from(hash).toString('hex'), text(hashes[suite]), suite)
  }
  const { publicKeyMultibase, privateKeyMultibase } = json('di-eddsa/keyPair.json') as Record<string, string>
  const mine = signerOf(fromBase58(privateKeyMultibase)!.slice(2))
  assert.ok(mine.kid.endsWith(`#${publicKeyMultibase}`))
  const secured = await addProof(sha256, mine, json('di-eddsa/unsigned.json'), { created: '2023-02-24T23:36:38Z' })
  assert.equal((await verifyProof(sha256, secured, verifyOptions)).ok, true)
})
