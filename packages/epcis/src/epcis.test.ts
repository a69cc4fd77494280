import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalIdentifier, checkDocument, eventHashId, hashContextOf, preHashString } from './index.ts'

type Fields = Record<string, unknown>
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const context = hashContextOf({
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { ex: 'https://ns.example.com/' }],
})

test('identifiers of every form become one Digital Link', () => {
  const table: [string, string | undefined][] = [
    ['urn:epc:id:sgtin:4012345.012345.12', '01/04012345123456/21/12'],
    ['urn:epc:id:sscc:4012345.0000000333', '00/040123450000003338'],
    ['urn:epc:id:sgln:4012345.00011.0', '414/4012345000115'],
    ['urn:epc:id:sgln:4012345.00011.987', '414/4012345000115/254/987'],
    ['urn:epc:id:grai:4012345.66666.87', '8003/0401234566666387'],
    ['urn:epc:id:giai:4012345.AAbb', '8004/4012345AAbb'],
    ['urn:epc:id:gdti:4012345.55555.98', '253/401234555555498'],
    ['urn:epc:id:cpi:4012345.ABC.123', '8010/4012345ABC/8011/123'],
    ['urn:epc:id:itip:4012345.012345.01.02.999', '8006/040123451234560102/21/999'],
    ['urn:epc:id:sgtin:4012345.012345.a+b', '01/04012345123456/21/a%2Bb'],
    ['urn:epc:class:lgtin:4054739.099914.20160711', '01/04054739999148/10/20160711'],
    ['urn:epc:idpat:sgtin:4054739.099914.*', '01/04054739999148'],
    ['https://a.example/x/01/4054739999148/22/V/10/L/21/S?17=261231', '01/04054739999148/21/S'],
    ['https://a.example/01/04054739999148/10/L', '01/04054739999148/10/L'],
    ['https://a.example/01/04054739999148/22/V', '01/04054739999148'],
    ['urn:epc:id:sgtin:4012345.01234.12', undefined],
    ['urn:epc:id:constructor:4012345.01234.12', undefined],
    ['https://a.example/certificate/ABC', undefined],
    ['urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8', undefined],
    ['x', undefined],
  ]
  for (const [uri, expected] of table)
    assert.equal(canonicalIdentifier(uri), expected && `https://id.gs1.org/${expected}`, uri)
})

const event: Fields = {
  type: 'ObjectEvent', eventTime: '2020-03-04T11:00:30.000+01:00', eventTimeZoneOffset: '+01:00', action: 'OBSERVE',
  epcList: ['urn:epc:id:sscc:4012345.0000000333', 'urn:epc:id:sscc:4012345.0000000111'], bizStep: 'departing',
  readPoint: { id: 'urn:epc:id:sgln:4012345.00011.987' }, 'ex:note': ['b', 'a'],
}
const hash = (changed: Fields) => eventHashId(sha256, { ...event, ...changed }, context)

test('another way to say the same event has the same hash', () => {
  const same: [string, Fields][] = [
    ['order of a list', { epcList: (event.epcList as string[]).toReversed() }],
    ['another time zone', { eventTime: '2020-03-04T10:00:30Z' }],
    ['digits below the millisecond', { eventTime: '2020-03-04T10:00:30.0004Z' }],
    ['the web word', { bizStep: 'https://ref.gs1.org/cbv/BizStep-departing' }],
    ['the old word', { bizStep: 'urn:epcglobal:cbv:bizstep:departing' }],
    [
      'Digital Links',
      { epcList: ['https://id.gs1.org/00/040123450000003338', 'https://x.example/00/040123450000001112'] },
    ],
    ['what is not part of it', { eventID: 'urn:uuid:1', recordTime: '2021-01-01T00:00:00Z', 'rdfs:comment': 'x' }],
    ['an error declaration', { errorDeclaration: { declarationTime: '2021-01-01T00:00:00Z' } }],
    ['an extension in another order', { 'ex:note': ['a', 'b'] }],
  ]
  for (const [title, changed] of same) assert.equal(hash(changed), hash({}), title)
  const other: Fields[] = [
    { eventTime: '2020-03-04T10:00:30.0005Z' },
    { bizStep: 'arriving' },
    { 'ex:note': 'a' },
    { epcList: [] },
  ]
  for (const changed of other) assert.notEqual(hash(changed), hash({}), JSON.stringify(changed))
  assert.match(preHashString(event, context), /^eventType=ObjectEventeventTime=2020-03-04T10:00:30\.000Z/)
})

const document = (...eventList: Fields[]): Fields => ({
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-11-23T00:00:00Z',
  epcisBody: { eventList },
})

