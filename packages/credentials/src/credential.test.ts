import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import {
  decodeStatusBits, didDocument, didWeb, didWebAddress, drawStatusIndex, encodeStatusBits, fromBase64url, keyAt,
  momentOf, newStatusBits, parsePublicJwk, parseStatusEntry, readStatus, readToken, setStatusBit, signToken,
  SMALLEST_LIST, statusBit, statusEntryJson, statusListCredential, toBase64url, verifyCredential, verifyToken,
} from './index.ts'
import type { JsonObject, PublicJwk, Signer, VerifySignature } from './index.ts'

const did = 'did:web:body.example'
const ed = generateKeyPairSync('ed25519')
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const edJwk = parsePublicJwk(ed.publicKey.export({ format: 'jwk' }))!
const ecJwk = parsePublicJwk(ec.publicKey.export({ format: 'jwk' }))!
const signer: Signer = {
  alg: 'EdDSA',
  kid: `${did}#k1`,
  sign: (message) => new Uint8Array(sign(null, message, ed.privateKey)),
}
const ecSigner: Signer = {
  alg: 'ES256', kid: `${did}#k2`,
  sign: (message) => new Uint8Array(sign('sha256', message, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })),
}
const check: VerifySignature = (jwk, message, signature) => {
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
  return jwk.kty === 'OKP' ? verify(null, message, key, signature)
    : verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature)
}
const keyFor = (kid: string): PublicJwk | undefined => ({ [`${did}#k1`]: edJwk, [`${did}#k2`]: ecJwk })[kid]
const at = Date.parse('2026-11-23T00:00:00Z')
const credential: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer: did,
  validFrom: '2026-01-01T00:00:00Z',
  validUntil: '2027-01-01T00:00:00Z',
  credentialSubject: { id: 'did:web:firm.example' },
}

test('a credential signed with EdDSA or ES256 verifies and says its period', async () => {
  for (const by of [signer, ecSigner]) {
    const token = await signToken(by, credential)
    const reading = await verifyCredential(token, { keyFor, verify: check, at })
    assert.ok(reading.ok)
    assert.deepEqual(reading.value.credential, credential)
    assert.equal(reading.value.issuer, did)
    assert.equal(reading.value.period, 'within')
    for (const [moment, period] of [['2025-12-31T23:59:59Z', 'before'], ['2027-01-01T00:00:01Z', 'after']] as const) {
      const other = await verifyCredential(token, { keyFor, verify: check, at: Date.parse(moment) })
      assert.equal(other.ok && other.value.period, period)
    }
  }
})

test('a token has exactly one byte form: every changed character is refused', async () => {
  const token = await signToken(signer, credential)
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.= \n+/']
  await fc.assert(
    fc.asyncProperty(fc.nat(token.length), fc.constantFrom(...letters), fc.boolean(), async (i, letter, insert) => {
      const changed = token.slice(0, i) + letter + token.slice(insert ? i : i + 1)
      if (changed !== token) assert.equal((await verifyToken(changed, { keyFor, verify: check })).ok, false, changed)
    }),
    { numRuns: 400 },
  )
  for (let i = token.length - 86; i < token.length; i++) { // the last character of a part carries unused bits
    for (const letter of 'ABCDwxyz') {
      const changed = token.slice(0, i) + letter + token.slice(i + 1)
      if (changed !== token) assert.equal((await verifyToken(changed, { keyFor, verify: check })).ok, false)
    }
  }
})

test('headers and claims that VC-JOSE-COSE does not allow are refused by name', async () => {
  const part = (value: unknown) => toBase64url(new TextEncoder().encode(JSON.stringify(value)))
  const make = (header: unknown, payload: unknown = credential) => {
    const message = `${part(header)}.${part(payload)}`
    return `${message}.${toBase64url(new Uint8Array(sign(null, Buffer.from(message), ed.privateKey)))}`
  }
  const good = { alg: 'EdDSA', kid: `${did}#k1`, typ: 'vc+jwt' }
  const table: [string, string][] = [
    [make(good), 'ok'],
    [make({ ...good, alg: 'Ed25519', typ: 'application/vc+jwt', cty: 'vc' }), 'ok'],
    [make({ ...good, typ: 'JWT' }), 'unknown-type'],
    [make({ alg: 'EdDSA', kid: good.kid }), 'unknown-type'],
    [make({ ...good, cty: 'json' }), 'unknown-type'],
    [make({ ...good, alg: 'none' }), 'unknown-algorithm'],
    [make({ ...good, alg: 'HS256' }), 'unknown-algorithm'],
    [make({ ...good, alg: 'ES256' }), 'wrong-algorithm'],
    [make({ ...good, crit: ['b64'], b64: false }), 'critical-header'],
    [make({ ...good, kid: undefined }), 'no-key-id'],
    [make({ ...good, kid: `${did}#k9` }), 'unknown-key'],
    [make({ ...good, kid: `${did}#k2`, alg: 'ES256' }), 'wrong-signature'],
    [make(good, { ...credential, vc: {} }), 'wrong-claims'],
    [make(good, { ...credential, issuer: 'did:web:other.example' }), 'wrong-issuer'],
    [make(good, { ...credential, iss: 'did:web:other.example' }), 'wrong-issuer'],
    [make(good, { ...credential, type: ['Other'] }), 'not-a-credential'],
    [make(good, [credential]), 'malformed'],
    [`${make(good)}.`, 'malformed'],
    [make(good).replace('.', '=.'), 'malformed'],
    ['', 'malformed'],
  ]
  for (const [token, expected] of table) {
    const reading = await verifyCredential(token, { keyFor, verify: check, at })
    assert.equal(reading.ok ? 'ok' : reading.why, expected)
  }
})

