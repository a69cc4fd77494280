import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkCredential, checkPresentation } from './index.ts'

const base = 'https://www.w3.org/ns/credentials/v2'
const good = {
  '@context': [base],
  type: ['VerifiableCredential'],
  issuer: 'did:web:a.example',
  credentialSubject: { id: 'did:web:b.example' },
}
const rules = (value: unknown) => checkCredential(value).map((issue) => `${issue.path}: ${issue.rule}`)

test('each rule of the data model is named when it is broken', () => {
  const table: [string, object, string[]][] = [
    ['nothing wrong', {}, []],
    ['no base context first', { '@context': ['https://a.example', base] }, ['@context: context']],
    ['a context that is no URL', { '@context': [base, 'https ://x'] }, ['@context[1]: url']],
    ['a context that redefines', { '@context': [base, { id: 'https://a.example' }] }, ['@context[1]: protected-term']],
    ['no type', { type: [] }, ['type: type']],
    ['a type that no context knows', { type: ['VerifiableCredential', 'Unknown'] }, ['type: undefined-type']],
    [
      'a type that a foreign context may know',
      { '@context': [base, 'https://a.example/c'], type: ['VerifiableCredential', 'X'] },
      [],
    ],
    [
      'a type that a context maps to no address',
      { '@context': [base, { X: 'not an address' }], type: ['VerifiableCredential', 'X'] }, ['type: undefined-type'],
    ],
    ['id null', { id: null }, ['id: url']],
    ['issuer object with id null', { issuer: { id: null } }, ['issuer.id: url']],
    ['issuer object without id', { issuer: {} }, ['issuer.id: url']],
    ['no subject', { credentialSubject: undefined }, ['credentialSubject: missing']],
    ['empty subject', { credentialSubject: {} }, ['credentialSubject: empty']],
    ['subject as text', { credentialSubject: 'x' }, ['credentialSubject: object']],
    ['a moment without zone', { validFrom: '2026-01-01T00:00:00' }, ['validFrom: moment']],
    [
      'an end before the beginning',
      { validFrom: '2026-01-02T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' },
      ['validUntil: period'],
    ],
    ['refreshService without type', { refreshService: { id: 'https://a.example' } }, ['refreshService.type: type']],
    ['credentialSchema without id', { credentialSchema: { type: 'JsonSchema' } }, ['credentialSchema.id: missing']],
    ['relatedResource as text', { relatedResource: 'https://a.example' }, ['relatedResource[0]: object']],
    [
      'relatedResource without digest',
      { relatedResource: { id: 'https://a.example' } },
      ['relatedResource[0]: digest'],
    ],
    [
      'relatedResource twice',
      {
        relatedResource: [
          { id: 'https://a.example', digestSRI: 'sha256-x' },
          { id: 'https://a.example', digestSRI: 'sha256-x' },
        ],
      },
      ['relatedResource[1].id: duplicate'],
    ],
    ['evidence without type', { evidence: [{ id: 'https://a.example' }] }, ['evidence[0].type: type']],
    ['a name with a foreign member', { name: { '@value': 'x', url: 'y' } }, ['name: language']],
    ['a proof without type', { proof: { proofValue: 'z' } }, ['proof.type: type']],
  ]
  for (const [title, change, expected] of table) assert.deepEqual(rules({ ...good, ...change }), expected, title)
  assert.deepEqual(rules({ ...good, issuer: undefined }), ['issuer: url'])
})

test('a presentation holds credentials, bare or enveloped, and no text', () => {
  const of = (held: unknown) =>
    checkPresentation({ '@context': [base], type: ['VerifiablePresentation'], verifiableCredential: held }).map(
      (issue) => `${issue.path}: ${issue.rule}`,
    )
  const envelope = { '@context': base, type: 'EnvelopedVerifiableCredential', id: 'data:application/vc+jwt,e.y.J' }
  assert.deepEqual(of([good, envelope]), [])
  assert.deepEqual(of(['e.y.J']), ['verifiableCredential[0]: object'])
  assert.deepEqual(of({ ...envelope, id: 'https://a.example' }), ['verifiableCredential[0].id: enveloped'])
  assert.deepEqual(of({ ...envelope, '@context': undefined }), ['verifiableCredential[0].@context: context'])
  assert.deepEqual(
    checkPresentation({
      '@context': base,
      type: 'EnvelopedVerifiablePresentation',
      id: 'data:application/vp+jwt,e.y.J',
    }),
    [],
  )
  assert.equal(
    checkPresentation({ '@context': base, type: 'EnvelopedVerifiablePresentation', id: 'data:application/vp+jwt,' })
      .length,
    1,
  )
  assert.equal(of({ ...envelope, type: undefined }).length > 0, true)
})

test('no value makes the checks throw', () => {
  const value = fc.anything({ withNullPrototype: true, maxDepth: 4 })
  const near = fc.record(
    Object.fromEntries(
      [
        ...Object.keys(good),
        'id',
        'name',
        'proof',
        'evidence',
        'relatedResource',
        'validFrom',
        'credentialStatus',
        'verifiableCredential',
        'holder',
      ].map((key) => [key, value]),
    ),
    { requiredKeys: [] },
  )
  fc.assert(fc.property(fc.oneof(value, near), (input) => {
    assert.ok(Array.isArray(checkCredential(input)) && Array.isArray(checkPresentation(input)))
  }))
  let deep: unknown = {}
  for (let i = 0; i < 5000; i++) deep = { credentialSubject: deep }
  assert.ok(checkCredential(deep).length > 0)
})

const folder = new URL('../../../../shared/vectors/vc/vcdm2-input/', import.meta.url)

test(
  'documents of the public suite are taken or refused as it says',
  { skip: existsSync(folder) ? false : 'vectors not present: 74 documents' },
  () => {
    const wrong: string[] = []
    for (const place of ['', 'names-and-descriptions/']) {
      for (const name of readdirSync(new URL(place, folder)).filter((file) => /-(ok|fail|inject)\.json$/.test(file))) {
        const document: unknown = JSON.parse(readFileSync(new URL(place + name, folder), 'utf8'))
        const issues = name.startsWith('presentation')
          ? checkPresentation(document)
          : checkCredential(document, 'optional')
        if ((issues.length === 0) !== name.endsWith('-ok.json')) wrong.push(`${name} ${JSON.stringify(issues)}`)
      }
    }
    assert.deepEqual(wrong, [])
  },
)
