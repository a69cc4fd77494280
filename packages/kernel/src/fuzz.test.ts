import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, isLocalDate } from './index.ts'

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))

test('any JSON has one canonical form, or is refused by a RangeError of our own', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    try {
      assert.deepEqual(JSON.parse(canonicalJson(value as never)), JSON.parse(JSON.stringify(value)))
    } catch (error) {
      assert.ok(error instanceof RangeError && /well-formed/.test(error.message), String(error))
    }
  }))
  assert.equal(canonicalJson(deep(400) as never).length, 800)
  for (const levels of [600, 100_000]) assert.throws(() => canonicalJson(deep(levels) as never), /nested too deeply/)
})

test('any text is a day or not', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d\d-\d\d$/)), (text) => {
    assert.equal(typeof isLocalDate(text), 'boolean')
  }))
})