test('no text makes the reader of tokens throw', () => {
  const part = fc.oneof(
    fc.base64String(),
    fc.json().map((json) => toBase64url(new TextEncoder().encode(json))),
    fc.string(),
  )
  fc.assert(fc.property(fc.tuple(part, part, part), (parts) => {
    assert.equal(typeof readToken(parts.join('.')).ok, 'boolean')
  }))
})

test('base64url has one form for any bytes', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const text = toBase64url(bytes)
    assert.equal(text, Buffer.from(bytes).toString('base64url'))
    assert.deepEqual(fromBase64url(text), bytes)
  }))
  for (const bad of ['A', 'AB', 'AAB', 'AA=', 'A A', 'AA+A', 'AA/A', 'ÄA', 'AAAAA'])
    assert.equal(fromBase64url(bad), undefined, bad)
})

test('moments need a zone and must exist', () => {
  assert.equal(momentOf('2026-11-23T08:00:00+08:00'), Date.parse('2026-11-23T00:00:00Z'))
  assert.equal(momentOf('2024-02-29T24:00:00Z'), Date.parse('2024-03-01T00:00:00Z'))
  assert.equal(momentOf('2026-01-01T00:00:00.447Z'), Date.parse('2026-01-01T00:00:00.447Z'))
  assert.equal(momentOf('12026-01-01T00:00:00Z'), Date.parse('+012026-01-01T00:00:00Z'))
  assert.equal(momentOf('0099-03-01T00:00:00Z'), Date.parse('0099-03-01T00:00:00Z'))
  fc.assert(fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9998-12-31'), noInvalidDate: true }),
    fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, zone) => {
      const local = new Date(date.getTime() + zone * 60_000)
      if (local.getUTCFullYear() < 1 || local.getUTCFullYear() > 9999) return
      const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0')
      const text = `${local.toISOString().slice(0, -1)}${zone < 0 ? '-' : '+'}${two(zone / 60)}:${two(zone % 60)}`
      assert.equal(momentOf(text), date.getTime(), text)
    }))
  for (const bad of [
    '2026-11-23T08:00:00',
    '2026-11-23',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:01Z',
    '2026-01-01T00:00:00+15:00',
    '2026-01-01T00:60:00Z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00Z0',
    '2026-01-01T0x:00:00Z',
    '2026-1-01T00:00:00+8:00',
    '26-01-01T00:00:00Z',
    5,
    null,
  ]) {
    assert.equal(momentOf(bad), undefined, String(bad))
  }
})

test('did:web names hosts, ports and paths, and nothing else', () => {
  assert.equal(didWeb('https://tianfu.example'), 'did:web:tianfu.example')
  assert.equal(didWeb('http://localhost:8080', 'bodies', 'b-1'), 'did:web:localhost%3A8080:bodies:b-1')
  assert.equal(didWebAddress('did:web:tianfu.example'), 'https://tianfu.example/.well-known/did.json')
  assert.equal(didWebAddress('did:web:localhost%3A8080:bodies:b-1'), 'http://localhost:8080/bodies/b-1/did.json')
  for (const bad of [
    'did:key:z6Mk',
    'did:web:',
    'did:web:a.example/..',
    'did:web:a.example:..:x',
    'did:web:a.example:a%2Fb',
    'did:web:user@a.example',
    'did:web:a.example?x',
  ])
    assert.equal(didWebAddress(bad), undefined, bad)
})

test('a key verifies for the time in which it stood', () => {
  const document = didDocument(did, [
    { id: 'k1', jwk: edJwk, from: '2025-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z' },
    { id: 'k2', jwk: ecJwk, from: '2026-01-01T00:00:00Z' },
    { id: 'k3', jwk: edJwk, from: '2025-01-01T00:00:00Z', revoked: '2025-06-01T00:00:00Z' },
  ])
  const why = (key: string, day: string) => {
    const reading = keyAt(JSON.parse(JSON.stringify(document)), `${did}#${key}`, Date.parse(`${day}T00:00:00Z`))
    return reading.ok ? 'ok' : reading.why
  }
  const table: [string, string, string][] = [
    ['k1', '2025-06-01', 'ok'],
    ['k1', '2024-12-31', 'not-yet'],
    ['k1', '2026-01-01', 'expired'],
    ['k2', '2026-06-01', 'ok'],
    ['k3', '2025-05-31', 'ok'],
    ['k3', '2025-06-01', 'revoked'],
    ['k4', '2025-06-01', 'unknown-key'],
  ]
  for (const [key, day, expected] of table) assert.equal(why(key, day), expected, `${key} ${day}`)
  assert.deepEqual(document.assertionMethod, [`${did}#k1`, `${did}#k2`])
  assert.equal(keyAt({ ...document, id: 'did:web:other.example' }, `${did}#k2`, at).ok, false)
  fc.assert(fc.property(fc.anything(), (value) => { keyAt(value, `${did}#k1`, at) }))
})

