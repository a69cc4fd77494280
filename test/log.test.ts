// The log as outsiders follow it: tiles, entries, checkpoints, witnesses, and what stops official work.
import assert from 'node:assert/strict'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import {
  COSIGNATURE, actLeaf, consistencyProof, ed25519Verifier, formatCheckpoint, formatVerifierKey, fromHex,
  inclusionProof, leafHash, nodesFromTiles, openNote, parseCheckpoint, parseEntryBundle, parseNote, rootAt, signNote,
  tilePath, tilesRead, toHex, verifyConsistency, verifyInclusion,
} from '@tianfu/ledger'
import type { Checkpoint, NodeAt } from '@tianfu/ledger'
import { sql } from 'kysely'
import { stateIn, witnessServer } from '../apps/cli/src/witness.ts'
import type { WitnessState } from '../apps/cli/src/witness.ts'
import { MODULES } from '../apps/server/src/modules.ts'
import { byRule } from '../apps/server/src/platform/command.ts'
import { fsck } from '../apps/server/src/platform/fsck.ts'
import { compareWithPublished, holdOf, putHold, refuseWhileHeld } from '../apps/server/src/platform/hold.ts'
import { signerOf } from '../apps/server/src/platform/keys.ts'
import { logSigner, sequence, verifyEd25519 } from '../apps/server/src/platform/log.ts'
import { tilesInBucket } from '../apps/server/src/platform/tile-store.ts'
import type { TileStore } from '../apps/server/src/platform/tile-store.ts'
import { publish } from '../apps/server/src/platform/tiles.ts'
import { askWitnesses } from '../apps/server/src/platform/witnesses.ts'
import type { World } from '../apps/server/src/platform/work.ts'
import { signedIn } from './people.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())

let of: TestWorld
before(async () => { of = await testWorld() })
after(() => of.close())

const get = async (url: string) => {
  const answer = await of.app.http.inject({ url })
  return { status: answer.statusCode, bytes: new Uint8Array(answer.rawPayload), headers: answer.headers }
}

/** The checkpoint as an outsider reads it, under the published key alone. */
async function checkpoint(): Promise<Checkpoint> {
  const key = new TextDecoder().decode((await get('/log/key')).bytes).trim()
  const verifier = ed25519Verifier(sha256, verifyEd25519, key)
  assert.ok(verifier)
  const opened = await openNote(new TextDecoder().decode((await get('/log/checkpoint')).bytes), [verifier])
  assert.ok(opened.ok)
  const read = parseCheckpoint(opened.text)
  assert.ok(read)
  return read
}

async function overHttp<T>(size: number, compute: (nodeAt: NodeAt) => T): Promise<T> {
  const bytes = new Map<string, Uint8Array>()
  for (const tile of tilesRead(size, compute)) {
    const found = await get(`/log/${tilePath(tile)}`)
    assert.equal(found.status, 200, tilePath(tile))
    bytes.set(`${tile.level}/${tile.index}`, found.bytes)
  }
  return compute(nodesFromTiles(sha256, size, ({ level, index }) => bytes.get(`${level}/${index}`)))
}

/** Acts of nobody's module, so that the log grows fast; `fsck` is not asked about these. */
async function grow(world: World, count: number): Promise<void> {
  await sql`with made as (
    insert into act (id, type, v, subject_type, subject, version, content, public, capacity, role, scheme, edition,
      clock_moved, recorded_at, decided_on, effective_on, system_at, salt, entry)
    select gen_random_uuid(), 'test.grown', 1, 'test', gen_random_uuid(), 1, '{}', false, 'rule', 'rule', 'test',
      'test', false, now(), '2026-03-02', '2026-03-02', now(), decode(md5(i::text), 'hex'), sha256(i::text::bytea)
    from generate_series(1, ${count}::int) i returning id)
    insert into log_pending (act) select id from made`.execute(world.db)
}

