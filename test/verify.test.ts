// A certificate and a receipt verified by the command line against a served platform, which is believed in nothing.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { signToken, statusEntryJson } from '@tianfu/credentials'
import { chinaToday, parseInstant } from '@tianfu/kernel'
import { sql } from 'kysely'
import { bodySigner } from '../apps/server/src/modules/bodies/index.ts'
import { ROOT } from '../apps/server/src/world.ts'
import { aCertificate, certificateAct } from './certificate.ts'
import type { CertificateMade } from './certificate.ts'
import { signedIn, usccOf } from './people.ts'
import { testWorld } from './support.ts'
import type { TestWorld } from './support.ts'

let of: TestWorld
let origin: string
let folder: string
let certificate: CertificateMade
let signer: Awaited<ReturnType<typeof bodySigner>>

before(async () => {
  origin = `http://localhost:${await freePort()}`
  of = await testWorld({ origin })
  const { id: body } = await of.world.db.selectFrom('organisation').select('id')
    .where('uscc', '=', usccOf('body-shuxin')).executeTakeFirstOrThrow()
  signer = await bodySigner(of.world.db, of.world, body)
  certificate = await aCertificate(of, { credential: (facts) => credential(signer, facts) })
  await of.app.sequence()
  await of.app.http.listen({ port: Number(new URL(origin).port), host: '127.0.0.1' })
  folder = mkdtempSync(join(tmpdir(), 'tianfu-verify-'))
})

const credential = (
  by: typeof signer, { number, index, from, until }: { number: string; index: number; from: string; until: string },
) => signToken(by, {
  '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], issuer: by.did,
  credentialSubject: { id: `${origin}/c/${number}` }, validFrom: `${from}T00:00:00+08:00`,
  validUntil: `${until}T23:59:59+08:00`,
  credentialStatus: statusEntryJson({
    statusListCredential: `${origin}/status/suspension-1`, statusListIndex: index, statusPurpose: 'suspension',
  }),
})

