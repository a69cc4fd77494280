// The small VC-API of test/vc-api over HTTP: what it issues it verifies, what is wrong it refuses, and it never fails.
import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { addProof, signToken } from '@tianfu/credentials'
import { vcApi } from './vc-api/server.ts'
import { didKeySigner, vcService } from './vc-api/service.ts'

const AT = Date.parse('2026-03-02T00:00:00Z')
const signerOf = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return didKeySigner(privateKey, publicKey)
}
const holder = signerOf()
const service = vcService(signerOf(), () => AT)
const server = vcApi(service)
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
let base = ''
before(async () => {
  await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done) })
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => server.close())

// `any`: each test knows its answer
async function post(path: string, body: unknown): Promise<{ status: number; body: any }> {
  const answer = await fetch(base + path, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, body: await answer.json() }
}

const template = {
  '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'],
  issuer: 'https://a.example/issuers/1', credentialSubject: { id: 'did:example:1' },
}
const BOTH = ['/credentials/issue', '/jwt/credentials/issue']

test('what is issued verifies, as embedded proof and as token; one changed character does not', async () => {
  for (const path of BOTH) {
    const issued = await post(path, { credential: template, options: {} })
    assert.equal(issued.status, 201)
    const { verifiableCredential } = issued.body
    assert.deepEqual(await post('/credentials/verify', { verifiableCredential, options: {} }),
      { status: 200, body: { verified: true } })
    const changed = JSON.parse(JSON.stringify(verifiableCredential).replace('did:example:1', 'did:example:2'))
    if (changed.id) changed.id = changed.id.replace(/.(?=[^.]*$)/, (one: string) => (one === 'A' ? 'B' : 'A'))
    const refused = await post('/credentials/verify', { verifiableCredential: changed })
    assert.equal(refused.status, 400, JSON.stringify(refused.body))
  }
})

test('the issuer is the service, also where it was given as an object', async () => {
  const credential = { ...template, issuer: { id: 'urn:x:1', name: 'N' } }
  const { body } = await post('/credentials/issue', { credential })
  assert.deepEqual(body.verifiableCredential.issuer, { id: service.did, name: 'N' })
})

test('a credential of another issuer under the service’s key is refused', async () => {
  const claimed = { ...template, issuer: service.did }
  const forged = await addProof(sha256, holder, claimed, { created: '2026-03-01T00:00:00Z' })
  const answer = await post('/credentials/verify', { verifiableCredential: forged })
  assert.deepEqual(answer, { status: 400, body: { verified: false, errors: ['wrong-issuer'] } })
})

test('presentations: by proof and by token, with their credentials; challenge and purpose count', async () => {
  const held = await Promise.all(BOTH.map(async (path) => (await post(path, { credential: template })).body))
  const did = holder.kid.split('#')[0] as string
  const presentation = {
    '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'], holder: did,
    verifiableCredential: held.map(({ verifiableCredential }) => verifiableCredential),
  }
  const created = '2026-03-01T00:00:00Z'
  const signed = await addProof(sha256, holder, presentation, { created, proofPurpose: 'authentication' })
  const verify = (verifiablePresentation: unknown, options = {}) =>
    post('/presentations/verify', { verifiablePresentation, options })
  assert.equal((await verify(signed)).status, 200)
  assert.deepEqual((await verify(signed, { challenge: 'x' })).body.errors, ['wrong-challenge'])
  assert.deepEqual((await verify(presentation)).body.errors, ['no-proof'])
  const asserted = await addProof(sha256, holder, presentation, { created })
  assert.deepEqual((await verify(asserted)).body.errors, ['wrong-purpose'])
  const token = await signToken(holder, presentation, 'vp+jwt')
  assert.equal((await verify(token)).status, 200)
  assert.equal((await verify({ '@context': template['@context'], type: 'EnvelopedVerifiablePresentation',
    id: `data:application/vp+jwt,${token}` })).status, 200)
  assert.equal((await post('/presentations/verify', { presentation })).status, 200)
  const broken = { ...presentation, verifiableCredential: [template] }
  assert.equal((await post('/presentations/verify', { presentation: broken })).status, 400)
})

test('what is no request is refused, never a fault of the server', async () => {
  for (const path of [...BOTH, '/credentials/verify', '/presentations/verify']) {
    for (const body of ['', '{', '[]', 'null', '"x"', '{"credential":[]}', '{"verifiableCredential":{"proof":1}}',
      '{"verifiablePresentation":{"proof":{"type":{"toString":1}}}}', `{"credential":${'['.repeat(9e4)}`]) {
      assert.equal((await post(path, body)).status, 400, `${path} ${body.slice(0, 40)}`)
    }
  }
  assert.equal((await post('/credentials/issue', `"${'x'.repeat(1_100_000)}"`)).status, 413)
  assert.equal((await post('/credentials', {})).status, 404)
  assert.equal((await fetch(`${base}/credentials/verify`)).status, 405)
})

const INPUT = join(import.meta.dirname, '../../shared/vectors/vc/vcdm2-input')
test('the documents of the public suite are issued or refused as their names say',
  { skip: existsSync(INPUT) ? false : 'no vectors here' }, async () => {
    let seen = 0
    for (const name of readdirSync(INPUT).filter((file) => /^credential.*-(ok|fail)\.json$/.test(file))) {
      const credential = JSON.parse(readFileSync(join(INPUT, name), 'utf8'))
      if ([credential.type].flat().some((one: string) => /Presentation|Enveloped/.test(one))) continue
      seen++
      for (const path of BOTH) {
        const { status } = await post(path, { credential })
        assert.equal(status, name.includes('-ok') ? 201 : 400, `${path} ${name}`)
      }
    }
    assert.ok(seen > 20, `${seen}`)
  })