test('an outsider recomputes the root from the tiles, finds every entry, and sees that the log only grew', async () => {
  await of.app.sequence()
  const first = await checkpoint()
  assert.ok(first.size > 10 && first.size < 256, `${first.size} entries`)
  assert.equal(toHex(await overHttp(first.size, (nodeAt) => rootAt(sha256, nodeAt, first.size))), toHex(first.root))
  // Past a full tile, twice, with a signed tree in between that is not full.
  for (const many of [300, 7, 401]) {
    await grow(of.world, many)
    await of.app.sequence()
  }
  const now = await checkpoint()
  assert.equal(now.size, first.size + 708)
  assert.equal(toHex(await overHttp(now.size, (nodeAt) => rootAt(sha256, nodeAt, now.size))), toHex(now.root))
  const proof = await overHttp(now.size, (nodeAt) => consistencyProof(sha256, nodeAt, first.size, now.size))
  assert.ok(verifyConsistency(sha256, {
    oldSize: first.size, newSize: now.size, oldRoot: first.root, newRoot: now.root, proof,
  }))
  for (let index = 0; index < Math.ceil(now.size / 256); index++) {
    const width = Math.min(256, now.size - index * 256)
    const bundle = await get(`/log/${tilePath({ level: 'entries', index, width })}`)
    assert.equal(bundle.headers['cache-control'], 'public, max-age=31536000, immutable')
    const entries = parseEntryBundle(bundle.bytes)
    assert.equal(entries?.length, width)
    for (const place of [0, width - 1]) {
      const at = index * 256 + place
      const path = await overHttp(now.size, (nodeAt) => inclusionProof(sha256, nodeAt, at, now.size))
      assert.ok(verifyInclusion(sha256, { index: at, size: now.size, root: now.root, proof: path,
        leafHash: leafHash(sha256, entries?.[place] ?? new Uint8Array()) }), `entry ${at}`)
    }
  }
})

test('a published act is recomputed from its statement and salt; one that is not published says nothing', async () => {
  const { items } = JSON.parse(new TextDecoder().decode((await get('/log/acts')).bytes)) as {
    items: { index: number; entry: string; salt?: string; statement?: { type: string } }[]
  }
  const open = items.filter(({ statement }) => statement)
  assert.ok(open.length > 5 && open.length < items.length, `${open.length} of ${items.length}`)
  for (const { entry, salt, statement } of open) {
    assert.equal(toHex(actLeaf(sha256, { salt: fromHex(salt ?? ''), content: statement as never })), entry)
  }
  for (const hidden of items.filter(({ statement }) => !statement)) {
    assert.deepEqual(Object.keys(hidden), ['index', 'entry'])
  }
})

test('a tile that the signed tree does not have is not there, and no name of a tile is a fault (B83)', async () => {
  const { size } = await checkpoint()
  const last = Math.floor(size / 256)
  const narrower = await get(`/log/${tilePath({ level: 0, index: last, width: size % 256 - 1 })}`)
  assert.equal(narrower.bytes.length, (size % 256 - 1) * 32, 'an earlier partial tile is cut from a wider one')
  for (const path of [
    tilePath({ level: 0, index: last, width: size % 256 + 1 }), tilePath({ level: 0, index: last, width: 256 }),
    tilePath({ level: 3, index: 0, width: 1 }), tilePath({ level: 'entries', index: last + 1, width: 1 }),
    'tile/0/0', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/64/000', 'tile/-1/000', 'tile/0/x999/x999/x999/x999/999',
    'tile/0/../../keys/master.key', 'tile/0/%2e%2e/%2e%2e/keys/master.key',
    `tile/0/${'x001/'.repeat(60)}`,
  ]) {
    assert.equal((await get(`/log/${path}`)).status, 404, path)
  }
  assert.equal((await get('/log/tile/0/000%00')).status, 400)
})

test('a store that is lost, or spoilt at its edge, is made again from the database, byte for byte', async () => {
  const { size } = await checkpoint()
  const full = `/log/${tilePath({ level: 0, index: 0, width: 256 })}`
  const before = await get(full)
  rmSync(join(of.world.dataDir, 'log'), { recursive: true })
  assert.deepEqual((await get(full)).bytes, before.bytes)
  const edge = tilePath({ level: 0, index: Math.floor(size / 256), width: size % 256 })
  await of.world.tiles.put(edge, randomBytes(size % 256 * 32))
  await grow(of.world, 3)
  await of.app.sequence()
  const now = await checkpoint()
  assert.equal(now.size, size + 3)
  assert.equal(toHex(await overHttp(now.size, (nodeAt) => rootAt(sha256, nodeAt, now.size))), toHex(now.root))
})

test('no checkpoint is signed before its tiles are durable; with the store down acts go on', async () => {
  const { size } = await checkpoint()
  const down: World = { ...of.world, tiles: { ...of.world.tiles, put: async () => { throw new Error('disk full') } } }
  const agent = await signedIn(of, 'enterprise-agent')
  assert.equal((await agent.post('/api/v1/brands', { name: { zh: '断盘酒' }, kind: 'product' })).status, 201)
  await assert.rejects(async () => {
    await sequence(down)
    await publish(down)
  }, /disk full/)
  assert.equal((await checkpoint()).size, size)
  await of.app.sequence()
  assert.equal((await checkpoint()).size, size + 1)
})

