import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import {
  BASE_CONTEXT, checkCountersignature, checkCredential, checkPresentation, decodeStatusBits, didWebAddress, fromBase58,
  fromBase64url, isUrl, keyAt, keyOfMultikey, momentOf, parsePublicJwk, parseStatusEntry, readCompactJws, readStatus,
  readToken, toBase64url, verifyCredential, verifyProof,
} from './index.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const inflate = (bytes: Uint8Array, most: number) => gunzipSync(bytes, { maxOutputLength: most })
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

/** Values where others are meant: what cannot be made text, what is nested, what names a prototype. */
const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, -0, { toString: 1, valueOf: 1 }, { toJSON: 1 }, [[[]]], nested(20_000)),
  fc.constantFrom('__proto__', 'constructor', 'vc+jwt', BASE_CONTEXT, 'did:web:a.example#k1', '2026-01-01T00:00:00Z'),
)
const objectOf = (names: readonly string[]) => fc.dictionary(fc.constantFrom(...names), odd)
const credential = objectOf(['@context', 'id', 'type', 'name', 'description', 'issuer', 'validFrom', 'validUntil',
  'credentialSubject', 'credentialStatus', 'credentialSchema', 'relatedResource', 'proof', 'termsOfUse', 'evidence',
  'verifiableCredential', 'holder', 'vc', 'iss'])
  .chain((loose) => fc.constantFrom({ ...loose }, {
    '@context': [BASE_CONTEXT], type: ['VerifiableCredential'], issuer: 'did:web:a.example',
    credentialSubject: { id: 'urn:x:1' }, ...loose,
  }))
const header = objectOf(['alg', 'kid', 'typ', 'cty', 'crit', 'b64']).chain((loose) =>
  fc.constantFrom({ ...loose }, { alg: 'EdDSA', kid: 'did:web:a.example#k1', typ: 'vc+jwt', ...loose }))
const part = (value: unknown) => toBase64url(new TextEncoder().encode(textOf(value)))
const token = fc.oneof(
  fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'aZ09-_.= ') }),
  fc.tuple(header, credential, fc.uint8Array({ maxLength: 70 })).map(([head, body, signature]) =>
    `${part(head)}.${part(body)}.${toBase64url(signature)}`),
)
const jwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64url(new Uint8Array(32)) } as const

