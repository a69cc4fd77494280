import assert from 'node:assert/strict'
import { createHash, createPrivateKey, createPublicKey, sign, webcrypto } from 'node:crypto'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import {
  didDocument, encodeStatusBits, newStatusBits, parsePublicJwk, setStatusBit, signToken, statusListCredential,
} from '@tianfu/credentials'
import type { Signer } from '@tianfu/credentials'
import {
  actLeaf, formatCheckpoint, formatTlogProof, formatVerifierKey, inclusionProof, leafHash, nodesOf, noteKeyHash, rootAt,
  signNote,
} from '@tianfu/ledger'
import { sha256, verifyCertificate, webInflate, webVerify } from './index.ts'
import type { ByteStream, Evidence, Subtle, Trust } from './index.ts'

const did = 'did:web:tianfu.example'
const origin = 'tianfu.example/log/sichuan'
const at = Date.parse('2026-11-23T12:00:00Z')
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex') // RFC 8410, before the 32 secret bytes
const key = createPrivateKey({ key: Buffer.concat([prefix, Buffer.alloc(32, 8)]), format: 'der', type: 'pkcs8' })
const jwk = parsePublicJwk(createPublicKey(key).export({ format: 'jwk' }))!
const raw = new Uint8Array(Buffer.from(jwk.x, 'base64url'))
const signBytes = (message: Uint8Array) => new Uint8Array(sign(null, message, key))
const signer: Signer = { alg: 'EdDSA', kid: `${did}#k1`, sign: signBytes }
const tools = {
  verify: webVerify(webcrypto.subtle as unknown as Subtle),
  inflate: webInflate(() => new DecompressionStream('gzip') as unknown as ByteStream),
}
const trust: Trust = { issuers: [did], log: { origin, key: formatVerifierKey(sha256, origin, raw) } }
const list = 'https://tianfu.example/status/suspension-1'

async function evidence(set: readonly number[] = []): Promise<Evidence> {
  const context = ['https://www.w3.org/ns/credentials/v2']
  const token = await signToken(signer, {
    '@context': context, type: ['VerifiableCredential'], issuer: did, credentialSubject: { id: 'did:web:firm.example' },
    validFrom: '2026-11-23T00:00:00+08:00', validUntil: '2029-11-23T00:00:00+08:00',
    credentialStatus: {
      type: 'BitstringStatusListEntry', statusPurpose: 'suspension', statusListIndex: 7, statusListCredential: list,
    },
  })
  const bits = newStatusBits()
  for (const index of set) setStatusBit(bits, index, true)
  const encodedList = await encodeStatusBits(bits, (bytes) => new Uint8Array(gzipSync(bytes)))
  const lists = statusListCredential({
    id: list,
    issuer: did,
    purpose: 'suspension',
    encodedList,
    validFrom: '2026-11-23T00:00:00Z',
  })
  const content = {
    type: 'certificate.issued', content: { credentialSha256: createHash('sha256').update(token).digest('hex') },
  }
  const salt = new Uint8Array(16)
  const leaves = ['a', 'b'].map((text) => leafHash(sha256, new TextEncoder().encode(text)))
  leaves.push(leafHash(sha256, actLeaf(sha256, { salt, content })))
  const nodeAt = nodesOf(sha256, leaves)
  const checkpoint = await signNote(formatCheckpoint({ origin, size: 3, root: rootAt(sha256, nodeAt, 3) }),
    [{ name: origin, keyHash: noteKeyHash(sha256, origin, raw), sign: signBytes }])
  return {
    token,
    statusLists: [await signToken(signer, lists)],
    didDocuments: [didDocument(did, [{ id: 'k1', jwk, from: '2026-11-23T01:00:00Z' }])],
    logged: {
      proof: formatTlogProof({ index: 2, proof: inclusionProof(sha256, nodeAt, 2, 3), checkpoint }),
      salt,
      content,
    },
  }
}

test('the plain digest is the digest', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    assert.equal(Buffer.from(sha256(bytes)).toString('hex'), createHash('sha256').update(bytes).digest('hex'))
  }))
})

test('the verdict says what was checked, and no more', async () => {
  const good = await evidence()
  const verdict = async (changed: Partial<Evidence>, trusted = trust, when = at) => {
    const { verdict: said, checks } = await verifyCertificate({ ...good, ...changed }, trusted, tools, when)
    return [said, ...checks.map(({ name, outcome, why }) => `${name} ${outcome}${why ? ` ${why}` : ''}`)].join(', ')
  }
  const passed = 'credential passed, period passed, status passed'
  assert.equal(await verdict({}), `stands, ${passed}, log passed`)
  assert.equal(await verdict({}, { issuers: [did] }), `stands, ${passed}, log not-checked no-log-trusted`)
  assert.equal(await verdict({ logged: undefined }), `stands, ${passed}, log not-checked proof-missing`)
  assert.equal(await verdict({ statusLists: [] }),
    'cannot-tell, credential passed, period passed, status not-checked list-missing, log passed')
  assert.equal(await verdict({ statusLists: (await evidence([7])).statusLists }),
    'does-not-stand, credential passed, period passed, status failed suspension, log passed')
  assert.equal(await verdict({}, trust, Date.parse('2030-01-01')),
    'does-not-stand, credential passed, period failed after, status passed, log passed')
  assert.equal(
    await verdict({ token: `${good.token.slice(0, -4)}AAAA` }),
    'not-genuine, credential failed wrong-signature',
  )
  assert.equal(await verdict({}, { issuers: ['did:web:other.example'] }), 'not-genuine, credential failed unknown-key')
  assert.equal(await verdict({ didDocuments: [] }), 'not-genuine, credential failed unknown-key')
  const { logged } = good
  assert.equal(await verdict({ logged: { ...logged!, salt: new Uint8Array(16).fill(1) } }),
    `not-genuine, ${passed}, log failed not-included`)
  assert.equal(
    await verdict({}, { ...trust, log: { ...trust.log!, quorum: 1 } }),
    `not-genuine, ${passed}, log failed too-few-witnesses`,
  )
})

test('the act of another certificate does not vouch for this one', async () => {
  const [one, other] = [await evidence(), await evidence()]
  const token = await signToken(signer, {
    '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], issuer: did,
    credentialSubject: { id: 'did:web:x.example' }, validFrom: '2026-11-23T00:00:00+08:00',
  })
  const report = await verifyCertificate({ ...one, token, logged: other.logged }, trust, tools, at)
  assert.equal(report.verdict, 'not-genuine')
})

test('what inflates without bound is stopped', async () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(2 ** 24)))
  await assert.rejects(async () => tools.inflate(bomb, 2 ** 20), RangeError)
})

test('no text makes the verifier throw', async () => {
  const good = await evidence()
  await fc.assert(fc.asyncProperty(fc.string(), fc.anything(), async (text, value) => {
    const report = await verifyCertificate(
      { token: text, didDocuments: [value], statusLists: [text], logged: { ...good.logged!, proof: text } },
      trust,
      tools,
      at,
    )
    assert.equal(report.verdict, 'not-genuine')
    const half = await verifyCertificate(
      { ...good, statusLists: [text], logged: { ...good.logged!, proof: text } },
      trust,
      tools,
      at,
    )
    assert.equal(half.verdict, 'not-genuine')
  }), { numRuns: 40 })
})
