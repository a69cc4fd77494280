// The walk of a thief: with the key of a body in hand one dates back, and the verifier must not be told the time so.
import assert from 'node:assert/strict'
import { createHash, createPrivateKey, createPublicKey, sign, webcrypto } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import {
  didDocument, encodeStatusBits, keyLife, newStatusBits, parsePublicJwk, signToken, statusListCredential, toBase64url,
} from '@tianfu/credentials'
import type { HistoricKey, Signer } from '@tianfu/credentials'
import type { Json } from '@tianfu/kernel'
import {
  actLeaf, cosign, cosignerKeyHash, formatCheckpoint, formatTlogProof, formatVerifierKey, inclusionProof, leafHash,
  nodesOf, noteKeyHash, rootAt, signNote,
} from '@tianfu/ledger'
import { issueIn, numberNamed, sha256, verifyCertificate, verifyReceipt, webVerify, withRevocations } from './index.ts'
import type { Evidence, Subtle, Trust } from './index.ts'

const PLATFORM = 'did:web:tianfu.example'
const BODY = `${PLATFORM}:bodies:one`
const OTHER = `${PLATFORM}:bodies:two`
const origin = 'tianfu.example/log/sichuan'
const at = Date.parse('2026-11-23T12:00:00Z')
const REVOKED = '2026-06-10T02:00:00Z'
const list = 'https://tianfu.example/status/suspension-1'
const address = 'https://tianfu.example/c/TFQ01000001'
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex') // RFC 8410, before the 32 secret bytes
const pair = (seed: number) => {
  const key = createPrivateKey({ key: Buffer.concat([prefix, Buffer.alloc(32, seed)]), format: 'der', type: 'pkcs8' })
  const jwk = parsePublicJwk(createPublicKey(key).export({ format: 'jwk' }))!
  return { jwk, raw: new Uint8Array(Buffer.from(jwk.x, 'base64url')),
    sign: (message: Uint8Array) => new Uint8Array(sign(null, message, key)) }
}
const [stolen, second, platform, other, log, witness] = [1, 2, 3, 4, 5, 6].map(pair)
const signerOf = (kid: string, { sign: signBytes }: ReturnType<typeof pair>): Signer =>
  ({ alg: 'EdDSA', kid, sign: signBytes })
const tools = {
  verify: webVerify(webcrypto.subtle as unknown as Subtle),
  inflate: (bytes: Uint8Array, most: number) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: most })),
}
const k1: HistoricKey = { id: 'k1', jwk: stolen!.jwk, from: '2026-01-01T00:00:00Z' }
const compromised = { ...k1, until: REVOKED, revoked: REVOKED }
const documentsWith = (first: HistoricKey) => [
  didDocument(BODY, [first, { id: 'k2', jwk: second!.jwk, from: REVOKED }]),
  didDocument(PLATFORM, [{ id: 's1', jwk: platform!.jwk, from: '2026-01-01T00:00:00Z' }]),
  didDocument(OTHER, [{ id: 'k1', jwk: other!.jwk, from: '2026-01-01T00:00:00Z' }]),
]
const trust: Trust = {
  issuers: [BODY, PLATFORM, OTHER], platform: PLATFORM,
  log: { origin, key: formatVerifierKey(sha256, origin, log!.raw),
    witnesses: [formatVerifierKey(sha256, 'witness.example', witness!.raw, 4)], quorum: 1 },
}
const credential = (validFrom: string, kid = `${BODY}#k1`, by = stolen!) => signToken(signerOf(kid, by), {
  '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], id: address,
  issuer: kid.split('#')[0], credentialSubject: { id: `${address}#attestation` }, validFrom,
  validUntil: '2029-06-01T00:00:00Z',
  credentialStatus: {
    type: 'BitstringStatusListEntry', statusPurpose: 'suspension', statusListIndex: 7, statusListCredential: list,
  },
})
const listBy = async (issuer: string, kid: string, by: ReturnType<typeof pair>) => signToken(signerOf(kid, by),
  statusListCredential({ id: list, issuer, purpose: 'suspension', validFrom: '2026-11-23T00:00:00Z',
    encodedList: await encodeStatusBits(newStatusBits(), (bytes) => new Uint8Array(gzipSync(bytes))) }))
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** The statement of an act as the platform's log has it, behind a cosigned checkpoint. */
async function logged(statement: Json, cosigned = true): Promise<NonNullable<Evidence['logged']>> {
  const salt = new Uint8Array(16)
  const leaves = [leafHash(sha256, new Uint8Array(3)), leafHash(sha256, actLeaf(sha256, { salt, content: statement }))]
  const nodeAt = nodesOf(sha256, leaves)
  const text = formatCheckpoint({ origin, size: 2, root: rootAt(sha256, nodeAt, 2) })
  const note = await signNote(text, [{ name: origin, keyHash: noteKeyHash(sha256, origin, log!.raw), sign: log!.sign }])
  const line = await cosign(text, { name: 'witness.example', sign: witness!.sign,
    keyHash: cosignerKeyHash(sha256, 'witness.example', witness!.raw) }, at / 1000)
  return { salt, content: statement, proof: formatTlogProof({
    index: 1, proof: inclusionProof(sha256, nodeAt, 1, 2), checkpoint: cosigned ? note + line : note }) }
}
const issue = (token: string, recordedAt: string) =>
  ({ type: 'certificate.issued', recordedAt, content: { credentialSha256: hashOf(token) } })

