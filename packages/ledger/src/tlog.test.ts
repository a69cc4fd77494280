import assert from 'node:assert/strict'
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  consistencyProof,
  COSIGNATURE,
  cosign,
  cosignatureVerifier,
  cosignerKeyHash,
  ed25519Verifier,
  entryBundle,
  formatCheckpoint,
  formatTlogProof,
  formatVerifierKey,
  inclusionProof,
  judgeCheckpoint,
  leafHash,
  newTiles,
  nodesFromTiles,
  nodesOf,
  noteKeyHash,
  openNote,
  parseEntryBundle,
  parseNote,
  parseSignerKey,
  parseTlogProof,
  rootAt,
  signNote,
  tileBytes,
  tilePath,
  tilesRead,
  toBase64,
  toHex,
  verifyConsistency,
  verifyInclusion,
  verifyTlogProof,
} from './index.ts'
import type { NoteSigner, Tile } from './index.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())
const utf8 = (text: string) => new TextEncoder().encode(text)
const entriesOf = (count: number) => Array.from({ length: count }, (_, i) => utf8(`entry ${i}`))
const leavesOf = (count: number) => entriesOf(count).map((entry) => leafHash(sha256, entry))

/** Keys out of a 32-byte seed: RFC 8410 wraps it in a fixed prefix. */
function keysOf(seed: Uint8Array) {
  const privateKey = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32))
  return { publicKey, sign: (message: Uint8Array) => new Uint8Array(sign(null, message, privateKey)) }
}
const ed25519 = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => verify(null, message,
  { key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]), format: 'der', type: 'spki' }, signature)

const origin = 'tianfu.example/log'
const logKeys = keysOf(new Uint8Array(32).fill(1))
const log: NoteSigner = { name: origin, keyHash: noteKeyHash(sha256, origin, logKeys.publicKey), sign: logKeys.sign }
const logVerifier = ed25519Verifier(sha256, ed25519, formatVerifierKey(sha256, origin, logKeys.publicKey))!

test('tiles of a grown tree are those of the standard', () => {
  const named = (from: number, to: number) => newTiles(from, to).map(tilePath)
  assert.deepEqual(named(0, 1), ['tile/0/000.p/1'])
  assert.deepEqual(named(0, 256), ['tile/0/000', 'tile/1/000.p/1'])
  assert.deepEqual(named(250, 260), ['tile/0/000', 'tile/0/001.p/4', 'tile/1/000.p/1'])
  assert.deepEqual(named(260, 260), [])
  assert.deepEqual(named(69_999, 70_000), ['tile/0/273.p/112'])
  const whole = named(0, 70_000)
  assert.equal(whole.length, 273 + 1 + 1 + 1 + 1)
  assert.deepEqual(whole.slice(-4), ['tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1'])
})

test('tiles written as a log grows are enough for every proof and root', () => {
  const leaves = leavesOf(700)
  const nodeAt = nodesOf(sha256, leaves)
  const stored = new Map<string, Uint8Array>()
  let size = 0
  for (const next of [1, 7, 255, 256, 257, 513, 700]) {
    for (const tile of newTiles(size, next)) stored.set(tilePath(tile), tileBytes(nodeAt, tile))
    size = next
    const bytesOf = (tile: Tile) => stored.get(tilePath(tile)) ?? stored.get(tilePath({ ...tile, width: 256 }))
    const fromTiles = nodesFromTiles(sha256, size, bytesOf)
    assert.equal(toHex(rootAt(sha256, fromTiles, size)), toHex(rootAt(sha256, nodeAt, size)))
    for (const index of [0, size >> 1, size - 1]) {
      const needed = tilesRead(size, (blank) => inclusionProof(sha256, blank, index, size))
      const only = nodesFromTiles(sha256, size, (tile) =>
        needed.some((one) => tilePath(one) === tilePath(tile)) ? bytesOf(tile) : undefined,
      )
      assert.deepEqual(inclusionProof(sha256, only, index, size), inclusionProof(sha256, nodeAt, index, size))
      assert.deepEqual(
        consistencyProof(sha256, fromTiles, index + 1, size),
        consistencyProof(sha256, nodeAt, index + 1, size),
      )
    }
  }
  assert.throws(() => nodesFromTiles(sha256, 700, () => new Uint8Array(5))(0, 0), RangeError)
})