const inflate = (bytes: Uint8Array, most: number) => new Uint8Array(gunzipSync(bytes, { maxOutputLength: most }))
const compress = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))

test('status bits survive the way through a list credential', async () => {
  const bits = newStatusBits()
  for (const index of [0, 7, 8, 131_071]) setStatusBit(bits, index, true)
  setStatusBit(bits, 7, false)
  const id = 'https://tianfu.example/status/suspension-1'
  const list = statusListCredential({
    id,
    issuer: did,
    purpose: 'suspension',
    encodedList: await encodeStatusBits(bits, compress),
    validFrom: '2026-01-01T00:00:00Z',
  })
  const entry = (statusListIndex: number) => ({
    statusPurpose: 'suspension' as const,
    statusListIndex,
    statusListCredential: id,
  })
  for (const [index, set] of [[0, true], [7, false], [8, true], [9, false], [131_071, true]] as const) {
    assert.deepEqual(await readStatus(list, entry(index), at, inflate), { ok: true, set }, String(index))
  }
  assert.deepEqual(await readStatus(list, entry(131_072), at, inflate), { ok: false, why: 'out-of-range' })
  assert.deepEqual(await readStatus(list, { ...entry(0), statusPurpose: 'revocation' }, at, inflate), {
    ok: false,
    why: 'wrong-purpose',
  })
  assert.deepEqual(await readStatus(list, entry(0), 0, inflate), { ok: false, why: 'out-of-date' })
  assert.equal(new Uint8Array(bits)[0], 128)
  assert.deepEqual(parseStatusEntry(statusEntryJson(entry(5))), entry(5))
  assert.deepEqual(parseStatusEntry({ ...statusEntryJson(entry(5)), statusListIndex: 5 }), entry(5))
  for (const bad of ['05', '-1', '1.5', 1.5, -1, null, '9'.repeat(17)]) {
    assert.equal(parseStatusEntry({ ...statusEntryJson(entry(5)), statusListIndex: bad }), undefined, String(bad))
  }
})

test('lists that are short, malformed or would inflate without bound are refused', async () => {
  const encode = (bytes: Uint8Array) => `u${toBase64url(compress(bytes))}`
  const why = async (encoded: unknown) => {
    const result = await decodeStatusBits(encoded, inflate)
    return result.ok ? 'ok' : result.why
  }
  assert.equal(await why(encode(new Uint8Array(SMALLEST_LIST / 8))), 'ok')
  assert.equal(await why(encode(new Uint8Array(SMALLEST_LIST / 8 - 1))), 'too-short')
  assert.equal(await why(encode(new Uint8Array(2 ** 25))), 'malformed') // 2^28 bits in 33 KB
  assert.equal(await why(encode(new Uint8Array(SMALLEST_LIST / 8)).slice(1)), 'malformed')
  assert.equal(await why(`u${'A'.repeat(2 ** 25)}`), 'too-long')
  for (const bad of [undefined, '', 'u', 'uAAAA', 7]) assert.equal(await why(bad), 'malformed')
  assert.throws(() => newStatusBits(1000), RangeError)
  assert.throws(() => statusBit(newStatusBits(), 131_072), RangeError)
})

test('indices are drawn once, at random', () => {
  const taken = new Set<number>()
  for (let i = 0; i < 2000; i++) {
    const index = drawStatusIndex(SMALLEST_LIST, (count) => randomBytes(count), (n) => taken.has(n))
    assert.ok(index >= 0 && index < SMALLEST_LIST && !taken.has(index))
    taken.add(index)
  }
  assert.throws(() => drawStatusIndex(8, (count) => randomBytes(count), () => true), RangeError)
})

test('keys of other curves, lengths and uses are not read', () => {
  const jwk = ed.publicKey.export({ format: 'jwk' })
  for (const bad of [
    { ...jwk, d: jwk.x },
    { ...jwk, x: `${jwk.x}AA` },
    { ...jwk, use: 'enc' },
    { ...jwk, crv: 'X25519' },
    { ...jwk, alg: 'ES256' },
    { ...jwk, key_ops: ['sign'] },
    { ...jwk, kty: 'EC' },
    null,
    'x',
    [],
  ]) {
    assert.equal(parsePublicJwk(bad), undefined)
  }
})