async function verdict(evidence: Pick<Evidence, 'token'> & Partial<Evidence>, first: HistoricKey = compromised) {
  const { verdict: said, checks } = await verifyCertificate({
    didDocuments: documentsWith(first), statusLists: [await listBy(PLATFORM, `${PLATFORM}#s1`, platform!)], ...evidence,
  }, trust, tools, at)
  const [{ outcome, why } = { outcome: 'none' }] = checks
  return [said, outcome, ...(why ? [why] : [])].join(' ')
}

test('a certificate dated back under a stolen key is not told genuine; one that was logged before is', async () => {
  const token = await credential('2026-03-01T00:00:00+08:00')
  assert.equal(await verdict({ token }, k1), 'stands passed', 'while nobody knows of the theft')
  assert.equal(await verdict({ token }), 'cannot-tell not-checked key-compromised')
  for (const early of ['2026-03-01T03:00:00.000Z', '2026-06-10T01:59:59.999Z']) {
    assert.equal(await verdict({ token, logged: await logged(issue(token, early)) }), 'stands passed', early)
  }
  for (const late of [REVOKED, '2026-07-01T00:00:00.000Z', 'yesterday']) {
    assert.equal(await verdict({ token, logged: await logged(issue(token, late)) }),
      'cannot-tell not-checked key-compromised', late)
  }
})

test('signed after the key was given up by its own account, it is not genuine, whatever the log says', async () => {
  const token = await credential('2026-06-11T00:00:00+08:00')
  assert.equal(await verdict({ token }), 'not-genuine failed key-revoked-before')
  assert.equal(await verdict({ token, logged: await logged(issue(token, '2026-03-01T00:00:00.000Z')) }),
    'not-genuine failed key-revoked-before')
  const genuine = await credential('2026-06-11T00:00:00+08:00', `${BODY}#k2`, second!)
  assert.equal(await verdict({ token: genuine }), 'stands passed', 'under the new key')
})

test('the moment since which the key may have leaked counts, where it is known to be earlier', async () => {
  const since = { ...compromised, compromisedSince: '2026-04-01T00:00:00Z' }
  const token = await credential('2026-03-01T00:00:00+08:00')
  const recorded = async (moment: string) => verdict({ token, logged: await logged(issue(token, moment)) }, since)
  assert.equal(await recorded('2026-03-31T23:59:59.999Z'), 'stands passed')
  assert.equal(await recorded('2026-04-01T00:00:00.000Z'), 'cannot-tell not-checked key-compromised')
  const between = await credential('2026-05-01T00:00:00+08:00')
  assert.equal(await verdict({ token: between }, since), 'cannot-tell not-checked key-compromised')
})

