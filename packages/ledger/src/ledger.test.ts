import assert from 'node:assert/strict'
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  actLeaf, appendLeaf, consistencyProof, ed25519Verifier, EMPTY_FRONTIER, formatCheckpoint, formatVerifierKey,
  frontierFromHex, frontierRoot, frontierToHex, inclusionProof, leafHash, nodesOf, noteKeyHash, openNote,
  parseCheckpoint, parseTilePath, rootAt, rootOf, signNote, tilePath, toHex, verifyConsistency, verifyInclusion,
} from './index.ts'
import type { NoteSigner } from './index.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const utf8 = (text: string) => new TextEncoder().encode(text)
const leavesOf = (count: number) => Array.from({ length: count }, (_, i) => leafHash(sha256, utf8(`entry ${i}`)))

test('the entry of an act never changes: version, salt, canonical JSON', () => {
  const salt = new Uint8Array(16).fill(9)
  const content = { type: 'test', 乙: '甲', a: [1, true, null] }
  const expected = createHash('sha256')
    .update(Buffer.concat([Buffer.of(1), salt, Buffer.from('{"a":[1,true,null],"type":"test","乙":"甲"}')])).digest('hex')
  assert.equal(toHex(actLeaf(sha256, { salt, content })), expected)
  assert.equal(expected, 'd2edec7fb652b2bfe9418a6312e91237476d3e841a22f8e272189d085f5a3c30')
  assert.throws(() => actLeaf(sha256, { salt: new Uint8Array(15), content }), RangeError)
  assert.throws(() => actLeaf(sha256, { salt, content, version: 2 }), RangeError)
  assert.throws(() => actLeaf(sha256, { salt, content: '\ud800' }), RangeError)
})

test('roots of RFC 6962 trees, as the Certificate Transparency reference computes them', () => {
  // Inputs and roots of the reference implementation of Certificate Transparency, sizes 0 to 8.
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const leaves = inputs.map((hex) => leafHash(sha256, new Uint8Array(Buffer.from(hex, 'hex'))))
  const roots: [number, string][] = [
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
    [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
    [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
    [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ]
  for (const [size, root] of roots) assert.equal(toHex(rootOf(sha256, leaves.slice(0, size))), root, `size ${size}`)
})

test('a frontier kept as text goes on as if it had never stopped', () => {
  fc.assert(fc.property(fc.nat(40), fc.nat(40), (before, after) => {
    const leaves = leavesOf(before + after)
    let frontier = leaves.slice(0, before).reduce((f, leaf) => appendLeaf(sha256, f, leaf), EMPTY_FRONTIER)
    frontier = frontierFromHex(frontier.size, frontierToHex(frontier))
    frontier = leaves.slice(before).reduce((f, leaf) => appendLeaf(sha256, f, leaf), frontier)
    assert.equal(toHex(frontierRoot(sha256, frontier)), toHex(rootAt(sha256, nodesOf(sha256, leaves), leaves.length)))
  }))
  assert.throws(() => frontierFromHex(3, ['00'.repeat(32)]), RangeError)
})

test('nodes told while appending are those of the tree', () => {
  const leaves = leavesOf(37)
  const nodeAt = nodesOf(sha256, leaves)
  let told = 0
  leaves.reduce((f, leaf) => appendLeaf(sha256, f, leaf, (level, index, hash) => {
    assert.deepEqual(hash, nodeAt(level, index))
    told++
  }), EMPTY_FRONTIER)
  assert.equal(told, 18 + 9 + 4 + 2 + 1)
})

const sizes = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }))
const damage = (bytes: Uint8Array) => bytes.map((byte, i) => (i === 5 ? byte ^ 1 : byte))

test('every leaf can be shown to be in every tree that holds it, and nothing else can', () => {
  fc.assert(fc.property(sizes, fc.nat(), ([size], pick) => {
    const leaves = leavesOf(size)
    const nodeAt = nodesOf(sha256, leaves)
    const index = pick % size
    const proof = inclusionProof(sha256, nodeAt, index, size)
    const claim = { index, size, leafHash: leaves[index]!, proof, root: rootAt(sha256, nodeAt, size) }
    assert.ok(verifyInclusion(sha256, claim))
    assert.ok(!verifyInclusion(sha256, { ...claim, leafHash: damage(claim.leafHash) }))
    assert.ok(!verifyInclusion(sha256, { ...claim, root: damage(claim.root) }))
    assert.ok(!verifyInclusion(sha256, { ...claim, proof: [...proof, claim.root] }))
    assert.ok(size === 1 || !verifyInclusion(sha256, { ...claim, proof: proof.slice(1) }))
    assert.ok(!verifyInclusion(sha256, { ...claim, index: size }))
  }))
})