describe('tampering with what outsiders fetch', () => {
  for (const [what, path] of [
    ['a hash tile', tilePath({ level: 0, index: 1, width: 256 })],
    ['an entry bundle', tilePath({ level: 'entries', index: 0, width: 256 })],
  ] as const) {
    test(`fsck names ${what} with one bit flipped`, async () => {
      const bytes = await of.world.tiles.get(path)
      assert.ok(bytes)
      const flipped = bytes.slice()
      flipped[100] = (flipped[100] ?? 0) ^ 1
      await of.world.tiles.put(path, flipped)
      const { findings } = await fsck(of.world, MODULES)
      assert.deepEqual(findings.filter(({ kind }) => kind === 'tile').map(({ subject }) => subject), [path])
      await of.world.tiles.put(path, bytes)
      assert.equal((await fsck(of.world, MODULES)).findings.some(({ kind }) => kind === 'tile'), false)
    })
  }
})

describe('a database that is not the one whose log was published', () => {
  test('a restored older copy writes no act, says why, answers readers; the newer one goes on', async () => {
    const kept = await of.world.tiles.get('checkpoint')
    assert.ok(kept)
    assert.equal(await compareWithPublished(of.world), undefined)
    // What a later life of this database had published: signed by the same log, of one entry more.
    const { size } = await checkpoint()
    const later = { size: size + 1, root: sha256(new Uint8Array()) }
    const note = await signNote(formatCheckpoint({ origin: logSigner(of.world).signer.name, ...later }),
      [logSigner(of.world).signer])
    await of.world.tiles.put('checkpoint', new TextEncoder().encode(note))
    assert.equal(await quietly(() => compareWithPublished(of.world)), 'database-behind')
    const agent = await signedIn(of, 'enterprise-agent')
    const refused = await agent.post('/api/v1/brands', { name: { zh: '旧库酒' }, kind: 'product' })
    assert.deepEqual([refused.status, refused.body.code], [503, 'acts-held'])
    assert.match(refused.body.title ?? JSON.stringify(refused.body), /旧备份/)
    assert.equal((await get('/search?q=酒')).status, 200)
    const ready = JSON.parse(new TextDecoder().decode((await get('/readyz')).bytes)) as { hold?: string }
    assert.equal(ready.hold, 'database-behind')
    assert.ok((await fsck(of.world, MODULES)).findings.some(({ kind }) => kind === 'hold'))
    await of.world.tiles.put('checkpoint', kept)
    assert.equal(await compareWithPublished(of.world), undefined)
    assert.equal((await agent.post('/api/v1/brands', { name: { zh: '新库酒' }, kind: 'product' })).status, 201)
  })

  test('another history of the same length is told from an older one; a forged checkpoint says nothing', async () => {
    const kept = await of.world.tiles.get('checkpoint')
    assert.ok(kept)
    const { size } = await checkpoint()
    const text = formatCheckpoint({ origin: logSigner(of.world).signer.name, size, root: sha256(new Uint8Array()) })
    await of.world.tiles.put('checkpoint', new TextEncoder().encode(await signNote(text, [logSigner(of.world).signer])))
    assert.equal(await quietly(() => compareWithPublished(of.world)), 'history-differs')
    const stranger = signerOf(randomBytes(32))
    const forged = await signNote(text, [{ ...logSigner(of.world).signer, sign: stranger.sign }])
    await of.world.tiles.put('checkpoint', new TextEncoder().encode(forged))
    assert.equal(await compareWithPublished(of.world), undefined)
    await of.world.tiles.put('checkpoint', kept)
    await compareWithPublished(of.world)
  })
})

/** Says what is expected to be said on the error stream to nobody. */
async function quietly<T>(what: () => Promise<T>): Promise<T> {
  const said = console.error
  console.error = () => {}
  try {
    return await what()
  } finally {
    console.error = said
  }
}