after(async () => {
  await of.close()
  rmSync(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** The command line with the clock of the test's world, so that both live on the same day. */
async function tianfu(...args: string[]): Promise<{ code: number | null; out: string }> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, ['--import', clock(), join(ROOT, 'apps/cli/src/main.ts'), ...args], {
    cwd: folder, env: { PATH }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => { out += part.toString() })
  const [code] = await once(child, 'close') as [number | null]
  return { code, out }
}

const clock = () => `data:text/javascript,Date.now=()=>${of.world.now()}`
const checked = (out: string) => JSON.parse(out) as {
  of: string; report: { verdict: string; checks: { name: string; outcome: string; why?: string }[] } }[]
const said = (out: string) => checked(out).map((one) => [one.of, one.report.verdict,
  ...one.report.checks.map(({ name, outcome, why }) => `${name} ${outcome}${why ? ` ${why}` : ''}`)].join(', '))

const WHOLE = [
  'credential, stands, credential passed, period passed, status passed, log passed',
  'receipt, genuine, signature passed, answer passed, log passed, acts passed, standing passed',
]

test('without keys of one’s own nothing is verified; keys are fetched once, their fingerprints printed', async () => {
  const without = await tianfu('verify', `${origin}/c/${certificate.number}`)
  assert.equal(without.code, 2)
  assert.match(without.out, /tianfu trust/)
  const kept = await tianfu('trust', origin)
  assert.equal(kept.code, 0, kept.out)
  assert.match(kept.out, /did:web:localhost%3A\d+#receipt-1/)
  assert.match(kept.out, /bodies/)
})

test('a certificate at its address stands: signature, period, status, log, and the receipt with its acts', async () => {
  const { code, out } = await tianfu('verify', `${origin}/c/${certificate.number}`, '--json')
  assert.deepEqual([code, said(out)], [0, WHOLE], out)
  const table = await tianfu('verify', `${origin}/c/${certificate.number}`)
  assert.match(table.out, /证书凭证 credential\t有效 Stands/)
})

test('a file is verified without any network, from a bundle made before', async () => {
  assert.equal((await tianfu('bundle', origin)).code, 0)
  const token = await (await fetch(`${origin}/c/${certificate.number}.jwt`)).text()
  writeFileSync(join(folder, 'certificate.jwt'), `${token}\n`)
  const { code, out } = await tianfu('verify', 'certificate.jwt', '--offline', 'tianfu-bundle.json', '--json')
  assert.deepEqual([code, said(out)],
    [0, ['credential, stands, credential passed, period passed, status passed, log not-checked proof-missing']], out)
})

test('what the register says of an organisation or a product is verified at its address as well', async () => {
  const { uscc } = await of.world.db.selectFrom('organisation').select('uscc')
    .where('id', '=', certificate.holder).executeTakeFirstOrThrow()
  for (const path of [`/org/${uscc}.jwt`, `/passports/${certificate.gtin}.jwt`]) {
    const { code, out } = await tianfu('verify', `${origin}${path}`, '--json')
    assert.deepEqual([code, said(out)], [0, ['credential, stands, credential passed, period passed, '
      + 'status passed good-for-its-day, log not-checked proof-missing']], path)
  }
})

test('a receipt is a file too: one letter of answer, act or token changed, and it is not genuine', async () => {
  const text = await (await fetch(`${origin}/c/${certificate.number}.json?at=2026-03-02`)).text()
  writeFileSync(join(folder, 'receipt.json'), text)
  assert.deepEqual(said((await tianfu('verify', 'receipt.json', '--json')).out), WHOLE.slice(1))
  const document = JSON.parse(text)
  const changed = async (change: (of: any) => void) => { // `any`: each case reaches elsewhere
    const copy = structuredClone(document)
    change(copy)
    writeFileSync(join(folder, 'changed.json'), JSON.stringify(copy))
    const { code, out } = await tianfu('verify', 'changed.json', '--json')
    assert.equal(code, 1, out)
    return checked(out)[0]?.report.checks.find(({ outcome }) => outcome === 'failed')
  }
  assert.deepEqual(await changed((one) => { one.holder.name = { zh: '别人' } }),
    { name: 'answer', outcome: 'failed', why: 'changed' })
  assert.deepEqual(await changed((one) => { one.receipt.acts[0].statement.content.scope = '一切' }),
    { name: 'acts', outcome: 'failed', why: 'not-included' })
  assert.deepEqual(await changed((one) => { one.receipt.acts = [] }),
    { name: 'acts', outcome: 'failed', why: 'other-acts' })
  assert.deepEqual(await changed((one) => { one.receipt.token = `${one.receipt.token.slice(0, -6)}AAAAAA` }),
    { name: 'signature', outcome: 'failed', why: 'wrong-signature' })
  assert.deepEqual(await changed((one) => { one.receipt = {} }),
    { name: 'signature', outcome: 'failed', why: 'no-receipt' })
})

test('after a suspension the same address does not stand; the receipt of the day before says valid', async () => {
  of.pass(86_400_000)
  await certificateAct(of, certificate.id, 'suspended')
  await of.app.sequence()
  const now = await tianfu('verify', `${origin}/c/${certificate.number}`, '--json')
  assert.equal(now.code, 1)
  assert.match(said(now.out)[0] ?? '', /^credential, does-not-stand, .*status failed suspension/)
  assert.match(said(now.out)[1] ?? '', /^receipt, genuine, .*standing passed$/)
  const then = await tianfu('verify', `${origin}/c/${certificate.number}`, '--at', '2026-03-02', '--json')
  assert.match(said(then.out)[1] ?? '', /^receipt, genuine/)
  assert.match(then.out, /"status": "valid"/)
})

test('that a number is not there is signed, says which kind, and how complete the register is', async () => {
  for (const [path, why] of [
    ['/c/TFQ99999999.json', undefined], [`/c/${certificate.number}.json?at=2020-01-01`, 'not-yet'],
  ] as const) {
    const answer = await fetch(`${origin}${path}`)
    assert.equal(answer.status, 404)
    const document = await answer.json() as { nothing: { why: string; register: { since: string; entries: number } } }
    if (why) assert.equal(document.nothing.why, why)
    assert.ok(document.nothing.register.entries > 10)
    assert.match(document.nothing.register.since, /^\d{4}-\d{2}-\d{2}$/)
    writeFileSync(join(folder, 'nothing.json'), JSON.stringify(document))
    const { code, out } = await tianfu('verify', 'nothing.json', '--json')
    assert.equal(code, 1)
    assert.match(said(out)[0] ?? '', /^receipt, genuine, signature passed, answer passed, log passed/)
    document.nothing.register.entries += 1
    writeFileSync(join(folder, 'nothing.json'), JSON.stringify(document))
    assert.match(said((await tianfu('verify', 'nothing.json', '--json')).out)[0] ?? '', /not-genuine.*answer failed/)
  }
})

test('an answer of the search is signed too', async () => {
  const answer = await fetch(`${origin}/search?q=TFPZ`, { headers: { accept: 'application/json' } })
  writeFileSync(join(folder, 'search.json'), await answer.text())
  const { code, out } = await tianfu('verify', 'search.json', '--json')
  assert.deepEqual([code, said(out)],
    [0, ['receipt, genuine, signature passed, answer passed, log passed, acts not-checked rests-on-no-act']], out)
})

test('what is neither is said to be neither, and another platform’s keys verify nothing', async () => {
  writeFileSync(join(folder, 'other.json'), '{"hello": 1}')
  assert.equal((await tianfu('verify', 'other.json')).code, 2)
  const trust = JSON.parse(readFileSync(join(folder, 'tianfu-trust.json'), 'utf8'))
  const other = JSON.stringify({ ...trust, didDocuments: [] })
  writeFileSync(join(folder, 'other-trust.json'), other)
  const { code, out } = await tianfu('verify', 'certificate.jwt', '--trust', 'other-trust.json', '--json')
  assert.deepEqual([code, said(out)], [1, ['credential, not-genuine, credential failed unknown-key',
    'receipt, not-genuine, signature failed wrong-signature']])
})

test('a thief with a body’s key dates back: its log and the revocation tell, online as offline', async () => {
  const second = await aCertificate(of, { credential: (facts) => credential(signer, facts) })
  await of.app.sequence()
  const save = async (name: string, path: string) =>
    writeFileSync(join(folder, name), await (await fetch(`${origin}${path}`)).text())
  await save('genuine.jwt', `/c/${second.number}.jwt`)
  await save('genuine.json', `/c/${second.number}.json?at=${chinaToday(parseInstant(of.world.now()))}`)
  const dates = { from: '2026-03-02', until: '2029-03-01' } // the day before
  writeFileSync(join(folder, 'forged.jwt'), await credential(signer, { number: 'TFQ01999999', index: 77, ...dates }))
  writeFileSync(join(folder, 'twin.jwt'), await credential(signer, { number: second.number, index: 78, ...dates }))
  const verified = async (...args: string[]) => said((await tianfu('verify', ...args, '--json')).out)
  of.pass(3_600_000)
  assert.match((await verified('twin.jwt'))[0] ?? '', /^credential, not-genuine, .*log failed another-certificate$/,
    'the log knows the number, whether or not anybody knows of the theft')
  assert.equal((await tianfu('verify', 'forged.jwt')).code, 1, 'the register does not know its number')

  const administrator = await signedIn(of, 'body-administrator')
  const rotated = await administrator.post(`/api/v1/bodies/${second.body}/keys`, { cause: 'compromised' })
  assert.equal(rotated.status, 200, JSON.stringify(rotated.body))
  of.pass(1_000)
  assert.equal((await tianfu('bundle', origin, '--save', 'later.json')).code, 0)
  for (const how of [[], ['--offline', 'later.json']]) {
    const [first] = await verified('forged.jwt', ...how)
    assert.match(first ?? '', /^credential, cannot-tell, credential not-checked key-compromised/, how.join(' '))
    assert.equal((await tianfu('verify', 'forged.jwt', ...how)).code, 1)
  }
  const whole = WHOLE[0]!
  assert.deepEqual((await verified(`${origin}/c/${second.number}`))[0], whole)
  assert.deepEqual((await verified('genuine.jwt'))[0], whole)
  assert.deepEqual((await verified('genuine.jwt', '--offline', 'later.json', '--receipt', 'genuine.json'))[0], whole)
  assert.match((await verified('genuine.jwt', '--offline', 'later.json'))[0] ?? '', /^credential, cannot-tell/)
  const late = await credential(signer, { number: 'TFQ01999998', index: 79, from: '2026-03-05', until: '2029-02-28' })
  writeFileSync(join(folder, 'late.jwt'), late)
  assert.match((await verified('late.jwt'))[0] ?? '', /not-genuine, credential failed key-revoked-before$/)
})

const monitored = async (...args: string[]) => {
  const { code, out } = await tianfu('monitor', '--state', 'monitor.json', ...args)
  return { code, lines: out.trim().split('\n') }
}

test('a monitor follows the log from nothing, and tells of every entry that names what is watched', async () => {
  const first = await monitored('--watch', certificate.number)
  assert.equal(first.code, 0, first.lines.join('\n'))
  assert.equal(first.lines.filter((line) => /条目 entry.*certificate\.(issued|suspended)/.test(line)).length, 2)
  await certificateAct(of, certificate.id, 'restored')
  await of.app.sequence()
  const next = await monitored('--watch', certificate.number)
  assert.deepEqual([next.code, next.lines.length], [0, 2], next.lines.join('\n'))
  assert.match(next.lines[0] ?? '', /certificate\.restored/, 'only what is new')
})

test('a monitor raises the alarm over a register that is not what the acts say', async () => {
  const state = JSON.parse(readFileSync(join(folder, 'monitor.json'), 'utf8'))
  // The platform forgets a turn that it has published.
  await of.world.db.updateTable('certificate').set({ official: sql`jsonb_set(official, '{history}',
    (official->'history') || '[{"type":"suspended","effectiveOn":"2026-03-03","decidedOn":"2026-03-03"}]'::jsonb)` })
    .where('id', '=', certificate.id).execute()
  delete state.subjects[certificate.id]
  writeFileSync(join(folder, 'fresh.json'), JSON.stringify({ size: 0, frontier: [], subjects: {} }))
  const { code, out } = await tianfu('monitor', '--state', 'fresh.json')
  assert.equal(code, 1)
  assert.match(out, /警报 ALARM.*by the log valid，平台 the platform says suspended/)
})

test('a monitor raises the alarm over a log that has shrunk or was rewritten', async () => {
  const state = JSON.parse(readFileSync(join(folder, 'monitor.json'), 'utf8'))
  writeFileSync(join(folder, 'later.json'), JSON.stringify({ ...state, size: state.size + 1 }))
  const shrunk = await tianfu('monitor', '--state', 'later.json')
  assert.deepEqual([shrunk.code, /shrunk/.test(shrunk.out)], [1, true], shrunk.out)
  const other = [...state.frontier].map((hash: string) => hash.replace(/^./, (digit) => (digit === 'a' ? 'b' : 'a')))
  await certificateAct(of, certificate.id, 'suspended')
  await of.app.sequence()
  writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...state, frontier: other }))
  const rewritten = await tianfu('monitor', '--state', 'other.json')
  assert.deepEqual([rewritten.code, /rewritten/.test(rewritten.out)], [1, true], rewritten.out)
})