test('every tree can be shown to continue every smaller one, and a changed history cannot', () => {
  fc.assert(fc.property(sizes, ([a, b]) => {
    const [oldSize, newSize] = [Math.min(a, b), Math.max(a, b)]
    const nodeAt = nodesOf(sha256, leavesOf(newSize))
    const proof = consistencyProof(sha256, nodeAt, oldSize, newSize)
    const claim = {
      oldSize,
      newSize,
      proof,
      oldRoot: rootAt(sha256, nodeAt, oldSize),
      newRoot: rootAt(sha256, nodeAt, newSize),
    }
    assert.ok(verifyConsistency(sha256, claim))
    assert.ok(!verifyConsistency(sha256, { ...claim, oldRoot: damage(claim.oldRoot) }))
    assert.ok(!verifyConsistency(sha256, { ...claim, newRoot: damage(claim.newRoot) }))
    assert.ok(!verifyConsistency(sha256, { ...claim, proof: [...proof, claim.newRoot] }))
    assert.ok(!verifyConsistency(sha256, { ...claim, oldSize: 0, proof: [] }))
  }))
})

test('a checkpoint is read back as it was written, other texts are none', () => {
  const root = sha256(utf8('x'))
  const text = formatCheckpoint({ origin: 'tianfu.example/log', size: 20_852_163, root })
  assert.equal(text, `tianfu.example/log\n20852163\n${Buffer.from(root).toString('base64')}\n`)
  assert.deepEqual(parseCheckpoint(text), { origin: 'tianfu.example/log', size: 20_852_163, root })
  assert.deepEqual(parseCheckpoint(`${text}later\n`)?.extensions, ['later'])
  for (const bad of [
    '',
    '\n',
    text.slice(0, -1),
    text.replace('208', '0208'),
    text.replace('20852163', '-1'),
    text.replace('=', ''),
    `${text}\n`,
    text.replace('tianfu.example/log', ''),
    text.replace('20852163', '9'.repeat(20)),
  ]) {
    assert.equal(parseCheckpoint(bad), undefined, bad)
  }
})

// RFC 8410 wraps the 32 secret bytes in this prefix.
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 3)]),
  format: 'der',
  type: 'pkcs8',
})
const publicKey = new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32))
const ed25519 = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => verify(null, message,
  { key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]), format: 'der', type: 'spki' }, signature)
const signer = (name: string): NoteSigner => ({
  name,
  keyHash: noteKeyHash(sha256, name, publicKey),
  sign: (message) => new Uint8Array(sign(null, message, privateKey)),
})

test('a published note of the Go checksum tools opens', async () => {
  const vkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
  const text = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n'
  const note =
    `${text}\n\u2014 PeterNeumann `
    + 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
  const verifier = ed25519Verifier(sha256, ed25519, vkey)!
  const opened = await openNote(note, [verifier])
  assert.equal(opened.ok && opened.text, text)
  assert.deepEqual(await openNote(note.replace('think', 'thank'), [verifier]), { ok: false, why: 'invalid-signature' })
  assert.deepEqual(await openNote(note, []), { ok: false, why: 'no-known-signature' })
  assert.equal(ed25519Verifier(sha256, ed25519, vkey.replace('c74f20a3', 'c74f20a4')), undefined)
})

test('a note is signed by several, opened by any, and refused when a known signature is wrong', async () => {
  const [log, witness] = ['tianfu.example/log', 'witness.example/1'] as const
  const verifierOf = (name: string) => ed25519Verifier(sha256, ed25519, formatVerifierKey(sha256, name, publicKey))!
  const note = await signNote('天府\n', [signer(log), signer(witness)])
  for (const name of [log, witness]) assert.equal((await openNote(note, [verifierOf(name)])).ok, true)
  const both = await openNote(note, [verifierOf(log), verifierOf(witness)])
  assert.equal(both.ok && both.by.length, 2)
  const lines = note.split('\n')
  const broken = [lines[0], '', lines[2]!.slice(0, -6) + 'AAAA==', lines[3], ''].join('\n')
  assert.deepEqual(await openNote(broken, [verifierOf(log), verifierOf(witness)]), {
    ok: false,
    why: 'invalid-signature',
  })
  await assert.rejects(signNote('no newline', [signer(log)]), RangeError)
  for (const bad of [
    '',
    'x\n',
    '\n\n',
    'x\n\nx\n',
    note.slice(0, -1),
    note.replace('— ', '- '),
    `\u0001${note}`,
    note.replace('AA', 'A '),
  ]) {
    if (bad !== note) assert.equal((await openNote(bad, [verifierOf(log)])).ok, false, bad)
  }
})

test('tile paths have one form', () => {
  const table: [string, { level: number | 'entries'; index: number; width: number }][] = [
    ['tile/0/000', { level: 0, index: 0, width: 256 }],
    ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
    ['tile/1/x001/000.p/3', { level: 1, index: 1000, width: 3 }],
    ['tile/entries/007.p/255', { level: 'entries', index: 7, width: 255 }],
  ]
  for (const [path, tile] of table) {
    assert.equal(tilePath(tile), path)
    assert.deepEqual(parseTilePath(path), tile)
  }
  for (const bad of ['tile/0/0', 'tile/0/x000/001', 'tile/00/000', 'tile/64/000', 'tile/0/000.p/256', 'tile/0/000.p/0',
    'tile/0/001/234', 'tile/0/000.p/01', 'tile/0/../000', '']) assert.equal(parseTilePath(bad), undefined, bad)
})
