import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  actLeaf, cosignatureTime, cosignatureVerifier, ed25519Verifier, entryBundle, frontierFromHex, fromBase64, fromHex,
  judgeCheckpoint, openNote, parseCheckpoint, parseEntryBundle, parseNote, parseSignerKey, parseTilePath,
  parseTlogProof, parseVerifierKey, tilePath, toBase64, verifyConsistency, verifyInclusion, verifyTlogProof,
} from './index.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const hash = fc.uint8Array({ minLength: 31, maxLength: 33 })
const line = fc.oneof(
  fc.string({ unit: 'binary' }), fc.nat().map(String), hash.map(toBase64), fc.constantFrom('', 'a.example/log'),
  hash.map((bytes) => `\u2014 a.example/log ${toBase64(bytes)}`), fc.bigInt({ min: 0n }).map((n) => `old ${n}`),
  fc.bigInt({ min: 0n }).map((n) => `index ${n}`), fc.constantFrom('c2sp.org/tlog-proof@v1', 'extra ', 'extra AA=='),
)
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.array(line, { maxLength: 9 }).map((lines) => lines.join('\n')),
  fc.tuple(fc.array(line, { maxLength: 5 }), fc.array(line, { minLength: 1, maxLength: 5 }))
    .map(([a, b]) => `${a.join('\n')}\n\n${b.join('\n')}\n`))
const verifier = { name: 'a.example/log', keyHash: new Uint8Array(4), verify: () => true }

test('any text is a note, a checkpoint, a proof, a tile or a key, or none', async () => {
  await fc.assert(fc.asyncProperty(text, async (any) => {
    for (const parse of [parseNote, parseCheckpoint, parseTlogProof, parseSignerKey, fromBase64]) parse(any)
    const tile = parseTilePath(any)
    if (tile) assert.equal(tilePath(tile), any)
    parseVerifierKey(sha256, any)
    assert.equal(ed25519Verifier(sha256, () => true, any), undefined)
    assert.equal(cosignatureVerifier(sha256, () => true, any), undefined)
    const opened = await openNote(any, [verifier])
    if (!opened.ok) assert.match(opened.why, /^[a-z-]+$/)
    const proven = await verifyTlogProof(sha256, any, new Uint8Array(32), { origin: 'a.example/log', log: verifier })
    assert.equal(proven.ok, false)
  }), { numRuns: 400 })
})

test('a witness answers any request with a status of its own', async () => {
  const request = fc.tuple(fc.nat({ max: 9 }), fc.array(hash, { maxLength: 4 }), text, fc.nat({ max: 9 }), hash)
    .map(([old, proof, rest, size, root]) => fc.sample(fc.constantFrom(
      `old ${old}\n${proof.map((one) => `${toBase64(one)}\n`).join('')}\n${rest}`,
      `old ${old}\n${proof.map((one) => `${toBase64(one)}\n`).join('')}\na.example/log\n${size}\n${toBase64(root)}\n\n`
        + `\u2014 a.example/log ${toBase64(new Uint8Array(68))}\n`), { numRuns: 1, seed: old + size })[0] as string)
  await fc.assert(fc.asyncProperty(fc.oneof(text, request), async (body) => {
    const decision = await judgeCheckpoint(sha256, body, {
      logs: new Map([['a.example/log', [verifier]]]), known: () => ({ size: 3, root: new Uint8Array(32) }),
    })
    assert.ok([200, 400, 403, 404, 409, 422].includes(decision.status))
  }), { numRuns: 400 })
})

test('proofs of any numbers and hashes are false, never a fault, and never endless (B83)', () => {
  const number = fc.oneof(fc.double(), fc.maxSafeInteger(), fc.constantFrom(0, 1, 2 ** 53 - 1, 2 ** 52, NaN, Infinity))
  fc.assert(fc.property(number, number, fc.array(hash, { maxLength: 70 }), hash, hash, (a, b, proof, one, other) => {
    assert.equal(typeof verifyInclusion(sha256, { index: a, size: b, leafHash: one, proof, root: other }), 'boolean')
    assert.equal(typeof verifyConsistency(sha256, {
      oldSize: a, newSize: b, oldRoot: one, newRoot: other, proof }), 'boolean')
  }))
})

test('any bytes are a bundle of entries, written again as they were, or none', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
    const entries = parseEntryBundle(bytes)
    if (entries) assert.deepEqual(entryBundle(entries), bytes)
    const time = cosignatureTime(bytes)
    assert.ok(time === undefined || time >= 0n)
  }))
})

test('what must be right is refused by a RangeError', () => {
  fc.assert(fc.property(fc.string(), fc.double(), fc.uint8Array(), fc.jsonValue(), (hex, size, salt, content) => {
    for (const read of [() => fromHex(hex), () => frontierFromHex(size, [hex]),
      () => actLeaf(sha256, { salt, content: content as never })]) {
      try {
        read()
      } catch (error) {
        assert.ok(error instanceof RangeError && !/call stack/.test(error.message), String(error))
      }
    }
  }))
})

test('texts beyond the limits are refused', () => {
  const long = 'a'.repeat(20_000_000)
  assert.equal(parseNote(`${long}\n\n\u2014 a AAAAAAAA\n`), undefined)
  assert.equal(parseTlogProof(`c2sp.org/tlog-proof@v1\nindex 0\n\n${long}`), undefined)
  assert.equal(parseTilePath(`tile/0/${'x001/'.repeat(4_000_000)}001`), undefined)
  assert.equal(parseVerifierKey(sha256, `${long}+00000000+AA==`), undefined)
})