/** JSON that `JSON.stringify` would give up on as well: nested values are written by hand. */
function textOf(value: unknown): string {
  const parts: string[] = []
  const todo: unknown[] = [value]
  while (todo.length > 0) {
    const one = todo.pop()
    if (one instanceof Text) parts.push(one.text)
    else if (Array.isArray(one)) {
      parts.push('[')
      todo.push(new Text(']'))
      one.toReversed().forEach((item, i) => todo.push(...(i === 0 ? [] : [new Text(',')]), item))
    } else if (typeof one === 'object' && one !== null) {
      parts.push('{')
      todo.push(new Text('}'))
      Object.entries(one).toReversed().forEach(([name, item], i) =>
        todo.push(...(i === 0 ? [] : [new Text(',')]), item, new Text(`${JSON.stringify(name)}:`)))
    } else parts.push(JSON.stringify(one))
  }
  return parts.join('')
}
class Text {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

test('any token is read or refused from the closed list, with whatever key', async () => {
  await fc.assert(fc.asyncProperty(token, fc.boolean(), async (text, holds) => {
    readCompactJws(text)
    const reading = readToken(text)
    if (!reading.ok) assert.match(reading.why, /^[a-z-]+$/)
    const verified = await verifyCredential(text, { at: 0, verify: () => holds, keyFor: () => jwk })
    if (!verified.ok) assert.match(verified.why, /^[a-z-]+$/)
  }), { numRuns: 400 })
})

test('any document is a credential or a presentation, or breaks named rules; many faults make no longer paths', () => {
  fc.assert(fc.property(fc.oneof(credential, odd), (document) => {
    const found = [checkCredential(document), checkPresentation(document), checkCredential(document, 'optional')]
    for (const issues of found) {
      for (const { path, rule } of issues) assert.ok(path.length < 300 && /^[a-z-]+$/.test(rule))
    }
  }), { numRuns: 400 })
})

test('any document with any proof is checked without a fault of ours', async () => {
  const proof = objectOf(['type', 'cryptosuite', 'verificationMethod', 'created', 'expires', 'proofPurpose',
    'proofValue', '@context', 'previousProof']).map((loose) => ({
    type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', verificationMethod: 'did:web:a.example#k1',
    proofPurpose: 'assertionMethod', proofValue: `z${'1'.repeat(64)}`, ...loose,
  }))
  await fc.assert(fc.asyncProperty(credential, fc.oneof(proof, odd), async (document, made) => {
    const reading = await verifyProof(sha256, { ...document, proof: made }, {
      at: 0, keyFor: () => jwk, verify: () => false,
    })
    assert.equal(reading.ok, false)
  }), { numRuns: 300 })
})

test('status lists, their entries, keys and documents of anyone', async () => {
  await fc.assert(fc.asyncProperty(odd, odd, objectOf(['statusPurpose', 'statusListIndex', 'statusListCredential']),
    async (a, b, entry) => {
      parseStatusEntry({ type: 'BitstringStatusListEntry', statusListIndex: '1', statusListCredential: 'x',
        statusPurpose: 'revocation', ...entry })
      await decodeStatusBits(a, inflate)
      await readStatus({ type: ['BitstringStatusListCredential'], credentialSubject: {
        type: 'BitstringStatusList', statusPurpose: a, encodedList: b }, validFrom: a },
      { statusPurpose: 'revocation', statusListIndex: 1, statusListCredential: 'x' }, 0, inflate)
      parsePublicJwk(a)
      parsePublicJwk({ ...jwk, alg: a, key_ops: b })
      keyAt(a, 'did:web:a.example#k1', 0)
      keyAt({ id: 'did:web:a.example', assertionMethod: a, verificationMethod: [{ id: 'did:web:a.example#k1',
        controller: 'did:web:a.example', publicKeyJwk: jwk, created: a, expires: b }, b] }, 'did:web:a.example#k1', 0)
      await checkCountersignature('x', { suite: 'SM2-SM3', key: a, identity: b, digest: a, signature: b }, {
        verifierFor: () => undefined, digest: sha256 })
    }), { numRuns: 200 })
})

test('texts of any length: bytes, moments, addresses, keys', () => {
  const any = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.stringMatching(/^did:web:[a-z%:.\d]*$/),
    fc.stringMatching(/^z[1-9A-Za-z]*$/), fc.stringMatching(/^-?\d{4,7}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*)?Z$/))
  fc.assert(fc.property(any, (text) => {
    const moment = momentOf(text)
    assert.ok(moment === undefined || Number.isFinite(moment))
    const address = didWebAddress(text)
    assert.ok(address === undefined || /^https?:\/\//.test(address))
    for (const read of [fromBase58, fromBase64url, keyOfMultikey, isUrl]) read(text)
  }))
  const long = 'a'.repeat(20_000_000)
  assert.equal(didWebAddress(`did:web:a${':a'.repeat(10_000_000)}`), undefined)
  assert.equal(momentOf(long), undefined)
  assert.equal(fromBase58(`z${long}`), undefined)
  assert.equal(isUrl(`https://${long}`), false)
  assert.deepEqual(readToken(long), { ok: false, why: 'too-long' })
  assert.deepEqual(checkCredential({ '@context': [BASE_CONTEXT], type: ['VerifiableCredential'],
    issuer: 'did:web:a.example', credentialSubject: { id: 'urn:x:1' },
    name: { '@value': 'x', '@language': `a${'-a'.repeat(10_000_000)}` } }), [{ path: 'name', rule: 'language' }])
})
