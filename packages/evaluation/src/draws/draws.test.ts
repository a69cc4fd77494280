import assert from 'node:assert/strict'
import { createHash, createHmac, hkdfSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromHex, hex, hkdfExpand, hkdfExtract, hmac, utf8 } from './bytes.ts'
import { rfc3797, seedLines } from './rfc3797.ts'
import { runSeed } from './run-seed.ts'
import {
  chainElement,
  drawKey,
  opensChain,
  permanentNumber,
  publicRandomness,
  seedFrom,
  verifiableOrder,
} from './verifiable.ts'

const sha256 = (b: Uint8Array): Uint8Array => createHash('sha256').update(b).digest()
const md5 = (b: Uint8Array): Uint8Array => createHash('md5').update(b).digest()

test('HMAC and HKDF agree with the platform’s for any key', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 150 }), fc.uint8Array({ maxLength: 80 }), (key, text) => {
    assert.equal(hex(hmac(sha256, key, text)), createHmac('sha256', key).update(text).digest('hex'))
    assert.equal(hex(hkdfExpand(sha256, hkdfExtract(sha256, key, text), text, 70)),
      Buffer.from(hkdfSync('sha256', text, key, text, 70)).toString('hex'))
  }))
  assert.throws(() => fromHex('0g'), RangeError)
  assert.deepEqual([...fromHex('00ff')], [0, 255])
})

test('the example of RFC 3797 selects 17, 7, 2, 16, 25 of 25', () => {
  const picks = rfc3797(md5, seedLines('# note\n9319\n2 5 12 8 10\n9 18 26 34 41 45\n'), 25, 5)
  assert.deepEqual(picks.map((p) => p.chosen), [17, 7, 2, 16, 25])
  assert.equal(picks[0]!.digest, '990dd0a5692a029a98b5e01aa28f3459')
  assert.throws(() => seedLines('12 x'), RangeError)
  assert.throws(() => rfc3797(md5, [[1]], 3, 4), RangeError)
})

const opened = chainElement(sha256, utf8('秘密'), 9)
const key = drawKey(sha256, opened, publicRandomness([[6, 2, 5], [9]]))
const labels = Array.from({ length: 40 }, (_, i) => `企业${i}`)

test('the opened element is the one committed to, and no other', () => {
  const published = chainElement(sha256, utf8('秘密'), 10)
  assert.ok(opensChain(sha256, published, opened))
  assert.ok(!opensChain(sha256, published, chainElement(sha256, utf8('秘密'), 8)))
})

test('the order in which a lottery prints its numbers does not matter', () => {
  assert.equal(publicRandomness([[6, 2, 5], [9]]), '2.5.6./9./')
})

test('striking a candidate moves nobody else, and the order of the list does not matter', () => {
  const all = verifiableOrder(sha256, key, labels).map((x) => x.label)
  const fewer = verifiableOrder(sha256, key, labels.toReversed().filter((l) => l !== '企业7')).map((x) => x.label)
  assert.deepEqual(fewer, all.filter((l) => l !== '企业7'))
  assert.throws(() => verifiableOrder(sha256, key, ['a', 'a']), RangeError)
})

test('permanent numbers are even over [0, 1) and differ by purpose', () => {
  const u = Array.from({ length: 1000 }, (_, i) => permanentNumber(sha256, key, 'obj', String(i)))
  assert.ok(Math.abs(u.reduce((a, b) => a + b) / 1000 - 0.5) < 0.04)
  assert.ok(u.every((v) => v >= 0 && v < 1))
  assert.notEqual(u[0], permanentNumber(sha256, key, 'insp', '0'))
  assert.notDeepEqual(seedFrom(sha256, key, 'a'), seedFrom(sha256, key, 'b'))
})

test('the seed of a run depends on every part of what defines it, and on nothing else', () => {
  const seed = runSeed(sha256, 'm1', 'abc', 'ranks')
  assert.deepEqual(runSeed(sha256, 'm1', 'abc', 'ranks'), seed)
  for (const [m, d, p] of [
    ['m2', 'abc', 'ranks'],
    ['m1', 'abd', 'ranks'],
    ['m1', 'abc', 'rank'],
    ['m1a', 'bc', 'ranks'],
  ]) {
    assert.notDeepEqual(runSeed(sha256, m!, d!, p!), seed)
  }
})
