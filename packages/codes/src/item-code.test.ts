import assert from 'node:assert/strict'
import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { deriveCodeKey, itemCodes, makeItemCode, normaliseSerial, readItemCode } from './index.ts'
import type { CodePrimitives } from './index.ts'

const primitives: CodePrimitives = {
  hmacSha256: (key) => (message) => createHmac('sha256', key).update(message).digest(),
  sha256: (message) => createHash('sha256').update(message).digest(),
  hkdfSha256: (secret, salt, info, length) => new Uint8Array(hkdfSync('sha256', secret, salt, info, length)),
}
const master = new Uint8Array(32).fill(7)
const licensee = '91330100799655058B'
const derive = (keyId: string, year = 2026) =>
  deriveCodeKey(primitives, master, { scheme: 'sichuan', licensee, year, keyId })
const key = derive('A')
const keyFor = (keyId: string) => (keyId === 'A' ? key : undefined)
const scheme = 'sichuan'
const gtin = '06901234567892'
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const counters = fc.integer({ min: 0, max: 2 ** 35 - 1 })

test('a code never changes: what was printed stays readable', () => {
  assert.equal(makeItemCode(key, { scheme, gtin, counter: 0 }), 'ATQV6MFJHZMKNQW80PCH')
  assert.equal(makeItemCode(key, { scheme, gtin, counter: 2 ** 35 - 1 }), 'AF1K3M4JE1XY0J2N4V0S')
})

test('a code gives back its counter and its key', () => {
  fc.assert(fc.property(counters, (counter) => {
    const serial = makeItemCode(key, { scheme, gtin, counter })
    assert.match(serial, /^[0-9A-HJKMNP-TV-Z]{20}$/)
    assert.deepEqual(readItemCode(keyFor, { scheme, gtin, serial }), { ok: true, keyId: 'A', counter })
    assert.deepEqual(readItemCode(keyFor, { scheme, gtin, serial: normaliseSerial(serial.toLowerCase()) }),
      { ok: true, keyId: 'A', counter })
  }))
})

test('one changed character, another product, scheme, year or key is refused', () => {
  fc.assert(
    fc.property(counters, fc.integer({ min: 1, max: 19 }), fc.constantFrom(...ALPHABET), (counter, at, other) => {
      const serial = makeItemCode(key, { scheme, gtin, counter })
      if (serial[at] !== other) {
        const changed = serial.slice(0, at) + other + serial.slice(at + 1)
        assert.deepEqual(readItemCode(keyFor, { scheme, gtin, serial: changed }), { ok: false, why: 'forged' })
      }
      for (const place of [
        { scheme, gtin: '06901234567809' },
        { scheme: 'testland', gtin },
      ]) {
        assert.deepEqual(readItemCode(keyFor, { ...place, serial }), { ok: false, why: 'forged' })
      }
      const nextYear = derive('A', 2027)
      assert.equal(readItemCode(() => nextYear, { scheme, gtin, serial }).ok, false)
      assert.deepEqual(readItemCode(keyFor, { scheme, gtin, serial: `B${serial.slice(1)}` }), {
        ok: false,
        why: 'unknown-key',
      })
    }),
    { numRuns: 50 },
  )
})

test('text of any other form is malformed', () => {
  for (const serial of ['', 'A', 'A'.repeat(19), 'A'.repeat(21), `${'A'.repeat(19)}U`, `${'A'.repeat(19)}a`,
    `${'A'.repeat(19)}\n`, `${'A'.repeat(20)}\n`, '9'.repeat(1e5)]) {
    assert.deepEqual(readItemCode(keyFor, { scheme, gtin, serial }), { ok: false, why: 'malformed' })
  }
  assert.deepEqual(readItemCode(keyFor, { scheme, gtin: '6901234567892', serial: 'A'.repeat(20) }),
    { ok: false, why: 'malformed' })
})

test('a batch is a range of the counter, without repetition, and each place takes every character evenly', () => {
  const codes = [...itemCodes(key, { scheme, gtin, from: 100, count: 20_000 })]
  assert.equal(codes[5], makeItemCode(key, { scheme, gtin, counter: 105 }))
  assert.equal(new Set(codes).size, 20_000)
  assert.equal(new Set(codes.map((code) => code.slice(13))).size > 19_980, true)
  for (let at = 1; at < 20; at++) {
    const seen = new Map<string, number>()
    for (const code of codes) seen.set(code[at]!, (seen.get(code[at]!) ?? 0) + 1)
    const chiSquare = [...ALPHABET].reduce((sum, c) => sum + ((seen.get(c) ?? 0) - 625) ** 2 / 625, 0)
    assert.ok(chiSquare < 75, `place ${at}: ${chiSquare}`) // 31 degrees of freedom, p < 0.00002
  }
})

test('ranges outside 35 bits, short secrets and strange key ids are refused', () => {
  assert.throws(() => [...itemCodes(key, { scheme, gtin, from: 2 ** 35 - 1, count: 2 })], RangeError)
  assert.throws(() => makeItemCode(key, { scheme, gtin, counter: -1 }), RangeError)
  assert.throws(() => makeItemCode(key, { scheme, gtin, counter: 0.5 }), RangeError)
  assert.throws(() => derive('U'), RangeError)
  assert.throws(
    () => deriveCodeKey(primitives, new Uint8Array(16), { scheme, licensee, year: 2026, keyId: 'A' }),
    RangeError,
  )
})