describe('a witness', () => {
  const seed = randomBytes(32)
  const name = 'witness.example/1'
  const key = formatVerifierKey(sha256, name, signerOf(seed).publicKey, COSIGNATURE)
  const folder = mkdtempSync(join(tmpdir(), 'tianfu-witness-'))
  const file = join(folder, 'state.json')
  let server: Server
  let witnessed: World

  const start = async (state: WitnessState): Promise<Server> => {
    const made = witnessServer({ name, signer: signerOf(seed), logs: [logSigner(of.world).verifierKey], state,
      now: () => of.world.now() })
    await new Promise<void>((done) => { made.listen(0, '127.0.0.1', done) })
    return made
  }
  const urlOf = (made: Server) => `http://127.0.0.1:${(made.address() as AddressInfo).port}`
  before(async () => {
    await of.app.sequence()
    server = await start(stateIn(file))
    witnessed = { ...of.world, witnesses: [{ key, url: urlOf(server) }] }
  })
  after(() => { server.close(); rmSync(folder, { recursive: true }) })

  test('cosigns what consistently grows; the cosignature stands on the published checkpoint', async () => {
    await askWitnesses(witnessed)
    await grow(of.world, 300)
    await of.app.sequence()
    await askWitnesses(witnessed)
    const note = new TextDecoder().decode((await get('/log/checkpoint')).bytes)
    const { size } = await checkpoint()
    assert.deepEqual(parseNote(note)?.signatures.map((one) => one.name), [logSigner(of.world).signer.name, name])
    assert.equal(stateIn(file).get(logSigner(of.world).signer.name)?.size, size)
    const { findings, checked } = await fsck(witnessed, MODULES)
    assert.equal(findings.some(({ kind }) => kind === 'cosignature'), false)
    assert.equal(checked.cosignatures, 2)
    await sql`alter table log_cosignature disable trigger user`.execute(of.world.db)
    await sql`update log_cosignature set line = (select line from log_cosignature where size <> ${size} limit 1)
      where size = ${size}`.execute(of.world.db)
    assert.equal((await fsck(witnessed, MODULES)).findings.filter(({ kind }) => kind === 'cosignature').length, 1)
    await sql`delete from log_cosignature where size = ${size}`.execute(of.world.db)
    await sql`alter table log_cosignature enable trigger user`.execute(of.world.db)
    await askWitnesses(witnessed)
  })

  test('refuses what is smaller, forked, unsigned, of another log, or no request, as C2SP says (B84)', async () => {
    const post = async (body: string, path = '/add-checkpoint') => {
      const answer = await fetch(`${urlOf(server)}${path}`, { method: 'POST', body })
      return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') }
    }
    const note = new TextDecoder().decode((await get('/log/checkpoint')).bytes)
    const { size, origin } = await checkpoint()
    const signed = (text: string) => signNote(text, [logSigner(of.world).signer])
    const zero = sha256(new Uint8Array())
    const stale = await post(`old 3\n\n${note}`)
    assert.deepEqual([stale.status, stale.text, stale.type], [409, `${size}\n`, 'text/x.tlog.size'])
    const forked = await post(`old ${size}\n\n${await signed(formatCheckpoint({ origin, size, root: zero }))}`)
    assert.equal(forked.status, 409)
    const inconsistent = await post(`old ${size}\n${'AAAA'.repeat(10)}AAA=\n\n${
      await signed(formatCheckpoint({ origin, size: size + 5, root: zero }))}`)
    assert.equal(inconsistent.status, 422)
    const text = formatCheckpoint({ origin, size, root: zero })
    const stranger = await signNote(text, [{ ...logSigner(of.world).signer, sign: signerOf(randomBytes(32)).sign }])
    assert.equal((await post(`old ${size}\n\n${stranger}`)).status, 403)
    const other = await signed(formatCheckpoint({ origin: 'other.example/log', size, root: zero }))
    assert.equal((await post(`old 0\n\n${other}`)).status, 404)
    assert.equal((await post(`old ${size + 1}\n\n${note}`)).status, 400)
    assert.equal((await post('hello')).status, 400)
    assert.equal((await post('old 0\n\n', '/elsewhere')).status, 404)
    assert.equal((await post('x'.repeat(200_000))).status, 413)
    assert.equal(stateIn(file).get(origin)?.size, size, 'nothing of it was taken')
  })

  test('that knows a later log than the database stops official work', async () => {
    const { size, origin } = await checkpoint()
    const ahead = await start({ get: () => ({ size: size + 9, root: sha256(new Uint8Array()) }), put() {} })
    try {
      await grow(of.world, 1)
      await of.app.sequence()
      await askWitnesses({ ...of.world, witnesses: [{ key, url: urlOf(ahead) }] })
      assert.equal(await holdOf(of.world.db), 'database-behind')
    } finally {
      ahead.close()
      await putHold(of.world.db, undefined)
    }
    assert.equal(stateIn(file).get(origin)?.size, size)
  })

  test('that has been silent too long stops what is issued, and neither suspensions nor verdicts', async () => {
    await grow(of.world, 1)
    await of.app.sequence()
    const asked = (type: string) => byRule(witnessed, 'rule', (work) => refuseWhileHeld(work, type))
    await asked('certificate.issued')
    of.pass(25 * 3_600_000)
    await assert.rejects(asked('certificate.issued'), { code: 'witness-stale' })
    await asked('certificate.suspended')
    assert.equal((await get('/search?q=酒')).status, 200)
    await askWitnesses(witnessed)
    await asked('certificate.issued')
  })

  test('remembers across a restart, and its file is there before it answers', () => {
    assert.ok(existsSync(file))
    const seen = stateIn(file)
    seen.put('another.example', { size: 4, root: sha256(new Uint8Array()) })
    assert.equal(stateIn(file).get('another.example')?.size, 4)
    writeFileSync(file, readFileSync(file))
    assert.equal(stateIn(file).get('unknown.example'), undefined)
  })
})

