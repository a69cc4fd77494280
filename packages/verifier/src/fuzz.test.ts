import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { toBase64url } from '@tianfu/credentials'
import type { PublicJwk } from '@tianfu/credentials'
import fc from 'fast-check'
import {
  issueIn, issuerNamed, numberNamed, readCheckpoint, readPaper, standingFromActs, statusListsOf, verifyCertificate,
  verifyReceipt, withRevocations,
} from './index.ts'
import type { Evidence } from './index.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const jwk = publicKey.export({ format: 'jwk' }) as unknown as PublicJwk
const PLATFORM = 'did:web:a.example'
const didDocument = {
  id: PLATFORM, assertionMethod: [`${PLATFORM}#k1`],
  verificationMethod: [{ id: `${PLATFORM}#k1`, controller: PLATFORM, publicKeyJwk: jwk }],
}
const tools = {
  inflate: (bytes: Uint8Array, most: number) => gunzipSync(bytes, { maxOutputLength: most }),
  verify: (key: PublicJwk, message: Uint8Array, signature: Uint8Array) =>
    verify(null, message, { key: key as never, format: 'jwk' }, signature),
}
const trust = {
  didDocuments: [didDocument], platform: PLATFORM, issuers: [PLATFORM],
  log: { origin: 'a.example/log', key: 'a.example/log+00000000+AA==', witnesses: ['x'], quorum: 1 },
}
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
const odd = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, nested(20_000), null,
  '__proto__', 'constructor', -1, 2 ** 53 - 1))
const objectOf = (...names: string[]) => fc.dictionary(fc.constantFrom(...names), odd)
const part = (value: unknown) => toBase64url(new TextEncoder().encode(JSON.stringify(value)))

/** A receipt that the platform itself signed, whatever it says: then everything behind the signature is reached. */
const signed = objectOf('iat', 'day', 'status', 'sub', 'answerSha256', 'checkpoint', 'entries', 'iss').map((loose) => {
  const claims = Object.fromEntries(Object.entries(loose).filter(([, value]) => {
    try {
      return JSON.stringify(value) !== undefined
    } catch {
      return false
    }
  }))
  const message = `${part({ alg: 'EdDSA', typ: 'receipt+jwt', kid: `${PLATFORM}#k1` })}.${part({ iss: PLATFORM, iat: 0,
    day: '2026-01-01', status: 'valid', sub: 'x', answerSha256: '0', entries: [1],
    checkpoint: { size: 1, note: 'x' }, ...claims })}`
  return `${message}.${toBase64url(sign(null, Buffer.from(message), privateKey))}`
})
const act = fc.oneof(odd, objectOf('index', 'salt', 'statement', 'proof').map((loose) =>
  ({ index: 1, salt: '00'.repeat(16), proof: [], statement: {}, ...loose })))
const receipt = fc.record({
  token: fc.oneof(signed, odd), acts: fc.oneof(fc.array(act), odd), checkpoint: fc.oneof(odd, fc.record({ note: odd })),
})

test('any document is a receipt that holds or not', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(odd, fc.record({ receipt: fc.oneof(receipt, odd), registerNumber: odd,
    verdict: fc.constantFrom('unknown', 'valid'), nothing: odd }, { requiredKeys: ['receipt'] })), async (document) => {
    const { log: _, ...logless } = trust
    for (const held of [trust, logless]) {
      const report = await verifyReceipt(document, held, tools)
      assert.ok(['genuine', 'not-genuine'].includes(report.verdict))
    }
    issueIn(document, 'a.b.c')
    withRevocations(trust.didDocuments, [document])
  }), { numRuns: 300 })
})

test('any evidence gives a report, and none of it stands', async () => {
  const text = fc.string({ unit: 'binary' })
  await fc.assert(fc.asyncProperty(text, fc.array(odd), fc.array(text), text, fc.uint8Array(), odd, async (
    token, documents, lists, proof, salt, content) => {
    const logged = { proof, salt, content }
    const evidence = { token, didDocuments: documents, statusLists: lists, logged } as Evidence
    const report = await verifyCertificate(evidence, trust, tools, 0)
    assert.equal(report.verdict, 'not-genuine')
    readPaper(token)
    statusListsOf(token)
    issuerNamed(token)
    numberNamed(token, 'https://a.example')
    assert.equal((await readCheckpoint(proof, { ...trust.log, key: token }, tools.verify)).ok, false)
  }))
})

test('any acts lead to a word', () => {
  const statement = fc.oneof(odd, objectOf('type', 'version', 'subject', 'effectiveOn', 'content').map((loose) => ({
    type: 'certificate.issued', version: 1, subject: 's', effectiveOn: '2026-01-01',
    content: { registerNumber: 'n' }, ...loose })), fc.constantFrom('toString', 'constructor').map((type) => ({
    type, version: 2, subject: 's', effectiveOn: '2026-01-01', content: {} })))
  fc.assert(fc.property(fc.array(statement), (acts) => {
    assert.equal(typeof standingFromActs(acts as never, { day: '2026-06-01', number: 'n' }), 'string')
  }), { numRuns: 300 })
})
