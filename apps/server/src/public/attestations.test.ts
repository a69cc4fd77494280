// What the register says of an organisation, a declaration, a report and a product, as credentials for anybody.
import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { checkCredential, readToken } from '@tianfu/credentials'
import type { JsonObject, PublicJwk } from '@tianfu/credentials'
import { verifyCertificate } from '@tianfu/verifier'
import { Company, granted, ok } from '../../../../test/certification-file.ts'
import { somebody } from '../../../../test/people.ts'
import { closeSound } from '../../../../test/sound.ts'
import { testWorld } from '../../../../test/support.ts'
import type { TestWorld } from '../../../../test/support.ts'
import { viewOf } from '../platform/command.ts'
import { targetsOf } from '../modules/codes/index.ts'

let of: TestWorld
let company: Company
let paths: { org: string; body: string; declaration: string; report: string; passport: string }
let gtin: string
before(async () => {
  of = await testWorld()
  company = new Company(of, '')
  await granted(company)
  const rows = await of.world.db.selectFrom('certificate as c').innerJoin('test_report as r', 'r.application',
    'c.application').select(['c.official', 'r.id']).executeTakeFirstOrThrow()
  gtin = rows.official.products[0]?.gtin ?? ''
  const { number } = ok(await somebody(of).get('/api/v1/public/declarations')).items[0] as { number: string }
  const { uscc } = ok(await somebody(of).get('/api/v1/bodies?q=DEMO-CB-0001')).items[0] as { uscc: string }
  paths = {
    org: `/org/${rows.official.holderUscc}.jwt`, body: `/org/${uscc}.jwt`, declaration: `/declarations/${number}.jwt`,
    report: `/reports/${rows.id}.jwt`, passport: `/passports/${gtin}.jwt`,
  }
})
after(() => closeSound(of))

const fetched = async (url: string) => of.app.http.inject({ url })
const payloadOf = (token: string): JsonObject => {
  const reading = readToken(token)
  assert.ok(reading.ok)
  return reading.token.payload
}
const tools = {
  verify: (jwk: PublicJwk, message: Uint8Array, signature: Uint8Array) =>
    verify(null, message, createPublicKey({ key: { ...jwk }, format: 'jwk' }), signature),
  inflate: () => new Uint8Array(),
}

test('each is a credential of the platform, good for its day, and stands by the verifier alone', async () => {
  const document = (await fetched('/.well-known/did.json')).json() as { id: string }
  for (const [name, path] of Object.entries(paths)) {
    const answer = await fetched(path)
    assert.equal(answer.statusCode, 200, `${path} ${answer.body}`)
    assert.equal(answer.headers['content-type'], 'application/vc+jwt')
    assert.equal(answer.body, (await fetched(path)).body, 'the same day and register give the same token')
    const payload = payloadOf(answer.body)
    assert.deepEqual(checkCredential(payload), [], name)
    const judged = (at: string) => verifyCertificate({ token: answer.body, didDocuments: [document] },
      { issuers: [document.id], platform: document.id }, tools, Date.parse(at))
    assert.deepEqual((await judged('2026-03-02T12:00:00+08:00')).verdict, 'stands', name)
    assert.equal((await judged('2026-03-03T00:00:01+08:00')).verdict, 'does-not-stand', 'tomorrow one asks again')
  }
})

test('an identity ties the DID of a body to its credit code; a report tells no measured value', async () => {
  const identity = payloadOf((await fetched(paths.body)).body)
  assert.equal((identity.credentialSubject as JsonObject).id, 'did:web:localhost%3A8080:bodies:shuxin')
  const report = JSON.stringify(payloadOf((await fetched(paths.report)).body))
  assert.match(report, /"attestationType":"testing"/)
  assert.doesNotMatch(report, /"measure"|"value"/)
  const declaration = JSON.stringify(payloadOf((await fetched(paths.declaration)).body))
  assert.match(declaration, /"assessorLevel":"self"/)
})

test('the resolver’s linkset leads from a product to all of them', async () => {
  const { targets } = await targetsOf(await viewOf(of.world, undefined), { gtin })
  const hrefs = targets.map(({ href }) => href.replace('http://localhost:8080', ''))
  for (const path of [paths.declaration, paths.passport, paths.org]) assert.ok(hrefs.includes(path), path)
  const documents = (payloadOf((await fetched(paths.passport)).body).credentialSubject as JsonObject).relatedDocument
  assert.ok(Array.isArray(documents) && documents.length >= 2, 'certificate and declaration')
})

const vectors = new URL('../../../../../shared/vectors/untp/', import.meta.url)
test('all of them are valid by the schemas of UNTP 0.7.0',
  { skip: existsSync(vectors) ? false : 'vectors not present: 5 documents' }, async () => {
    const released = 'v0.7.0-released/schemas'
    for (const [name, schema] of [['org', `${released}/dia/DigitalIdentityAnchor.json`],
      ['body', `${released}/dia/DigitalIdentityAnchor.json`], ['report', `${released}/ConformityCredential.json`],
      ['declaration', `${released}/ConformityCredential.json`],
      ['passport', 'v0.7.0-apr2026-fork/schema/v0.7.0/dpp/DigitalProductPassport.json']] as const) {
      const ajv = new Ajv2020({ strict: false, allErrors: true })
      formats.default(ajv)
      ajv.addFormat('byte', true)
      const validate = ajv.compile(JSON.parse(readFileSync(new URL(schema, vectors), 'utf8')))
      const document = payloadOf((await fetched(paths[name])).body)
      assert.ok(validate(document), `${name}: ${JSON.stringify(validate.errors)}`)
    }
  })

test('what is not there, no longer stands, or is nobody’s business has no credential', async () => {
  for (const path of ['/org/91510000MA0000000X.jwt', '/org/x.jwt', '/reports/x.jwt', '/passports/1.jwt',
    '/reports/00000000-0000-7000-8000-000000000000.jwt', '/passports/06901234567892.jwt', '/declarations/x.jwt']) {
    assert.equal((await fetched(path)).statusCode, 404, path)
  }
  const agent = await company.agent()
  const { id } = ok(await agent.get('/api/v1/declarations')).items[0] as { id: string }
  const representative = await company.representative()
  ok(await representative.post(`/api/v1/declarations/${id}/withdrawal`, { ground: 'declarant-request' }))
  const answer = await fetched(paths.declaration)
  assert.deepEqual([answer.statusCode, answer.json().code], [409, 'wrong-state'])
})