test('a rotated key keeps verifying what it signed in its time', async () => {
  const rotated = { ...k1, until: REVOKED }
  assert.equal(await verdict({ token: await credential('2026-03-01T00:00:00+08:00') }, rotated), 'stands passed')
  assert.equal(await verdict({ token: await credential('2026-06-10T00:00:00+08:00') }, rotated), 'stands passed',
    'on the day of the rotation')
  assert.equal(await verdict({ token: await credential('2026-06-11T00:00:00+08:00') }, rotated),
    'not-genuine failed unknown-key')
})

test('only the act that issued exactly this credential vouches for it, and only under enough witnesses', async () => {
  const token = await credential('2026-03-01T00:00:00+08:00')
  const hash = hashOf(token)
  const recordedAt = '2026-03-01T03:00:00.000Z'
  const elsewhere: Json[] = [
    { recordedAt, content: { reason: hash } }, { recordedAt, credentialSha256: hash, content: {} },
    { recordedAt, content: { evidence: [{ credentialSha256: hash }] } }, { recordedAt, content: null },
    { recordedAt, content: { credentialSha256: [hash] } }, hash, null,
  ]
  for (const statement of elsewhere) {
    assert.match(await verdict({ token, logged: await logged(statement) }), /^not-genuine/, JSON.stringify(statement))
  }
  assert.match(await verdict({ token, logged: await logged(issue(token, recordedAt), false) }), /^not-genuine/)
})

test('only the issuer and the platform tell how a certificate stands, under keys not given up', async () => {
  const token = await credential('2026-07-01T00:00:00+08:00', `${BODY}#k2`, second!)
  const status = async (statusLists: string[], held = trust, documents = documentsWith(compromised)) => {
    const { checks, verdict: said } =
      await verifyCertificate({ token, didDocuments: documents, statusLists }, held, tools, at)
    const { outcome, why } = checks.find(({ name }) => name === 'status')!
    return [said, outcome, ...(why ? [why] : [])].join(' ')
  }
  const [foreign, own, platforms] = [
    await listBy(OTHER, `${OTHER}#k1`, other!), await listBy(BODY, `${BODY}#k2`, second!),
    await listBy(PLATFORM, `${PLATFORM}#s1`, platform!),
  ]
  assert.equal(await status([foreign]), 'cannot-tell not-checked list-of-another')
  assert.equal(await status([own]), 'stands passed')
  assert.equal(await status([foreign, platforms]), 'stands passed')
  const { platform: _, ...without } = trust
  assert.equal(await status([platforms], without), 'cannot-tell not-checked list-of-another')
  const givenUp = documentsWith(compromised).map((document) => (document.id === PLATFORM
    ? didDocument(PLATFORM, [{ id: 's1', jwk: platform!.jwk, from: k1.from, revoked: '2026-11-23T06:00:00Z' }])
    : document))
  assert.equal(await status([platforms], trust, givenUp), 'cannot-tell not-checked list-key-compromised')
  const thiefs = await listBy(BODY, `${BODY}#k1`, stolen!)
  assert.equal(await status([thiefs]), 'cannot-tell not-checked list-key-compromised', 'a thief clears nothing')
})

test('what is good for a day alone needs no status list, and nothing longer does without', async () => {
  const said = async (validUntil: string) => {
    const token = await signToken(signerOf(`${PLATFORM}#s1`, platform!), {
      '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], issuer: PLATFORM,
      credentialSubject: { id: address }, validFrom: '2026-11-23T00:00:00+08:00', validUntil,
    })
    return (await verifyCertificate({ token, didDocuments: documentsWith(k1) }, trust, tools, at)).verdict
  }
  assert.equal(await said('2026-11-24T00:00:00+08:00'), 'stands')
  assert.equal(await said('2026-11-24T00:00:01+08:00'), 'cannot-tell')
})

