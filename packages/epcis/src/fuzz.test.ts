import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bareWord, canonicalIdentifier, checkDocument, checkEvent, eventHashId, hashContextOf, hashContextWithin, itemsOf,
  partiesOf, preHashString, readSimpleQuery,
} from './index.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
const odd = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, nested(20_000), '__proto__',
  'urn:epc:id:sgtin:4012345.012345.12', 'OBSERVE', '2026-01-01T00:00:00Z', '+08:00', 'owning_party', 'ex:x'))
const names = ['type', 'action', 'eventTime', 'eventTimeZoneOffset', 'epcList', 'quantityList', 'parentID', 'childEPCs',
  'bizStep', 'disposition', 'readPoint', 'bizTransactionList', 'sourceList', 'destinationList', 'sensorElementList',
  'ilmd', 'persistentDisposition', 'errorDeclaration', '@context', 'ex:own', '@xmlns:ex', '#text', '__proto__',
  'inputQuantityList', 'transformationID', 'certificationInfo', 'ex:ignoreFields']
const event = fc.dictionary(fc.constantFrom(...names), fc.oneof(odd, fc.array(odd),
  fc.dictionary(fc.constantFrom(...names, 'id', 'epcClass', 'quantity', 'uom', 'source'), odd)))
  .chain((loose) => fc.constantFrom({ ...loose }, { type: 'ObjectEvent', action: 'OBSERVE', epcList: [],
    eventTime: '2026-01-01T00:00:00Z', eventTimeZoneOffset: '+08:00', ...loose }))

test('any document and any event is sound or breaks named rules; what is sound can be hashed and taken apart', () => {
  fc.assert(fc.property(event, (one: Readonly<Record<string, unknown>>) => {
    const whole = { type: 'EPCISDocument', '@context': one['@context'], schemaVersion: '2.0', creationDate: 'x',
      epcisBody: { eventList: [one] } }
    for (const issues of [checkDocument(whole), checkDocument(one), checkEvent(one, true), checkDocument([one])]) {
      for (const { rule } of issues) assert.match(rule, /^[a-z-]+$/)
    }
    const context = hashContextOf(whole)
    if (checkEvent(one).length > 0) return
    assert.match(eventHashId(sha256, one, hashContextWithin(one, context)), /^ni:\/\/\/sha-256;[0-9a-f]{64}\?/)
    for (const { item } of itemsOf(one)) assert.equal(typeof item, 'string')
    assert.ok(Array.isArray(partiesOf(one, 'source')))
  }), { numRuns: 500 })
})

test('what was not checked is hashed or refused by a RangeError of our own', () => {
  fc.assert(fc.property(event, (one) => {
    try {
      preHashString(one, hashContextOf(one))
    } catch (error) {
      assert.ok(error instanceof RangeError && /nested too deeply/.test(error.message), String(error))
    }
  }))
})

test('namespaces are not copied for each event and each object that declares one', () => {
  let read = 0
  const many = new Map(Array.from({ length: 2000 }, (_, i): [string, string] => [`p${i}`, 'https://a.example/']))
  many[Symbol.iterator] = () => {
    read++
    return Map.prototype[Symbol.iterator].call(many) as ReturnType<typeof many[typeof Symbol.iterator]>
  }
  const inner = Array.from({ length: 50 }, () => ({ '@xmlns:q': 'https://b.example/', 'q:x': '1', 'p7:y': '2' }))
  const one = { type: 'ObjectEvent', '@context': [{ r: 'https://c.example/' }], 'ex:own': inner, 'r:z': '3' }
  const text = preHashString(one, hashContextWithin(one, { namespaces: many, ignored: new Set() }))
  assert.ok(text.includes('{https://b.example/}x=1') && text.includes('{https://a.example/}y=2'))
  assert.ok(text.includes('{https://c.example/}z=3'))
  assert.equal(read, 0)
})

test('any text is an identifier or none', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }), fc.stringMatching(/^urn:epc:(id|class|idpat):[a-z]{3,5}:[\d.]*$/),
    fc.stringMatching(/^https:\/\/a\.example\/(01|00|414|8006)\/\d*(\/(22|10|21)\/[\w%]*)*$/))
  fc.assert(fc.property(text, (any) => {
    const one = canonicalIdentifier(any)
    if (one !== undefined) assert.equal(canonicalIdentifier(one), one)
    assert.equal(typeof bareWord(any), 'string')
  }), { numRuns: 400 })
})

test('any parameters are a query, or the wrong one is named', () => {
  const name = fc.oneof(fc.string(), fc.constantFrom('eventType', 'EQ_action', 'GE_eventTime', 'MATCH_epc', 'orderBy',
    'EQ_quantity', 'EQ_ex:a', 'GE_ILMD_ex:b', 'EQ_INNER_ex:c', 'EXISTS_ex:d', 'EQ_source_x', 'toString', '__proto__'))
  fc.assert(fc.property(fc.dictionary(name, fc.oneof(odd, fc.array(odd), fc.string())), (parameters) => {
    const reading = readSimpleQuery(parameters)
    if (!reading.ok) assert.ok(Object.hasOwn(parameters, reading.parameter))
  }), { numRuns: 400 })
})
