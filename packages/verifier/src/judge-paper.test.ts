// The built file and the example page, as a bank has them: in a room without network, files or Node.
import assert from 'node:assert/strict'
import { createHash, createPrivateKey, createPublicKey, sign, webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { didDocument, encodeStatusBits, newStatusBits, setStatusBit, signToken, statusListCredential }
  from '@tianfu/credentials'
import type { HistoricKey, PublicJwk, Signer } from '@tianfu/credentials'
import {
  actLeaf, formatCheckpoint, formatVerifierKey, leafHash, noteKeyHash, rootAt, nodesOf, signNote, toHex,
} from '@tianfu/ledger'
import { BUNDLE, EXAMPLE, verifierBundle } from '../../../scripts/verifier-bundle.ts'
import { VERDICT_WORDS, sha256 } from './index.ts'

const PLATFORM = 'did:web:tianfu.example'
const BODY = `${PLATFORM}:bodies:one`
const LOG = 'tianfu.example/log/x'
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex') // RFC 8410, before the 32 secret bytes
const pair = (seed: number) => {
  const key = createPrivateKey({ key: Buffer.concat([prefix, Buffer.alloc(32, seed)]), format: 'der', type: 'pkcs8' })
  const jwk = createPublicKey(key).export({ format: 'jwk' }) as PublicJwk & { x: string }
  return { jwk, sign: (message: Uint8Array) => new Uint8Array(sign(null, message, key)) }
}
const [body, platform, log] = [pair(1), pair(2), pair(3)]
const raw = new Uint8Array(Buffer.from(log.jwk.x, 'base64url'))
const signer = (kid: string, of: ReturnType<typeof pair>): Signer => ({ alg: 'EdDSA', kid, sign: of.sign })
const list = 'https://tianfu.example/status/suspension-1'
const first: HistoricKey = { id: 'k1', jwk: body.jwk, from: '2026-01-01T00:00:00Z' }
const documents = (key: HistoricKey) => [didDocument(BODY, [key]),
  didDocument(PLATFORM, [{ id: 's1', jwk: platform.jwk, from: '2026-01-01T00:00:00Z' }])]

async function papers() {
  const token = await signToken(signer(`${BODY}#k1`, body), {
    '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], issuer: BODY,
    credentialSubject: { id: 'https://tianfu.example/c/1' }, validFrom: '2026-03-01T00:00:00+08:00',
    validUntil: '2029-03-01T00:00:00+08:00', credentialStatus: { type: 'BitstringStatusListEntry',
      statusPurpose: 'suspension', statusListIndex: 5, statusListCredential: list },
  })
  const listWith = async (set: readonly number[]) => {
    const bits = newStatusBits()
    for (const index of set) setStatusBit(bits, index, true)
    return signToken(signer(`${PLATFORM}#s1`, platform), statusListCredential({ id: list, issuer: PLATFORM,
      purpose: 'suspension', validFrom: '2026-05-01T00:00:00Z',
      encodedList: await encodeStatusBits(bits, (bytes) => new Uint8Array(gzipSync(bytes))) }))
  }
  const statement = { type: 'certificate.issued', recordedAt: '2026-03-01T02:00:00.000Z',
    content: { credentialSha256: createHash('sha256').update(token).digest('hex') } }
  const salt = new Uint8Array(16)
  const nodeAt = nodesOf(sha256, [leafHash(sha256, actLeaf(sha256, { salt, content: statement }))])
  const note = await signNote(formatCheckpoint({ origin: LOG, size: 1, root: rootAt(sha256, nodeAt, 1) }),
    [{ name: LOG, keyHash: noteKeyHash(sha256, LOG, raw), sign: log.sign }])
  const receipt = { receipt: { token: 'a.b.c', checkpoint: { note },
    acts: [{ index: 0, proof: [], salt: toHex(salt), statement }] } }
  return { token, receipt: JSON.stringify(receipt), clean: await listWith([]), set: await listWith([5]) }
}

interface Cell { textContent: string }
/** As much of a page as the example touches. */
function room(files: Record<string, string | undefined>) {
  const shown: Element[] = []
  class Element {
    textContent = ''
    className = ''
    cells: Cell[] = []
    children: Element[] = []
    insertRow() { const row = new Element(); this.children.push(row); return row }
    insertCell() { const cell = { textContent: '' }; this.cells.push(cell); return cell }
    append(...more: Element[]) { this.children.push(...more) }
    replaceChildren(...more: Element[]) { shown.splice(0, shown.length, ...more) }
  }
  let submit: ((event: object) => Promise<void>) | undefined
  const result = new Element()
  const context = createContext({
    crypto: webcrypto, DecompressionStream, TextEncoder, TextDecoder, atob, btoa,
    document: {
      createElement: () => new Element(),
      getElementById: (id: string) => {
        if (id === 'result') return result
        if (id === 'form') return { addEventListener: (_: string, then: typeof submit) => { submit = then } }
        const text = files[id]
        return { files: text === undefined ? [] : [{ text: async () => text }] }
      },
    },
  })
  return { context, async verify() {
    await submit?.({ preventDefault() {} })
    return shown.length === 0 ? result.textContent
      : shown.map(({ children: [title] }) => `${title?.className}: ${title?.textContent}`).join('; ')
  } }
}

let built: string
let page: string
before(async () => {
  built = await verifierBundle()
  page = readFileSync(join(EXAMPLE, 'index.html'), 'utf8')
})

async function verified(files: Record<string, string | undefined>): Promise<string> {
  const { context, verify } = room(files)
  runInContext(built, context)
  for (const [, script = ''] of page.matchAll(/<script>([\s\S]*?)<\/script>/g)) runInContext(script, context)
  return verify()
}

test('one file without dependencies: it imports nothing and asks for nothing', () => {
  assert.ok(built.length < 80_000, `${built.length} characters`)
  assert.doesNotMatch(built, /\bimport\b\s*[({'"]|\brequire\(|\bfetch\(|XMLHttpRequest|https?:\/\/(?!www\.w3\.org)/)
  assert.ok(page.includes(`<script src="${BUNDLE}">`) && page.includes("connect-src 'none'"))
})

test('the page verifies a certificate without a network, and says what does not hold', async () => {
  const { token, receipt, clean, set } = await papers()
  const trust = JSON.stringify({ platform: PLATFORM, didDocuments: documents(first),
    log: { origin: LOG, key: formatVerifierKey(sha256, LOG, raw) } })
  const bundle = (statusLists: string[], key = first) =>
    JSON.stringify({ made: '2026-05-02T00:00:00Z', statusLists, didDocuments: documents(key) })
  const said = async (files: Record<string, string | undefined>) =>
    (await verified({ trust, bundle: bundle([clean]), paper: token, ...files })).split(':')[0]
  assert.equal(await verified({ trust, bundle: bundle([clean]), paper: token }),
    `stands: 证书 Certificate：${VERDICT_WORDS.stands.zh} ${VERDICT_WORDS.stands.en}`)
  assert.equal(await said({ bundle: bundle([set]) }), 'does-not-stand')
  assert.equal(await said({ bundle: bundle([]) }), 'cannot-tell')
  assert.equal(await said({ paper: `${token.slice(0, -4)}AAAA` }), 'not-genuine')
  const stolen = bundle([clean], { ...first, until: '2026-04-01T00:00:00Z', revoked: '2026-04-01T00:00:00Z' })
  assert.equal(await said({ bundle: stolen }), 'cannot-tell')
  assert.equal(await said({ bundle: stolen, receipt }), 'stands', 'the log recorded it before')
  assert.match(await verified({ trust, bundle: bundle([]), paper: 'x' }), /^既不是/)
  assert.match(await verified({ trust: '{', bundle: bundle([]), paper: token }), /^没有核验成功/)
})