test('entry bundles are read back as written, broken ones are refused', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (entries) => {
    const bytes = entryBundle(entries)
    assert.deepEqual(parseEntryBundle(bytes), entries)
    if (entries.length > 0) assert.equal(parseEntryBundle(bytes.slice(0, -1))?.length === entries.length, false)
  }))
  fc.assert(fc.property(fc.uint8Array(), (bytes) => { parseEntryBundle(bytes) }))
  assert.throws(() => entryBundle([new Uint8Array(65_536)]), RangeError)
})

const checkpointAt = (size: number, leaves = leavesOf(size)) =>
  signNote(formatCheckpoint({ origin, size, root: rootAt(sha256, nodesOf(sha256, leaves), size) }), [log])

test('a proof file convinces offline, and a changed one does not', async () => {
  const leaves = leavesOf(37)
  const proof = inclusionProof(sha256, nodesOf(sha256, leaves), 20, 37)
  const text = formatTlogProof({ index: 20, proof, checkpoint: await checkpointAt(37), extra: utf8('x') })
  const check = (changed: string, entry = utf8('entry 20'), expected = origin) =>
    verifyTlogProof(sha256, changed, entry, { origin: expected, log: logVerifier })
  const good = await check(text)
  assert.ok(good.ok && good.checkpoint.size === 37 && good.index === 20)
  const why = async (promise: ReturnType<typeof check>) => {
    const reading = await promise
    return reading.ok ? 'ok' : reading.why
  }
  assert.equal(await why(check(text, utf8('entry 21'))), 'not-included')
  assert.equal(await why(check(text.replace('index 20', 'index 21'))), 'not-included')
  assert.equal(await why(check(text.replace('index 20', 'index 020'))), 'malformed')
  assert.equal(await why(check(text.replace(`${origin}\n37`, `${origin}\n38`))), 'untrusted-checkpoint')
  assert.equal(await why(check(text, undefined, 'other.example/log')), 'other-log')
  assert.deepEqual(parseTlogProof(text)?.extra, utf8('x'))
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), async (junk) => {
    assert.equal((await check(`c2sp.org/tlog-proof@v1\n${junk}`)).ok, false)
  }))
})

const witnessName = 'witness.example/1'
const witnessKeys = keysOf(new Uint8Array(32).fill(2))
const witness = {
  name: witnessName,
  keyHash: cosignerKeyHash(sha256, witnessName, witnessKeys.publicKey),
  sign: witnessKeys.sign,
}
const witnessVerifier = cosignatureVerifier(
  sha256,
  ed25519,
  formatVerifierKey(sha256, witnessName, witnessKeys.publicKey, COSIGNATURE),
)!

test('a cosignature holds for its time and text', async () => {
  const note = await checkpointAt(5)
  const { text } = parseNote(note)!
  const cosigned = note + await cosign(text, witness, 1_679_315_147)
  const opened = await openNote(cosigned, [logVerifier, witnessVerifier])
  assert.ok(opened.ok && opened.by.length === 2)
  const lines = cosigned.split('\n')
  const bytes = Buffer.from(lines.at(-2)!.split(' ')[2]!, 'base64')
  bytes[11]! ^= 1 // the lowest byte of the time
  lines[lines.length - 2] = `\u2014 ${witnessName} ${bytes.toString('base64')}`
  assert.deepEqual(await openNote(lines.join('\n'), [logVerifier, witnessVerifier]), {
    ok: false,
    why: 'invalid-signature',
  })
})

