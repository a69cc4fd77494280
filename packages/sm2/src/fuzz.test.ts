import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sm2Verifier, sm3 } from './index.ts'

// GM/T 0003.5-2012: the public key of the signature example.
const KEY = Uint8Array.from(Buffer.from('0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020'
  + 'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13', 'hex'))
const integer = fc.uint8Array({ maxLength: 36 }).map((bytes) => [0x02, bytes.length, ...bytes])
const der = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.tuple(integer, integer).map(([r, s]) => Uint8Array.from([0x30, r.length + s.length, ...r, ...s])),
)

test('no bytes are a signature of the key, none makes the verifier throw', () => {
  const verify = sm2Verifier(KEY)
  assert.ok(verify)
  fc.assert(fc.property(der, fc.uint8Array(), (signature, message) => {
    assert.equal(verify(message, signature), false)
  }), { numRuns: 60 })
})

test('any bytes are a point of the curve or no key', () => {
  const point = fc.oneof(fc.uint8Array({ maxLength: 70 }),
    fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => Uint8Array.of(4, ...bytes)))
  fc.assert(fc.property(point, (bytes) => {
    assert.equal(sm2Verifier(bytes), undefined)
  }), { numRuns: 60 })
})

test('any bytes have a digest of 32', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => assert.equal(sm3(bytes).length, 32)))
})