test('newer documents take trust from pinned keys and give none', async () => {
  const token = await credential('2026-03-01T00:00:00+08:00')
  const pinned = documentsWith(k1)
  const newer = documentsWith({ ...compromised, compromisedSince: '2026-04-01T00:00:00Z' })
  const didDocuments = withRevocations(pinned, newer)
  assert.equal(await verdict({ token, didDocuments }), 'cannot-tell not-checked key-compromised')
  assert.equal(keyLife(didDocuments[0], `${BODY}#k1`)?.doubtedFrom, Date.parse('2026-04-01T00:00:00Z'))
  const cleared = withRevocations(documentsWith(compromised), documentsWith(k1))
  assert.equal(await verdict({ token, didDocuments: cleared }), 'cannot-tell not-checked key-compromised')
  const forged = withRevocations([didDocument(BODY, [k1])], documentsWith(k1))
  assert.equal(keyLife(forged[0], `${BODY}#k2`), undefined, 'no key comes from there')
  assert.deepEqual(withRevocations(pinned, [null, 1, { id: BODY }]), pinned)
})

test('a receipt under a key that was given up tells nothing for certain', async () => {
  const answer = { q: 'x' }
  const receiptAt = (moment: string) => {
    const part = (value: unknown) => toBase64url(new TextEncoder().encode(JSON.stringify(value)))
    const message = `${part({ alg: 'EdDSA', kid: `${PLATFORM}#r1`, typ: 'receipt+jwt' })}.${part({
      iss: PLATFORM, iat: Date.parse(moment) / 1000, sub: 'x', day: '2026-05-01', status: 'found', checkpoint: null,
      answerSha256: createHash('sha256').update('{"q":"x"}').digest('hex'), entries: [] })}`
    return { ...answer, receipt: { token: `${message}.${toBase64url(platform!.sign(Buffer.from(message)))}` } }
  }
  const said = async (moment: string, key: Partial<HistoricKey>, document: object = receiptAt(moment)) => {
    const didDocuments = [didDocument(PLATFORM, [{ id: 'r1', jwk: platform!.jwk, from: k1.from, ...key }])]
    const { verdict: told, checks: [first] } =
      await verifyReceipt(document, { platform: PLATFORM, didDocuments }, tools)
    return [told, first?.outcome, ...(first?.why ? [first.why] : [])].join(' ')
  }
  const before = '2026-05-01T00:00:00Z'
  assert.equal(await said(before, {}), 'genuine passed')
  assert.equal(await said(before, { until: REVOKED }), 'genuine passed')
  assert.equal(await said(before, { revoked: REVOKED }), 'cannot-tell not-checked key-compromised')
  assert.equal(await said(REVOKED, { revoked: REVOKED }), 'not-genuine failed key-revoked-before')
  assert.match(await said(before, { revoked: REVOKED }, { ...receiptAt(before), q: 'y' }), /^not-genuine/)
})

test('the act of issue is found in an answer, and the number in the credential', async () => {
  const token = await credential('2026-03-01T00:00:00+08:00')
  assert.equal(numberNamed(token, 'https://tianfu.example'), 'TFQ01000001')
  assert.equal(numberNamed(token, 'https://other.example'), undefined)
  const act = (statement: Json) => ({ index: 1, salt: '00'.repeat(16), proof: [], statement })
  const answer = (...acts: unknown[]) => ({ receipt: { acts, checkpoint: { note: 'x' } } })
  const [mine, others] = [issue(token, REVOKED), issue('x', REVOKED)]
  assert.deepEqual(issueIn(answer(act(others), act(mine)), token)?.content, mine)
  assert.deepEqual(issueIn(answer(act(others)), token)?.content, others, 'to be told that it issued another')
  for (const broken of [{ salt: 'x' }, { proof: ['!'] }, { index: 1.5 }, { proof: 1 }]) {
    assert.equal(issueIn(answer({ ...act(mine), ...broken }), token), undefined)
  }
})