test('a witness cosigns consistent extensions alone, with the status codes of the standard', async () => {
  const leaves = leavesOf(20)
  const nodeAt = nodesOf(sha256, leaves)
  const logs = new Map([[origin, [logVerifier]]])
  const known = (size: number, root = rootAt(sha256, nodeAt, size)) => () => ({ size, root })
  const request = async (old: number, size: number, proof: readonly Uint8Array[], note?: string) =>
    `old ${old}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note ?? await checkpointAt(size, leaves)}`
  const status = async (body: string, state: ReturnType<typeof known>, known404 = logs) =>
    (await judgeCheckpoint(sha256, body, { logs: known404, known: state })).status
  const proof = consistencyProof(sha256, nodeAt, 7, 20)
  assert.equal(await status(await request(0, 7, []), () => ({ size: 0, root: sha256(new Uint8Array()) })), 200)
  assert.equal(await status(await request(7, 20, proof), known(7)), 200)
  assert.equal(await status(await request(20, 20, []), known(20)), 200)
  assert.equal(await status(await request(7, 20, proof.slice(1)), known(7)), 422)
  assert.equal(await status(await request(7, 20, proof), known(7, sha256(utf8('fork')))), 422)
  assert.equal(await status(await request(20, 20, []), known(20, sha256(utf8('fork')))), 409)
  assert.equal(await status(await request(5, 20, proof), known(7)), 409)
  assert.equal(await status(await request(21, 20, []), known(21, sha256(utf8('')))), 400)
  assert.equal(await status('old 07\n\nx', known(7)), 400)
  assert.equal(await status(await request(7, 20, proof), known(7), new Map()), 404)
  const forged = (await checkpointAt(20, leaves)).replace('\n20\n', '\n21\n')
  assert.equal(await status(await request(7, 20, proof, forged), known(7)), 403)
  const accepted = await judgeCheckpoint(sha256, await request(7, 20, proof), { logs, known: known(7) })
  assert.equal(accepted.status === 200 && accepted.next.size, 20)
})

test('a note is signed byte for byte as the Go tools sign it', async () => {
  const key = parseSignerKey('PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz')!
  const text = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n'
  const keys = keysOf(key.seed)
  assert.deepEqual(key.keyHash, noteKeyHash(sha256, key.name, keys.publicKey))
  assert.equal(
    await signNote(text, [{ ...key, sign: keys.sign }]),
    `${text}\n\u2014 PeterNeumann `
    + 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
  )
})

const folder = new URL('../../../../shared/vectors/tlog/merkle/', import.meta.url)
interface Inclusion {
  leafIdx: number
  treeSize: number
  root: string
  leafHash: string
  proof: string[] | null
  wantErr: boolean
}
interface Consistency {
  size1: number
  size2: number
  root1: string
  root2: string
  proof: string[] | null
  wantErr: boolean
}
const read = <T,>(kind: string): [string, T][] =>
  readdirSync(new URL(kind, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(new URL(`${kind}/${name}`, folder), 'utf8')) as T])
const bytes = (text: string | null) => new Uint8Array(Buffer.from(text ?? '', 'base64'))

test(
  'inclusion and consistency proofs of the public vectors',
  { skip: existsSync(folder) ? false : 'vectors not present: 196 proofs' },
  () => {
    const wrong: string[] = []
    for (const [name, v] of read<Inclusion>('inclusion')) {
      const holds = verifyInclusion(sha256, {
        index: v.leafIdx,
        size: v.treeSize,
        leafHash: bytes(v.leafHash),
        proof: (v.proof ?? []).map(bytes),
        root: bytes(v.root),
      })
      if (holds === v.wantErr) wrong.push(`inclusion/${name}`)
    }
    for (const [name, v] of read<Consistency>('consistency')) {
      const holds = verifyConsistency(sha256, {
        oldSize: v.size1,
        newSize: v.size2,
        oldRoot: bytes(v.root1),
        newRoot: bytes(v.root2),
        proof: (v.proof ?? []).map(bytes),
      })
      if (holds === v.wantErr) wrong.push(`consistency/${name}`)
    }
    assert.deepEqual(wrong, [])
  },
)