test('each rule that a document breaks is named with its place', () => {
  const at = 'epcisBody.eventList[0]'
  const table: [Fields, string[]][] = [
    [{}, []],
    [{ eventTime: '22-07-2026' }, [`${at}.eventTime moment`]],
    [{ eventTime: '2026-02-30T00:00:00Z' }, [`${at}.eventTime moment`]],
    [{ eventTimeZoneOffset: '+14:30' }, [`${at}.eventTimeZoneOffset offset`]],
    [{ action: 'CREATE' }, [`${at}.action word`]],
    [{ bizStep: 'transforming' }, [`${at}.bizStep word`]],
    [{ bizStep: 'urn:epcglobal:cbv:bizstep:shipping' }, [`${at}.bizStep word`]],
    [{ bizStep: 'https://a.example/steps/x' }, []],
    [{ epcList: ['x'] }, [`${at}.epcList[0] uri`]],
    [{ epcList: undefined }, [`${at}.epcList list`, `${at} nothing-named`]],
    [{ ilmd: { 'ex:a': 1 } }, [`${at}.ilmd master-data-needs-add`]],
    [{ action: 'ADD', ilmd: { a: 1 } }, [`${at}.ilmd.a unknown-property`]],
    [{ note: 'x' }, [`${at}.note unknown-property`]],
    [{ quantityList: [{ epcClass: 'urn:x:y', quantity: 'twenty' }] }, [`${at}.quantityList[0].quantity number`]],
    [
      { sensorElementList: [{ sensorReport: [{ type: 'Warmth' }] }] },
      [`${at}.sensorElementList[0].sensorReport[0].type word`],
    ],
    [{ type: 'Other' }, [`${at}.type type`]],
  ]
  for (const [changed, expected] of table) {
    const issues = checkDocument(document({ ...event, ...changed })).map(({ path, rule }) => `${path} ${rule}`)
    assert.deepEqual(issues, expected, JSON.stringify(changed))
  }
  assert.deepEqual(checkDocument(event).map(({ rule }) => rule), ['missing'])
})

test('no value makes checks or hashes throw', () => {
  const value = fc.anything({ maxDepth: 4 })
  const fields = fc.dictionary(
    fc.constantFrom(
      ...Object.keys(event),
      'sensorElementList',
      'bizTransactionList',
      'quantityList',
      'ilmd',
      '@context',
    ),
    value,
  )
  // Names that every object has from its prototype are names like any other.
  assert.match(
    eventHashId(sha256, { ...event, readPoint: { toString: 0, constructor: 1 } }, hashContextOf(event)), /^ni:/,
  )
  fc.assert(fc.property(fields, fc.string(), (changed, text) => {
    const candidate = { ...event, ...changed }
    assert.ok(Array.isArray(checkDocument(document(candidate))))
    assert.match(eventHashId(sha256, candidate, hashContextOf(candidate)), /^ni:/)
    canonicalIdentifier(text)
  }))
})

const root = new URL('../../../../shared/vectors/', import.meta.url)
const skip = existsSync(root) ? false : 'vectors not present: 22 hash lists and 100 documents'
const read = (path: string) =>
  JSON.parse(readFileSync(new URL(path, root), 'utf8').replace(/^\uFEFF/, '')) as Fields & { epcisBody: Fields }
const eventsOf = ({ epcisBody }: { epcisBody: Fields }): Fields[] =>
  (epcisBody.eventList ??
    (epcisBody.queryResults as { resultsBody: { eventList: Fields[] } } | undefined)?.resultsBody.eventList ?? [
      epcisBody.event,
    ]) as Fields[]

test('event hashes of the reference', { skip }, () => {
  for (const name of readdirSync(new URL('eventhash/examples/', root)).filter((file) => file.endsWith('.jsonld'))) {
    const one = read(`eventhash/examples/${name}`)
    const expected = readFileSync(new URL(`eventhash/examples/${name.replace('.jsonld', '.hashes')}`, root), 'utf8')
      .trim()
      .split(/\s+/)
    assert.deepEqual(eventsOf(one).map((item) => eventHashId(sha256, item, hashContextOf(one))), expected, name)
  }
})

test('public documents are taken or refused as their suites say', { skip }, () => {
  // These two break the schema by a sensor report without a known type: taken by some, refused by others.
  const either =
    /SensorData_with_combined_events|TransactionEvent_with_userExtensions|StringCertificationInfoArrayInvalid/
  for (const name of readdirSync(new URL('epcis/', root), { recursive: true, encoding: 'utf8' })) {
    if (!/\.json(?:ld)?$/.test(name) || /^schema|Queries/.test(name) || either.test(name)) continue
    assert.equal(checkDocument(read(`epcis/${name}`)).length > 0, name.includes('Invalid'), name)
  }
})