describe('tiles in a bucket', () => {
  const objects = new Map<string, Buffer>()
  let failures = 0
  let server: Server
  let store: TileStore
  before(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        if (failures > 0) {
          failures -= 1
          response.writeHead(503).end()
          return
        }
        if (!signedRight(request.method ?? '', request.url ?? '', request.headers)) {
          response.writeHead(403).end()
          return
        }
        const name = request.url ?? ''
        if (request.method === 'PUT') objects.set(name, Buffer.concat(parts))
        if (request.method === 'DELETE') objects.delete(name)
        const found = objects.get(name)
        if (request.method === 'GET' && !found) response.writeHead(404).end()
        else response.writeHead(200).end(request.method === 'GET' ? found : undefined)
      })
    })
    await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done) })
    const { port } = server.address() as AddressInfo
    store = tilesInBucket({ url: `http://127.0.0.1:${port}/bucket/log`, accessKeyId: 'key', secretAccessKey: 'secret',
      region: 'us-east-1' }, 500)
  })
  after(() => { server.close() })

  test('are put, read and removed under a signature of version 4; a store that stumbles is asked again', async () => {
    const bytes = randomBytes(64)
    failures = 2
    await store.put('tile/0/000.p/2', bytes)
    assert.deepEqual(Buffer.from(await store.get('tile/0/000.p/2') ?? []), bytes)
    assert.deepEqual([...objects.keys()], ['/bucket/log/tile/0/000.p/2'])
    assert.equal(await store.get('tile/0/001'), undefined)
    await store.remove('tile/0/000.p/2')
    assert.equal(objects.size, 0)
    failures = 3
    await assert.rejects(store.put('tile/0/000', bytes), /503/)
    failures = 0
  })

  test('hold a whole log that an outsider verifies', async () => {
    const world: World = { ...of.world, tiles: store }
    await grow(world, 30)
    await sequence(world)
    assert.equal(await publish(world), 30)
    const { size } = await checkpoint()
    assert.ok(objects.has(`/bucket/log/${tilePath({ level: 0, index: 0, width: 256 })}`))
    const edge = tilePath({ level: 'entries', index: Math.floor(size / 256), width: size % 256 })
    assert.ok(objects.has(`/bucket/log/${edge}`))
  })
})

/** AWS Signature Version 4 over method, path, signed headers and the hash of the body that the request names. */
function signedRight(method: string, path: string, headers: Record<string, string | string[] | undefined>): boolean {
  const [, date = '', region = '', names = '', signature = ''] =
    /Credential=key\/(\d{8})\/([\w-]+)\/s3\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})/
      .exec(String(headers.authorization)) ?? []
  const canonical = [method, path, '', ...names.split(';').map((name) => `${name}:${String(headers[name])}`), '', names,
    String(headers['x-amz-content-sha256'])].join('\n')
  const hash = createHash('sha256').update(canonical).digest('hex')
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${date}/${region}/s3/aws4_request`, hash].join('\n')
  const hmac = (secret: string | Buffer, of: string) => createHmac('sha256', secret).update(of).digest()
  const secret = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, 'AWS4secret')
  return hmac(secret, text).toString('hex') === signature
}
