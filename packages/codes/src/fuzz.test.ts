import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  canonicalDigitalLink, checkAssociations, checkValue, chooseLink, formatDigitalLink, normaliseSerial,
  parseBracketed, parseDigitalLink, parseUnbracketed, readItemCode, readItemLink, suspicionOf, toBracketed,
  toUnbracketed,
} from './index.ts'
import { AI_TABLE } from './ai-table.ts'

const ai = fc.constantFrom(...AI_TABLE.keys())
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: fc.constantFrom(...'0123456789') }),
  fc.string({ unit: fc.constantFrom(...'%2F/?&=#+()^\\.') }))
const element = fc.record({ ai, value })
const elements = fc.array(element, { maxLength: 8 })
const link = fc.oneof(
  fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true, withFragments: true }),
  elements.map((list) => `https://a.example${list.map((one) => `/${one.ai}/${one.value}`).join('')}`),
  fc.tuple(elements, elements).map(([path, query]) => `https://a.example/x${
    path.map((one) => `/${one.ai}/${encodeURIComponent(one.value.toWellFormed())}`).join('')}?${
    query.map((one) => `${one.ai}=${one.value}`).join('&')}`),
)

test('any text is a Digital Link or broken by a named rule; what is read can be written', () => {
  fc.assert(fc.property(link, fc.record({ shortGtins: fc.boolean(), alphas: fc.boolean(), unknownAis: fc.boolean() }),
    (text, leniency) => {
      const reading = parseDigitalLink(text, leniency)
      if (!reading.ok) return assert.match(reading.rule, /^[a-z\d-]+$/)
      assert.ok(canonicalDigitalLink(reading.link).startsWith('https://id.gs1.org/'))
      checkAssociations(reading.link.elements)
      return undefined
    }), { numRuns: 300 })
})

test('element strings: any text is read or refused, anything can be written', () => {
  fc.assert(fc.property(fc.oneof(value, elements.map(toBracketed), elements.map(toUnbracketed)), (text) => {
    for (const read of [parseBracketed, parseUnbracketed]) {
      const reading = read(text)
      if (!reading.ok) assert.match(reading.rule, /^[a-z\d-]+$/)
    }
  }))
  fc.assert(fc.property(elements, (list) => {
    const wellFormed = list.map((one) => ({ ...one, value: one.value.toWellFormed() }))
    const written = formatDigitalLink('https://a.example', wellFormed)
    assert.equal(typeof written.ok, 'boolean')
  }))
})

test('each application identifier takes any value', () => {
  for (const known of AI_TABLE.keys()) {
    fc.assert(fc.property(value, (text) => {
      const rule = checkValue(known, text)
      assert.ok(rule === undefined || /^[a-z\d-]+$/.test(rule), rule)
    }), { numRuns: 20 })
  }
})

test('texts beyond the limits are refused before they are looked at', () => {
  const long = `https://a.example/01/09506000134352?${'a=b&'.repeat(100_000)}`
  assert.deepEqual(parseDigitalLink(long), { ok: false, rule: 'too-long' })
  assert.equal(parseBracketed(`(10)${'('.repeat(100_000)}`).ok, false)
  assert.equal(parseUnbracketed('^'.repeat(100_000)).ok, false)
  assert.deepEqual(readItemLink('/01/'.repeat(10_000)), { ok: false, why: 'not-a-link' })
})

test('item codes, links of items, wishes of clients: anything is answered', () => {
  const target = { relation: 'https://gs1.org/voc/pip', href: 'https://a.example', title: 'x', byDefault: true }
  fc.assert(fc.property(value, value, fc.array(value), (a, b, list) => {
    readItemCode(() => undefined, { scheme: 's', gtin: a, serial: normaliseSerial(b) })
    readItemLink(`/01/${a}/21/${b}`)
    chooseLink([target], { linkType: a, accept: list, languages: list, context: b })
  }))
})

test('looks without sense give a score within its bounds', () => {
  const look = fc.record({ at: fc.double(), source: fc.string(), city: fc.option(fc.record({ code: fc.string(),
    latitude: fc.double(), longitude: fc.double() }), { nil: undefined }) }, { requiredKeys: ['at', 'source'] })
  fc.assert(fc.property(fc.array(look), (looks) => {
    const { score } = suspicionOf({ looks: looks as never })
    assert.ok(score >= 0 && score <= 100)
  }))
})
